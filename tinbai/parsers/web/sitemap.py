"""Sitemaps, those of news, and the lists of sitemaps (sitemaps.org; Google's news extension)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree

from tinbai.parsers.web.markup import name_of, said
from tinbai.parsers.web.when import moment
from tinbai.published import Entry

MOST_ENTRIES = 2000
_LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def pages(root: "etree._Element", base: str, element_name: str) -> list[Entry]:
    """The newest entries called `element_name` (url, sitemap), newest first; without dates the last ones."""
    found = list(_entries(root, base, element_name))
    found.reverse()  # who writes no dates adds at the end
    found.sort(key=lambda one: one.at or one.changed or _LONG_AGO, reverse=True)
    unique = {one.url: one for one in reversed(found)}
    return [one for one in found if unique[one.url] is one][:MOST_ENTRIES]


def _entries(root: "etree._Element", base: str, element_name: str) -> Iterator[Entry]:
    for element in root.iter():
        if name_of(element)[1] != element_name:
            continue
        parts: dict[str, str] = {}
        for child in element.iter():
            name = name_of(child)[1]
            if name in ("loc", "lastmod", "title", "publication_date") and not _is_of_picture(child):
                parts.setdefault(name, said(child))
        url = _page(parts.get("loc", ""), base)
        if url:
            title = " ".join(parts.get("title", "").split())[:500]
            yield Entry(url, title, moment(parts.get("publication_date", "")), moment(parts.get("lastmod", "")))


def _is_of_picture(element: "etree._Element") -> bool:
    """Pictures and films of a page have addresses and titles of their own."""
    space = name_of(element)[0]
    return "image" in space or "video" in space


def _page(said: str, base: str) -> str:
    try:
        url = urljoin(base, said.strip()) if said.strip() else ""
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""
