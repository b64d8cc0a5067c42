"""The story of a web page: the densest run of paragraphs under one parent, its title, moment and author.

A page is not asked for its looks: lines count by their length, what is linked counts nothing, and the parent whose
lines hold most words is the story, unless the page itself says which part that is.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from tinbai.parsers.web.markup import LARGEST
from tinbai.parsers.web.page_facts import byline, headline, lead, published
from tinbai.published import Article

_DROP = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "math", "form", "button", "select",
                   "textarea", "object", "embed", "nav", "footer", "audio", "video", "canvas"})  # fmt: skip
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "table", "tr",
                     "td", "th", "tbody", "thead", "tfoot", "pre", "center", "section", "article", "header", "address",
                     "dl", "dt", "dd", "body", "html", "fieldset", "figure", "figcaption", "caption", "main", "aside",
                     "hr", "details", "summary"})  # fmt: skip
_BODIES = re.compile(
    r"\b(?:entry-content|post-content|article-content|article__body|article-body|detail-content|content-detail"
    r"|news-content|fck_detail|singular-content|journal-content-article|articlecontent|maincontent|post-body|field--name-body"
    r"|item-page|com-content-article__body|detail__content|cms-body|bodytext)\b"
)
_BESIDE = re.compile(  # names of parts that stand inside a story without being of it
    r"comment|binh-?luan|related|lien-?quan|tin-?khac|share|social|breadcrumb|sidebar|advert|quang-?cao|\btags?\b|"
    r"box-?tin|xem-?them|wp-caption|credit|copyright"
)
_END = re.compile(  # lines behind a story
    r"^(?:(?:các )?tin(?:,? bài)? (?:liên quan|khác|cùng chuyên mục|mới hơn|cũ hơn|đã đưa)|bài viết liên quan"
    r"|bình luận|ý kiến bạn đọc"
    r"|gửi bình luận|tags?\s*:|từ khóa\s*:|chia sẻ\s*:?$|lượt xem\s*:|in trang|về trang trước|thích và chia sẻ)",
    re.IGNORECASE,
)
_GOOD = 25  # characters of a line that counts
_LINKED = 0.4  # share of a line; more is a list of links
_SAID_ITSELF, _LEAST_SAID = 0.15, 200  # of the densest part, and characters: from there on a page that names its
# story is believed
_LIST_WEIGHT, _BESIDE_WEIGHT = 0.3, 0.1
_LEAST_WORDS = 40
_MOST_NAMED = 20
_LONGEST = 100_000
_MOST_TAGS = 100_000


@dataclass(slots=True)
class _Line:
    text: str
    linked: int  # characters of it that lead elsewhere
    block: "etree._Element"
    leaf: bool = True  # the block holds no other one

    @property
    def good(self) -> bool:
        return len(self.text) >= _GOOD and self.linked < _LINKED * len(self.text)


@dataclass(slots=True)
class _Lines:
    """Collects the lines of a page in reading order."""

    lines: list[_Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    linked: int = 0

    def add(self, text: str | None, in_link: bool) -> None:
        if text:
            self.words.append(text)
            self.linked += len(text.strip()) * in_link

    def flush(self, block: "etree._Element") -> None:
        text = " ".join("".join(self.words).split())
        if text:
            self.lines.append(_Line(text, self.linked, block))
        self.words, self.linked = [], 0


def read(text: str) -> Article:
    """What the page tells; `text` is "" when it holds no story."""
    try:
        root = lxml.html.document_fromstring(
            _begun(text).replace("\0", "") or "<p></p>",
            parser=lxml.html.HTMLParser(remove_comments=True, remove_pis=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return Article()
    at, author, first = published(root, text), byline(root, text), lead(root)
    _drop(root)
    lines = _lines(root)
    body = _body(root, lines)
    title = headline(root, body)
    if body is None:
        return Article(title, "", author, at)
    inside = set(body.iter())
    own = [line for line in lines if line.block in inside and not _stands_beside(line.block, body)]
    told = _ended([line.text for line in own if line.linked < 0.6 * len(line.text)])
    if first and not any(
        line.startswith(first[:40]) or first.startswith(line[:40]) for line in told[:4] if len(line) > 20
    ):
        told.insert(0, first)
    if told and title and told[0].casefold() == title.casefold():
        told.pop(0)
    words = sum(len(line.split()) for line in told)
    return Article(title, "\n".join(told)[:_LONGEST] if words >= _LEAST_WORDS else "", author, at)


def _begun(text: str) -> str:
    text = text[:LARGEST]
    if text.count("<") <= _MOST_TAGS:
        return text
    return "<".join(text.split("<", _MOST_TAGS + 1)[: _MOST_TAGS + 1])


def _drop(root: "etree._Element") -> None:
    for element in list(root.iter(*_DROP)):
        parent = element.getparent()
        if parent is not None:
            element.text, element[:] = None, []  # its tail stays


def _lines(root: "etree._Element") -> list[_Line]:
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


def _body(root: "etree._Element", lines: "list[_Line]") -> "etree._Element | None":
    """The element that holds the story."""
    score: dict[etree._Element, float] = defaultdict(float)
    several = Counter(line.block for line in lines if line.good)
    for line in lines:
        parent = line.block.getparent() if line.leaf and several[line.block] < 2 else line.block
        if not line.good or parent is None:
            continue
        worth = (len(line.text) - line.linked) * _weight(line.block)
        score[parent] += worth
        above = parent.getparent()
        if above is not None and above.tag not in ("body", "html"):
            score[above] += worth / 2
    if not score:
        return None
    best = max(score, key=lambda element: score[element])
    named = [one for one in root.iter() if _says_it_is(one)][:_MOST_NAMED]
    amounts = [(_amount(one, lines), -place, one) for place, one in enumerate(named)]
    amount, _, chosen = max(amounts, default=(0, 0, best), key=lambda one: one[:2])
    return chosen if amount >= max(_LEAST_SAID, _SAID_ITSELF * _amount(best, lines)) else best


def _weight(block: "etree._Element") -> float:
    """Lists and what stands beside are seldom the story."""
    weight = 1.0
    for element in (block, *block.iterancestors()):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if element.tag == "aside" or (len(names) > 1 and element.tag not in ("body", "html") and _BESIDE.search(names)):
            return _BESIDE_WEIGHT
        if element.tag == "li":
            weight = _LIST_WEIGHT
    return weight


def _says_it_is(element: "etree._Element") -> bool:
    if not isinstance(element.tag, str):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return element.get("itemprop", "").lower() == "articlebody" or bool(len(names) > 1 and _BODIES.search(names))


def _amount(element: "etree._Element", lines: "list[_Line]") -> int:
    inside = set(element.iter())
    return sum(len(line.text) - line.linked for line in lines if line.good and line.block in inside)


def _stands_beside(block: "etree._Element", body: "etree._Element") -> bool:
    """Whether it is in a part of the story's element that is not the story."""
    here: etree._Element | None = block
    while here is not None and here is not body:
        names = f"{here.get('class') or ''} {here.get('id') or ''}".lower()
        if here.tag in ("figcaption", "caption", "aside") or (len(names) > 1 and _BESIDE.search(names)):
            return True
        here = here.getparent()
    return False


def _ended(lines: list[str]) -> list[str]:
    """Without what stands behind the story, when that begins in its second half."""
    for number, line in enumerate(lines):
        if _END.match(line) and sum(map(len, lines[:number])) > 0.5 * sum(map(len, lines)):
            return lines[:number]
    return lines
