"""What holds inside a group of a Rich Text and is forgotten at its end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tinbai.parsers.document import Align
from tinbai.parsers.docx.styles import Look
from tinbai.parsers.rtf.flow import Flow
from tinbai.parsers.rtf.pictures import Blip, Shape

# Where text goes: into the flow, into `texts`, to the font table or the style sheet, to a picture; "drop": nowhere, but
# groups inside may go somewhere; "skip": the whole group is nothing to us.
Goal = Literal["flow", "text", "fonts", "styles", "picture", "drop", "skip"]


@dataclass(slots=True)
class State:
    flow: Flow
    goal: Goal = "flow"
    outer: Goal = "flow"  # of the group around an \\upr
    texts: list[str] | None = None
    blip: Blip | None = None
    shape: Shape | None = None
    done: Callable[[], None] | None = None  # when the group ends; not handed down
    font: int = 0
    size: int = 24  # half points
    bold: bool = False
    italic: bool = False
    caps: bool = False
    hidden: bool = False
    deleted: bool = False
    align: Align = "left"
    style: int = 0
    in_table: bool = False
    nesting: int = 0
    unicode: int = 1  # characters after \\u that stand for it in old programs
    complex_font: int = -1  # \\af: of complex scripts
    is_complex: bool = False
    code: list[str] | None = None  # of the field around

    def inner(self) -> "State":
        """The state a group inside begins with; written out, as groups are many."""
        return State(
            self.flow, self.goal, self.outer, self.texts, self.blip, self.shape, None, self.font, self.size, self.bold,
            self.italic, self.caps, self.hidden, self.deleted, self.align, self.style, self.in_table, self.nesting,
            self.unicode, self.complex_font, self.is_complex, self.code,
        )  # fmt: skip

    def plain(self, font: int) -> None:
        self.font, self.size, self.complex_font, self.is_complex = font, 24, -1, False
        self.bold = self.italic = self.caps = self.hidden = self.deleted = False

    def new_paragraph(self) -> None:
        self.align, self.style, self.in_table, self.nesting = "left", 0, False, 0

    @property
    def depth(self) -> int:
        """In how many tables the paragraph stands."""
        return max(1, self.nesting) if self.in_table or self.flow.in_row else 0

    @property
    def is_shown(self) -> bool:
        return not (self.hidden or self.deleted)

    @property
    def font_of_octets(self) -> int:
        """The font in whose code page octets are; of complex scripts it is the associated one."""
        return self.complex_font if self.is_complex and self.complex_font >= 0 else self.font

    def look(self, font: str | None) -> Look:
        return Look(self.bold, self.italic, False, self.caps, self.size / 2, font, font)
