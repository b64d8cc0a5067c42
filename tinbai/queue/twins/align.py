"""Two texts laid side by side: runs of equal words, chained to blocks where only words in between changed.

Figures are compared apart from words: in the runs every figure is "#", so a form with other figures is one long run,
and which figures agree in it falls out exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tinbai.queue.twins.fold import Words

SEED = 4  # words that begin a run
_MOST_PLACES = 12  # of a seed in the earlier text; a phrase said more often says nothing
_MOST_RUNS = 20_000  # of two honest texts some hundreds; more is a text made to cost time
_GAP = 9  # changed words between two runs of a block, on the longer side


@dataclass(frozen=True, slots=True)
class Run:
    """`length` equal words, from `new` in the later text and from `old` in the earlier."""

    new: int
    old: int
    length: int


@dataclass(frozen=True, slots=True)
class Block:
    """Runs that follow one another in both texts with only small changes between."""

    runs: tuple[Run, ...]

    @property
    def new(self) -> range:
        return range(self.runs[0].new, self.runs[-1].new + self.runs[-1].length)

    @property
    def old(self) -> range:
        return range(self.runs[0].old, self.runs[-1].old + self.runs[-1].length)


@dataclass(frozen=True, slots=True)
class Alignment:
    blocks: tuple[Block, ...]
    new_words: int
    old_words: int
    same_figures: int = 0
    changed: tuple[tuple[int, int], ...] = field(default=())  # places of figures that differ, (new, old)


def align(new: Words, old: Words) -> Alignment:
    """Longest runs first, each word used once; linear in practice, for seeds said too often are left out."""
    blocks = _blocks(_runs(new.shown, old.shown))
    same = 0
    changed: list[tuple[int, int]] = []
    for block in blocks:
        for run in block.runs:
            for step in range(run.length):
                figure = new.figures.get(run.new + step)
                if figure is None:
                    continue
                if figure == old.figures[run.old + step]:
                    same += 1
                else:
                    changed.append((run.new + step, run.old + step))
    return Alignment(blocks, len(new.shown), len(old.shown), same, tuple(changed))


def _runs(new: Sequence[str], old: Sequence[str]) -> list[Run]:
    ours = list(zip(new, new[1:], new[2:], new[3:], strict=False))
    theirs = list(zip(old, old[1:], old[2:], old[3:], strict=False))
    shared = set(ours).intersection(theirs)  # of strangers next to nothing is left
    places: dict[tuple[str, ...], list[int]] = {seed: [] for seed in shared}
    for place in [place for place, seed in enumerate(theirs) if seed in shared]:
        places[theirs[place]].append(place)
    found: list[Run] = []
    ends: dict[int, int] = {}  # diagonal -> where its last run ended, in the new text
    for place in [place for place, seed in enumerate(ours) if seed in shared]:
        if len(found) > _MOST_RUNS:
            break
        candidates = places[ours[place]]
        if len(candidates) > _MOST_PLACES:
            continue
        for other in candidates:
            diagonal = place - other
            if ends.get(diagonal, -1) > place:
                continue
            length = _length(new, old, place, other)
            ends[diagonal] = place + length - SEED + 1
            found.append(Run(place, other, length))
    return _apart(found, len(new), len(old))


def _length(new: Sequence[str], old: Sequence[str], place: int, other: int) -> int:
    most = min(len(new) - place, len(old) - other)
    length = SEED
    while length < most and new[place + length] == old[other + length]:
        length += 1
    return length


def _apart(found: list[Run], new_words: int, old_words: int) -> list[Run]:
    """The longest runs, cut where a longer one took the words already."""
    used_new, used_old = bytearray(new_words), bytearray(old_words)
    kept: list[Run] = []
    for run in sorted(found, key=lambda run: -run.length):
        first, last = 0, run.length
        while first < last and (used_new[run.new + first] or used_old[run.old + first]):
            first += 1
        while last > first and (used_new[run.new + last - 1] or used_old[run.old + last - 1]):
            last -= 1
        length = last - first
        if length < SEED:
            continue
        a, b = run.new + first, run.old + first
        if any(used_new[a : a + length]) or any(used_old[b : b + length]):
            continue
        used_new[a : a + length] = used_old[b : b + length] = b"\1" * length
        kept.append(Run(a, b, length))
    return sorted(kept, key=lambda run: run.new)


def _blocks(runs: Sequence[Run]) -> tuple[Block, ...]:
    blocks: list[list[Run]] = []
    for run in runs:
        if blocks:
            last = blocks[-1][-1]
            between_new = run.new - last.new - last.length
            between_old = run.old - last.old - last.length
            if 0 <= between_old <= _GAP and between_new <= _GAP:
                blocks[-1].append(run)
                continue
        blocks.append([run])
    return tuple(Block(tuple(one)) for one in blocks)
