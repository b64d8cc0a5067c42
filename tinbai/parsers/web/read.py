"""The door of what comes from the web: octets in, what a feed lists or a page says out. Pure; run in the sandbox."""

import re
from urllib.parse import urljoin

import lxml.html
from lxml import etree

from tinbai.parsers.web import article, feed, sitemap
from tinbai.parsers.web.markup import LARGEST, name_of, tree, unpacked, written
from tinbai.published import Article, Listing

_MOST_NAMED = 5
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def read_listing(data: bytes, charset: str | None, base: str) -> Listing:
    """A feed, a sitemap, a list of sitemaps; of a page the feeds it names."""
    text = written(unpacked(data), charset)
    root = tree(text)
    if root is None:
        return Listing("page", named=_named(text, base)) if "<" in text else Listing("nothing")
    kind = name_of(root)[1]
    if kind == "sitemapindex":
        return Listing("index", tuple(sitemap.pages(root, base, "sitemap")))
    if kind == "urlset":
        return Listing("sitemap", tuple(sitemap.pages(root, base, "url")))
    found = tuple(feed.entries(root, base))
    return Listing("feed", found)


def read_article(data: bytes, charset: str | None) -> Article:
    """The story of a page."""
    found = _META.search(data[:4096])
    return article.read(written(data[:LARGEST], charset or (found[1].decode() if found else None)))


def _named(text: str, base: str) -> tuple[str, ...]:
    try:
        root = lxml.html.document_fromstring(text[:200_000], parser=lxml.html.HTMLParser(remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return ()
    links = [one for one in root.iter("link") if "xml" in (one.get("type") or "") and one.get("href")]
    return tuple(dict.fromkeys(urljoin(base, one.get("href") or "") for one in links))[:_MOST_NAMED]
