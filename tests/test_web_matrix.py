"""Who may do what: every route × every role × an own, a foreign and a held thing; a route without a row fails.

What is foreign or held must look exactly like what does not exist: the same status and, but for the token of forms
and the address asked for, the same octets.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.routing import Route

from tests.conftest import Clock, settings_for
from tests.desk import Answer, Visitor
from tests.desk_data import a_draft, a_letter, on_the_shelf
from tests.rights import FIELDS, MATRIX, OFFICER, QUERIES, ROLES, STREAMS
from tests.servers.postgres import Cluster
from tinbai.app import App, open_app
from tinbai.model import Draft, Hold, State
from tinbai.sandbox import Sandbox
from tinbai.web.app import ROUTES

WORDS, SENDER = "Chuyện kín", "Kín Thị Giữ"
_CHEAP = "/hang-cho/moi?tu=2026-03-02T01:00:00%2B00:00"  # a few words instead of a page
NOBODY = "0" * 32  # an id that no draft has
Things = Mapping[str, str]


@dataclass
class House:
    """A desk with a browser per role. `unsure`: those whose last request may have signed them out."""

    app: App
    seats: dict[str, Visitor]
    unsure: set[str] = field(default_factory=set)

    def seat(self, role: str) -> Visitor:
        """The browser of that role, signed in (again, when a test has signed it out)."""
        visitor = self.seats[role]
        if role == "none":
            visitor.client.cookies.clear()
            visitor.get("/dang-nhap")
        elif role in self.unsure and visitor.get(_CHEAP).status == 303:
            visitor.come_back(f"{role}@example.vn")
        self.unsure.discard(role)
        return visitor

    def things(self, outlet: str, name: str, state: State = State.RECEIVED, hold: Hold | None = None) -> Things:
        """A draft with a letter, and a mail on the shelf."""
        sender = SENDER if hold else "Hoàng Yến"
        draft = a_draft(self.app, f"{WORDS} {name}", outlet=outlet, photo=True, state=state, hold=hold, sender=sender)
        return _named(
            draft,
            a_letter(self.app, draft),
            on_the_shelf(self.app, f"defect-{sha256(name.encode()).hexdigest()[:16]}", outlet),
        )


def _named(draft: Draft, letter: str, mail: str) -> Things:
    own = {"outlet": draft.outlet, "draft": draft.id, "letter": letter, "mail": mail}
    fixed = {
        "other_outlet": draft.outlet,
        "other": "1" * 32,
        "verdict": "1",
        "place": "0",
        "number": "1",
        "no": "1",
        "side": "320",
        "way": "smtp_out",
    }
    return own | fixed | dict.fromkeys(("token", "person", "deed", "list", "name", "code"), "khong-co")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, migrated: Path, sandbox: Sandbox) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("matrix")
    shutil.copyfile(migrated, folder / "tinbai.db")
    yield from _opened(folder, f"sqlite:///{folder}/tinbai.db", sandbox)


@pytest.fixture(scope="module")
def house_on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, cluster: Cluster, sandbox: Sandbox
) -> Iterator[House]:
    yield from _opened(tmp_path_factory.mktemp("matrix"), cluster.database(), sandbox)


def _opened(folder: Path, url: str, sandbox: Sandbox) -> Iterator[House]:
    app = open_app(settings_for(folder, url), Clock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)))
    first = Visitor(app, sandbox)
    seats = {role: Visitor(app, made=first.made) for role in ROLES}
    for role, visitor in seats.items():
        if role != "none":
            foreign = role == "foreign"
            visitor.enter("editor" if foreign else role, "bao" if foreign else "demo", name=role)
    yield House(app, seats)
    app.close()


def _routes() -> list[str]:
    return [
        f"{method} {route.path}"
        for route in ROUTES
        if isinstance(route, Route)
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]


_MIGHTY = ("chief_editor", "admin", "security_officer")
ABOUT = [route for route in MATRIX if re.search(r"\{(draft|letter|mail)\}", route + str(FIELDS.get(route, "")))]
LISTS = [route for route in MATRIX if "{" not in route and route.startswith("GET")]
OF_DRAFT = [route for route in ABOUT if "{mail}" not in route + str(FIELDS.get(route, ""))]


def test_every_route_has_its_row() -> None:
    assert sorted(_routes()) == sorted(MATRIX)
    assert all(isinstance(route, Route) for route in ROUTES)


@pytest.mark.parametrize("route", [route for route in MATRIX if route not in STREAMS])
def test_every_role_gets_what_the_table_says(house: House, route: str) -> None:
    with house.app.database.write() as tx:
        tx.exec_driver_sql("DELETE FROM login_failures")  # wrong passwords of a row before cost no patience here
    got = {role: ask(house, route, role, house.things("demo", f"{route} {role}")).status for role in ROLES}
    assert " ".join(str(status) for status in got.values()) == MATRIX[route]


@pytest.mark.slow
@pytest.mark.parametrize("route", [one for one in MATRIX if one not in (*STREAMS, "POST /dang-nhap")])  # that counts
def test_postgresql_answers_who_may_most_the_same(house_on_postgresql: House, route: str) -> None:
    """Who may do what is decided before the database is asked, so three roles show that each page's SQL runs there."""
    house = house_on_postgresql
    with house.app.database.write() as tx:
        tx.exec_driver_sql("DELETE FROM login_failures")
    expected = dict(zip(ROLES, MATRIX[route].split(), strict=True))
    for role in _MIGHTY:
        assert ask(house, route, role, house.things("demo", f"{route} {role}")).status == int(expected[role]), role


