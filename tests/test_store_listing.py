"""The list of what may be the same: all of it, in order, page after page, however few of those looked at are."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.desk_data import a_draft
from tinbai.app import App
from tinbai.evidence import Evidence, Link
from tinbai.model import Draft, State
from tinbai.store import draft_links, listing
from tinbai.store.database import Tx
from tinbai.store.listing import Page, Place, Wanted

STATES = (State.RECEIVED, State.IN_REVIEW)


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "WINDOW", 4)


def some(app: App, tied: Sequence[int], n: int = 24) -> list[str]:
    """Drafts in two states, the oldest first, each of `tied` linked with one that no list shows; the ids of those."""
    made = [a_draft(app, f"Tin {one}", state=STATES[one % 5 == 0], hours=100 - one) for one in range(n)]
    other = a_draft(app, "Tin cũ", state=State.REJECTED, hours=200)
    with app.database.write() as tx:
        for number in tied:
            link(tx, *((made[number], other) if number % 2 else (other, made[number])), app)
    return [made[number].id for number in tied]


def link(tx: Tx, one: Draft, other: Draft, app: App) -> None:
    draft_links.add(tx, Link("demo", one.id, "demo", other.id, "edited", Evidence(), app.now()))


def read(tx: Tx, wanted: Wanted, app: App, start: Place | None = None, back: bool = False) -> Page:
    return listing.page(tx, wanted, "", app.now(), start, back=back, limit=3)


@pytest.mark.usefixtures("near")
@pytest.mark.parametrize("newest", [False, True])
@pytest.mark.parametrize(
    "tied", [(), (23,), (3, 4), (0, 3, 4, 7, 20), (5, 10, 15, 20), tuple(range(24)), tuple(range(0, 24, 3))]
)
def test_what_may_be_the_same_is_shown_in_order_and_once(app: App, tied: tuple[int, ...], newest: bool) -> None:
    ids = some(app, tied)
    wanted = Wanted(["demo"], STATES, twins=True, newest=newest)
    forth, back = list[str](), list[str]()
    with app.database.read() as tx:
        page = read(tx, wanted, app)
        forth += [line.row.id for line in page.lines]
        while page.after:
            page = read(tx, wanted, app, page.after)
            forth += [line.row.id for line in page.lines]
        back = [line.row.id for line in page.lines]
        while page.before:
            page = read(tx, wanted, app, page.before, back=True)
            back = [line.row.id for line in page.lines] + back
    assert forth == back == (ids[::-1] if newest else ids)


@pytest.mark.usefixtures("near")
def test_where_only_few_were_looked_at_the_page_says_where_to_go_on(app: App) -> None:
    (last,) = some(app, (23,))
    with app.database.read() as tx:
        first = read(tx, Wanted(["demo"], STATES, twins=True), app)
        assert (first.lines, first.after is None) == ([], False)
        second = read(tx, replace(Wanted(["demo"], STATES, twins=True), since=app.now()), app)
        assert (second.lines, second.after) == ([], None)
        received = read(tx, Wanted(["demo"], [State.RECEIVED], twins=True, newest=True), app)
    assert [line.row.id for line in received.lines] == [last]


def test_a_search_over_everything_finds_every_state_and_nothing_else(app: App) -> None:
    for number, state in enumerate((State.RECEIVED, State.REJECTED, State.PUBLISHED)):
        a_draft(app, f"Mùa vàng {number}", state=state, hours=number)
    known = [state for state in State if state is not State.HELD]
    with app.database.read() as tx:

        def found(houses: Sequence[str], states: Sequence[State]) -> list[str]:
            return [line.row.title[-1] for line in read(tx, Wanted(houses, states, search="vang"), app).lines]

        assert found(["demo"], known) == ["2", "1", "0"]
        assert found(["demo"], known[1:]) == ["2", "1"]
        assert found(["demo"], []) == found(["elsewhere"], known) == []
