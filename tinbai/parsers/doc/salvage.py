"""What is left of a Word file that was cut off or whose directory is damaged: its streams stand in the file as they
are, mostly in one piece, so the head of the text is looked for, then the table that goes with it.

Without that table the text lies between two places that the head names, in one width; the pages of looks, which tell
what is hidden or deleted, are known by what they say of places in it.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final

from tinbai.parsers.doc.fib import PIECES, TEXT, Fib, fib_of
from tinbai.parsers.doc.text import PAGE, Piece, Text, pages, pieces_of
from tinbai.parsers.ooxml import Damaged

_SECTOR: Final = 512
_HEAD: Final = re.compile(rb"\xec\xa5(?:[\xc0-\xff]\0|[\0-\x12]\x01)|\xdc\xa5[\x60-\x70]\0")  # Word 97 on; 6, 95
_TEXT_PLACES: Final = 0x18
_ENDS: Final = (0x0D, 0x07, 0x0C)
_CLX: Final = (b"\1", b"\2")  # with which the table of pieces begins
_LONGEST_CLX: Final = 1 << 20
_MOST_TRIES: Final = 300
_MOST_PAGES: Final = 100_000


def head_at(data: bytes) -> int:
    """Where the text of a Word file begins with its head; -1: nowhere."""
    found = (one.start() for one in _HEAD.finditer(data))
    return next((place for place in found if place % _SECTOR == 0), -1)


def salvaged_fib(data: bytes) -> Fib:
    """Raises Damaged where there is no head; Encrypted."""
    at = head_at(data)
    if at < 0:
        raise Damaged("no text in it")
    fib = fib_of(data[at:])
    if fib.is_old:
        return fib
    offset, size = fib.pair(PIECES)
    places = (
        place for place in range(_SECTOR, len(data), _SECTOR) if data[place + offset : place + offset + 1] in _CLX
    )
    for place in islice(places if 0 < size <= _LONGEST_CLX else (), _MOST_TRIES):
        found = replace(fib, table=data[place:])
        pieces = list(pieces_of(found))
        if pieces and 0 <= pieces[-1].last - sum(fib.counts) <= 1:
            return found
    return fib


def salvaged_text(fib: Fib) -> Text:
    """Without a table. Raises Damaged where nothing is left."""
    first, last = struct.unpack_from("<II", fib.main, _TEXT_PLACES)
    count = sum(fib.counts)
    if not first < last or not count:
        raise Damaged("no text in it")
    width = 2 if last - first >= 2 * count else 1
    count = min(count, (last - first) // width, (len(fib.main) - first) // width)
    if count <= 0:
        raise Damaged("no text in it")
    kinds: dict[bool, list[int]] = {False: [], True: []}
    for number, is_of_paragraphs in _pages(fib.main, first, last, width):
        kinds[is_of_paragraphs].append(number)
    characters, paragraphs = pages(fib.main, kinds[False], False, 1), pages(fib.main, kinds[True], True, 13)
    return Text(fib.main, [Piece(0, count, first, width, b"")], characters, paragraphs)


def is_whole(fib: Fib, text: Text) -> bool:
    """Whether all characters of the text are there."""
    return text.length >= fib.counts[TEXT] and not text.is_cut


def _pages(main: bytes, first: int, last: int, width: int) -> Iterator[tuple[int, bool]]:
    """(number, whether it is of paragraphs) of each page that tells of growing places in the text alone."""
    for number in range(1, min(len(main) // PAGE, _MOST_PAGES)):
        page = main[number * PAGE : (number + 1) * PAGE]
        count = page[-1]
        if not 0 < count <= 101:
            continue
        places = struct.unpack_from(f"<{count + 1}I", page)
        if places[0] >= first and places[-1] <= last + PAGE and all(one < other for one, other in pairwise(places)):
            ends = [main[place - width : place - width + 1] for place in places[1:] if place <= len(main)]
            yield number, count <= 29 and all(end and end[0] in _ENDS for end in ends)
