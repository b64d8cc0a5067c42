"""Why two drafts are tied: part of the noun `Link` of model.py."""

from dataclasses import dataclass
from typing import Literal


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
