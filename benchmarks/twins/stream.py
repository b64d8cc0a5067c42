"""A stream of incoming stories in which is known what each is to the earlier ones. Made from real news and forms."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.twins import forms
from benchmarks.twins.edits import EDITS, renumbered
from tinbai.queue.twins.fold import fold

NEWS = Path(__file__).parents[3] / "shared" / "corpora" / "vi-news"


@dataclass(frozen=True, slots=True)
class Told:
    """kind: the class of the text. of: ids of the stories it is the same as, or only tied to (kinds in APART)."""

    id: str
    text: str
    kind: str
    of: frozenset[str]


CONTAINED = ("brief", "article", "two in one", "digest")
EITHER = ("reprint",)  # two papers cut one agency's text: a merge is right, a tie is enough
APART = ("new", "same event", "series", "other unit", "renumbered", "passage", "footer", "follow-up")


def news(name: str = "stories.jsonl") -> list[dict[str, str]]:
    lines = (NEWS / name).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def stream(seed: int, stories: int = 1_000, longest: int | None = None) -> list[Told]:
    """Sources first or later, shuffled in blocks so that what was made of a story comes after it."""
    rng = Random(seed)
    texts = list(dict.fromkeys(story["text"] for story in news()))  # five stand there twice
    if longest:
        texts = [short for text in texts if (short := _cut(text, longest))]
    rng.shuffle(texts)
    made = _Stream(rng, texts)
    for no in range(stories):
        made.source(no)
    made.forms()
    if longest is None:
        made.same_events()
    return made.told


def _cut(text: str, words: int) -> str:
    """The opening of a story with between half of `words` and `words` of them, at the end of a paragraph."""
    lines: list[str] = []
    count = 0
    for line in text.split("\n"):
        count += len(line.split())
        if count > words:
            break
        lines.append(line)
    return "\n".join(lines) if len(" ".join(lines).split()) >= words // 2 else ""


class _Stream:
    def __init__(self, rng: Random, texts: list[str]) -> None:
        self.rng, self.texts = rng, texts
        self.told: list[Told] = []
        self.spare = iter(texts[len(texts) // 2 :])
        self.used: list[tuple[str, str]] = []

    def add(self, text: str, kind: str, *of: str) -> str:
        id_ = f"s{len(self.told)}"
        self.told.append(Told(id_, text, kind, frozenset(of)))
        return id_

    def source(self, no: int) -> None:
        rng, text = self.rng, self.texts[no % (len(self.texts) // 2)]
        choice = rng.random()
        if choice < 0.06:
            self.brief_first(text)
            return
        id_ = self.add(text, "new")
        for name in rng.sample(sorted(EDITS), 3):
            self.add(EDITS[name](text, rng), name, id_)
        if choice < 0.5:
            self.parts(text, id_)
        elif choice < 0.62 and sum(c.isdigit() for c in text) > 12:
            self.add(renumbered(text, rng), "renumbered", id_)
        elif choice < 0.8:
            self.follow_up(text, id_)
        elif choice < 0.9:
            self.passage(text, id_)
        self.used.append((id_, text))

    def brief_first(self, text: str) -> None:
        brief = _brief(text)
        if len(brief.split()) < 50 or len(brief.split()) > 0.7 * len(text.split()):
            self.add(text, "new")
            return
        id_ = self.add(brief, "new")
        self.add(text, "article", id_)

    def parts(self, text: str, id_: str) -> None:
        rng = self.rng
        kind = rng.randrange(3)
        if kind == 0 and 50 <= len(_brief(text).split()) <= 0.7 * len(text.split()):
            self.add(_brief(text), "brief", id_)
        elif kind == 1 and self.used:
            other_id, other = rng.choice(self.used)
            self.add(f"Tin tổng hợp\n{text}\n{other}", "two in one", id_, other_id)
        elif kind == 2:
            fresh = [_brief(story) for story in islice(self.spare, rng.choice([2, 3]))]
            items = [text, *fresh]
            rng.shuffle(items)
            self.add("Điểm tin trong ngày\n" + "\n".join(items), "digest", id_)

    def follow_up(self, text: str, id_: str) -> None:
        """A new lead over 45 to 60 % of re-used background."""
        rng = self.rng
        lines = text.split("\n")
        fresh = next(self.spare, None)
        if fresh is None or len(lines) < 6:
            return
        words = len(text.split())
        share = rng.uniform(0.45, 0.6)
        old: list[str] = []
        for line in reversed(lines[2:]):
            if len(" ".join(old).split()) > share * words:
                break
            old.insert(0, line)
        reused = len(" ".join(old).split())
        new: list[str] = []
        for line in fresh.split("\n"):
            if len(" ".join(new).split()) > reused * (1 - share) / share:
                break
            new.append(line)
        self.add("\n".join([*new, *old]), "follow-up", id_)

    def passage(self, text: str, id_: str) -> None:
        lines = [line for line in text.split("\n")[1:] if 30 <= len(line.split()) <= 90]
        fresh = next(self.spare, None)
        if not lines or fresh is None:
            return
        own = fresh.split("\n")
        place = self.rng.randrange(2, max(3, len(own)))
        self.add("\n".join([*own[:place], self.rng.choice(lines), *own[place:]]), "passage", id_)

    def forms(self) -> None:
        rng = self.rng
        first: dict[tuple[int, str], str] = {}
        for month in range(1, 10):
            for no in range(9):
                for place in rng.sample(forms.PLACES, 3):
                    person = forms.PEOPLE[hash_of(place) % len(forms.PEOPLE)]
                    text = forms.filled(forms.form(no), place, person, month, rng)
                    before = [id_ for (form, _), id_ in first.items() if form == no]
                    own = first.get((no, place))
                    kind = "series" if own else "other unit" if before else "new"
                    id_ = self.add(text, kind, *([own] if own else before))
                    first[no, place] = id_
                    if rng.random() < 0.2:
                        name = rng.choice(["typos", "in a mail", "no marks", "retitled", "layout"])
                        self.add(EDITS[name](text, rng), name, id_)
        for no in range(40):
            fresh = next(self.spare, None)
            if fresh is not None:
                footer = forms.FOOTERS[no % 2].replace("{P}", forms.PLACES[no % 2]).replace("{N}", forms.PEOPLE[no % 2])
                short = "\n".join(fresh.split("\n")[:3])
                self.add(f"{short}\n{footer}", "footer")

    def same_events(self) -> None:
        """Of one event by two authors; where half of the shorter stands in the other word for word, a reprint."""
        seen: dict[str, list[tuple[str, str]]] = {}
        for story in news("same-event.jsonl"):
            earlier = seen.setdefault(story["event"], [])
            copied = [id_ for id_, text in earlier if _is_copied(story["text"], text)]
            kind = "reprint" if copied else "same event" if earlier else "new"
            earlier.append((self.add(story["text"], kind, *(copied or [id_ for id_, _ in earlier])), story["text"]))


def _is_copied(one: str, other: str) -> bool:
    """Half of the runs of eight words of the shorter text; counted without the detector's means but its folding."""
    runs = [set(zip(*(words[place:] for place in range(8)), strict=False)) for words in (fold(one), fold(other))]
    return len(runs[0] & runs[1]) >= 0.5 * max(1, min(map(len, runs)))


def _brief(text: str) -> str:
    """Title, lead and the next lines up to about two fifths."""
    lines = text.split("\n")
    most = 0.4 * len(text.split())
    kept: list[str] = []
    for line in lines:
        if kept and len(" ".join(kept).split()) + len(line.split()) > most and len(kept) > 2:
            break
        kept.append(line)
    return "\n".join(kept)


def hash_of(text: str) -> int:
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))


def groups(told: list[Told]) -> Iterator[tuple[Told, frozenset[str]]]:
    """Each text with the ids of every earlier one it may be merged with: its sources and what was made of them."""
    family: dict[str, set[str]] = {}
    for one in told:
        mine: set[str] = {one.id}
        if one.kind not in APART:
            for id_ in one.of:
                mine |= family[id_]
        yield one, frozenset(mine - {one.id})
        for id_ in mine - {one.id}:
            family[id_] = family[id_] | {one.id}
        family[one.id] = mine
