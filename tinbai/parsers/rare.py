"""A .rar, .7z, .tar or .gz opened through the system's libarchive, where it and the extra "archives" are installed.

Only the one format its first octets name is switched on: others of libarchive start programs or read the disk. All
members are unpacked in one pass and counted, because the packing goes through them all; nothing is written anywhere.
"""

import ctypes
import importlib
import re
import struct
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from tinbai.parsers.zipped import MOST_MEMBERS, MOST_RATIO, Damaged, Encrypted, Entry, TooLarge

RAR, SEVEN, TAR, GZIP = "application/vnd.rar", "application/x-7z-compressed", "application/x-tar", "application/gzip"
KINDS = frozenset({RAR, SEVEN, TAR, GZIP})
MOST_OCTETS = 100 * 1024 * 1024  # of all members, which are held together
_FREE_OF_RATIO = 1024 * 1024
_RAR5 = b"Rar!\x1a\x07\x01\x00"
_LOCKED = re.compile(r"encrypt|passphrase|password|crypt", re.IGNORECASE)
_TAR = slice(257, 262)


@cache
def known() -> bool:
    """Whether archives of these kinds can be opened here."""
    try:
        importlib.import_module("libarchive")
    except (ImportError, OSError, AttributeError, TypeError):  # the last two: without the system's library
        return False
    return True


class Rare:
    """`damaged`: it breaks off or says what cannot be; `too_large`: it was not read to its end. What stood before is
    there, for a name may say that it is secret. Raises Encrypted."""

    def __init__(self, data: bytes, name: str) -> None:
        self.damaged = self.too_large = False
        self._locked = False
        self._cut = -1  # the member that was too large
        self._files: list[tuple[str, bytes]] = []
        self._name = name
        self._left = min(MOST_OCTETS, max(_FREE_OF_RATIO, MOST_RATIO * len(data)))
        for format_, filter_ in _ways(data):
            self.damaged = self._locked = False
            try:
                self._read(data, format_, filter_)
            except TooLarge:
                self.too_large = True
            if self._files or self._locked:
                break
        if self._locked and not self._files:
            raise Encrypted
        self.damaged = self.damaged or not self._files
        self.entries: Sequence[Entry] = tuple(Entry(path, 0, 0, len(octets)) for path, octets in self._files)

    def octets(self, number: int, most: int) -> tuple[bytes, bool]:
        """(octets, whole) of a member. Raises TooLarge, Encrypted, or Damaged when there are none."""
        octets = self._files[number][1]
        if len(octets) > most or number == self._cut:
            raise TooLarge(len(octets))
        if not octets and (self.damaged or self._locked):
            raise Encrypted if self._locked else Damaged
        return octets, not (self.damaged and number == len(self._files) - 1)

    def head(self, number: int, size: int) -> bytes:
        return self._files[number][1][:size]

    def _read(self, data: bytes, format_: str, filter_: str) -> None:
        library: Any = importlib.import_module("libarchive")
        try:
            with library.memory_reader(data, format_name=format_, filter_name=filter_) as archive:
                for entry in archive:
                    if entry.isreg and not entry.islnk:
                        self._member(entry, format_)
        except library.exception.ArchiveError as error:
            self._locked = bool(_LOCKED.search(str(error)))
            self.damaged = not self._locked
        except (OSError, ValueError, LookupError, struct.error):
            self.damaged = True

    def _member(self, entry: Any, format_: str) -> None:
        if len(self._files) >= MOST_MEMBERS:
            raise TooLarge
        path = self._unpacked_name() if format_ == "raw" else str(entry.pathname or "")
        if _is_locked(entry):  # its name may say that it is secret
            self._locked = True
            self._files.append((_plain(path), b""))
            return
        out = bytearray()
        try:
            for block in entry.get_blocks():
                out += block
                self._left -= len(block)
                if self._left < 0:
                    self._cut = len(self._files)
                    out.clear()
                    raise TooLarge
        finally:
            self._files.append((_plain(path), bytes(out)))

    def _unpacked_name(self) -> str:
        return re.sub(r"\.(?:gz|gzip)$", "", self._name, flags=re.IGNORECASE)


def _plain(path: str) -> str:
    return unicodedata.normalize("NFC", path).replace("\\", "/")


def _is_locked(entry: Any) -> bool:
    """Whether only the names can be read (archive_entry_is_data_encrypted, since libarchive 3.2)."""
    library = importlib.import_module("libarchive.ffi").libarchive
    return bool(library.archive_entry_is_data_encrypted(ctypes.c_void_p(entry._entry_p)))


def _ways(data: bytes) -> Sequence[tuple[str, str]]:
    """(format, filter) to be tried in turn."""
    if data.startswith(b"Rar!"):
        return ((("rar5" if data.startswith(_RAR5) else "rar"), "none"),)
    if data.startswith(b"7z\xbc\xaf"):
        return (("7zip", "none"),)
    if data[_TAR] == b"ustar":
        return (("tar", "none"),)
    return (("tar", "gzip"), ("raw", "gzip"))
