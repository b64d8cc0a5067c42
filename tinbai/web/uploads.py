"""Files a contributor sends from his page, in pieces: a line that breaks on the way goes on where it stopped.

Pieces are appended to a file of the spool until the answer takes it; what nobody takes is swept away after a day.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from tinbai.errors import NotAllowed
from tinbai.store import Blobs

PIECE = 1 << 20  # octets of one request at most
LARGEST = 25 << 20  # octets of a file
MOST = 10  # files of one answer
ALL = 60 << 20  # octets of one answer
_NAME = re.compile(r"[0-9a-f]{16,32}")


class Uploads:
    """The files of one page. `owner`: its link, of which only a digest becomes part of a file's name."""

    def __init__(self, blobs: Blobs, owner: str) -> None:
        self._spool = blobs.spool
        self._prefix = f"up-{hashlib.sha256(owner.encode()).hexdigest()[:24]}-"

    def size(self, name: str) -> int:
        """Octets that are here; 0 for a file that has not begun. Raises NotAllowed for no name of ours."""
        file = self._file(name)
        return file.stat().st_size if file.exists() else 0

    def append(self, name: str, at: int, piece: bytes) -> int:
        """Add a piece that begins at that octet and return the new size; one that does not fit changes nothing.

        Raises NotAllowed when the file, or all of them together, grow too large.
        """
        file = self._file(name)
        here = self.size(name)
        if at != here:
            return here
        others = [other for other in self._files() if other != file]
        if here + len(piece) > LARGEST or len(others) >= MOST:
            raise NotAllowed("too large")
        if sum(other.stat().st_size for other in others) + here + len(piece) > ALL:
            raise NotAllowed("too large")
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as opened:
            opened.seek(at)  # not at the end: the same piece sent twice at once stands there once
            opened.write(piece)
        return here + len(piece)

    def add(self, opened: BinaryIO) -> str:
        """Take a whole file under a fresh name, which is returned.

        Raises NotAllowed as append does; of this file nothing stays then.
        """
        name = secrets.token_hex(12)
        try:
            while piece := opened.read(PIECE):
                self.append(name, self.size(name), piece)
        except NotAllowed:
            self._file(name).unlink(missing_ok=True)
            raise
        return name

    def here(self, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, Path]]:
        """Those that came, each once: (name at the sender's, where it lies). `wanted`: (name here, name there)."""
        once = dict(reversed(wanted[:MOST]))
        return [(shown, file) for name, shown in reversed(once.items()) if (file := self._file(name)).exists()]

    def forget(self) -> None:
        """All of this page's files go: an answer has taken them."""
        for file in self._files():
            file.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return list(self._spool.glob(f"{self._prefix}*"))

    def _file(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotAllowed("no such upload")
        return self._spool / f"{self._prefix}{name}"
