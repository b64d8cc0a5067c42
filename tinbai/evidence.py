"""A tie between two drafts and why they are tied."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

Relation = Literal["identical", "edited", "contained", "contains", "series", "same_event", "related"]
TwinVerdict = Literal["same", "not-a-twin", "series", "related"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words both stories have: where they begin and end in the text of each item, in characters."""

    here: tuple[int, int]
    there: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure or a name that is another in the other story, in the same place."""

    kind: Literal["figure", "name"]
    here: str
    there: str


Box = tuple[float, float, float, float]  # left, top, right, bottom, as shares of a photo


@dataclass(frozen=True, slots=True)
class SamePhoto:
    """A photo here that is one there: the files, and what must be done to the one here to lie upon the one there.

    It is mirrored from left to right, then turned by `turn` degrees clockwise; here_box of it, so turned, is there_box
    of the other one. marked: something was put over one of them. score: from 0 to 1.
    """

    here: str
    there: str
    mirrored: bool = False
    turn: int = 0
    here_box: Box = (0.0, 0.0, 1.0, 1.0)
    there_box: Box = (0.0, 0.0, 1.0, 1.0)
    marked: bool = False
    score: float = 1.0

    @property
    def cut(self) -> bool:
        """Whether one of them shows less than the other."""
        shown = [(right - left) * (bottom - top) for left, top, right, bottom in (self.here_box, self.there_box)]
        return min(shown) < 0.95

    def turned(self) -> "SamePhoto":
        """Seen from the other draft."""
        turn = self.turn if self.mirrored else -self.turn % 360
        return SamePhoto(
            self.there, self.here, self.mirrored, turn, self.there_box, self.here_box, self.marked, self.score
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two drafts are tied. `here`: the draft of the tie, `there`: the other one; shares from 0 to 1.

    why: "reply", "same-text", "same-message", "twins" (the words were compared),
    "photo" (nothing but photos is the same).
    """

    why: str = ""
    here_in_there: float | None = None
    there_in_here: float | None = None
    passages: tuple[Passage, ...] = ()
    changed: tuple[Changed, ...] = ()
    photos: tuple[SamePhoto, ...] = ()

    def with_photos(self, photos: tuple[SamePhoto, ...]) -> "Evidence":
        return replace(self, photos=photos)

    def turned(self) -> "Evidence":
        """Seen from the other draft."""
        return Evidence(
            self.why,
            self.there_in_here,
            self.here_in_there,
            tuple(Passage(one.there, one.here) for one in self.passages),
            tuple(Changed(one.kind, one.there, one.here) for one in self.changed),
            tuple(one.turned() for one in self.photos),
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A tie between two drafts with its evidence; made by the machine, confirmed or undone by an editor."""

    outlet: str
    draft: str
    other_outlet: str
    other_draft: str
    relation: Relation
    evidence: Evidence
    at: datetime
    verdict: TwinVerdict | None = None
    verdict_by: str | None = None
