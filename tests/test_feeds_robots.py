"""robots.txt as RFC 9309 has it: the group that names us, the longest rule, `*` and `$`."""

import pytest

from tinbai.feeds.robots import read

_TABLE = [
    ("", "/a", True),
    ("User-agent: *\nDisallow:", "/a", True),
    ("User-agent: *\nDisallow: /", "/a", False),
    ("User-agent: *\nDisallow: /", "/robots.txt", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
    ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
    ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),  # as long: the one that allows
    ("User-agent: *\nDisallow: /*?", "/a?x=1", False),
    ("User-agent: *\nDisallow: /*?", "/a", True),
    ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
    ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?a", True),
    ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
    ("User-agent: *\nDisallow: /tin$", "/tin", False),
    ("User-agent: *\nDisallow: /tin$", "/tin-moi", True),
    ("User-agent: tinbai\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", False),
    ("User-agent: Tinbai/1.0\nDisallow:\nUser-agent: *\nDisallow: /", "/a", True),
    ("User-agent: googlebot\nUser-agent: *\nDisallow: /a", "/a", False),
    ("User-agent: googlebot\nDisallow: /", "/a", True),
    ("user-agent:*\ndisallow : /tin%20tuc # not for us", "/tin tuc/1", False),
    ("User-agent: *\nDisallow: /tin-tức", "/tin-t%E1%BB%A9c/1", False),
    ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
    ("\ufeffUser-agent: *\r\nDisallow: /a\r\nSitemap: http://x/", "/a", False),
    ("Disallow: /\n<html>no robots here</html>", "/a", True),
]


@pytest.mark.parametrize(("text", "path", "allowed"), _TABLE)
def test_what_may_be_read(text: str, path: str, allowed: bool) -> None:
    assert read(text).allow(f"https://portal.example{path}") is allowed


def test_a_pause_is_heard_but_not_for_ever() -> None:
    assert read("User-agent: *\nCrawl-delay: 5").pause == 5
    assert read("User-agent: *\nCrawl-delay: 86400").pause == 60


def test_a_hostile_pattern_comes_to_an_end() -> None:
    rules = read("User-agent: *\nDisallow: /" + "*a" * 900 + "$")
    assert rules.allow("http://x.example/" + "a" * 1900 + "b")  # as a regular expression it would not end
