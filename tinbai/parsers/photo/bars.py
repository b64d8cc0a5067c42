"""Bars of one tone on both sides of a picture: a letterbox, a square canvas, the gallery of a telephone around a photo.

They are no part of the photo: without them it is found again by the same hashes as its original.
"""

from typing import Final

from PIL import Image

from tinbai.parsers.photo.overlay import WHOLE, Box

# Grey levels from the tone of the bar. With twelve a wall above and a floor below of one tone were bars, and in a copy
# made lighter they were none.
_NEAR: Final = 6
_OF_LINE: Final = 0.96  # of a row or column; the rest is what compression leaves at its ends
_LEAST_BAR, _MOST_BAR = 0.02, 0.4  # of a side
_UNEVEN: Final = 0.12  # of the side by which the bars may differ
_SIGNS: Final = 0.1  # of the side that rows with signs in a bar may take: the clock and the battery above a photo
_HOLE: Final = 0.05  # of the side: a dark strip in the photo itself does not part it


def inner(grey: Image.Image) -> Box:
    """What is left of the picture between its bars, in shares of it; WHOLE where it has none."""
    top, bottom = _between(grey.transpose(Image.Transpose.TRANSPOSE))
    left, right = _between(grey)
    return left, top, right, bottom


def _between(grey: Image.Image) -> tuple[float, float]:
    """(from, to) of the columns that are no bars."""
    columns = grey.transpose(Image.Transpose.TRANSPOSE)  # a column is a row now, and its levels lie together
    length, count = columns.size
    levels = columns.tobytes()
    lines = [levels[at : at + length] for at in range(0, len(levels), length)]
    tone = sorted(lines[0])[length // 2]
    if not (_is_plain(lines[0], tone) and _is_plain(lines[-1], tone)):  # nearly all photos end here
        return 0.0, 1.0
    plain = [_is_plain(line, tone) for line in lines]
    first, last = _longest(plain, round(_HOLE * count))
    before, behind = first / count, (count - last) / count
    signs = plain[:first].count(False) + plain[last:].count(False)
    are_bars = min(before, behind) >= _LEAST_BAR and max(before, behind) <= _MOST_BAR
    if not are_bars or abs(before - behind) > _UNEVEN or signs > _SIGNS * count:
        return WHOLE[0], WHOLE[2]
    return before, last / count


def _is_plain(line: bytes, tone: int) -> bool:
    return sum(abs(level - tone) <= _NEAR for level in line) >= _OF_LINE * len(line)


def _longest(plain: list[bool], hole: int) -> tuple[int, int]:
    """The longest run of lines that are not plain, over holes of at most so many."""
    best, start, end = (0, 0), -1, -1
    for at, is_plain in enumerate([*plain, *[True] * (hole + 1)]):
        if is_plain:
            if start >= 0 and at - end > hole:
                best, start = max(best, (start, end), key=lambda run: run[1] - run[0]), -1
        else:
            start, end = (at if start < 0 else start), at + 1
    return best
