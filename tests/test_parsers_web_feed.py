"""Feeds and sitemaps of many producers, and what is no feed at all."""

import gzip
import random
from datetime import UTC
from pathlib import Path

import pytest

from tests.feed_samples import FEEDS, LONG, SAMPLES, TITLE, Sample, many
from tinbai.parsers.web.read import read_article, read_listing
from tinbai.parsers.web.when import moment

BASE = "https://hd.example/tin?format=feed"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_first_story_is_read_as_its_producer_means_it(sample: Sample) -> None:
    found = read_listing(sample.data, None, BASE)
    assert (found.kind, len(found.entries)) == (sample.kind, sample.stories)
    first = found.entries[0]
    at = first.at.astimezone(UTC).isoformat() if first.at else None
    assert (first.url, first.title, at) == (sample.url, sample.title, sample.at)
    assert (first.byline, first.full) == (sample.byline, sample.full)


def test_the_words_are_there_without_what_the_producer_adds() -> None:
    (first,) = read_listing(SAMPLES[0].data, None, BASE).entries
    assert first.text == "\n".join(LONG)


def test_every_sample_is_tried() -> None:
    assert {sample.name for sample in SAMPLES} == {file.stem for file in FEEDS.glob("*.xml")}


def test_a_thousand_stories_are_read_to_the_last() -> None:
    found = read_listing(many(1000), None, BASE).entries
    assert len(found) == 1000 and found[-1].url == "http://x.example/999" and all(one.full for one in found)


def test_a_packed_sitemap_is_unpacked() -> None:
    sitemap = gzip.compress((FEEDS / "news-sitemap.xml").read_bytes())
    assert read_listing(sitemap, None, BASE).entries[0].title == TITLE


def test_a_bomb_is_read_no_further_than_the_limit() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000, 1)
    assert read_listing(bomb, None, BASE).entries == ()


def test_of_a_page_the_feeds_it_names_are_told() -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss/tin.rss"></head><p>Chào</p></html>'
    found = read_listing(page.encode(), None, "https://xa.example/")
    assert (found.kind, found.named) == ("page", ("https://xa.example/rss/tin.rss",))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\x89PNG\r\n", b"<rss", b"<rss>", b"\x1f\x8bxx", b"<rss><channel/></rss>"]
)
def test_what_is_no_feed_lists_nothing(data: bytes) -> None:
    assert read_listing(data, None, BASE).entries == ()


@pytest.mark.parametrize("file", [*FEEDS.glob("*.xml"), *FEEDS.glob("pages/*.html")], ids=lambda file: str(file.stem))
def test_damaged_files_are_read_as_far_as_they_go(file: Path) -> None:
    data, chance = file.read_bytes(), random.Random(file.name)
    for _ in range(40):
        at, length = chance.randrange(len(data)), chance.choice((1, 2, 30, len(data)))
        other = (b"", b"<", b"]]>", b"&#0;", b"\xff", b"<![CDATA[", data[at : at + 400], chance.randbytes(9))
        damaged = data[:at] + chance.choice(other) + data[at + length :]
        for entry in read_listing(damaged, chance.choice((None, "utf-16", "tcvn")), BASE).entries:
            assert entry.url.startswith(("http://", "https://")) and "\0" not in entry.text + entry.title
        read_article(damaged, None)


_SECRET = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "bbbbbbbbbbbb">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd"> %d;]>
<rss><channel><item><title>[&a;|&c;]</title><link>http://x.example/&b;</link></item></channel></rss>"""


def test_entities_are_not_followed() -> None:
    (first,) = read_listing(_SECRET, None, BASE).entries
    assert first.title == "[&a;|&c;]" and "bbb" not in first.url


@pytest.mark.parametrize("data", [
    b"<rss>" + b"<item>" * 200_000, b"<rss>" + b"<![CDATA[" * 200_000, b"<rss>" + b"&" * 500_000,
    b"<rss><item><title>" + b"a" * 4_000_000, b"<rss>" + b"<a b='" * 100_000,
    b"<rss>" + b"<item><link>x</link></item>" * 20_000,
], ids=["deep", "sections", "signs", "long", "attributes", "many"])  # fmt: skip
def test_hostile_feeds_come_to_an_end(data: bytes) -> None:
    assert len(read_listing(data, None, BASE).entries) <= 2000


@pytest.mark.parametrize(("text", "said"), [
    ("Sun, 01 Mar 2026 02:30:00 +0000", "2026-03-01T02:30:00+00:00"),
    ("Sun, 1 Mar 2026 09:30:00 +07:00", "2026-03-01T02:30:00+00:00"),
    ("Sun, 01 Mar 2026 02:30:00 GMT", "2026-03-01T02:30:00+00:00"),
    ("Sun, 01 Mar 2026 09:30:00 GMT+7", "2026-03-01T02:30:00+00:00"),
    ("Sun, 01 Mar 2026 09:30:00 ICT", "2026-03-01T02:30:00+00:00"),
    ("2026-03-01T09:30:00.000+07:00", "2026-03-01T02:30:00+00:00"),
    ("2026-03-01T09:30+0700", "2026-03-01T02:30:00+00:00"),
    ("2026-03-01 09:30:00", "2026-03-01T02:30:00+00:00"),
    ("2026-03-01", "2026-02-28T17:00:00+00:00"),
    ("Chủ nhật, 01/03/2026, 09:30 (GMT+7)", "2026-03-01T02:30:00+00:00"),
    ("01/03/2026 | 9h30", "2026-03-01T02:30:00+00:00"),
    ("09:30 | 01/03/2026", "2026-03-01T02:30:00+00:00"),
    ("9:30 ngày 1-3-2026", "2026-03-01T02:30:00+00:00"),
    ("01/03/2026 9:30:00 CH", "2026-03-01T14:30:00+00:00"),
    ("Ngày đăng: 01.03.2026", "2026-02-28T17:00:00+00:00"),
    ("31/02/2026", None), ("hôm qua", None), ("", None), ("0001-01-01T00:00:00", None), ("9" * 100, None),
])  # fmt: skip
def test_moments_as_they_are_written(text: str, said: str | None) -> None:
    found = moment(text)
    assert (found.astimezone(UTC).isoformat() if found else None) == said
