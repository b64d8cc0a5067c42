"""One grey picture brought to another that it lies upon: by parts of a pixel, and to its sharpness.

Where it lies is found in steps; what is left of a shift, of a size and of a turn changes each pixel by a share of how
steep the light is there, and another sharpness by a share of how it bends. So how much is left of each is a matter of
least squares. A copy that was made larger and smaller again differed from its photo as much as a shot a second later
does before this, and half as much after it.
"""

from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from PIL import Image, ImageMath

_CELL: Final = 8  # px; what is larger than this is light, not edges
_RIM: Final = 4  # px that do not count
_MOVED: Final = 64  # variance of a difference that counts half, so that who has moved does not pull along the rest


def brought(image: Image.Image, like: Image.Image) -> Image.Image:
    """Of the same size and in the same light already."""
    edges, wanted = _edges(image), _edges(like)
    changes = _changes(edges)
    off = _subtracted(wanted, edges)
    shares = _least_squares(
        [_inner(change) for change in (*changes, edges)], _inner(off)
    )  # of the picture itself too: what is richer in contrast is not sharper
    found = image.convert("F")
    for share, change in zip(shares, changes, strict=False):
        found = _added(found, change, share)
    return _added(found, None, 0.5).convert("L")


def _changes(edges: Image.Image) -> list[Image.Image]:
    """What a shift across and down, a size, a turn and another sharpness make of the picture, each by one unit."""
    left, right, above, below = (_shifted(edges, x, y) for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1)))
    across, down = _halved(right, left), _halved(below, above)
    x, y = _ramps(*edges.size)
    return [
        across,
        down,
        product(across, x),
        product(down, y),
        _subtracted(product(down, x), product(across, y)),
        _bend(left, right, above, below, edges),
    ]


def _edges(image: Image.Image) -> Image.Image:
    """Without the light of what is around: what is lit otherwise lies where it lay."""
    image = image.convert("F")
    cells = max(2, image.width // _CELL), max(2, image.height // _CELL)
    light = image.resize(cells, Image.Resampling.BOX).resize(image.size, Image.Resampling.BILINEAR)
    return _subtracted(image, light)


@lru_cache(maxsize=32)
def _ramps(width: int, height: int) -> tuple[Image.Image, Image.Image]:
    """How many pixels each pixel is right of the middle, and below it."""
    across = array("f", (at + 0.5 - width / 2 for at in range(width))).tobytes()
    down = array("f", (at + 0.5 - height / 2 for at in range(height))).tobytes()
    nearest = Image.Resampling.NEAREST
    return (
        Image.frombytes("F", (width, 1), across).resize((width, height), nearest),
        Image.frombytes("F", (1, height), down).resize((width, height), nearest),
    )


def _least_squares(changes: Sequence[Image.Image], off: Image.Image) -> list[float]:
    """How much of each change explains most of what they are off by."""
    weight = ImageMath.lambda_eval(lambda given: _MOVED / (_MOVED + given["off"] * given["off"]), off=off)
    weighted = [product(change, weight) for change in changes]
    count = len(changes)
    rows = [[0.0] * count + [_mean(product(weighted[row], off))] for row in range(count)]
    for row in range(count):
        for column in range(row, count):
            rows[row][column] = rows[column][row] = _mean(product(weighted[row], changes[column]))
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Each row the factors of the unknown and what they add up to. Where little tells of one it is nought."""
    count = len(rows)
    for at in range(count):
        best = max(range(at, count), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        if abs(rows[at][at]) < 1e-9:
            return [0.0] * count
        for row in range(count):
            if row != at:
                share = rows[row][at] / rows[at][at]
                rows[row] = [own - share * other for own, other in zip(rows[row], rows[at], strict=True)]
    return [rows[at][count] / rows[at][at] for at in range(count)]


# --- Pictures of single precision ----------------------------------------------------------------------------------


def product(one: Image.Image, other: Image.Image) -> Image.Image:
    found: Image.Image = ImageMath.lambda_eval(lambda given: given["one"] * given["other"], one=one, other=other)
    return found


def _subtracted(one: Image.Image, other: Image.Image) -> Image.Image:
    found: Image.Image = ImageMath.lambda_eval(lambda given: given["one"] - given["other"], one=one, other=other)
    return found


def _halved(one: Image.Image, other: Image.Image) -> Image.Image:
    found: Image.Image = ImageMath.lambda_eval(lambda given: (given["one"] - given["other"]) / 2, one=one, other=other)
    return found


def _added(one: Image.Image, other: Image.Image | None, share: float) -> Image.Image:
    """So much of the other, or of one where there is none."""
    found: Image.Image = (
        ImageMath.lambda_eval(lambda given: given["one"] + share, one=one)
        if other is None
        else ImageMath.lambda_eval(lambda given: given["one"] + given["other"] * share, one=one, other=other)
    )
    return found


def _bend(
    left: Image.Image, right: Image.Image, above: Image.Image, below: Image.Image, middle: Image.Image
) -> Image.Image:
    found: Image.Image = ImageMath.lambda_eval(
        lambda given: given["a"] + given["b"] + given["c"] + given["d"] - given["middle"] * 4,
        a=left, b=right, c=above, d=below, middle=middle,
    )  # fmt: skip
    return found


def _shifted(image: Image.Image, x: int, y: int) -> Image.Image:
    """Each pixel as the one so far right of it and below it is."""
    return image.transform(image.size, Image.Transform.AFFINE, (1, 0, x, 0, 1, y))


def _inner(image: Image.Image) -> Image.Image:
    return image.crop((_RIM, _RIM, image.width - _RIM, image.height - _RIM))


def _mean(image: Image.Image) -> float:
    level = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return float(level) if isinstance(level, (int, float)) else 0.0
