"""Splitting and decoding mails: our core beside the standard library's `email`, in one process.

python -m benchmarks.mime [FOLDER]      default: the letters of the tests and mails made here
"""

import email
import email.policy
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from pathlib import Path

from benchmarks import cost, letters
from tinbai.parsers.mail import charset, headers
from tinbai.parsers.mail.mime import Splitter
from tinbai.parsers.mail.read import read_mail

LEAST = 1.0  # seconds each reader works
FIELDS = ("subject", "from", "to", "cc", "reply-to")


def ours(raw: bytes) -> int:
    read = read_mail(raw)
    return len(read.mail.subject) + len(read.text) + sum(len(leaf.octets()[0]) for leaf in read.leaves)


def core(raw: bytes) -> int:
    """Our MIME core alone: the tree, subject and addresses readable, texts decoded, attachments' names and octets."""
    root = Splitter().message(memoryview(raw))
    size = sum(len(headers.text(value)) for name, value in root.fields if name in FIELDS)
    parts = [root]
    while parts:
        part = parts.pop()
        parts += part.children
        if part.children:
            continue
        size += len(part.disposition()[1].get("filename") or part.params.get("name") or "")
        octets = part.decoded()[0]
        if part.media_type.startswith("text/"):
            size += len(charset.decode(octets, part.params.get("charset"))[0])
        else:
            size += len(octets)
    return size


def compat32(raw: bytes) -> int:
    """The same work as user code writes it with the old interface."""
    message = email.message_from_bytes(raw)
    size = 0
    for name, value in message.items():
        if name.lower() in FIELDS:
            try:
                size += len(str(make_header(decode_header(str(value)))))
            except (LookupError, UnicodeError, HeaderParseError):
                size += len(str(value))
    for part in message.walk():
        if part.is_multipart():
            continue
        size += len(part.get_filename() or "")
        payload = part.get_payload(decode=True)
        octets = payload if isinstance(payload, bytes) else b""
        size += len(_text(octets, part.get_content_charset()) if part.get_content_maintype() == "text" else octets)
    return size


def default(raw: bytes) -> int:
    """The same with the new interface."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    size = 0
    with suppress(ValueError, IndexError):  # known defects of the header parser; the reader goes on without
        size = len(str(message["subject"])) + len(str(message["from"]))
    for part in message.walk():
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            size += len(payload) if isinstance(payload, bytes) else 0
    return size


def _text(octets: bytes, charset: str | None) -> str:
    try:
        return octets.decode(charset or "utf-8", "replace")
    except LookupError:
        return octets.decode("latin-1")


CORES: dict[str, Callable[[bytes], int]] = {"Tinbai": core, "email, compat32": compat32}
READERS: dict[str, Callable[[bytes], int]] = {
    "Tinbai": ours,
    "email, compat32": compat32,
    "email, default": default,
}


def rate(reader: Callable[[bytes], int], mails: list[bytes]) -> float:
    """Mails per second of processor time."""
    started, done = time.process_time(), 0
    while time.process_time() - started < LEAST:
        for mail in mails:
            reader(mail)
        done += len(mails)
    return done / (time.process_time() - started)


def main(folder: Path) -> None:
    sets = {
        f"{folder.name}/": [file.read_bytes() for file in sorted(folder.glob("*.eml"))],
        "text, 1 KB": [letters.text(number) for number in range(20)],
        "25 MB, ten photos": [letters.big(1)],
    }
    readers = {"Tinbai, core": core, **READERS}
    rows = [("mails", *readers, "core to compat32")]
    for name, mails in sets.items():
        rates = [rate(reader, mails) for reader in readers.values()]
        rows.append((name, *(f"{one:.1f}/s" for one in rates), f"{rates[0] / rates[2]:.1f}"))
    cost.table("Mails read per second of processor time", rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("tests/letters"))
