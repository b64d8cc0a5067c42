"""A mail that a site's form wrote: "Họ và tên: …", "Tiêu đề: …", "Nội dung: …", as lines or as a table.

What is filled in under "Nội dung" is the story; who filled it in signs it; telephone, address and what the site itself
adds are no story. Labels may be typed without accents or in English.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tinbai.parsers.document import Document, Paragraph, Piece, Span, Table
from tinbai.parsers.mail import wrapper
from tinbai.parsers.story import byline
from tinbai.parsers.story.form import Form
from tinbai.parsers.story.headline import same_words
from tinbai.parsers.story.lines import Line, is_rule
from tinbai.parsers.story.people import bare

_WORK = r"(?:tin,? bai|bai viet|tin|bai|tac pham)"
_FIELDS = (
    ("author", rf"(?:ho (?:va )?ten|ten)(?: (?:nguoi gui|tac gia|cua ban|day du))?|nguoi (?:gui|viet|dang)(?: {_WORK})?"
               r"|tac gia|(?:your )?(?:full )?name|tu|from"),
    ("pen", r"but danh"),
    ("unit", r"(?:don vi|co quan|to chuc|noi)(?: cong tac)?|dia phuong"),
    ("title", rf"(?:tieu de|tua de|tit)(?: {_WORK})?|ten {_WORK}|chu de|(?:your )?subject|title"),
    ("lead", r"tom tat|sapo|sa ?po|mo ta(?: ngan)?|trich dan|loi dan"),
    ("kind", r"the loai|loai tin"),
    ("content", rf"noi dung(?: {_WORK}| chi tiet| gui| y kien)?|toan van|bai viet|(?:your )?message(?: body)?|content"),
    ("contact", r"(?:so )?(?:dien thoai|dt|di dong)(?: lien he)?|sdt|phone|tel|mobile|zalo|(?:your )?e-?mail"
                r"|thu dien tu|dia chi(?: (?:e-?mail|lien he|thu dien tu))?|so tai khoan|stk|ngan hang|cccd|cmnd"
                r"|lien he"),
    ("site", r"(?:dia chi )?ip|ip address|remote ip|(?:thoi gian|ngay|luc)(?: gui| nhan| tao)|gui (?:luc|ngay)"
             r"|date|time|(?:tep|tap tin|file|anh|hinh anh)(?: tin)?(?: dinh kem| kem theo)|dinh kem"
             r"|trinh duyet|user agent|url|trang gui|duong dan|ma (?:so|tin|phieu|bai)|trang thai"
             r"|chuyen muc|linh vuc|website|page"),
)  # fmt: skip
_KNOWN = tuple((name, re.compile(pattern)) for name, pattern in _FIELDS)
_LABELLED = re.compile(r"(?P<label>[^:：]{1,40})[:：]\s*(?P<value>.*)", re.DOTALL)
_COUNTED = re.compile(r"^\d{1,2}[.)]\s*")
_ADDRESS = re.compile(r"<[^<>@]{1,64}@[^<>@]{1,120}>")
_ABOVE = 3  # lines of the site above the first label
_VALUE = 8  # words below a label of the site
_WRAPPED = 2  # lines that a title may go on
_TITLE_WORDS = 4  # below so many a title that speaks of sending is none
_OF_SENDING = re.compile(r"(?:gui|xin gui|cong tac|tin|bai|bai viet|dang)\b")


@dataclass
class _Filled:
    fields: dict[str, str] = field(default_factory=dict)
    story: list[Line] = field(default_factory=list)

    def put(self, name: str, value: str) -> None:
        value = _ADDRESS.sub("", value).strip() if name in ("author", "pen") else value
        if value and not self.fields.get(name):
            self.fields[name] = value

    def form(self) -> Form:
        found = self.fields
        return Form(*(found.get(name, "") for name in ("author", "pen", "unit", "title", "kind")))


def unfolded(document: Document) -> Document:
    """The document with every table that is such a form as labelled lines, the paragraphs of its story kept."""
    pieces = tuple(part for piece in document.pieces for part in _unfolded(piece))
    return document if pieces == document.pieces else replace(document, pieces=pieces)


def _unfolded(piece: Piece) -> Iterator[Piece]:
    if not isinstance(piece, Table):
        yield piece
        return
    named = [_field(_said(row[0])) for row in piece.rows if len(row) >= 2]
    known = sum(map(bool, named))
    if not {"content", "author"} <= set(named) or known < 3 or known * 2 < len(piece.rows):
        cells = (tuple(tuple(part for one in cell for part in _unfolded(one)) for cell in row) for row in piece.rows)
        yield Table(tuple(cells))
        return
    for row in piece.rows:
        if len(row) < 2 or not (name := _field(label := _said(row[0]))):
            yield from (one for cell in row for one in cell)
        elif name == "content":
            yield Paragraph((Span(f"{label.rstrip(' :')}:"),))
            yield from (one for cell in row[1:] for one in cell)
        else:
            yield Paragraph((Span(f"{label.rstrip(' :')}: {' '.join(map(_said, row[1:]))}"),))


def _said(cell: Sequence[Piece]) -> str:
    return " ".join(" ".join(piece.text.split()) for piece in cell if isinstance(piece, Paragraph)).strip()


def filled(lines: Sequence[Line]) -> tuple[Form, list[Line]] | None:
    """The form, and the lines of the story with the title on top; None for a text that no form wrote."""
    texts = [index for index, line in enumerate(lines) if line.text]
    first = next((place for place, index in enumerate(texts[: _ABOVE + 1]) if _entry(lines[index])), None)
    read = _read(lines, texts[first]) if first is not None else None
    if read is None or not read.story:
        return None
    told = {"author" if name == "pen" else name for name in read.fields}
    if not told & {"author", "site"} or len(told) < 2:
        return None
    last, author = read.story[-1], bare(read.fields.get("author", ""))
    if last.text and f" {author}".endswith(f" {bare(last.text)}"):  # signs again, in short
        del read.story[-1]
    return read.form(), [*_head(read), *read.story]


def _read(lines: Sequence[Line], start: int) -> _Filled | None:
    found, last, wrapped = _Filled(), "", 0
    for index in range(start, len(lines)):
        line = lines[index]
        entry = _entry(line)
        if entry and entry[0] == "content":
            same = [Line(entry[1])] if entry[1] else []
            found.story = _without_site([*same, *lines[index + 1 :]], found)
            return found
        if entry:
            last, wrapped = entry[0], 0
            found.put(*entry)
        elif line.text and not is_rule(line.text):
            wrapped += 1
            if wrapped > _WRAPPED or not last:
                return None
            found.fields[last] = f"{found.fields.get(last, '')} {line.text}".strip()
    return None


def _without_site(story: list[Line], found: _Filled) -> list[Line]:
    """Without what the site adds below the story, and who sent it where the form asks for that last."""
    end, values, asked_before = len(story), 0, "author" in found.fields
    for index in range(len(story) - 1, -1, -1):
        line = story[index]
        entry = _entry(line)
        if byline.is_labelled(line.text):
            break
        if entry and (entry[0] == "site" or not (asked_before or entry[0] in ("content", "lead"))):
            found.put(*entry)
            end, values = index, 0
        elif end == index + 1 and line.picture is None and _is_added(line.text):
            end = index
        elif not line.text or line.words > _VALUE or values >= _WRAPPED:
            break
        else:
            values += 1  # perhaps below a label that stands alone
    return story[:end]


def _is_added(text: str) -> bool:
    return not text or is_rule(text) or bool(wrapper.FOOTER.match(wrapper.bare(text)))


def _head(read: _Filled) -> Iterator[Line]:
    title, lead = read.fields.get("title", ""), read.fields.get("lead", "")
    first = next((line.text for line in read.story if line.text), "")
    spoken = len(title.split()) < _TITLE_WORDS and _OF_SENDING.match(wrapper.bare(title))
    if title and not spoken and not same_words(first[: len(title) + 20], wrapper.bare(title)):
        yield Line(title, bold=True, align="center", centred=True, larger=True)
    if lead:
        yield Line(lead, bold=True)


def _entry(line: Line) -> tuple[str, str] | None:
    """(field, what is filled in) of a line; "" below a label that stands alone."""
    if not line.text or line.rows:
        return None
    found = _LABELLED.fullmatch(line.text)
    if found and (name := _field(found["label"])):
        return name, found["value"].strip()
    name = _field(line.text) if line.words <= 4 else ""
    return (name, "") if name else None


def _field(label: str) -> str:
    words = _COUNTED.sub("", wrapper.bare(label)).strip(" :.()*-–•[]") if len(label) <= 40 else ""
    return next((name for name, pattern in _KNOWN if pattern.fullmatch(words)), "")
