"""The story of a page, without what stands around it."""

from datetime import UTC
from pathlib import Path

import pytest

from tests.feed_samples import FEEDS, LONG, TITLE
from tinbai.parsers.web.read import read_article
from tinbai.published import Article

PAGES = FEEDS / "pages"


def _read(name: str) -> Article:
    return read_article((PAGES / f"{name}.html").read_bytes(), None)


@pytest.mark.parametrize("name", ["wordpress", "newspaper", "portal-table", "portal-divs"])
def test_the_words_of_the_story_are_found_and_no_others(name: str) -> None:
    lines = _read(name).text.splitlines()
    found = [next((one for one in LONG if one in line), line) for line in lines]
    assert [line for line in found if line in LONG] == list(LONG)
    assert set(found) - set(LONG) <= {"Minh Anh", "Tác giả: Phòng Văn hóa"}  # who signs stands below


@pytest.mark.parametrize("name", ["wordpress", "newspaper", "portal-table", "portal-divs"])
def test_title_and_moment_are_found(name: str) -> None:
    found = _read(name)
    assert found.at
    assert (found.title, found.at.astimezone(UTC).isoformat()) == (TITLE, "2026-03-01T02:30:00+00:00")


@pytest.mark.parametrize(
    ("name", "byline"), [("wordpress", "Lê Thị Hoa"), ("newspaper", "Minh Anh"), ("portal-table", "")]
)
def test_the_author_is_found_where_the_page_says_it(name: str, byline: str) -> None:
    assert _read(name).byline == byline


def test_a_list_of_links_is_no_story() -> None:
    assert _read("home").text == ""


@pytest.mark.parametrize(
    "data", [b"", b"\0\0", b"<", b"<html>", "chỉ có chữ".encode(), b"\xff\xfe", b"<?xml version='1.0'?>"]
)
def test_what_is_no_page_has_no_story(data: bytes) -> None:
    assert read_article(data, None).text == ""


@pytest.mark.parametrize("data", [
    b"<div>" * 200_000, b"<div class='article-body'>" * 50_000, b"<p>" + b"a" * 3_000_000, b"<p>abc" * 60_000,
    b"<a" * 500_000, b"<meta name=author content='" + b"x" * 2_000_000, b"<script>\"author\":{" + b"\"name\"" * 100_000,
], ids=["deep", "named", "long", "many", "open", "attribute", "data"])  # fmt: skip
def test_hostile_pages_come_to_an_end(data: bytes) -> None:
    assert len(read_article(data, None).text) <= 100_000


def test_every_page_is_tried() -> None:
    tried = {"wordpress", "newspaper", "portal-table", "portal-divs", "home"}
    assert {file.stem for file in Path(PAGES).glob("*.html")} == tried


def _paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in LONG)


_TEASERS = "".join(
    f'<div class="item"><a href="/{n}"><h3>Hội Nông dân xã {n} ra mắt mô hình trồng dâu nuôi tằm</h3></a>'
    f"<p>Chiều qua, Hội Nông dân xã {n} ra mắt mô hình trồng dâu nuôi tằm với mười hộ tham gia ở ba thôn.</p></div>"
    for n in range(15)
)


@pytest.mark.parametrize("page", [
    f"<p class=sapo>{LONG[0]}</p><div class=body>{''.join(f'<p>{line}</p>' for line in LONG[1:])}</div>",
    f"<div><p>{LONG[0]}</p><p>{LONG[1]}</p></div><figure><img></figure><div><p>{LONG[2]}</p><p>{LONG[3]}</p></div>",
    f"<main><article>{''.join(f'<section><p>{line}</p></section>' for line in LONG)}</article></main>",
    f"<div>{'<br/>'.join(LONG)}</div>",
    f"<table><tr><td>{_paragraphs('div')}</td></tr></table>",
], ids=["lead apart", "two halves", "sections", "breaks", "table"])  # fmt: skip
def test_a_story_is_found_beside_many_teasers_however_it_is_built(page: str) -> None:
    whole = f"<html><body><h1>{TITLE}</h1>{page}<div class=news>{_TEASERS}</div></body></html>"
    assert read_article(whole.encode(), None).text == "\n".join(LONG)


def test_what_no_database_takes_is_in_no_name() -> None:
    assert read_article(b'<script>{"author": {"name": "Ho\0a"}}</script><p>x</p>', "utf-8").byline == "Hoa"
