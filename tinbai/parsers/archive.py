"""Archives among the files of a mail: what is inside joins the files, each member unpacked only when it is asked for.

One member and the archives around it are held at a time. What all of a mail's archives may cost together is counted
in `Room`, messages inside included: two thousand small bombs are as bad as a large one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from tinbai.model import Problem
from tinbai.parsers import names, rare, sniff
from tinbai.parsers.apple import APPLE_SINGLE, AppleSingle
from tinbai.parsers.apple import MAGIC as APPLE_MAGIC
from tinbai.parsers.document import Document
from tinbai.parsers.encoding import repairs as encoding
from tinbai.parsers.encoding.repairs import repair_text
from tinbai.parsers.length import shortened
from tinbai.parsers.mail.read import Leaf, ReadMail
from tinbai.parsers.mail.tnef import SIGNATURE, Tnef
from tinbai.parsers.rare import Rare
from tinbai.parsers.zipped import MOST_MEMBERS, Damaged, Encrypted, Entry, TooLarge, Zip

ZIP, TNEF = "application/zip", "application/ms-tnef"
MOST_OCTETS = 200 * 1024 * 1024
MOST_OCTETS_OF_MEMBER = 64 * 1024 * 1024
DEEPEST = {ZIP: 2, TNEF: 3, APPLE_SINGLE: 3}  # archives in archives; of a rare kind as those of .zip
PACKED = frozenset({ZIP, TNEF, APPLE_SINGLE, *rare.KINDS})
_HEAD = 8192
_STEP = 1 / 65536  # between the numbers of two members: exact in binary, and no mail has as many
_JUNK = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|(?:Thumbs\.db|ehthumbs\.db|desktop\.ini|Icon\r)$|~\$)|/$|^$", re.IGNORECASE
)


@dataclass(slots=True)
class Room:
    """What is left for all archives of a mail. `files`: that may be unpacked; a small photo takes 15 ms to look at."""

    octets: int = MOST_OCTETS
    files: int = 200
    members: int = MOST_MEMBERS
    archives: int = 50


class Opened(Protocol):
    """An archive of any kind."""

    damaged: bool
    too_large: bool  # only what stands at its beginning was read

    @property
    def entries(self) -> Sequence[Entry]: ...

    def octets(self, number: int, most: int) -> tuple[bytes, bool]: ...
    def head(self, number: int, size: int) -> bytes: ...


def unpacked(read: ReadMail, problems: list[Problem], room: Room) -> ReadMail:
    """The mail with the files inside of its archives; the text of a winmail.dat is its own where it has no other.
    `problems` is where to tell what is wrong, also later when a member is asked for."""
    shelf = _Shelf(problems, room)
    leaves = tuple(shelf.unpacked(read.leaves))
    body = encoding.repair(shortened(shelf.body)) if shelf.body and not read.body.pieces else read.body
    return replace(read, leaves=leaves, body=body)


@dataclass
class _Shelf:
    """The archives of one mail. `body`: the text a winmail.dat has for the mail."""

    problems: list[Problem]
    room: Room
    body: Document | None = None
    _open: dict[int, tuple[Leaf, Opened]] = field(default_factory=dict)  # by depth: the last one
    _counted: set[int] = field(default_factory=set)  # members whose octets are counted

    def unpacked(self, leaves: Iterable[Leaf]) -> Iterator[Leaf]:
        """The files, those inside an archive after it; the archives marked."""
        for leaf in leaves:
            inside = list(self._inside(leaf, 0))
            for order, one in enumerate(inside):
                yield replace(one, number=leaf.number + order * _STEP) if order else one

    def tell(self, code: str, leaf: Leaf) -> None:
        self.problems.append(Problem(code, "warning", leaf.source))

    def octets(self, member: "_Member") -> tuple[bytes, bool]:
        """The octets of a member; none, and a problem, where they cannot be had."""
        again = id(member) in self._counted
        most = MOST_OCTETS_OF_MEMBER if again else min(MOST_OCTETS_OF_MEMBER, self.room.octets)
        octets, whole, spent = b"", False, 0
        try:
            if most <= 0 or (not again and self.room.files <= 0):
                raise TooLarge
            octets, whole = self.opened(member.outer, member.depth).octets(member.number, most)
            spent = len(octets)
        except Encrypted:
            self.tell("archive-encrypted", member.outer)
        except TooLarge as error:
            spent = error.octets
            self.tell("archive-too-large", member.outer)
        except Damaged:
            self.tell("archive-damaged", member.outer)
        if octets and not whole:
            self.tell("archive-damaged", member.outer)
        if not again:
            self.room.octets -= spent
            self.room.files -= 1
            self._counted.add(id(member))
        return octets, whole

    def opened(self, outer: Leaf, depth: int) -> Opened:
        """The archive; opened anew if another one was looked at since. Raises TooLarge, Encrypted."""
        kept = self._open.get(depth)
        if kept and kept[0] is outer:
            return kept[1]
        for deeper in [level for level in self._open if level >= depth]:
            del self._open[deeper]
        octets, _ = outer.octets()
        archive = _archive(octets, outer.name, depth)
        self._open[depth] = (outer, archive)
        return archive

    # --- Opening ---------------------------------------------------------------------------------------------------

    def _inside(self, leaf: Leaf, depth: int) -> Iterator[Leaf]:
        """The file, and all that is inside of it."""
        kind = self._kind(leaf)
        if kind not in PACKED:
            yield leaf
            return
        leaf = replace(leaf, is_archive=True)
        yield leaf
        if depth >= _deepest(kind) or self.room.archives <= 0:
            self.tell("archive-not-read", leaf)
            return
        self.room.archives -= 1
        try:
            archive = self.opened(leaf, depth)
        except TooLarge:
            self.tell("archive-too-large", leaf)
            return
        except Encrypted:
            self.tell("archive-encrypted", leaf)
            return
        if archive.too_large:
            self.tell("archive-too-large", leaf)
        elif archive.damaged:
            self.tell("archive-damaged", leaf)
        if isinstance(archive, Tnef) and depth == 0:
            self.body = self.body or archive.body()
        yield from self._members(leaf, archive, depth)

    def _members(self, outer: Leaf, archive: Opened, depth: int) -> Iterator[Leaf]:
        for number, entry in enumerate(archive.entries):
            if not isinstance(archive, Tnef) and _JUNK.search(entry.path):
                continue
            if self.room.members <= 0:
                self.tell("archive-too-large", outer)
                return
            self.room.members -= 1
            yield from self._inside(self._member(outer, archive, depth, number), depth + 1)

    def _member(self, outer: Leaf, archive: Opened, depth: int, number: int) -> Leaf:
        entry = archive.entries[number]
        folder, _, last = ("", "", entry.path) if isinstance(archive, Tnef) else entry.path.rpartition("/")
        head = archive.head(number, _HEAD)
        media_type = sniff.media_type(head, last)
        name = names.safe(repair_text(last)[0], number + 1, media_type)
        listed = outer.listed and isinstance(archive, Tnef)
        member = _Member(self, outer, depth, number, f"{outer.source} > {name}", f"{outer.name}/{folder}", listed)
        return Leaf(name, "", outer.part, outer.number, entry.content_id, packed=member)

    def _kind(self, leaf: Leaf) -> str:
        """Its media type; of a zip only the whole of it tells what it is."""
        kind = sniff.media_type(leaf.head(_HEAD), leaf.name, leaf.declared)
        return sniff.media_type(leaf.octets()[0], leaf.name, leaf.declared) if kind == ZIP else kind


@dataclass(frozen=True, slots=True)
class _Member:
    """A file inside an archive."""

    shelf: _Shelf
    outer: Leaf
    depth: int
    number: int
    path: str
    folder: str
    listed: bool

    @property
    def source(self) -> str:
        return self.path.rpartition(" > ")[2] if self.listed else self.path

    def octets(self) -> tuple[bytes, bool]:
        return self.shelf.octets(self)

    def head(self, size: int) -> bytes:
        try:
            return self.shelf.opened(self.outer, self.depth).head(self.number, size)
        except (TooLarge, Encrypted):
            return b""


def _deepest(kind: str) -> int:
    return DEEPEST.get(kind, DEEPEST[ZIP] if rare.known() else 0)


def _archive(octets: bytes, name: str, depth: int) -> Opened:
    if octets[:4] == SIGNATURE:
        return Tnef(octets, depth > 0)
    if octets[:2] == b"PK":
        return Zip(octets)
    return AppleSingle(octets, name) if octets[:4] == APPLE_MAGIC else Rare(octets, name)
