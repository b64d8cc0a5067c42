"""A file from a Macintosh in one piece with the system's own facts (AppleSingle, RFC 1740 appendix A)."""

import struct
from collections.abc import Sequence
from typing import Final

from tinbai.parsers.zipped import Damaged, Entry, TooLarge

APPLE_SINGLE: Final = "application/x-apple-single"
MAGIC: Final = b"\x00\x05\x16\x00"
_DATA, _NAME = 1, 3  # RFC 1740 appendix A: kinds of entries
_HEAD: Final = struct.Struct(">24xH")
_ENTRY: Final = struct.Struct(">LLL")  # kind, offset, length
_MOST_ENTRIES = 64


class AppleSingle:
    """The file inside. `damaged`: it is cut off, or there is none."""

    too_large = False

    def __init__(self, data: bytes, name: str) -> None:
        found = dict(_entries(data))
        self._file, length = found.get(_DATA, (b"", 0))
        self.damaged = not self._file or len(self._file) < length
        inner = found.get(_NAME, (b"", 0))[0].decode("utf-8", "replace").replace("/", ":")
        self.entries: Sequence[Entry] = (Entry(inner or name, 0, 0, len(self._file)),) if self._file else ()

    def octets(self, number: int, most: int) -> tuple[bytes, bool]:
        """(octets, whole). Raises TooLarge, or Damaged when there is none."""
        if number:
            raise Damaged
        if len(self._file) > most:
            raise TooLarge
        return self._file, not self.damaged

    def head(self, number: int, size: int) -> bytes:
        return b"" if number else self._file[:size]


def _entries(data: bytes) -> list[tuple[int, tuple[bytes, int]]]:
    """(kind, (octets there are, octets there should be))."""
    if len(data) < _HEAD.size:
        return []
    (count,) = _HEAD.unpack_from(data)
    found = []
    for at in range(_HEAD.size, len(data) - _ENTRY.size + 1, _ENTRY.size)[: min(count, _MOST_ENTRIES)]:
        kind, start, length = _ENTRY.unpack_from(data, at)
        found.append((kind, (data[start : start + length], length)))
    return found
