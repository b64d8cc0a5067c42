"""Marks that only this installation can make: in an address, a letter's line, a link. HMAC-SHA256, two keys at a time.

The rules are those of SAFETY 4: cut to 16 octets, written in base32 since addresses are lower-cased on the way, at most
64 octets with the local part around them, and they end. The first key signs, all of them are believed: whoever
changes the key puts the new one into the first line of the file and leaves the old one below until its letters are old.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tinbai.errors import BadSettings

_EPOCH = date(2020, 1, 1)
_MAC = 16  # octets
_DAY = 2
_FEWEST = 32  # characters of a key in the file
_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # of a code: nothing that is read as something else, no vowels, so no words
_CODE = 8  # letters: 38 bits, and every guess costs a mail


@dataclass(frozen=True, slots=True)
class Keys:
    """At least one key; the first one signs. `purpose` keeps what is signed for one thing from serving another."""

    keys: tuple[bytes, ...]

    def sealed(self, purpose: str, words: bytes, until: date) -> str:
        """Words and their last day as one token of a-z and 2-7; not secret, but nobody else can make it."""
        payload = max(0, (until - _EPOCH).days).to_bytes(_DAY, "big") + words
        return base64.b32encode(payload + self._mac(self.keys[0], purpose, payload)).decode().rstrip("=").lower()

    def opened(self, purpose: str, token: str, today: date) -> bytes | None:
        """The words of a token we made for this purpose and that has not ended, else None. Capitals do not matter."""
        padded = token.upper() + "=" * (-len(token) % 8)
        with suppress(ValueError):  # of another alphabet, length or encoding: not one of ours
            octets = base64.b32decode(padded.encode("ascii"))
            payload, mac = octets[:-_MAC], octets[-_MAC:]
            ours = any(hmac.compare_digest(self._mac(key, purpose, payload), mac) for key in self.keys)
            if ours and today <= _EPOCH + timedelta(days=int.from_bytes(payload[:_DAY], "big")):
                return payload[_DAY:]
        return None

    def code(self, purpose: str, words: str) -> str:
        """A short code beside the words, which people keep in a subject or read over a telephone."""
        return _short(self._mac(self.keys[0], purpose, words.encode()))

    def is_code(self, purpose: str, words: str, code: str) -> bool:
        """Whether the code was made for these words; capitals and blanks do not matter."""
        written = "".join(code.upper().split())
        made = (_short(self._mac(key, purpose, words.encode())) for key in self.keys)
        return any(hmac.compare_digest(one.encode(), written.encode()) for one in made)

    def _mac(self, key: bytes, purpose: str, payload: bytes) -> bytes:
        of_purpose = hmac.digest(key, purpose.encode(), hashlib.sha256)
        return hmac.digest(of_purpose, payload, hashlib.sha256)[:_MAC]


def _short(mac: bytes) -> str:
    number = int.from_bytes(mac[:8], "big")
    letters = []
    for _ in range(_CODE):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def mark_of(file: Path) -> str:
    """Tells one file's first key from another's without giving it away; "" where there is no file."""
    return kept(file).code("backup", "which key") if file.exists() else ""


def kept(file: Path) -> Keys:
    """The keys of that file, one in a line; the file is made with a new one, readable by its owner only, if absent.

    Raises BadSettings when it cannot be read or holds a key too short to be one.
    """
    try:
        _make(file)
        lines = [line.strip() for line in file.read_text("ascii").splitlines() if line.strip()]
    except (OSError, UnicodeError) as error:
        raise BadSettings(f"{file}: the keys cannot be read: {error}") from None
    return Keys(_checked(file, lines))


def _checked(file: Path, lines: Sequence[str]) -> tuple[bytes, ...]:
    if not lines or any(len(line) < _FEWEST for line in lines):
        raise BadSettings(f"{file}: each line must be a key of at least {_FEWEST} characters")
    return tuple(line.encode() for line in lines)


def _make(file: Path) -> None:
    """Whole or not at all, also when several processes start at once: written beside, then linked into place."""
    if file.exists():
        return
    beside = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as written:
            written.write(secrets.token_hex(32) + "\n")
            written.flush()
            os.fsync(written.fileno())
        with suppress(FileExistsError):  # another process was faster: its key counts
            os.link(beside, file)
    finally:
        beside.unlink()
