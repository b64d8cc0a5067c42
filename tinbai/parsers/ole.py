"""A compound file (MS-CFB: .doc, .msg) opened over olefile: streams by name, and nothing but our own exceptions."""

import io
import struct
from collections.abc import Sequence

import olefile  # type: ignore[import-untyped]

from tinbai.parsers.ooxml import Damaged, TooLarge

MOST_OCTETS = 256 * 1024 * 1024  # of all streams read; a file of this kind packs nothing, so they are its own
# olefile raises what its Python meets, and follows the tree of names by calls.
_BROKEN = (OSError, ValueError, struct.error, LookupError, TypeError, AttributeError, RecursionError, OverflowError)

Path = Sequence[str]


class Ole:
    """Raises Damaged or TooLarge, here and whenever a stream is read."""

    def __init__(self, data: bytes | memoryview) -> None:
        self._left = MOST_OCTETS
        self._size = len(data)
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
            self.paths: tuple[tuple[str, ...], ...] = tuple(
                tuple(path) for path in self._file.listdir(streams=True, storages=True)
            )
        except _BROKEN as error:
            raise Damaged from error

    def __contains__(self, path: Path | str) -> bool:
        try:
            return bool(self._file.exists(_parts(path)))
        except _BROKEN:
            return False

    def stream(self, path: Path | str) -> bytes:
        """The octets of a stream; names know no case."""
        try:
            parts = _parts(path)
            size = self._file.get_size(parts)
            if size > self._size:
                raise Damaged("a stream longer than the file")
            self._left -= size
            if self._left < 0:
                raise TooLarge
            return bytes(self._file.openstream(parts).read())
        except _BROKEN as error:
            raise Damaged from error

    def optional(self, path: Path | str) -> bytes:
        """The octets of a stream one can do without: none where it is missing or damaged."""
        try:
            return self.stream(path) if path in self else b""
        except (Damaged, TooLarge):
            return b""


def root_names(data: bytes | memoryview) -> set[str]:
    """What stands at the top, which tells what the file is; whatever is deeper was put into it. None of a file that
    cannot be opened."""
    try:
        return {path[0] for path in Ole(data).paths}
    except Damaged:
        return set()


def _parts(path: Path | str) -> list[str]:
    return [path] if isinstance(path, str) else list(path)
