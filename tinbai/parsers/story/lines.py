"""The lines of a Document with what their looks tell, seen against the looks of the whole.

Bold, italic and centred count only where they set a line apart: in a text typed all bold they say nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tinbai.parsers.document import Align, Document, Paragraph, Picture, Piece, Span, Table

_CAPTION_HEAD = re.compile(
    r"(?:(?:ảnh|hình)(?: ảnh)?(?: (?:số|thứ))?|stt|tt|số(?: ảnh| hình)?)[.:]?"
    r" \| (?:chú thích|ghi chú|nội dung) ?(?:cho )?(?:ảnh|hình)?"
    r"(?: ảnh)?[.:]?"
)
_NUMBER = re.compile(r"(?:ảnh |hình )?(?:số )?(\d{1,2})[.:)]?", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\xa0]+")
_FULL = 0.6  # of the longest line: a shorter one was ended on purpose
_STOP = (".", "!", "?", "…", ":", ";", "”", '"', "/.")
_RULE = re.compile(r"^[\W_]{1,80}$")
_OPENING = re.compile(
    r"^\W*(?:(?:rạng )?(?:sáng|trưa|chiều|tối|đêm)\b(?: sớm| ngày| nay| hôm|,? \d| thứ| chủ nhật)|(?:vào "
    r"|trong |từ )?ngày \d|vừa qua\b|nhân dịp\b|trong (?:hai|ba|bốn|các|\d+) ngày|sáng nay|chiều nay|hôm nay\b"
    r"|mới đây\b|những ngày (?:này|qua)\b|thời gian qua\b|cuối tháng|đầu tháng|trong không khí"
    r"|thực hiện (?:kế hoạch|chỉ đạo|công văn|nghị quyết|chương trình)\b.{40,}|hưởng ứng\b.{60,})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, picture or table. bold, italic, centred, larger: told apart from the body by it.

    same: goes on in the paragraph of the line before. depth: of citation, beyond that of the whole text. shouted: the
    whole text is in capitals, so that they say nothing.
    """

    text: str = ""
    bold: bool = False
    italic: bool = False
    align: Align = "left"
    centred: bool = False
    larger: bool = False
    style: str = ""
    label: str | None = None
    ordered: bool = False
    depth: int = 0
    same: bool = False
    beside: bool = False
    shouted: bool = False
    picture: Picture | None = None
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def words(self) -> int:
        return self.text.count(" ") + 1 if self.text else 0

    @property
    def caps(self) -> bool:
        return not self.shouted and is_caps(self.text)

    @property
    def heading(self) -> bool:
        return self.style in ("title", "tiêu đề") or self.style.startswith("heading")

    @property
    def is_text(self) -> bool:
        return bool(self.text)


def is_caps(text: str) -> bool:
    """Whether nearly all letters are capitals: "m2" or "ha" may stand in a title in capitals."""
    allowed = len(text) // 14
    lower = 0
    for character in text:
        if character.islower():
            lower += 1
            if lower > allowed:
                return False
    upper = sum(1 for c in text if c.isupper())
    return upper >= 4 and lower * 12 <= upper


def lines_of(document: Document) -> list[Line]:
    """Everything visible, in order; rules of dashes are kept as lines, empty paragraphs are not."""
    raw = [line for piece in document.pieces for line in _lines(piece)]
    return _told_apart(raw)


@dataclass(frozen=True, slots=True)
class _Raw:
    line: Line
    size: float | None = None


def _lines(piece: Piece, beside: bool = False) -> Iterable[_Raw]:
    if isinstance(piece, Paragraph):
        yield from _paragraph(piece, beside)
    elif isinstance(piece, Picture):
        yield _Raw(Line(picture=piece))
    else:
        yield from _table(piece)


def _paragraph(paragraph: Paragraph, beside: bool) -> Iterable[_Raw]:
    heading = paragraph.style.startswith("heading")
    for number, spans in enumerate(_parted(paragraph.spans)):
        filled = [span for span in spans if span.text.strip()]
        total = sum(len(span.text.strip()) for span in filled)
        italic = sum(len(span.text.strip()) for span in filled if span.italic)
        size = max((span.size for span in filled if span.size), default=None)
        yield _Raw(
            Line(
                text=_words_of(spans),
                bold=heading or _is_bold(filled),
                italic=italic * 10 >= total * 8,
                align=paragraph.align,
                style=paragraph.style,
                label=paragraph.list_label if number == 0 else None,
                ordered=paragraph.ordered,
                depth=paragraph.quoted,
                same=number > 0,
                beside=beside,
            ),
            size,
        )


