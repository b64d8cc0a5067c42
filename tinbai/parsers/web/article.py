"""The story of a web page: the densest run of paragraphs under one parent, its title, moment and author.

A page is not asked for its looks: lines count by their length, what is linked counts nothing, and the parent whose
lines hold most words is the story, unless the page itself says which part that is.
"""

import re
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from tinbai.parsers.web.body import Line, inside, stands_beside, story_parts
from tinbai.parsers.web.markup import LARGEST
from tinbai.parsers.web.page_facts import byline, headline, lead, published
from tinbai.published import Article

_DROP = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "math", "form", "button", "select",
                   "textarea", "object", "embed", "nav", "footer", "audio", "video", "canvas"})  # fmt: skip
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "table", "tr",
                     "td", "th", "tbody", "thead", "tfoot", "pre", "center", "section", "article", "header", "address",
                     "dl", "dt", "dd", "body", "html", "fieldset", "figure", "figcaption", "caption", "main", "aside",
                     "hr", "details", "summary"})  # fmt: skip
_END = re.compile(  # lines behind a story
    r"^(?:(?:các )?tin(?:,? bài)? (?:liên quan|khác|cùng chuyên mục|mới hơn|cũ hơn|đã đưa)|bài viết liên quan"
    r"|bình luận|ý kiến bạn đọc"
    r"|gửi bình luận|tags?\s*:|từ khóa\s*:|chia sẻ\s*:?$|lượt xem\s*:|in trang|về trang trước|thích và chia sẻ)",
    re.IGNORECASE,
)
_LEAST_WORDS = 40
_LONGEST = 100_000
_MOST_TAGS = 100_000


@dataclass(slots=True)
class _Lines:
    """Collects the lines of a page in reading order."""

    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    linked: int = 0

    def add(self, text: str | None, in_link: bool) -> None:
        if text:
            self.words.append(text)
            self.linked += len(text.strip()) * in_link

    def flush(self, block: "etree._Element") -> None:
        text = " ".join("".join(self.words).split())
        if text:
            self.lines.append(Line(text, self.linked, block))
        self.words, self.linked = [], 0


def read(text: str) -> Article:
    """What the page tells; `text` is "" when it holds no story."""
    text = text[:LARGEST].replace("\0", "")
    try:
        root = lxml.html.document_fromstring(
            _begun(text) or "<p></p>",
            parser=lxml.html.HTMLParser(remove_comments=True, remove_pis=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return Article()
    at, author, first = published(root, text), byline(root, text), lead(root)
    _drop(root)
    lines = _lines(root)
    parts = story_parts(root, lines)
    title = headline(root, parts[0] if parts else None)
    if not parts:
        return Article(title, "", author, at)
    own = [line for part in parts for line in inside(part, lines) if not stands_beside(line.block, part)]
    told = _ended([line.text for line in own if line.linked < 0.6 * len(line.text)])
    if first and not any(first[:40] in line or (len(line) > 20 and line[:40] in first) for line in told[:4]):
        told.insert(0, first)
    if told and title and told[0].casefold() == title.casefold():
        told.pop(0)
    words = sum(len(line.split()) for line in told)
    return Article(title, "\n".join(told)[:_LONGEST] if words >= _LEAST_WORDS else "", author, at)


def _begun(text: str) -> str:
    if text.count("<") <= _MOST_TAGS:
        return text
    return "<".join(text.split("<", _MOST_TAGS + 1)[: _MOST_TAGS + 1])


def _drop(root: "etree._Element") -> None:
    for element in list(root.iter(*_DROP)):
        parent = element.getparent()
        if parent is not None:
            element.text, element[:] = None, []  # its tail stays


def _lines(root: "etree._Element") -> list[Line]:
    """By a walk over events: nesting costs no stack of ours."""
    found, links = _Lines(), 0
    stack: list[etree._Element] = [root]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                found.flush(stack[-1])
                stack.append(element)
            elif tag == "br":
                found.flush(stack[-1])
            links += tag == "a"
            found.add(element.text, links > 0)
        else:
            if tag in _BLOCKS and len(stack) > 1:
                found.flush(stack[-1])
                stack.pop()
            links -= tag == "a"
            found.add(element.tail, links > 0)
    found.flush(root)
    holders = {id(line.block.getparent()) for line in found.lines}
    for line in found.lines:
        line.leaf = id(line.block) not in holders or not any(child.tag in _BLOCKS for child in line.block)
    return found.lines


def _ended(lines: list[str]) -> list[str]:
    """Without what stands behind the story, when that begins in its second half."""
    for number, line in enumerate(lines):
        if _END.match(line) and sum(map(len, lines[:number])) > 0.5 * sum(map(len, lines)):
            return lines[:number]
    return lines
