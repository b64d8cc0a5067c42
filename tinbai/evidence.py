"""A tie between two drafts and why they are tied."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two drafts are tied. `here`: the draft of the tie, `there`: the other one; shares from 0 to 1.

    why: "reply", "same-text", "same-message", "twins" (the words were compared).
    """

    why: str = ""
    here_in_there: float | None = None
    there_in_here: float | None = None
    passages: tuple[Passage, ...] = ()
    changed: tuple[Changed, ...] = ()

    def turned(self) -> "Evidence":
        """Seen from the other draft."""
        return Evidence(
            self.why,
            self.there_in_here,
            self.here_in_there,
            tuple(Passage(one.there, one.here) for one in self.passages),
            tuple(Changed(one.kind, one.there, one.here) for one in self.changed),
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
