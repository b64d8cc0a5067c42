"""A PDF whose list of objects or whose end is damaged, with a new one: its objects stand in it in clear, mostly, and
PDFium gives up on some that other readers open (ISO 32000-1, 7.5.4 and 7.5.5)."""

import re
from itertools import islice
from typing import Final

_OBJECT: Final = re.compile(rb"(?<![0-9])([0-9]{1,7})[ \t\r\n]{1,4}([0-9]{1,5})[ \t\r\n]{1,4}obj\b")
_ROOT: Final = re.compile(rb"/Type\s{0,4}/Catalog\b")
_NAMED_ROOT: Final = re.compile(rb"/Root\s{1,4}([0-9]{1,7})\s{1,4}[0-9]{1,5}\s{1,4}R\b")
_INFO: Final = re.compile(rb"/Info\s{1,4}[0-9]{1,7}\s{1,4}[0-9]{1,5}\s{1,4}R\b")
_ENCRYPTED: Final = b"/Encrypt"
_MOST_OBJECTS: Final = 200_000
_LONGEST_HEAD: Final = 2_000  # octets of a catalog in which its type is looked for


def rebuilt(data: bytes) -> bytes | None:
    """None where no catalog is found, or the file is locked: without its end the key is lost."""
    begin = data.find(b"%PDF-")
    if begin < 0 or _ENCRYPTED in data:
        return None
    data = data[begin:]
    places: dict[int, tuple[int, int]] = {}
    root = None
    for found in islice(_OBJECT.finditer(data), _MOST_OBJECTS):
        number = int(found[1])
        places[number] = found.start(), int(found[2])  # a later one is newer
        head = data[found.end() : found.end() + _LONGEST_HEAD].partition(b"endobj")[0]
        root = number if _ROOT.search(head) else root
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
    body = data.replace(b"startxref", b"start----")
    return b"%s\nxref\n0 1\n0000000000 65535 f \n%s%s\nstartxref\n%d\n%%%%EOF\n" % (body, table, trailer, len(body) + 1)
