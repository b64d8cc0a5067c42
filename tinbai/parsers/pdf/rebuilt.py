"""A PDF whose list of objects or whose end is damaged, with a new one: its objects stand in it in clear, mostly, and
PDFium gives up on some that other readers open (ISO 32000-1, 7.5.4 and 7.5.5)."""

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final

_OBJECT: Final = re.compile(rb"(?<![0-9])([0-9]{1,7})[ \t\r\n]{1,4}([0-9]{1,5})[ \t\r\n]{1,4}obj\b")
_ROOT: Final = re.compile(rb"/Type\s{0,4}/Catalog\b")
_NAMED_ROOT: Final = re.compile(rb"/Root\s{1,4}([0-9]{1,7})\s{1,4}[0-9]{1,5}\s{1,4}R\b")
_INFO: Final = re.compile(rb"/Info\s{1,4}[0-9]{1,7}\s{1,4}[0-9]{1,5}\s{1,4}R\b")
_PACKED: Final = re.compile(rb"/Type\s{0,4}/ObjStm\b")
_STREAM: Final = re.compile(rb"stream\r?\n")
_NUMBERS: Final = re.compile(rb"/(First|N)\s{1,4}([0-9]{1,7})\b")
_DEFLATED: Final = b"/FlateDecode"
_ENCRYPTED: Final = b"/Encrypt"
_MOST_OBJECTS: Final = 200_000
_MOST_NUMBER: Final = 10_000_000
_MOST_UNPACKED: Final = 32 * 1024 * 1024  # octets
_MOST_STREAMS: Final = 300
_LONGEST_STREAM: Final = 4 * 1024 * 1024
_LONGEST_HEAD: Final = 2_000  # octets of a catalog in which its type is looked for


def rebuilt(data: bytes) -> bytes | None:
    """None where no catalog is found, or the file is locked: without its end the key is lost."""
    begin = data.find(b"%PDF-")
    if begin < 0 or _ENCRYPTED in data:
        return None
    body = bytearray(data[begin:].replace(b"startxref", b"start----"))
    whole, left, streams = bytes(body), _MOST_UNPACKED, _MOST_STREAMS
    places: dict[int, tuple[int, int]] = {}
    root = None
    for found in islice(_OBJECT.finditer(whole), _MOST_OBJECTS):
        number = int(found[1])
        places[number] = found.start(), int(found[2])  # a later one is newer
        head = whole[found.end() : found.end() + _LONGEST_HEAD].partition(b"endobj")[0]
        root = number if _ROOT.search(head) else root
        if streams and _PACKED.search(head.partition(b"stream")[0]):
            streams -= 1
            for inner, content in _unpacked(whole[found.end() : found.end() + _LONGEST_STREAM], left):
                left -= len(content)
                places[inner] = len(body) + 1, 0
                body += b"\n%d 0 obj\n%s\nendobj" % (inner, content)
                root = inner if _ROOT.search(content[:_LONGEST_HEAD]) else root
    named = _NAMED_ROOT.findall(data)
    root = int(named[-1]) if root is None and named else root
    if root not in places:
        return None
    info = _INFO.search(data)
    table = b"".join(
        b"%d 1\n%010d %05d n \n" % (number, place, generation) for number, (place, generation) in sorted(places.items())
    )
    trailer = b"trailer\n<< /Size %d /Root %d %d R %s >>" % (
        max(places) + 1, root, places[root][1], info[0] if info else b"",
    )  # fmt: skip
    end = b"\nxref\n0 1\n0000000000 65535 f \n%s%s\nstartxref\n%d\n%%%%EOF\n" % (table, trailer, len(body) + 1)
    return bytes(body) + end


def _unpacked(data: bytes, most: int) -> Iterator[tuple[int, bytes]]:
    """(number, content) of the objects that are packed together in a stream (7.5.7), as far as it is there."""
    opening = _STREAM.search(data[:_LONGEST_HEAD])
    if opening is None:
        return
    numbers = {name: int(value) for name, value in _NUMBERS.findall(data[: opening.start()])}
    octets = data[opening.end() :]
    if _DEFLATED in data[: opening.start()]:
        try:
            octets = zlib.decompressobj().decompress(octets, max(most, 1))
        except zlib.error:
            return
    first, count = numbers.get(b"First", 0), numbers.get(b"N", 0)
    pairs = [int(one) for one in octets[:first].split()[: 2 * count] if one.isdigit()]
    starts = [*pairs[1::2], len(octets)]
    for place, number in enumerate(pairs[: 2 * (len(pairs) // 2) : 2]):
        content = octets[first + starts[place] : first + starts[place + 1]]
        if content and number < _MOST_NUMBER:
            yield number, content.partition(b"endstream")[0]
