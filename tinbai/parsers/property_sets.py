"""What the author wrote into the properties of an Office file (MS-OLEPS): title, subject, keywords, comments."""

import struct
from collections.abc import Iterator
from typing import Final

from tinbai.parsers.notes import LONGEST
from tinbai.parsers.ole import Ole
from tinbai.parsers.rtf.tables import codec_of

_SUMMARY, _MORE = "\x05SummaryInformation", "\x05DocumentSummaryInformation"
TITLE: Final = 2
# (stream, number of the set in it): title, subject, keywords, comments; category; None: all that the author defined
_WANTED: Final = {(_SUMMARY, 0): (TITLE, 3, 5, 6), (_MORE, 0): (2,), (_MORE, 1): None}
_CODE_PAGE, _NARROW, _WIDE = 1, 30, 31
_MOST: Final = 1000


def properties(ole: Ole) -> tuple[str | None, list[str]]:
    """(title, all that is written there), as far as they can be read."""
    title, found = None, list[str]()
    for (stream, place), wanted in _WANTED.items():
        for number, text in _strings(ole.optional(stream), place):
            if text and (wanted is None or number in wanted):
                found.append(text)
                title = text if stream == _SUMMARY and number == TITLE else title
    return title, found


def _strings(octets: bytes, place_of_set: int) -> Iterator[tuple[int, str]]:
    try:
        if place_of_set >= struct.unpack_from("<I", octets, 24)[0]:
            return
        start = struct.unpack_from("<I", octets, 44 + 20 * place_of_set)[0]
        count = min(struct.unpack_from("<I", octets, start + 4)[0], _MOST)
        pairs = struct.iter_unpack("<II", octets[start + 8 : start + 8 + 8 * count])
        places = [(number, start + place) for number, place in pairs]
        values = [(number, *struct.unpack_from("<II", octets, place), place) for number, place in places]
    except struct.error:
        return
    codec = next((codec_of(size & 0xFFFF) for number, _, size, _ in values if number == _CODE_PAGE), "cp1252")
    for number, kind, size, place in values:
        if kind == _NARROW:
            text = octets[place + 8 : place + 8 + min(size, LONGEST)].decode(codec, "replace")
        elif kind == _WIDE:
            text = octets[place + 8 : place + 8 + 2 * min(size, LONGEST)].decode("utf-16-le", "replace")
        else:
            continue
        yield number, " ".join(text.partition("\0")[0].split())
