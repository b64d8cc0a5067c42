"""Reads what others have published, one request at a time: a feed that is due, else a page that waits to be read.

A feed belongs to the process that has its lease; its pages too, so that a server is asked by one of us at a time.
"""

import random
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from tinbai import outside
from tinbai.app import App
from tinbai.errors import ParserDied, TryLater
from tinbai.feeds import reach, trouble
from tinbai.feeds.answer import Fetched
from tinbai.feeds.fetch import FEED, PAGE, Fetcher, Web, canonical
from tinbai.feeds.reach import Reach
from tinbai.feeds.trouble import FetchTrouble
from tinbai.published import Article, Entry, Listing, Publication
from tinbai.sandbox import Sandbox
from tinbai.settings import Feed
from tinbai.store import feeds, prints, published
from tinbai.store.feeds import FeedState
from tinbai.twins import Sketch, every_print, sketch

log = structlog.get_logger("newsstand")

_IDLE = 1.0  # seconds between looks for something to do
_MOST_SITEMAPS = 5  # of a list of them, the newest
_LONGEST_BACK_OFF = timedelta(hours=12)
_TRIES = 4  # of a page
_SWEPT_AT_ONCE = 200  # one short transaction: mail must not wait for it
_LONGEST_SUMMARY = 10_000
_LEAST_WORDS = 40  # of a summary that stands for a page which may not be read
_REASONS: Mapping[str, str] = {trouble.ROBOTS: "robots", trouble.ELSEWHERE: "elsewhere"}  # of pages that are left out
_MOST_OF_A_DAY = 2000  # stories that one feed may add to the index; trouble.TOO_MANY tells it


@dataclass(frozen=True, slots=True)
class _Taken:
    """How many stories of a feed were new, and how many of them were left because the feed tells of too many."""

    new: int = 0
    left: int = 0

    def __add__(self, other: "_Taken") -> "_Taken":
        return _Taken(self.new + other.new, self.left + other.left)


