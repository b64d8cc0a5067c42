"""What was changed between two versions of a story: blocks are paired first, then compared syllable by syllable.

Vietnamese writes a blank between syllables, so words between blanks are the natural unit. Every step is bounded: a
hostile text costs a coarser comparison, never a hanging page.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from tinbai.model import Block

Mark = Literal["same", "gone", "new"]
Change = Literal["same", "changed", "gone", "new"]

TOKEN = re.compile(r"\s*(?:\d+(?:[.,:/]\d+)*|\w+|[^\w\s])|\s+")
FIGURE = re.compile(r"\d")
_ALIKE = 0.4  # share of common syllables from which two blocks are versions of each other
_MOST_PAIRS = 20_000  # equal syllables of two texts; a paragraph of 600 words has about 4,000
_MOST_CELLS = 2_500  # blocks times blocks compared in one gap


class Run:
    """Words of a text as a page shows them."""

    __slots__ = ()
    text: str

    @property
    def blank(self) -> str:
        """The blanks before the words, which need no mark."""
        return self.text[: len(self.text) - len(self.text.lstrip())]

    @property
    def words(self) -> str:
        return self.text.lstrip()


@dataclass(frozen=True, slots=True)
class Piece(Run):
    """Words with one mark; `telling`: a figure or a name among them, which a reader must not miss."""

    mark: Mark
    text: str
    telling: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A block of the old version with its counterpart; `old` and `new` are places in the two bodies."""

    change: Change
    block: Block
    pieces: tuple[Piece, ...]
    old: int | None
    new: int | None


def words_of(block: Block) -> str:
    """The words of a block as lines."""
    match block.type:
        case "list":
            return "\n".join(block.items)
        case "table":
            return "\n".join(" | ".join(row) for row in block.rows)
        case "figure":
            return ""
        case _:
            return block.text


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """The old text with what is gone and what is new marked in reading order."""
    if old == new:
        return (Piece("same", old),) if old else ()
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    pieces: list[Piece] = []
    for mark, tokens, before in _steps(a, b):
        telling = mark != "same" and _is_telling(tokens, before)
        pieces.append(Piece(mark, "".join(tokens), telling))
    return tuple(pieces)


def rows(old: Sequence[Block], new: Sequence[Block]) -> list[Row]:
    """The old body block by block with what became of each, new blocks where they stand now."""
    found: list[Row] = []
    for i, j in _pairs(old, new):
        if i is None and j is not None:
            found.append(Row("new", new[j], (Piece("new", words_of(new[j])),), None, j))
        elif i is not None and j is None:
            found.append(Row("gone", old[i], (Piece("gone", words_of(old[i])),), i, None))
        elif i is not None and j is not None:
            same = old[i] == new[j]
            pieces = () if same else compare(words_of(old[i]), words_of(new[j]))
            found.append(Row("same" if same else "changed", old[i], pieces, i, j))
    return found


def restored(old: Sequence[Block], new: Sequence[Block], place: int) -> tuple[Block, ...]:
    """The new body with the old block at `place` as it was: in place of its counterpart, or between its neighbours."""
    if not 0 <= place < len(old):
        return tuple(new)
    after = 0
    for i, j in _pairs(old, new):
        if i == place:
            rest = after + 1 if j is not None else after
            return (*new[:after], old[place], *new[rest:])
        after = j + 1 if j is not None else after
    return tuple(new)


# --- Syllables -----------------------------------------------------------------------------------------------------


def _steps(a: list[str], b: list[str]) -> Iterator[tuple[Mark, list[str], str]]:
    """(mark, tokens, the token before them), what is gone before what is new."""
    for tag, i, i_end, j, j_end in steps(a, b):
        if tag == "equal":
            yield "same", a[i:i_end], ""
            continue
        if i_end > i:
            yield "gone", a[i:i_end], a[i - 1] if i else ""
        if j_end > j:
            yield "new", b[j:j_end], b[j - 1] if j else ""


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def steps(a: list[str], b: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """As SequenceMatcher's opcodes; what both begin and end with costs nothing."""
    head = _common(a, b)
    tail = _common(a[head:][::-1], b[head:][::-1])
    if head:
        yield "equal", 0, head, 0, head
    for tag, i, i_end, j, j_end in _opcodes(a[head : len(a) - tail], b[head : len(b) - tail]):
        yield tag, i + head, i_end + head, j + head, j_end + head
    if tail:
        yield "equal", len(a) - tail, len(a), len(b) - tail, len(b)


def _opcodes(a: list[str], b: list[str]) -> list[tuple[str, int, int, int, int]]:
    count_a, count_b = Counter(a), Counter(b)
    if sum(n * count_b[token] for token, n in count_a.items()) > _MOST_PAIRS:
        return [("replace", 0, len(a), 0, len(b))]
    return list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())


def _is_telling(tokens: Sequence[str], before: str) -> bool:
    """Whether a figure is among them, or a capital that does not merely begin a sentence."""
    for token in tokens:
        bare = token.strip()
        if FIGURE.search(bare) or (bare[:1].isupper() and before and before.strip()[-1:] not in ".!?:…“\"'("):
            return True
        before = token
    return False


# --- Blocks --------------------------------------------------------------------------------------------------------


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> Iterator[tuple[int | None, int | None]]:
    for tag, i, i_end, j, j_end in _block_opcodes(old, new):
        if tag == "equal":
            yield from zip(range(i, i_end), range(j, j_end), strict=True)
        else:
            yield from ((_moved(a, i), _moved(b, j)) for a, b in _align(old[i:i_end], new[j:j_end]))


def _block_opcodes(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[str, int, int, int, int]]:
    count = Counter(new)
    if sum(n * count[block] for block, n in Counter(old).items()) > _MOST_PAIRS:
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes())


def _moved(place: int | None, by: int) -> int | None:
    return None if place is None else place + by


def _align(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int | None, int | None]]:
    """The pairing in order with the most common syllables; by their places where that would cost too much."""
    if not old or not new or len(old) * len(new) > _MOST_CELLS:
        both = min(len(old), len(new)) if old and new else 0
        rest: list[tuple[int | None, int | None]] = [(i, None) for i in range(both, len(old))]
        return [*((i, i) for i in range(both)), *rest, *((None, j) for j in range(both, len(new)))]
    a, b = [syllables(block) for block in old], [syllables(block) for block in new]
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            pair = best[i + 1][j + 1] + likeness(old[i], new[j], a[i], b[j])
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    return list(_walk(best, [[likeness(old[i], new[j], a[i], b[j]) for j in range(len(b))] for i in range(len(a))]))


def _walk(best: list[list[float]], alike: list[list[float]]) -> Iterator[tuple[int | None, int | None]]:
    i = j = 0
    while i < len(alike) and j < len(alike[0]):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1
    yield from ((left, None) for left in range(i, len(alike)))
    yield from ((None, right) for right in range(j, len(alike[0])))


def syllables(block: Block) -> Counter[str]:
    return Counter(words_of(block).lower().split())


def likeness(old: Block, new: Block, a: Counter[str], b: Counter[str]) -> float:
    """Share of common syllables, 0 below the least that counts; a figure is like the same figure only."""
    if "figure" in (old.type, new.type):
        return float(old == new)
    share = (a & b).total() / max(a.total(), b.total(), 1)
    return share if share >= _ALIKE else 0.0
