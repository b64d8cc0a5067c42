"""What a page says of its story outside the words: title, lead, moment, author; by the several ways portals say it."""

import html
import re
from datetime import datetime

from lxml import etree

from tinbai.parsers.web.when import moment, written

_PUBLISHED = ("article:published_time", "og:published_time", "pubdate", "publishdate", "publish-date", "datepublished",
              "dc.date.issued", "dc.date", "dcterms.created", "parsely-pub-date", "date")  # fmt: skip
_OF_DATA = re.compile(r"[\"']datePublished[\"']\s*:\s*[\"']([^\"']{8,40})[\"']")
_AUTHOR_OF_DATA = re.compile(
    r"[\"']author[\"']\s*+:\s*+\[?\s*+(?:\{[^{}]{0,300}?[\"']name[\"']\s*+:\s*+)?[\"']([^\"'@:/]{2,80})[\"']"
)
_DATE_CLASS = re.compile(
    r"\b(?:date|time|ngay|published|post-?meta|entry-date|meta-date|created|posted-on)\b|date|ngay-?dang"
)
_AUTHOR_CLASS = re.compile(r"author|tac-?gia|byline|nguoi-?dang")
_SITE = re.compile(r"\s[|–—-]\s|\s::\s|\s»\s")
_LONGEST_TITLE = 500
_MOST_HEADINGS = 100


def headline(root: "etree._Element", body: "etree._Element | None") -> str:
    """The heading that agrees with what the page is called, else the last one before the story, else that name."""
    named = _meta(root, ("og:title", "twitter:title")) or _words(root.find(".//title"))
    whole = " ".join(html.unescape(named).split())
    headings = [(element, text) for element in root.iter("h1", "h2", "h3") if (text := _words(element))][
        :_MOST_HEADINGS
    ]
    for _, heading in headings:
        if len(heading) >= 10 and heading.casefold() in whole.casefold():
            return heading[:_LONGEST_TITLE]
    before = _before(root, body, headings)
    first = _SITE.split(whole)[0]
    own = before if before and first == whole else first if len(first) >= 15 else whole
    return (own or before)[:_LONGEST_TITLE]


def _before(root: "etree._Element", body: "etree._Element | None", headings: "list[tuple[etree._Element, str]]") -> str:
    """The last heading that stands before the story, or at its beginning."""
    if body is None:
        return headings[0][1] if headings else ""
    place = {element: number for number, element in enumerate(root.iter())}
    begin = place.get(body, 0)
    inside = [text for element, text in headings if body in (element.getparent(), *element.iterancestors())]
    outside = [text for element, text in headings if place[element] < begin and len(text) >= 15]
    return outside[-1] if outside else inside[0] if inside else ""


def lead(root: "etree._Element") -> str:
    """The line that sums the story up, where the page sets it apart from the text."""
    said = " ".join(html.unescape(_meta(root, ("og:description", "description", "twitter:description"))).split())
    if len(said) < 40:
        return ""
    begun = said[:40].casefold()
    for element in root.iter("h2", "h3", "p", "div", "strong"):
        text = element.text_content() if hasattr(element, "text_content") and len(element) < 8 else ""
        text = " ".join(text.split())
        at = text[:100].casefold().find(begun)  # a place may stand before it
        if at >= 0 and len(text) < 4 * len(said) + 200:
            return text[at:]
    return ""


def published(root: "etree._Element", text: str) -> datetime | None:
    """By the page's data, else by what it shows near its heading."""
    said = [_meta(root, (name,)) for name in _PUBLISHED]
    said += [one.get("content") or one.get("datetime") or _words(one) for one in _with_property(root, "datepublished")]
    said += _OF_DATA.findall(text)[:3]
    said += [one.get("datetime") or "" for one in root.iter("time")][:3]
    found = next((at for one in said if one and (at := moment(one))), None)
    return found or _shown(root)


def _shown(root: "etree._Element") -> datetime | None:
    for element in root.iter("time", "span", "div", "p", "li", "em", "i", "small"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if len(names) > 1 and _DATE_CLASS.search(names) and len(element) < 12:
            found = written(_words(element)[:200])
            if found:
                return found
    return None


def byline(root: "etree._Element", text: str) -> str:
    """Who wrote it; "" where the page does not say."""
    said = [_meta(root, ("article:author", "author", "dc.creator", "dcterms.creator"))]
    said += _AUTHOR_OF_DATA.findall(text)[:1]
    said += [_words(one) for one in _with_property(root, "author")]
    for element in root.iter("span", "p", "div", "a", "strong"):
        if _AUTHOR_CLASS.search((element.get("class") or "").lower()) and len(element) < 4:
            said.append(_words(element))
            break
    return next((" ".join(one.split()) for one in said if 2 <= len(one.strip()) <= 80 and "://" not in one), "")


def _meta(root: "etree._Element", names: tuple[str, ...]) -> str:
    for name in names:
        for element in root.iter("meta"):
            stated = element.get("property") or element.get("name") or ""
            if stated.lower() == name and element.get("content", "").strip():
                return element.get("content", "").strip()
    return ""


def _with_property(root: "etree._Element", name: str) -> "list[etree._Element]":
    return [one for one in root.iter() if (one.get("itemprop") or "").lower() == name][:3]


def _words(element: "etree._Element | None") -> str:
    return "" if element is None else " ".join(" ".join(str(part) for part in element.itertext()).split())
