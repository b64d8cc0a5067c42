"""What a detector answers on a labelled stream, counted: recall per class of edit, false merges, links."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.twins.stream import APART, CONTAINED, EITHER, Told, groups

Answer = tuple[str, str]  # id of an earlier story and "merge", "same_event" or "link"
Detector = Callable[[Told], Sequence[Answer]]


@dataclass
class Figures:
    """right, linked: stories of a class merged with, or tied to, what they were made of. false: merged wrongly."""

    stories: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    linked: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    merges: int = 0
    false_events: int = 0  # stories whose only ties "same event" are to others
    seconds: list[float] = field(default_factory=list)
    wrong: list[tuple[Told, str]] = field(default_factory=list)

    def share(self, of: Counter[str], kinds: Sequence[str]) -> float:
        return sum(of[kind] for kind in kinds) / max(1, sum(self.stories[kind] for kind in kinds))

    @property
    def edits(self) -> list[str]:
        return sorted(kind for kind in self.stories if kind not in (*APART, *CONTAINED, *EITHER))

    def percentile(self, part: float) -> float:
        """Milliseconds of processor time of a story."""
        return sorted(self.seconds)[int(part * (len(self.seconds) - 1))] * 1000


def examine(told: list[Told], detect: Detector) -> Figures:
    figures = Figures()
    for one, family in groups(told):
        began = time.process_time()
        answers = detect(one)
        figures.seconds.append(time.process_time() - began)
        _count(figures, one, family, answers)
    return figures


def _count(figures: Figures, one: Told, family: frozenset[str], answers: Sequence[Answer]) -> None:
    merged = [ref for ref, kind in answers if kind == "merge"]
    false = [ref for ref in merged if ref not in family]
    tied = {ref for ref, _ in answers}
    figures.stories[one.kind] += 1
    figures.merges += len(merged)
    figures.right[one.kind] += any(ref in family for ref in merged)
    figures.false[one.kind] += bool(false)
    figures.linked[one.kind] += not tied.isdisjoint(one.of)
    events = [ref for ref, kind in answers if kind == "same_event"]
    if one.kind in ("new", "same event") and events and tied.isdisjoint(one.of):
        figures.false_events += 1
    figures.wrong.extend((one, ref) for ref in false)


def rows(figures: Figures) -> Iterator[tuple[str, str, str]]:
    """(class, stories, what came of it)."""
    for kind in figures.edits:
        yield kind, str(figures.stories[kind]), f"recall {figures.share(figures.right, [kind]):.3f}"
    for kind in CONTAINED:
        yield kind, str(figures.stories[kind]), f"recall {figures.share(figures.right, [kind]):.3f}"
    for kind in EITHER:
        told = f"merged {figures.share(figures.right, [kind]):.2f}, tied {figures.share(figures.linked, [kind]):.2f}"
        yield kind, str(figures.stories[kind]), told
    for kind in APART:
        said = f"merged falsely {figures.false[kind]}, tied to its like {figures.share(figures.linked, [kind]):.2f}"
        yield kind, str(figures.stories[kind]), said


def line(name: str, figures: Figures) -> tuple[str, ...]:
    """One row of the table of detectors."""
    hard = [kind for kind in APART if kind != "new"]
    return (
        name,
        f"{figures.share(figures.right, figures.edits):.4f}",
        f"{figures.share(figures.right, CONTAINED):.3f}",
        f"{1 - len(figures.wrong) / max(1, figures.merges):.4f}",
        f"{100 * figures.share(figures.false, hard):.2f} %",
        f"{figures.false['new']}/{figures.stories['new']}",
        f"{figures.percentile(0.5):.1f}",
        f"{figures.percentile(0.99):.1f}",
    )


HEAD = ("detector", "edits", "contained", "precision", "hard false", "new false", "CPU p50 ms", "p99")
