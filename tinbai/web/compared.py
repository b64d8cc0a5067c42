"""Two stories side by side: paragraph by paragraph, syllable by syllable, with what is the same on each side.

Case and where a tone mark sits in its syllable change nothing; a moved paragraph stands beside its counterpart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from tinbai.model import Block, Story
from tinbai.queue.twins.fold import plain, spans, words_of
from tinbai.web import changes, figures
from tinbai.web.changes import FIGURE, Run

Kind = Literal["same", "boiler", "changed", "only"]
Part = Literal["title", "lead", "body", "byline"]
Known = Callable[[str], frozenset[int]]  # characters of a text that are boilerplate

_TOKEN = re.compile(r"\s*(?:\d+(?:[.,:/-]\d+)*|\w+|[^\w\s])|\s+")  # "9-10" is one figure: a day
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_BEGIN = ".!?:…“\"'("  # behind these a capital only begins a sentence
_LONGEST_TOLD = 6  # words of a changed place that is shown by itself
_MOVED = 0.6  # share of common syllables of a paragraph that stands elsewhere
_LOOSE = 0.4  # share of the words that are the same; with less every other word would be marked
_ALIKE = frozenset({"same", "boiler"})
_PARTS: Sequence[Part] = ("title", "lead", "body", "byline")


@dataclass(frozen=True, slots=True)
class Piece(Run):
    """Words of one side. changed: the other side says it otherwise; only: the other side lacks it.

    telling: a figure or a name that the other side does not have.
    """

    kind: Kind
    text: str
    telling: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A part of A beside that of B; `a` and `b` are empty where a side lacks it.

    no: of the paragraph in A, else in B. place_a, place_b: of the block in its body, None where there is none.
    """

    part: Part
    a: tuple[Piece, ...]
    b: tuple[Piece, ...]
    no: int = 0
    place_a: int | None = None
    place_b: int | None = None
    moved: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is better read as a whole: one side lacks it, or hardly a word is the same."""
        return not self.a or not self.b or min(map(_same_share, (self.a, self.b))) < _LOOSE

    @property
    def same(self) -> bool:
        """Whether a reader may skip it."""
        return not self.moved and all(piece.kind in _ALIKE for piece in (*self.a, *self.b))


def _same_share(pieces: Sequence[Piece]) -> float:
    same = sum(len(piece.text.split()) for piece in pieces if piece.kind in _ALIKE)
    return same / max(1, sum(len(piece.text.split()) for piece in pieces))


def pairs(a: Story, b: Story, known: Known = lambda text: frozenset()) -> list[Pair]:
    """Title, lead, paragraphs in the order of A with what only B has where it stands, byline."""
    found = [Pair("title", *beside(a.title, b.title, known)), Pair("lead", *beside(a.lead, b.lead, known))]
    found += _paragraphs(a.body, b.body, known)
    names = [story.byline.raw if story.byline else "" for story in (a, b)]
    found.append(Pair("byline", *beside(names[0], names[1], known)))
    return [pair for pair in found if pair.a or pair.b]


def as_read(a: Story, b: Story, known: Known = lambda text: frozenset()) -> list[Pair]:
    """The same for who only reads: a lead that the other side has as a paragraph stands beside that."""
    found = pairs(a, b, known)
    lead = next((pair for pair in found if pair.part == "lead"), None)
    if lead is None or not lead.whole:
        return found
    body = [pair for pair in found if pair.part == "body"]
    theirs = _counterpart(a.lead, [(pair, _text(pair.b)) for pair in body if not pair.a])
    mine = _counterpart(b.lead, [(pair, _text(pair.a)) for pair in body if not pair.b])
    rows: list[Pair] = []
    if a.lead:
        beside_a = _text(theirs.b) if theirs else "" if mine else b.lead
        rows.append(Pair("lead", *beside(a.lead, beside_a, known), moved=theirs is not None))
    if b.lead and not mine and (theirs or not a.lead):
        rows.append(Pair("lead", *beside("", b.lead, known)))
    for pair in found:
        if pair is mine:
            rows.append(Pair("body", *beside(_text(pair.a), b.lead, known), pair.no, pair.place_a, None, moved=True))
        elif pair is not theirs and pair is not lead:
            rows.append(pair)
    return sorted(rows, key=lambda pair: _PARTS.index(pair.part))


def _counterpart(lead: str, lonely: Sequence[tuple[Pair, str]]) -> Pair | None:
    mine = Block("paragraph", text=lead)
    alike = {
        place: changes.likeness(mine, other, changes.syllables(mine), changes.syllables(other))
        for place, (_, text) in enumerate(lonely if lead else ())
        for other in [Block("paragraph", text=text)]
    }
    best = max(alike, key=lambda place: alike[place], default=None)
    return lonely[best][0] if best is not None and alike[best] >= _MOVED else None


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _paragraphs(a: Sequence[Block], b: Sequence[Block], known: Known) -> list[Pair]:
    """Figures are left out: photos are compared as pictures."""
    rows = [(row.old, row.new) for row in changes.rows(a, b) if row.block.type != "figure"]
    found: list[Pair] = []
    for no, (i, j, moved) in enumerate(_with_moved(rows, a, b), 1):
        texts = ["" if n is None else changes.words_of(body[n]) for n, body in ((i, a), (j, b))]
        found.append(Pair("body", *beside(texts[0], texts[1], known), no, i, j, moved))
    return found


def _with_moved(
    rows: Sequence[tuple[int | None, int | None]], a: Sequence[Block], b: Sequence[Block]
) -> list[tuple[int | None, int | None, bool]]:
    """What one side lacks, beside what it is most like among what the other side lacks."""
    lonely = [j for i, j in rows if i is None and j is not None]
    words = {j: changes.syllables(b[j]) for j in lonely}
    found: dict[int, int] = {}
    for i in (i for i, j in rows if j is None and i is not None):
        mine = changes.syllables(a[i])
        alike = {j: changes.likeness(a[i], b[j], mine, words[j]) for j in lonely if j not in found.values()}
        best = max(alike, key=lambda j: alike[j], default=None)
        if best is not None and alike[best] >= _MOVED:
            found[i] = best
    gone = set(found.values())
    return [(i, found.get(i, j) if i is not None else j, i in found) for i, j in rows if i is not None or j not in gone]


# --- Syllables -----------------------------------------------------------------------------------------------------


def beside(a: str, b: str, known: Known = lambda text: frozenset()) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces of each side, in its own words."""
    one, other = _TOKEN.findall(a), _TOKEN.findall(b)
    sides = [
        _Side(tokens, known(text) if text else frozenset(), text.isupper()) for tokens, text in ((one, a), (other, b))
    ]
    steps = list(changes.steps([*map(_alike, one)], [*map(_alike, other)]))
    loose = [range(i, i_end) for kind, i, i_end, _, _ in steps if kind != "equal"]
    others = [range(j, j_end) for kind, _, _, j, j_end in steps if kind != "equal"]
    moved = sides[0].said(loose) & sides[1].said(others)
    for kind, i, i_end, j, j_end in steps:
        lone = i == i_end or j == j_end
        mark: Kind = "same" if kind == "equal" else "only" if lone else "changed"
        quiet = mark == "same" or figures.same("".join(one[i:i_end]), "".join(other[j:j_end]))
        ours, theirs = sides[0].tells(range(i, i_end)), sides[1].tells(range(j, j_end))
        sides[0].mark(i, i_end, mark, quiet, moved, theirs)
        sides[1].mark(j, j_end, mark, quiet, moved, ours)
    return sides[0].pieces(), sides[1].pieces()