class Newsstand:
    """One thread's work. `web` fetches."""

    def __init__(self, app: App, sandbox: Sandbox, web: Web | None = None) -> None:
        self._app, self._sandbox = app, sandbox
        self._web: Web = web or Fetcher(app.settings.fetching, app.now)
        self._feeds: Mapping[str, Feed] = {feed.name: feed for feed in app.settings.feeds}
        self._stopping = threading.Event()

    def run(self, stopping: threading.Event) -> None:
        """Until the service stops. Raises TryLater when the database does not answer."""
        self._stopping = stopping
        while not stopping.is_set():
            if not self.step():
                stopping.wait(_IDLE)

    def step(self) -> bool:
        """Read the feed that is due longest, else a page that waits; False when there is nothing to do now."""
        due = self._due()
        if due is None:
            return self._read_page()
        feed, state = due
        self._guarded(lambda: self._read(feed, state), lambda: self._failed(feed, state, FetchTrouble(trouble.DEFECT)))
        return True

    def _guarded(self, work: Callable[[], None], instead: Callable[[], None]) -> None:
        """What came from a stranger may meet a defect of ours: it costs this feed or page, never the others."""
        try:
            work()
        except TryLater:
            raise
        except Exception as error:  # the newsstand: else the same feed would stop the watcher again and again
            log.exception("feed or page met a defect", action="feed", error=type(error).__name__)
            instead()

    def _due(self) -> tuple[Feed, FeedState] | None:
        """A feed whose turn it is, of a server that may be asked now; it is ours then."""
        now = self._app.now()
        with self._app.database.read() as tx:
            states = feeds.health(tx, list(self._feeds))
        due = [(_since(states.get(feed.name), feed, now), feed) for feed in self._feeds.values()]
        for since, feed in sorted(due, key=lambda one: one[0]):
            if since > now:
                break
            if self._web.wait(feed.url) > 0:
                continue
            with self._app.database.write() as tx:
                feeds.notice(tx, feed.name, feed.url, now)
                state = feeds.lease(tx, feed.name, self._app.worker, now)
            if state and state.next_poll <= now:  # nobody else has read it meanwhile
                return feed, state
        return None

    # --- A feed ----------------------------------------------------------------------------------------------------

    def _read(self, feed: Feed, state: FeedState) -> None:
        try:
            found = self._web.get(feed.url, FEED, etag=state.etag, modified=state.modified)
            taken = _Taken() if found.unchanged else self._take(feed, state, self._listing(found))
        except FetchTrouble as error:
            self._failed(feed, state, error)
            return
        except ParserDied as error:
            self._failed(feed, state, FetchTrouble(trouble.UNREADABLE, str(error)))
            return
        if self._stopping.is_set():
            return  # what is left of it is read again
        etag, modified = (state.etag, state.modified) if found.unchanged else (found.etag, found.modified)
        if taken.left:
            etag = modified = None  # what was left is to be looked at again
        remark = trouble.TOO_MANY if taken.left else None
        with self._app.database.write() as tx:
            feeds.succeeded(tx, feed.name, self._next(feed), self._app.now(), etag, modified, remark)
        log.info(
            "feed read", action="feed", feed=feed.name, new=taken.new, left=taken.left, unchanged=found.unchanged
        )  # fmt: skip

    def _failed(self, feed: Feed, state: FeedState, error: FetchTrouble) -> None:
        """Ever later, and not before the server wants to be asked."""
        pause = min(timedelta(minutes=feed.every_minutes) * 2 ** min(state.failures, 10), _LONGEST_BACK_OFF)
        wait = max(_about(pause), timedelta(seconds=error.wait or 0))
        with self._app.database.write() as tx:
            feeds.failed(tx, feed.name, error.message, self._app.now() + wait, self._app.now())
        log.warning("feed not read", action="feed", feed=feed.name, error=error.message, detail=error.detail)

    def _next(self, feed: Feed) -> datetime:
        return self._app.now() + _about(timedelta(minutes=feed.every_minutes))

    def _listing(self, found: Fetched) -> Listing:
        with self._app.blobs.job_folder() as folder:
            return listing_of(found, self._sandbox, folder)

    def _take(self, feed: Feed, state: FeedState, listing: Listing) -> _Taken:
        """Record what is new. Raises FetchTrouble for what is no feed."""
        if listing.kind in ("page", "nothing"):
            raise FetchTrouble(trouble.NOT_A_FEED, " ".join(listing.named))
        if listing.kind != "index":
            return self._record(feed, listing.entries)
        changed = [one for one in listing.entries if _is_newer(one, state.last_success_at)]
        return sum((self._record(feed, self._sitemap(feed, one.url)) for one in changed[:_MOST_SITEMAPS]), _Taken())

    def _sitemap(self, feed: Feed, url: str) -> tuple[Entry, ...]:
        """One of a list of sitemaps; a broken one leaves the others."""
        self._stopping.wait(self._web.wait(url))
        if self._stopping.is_set():
            return ()
        try:
            listing = self._listing(self._web.get(url, FEED, _reach(feed)))
        except (FetchTrouble, ParserDied) as error:
            log.warning("sitemap not read", action="feed", error=str(error))
            return ()
        return listing.entries if listing.kind in ("sitemap", "feed") else ()

    def _record(self, feed: Feed, entries: Iterable[Entry]) -> _Taken:
        """The newest first, and no more than a feed may bring within a day."""
        now = self._app.now()
        oldest = now - timedelta(days=self._app.settings.fetching.days)
        fresh = {_key(feed, one): one for one in entries if _is_newer(one, oldest)}
        with self._app.database.read() as tx:
            seen = published.known(tx, fresh)
            room = max(0, _MOST_OF_A_DAY - published.count_since(tx, feed.name, now - timedelta(days=1)))
        new = sorted(((key, one) for key, one in fresh.items() if key not in seen), key=_age)
        for key, entry in new[:room]:
            if self._stopping.is_set():
                break
            self._record_one(feed, self._publication(feed, key, entry), entry)
        return _Taken(len(new[:room]), len(new[room:]))

    def _publication(self, feed: Feed, key: str, entry: Entry) -> Publication:
        now = self._app.now()
        return Publication(
            key, feed.name, feed.outlet or None, self._site(feed), entry.url, entry.title, entry.byline,
            entry.at if entry.at is None or entry.at <= now else None, now, 0, "", "waiting", None, 0,
        )  # fmt: skip

    def _record_one(self, feed: Feed, one: Publication, entry: Entry) -> None:
        """One transaction each, so that a story online is told as soon as it is read."""
        if not _reach(feed).holds(entry.url):
            self._add(published.left_out(one, "elsewhere"))
        elif not entry.full and feed.pages:
            self._add(replace(one, summary=entry.text[:_LONGEST_SUMMARY]))
        else:
            self._guarded(
                lambda: self._index(one, entry.text, fresh=True), lambda: self._add(published.left_out(one, "fault"))
            )

    def _add(self, one: Publication) -> None:
        with self._app.database.write() as tx:
            published.add(tx, one, self._app.now())

    def _site(self, feed: Feed) -> str:
        return self._app.settings.outlet(feed.outlet).name if feed.outlet else feed.outside

    # --- A page ----------------------------------------------------------------------------------------------------

    def _read_page(self) -> bool:
        """The newest page that waits, of a server that may be asked now."""
        busy: set[str] = set()
        while one := self._waiting(busy):
            if self._web.wait(one.url) > 0 or not self._mine(one.feed):
                busy.add(one.feed)
                continue
            self._guarded(partial(self._read_one, one), partial(self._met_defect, one))
            return True
        return False

    def _waiting(self, busy: set[str]) -> Publication | None:
        with self._app.database.read() as tx:
            return published.waiting(tx, list(self._feeds), self._app.now(), busy)

    def _mine(self, feed: str) -> bool:
        with self._app.database.write() as tx:
            return feeds.lease(tx, feed, self._app.worker, self._app.now()) is not None

    def _read_one(self, one: Publication) -> None:
        try:
            found = self._web.get(one.url, PAGE, _reach(self._feeds[one.feed]))
            with self._app.blobs.job_folder() as folder:
                article = self._sandbox.article(_kept(folder, found), found.charset)
        except FetchTrouble as error:
            if error.final or one.tries + 1 >= _TRIES:
                self._without_page(one, _REASONS.get(error.message, "not-read"))
            else:
                self._postpone(one, error)
        except ParserDied:
            self._without_page(one, "not-read")
        else:
            self._of_page(one, article)

    def _met_defect(self, one: Publication) -> None:
        if one.tries + 1 >= _TRIES:
            self._settle(published.left_out(one, "fault"))
        else:
            self._postpone(one, FetchTrouble(trouble.DEFECT))

    def _postpone(self, one: Publication, error: FetchTrouble) -> None:
        pause = max(_about(timedelta(minutes=10) * 4**one.tries), timedelta(seconds=error.wait or 0))
        with self._app.database.write() as tx:
            published.postpone(tx, one, self._app.now() + pause, count=True)

    def _of_page(self, one: Publication, article: Article) -> None:
        now = self._app.now()
        at = article.at if article.at and article.at <= now else None
        told = published.named(one, article.title, article.byline, at)
        oldest = now - timedelta(days=self._app.settings.fetching.days)
        if told.published_at and told.published_at < oldest:
            self._settle(published.left_out(told, "old"))
        elif article.text:
            self._index(told, article.text)
        else:
            self._without_page(told, "no-story")

    def _without_page(self, one: Publication, reason: str) -> None:
        """The summary stands for the page when it is long enough to be known again."""
        if len(one.summary.split()) >= _LEAST_WORDS:
            self._index(one, one.summary)
        else:
            self._settle(published.left_out(one, reason))

    def _settle(self, one: Publication) -> None:
        with self._app.database.write() as tx:
            published.settle(tx, one)

    # --- The index -------------------------------------------------------------------------------------------------

    def _index(self, one: Publication, text: str, *, fresh: bool = False) -> None:
        """Into the index of twins, with the drafts that are the same; one transaction."""
        whole = f"{one.title}\n{text}" if one.title else text
        came = one.when.date()
        new: Sketch | None = sketch(whole, None, came)
        told = published.indexed(one, len(text.split())) if new else published.left_out(one, "short")
        with self._app.database.write() as tx:
            prints.one_at_a_time(tx)  # before any row is locked
            if fresh and not published.add(tx, told, self._app.now()):
                return
            if not fresh:
                published.settle(tx, told)
            n = outside.publish(tx, told, new, whole, self._app.now()) if new else 0
        log.info("publication indexed", action="publish", publication=one.id[:12], feed=one.feed, drafts=n)