def _parted(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans of each line of a paragraph with hard breaks; a break in mid-sentence of one look is none."""
    rows: list[list[Span]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                rows.append([])
            rows[-1].append(replace(span, text=text))
    parts: list[list[Span]] = []
    longest = max(len(_words_of(row)) for row in rows)
    for row in rows:
        if not _words_of(row):
            continue
        alike = bool(parts) and _is_bold(parts[-1]) == _is_bold(row)
        if alike and _runs_on(_words_of(parts[-1]), _words_of(row), longest):
            parts[-1] += [replace(row[0], text=f" {row[0].text}"), *row[1:]]
        else:
            parts.append(row)
    return parts


def _words_of(spans: Sequence[Span]) -> str:
    return _BLANKS.sub(" ", "".join(span.text for span in spans)).strip()


def _is_bold(spans: Sequence[Span]) -> bool:
    total = sum(len(span.text.strip()) for span in spans)
    return sum(len(span.text.strip()) for span in spans if span.bold) * 10 >= total * 9


def _runs_on(before: str, after: str, longest: int) -> bool:
    """`longest`: characters of the longest line; where lines were broken by hand for width all are about as long."""
    long = len(before.split()) > 9 and not before.endswith(_STOP)
    if long and len(before) < _FULL * longest and after[:1].isupper():
        return False
    return long and not after.startswith(("-", "–", "+")) and not is_opening(after)


def _broken(text: str) -> list[str]:
    """The lines of a paragraph with hard breaks; a break in mid-sentence between long lines is none."""
    if "\n" not in text:
        return [_BLANKS.sub(" ", text).strip()]
    parts: list[str] = []
    longest = max(map(len, text.split("\n")))
    for part in text.split("\n"):
        clean = _BLANKS.sub(" ", part).strip()
        if not clean:
            continue
        if parts and _runs_on(parts[-1], clean, longest):
            parts[-1] = f"{parts[-1]} {clean}"
        else:
            parts.append(clean)
    return parts


def _table(table: Table) -> Iterable[_Raw]:
    if any(_pictures(cell) for row in table.rows for cell in row):
        yield from _picture_table(table.rows)
        return
    if any(_alone(row) is not None for row in table.rows):
        yield from _layout(table.rows)
        return
    yield from _plain_table(table)


def _plain_table(table: Table) -> Iterable[_Raw]:
    rows = [tuple(_cell(cell) for cell in row) for row in table.rows]
    filled = [row for row in rows if any(row)]
    if max((len(row) for row in filled), default=0) < 2:
        for row in table.rows:
            for cell in row:
                for piece in cell:
                    yield from _lines(piece)
    elif numbers := _caption_table(filled):
        for photo, caption in numbers:
            yield _Raw(Line(text=f"Ảnh {photo}: {caption}"))
    elif filled:
        yield _Raw(Line(rows=tuple(filled)))


def _caption_table(rows: Sequence[tuple[str, ...]]) -> list[tuple[int, str]]:
    """(number of the photo, caption) of a table that says so in its head; empty for any other."""
    if not rows or any(len(row) != 2 for row in rows) or not _CAPTION_HEAD.fullmatch(" | ".join(rows[0]).lower()):
        return []
    found = [(_NUMBER.fullmatch(number), caption) for number, caption in rows[1:]]
    return [(int(number[1]), caption) for number, caption in found if number and caption]


def _alone(row: Sequence[Sequence[Piece]]) -> Sequence[Piece] | None:
    """The one cell of a row that has anything in it, when a text stands there: three paragraphs or more."""
    filled = [cell for cell in row if cell and any(isinstance(piece, Table) or _words((piece,)) for piece in cell)]
    return filled[0] if len(filled) == 1 and _is_flow(filled[0]) else None


def _is_flow(cell: Sequence[Piece]) -> bool:
    told = [len(piece.text.split()) for piece in cell if isinstance(piece, Paragraph) and piece.text.strip()]
    return len(told) >= 3 and sum(told) >= 40


def _layout(rows: Sequence[Sequence[Sequence[Piece]]]) -> Iterable[_Raw]:
    """A table that only arranges a page: what stands in a cell of its own is text, the rows between are tables."""
    between: list[Sequence[Sequence[Piece]]] = []
    for row in [*rows, ()]:
        text = _alone(row)
        if row and text is None:
            between.append(row)
            continue
        if between:
            yield from _plain_table(Table(tuple(tuple(tuple(cell) for cell in one) for one in between)))
            between = []
        yield from _cell_lines(text or ())


def _picture_table(rows: Sequence[Sequence[Sequence[Piece]]]) -> Iterable[_Raw]:
    """A borderless table that arranges photos: each picture is followed by the words that stand with it, in its cell,
    in the cell below, or in the other cell of its row."""
    taken: set[int] = set()
    for number, row in enumerate(rows):
        if number in taken:
            continue
        with_picture = [column for column, cell in enumerate(row) if _pictures(cell)]
        below = rows[number + 1] if number + 1 < len(rows) else ()
        under = bool(with_picture) and bool(below) and not any(_pictures(cell) for cell in below)
        alone = all(not _words(row[column]) for column in with_picture)
        if under and alone and any(_words(cell) for cell in below) and len(with_picture) == len(row):
            taken.add(number + 1)
            for column in range(max(len(row), len(below))):
                yield from _cell_lines(row[column] if column < len(row) else ())
                shared = below[column] if column < len(below) else (below[0] if len(below) == 1 else ())
                yield from _cell_lines(shared, beside=True)
            continue
        ordered = (
            sorted(range(len(row)), key=lambda column: column not in with_picture) if with_picture else range(len(row))
        )
        for column in ordered:
            yield from _cell_lines(row[column], beside=bool(with_picture) and not _is_flow(row[column]))


def _cell_lines(cell: Sequence[Piece], beside: bool = False) -> Iterable[_Raw]:
    for piece in cell:
        yield from _lines(piece, beside)


def _pictures(cell: Sequence[Piece]) -> bool:
    return any(
        isinstance(piece, Picture) or (isinstance(piece, Table) and any(_pictures(c) for r in piece.rows for c in r))
        for piece in cell
    )


def _words(cell: Sequence[Piece]) -> bool:
    return any(isinstance(piece, Paragraph) and piece.text.strip() for piece in cell)


def _cell(cell: Sequence[Piece]) -> str:
    parts: list[str] = []
    for piece in cell:
        if isinstance(piece, Paragraph):
            parts.append(" ".join(_broken(piece.text)))
        elif isinstance(piece, Table):
            parts += [_cell(inner) for row in piece.rows for inner in row]
    return " ".join(part for part in parts if part)


def _told_apart(raws: Sequence[_Raw]) -> list[Line]:
    texts = [raw for raw in raws if raw.line.text]
    weight = sum(len(raw.line.text) for raw in texts) or 1
    sizes: Counter[float] = Counter()
    for raw in texts:
        sizes[raw.size or 0.0] += len(raw.line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    bold = sum(len(raw.line.text) for raw in texts if raw.line.bold) * 10 < weight * 6
    italic = sum(len(raw.line.text) for raw in texts if raw.line.italic) * 10 < weight * 6
    centred = sum(len(raw.line.text) for raw in texts if raw.line.align == "center") * 10 < weight * 6
    shouted = _is_shouted([raw.line for raw in texts], weight)
    base = min((raw.line.depth for raw in texts), default=0)
    return [_seen(raw, bold, italic, centred, shouted, body, base) for raw in raws]


def _is_shouted(lines: Sequence[Line], weight: int) -> bool:
    """Whether sentences, not headings alone, are in capitals, and nearly everything else is."""
    capitals = [line for line in lines if is_caps(line.text)]
    sentences = sum(1 for line in capitals if line.words >= 12 and line.text.endswith((".", "!", "?", "…")))
    return sentences >= 2 and sum(len(line.text) for line in capitals) * 10 >= weight * 8


def _seen(raw: _Raw, bold: bool, italic: bool, centred: bool, shouted: bool, body: float, base: int) -> Line:
    line = raw.line
    if not line.text:
        return line
    return Line(
        text=line.text,
        bold=line.bold and bold,
        italic=line.italic and italic,
        align=line.align,
        centred=line.align == "center" and centred,
        larger=bool(body and raw.size and raw.size >= body + 1),
        style=line.style,
        label=line.label,
        ordered=line.ordered,
        depth=max(0, line.depth - base),
        same=line.same,
        beside=line.beside,
        shouted=shouted,
    )


def is_rule(text: str) -> bool:
    """A line that only parts: "-----", "***", "o0o"."""
    return bool(_RULE.match(text)) or text.lower() in ("o0o", "ooo", "--o0o--", "---o0o---")


def is_opening(text: str) -> bool:
    """Whether a text begins as leads do: "Sáng 12/10, …", "Nhân dịp …"."""
    return bool(_OPENING.match(text))


def is_prose(line: Line) -> bool:
    """A paragraph of running text, no heading, caption or signature."""
    if not line.text or line.heading or line.caps:
        return False
    words = line.words
    return (
        words > 30
        or (words >= 12 and line.text.endswith((".", "…", ".”", '."', "/.")))
        or (words >= 10 and is_opening(line.text) and line.text.endswith((".", ":", ",")))
    )
