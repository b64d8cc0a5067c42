"""For machines: alive, ready, figures. No login, so no names of people and no words of a story."""

from collections import Counter
from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tinbai.alarms import WORDS
from tinbai.app import App
from tinbai.errors import TryLater
from tinbai.model import State
from tinbai.settings import MIB
from tinbai.store import alarms, deliveries, drafts, feeds, mailboxes, published
from tinbai.web.desk import desk_of

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Figures(Collector):
    """Reads the database at each scrape: several processes on one database tell the same."""

    def __init__(self, app: App) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        outlets = [outlet.code for outlet in self._app.settings.outlets]
        names = [feed.name for feed in self._app.settings.feeds]
        with self._app.database.read() as tx:
            in_state = {code: drafts.counts(tx, [code]) for code in outlets}
            balances = mailboxes.ledger(tx, outlets)
            letters = deliveries.by_state(tx)
            stands = Counter(one.code for one in alarms.standing(tx) if one.told_at)
            watched = mailboxes.health(tx)
            read = feeds.health(tx, names)
            brought = published.balance(tx, names)
        yield _family("drafts", "Drafts by outlet and state.", ("outlet", "state"), self._drafts(in_state))
        parts = ("drafts", "attached", "seen_again", "ignored", "quarantined", "waiting")
        yield _family(
            "messages",
            "Messages the mailboxes showed, by where they stand.",
            ("outlet", "mailbox", "place"),
            [((b.outlet, b.mailbox, part), getattr(b, part)) for b in balances for part in parts],
        )
        yield _family("letters", "Letters by state.", ("state",), [((state,), n) for state, n in letters.items()])
        boxes = [((one.outlet, one.name), int(one.state == "watching")) for one in watched]
        yield _family("mailbox_up", "Whether a mailbox is being watched.", ("outlet", "mailbox"), boxes)
        up = [((one.name,), int(one.state == "watching")) for one in read.values()]
        yield _family("feed_up", "Whether a feed was read the last time.", ("feed",), up)
        yield _family("alarms", "Alarms that stand.", ("code",), [((code,), stands[code]) for code in WORDS])
        told = [((feed, what), n) for feed, of in brought.items() for what, n in of.items()]
        yield _family("publications", "What feeds brought, by what became of it.", ("feed", "place"), told)
        yield _family("disk_free_bytes", "Room left where mail is kept.", (), [((), self._app.raw.free())])

    def _drafts(self, in_state: dict[str, dict[State, int]]) -> list[tuple[tuple[str, ...], int]]:
        return [
            ((code, state.value), n)
            for code, counts in in_state.items()
            for state, n in counts.items()
            if state is not State.HELD  # read without a login: that something is held is for the officer alone
        ]


def _family(name: str, said: str, labels: tuple[str, ...], values: Sequence[tuple[tuple[str, ...], int]]) -> Metric:
    family = GaugeMetricFamily(f"tinbai_{name}", said, labels=labels)
    for of, n in values:
        family.add_metric(of, n)
    return family


def alive(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


def ready(request: Request) -> Response:
    """Database and disk are there: pages can be shown and mail can be taken."""
    app = desk_of(request).app
    try:
        app.database.check()
    except TryLater as error:
        return PlainTextResponse(f"{error}\n", 503)
    if app.raw.free() <= app.settings.limits.free_disk_mb * MIB:
        return PlainTextResponse("the disk is nearly full\n", 503)
    return PlainTextResponse("ready\n")


def figures(request: Request) -> Response:
    """All figures in the text form of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(desk_of(request).app))
    return Response(generate_latest(registry), headers={"Content-Type": _TYPE})


ROUTES = (
    Route("/healthz", alive, methods=["GET"]),
    Route("/readyz", ready, methods=["GET"]),
    Route("/metrics", figures, methods=["GET"]),
)
