"""Whether a photo is a part of another one: at most a quarter of its width and of its height cut off, anywhere.

No hash finds that, so each pair is looked at: every place of a coarse grid, then the likeliest ones refined. It costs
some milliseconds a pair and is done in the background, over photos that may have to do with each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

from PIL import Image, ImageStat

from tinbai.parsers.photo import overlay
from tinbai.parsers.photo.alike import COARSE_SIDE, Likeness, Seen, laid
from tinbai.parsers.photo.hashes import PLAIN
from tinbai.parsers.photo.overlay import WHOLE, Place

_KEPT: Final = 0.70  # of width and of height: three quarters, and what a coarse grid misses by
_CELLS: Final = 20  # of the longer side
_PLACES: Final = 3


@dataclass(frozen=True, slots=True)
class _Look:
    """glance: correlation on the grid; after: once refined by the steps, the part and the other one at these sides."""

    glance: float
    after: float
    sides: tuple[int, int]
    steps: tuple[float, float]


_LOOK: Final = _Look(0.7, 0.88, (32, 44), (0.025, 0.01))  # of other photos one in fifteen pairs has it at a glance
# Bricks, gravel, grass: a cell of the grid is their mean and says little, so the right place has 0.32 and more there;
# refined on four times as many pixels it had 0.89 and more. In 261 pairs of other pieces of them nothing was found.
_CLOSE_LOOK: Final = _Look(0.25, 0.8, (64, 88), (0.012, 0.006))
_OF_TEXTURE: Final = 0.4  # share of the variance that is left on the grid; 0.13 to 0.23 of those, 0.5 and more of most


def search(new: Seen, old: Seen) -> Likeness | None:
    """Either as a part of the other."""
    for part, whole in ((new.grey, old.grey), (old.grey, new.grey)):
        place = _place(overlay.shrunk(part, COARSE_SIDE), overlay.shrunk(whole, COARSE_SIDE))
        found = laid(part, whole, WHOLE, place, cropped=True) if place else None
        if found:
            mine, theirs = (found.here, found.there) if part is new.grey else (found.there, found.here)
            return Likeness(PLAIN, mine, theirs, found.marked, found.score)
    return None


def _place(part: Image.Image, whole: Image.Image) -> Place | None:
    """Where the one lies in the other, roughly."""
    grid = sorted(_on_grid(part, whole), key=lambda found: -found[0])[:_PLACES]
    look = _CLOSE_LOOK if _is_texture(part) and _is_texture(whole) else _LOOK
    if not grid or grid[0][0] < look.glance:
        return None
    small, ground = overlay.shrunk(part, look.sides[0]), overlay.shrunk(whole, look.sides[1])
    score, place = max(
        (overlay.settled(small, ground, place, look.steps, 2) for _, place in grid), key=lambda found: found[0]
    )
    return place if score >= look.after else None


def _is_texture(grey: Image.Image) -> bool:
    fine, coarse = (ImageStat.Stat(overlay.shrunk(grey, side)).var[0] for side in (_CLOSE_LOOK.sides[0], _CELLS))
    return coarse < _OF_TEXTURE * fine


def _on_grid(part: Image.Image, whole: Image.Image) -> Iterator[tuple[float, Place]]:
    """Correlation at every place and size."""
    ground = _Ground.of(overlay.shrunk(whole, _CELLS))
    shape = whole.width / whole.height / (part.width / part.height)
    for across in range(ground.width, round(_KEPT * ground.width) - 1, -1):
        share = across / ground.width * shape
        if not _KEPT - 0.03 <= share <= 1.03:
            continue
        down = min(ground.height, max(1, round(share * ground.height)))
        piece = part.resize((across, down), Image.Resampling.BOX).tobytes()
        for x, y, score in ground.scores(piece, across, down):
            left, top = x / ground.width, y / ground.height
            width, height = across / ground.width, min(1.0, share)
            yield score, Place.of((left, top, left + width, top + height))


@dataclass(frozen=True, slots=True)
class _Ground:
    """sums, squares: of all cells above and left of each, so that those of any box are a matter of four."""

    width: int
    height: int
    image: Image.Image
    sums: Sequence[Sequence[int]]
    squares: Sequence[Sequence[int]]

    @classmethod
    def of(cls, image: Image.Image) -> "_Ground":
        levels = image.tobytes()
        rows = [levels[at : at + image.width] for at in range(0, len(levels), image.width)]
        return cls(*image.size, image, _summed(rows), _summed([list(map(mul, row, row)) for row in rows]))

    def scores(self, piece: bytes, across: int, down: int) -> Iterator[tuple[int, int, float]]:
        """(column, row, correlation) of the piece at every place it has room."""
        count = across * down
        own = sum(piece)
        spread = sum(map(mul, piece, piece)) - own * own / count
        for x in range(self.width - across + 1):
            for y in range(self.height - down + 1):
                box = (x, y, x + across, y + down)
                total = _of_box(self.sums, box)
                there = _of_box(self.squares, box) - total * total / count
                if spread > 0 and there > 0:
                    both = sum(map(mul, piece, self.image.crop(box).tobytes())) - own * total / count
                    yield x, y, both / (spread * there) ** 0.5


def _summed(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    table = [[0] * (len(rows[0]) + 1)]
    for row in rows:
        line, above = [0], table[-1]
        for at, level in enumerate(row):
            line.append(line[-1] + level + above[at + 1] - above[at])
        table.append(line)
    return table


def _of_box(table: Sequence[Sequence[int]], box: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = box
    return table[bottom][right] - table[top][right] - table[bottom][left] + table[top][left]
