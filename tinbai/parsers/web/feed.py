"""RSS 0.9x, 1.0 and 2.0 and Atom, by whatever made them: elements count by their names, wherever they stand."""

import html
import re
from urllib.parse import urljoin, urlsplit

from lxml import etree

from tinbai.parsers.web.markup import name_of, said
from tinbai.parsers.web.when import moment
from tinbai.parsers.web.words import paragraphs
from tinbai.published import Entry

MOST_ENTRIES = 2000
_LONGEST = 100_000  # characters of one story
_LONGEST_ALL = 8_000_000
_LONGEST_TITLE = 500
_FULL = 150  # words of a description that is the whole story, as some portals give it
_FULL_CONTENT = 60  # the same of what calls itself content
# pictures, podcasts and comments have titles, authors and descriptions of their own
_ASIDE = re.compile(r"yahoo|mrss|^media$|itunes|wfw|slash|thread|georss|podcast|^image$")
_DATES = ("published", "pubdate", "date", "issued", "created", "updated", "modified", "lastbuilddate")
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|&hellip;)\W*(?:(?:read more|xem thêm|xem tiếp|đọc tiếp|chi tiết)\W*)?$", re.I
)
_TAILS = re.compile(r"^(?:the post .{1,300} (?:appeared )?first (?:appeared )?on |read more\b|xem tiếp\W*$|xem thêm\W*$"
                    r"|continue reading|đọc tiếp\W*$)", re.IGNORECASE)  # fmt: skip


def entries(root: "etree._Element", base: str) -> list[Entry]:
    """The stories of a feed in its order; of those with one address the first."""
    home = _home(root, base)
    found: dict[str, Entry] = {}
    read = 0
    for element in root.iter():
        if name_of(element)[1] not in ("item", "entry") or len(found) >= MOST_ENTRIES or read > _LONGEST_ALL:
            continue
        one = _entry(element, home)
        if one:
            read += len(one.text)
            found.setdefault(one.url, one)
    return list(found.values())


def _home(root: "etree._Element", base: str) -> str:
    """What relative addresses are relative to."""
    for element in (root, *root):
        stated: str | None = element.get("{http://www.w3.org/XML/1998/namespace}base")
        if stated:
            return urljoin(base, stated)
    return base


def _entry(element: "etree._Element", home: str) -> Entry | None:
    parts: dict[str, etree._Element] = {}
    links: list[etree._Element] = []
    for child in element:
        space, name = name_of(child)
        if name == "link":
            links.append(child)
        elif name and not _ASIDE.search(space):
            parts.setdefault(name, child)
    url = _address(parts, links, element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", ""), home)
    if not url:
        return None
    text, full = _text(parts)
    dates = (moment(said(parts[name])) for name in _DATES if name in parts)
    return Entry(
        url,
        " ".join(html.unescape(" ".join(paragraphs(_inner(parts.get("title"))))).split())[:_LONGEST_TITLE],
        next((at for at in dates if at), None),
        None,
        _byline(parts),
        text,
        full,
    )


def _address(parts: "dict[str, etree._Element]", links: "list[etree._Element]", about: str, home: str) -> str:
    """The page of the story: what stood there before a counter was put in between, the link, else what names it."""
    guid = parts.get("guid", parts.get("id"))
    named = said(guid) if guid is not None and guid.get("ispermalink", guid.get("isPermaLink", "")) != "false" else ""
    pages = [one for one in links if one.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda one: "html" not in one.get("type", "html"))
    candidates = [said(parts.get("origlink"))] + [one.get("href", "") or said(one) for one in pages]
    candidates += [about, named if named.startswith(("http://", "https://")) else ""]
    for candidate in candidates:
        url = html.unescape(candidate).strip()
        if not url:
            continue
        try:
            url = urljoin(home, url)
            if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname:
                return url
        except ValueError:
            continue
    return ""


def _inner(element: "etree._Element | None") -> str:
    """The HTML of an element: as it was quoted, or (XHTML of Atom) as it stands there."""
    if element is None:
        return ""
    if len(element):
        return html.escape(element.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in element)
    quoted = said(element)
    return quoted if "<" in quoted else html.unescape(quoted) if "&lt;" in quoted else quoted


def _text(parts: "dict[str, etree._Element]") -> tuple[str, bool]:
    """(words, whether they are the whole story)."""
    content = _lines(parts.get("encoded", parts.get("content", parts.get("fulltext"))))
    summary = _lines(parts.get("description", parts.get("summary")))
    if len(" ".join(content).split()) >= max(_FULL_CONTENT, len(" ".join(summary).split())) and not _is_cut(content):
        return "\n".join(content)[:_LONGEST], True
    longer = max(content, summary, key=lambda lines: sum(map(len, lines)))
    words = len(" ".join(longer).split())
    return "\n".join(longer)[:_LONGEST], words >= _FULL and not _is_cut(longer)


def _lines(element: "etree._Element | None") -> list[str]:
    lines = paragraphs(_inner(element))
    while lines and _TAILS.match(lines[-1]):
        lines.pop()
    return lines


def _is_cut(lines: list[str]) -> bool:
    return bool(lines) and bool(_CUT_OFF.search(lines[-1][-80:]))


def _byline(parts: "dict[str, etree._Element]") -> str:
    """dc:creator, Atom's author, or RSS's "address (name)"."""
    author = parts.get("creator", parts.get("author"))
    if author is None:
        return ""
    names = [said(child) for child in author if name_of(child)[1] == "name"]
    text = names[0] if names else said(author)
    inside = re.fullmatch(r"\S{1,200}@\S{1,200}\s*\((.{1,200})\)", text)
    return "" if "@" in text and not inside else " ".join((inside[1] if inside else text).split())[:200]
