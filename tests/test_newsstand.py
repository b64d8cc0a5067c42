"""What others have published is read politely, told on arrival, and told to drafts that are here already."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clock
from tests.feed_samples import LONG, TITLE, many
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.servers import site as web
from tests.servers.site import Site
from tinbai.app import App
from tinbai.feeds import trouble
from tinbai.newsstand import Newsstand, sweep
from tinbai.published import Listing, Publication, PublishedTie
from tinbai.settings import Feed, Fetching
from tinbai.store import draft_links, feeds, prints, published
from tinbai.store.feeds import FeedState
from tinbai.twins import Sketch, sketch

STORY = f"{TITLE}\n\n" + "\n\n".join(LONG) + "\n\nLê Thị Hoa\n"
PAGE = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div>{{}}</div></body></html>"
WORDS = "".join(f"<p>{line}</p>" for line in LONG)


def item(path: str, text: str = WORDS * 2, at: str = "Mon, 02 Mar 2026 00:10:00 GMT") -> str:
    """A story of a feed; long enough to be taken for the whole of it."""
    said = f"<pubDate>{at}</pubDate><description><![CDATA[{text}]]></description>"
    return f"<item><title>{TITLE}</title><link>{path}</link>{said}</item>"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Báo</title>{''.join(items)}</channel></rss>".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with web.site() as running:
        yield running


class Stand:
    """The newsroom of the test with feeds of a site on this machine."""

    def __init__(self, newsroom: Newsroom, site: Site, clock: Clock, *read: Feed, **fetching: object) -> None:
        self.newsroom, self.clock = newsroom, clock
        default = Feed(name="bao-ngoai", url=site.url("/rss"), outside="Báo Ngoài")
        allowed = Fetching.model_validate({"allow": ["127.0.0.0/8"], "total_seconds": 5, "pause_seconds": 2} | fetching)
        app = newsroom.app
        settings = app.settings.model_copy(update={"feeds": read or (default,), "fetching": allowed})
        self.app = App(settings, app.database, app.raw, app.blobs, app.now, app.worker)
        self.stand = Newsstand(self.app, newsroom.sandbox)

    def read(self, minutes: float = 1, tick: float = 5) -> None:
        """All there is to do in the next minutes; the clock moves on by so many seconds."""
        end = self.clock.now + timedelta(minutes=minutes)
        while self.clock.now < end:
            while self.stand.step():
                pass
            self.clock.forward(seconds=tick)

    def state(self, name: str = "bao-ngoai") -> FeedState:
        with self.app.database.read() as tx:
            return feeds.health(tx, [name])[name]

    def balance(self, name: str = "bao-ngoai") -> dict[str, int]:
        with self.app.database.read() as tx:
            return dict(published.balance(tx, [name]).get(name, {}))

    def ties(self, outlet: str = "demo") -> list[PublishedTie]:
        with self.app.database.read() as tx:
            return [tie for row in self.newsroom.drafts(outlet) for tie in published.ties_of(tx, outlet, row.id)]

    def publication(self, url: str) -> Publication:
        key = published.id_of(url)
        with self.app.database.read() as tx:
            return published.many(tx, [key])[key]


@pytest.fixture
def stand(newsroom: Newsroom, site: Site, clock: Clock) -> Stand:
    return Stand(newsroom, site, clock)


def test_a_story_already_online_is_told_on_arrival(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.page(rss(item(site.url("/cau"))))
    stand.read()
    stand.newsroom.take(letter(1, text=STORY))
    (tie,) = stand.ties()
    assert (tie.publication.site, tie.publication.url) == ("Báo Ngoài", site.url("/cau"))
    assert tie.publication.published_at and tie.publication.published_at < stand.clock.now
    assert tie.relation in ("edited", "contained", "identical") and tie.evidence.here_in_there


def test_a_story_published_later_is_told_to_the_drafts_of_every_outlet(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.page(rss())
    stand.read()
    stand.newsroom.take(letter(1, text=STORY))
    stand.newsroom.take(letter(2, text=STORY.replace("21 mét", "24 mét"), sender="An <an@ctv.example>"), outlet="bao")
    assert stand.ties() == stand.ties("bao") == []
    site.pages["/rss"] = web.page(rss(item("/cau")))
    stand.read(20, 60)
    for outlet in ("demo", "bao"):
        (tie,) = stand.ties(outlet)
        assert tie.publication.url == site.url("/cau")
    assert [changed.here for changed in stand.ties("bao")[0].evidence.changed] == ["24"]


def test_a_page_in_between_hides_no_draft_of_the_house(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.page(rss(item("/cau")))
    stand.read()
    stand.newsroom.take(letter(1, text=STORY.replace("21 mét", "22 mét")))
    stand.newsroom.take(letter(2, text=STORY.replace("21 mét", "24 mét"), sender="An <an@ctv.example>"), outlet="bao")
    with stand.app.database.read() as tx:
        (link,) = draft_links.of_draft(tx, "bao", stand.newsroom.drafts("bao")[0].id)
    assert (link.other_outlet, link.relation) == ("demo", "edited")


def test_of_a_summary_the_page_is_read(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.page(rss(item("/cau", "Tóm tắt…")))
    site.pages["/cau"] = web.page(PAGE.format(WORDS))
    stand.read()
    stand.newsroom.take(letter(1, text=STORY))
    assert site.asked["/cau"] == 1 and len(stand.ties()) == 1 and stand.balance() == {"indexed": 1}


def test_a_page_that_may_not_be_read_is_stood_for_by_its_summary(stand: Stand, site: Site) -> None:
    site.pages["/robots.txt"] = web.page("User-agent: *\nDisallow: /cau")
    site.pages["/rss"] = web.page(rss(item("/cau", f"<p>{LONG[0]} {LONG[1]}</p>"), item("/cau-2", "Ngắn")))
    stand.read()
    stand.newsroom.take(letter(1, text=STORY))
    assert not site.asked["/cau"] and stand.balance() == {"indexed": 1, "robots": 1}
    assert [tie.publication.url for tie in stand.ties()] == [site.url("/cau")]


def test_nothing_new_costs_nothing(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.known(rss(item("/cau")))
    stand.read(50, 60)
    assert site.asked["/rss"] >= 3 and stand.balance() == {"indexed": 1}
    assert stand.state().state == "watching"


def test_a_feed_is_asked_every_quarter_of_an_hour_more_or_less(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.page(rss())
    stand.read(100, 30)
    assert 6 <= site.asked["/rss"] <= 8


def test_who_fails_is_asked_ever_later(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.status(500)
    stand.read(8 * 60, 180)
    assert 5 <= site.asked["/rss"] <= 7
    assert (stand.state().state, stand.state().error) == ("failed", trouble.FAILED)
    site.pages["/rss"] = web.page(rss())
    stand.read(10 * 60, 600)
    assert (stand.state().state, stand.state().failures) == ("watching", 0)


def test_who_asks_us_to_wait_is_not_asked_before(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.status(429, Retry_After="7200")
    stand.read(115, 60)
    assert site.asked["/rss"] == 1 and stand.state().error == trouble.BUSY


@pytest.mark.parametrize(("body", "error"), [(b"<html><p>hello</p>", trouble.NOT_A_FEED), (b"", trouble.NOT_A_FEED)])
def test_what_is_no_feed_is_said(stand: Stand, site: Site, body: bytes, error: str) -> None:
    site.pages["/rss"] = web.page(body)
    stand.read()
    assert stand.state().error == error


def test_a_sitemap_serves_a_site_without_feeds(newsroom: Newsroom, site: Site, clock: Clock) -> None:
    stand = Stand(newsroom, site, clock, pause_seconds=0.01)

    def listed(kind: str, *paths: str) -> bytes:
        return f"<{kind}>{''.join(f'<url><loc>{site.url(path)}</loc></url>' for path in paths)}</{kind}>".encode()

    index = listed("sitemapindex", "/s1.xml", "/gone.xml", "/s2.xml.gz").replace(b"url>", b"sitemap>")
    site.pages["/rss"] = web.page(index)
    site.pages["/s1.xml"] = web.page(listed("urlset", "/cau", "/gioi-thieu"))
    site.pages["/s2.xml.gz"] = web.page(gzip.compress(listed("urlset", "/khong-con")), "application/gzip")
    site.pages["/cau"], site.pages["/gioi-thieu"] = web.page(PAGE.format(WORDS)), web.page(PAGE.format("<a>Trang</a>"))
    stand.newsroom.take(letter(1, text=STORY))
    stand.read(2)
    assert len(stand.ties()) == 1
    assert stand.balance() == {"indexed": 1, "no-story": 1, "not-read": 1}


def test_what_is_too_old_is_left_alone(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.page(rss(item("/cu", at="Mon, 02 Jun 2025 00:00:00 GMT"), item("/moi")))
    stand.read()
    assert stand.balance() == {"indexed": 1}


def test_a_time_that_has_not_come_is_not_believed(stand: Stand, site: Site) -> None:
    site.pages["/rss"] = web.page(rss(item("/cau", at="Mon, 02 Mar 2099 00:00:00 GMT")))
    stand.read()
    assert stand.publication(site.url("/cau")).published_at is None


def test_one_page_in_two_feeds_is_one_publication(newsroom: Newsroom, site: Site, clock: Clock) -> None:
    two = [Feed(name=f"bao-{n}", url=site.url(f"/rss{n}"), outside="Báo Ngoài") for n in (1, 2)]
    stand = Stand(newsroom, site, clock, *two)
    site.pages["/rss1"] = web.page(rss(item(site.url("/cau?utm_source=rss"))))
    site.pages["/rss2"] = web.page(rss(item(site.url("/cau#doc"))))
    stand.read()
    assert sum(sum(stand.balance(feed.name).values()) for feed in two) == 1


def test_two_processes_read_a_feed_once(newsroom: Newsroom, site: Site, clock: Clock) -> None:
    site.pages["/rss"] = web.page(rss(item("/cau", "Tóm tắt…")))
    site.pages["/cau"] = web.page(PAGE.format(WORDS))
    first, second = Stand(newsroom, site, clock), Stand(newsroom, site, clock)
    second.stand = Newsstand(replace(second.app, worker="other-1-aaaa"), newsroom.sandbox)
    for _ in range(8):
        first.stand.step()
        second.stand.step()
        clock.forward(seconds=3)
    assert (site.asked["/rss"], site.asked["/cau"]) == (1, 1)


def test_under_another_address_a_feed_is_another_feed(newsroom: Newsroom, site: Site, clock: Clock) -> None:
    site.pages["/rss"], site.pages["/moi"] = web.known(rss(item("/a"))), web.known(rss(item("/b")))
    Stand(newsroom, site, clock).read()
    moved = Stand(newsroom, site, clock, Feed(name="bao-ngoai", url=site.url("/moi"), outside="Báo Ngoài"))
    moved.read()
    assert moved.balance() == {"indexed": 2} and "If-None-Match" not in site.headers["/moi"]


def test_what_is_long_past_is_forgotten_unless_a_draft_is_the_same(stand: Stand, site: Site, clock: Clock) -> None:
    other = "<p>Hội Nông dân huyện Ia Kênh ra mắt mô hình trồng dâu nuôi tằm với mười hộ ở làng Ó và làng Bẹk.</p>" * 9
    silk = item("/tam", other).replace(TITLE, "Trồng dâu nuôi tằm ở huyện Ia Kênh")
    site.pages["/rss"] = web.page(rss(item("/cau"), silk))
    stand.newsroom.take(letter(1, text=STORY))
    stand.read()
    clock.forward(days=364)
    assert sweep(stand.app) == 0
    clock.forward(days=2)
    assert sweep(stand.app) == 1 and stand.balance() == {"indexed": 1} and len(stand.ties()) == 1
    with stand.app.database.read() as tx:
        assert not prints.of_draft(tx, published.OUTLET, published.id_of(site.url("/tam")))


def test_a_feed_brings_only_so_many_stories_a_day_and_the_newest(
    stand: Stand, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinbai.newsstand._MOST_OF_A_DAY", 3)
    listed = [item(f"/{hour}", at=f"Sun, 01 Mar 2026 {hour:02}:00:00 GMT") for hour in range(8)]
    site.pages["/rss"] = web.known(rss(*listed))
    stand.read(20, 60)
    assert stand.balance() == {"indexed": 3} and stand.publication(site.url("/7")).state == "indexed"
    assert (stand.state().state, stand.state().error) == ("watching", trouble.TOO_MANY)
    stand.read(24 * 60, 600)  # the next day has room again; the feed is looked at although it has not changed
    assert stand.balance() == {"indexed": 6}
    stand.read(26 * 60, 600)
    assert stand.balance() == {"indexed": 8} and stand.state().error is None


def test_a_feed_tells_of_its_own_site_only_and_hides_no_page_of_others(
    newsroom: Newsroom, site: Site, clock: Clock
) -> None:
    with web.site("127.0.0.2") as other:
        two = [Feed(name=f"bao-{n}", url=one.url("/rss"), outside="Báo") for n, one in enumerate((site, other))]
        stand = Stand(newsroom, site, clock, *two)
        site.pages["/rss"] = web.page(rss(item(other.url("/cau")), item(other.url("/dan"), "Tóm tắt…")))
        stand.read(2)
        assert stand.balance("bao-0") == {"elsewhere": 2} and not other.asked["/dan"]
        other.pages["/rss"] = web.page(rss(item(other.url("/cau"))))
        stand.read(20, 60)
        assert stand.balance("bao-1") == {"indexed": 1} and stand.publication(other.url("/cau")).feed == "bao-1"


def test_sites_of_the_settings_may_be_named_too(newsroom: Newsroom, site: Site, clock: Clock) -> None:
    with web.site("127.0.0.2") as other:
        feed = Feed(name="bao-ngoai", url=site.url("/rss"), outside="Báo", hosts=(other.address[7:],))
        stand = Stand(newsroom, site, clock, feed)
        site.pages["/rss"] = web.page(rss(item(other.url("/cau"), "Tóm tắt…")))
        other.pages["/cau"] = web.page(PAGE.format(WORDS))
        stand.read(2)
        assert stand.balance() == {"indexed": 1}


def test_a_page_that_leads_to_another_site_is_left_out(stand: Stand, site: Site) -> None:
    with web.site("127.0.0.2") as other:
        site.pages["/rss"] = web.page(rss(item("/cau", "Tóm tắt…")))
        site.pages["/cau"] = web.to(other.url("/cau"))
        stand.read()
        assert stand.balance() == {"elsewhere": 1} and not other.asked


def test_a_defect_costs_one_feed_a_delay_and_is_said(
    newsroom: Newsroom, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [Feed(name=f"bao-{n}", url=site.url(f"/rss{n}"), outside="Báo Ngoài") for n in (1, 2)]
    stand = Stand(newsroom, site, clock, *two)
    site.pages["/rss1"], site.pages["/rss2"] = web.page(rss(item("/a"))), web.page(rss(item("/b")))
    listing = newsroom.sandbox.listing

    def broken(file: Path, charset: str | None, url: str) -> Listing:
        if url.endswith("/rss1"):
            raise AttributeError("nobody thought of this")
        return listing(file, charset, url)

    monkeypatch.setattr(newsroom.sandbox, "listing", broken)
    stand.read(2)
    assert (stand.state("bao-1").state, stand.state("bao-1").error) == ("failed", trouble.DEFECT)
    assert stand.balance("bao-2") == {"indexed": 1}


def test_a_defect_in_a_story_or_a_page_leaves_the_others(
    stand: Stand, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str, *rest: Any) -> Sketch | None:
        if "tằm" in text:
            raise ZeroDivisionError
        return sketch(text, *rest)

    monkeypatch.setattr("tinbai.newsstand.sketch", broken)
    site.pages["/rss"] = web.page(rss(item("/a", WORDS * 2 + "tằm"), item("/b"), item("/c", "Tóm tắt")))
    site.pages["/c"] = web.page(PAGE.format(WORDS + "<p>Nuôi tằm.</p>"))
    stand.read(1)
    assert stand.balance() == {"fault": 1, "indexed": 1, "waiting": 1}
    stand.read(24 * 60, 600)
    assert stand.balance() == {"fault": 2, "indexed": 1}


def test_what_is_held_is_not_compared(stand: Stand, site: Site) -> None:
    stand.newsroom.take(letter(1, text=f"MẬT\n\n{STORY}"))
    site.pages["/rss"] = web.page(rss(item("/cau")))
    stand.read()
    assert stand.newsroom.drafts()[0].state.value == "held" and stand.ties() == []


@pytest.mark.slow
def test_many_stories_at_once(newsroom: Newsroom, site: Site, clock: Clock) -> None:
    feed = Feed(name="bao-ngoai", url=site.url("/rss"), outside="Báo Ngoài", hosts=("x.example",))
    stand = Stand(newsroom, site, clock, feed)
    site.pages["/rss"] = web.page(many(200))
    stand.read(0.1)
    assert stand.balance() == {"indexed": 200}
