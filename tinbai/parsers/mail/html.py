"""HTML bodies to paragraphs, tables and pictures at their place. Nothing is fetched, no script or style survives.

lxml's parser is linear and lenient; the walk is a loop over its events, so nesting costs no stack of ours.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

import lxml.html
from lxml import etree

from tinbai.model import Problem
from tinbai.parsers.document import Document, Paragraph, Picture, Piece, Span, Table
from tinbai.parsers.mail import transfer
from tinbai.parsers.mail.items import item_of
from tinbai.parsers.mail.links import sites
from tinbai.parsers.mail.looks import Look, align_of, declared, family_of, rules_of
from tinbai.parsers.mail.text import join_wrapped, read_text
from tinbai.parsers.notes import LONGEST

_DROP = frozenset({"script", "style", "head", "title", "meta", "link", "noscript", "template", "object", "embed",
                   "iframe", "svg", "math", "select", "button", "textarea", "xmp", "noembed", "noframes",
                   "rt", "rp"})  # fmt: skip
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "table", "tr",
                     "td", "th", "tbody", "thead", "tfoot", "hr", "pre", "center", "section", "article", "header",
                     "footer", "address", "dl", "dt", "dd", "body", "html", "fieldset", "form", "figure", "figcaption",
                     "caption", "main", "aside", "nav"})  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SIZES = {"1": 7.5, "2": 10.0, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LONGEST = 20 * 1024 * 1024
# Yahoo, Outlook for Mac, new Outlook, Proton, Zoho; the attribution of Gmail and Thunderbird in whatever language.
# Not gmail_quote: who answers between the lines writes inside it.
_QUOTING = re.compile(
    r"yahoo_quoted|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|protonmail_quote|zmail_extra"
    r"|gmail_attr|moz-cite-prefix"
)
_ASIDE = re.compile(r"mso-element:\s*(?:comment-list|header|footer)\b|;(?:header|footer)$")
_BREAK = Span("\n")
_MOST_TAGS = 80_000  # a mail of a hundred pages from Outlook has 60,000; each costs up to 17 µs and 500 octets


@dataclass
class _Flow:
    """The pieces of one cell or of the whole body, and the paragraph being filled."""

    pieces: list[Piece] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    look: Look = field(default_factory=Look)  # where its words begin
    worded: bool = False  # whether a span has more than blanks
    label: str | None = None
    ordered: bool = False
    links: list[str] = field(default_factory=list)


@dataclass
class _Grid:
    rows: list[list[tuple[Piece, ...]]] = field(default_factory=list)


@dataclass
class _List:
    kind: Literal["ul", "ol"]
    number: int = 0


def read_html(text: str) -> Document:
    """An HTML text as a Document; an unreadable one gives none of its words but a problem."""
    whole, text = text, _begun(text)
    try:
        root = lxml.html.document_fromstring(
            text.replace("\0", "") or "<p></p>", parser=lxml.html.HTMLParser(huge_tree=True, remove_pis=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return Document((), problems=(Problem("html-unreadable", "warning"),))
    walker = _Walker(rules_of(root))
    walker.walk(root)
    title = root.findtext(".//title")
    problems = (Problem("picture-remote", "info", None, {"count": str(walker.remote)}),) * bool(walker.remote)
    problems += (Problem("text-too-long", "warning"),) * (len(text) < len(whole))
    hint = " ".join(title.split()) if title else None
    pieces, notes = walker.finish(), tuple(filter(None, (" ".join(one.split()) for one in walker.asides)))
    if not pieces and len(text) > 1000:
        # the parser gives up below some depth of nesting and loses the words with it
        return Document(read_text(_TAG.sub("\n", text)).pieces, problems=problems)
    return Document(tuple(pieces), notes, problems=problems, title_hint=hint)


def _begun(text: str) -> str:
    """As much of it as is read."""
    text = text[:_LONGEST]
    if text.count("<") <= _MOST_TAGS:
        return text
    return text[: next(islice(re.finditer("<", text), _MOST_TAGS, None)).start()]


class _Walker:
    def __init__(self, rules: dict[tuple[str, str], str]) -> None:
        self._rules = rules
        self._flows = [_Flow()]
        self._looks = [Look()]
        self._grids: list[_Grid] = []
        self._lists: list[_List] = []
        self._dropped = 0
        self.remote = 0
        self.asides: list[str] = []

    def walk(self, root: "lxml.html.HtmlElement") -> None:
        for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
            tag = element.tag
            if event == "comment":
                self._text(element.tail)
            elif not isinstance(tag, str):
                continue
            elif tag == "br":
                self._break(event, element.tail)
            elif event == "start":
                self._start(tag.lower().rpartition(":")[2], element)
            else:
                self._end(tag.lower().rpartition(":")[2], element)

    def finish(self) -> list[Piece]:
        while self._grids:
            self._close_table()
        self._flush()
        flow = self._flows[0]
        if flow.links:  # around a picture
            flow.pieces.append(Paragraph((), links=tuple(flow.links)))
        return flow.pieces

    def _break(self, event: str, tail: str | None) -> None:
        """Looks like nothing and holds nothing, and there may be very many."""
        if event == "end":
            self._text(tail)
        elif not self._dropped:
            self._flows[-1].spans.append(_BREAK)

    def _start(self, tag: str, element: "etree._Element") -> None:
        if tag in _DROP:
            self._dropped += 1
            return
        if self._dropped:
            return
        before = self._looks[-1]
        look = self._restyled(before, tag, element)
        if tag in _BLOCKS:
            self._flush()
        if tag == "blockquote" or _is_quote(element):
            look = replace(look, quoted=look.quoted + 1)
        self._looks.append(look)
        self._open(tag, element)
        self._text(element.text)

    def _open(self, tag: str, element: "etree._Element") -> None:
        if tag in ("ul", "ol"):
            start = element.get("start", "1")
            self._lists.append(_List("ol" if tag == "ol" else "ul", int(start[:4]) - 1 if start.isdigit() else 0))
        elif tag == "li":
            self._item()
        elif tag == "table":
            self._grids.append(_Grid())
        elif tag == "tr" and self._grids:
            self._grids[-1].rows.append([])
        elif tag in ("td", "th") and self._grids:
            self._flows.append(_Flow())
        elif tag == "a":
            self._flows[-1].links += sites(element.get("href") or "")
        elif tag in ("img", "imagedata"):
            self._picture(element)

    def _end(self, tag: str, element: "etree._Element") -> None:
        if tag in _DROP:
            self._dropped = max(0, self._dropped - 1)
            if not self._dropped:
                self._text(element.tail)
            return
        if self._dropped:
            return
        if tag in _BLOCKS:
            self._flush()
        if tag in ("td", "th") and self._grids and len(self._flows) > 1:
            cell = self._flows.pop()
            self._flows[-1].links += cell.links
            if not self._grids[-1].rows:
                self._grids[-1].rows.append([])
            self._grids[-1].rows[-1].append(tuple(cell.pieces))
        elif tag == "table" and self._grids:
            self._close_table()
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if len(self._looks) > 1:
            self._looks.pop()
        self._text(element.tail)

    def _restyled(self, look: Look, tag: str, element: "etree._Element") -> Look:
        if tag in ("b", "strong", "th"):
            look = replace(look, bold=True)
        elif tag in ("i", "em", "cite"):
            look = replace(look, italic=True)
        elif tag == "center":
            look = replace(look, align="center")
        elif tag == "pre":
            look = replace(look, pre=True)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            look = replace(look, bold=True, style=f"heading {tag[1]}")
        elif tag in ("figcaption", "caption"):
            look = replace(look, style="caption")
        elif tag == "font":
            size = _SIZES.get((element.get("size") or "").strip("+"))
            look = replace(look, font=family_of(element.get("face")) or look.font, size=size or look.size)
        align = (element.get("align") or "").lower()
        if tag in _BLOCKS and align in ("left", "center", "right", "justify"):
            look = replace(look, align=align_of(align))
        if element.get("hidden") is not None or _is_crossed_out(tag, element) or self._is_aside(tag, element):
            look = replace(look, hidden=True)
        for declarations in self._declarations(tag, element):
            look = declared(look, declarations, tag in _BLOCKS)
        return look

    def _is_aside(self, tag: str, element: "etree._Element") -> bool:
        """Comments that Word, margins that LibreOffice writes into a page; they are no text of it."""
        if tag == "span" and element.get("class") == "MsoCommentReference":
            return True
        aside = tag == "div" and _ASIDE.search(f"{element.get('style', '')};{element.get('title', '')}") is not None
        if aside:
            self.asides.append("".join(map(str, element.itertext()))[:LONGEST])
        return aside

    def _declarations(self, tag: str, element: "etree._Element") -> list[str]:
        found = []
        if self._rules:
            classes = (element.get("class") or "").split()[:8]
            for key in ((tag, ""), *(("", c) for c in classes), *((tag, c) for c in classes)):
                if key in self._rules:
                    found.append(self._rules[key])
        style = element.get("style")
        return [*found, style] if style else found

    def _item(self) -> None:
        flow = self._flows[-1]
        if not self._lists:
            flow.label = "-"
            return
        current = self._lists[-1]
        current.number += 1
        flow.ordered = current.kind == "ol"
        flow.label = f"{current.number}." if flow.ordered else "-"

    def _picture(self, element: "etree._Element") -> None:
        source = (element.get("src") or "").strip()
        if self._looks[-1].hidden:
            return
        lowered = source[:5].lower()
        if lowered.startswith("cid:"):
            self._flush(keep_label=True)
            name = source[4:].partition("?")[0]
            self._flows[-1].pieces.append(Picture(name, None, (element.get("alt") or "").strip(), name))
        elif lowered.startswith("data:"):
            data = transfer.base64(source.partition(";base64,")[2].encode("ascii", "replace"))[0]
            if data:
                self._flush(keep_label=True)
                self._flows[-1].pieces.append(Picture("", data, (element.get("alt") or "").strip()))
        elif source and (element.get("width") or "9") not in ("0", "1"):
            self.remote += 1

    def _text(self, text: str | None) -> None:
        if not text or self._dropped or self._looks[-1].hidden:
            return
        look = self._looks[-1]
        words = text.replace("\r\n", "\n") if look.pre else _SPACE.sub(" ", text)
        flow = self._flows[-1]
        if not look.pre and words == " " and not flow.spans:
            return
        if not flow.worded:
            flow.look, flow.worded = look, not words.isspace()
        flow.spans.append(Span(words, look.bold, look.italic, look.size, look.font))

    def _flush(self, keep_label: bool = False) -> None:
        flow = self._flows[-1]
        spans, flow.spans, flow.worded = flow.spans, [], False
        label = flow.label
        if spans and any(s.text.strip(" \n\xa0") for s in spans):
            for number, line in enumerate(_lines(spans)):
                typed = item_of(line) if label is None else None
                flow.pieces.append(
                    Paragraph(
                        typed[2] if typed else line,
                        flow.look.align,
                        flow.look.style,
                        typed[0] if typed else label if number == 0 else None,
                        typed[1] if typed else flow.ordered,
                        flow.look.quoted,
                        tuple(flow.links) if number == 0 else (),
                    )
                )
            flow.links = []
            if not keep_label:
                flow.label, flow.ordered = None, False

    def _close_table(self) -> None:
        self._flush()
        grid = self._grids.pop()
        rows = tuple(tuple(row) for row in grid.rows if any(cell for cell in row))
        if not rows:
            return
        if _is_layout(rows):
            self._flows[-1].pieces += [piece for row in rows for cell in row for piece in cell]
        else:
            self._flows[-1].pieces.append(Table(rows))


def _is_layout(rows: tuple[tuple[tuple[Piece, ...], ...], ...]) -> bool:
    """A table that only arranges: one column or row, nested tables, pictures or long texts in its cells."""
    if len(rows) == 1 or max(len(row) for row in rows) < 2:
        return True
    cells = [cell for row in rows for cell in row]
    if any(isinstance(piece, Table | Picture) for cell in cells for piece in cell):
        return True
    return any(len(cell) > 4 for cell in cells) or all(len(row) < 2 or not row[1] for row in rows)


def _lines(spans: list[Span]) -> list[tuple[Span, ...]]:
    """Cut at line breaks; a paragraph typed with hard breaks at a fixed width is joined again."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        if "\n" not in span.text:
            lines[-1].append(span)
            continue
        for number, part in enumerate(span.text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(replace(span, text=part))
    kept = [_trimmed(line) for line in lines]
    texts = ["".join(span.text for span in line) for line in kept]
    filled = [line for line, text in zip(kept, texts, strict=True) if text.strip(" \xa0")]
    if len(filled) > 3 and all(len({(s.bold, s.italic, s.font) for s in line}) <= 1 for line in filled):
        words = [text for text in texts if text.strip(" \xa0")]
        joined = join_wrapped(words) if "" not in texts else words
        if len(joined) < len(words):
            return [(replace(filled[0][0], text=text),) for text in joined]
    return filled


def _trimmed(line: list[Span]) -> tuple[Span, ...]:
    """No blanks at the ends, none doubled where two spans meet."""
    if len(line) == 1 and (text := line[0].text.strip(" ")) == line[0].text and text != "\xa0":
        return tuple(line)
    out: list[Span] = []
    blank = True
    for span in line:
        text = span.text.lstrip(" ") if blank else span.text
        if text:
            out.append(span if text is span.text else replace(span, text=text))
            blank = text.endswith(" ")
    while out and not out[-1].text.strip(" \xa0"):
        out.pop()
    if out and out[-1].text.endswith(" "):
        out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
    return tuple(out)


def _is_crossed_out(tag: str, element: "etree._Element") -> bool:
    """Whether Word has recorded it as deleted; what a writer strikes through he wants to be seen."""
    return tag == "del" and bool(element.get("datetime") or element.get("cite"))


def _is_quote(element: "etree._Element") -> bool:
    """A citation that is no blockquote, or the line above one."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and bool(_QUOTING.search(names))
