"""Mail that is really signed: keys made here by openssl, signatures by dkimpy, a zone that holds the keys."""

import subprocess
from dataclasses import dataclass
from email.header import Header
from functools import cache

import dkim

from tests.servers.names import Zone

HEADERS = [b"from", b"to", b"subject", b"date", b"message-id"]


@dataclass(frozen=True, slots=True)
class SigningKey:
    private: bytes
    public: str  # as DNS has it


def signing_key(bits: int = 2048) -> SigningKey:
    """Always the same one of that length."""
    return _made(bits)


@cache
def _made(bits: int) -> SigningKey:
    private = subprocess.run(["openssl", "genrsa", "-traditional", str(bits)], capture_output=True, check=True).stdout
    told = subprocess.run(["openssl", "rsa", "-pubout"], input=private, capture_output=True, check=True).stdout
    return SigningKey(private, "".join(told.decode().splitlines()[1:-1]))


def signed(
    raw: bytes, domain: str, *, selector: str = "s1", form: str = "relaxed/relaxed", bits: int = 2048,
    length: bool = False, identity: str | None = None,
) -> bytes:  # fmt: skip
    """The mail with a signature on top."""
    header, _, body = form.partition("/")
    field: bytes = dkim.sign(
        raw, selector.encode(), domain.encode(), signing_key(bits).private,
        canonicalize=(header.encode(), body.encode()), include_headers=HEADERS, length=length,
        identity=identity.encode() if identity else None,
    )  # fmt: skip
    return field + raw


def zone(domain: str, *, dmarc: str = "", spf: str = "", selector: str = "s1", bits: int = 2048, key: str = "") -> Zone:
    """What the domain has in DNS."""
    record = key or f"v=DKIM1; k=rsa; p={signing_key(bits).public}"
    names: dict[str, dict[str, list[str]]] = {f"{selector}._domainkey.{domain}": {"TXT": [record]}}
    if dmarc:
        names[f"_dmarc.{domain}"] = {"TXT": [dmarc]}
    if spf:
        names[domain] = {"TXT": [spf]}
    return Zone(names)


def letter(sender: str = "Hoàng Thị Lan <lan@ctv.example>", body: str = "Kính gửi Ban Biên tập,\r\n") -> bytes:
    name, _, address = sender.rpartition(" ")
    shown = f"{Header(name, 'utf-8').encode()} {address}" if name else address
    return (
        f"From: {shown}\r\nTo: bbt@example.vn\r\nSubject: =?utf-8?q?L=E1=BB=85_h=E1=BB=99i?=\r\n"
        "Date: Mon, 02 Mar 2026 08:00:00 +0700\r\nMessage-ID: <1@ctv.example>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
    ).encode()
