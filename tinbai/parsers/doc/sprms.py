"""Changes of looks as Word 97 writes them: a code of two octets, then an operand (MS-DOC 2.2.5.1)."""

from collections.abc import Iterator
from typing import Final

_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)  # of the operand, by the topmost three bits of the code
_TABLE: Final = (0xD608, 0xD606)  # sprmTDefTable, sprmTDefTable10: they may be long
_TABS: Final = 0xC615  # sprmPChgTabs: longer than an octet can say
# Prm0 holds one change in two octets, by a short number (MS-DOC 2.9.235); those that matter here.
_SHORT: Final = {
    0x05: 0x2403, 0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x55: 0x0835, 0x56: 0x0836, 0x5B: 0x083B, 0x5C: 0x083C,
}  # fmt: skip


def sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """(code, operand) of every change, as far as they are whole."""
    place, end = 0, len(grpprl)
    while place + 2 < end:
        code = grpprl[place] | grpprl[place + 1] << 8
        place += 2
        size = _SIZES[code >> 13]
        if not size:
            size, place = _variable(code, grpprl, place)
        if place + size > end:
            return
        yield code, grpprl[place : place + size]
        place += size


def _variable(code: int, grpprl: bytes, place: int) -> tuple[int, int]:
    """(size, place) of an operand that names its own size; sprmTDefTable counts one more than there is."""
    if code in _TABLE:
        return max(int.from_bytes(grpprl[place : place + 2], "little") - 1, 0), place + 2
    size = grpprl[place]
    if code == _TABS and size == 255:
        deleted = grpprl[place + 1] if place + 1 < len(grpprl) else 0
        at = place + 2 + 4 * deleted
        added = grpprl[at] if at < len(grpprl) else 0
        return 2 + 4 * deleted + 3 * added, place + 1
    return size, place + 1


def short(prm: int) -> bytes:
    """The change that a Prm0 holds, written out; none for what does not matter."""
    code = _SHORT.get(prm >> 1 & 0x7F)
    return b"" if code is None else code.to_bytes(2, "little") + bytes((prm >> 8 & 0xFF,))