@pytest.mark.parametrize("route", ABOUT)
def test_what_is_foreign_looks_like_what_does_not_exist(house: House, route: str) -> None:
    theirs = house.things("bao", route)
    absent = {**theirs, "outlet": "khong-co-bao", "draft": NOBODY, "letter": "khong-co", "mail": "0" * 64}
    for role in ROLES[1:-1]:
        shown, empty = ask(house, route, role, theirs), ask(house, route, role, absent)
        assert shown.status == 404, role
        assert _bare(shown, route, theirs) == _bare(empty, route, absent), role


@pytest.mark.parametrize("route", OF_DRAFT)
def test_what_is_held_looks_like_what_does_not_exist(house: House, route: str) -> None:
    held = house.things("demo", route, State.HELD, "internal")
    absent = {**held, "draft": NOBODY, "letter": "khong-co", "mail": "0" * 64}
    for role in ROLES:
        shown = ask(house, route, role, held)
        if role == "security_officer":
            assert shown.status == OFFICER.get(route, 404)
            assert WORDS not in shown.text or route.endswith("/thu-goc")
            continue
        assert shown.status == (303 if role == "none" else 404), role
        assert _bare(shown, route, held) == _bare(ask(house, route, role, absent), route, absent), role


@pytest.mark.parametrize("route", [route for route in LISTS if route not in STREAMS])
def test_no_list_tells_that_something_is_held(house: House, route: str) -> None:
    before = {role: ask(house, route, role, {}).text for role in ROLES[:-1]}
    draft = a_draft(house.app, f"danh sách {route}", state=State.HELD, hold="internal", sender=SENDER)
    a_letter(house.app, draft)
    for role in ROLES[:-1]:
        shown = ask(house, route, role, {}).text
        if role != "security_officer":
            assert draft.id not in shown and SENDER not in shown, role
            assert _counted(before[role]) == _counted(shown), role


def ask(house: House, route: str, role: str, things: Things) -> Answer:
    visitor = house.seat(role)
    method, path = route.split(" ")
    address = _filled(path, things) + QUERIES.get(route, "")
    if method == "GET":
        return visitor.get(address)
    house.unsure.add(role)
    if method == "PUT":
        return Answer(visitor.client.put(address, content=b"x"))
    fields = {name: _filled(value, things) for name, value in FIELDS.get(route, {}).items()}
    return visitor.post(address, None, **fields)


def _filled(pattern: str, things: Things) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: things[name[1]], pattern)


def _bare(answer: Answer, route: str, things: Things) -> str:
    """The whole answer without what every one has of its own: the token of forms, and the address asked for."""
    address = _filled(route.split(" ")[1], things)
    text = re.sub(r'name="csrf" value="[^"]+"', "", f"{answer.to}\n{answer.text}")
    return text.replace(address, "ADDRESS").replace(quote(address, safe=""), "ADDRESS")


def _counted(text: str) -> list[str]:
    """The counters of the saved views."""
    return re.findall(r'<span class="n">(\d+)', text)
