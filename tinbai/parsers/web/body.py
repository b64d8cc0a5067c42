"""Which elements of a page hold its story: the parent whose lines hold most words, and what belongs to it beside.

Lines count by their length, what is linked counts nothing. Lists of teasers look like stories too; there each line
stands beside one that is a link.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

_BODIES = re.compile(
    r"\b(?:entry-content|post-content|article-content|article__body|article-body|detail-content|content-detail"
    r"|news-content|fck_detail|singular-content|journal-content-article|articlecontent|maincontent|post-body"
    r"|field--name-body|item-page|com-content-article__body|detail__content|cms-body|bodytext)\b"
)
_BESIDE = re.compile(  # names of parts that stand inside a story without being of it
    r"comment|binh-?luan|related|lien-?quan|tin-?khac|share|social|breadcrumb|sidebar|advert|quang-?cao|\btags?\b|"
    r"box-?tin|xem-?them|wp-caption|credit|copyright|foot"
)
_INLINE = frozenset({"a", "span", "b", "strong", "i", "em", "font", "u"})
_GOOD = 25  # characters of a line that counts
_LINKED = 0.4  # share of a line; more is a list of links
_TEASERS = 0.5  # links beside each line
_SAID_ITSELF, _LEAST_SAID = 0.15, 200  # of the densest part, and characters: then a page that names it is believed
_LIST_WEIGHT, _TEASER_WEIGHT, _BESIDE_WEIGHT = 0.3, 0.2, 0.1
_BELONGS = 0.2  # of the densest part: what stands beside it with so many words is its continuation
_LEAD = 60  # characters of a line before it that is its lead
_MOST_NAMED = 20


@dataclass(slots=True)
class Line:
    text: str
    linked: int  # characters of it that lead elsewhere
    block: "etree._Element"
    leaf: bool = True  # the block holds no other one

    @property
    def good(self) -> bool:
        return len(self.text) >= _GOOD and self.linked < _LINKED * len(self.text)


def story_parts(root: "etree._Element", lines: Sequence[Line]) -> "list[etree._Element]":
    """The elements that hold the story, in reading order; none when there is no story."""
    best = _densest(lines)
    if best is None:
        return []
    named = [one for one in root.iter() if _says_it_is(one)][:_MOST_NAMED]
    amounts = [(_amount(one, lines), -place, one) for place, one in enumerate(named)]
    amount, _, chosen = max(amounts, default=(0, 0, best), key=lambda one: one[:2])
    if amount >= max(_LEAST_SAID, _SAID_ITSELF * _amount(best, lines)):
        best = chosen
    return _with_neighbours(best, lines)


def inside(element: "etree._Element", lines: Sequence[Line]) -> list[Line]:
    within = set(element.iter())
    return [line for line in lines if line.block in within]


def stands_beside(block: "etree._Element", part: "etree._Element") -> bool:
    """Whether it is in something inside the part that is not of the story."""
    here: etree._Element | None = block
    while here is not None and here is not part:
        if here.tag in ("figcaption", "caption") or _is_beside(here):
            return True
        here = here.getparent()
    return False


def _densest(lines: Sequence[Line]) -> "etree._Element | None":
    score: dict[etree._Element, float] = defaultdict(float)
    several = Counter(line.block for line in lines if line.good)
    held = [(line, holder) for line in lines if (holder := _holder(line, several[line.block])) is not None]
    good = Counter(holder for line, holder in held if line.good)
    links = Counter(holder for line, holder in held if not line.good and line.linked >= 0.6 * len(line.text) > 6)
    for line, holder in held:
        if not line.good:
            continue
        worth = (len(line.text) - line.linked) * _weight(line.block)
        if links[holder] >= _TEASERS * good[holder]:
            worth *= _TEASER_WEIGHT
        score[holder] += worth
        above = holder.getparent()
        if above is not None and above.tag not in ("body", "html"):
            score[above] += worth / 2
    return max(score, key=lambda element: score[element]) if score else None


def _holder(line: Line, several: int) -> "etree._Element | None":
    """The parent of a paragraph; of lines parted by breaks the block itself."""
    if not line.leaf or several >= 2:
        return line.block
    holder = line.block.getparent()
    while holder is not None and holder.tag in _INLINE:  # a heading inside its link
        holder = holder.getparent()
    return holder


def _weight(block: "etree._Element") -> float:
    """Lists and what stands beside are seldom the story."""
    weight = 1.0
    for element in (block, *block.iterancestors()):
        if element.tag not in ("body", "html") and _is_beside(element):
            return _BESIDE_WEIGHT
        if element.tag == "li":
            weight = _LIST_WEIGHT
    return weight


def _with_neighbours(best: "etree._Element", lines: Sequence[Line]) -> "list[etree._Element]":
    """With its lead before it, and the parts it goes on in: pages are built of sections."""
    parent, whole = best.getparent(), _amount(best, lines)
    if parent is None or best.tag in ("body", "td"):
        return [best]
    found = []
    before = True
    for element in parent:
        if element is best:
            before = False
            found.append(element)
            continue
        own = inside(element, lines) if isinstance(element.tag, str) and not _is_beside(element) else []
        words = sum(len(line.text) - line.linked for line in own if line.good)
        links = sum(line.linked >= 0.6 * len(line.text) for line in own)
        is_lead = before and len(own) == 1 and words >= _LEAD and own[0].block is element
        if is_lead or (words >= max(_LEAST_SAID, _BELONGS * whole) and links < _TEASERS * len(own)):
            found.append(element)
    return found


def _says_it_is(element: "etree._Element") -> bool:
    names = _names(element)
    return (element.get("itemprop") or "").lower() == "articlebody" or bool(names and _BODIES.search(names))


def _is_beside(element: "etree._Element") -> bool:
    names = _names(element)
    return element.tag == "aside" or bool(names and _BESIDE.search(names))


def _names(element: "etree._Element") -> str:
    if not isinstance(element.tag, str):
        return ""
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip().lower()


def _amount(element: "etree._Element", lines: Sequence[Line]) -> int:
    return sum(len(line.text) - line.linked for line in inside(element, lines) if line.good)