@dataclass(slots=True)
class _Side:
    """One text while it is being marked; a blank belongs to the token behind it."""

    tokens: list[str]
    known: frozenset[int]
    shouted: bool  # in capitals, which then name nobody
    marks: "list[tuple[Kind, bool]] | None" = None

    def mark(self, start: int, end: int, kind: Kind, quiet: bool, moved: Set[str], instead: Set[bool]) -> None:
        """quiet: the other side tells the same figures. moved: what it tells in another place; it counts where one like
        it stands instead (`instead`, see tells())."""
        marks = self.marks = self.marks or [("only", False)] * len(self.tokens)
        for place in range(start, end):
            telling = not quiet and _is_telling(self.tokens, place, self.shouted)
            elsewhere = _alike(self.tokens[place]) in moved and _is_figure(self.tokens[place]) not in instead
            marks[place] = (kind, telling and not elsewhere)

    def said(self, spans: Iterable[range]) -> set[str]:
        return {_alike(self.tokens[place]) for span in spans for place in span}

    def tells(self, span: range) -> set[bool]:
        """True: a figure is told there; False: a name."""
        return {_is_figure(self.tokens[place]) for place in span if _is_telling(self.tokens, place, self.shouted)}

    def pieces(self) -> tuple[Piece, ...]:
        at, marked = 0, []
        for token, (kind, telling) in zip(self.tokens, self._quiet(), strict=True):
            first = at + len(token) - len(token.lstrip())
            hatched = kind == "same" and first in self.known
            marked.append((("boiler" if hatched else kind, telling), token))
            at += len(token)
        return tuple(
            Piece(kind, "".join(token for _, token in group), telling)
            for (kind, telling), group in groupby(marked, key=lambda one: one[0])
        )

    def _quiet(self) -> "list[tuple[Kind, bool]]":
        """A comma more is no news; only within marked words it belongs to them."""
        marks = self.marks or []
        found = list(marks)
        for place, token in enumerate(self.tokens):
            if any(map(str.isalnum, token)) or marks[place][0] == "same":
                continue
            around = {marks[n][0] for n in (place - 1, place + 1) if 0 <= n < len(marks)}
            found[place] = marks[place] if around == {marks[place][0]} else ("same", False)
        return found


