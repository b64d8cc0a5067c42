"""Plain text to paragraphs: blank lines part them, hard-wrapped lines are joined, citation marks become depth."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tinbai.model import Problem
from tinbai.parsers.document import Document, Paragraph, Piece, Span
from tinbai.parsers.mail.wrapper import BYLINE, bare

_QUOTE = re.compile(r"^(?:> ?)+")
_MOST_LINES = 50_000  # of a mail, cited ones too; a story is far shorter (length.py)
_WRAP = range(60, 80)  # columns at which mail programs break lines (RFC 3676 4.2: 66 to 78)
_ENDS = tuple(".!?:;…”\"')]")
_OF_PHOTO = re.compile(
    r"^\s*[(\[]?(?:(?:ảnh|hình|anh|hinh)\s?(?:số\s)?\d|(?:img|dsc|dji|p|z)[_-]?\d{3})", re.IGNORECASE
)
# as mail programs write bold words where no HTML goes along; a remark below a text has stars in front only
_BOLD = re.compile(r"\*([^\s*](?:[^*]*[^\s*])?)\*")
_LABELLED = re.compile(r"^\s*[A-ZĐÀ-Ỹ][^:.!?,;]{0,28}:(?:\s|$)")  # "Họ và tên: …", as forms write it
_LABELS = 3
_ITEM = re.compile(r"^\s*(?:[-–*•+·●▪►➢➤✓✔❖]|\d{1,2}[.)])\s")


def read_text(text: str, flowed: bool = False, delsp: bool = False) -> Document:
    """A text/plain body. `flowed`, `delsp`: its format parameters (RFC 3676)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", _MOST_LINES)
    problems = (Problem("text-too-long", "warning"),) * (len(lines) > _MOST_LINES)
    lines = lines[:_MOST_LINES]
    if flowed:
        lines = list(_unflow(lines, delsp))
    return Document(tuple(_paragraphs(lines)), problems=problems)


def _unflow(lines: Iterable[str], delsp: bool) -> Iterable[str]:
    """RFC 3676 4.1: a line that ends in a blank goes on in the next one of the same depth; "-- " does not."""
    pending: list[str] = []
    depth = -1
    for line in lines:
        marks = re.match(r"^>*", line)
        mine = len(marks[0]) if marks else 0
        content = line[mine:].removeprefix(" ")
        if pending and mine != depth:
            yield "".join(pending)
            pending = []
        if not pending:
            pending.append(">" * mine + (" " if mine else ""))
            depth = mine
        if content.endswith(" ") and content != "-- ":
            pending.append(content[:-1] if delsp else content)
        else:
            yield "".join([*pending, content])
            pending = []
    if pending:
        yield "".join(pending)


def _paragraphs(lines: Sequence[str]) -> Iterable[Piece]:
    group: list[str] = []
    depth = 0
    for line in [*lines, ""]:
        marks = _QUOTE.match(line)
        mine = marks[0].count(">") if marks else 0
        content = line[marks.end() :] if marks else line
        if group and (not content.strip() or mine != depth):
            yield from _joined(group, depth)
            group = []
        if content.strip():
            group.append(content)
            depth = mine
    yield from _joined(group, depth)


def _joined(group: list[str], depth: int) -> Iterable[Paragraph]:
    for text in join_wrapped(group):
        bold = _BOLD.fullmatch(text.strip())
        yield Paragraph((Span(bold[1], bold=True) if bold else Span(text.strip()),), quoted=depth)


def join_wrapped(lines: Sequence[str]) -> list[str]:
    """Lines of one group as paragraphs. A line is joined to the one before when that one was full, that is when the
    first word of this line would not have fitted; short lines stand for themselves."""
    longest = max((len(line.rstrip()) for line in lines), default=0)
    if len(lines) < 2 or longest not in _WRAP:
        return [line for line in lines if line.strip()]
    joined: list[str] = []
    open_ended = False
    mostly = sum(_is_full(line, below, longest) for line, below in pairwise(lines)) * 2 >= len(lines) - 1
    by_form = sum(bool(_LABELLED.match(line)) for line in lines) >= _LABELS
    for number, line in enumerate(lines):
        text = line.strip()
        begins = by_form and _LABELLED.match(line)
        if (
            joined
            and open_ended
            and not (begins or _ITEM.match(line) or _OF_PHOTO.match(line) or BYLINE.match(bare(line)))
        ):
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
        open_ended = number + 1 < len(lines) and _is_full(line, lines[number + 1], longest)
        if open_ended and text.endswith(_ENDS) and (not mostly or len(line.rstrip()) < longest - 12):
            open_ended = False  # among short lines a sentence that fills its own ends a paragraph
    return joined


def _is_full(line: str, below: str, longest: int) -> bool:
    first = below.split(maxsplit=1)
    return bool(first) and len(line.rstrip()) + 1 + len(first[0]) > longest - 2


def plain(pieces: Iterable[Piece]) -> str:
    """The words of pieces, one paragraph or cell per line."""
    return "\n".join(line for piece in pieces for line in _lines(piece) if line)


def _lines(piece: Piece) -> Iterable[str]:
    if isinstance(piece, Paragraph):
        label = f"{piece.list_label} " if piece.list_label else ""
        yield label + piece.text
    elif hasattr(piece, "rows"):
        for row in piece.rows:
            for cell in row:
                for inner in cell:
                    yield from _lines(inner)
