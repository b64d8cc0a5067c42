"""A hash of how a grey picture looks, which resizing and recompression change little, and its eight turned forms.

The signs of 256 coefficients of a cosine transform, as PDQ has them (Facebook, 2019), but compared with nought instead
of their median: so the hash of a mirrored or turned picture follows from its bits, without the picture.
"""

import math
import struct
from collections.abc import Sequence
from operator import add, mul, sub
from typing import Final

from PIL import Image, ImageMath

SIDE: Final = 32  # cells of a side that are transformed; 64 take thrice the time and find no more
_WAVES: Final = 16  # of each direction that count, from the longest
BITS: Final = _WAVES * _WAVES

Form = tuple[bool, bool, bool]  # turned over its diagonal first, then mirrored from left to right, from top to bottom
PLAIN: Final[Form] = (False, False, False)
FORMS: Final[tuple[Form, ...]] = tuple(
    (diagonal, across, down) for diagonal in (False, True) for across in (False, True) for down in (False, True)
)

_COSINES: Final = [
    [math.cos(math.pi * wave * (2 * cell + 1) / (2 * SIDE)) for cell in range(SIDE)] for wave in range(1, _WAVES + 1)
]
# Half of each wave: its other half mirrors it, with the other sign where there is an odd number of half waves.
_HALF: Final = SIDE // 2
_HALF_WAVES: Final = [wave[:_HALF] for wave in _COSINES]
# All waves in a row, as often as there are rows; and how far sums of single precision are off at most: by 0.04.
_IN_A_ROW: Final = struct.pack(f"{_WAVES * SIDE}f", *(level for wave in _COSINES for level in wave))
_GROUND: Final = {rows: Image.frombytes("F", (_WAVES * SIDE, rows), _IN_A_ROW * rows) for rows in (_WAVES, SIDE)}
_UNSURE: Final = 0.05
# Bits whose wave changes its sign when the picture is mirrored: those with an odd number of half waves.
_ODD_ACROSS: Final = sum(1 << bit for bit in range(BITS) if bit % _WAVES % 2 == 0)
_ODD_DOWN: Final = sum(1 << bit for bit in range(BITS) if bit // _WAVES % 2 == 0)


def hash_of(grey: Image.Image) -> int:
    """256 bits; bit 16 * y + x tells of y + 1 half waves down and x + 1 across."""
    cells = grey.resize((SIDE, SIDE), Image.Resampling.BOX)
    sums = _sums(cells)
    if min(map(abs, sums)) < _UNSURE:  # one photo of twenty; a sign must not hang on how it was reckoned
        sums = _exact_sums(cells.tobytes())
    return int("".join("1" if one > 0 else "0" for one in reversed(sums)), 2)


def _sums(cells: Image.Image) -> Sequence[float]:
    """The coefficients in single precision, a quarter of the work."""
    down = _waved(cells.convert("F").transpose(Image.Transpose.TRANSPOSE))
    means = _waved(down.transpose(Image.Transpose.TRANSPOSE)).tobytes()
    return [mean * SIDE * SIDE for mean in struct.unpack(f"{BITS}f", means)]


def _waved(image: Image.Image) -> Image.Image:
    """For each row of 32 cells the means of its products with each wave."""
    octets, length = image.tobytes(), 4 * SIDE
    repeated = b"".join(octets[at : at + length] * _WAVES for at in range(0, len(octets), length))
    ground = _GROUND[image.height]
    wide = Image.frombytes("F", ground.size, repeated)
    products: Image.Image = ImageMath.lambda_eval(
        lambda images: images["wide"] * images["ground"], wide=wide, ground=ground
    )
    return products.resize((_WAVES, image.height), Image.Resampling.BOX)


def _exact_sums(cells: bytes) -> Sequence[float]:
    rows = [_folded(cells[at : at + SIDE]) for at in range(0, SIDE * SIDE, SIDE)]
    columns = [_folded([sum(map(mul, wave, row[x % 2])) for row in rows]) for x, wave in enumerate(_HALF_WAVES)]
    return [sum(map(mul, wave, column[y % 2])) for y, wave in enumerate(_HALF_WAVES) for column in columns]


def _folded(cells: Sequence[float]) -> tuple[list[float], list[float]]:
    """What the first half has more than the second one mirrored, and both together."""
    first, second = cells[:_HALF], cells[: _HALF - 1 : -1]
    return list(map(sub, first, second)), list(map(add, first, second))


def turned(bits: int, form: Form) -> int:
    """The hash of the picture in another form."""
    diagonal, across, down = form
    if diagonal:
        bits = _over_diagonal(bits)
    if across:
        bits ^= _ODD_ACROSS
    return bits ^ _ODD_DOWN if down else bits


def _over_diagonal(bits: int) -> int:
    rows = [bits >> (_WAVES * y) & (1 << _WAVES) - 1 for y in range(_WAVES)]
    return sum((rows[y] >> x & 1) << (_WAVES * x + y) for y in range(_WAVES) for x in range(_WAVES))


def apart(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return (one ^ other).bit_count()


def forms_of(bits: int) -> Sequence[tuple[Form, int]]:
    """All eight, the plain one first."""
    return [(form, turned(bits, form)) for form in FORMS]
