"""Operation: what is read of others, feed by feed, in plain words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tinbai.settings import Feed, Settings
from tinbai.store import Tx, feeds, published
from tinbai.store.feeds import FeedState
from tinbai.web.words import Words

_SILENT = timedelta(minutes=10)  # beyond its interval, and the tenth that is added to it
# why a publication is not compared (msgids)
LEFT_OUT: Mapping[str, str] = {
    "robots": "not to be read by programs",
    "not-read": "page not readable",
    "no-story": "no story on the page",
    "short": "too short",
    "old": "too old",
    "elsewhere": "on another site",
    "fault": "met a fault of Tinbai",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One feed. state: good, bad or waiting; left_out: the reasons in words."""

    name: str
    site: str
    url: str
    state: str
    said: str
    last: str
    indexed: int
    waiting: int
    left_out: Sequence[str]
    remark: str = ""


def lines(tx: Tx, settings: Settings, words: Words) -> list[Line]:
    """The feeds of the settings in their order."""
    names = [feed.name for feed in settings.feeds]
    states, brought = feeds.health(tx, names), published.balance(tx, names)
    sites = {outlet.code: outlet.name for outlet in settings.outlets}
    return [
        _line(
            words, feed, sites.get(feed.outlet, feed.outside), states.get(feed.name), brought.get(feed.name, Counter())
        )
        for feed in settings.feeds
    ]


def _line(words: Words, feed: Feed, site: str, state: FeedState | None, n: Counter[str]) -> Line:
    kind, said, remark = _said(words, feed, state)
    last = words.clock(state.last_success_at) if state and state.last_success_at else words.t("never")
    reasons = [f"{words.number(n[reason])} {words.t(msgid)}" for reason, msgid in LEFT_OUT.items() if n[reason]]
    return Line(feed.name, site, feed.url, kind, said, last, n["indexed"], n["waiting"], reasons, remark)


def _said(words: Words, feed: Feed, state: FeedState | None) -> tuple[str, str, str]:
    """(good | bad | waiting, in words, what comes next)."""
    t = words.t
    if state is None or state.url != feed.url or state.state == "waiting":
        return "waiting", t("Not read yet"), ""
    if words.now - max(state.next_poll, state.reported_at) > _SILENT:
        return "bad", t("Nobody reads it: the intake does not run"), t(
            "Start the service with the role intake: tinbai run --only intake."
        )  # fmt: skip
    if state.state == "failed":
        return "bad", t(state.error or "The server could not be reached."), t(
            "Tried again at {time}.", time=words.clock(state.next_poll)
        )  # fmt: skip
    return "good", t("Running"), t(state.error) if state.error else ""