@lru_cache(maxsize=16_384)
def _alike(token: str) -> str:
    """The same for "Hòa", "hoà" and "HÒA"."""
    bare = token.strip()
    if bare.isascii():
        return bare.lower()
    letters = unicodedata.normalize("NFD", bare.lower())
    tones = "".join(sorted(sign for sign in letters if sign in _TONES))
    return unicodedata.normalize("NFC", "".join(sign for sign in letters if sign not in _TONES)) + tones


def _is_figure(token: str) -> bool:
    return bool(FIGURE.search(token))


def _is_telling(tokens: Sequence[str], place: int, shouted: bool) -> bool:
    """A figure, or a capital that does not merely begin a sentence."""
    if _is_figure(tokens[place]):
        return True
    bare = tokens[place].strip()
    before = tokens[place - 1].strip()[-1:] if place else ""
    return not shouted and bare[:1].isupper() and bool(before) and before not in _BEGIN


def boilerplate(passages: Sequence[str], masked: Callable[..., frozenset[int]]) -> Known:
    """What of a text is one of these passages. `masked` tells it in words (queue/twins/phrases.py)."""

    def known(text: str) -> frozenset[int]:
        if not passages:
            return frozenset()
        places = masked(words_of(plain(text)), passages)
        where = spans(text) if places else []
        return frozenset(_filled([where[place] for place in sorted(places)], text))

    return known


def _filled(words: Sequence[tuple[int, int]], text: str) -> Iterator[int]:
    """The characters of these words and what stands between neighbours."""
    last = None
    for start, end in words:
        between = range(last, start) if last is not None and len(text[last:start].split()) < 2 else range(0)
        yield from (*between, *range(start, end))
        last = end


# --- Figures and names ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What stands in the same place on both sides and is another figure or name."""

    a: str
    b: str


def differing(found: Sequence[Pair]) -> list[Told]:
    """Figures and names that A and B tell differently, each once, in reading order."""
    told: dict[Told, None] = {}
    for pair in (pair for pair in found if not pair.whole):
        ours, theirs = _changes(pair.a), _changes(pair.b)
        for (one, telling), (other, too) in zip(ours, theirs, strict=True) if len(ours) == len(theirs) else ():
            if (telling or too) and _is_worth_telling(one, other):
                told[Told(one, other)] = None
    return list(told)


def _is_worth_telling(one: str, other: str) -> bool:
    """A figure for a figure, a name for a name, and not half a sentence: that is for the two columns."""
    if max(len(one.split()), len(other.split())) > _LONGEST_TOLD:
        return False
    return any(True for _ in figures.amounts(one)) == any(True for _ in figures.amounts(other))


def _changes(pieces: Sequence[Piece]) -> list[tuple[str, bool]]:
    """Each changed place and whether a figure or a name is in it."""
    found: list[tuple[str, bool]] = []
    for changed, group in groupby(pieces, key=lambda piece: piece.kind == "changed"):
        words = list(group)
        if changed:
            said = " ".join("".join(piece.text for piece in words).split())
            found.append((said, any(piece.telling for piece in words)))
    return found
