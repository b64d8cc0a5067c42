"""Fields of Word while they are read: their code, which is not seen, and their result, which is."""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tinbai.parsers.docx.codes import is_equation, shown_by

_PICTURE: Final = re.compile(r"""\s*INCLUDEPICTURE\s+(?:["“]\s*([^"”]{1,500})|(\S{1,500}))""", re.IGNORECASE)


@dataclass(slots=True)
class _Field:
    """`shown`: how many pictures had been met when it began; `chosen`: of a list to choose from in a form."""

    shown: int
    chosen: str = ""
    is_code: bool = True
    code: list[str] = field(default_factory=list)


class Ended(NamedTuple):
    """`picture`: name of one that the field points to and that is not in the file; `words`: what its code shows."""

    picture: str | None = None
    words: str = ""


@dataclass(slots=True)
class Fields:
    """`hide`: how many of those open are in their code, whatever is inside of which is not seen."""

    hide: int = 0
    _open: list[_Field] = field(default_factory=list)

    def begin(self, shown: int, chosen: str = "") -> None:
        self._open.append(_Field(shown, chosen))
        self.hide += 1

    def separate(self) -> None:
        if self._open and self._open[-1].is_code:
            self._open[-1].is_code = False
            self.hide -= 1

    def say(self, code: str) -> None:
        if self._open and self._open[-1].is_code:
            self._open[-1].code.append(code)

    def end(self, shown: int) -> Ended:
        if not self._open:
            return Ended()
        ended = self._open.pop()
        self.hide -= ended.is_code
        code = "".join(ended.code)
        if self.hide:
            return Ended()
        picture = linked_picture(code) if shown == ended.shown else None
        if ended.chosen:
            return Ended(picture, ended.chosen)
        return Ended(picture, shown_by(code) if ended.is_code or is_equation(code) else "")


def linked_picture(code: str) -> str | None:
    """The last part of the address in the code of a field that shows a picture; None of any other field."""
    found = _PICTURE.match(code)
    if found is None:
        return None
    return re.split(r"[/\\]", (found[1] or found[2]).strip(' "”').rstrip("/\\"))[-1]