def sweep(app: App) -> int:
    """Forget what was published long ago and is the same as no draft; how many that were."""
    before, gone = app.now() - timedelta(days=app.settings.fetching.keep_days), 0
    while True:
        with app.database.write() as tx:
            prints.one_at_a_time(tx)
            old = published.sweep(tx, before, _SWEPT_AT_ONCE)
            prints.forget(tx, [(published.OUTLET, one) for one in old], every_print)
        gone += len(old)
        if len(old) < _SWEPT_AT_ONCE:
            return gone


def listing_of(found: Fetched, sandbox: Sandbox, folder: Path) -> Listing:
    """What a feed lists, read by a child. Raises ParserDied, TryLater."""
    return sandbox.listing(_kept(folder, found), found.charset, found.url)


def _reach(feed: Feed) -> Reach:
    """Where its stories may stand."""
    return reach.of_site(feed.url, feed.hosts)


def _key(feed: Feed, entry: Entry) -> str:
    """The same page has one in every feed; what a feed says of the pages of others must not hide them from theirs."""
    url = canonical(entry.url)
    return published.id_of(url if _reach(feed).holds(url) else f"{feed.name} {url}")


def _age(one: tuple[str, Entry]) -> float:
    """Orders the newest first and what has no time last."""
    at = one[1].at or one[1].changed
    return -at.timestamp() if at else 0.0


def _since(state: FeedState | None, feed: Feed, now: datetime) -> datetime:
    """When it is due, or has been since."""
    return state.next_poll if state and state.url == feed.url else now


def _kept(folder: Path, found: Fetched) -> Path:
    """What came, as a file for the sandbox."""
    file = folder / "fetched"
    file.write_bytes(found.body)
    return file


def _about(pause: timedelta) -> timedelta:
    """Ten in a hundred more or less, so that not everything is asked for at the same moment."""
    return pause * random.uniform(0.9, 1.1)


def _is_newer(entry: Entry, than: datetime | None) -> bool:
    at = entry.at or entry.changed
    return at is None or than is None or at >= than
