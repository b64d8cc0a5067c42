"""Who may do what: every route with every role, asserted; a route that is not in the table fails.

Each cell starts from a draft, a letter and a mail on the shelf in the newsroom "demo"; "foreign" edits another one.
"""

import re
from collections.abc import Mapping

import pytest
from starlette.routing import Route

from tests.desk import Answer, Visitor
from tests.desk_data import a_draft, a_letter, on_the_shelf
from tinbai.app import App
from tinbai.model import Hold, State
from tinbai.web.app import ROUTES

WORDS = "Chuyện kín"
ROLES = ("none", "editor", "chief_editor", "security_officer", "admin", "auditor", "foreign")

# route -> status per role, in the order of ROLES
MATRIX: Mapping[str, str] = {
    "GET /": "303 303 303 303 303 303 303",
    "GET /dang-nhap": "200 303 303 303 303 303 303",
    "POST /dang-nhap": "422 422 422 422 422 429 429",  # the sixth wrong attempt from one place has to wait
    "GET /vao/{token}": "410 410 410 410 410 410 410",
    "POST /dang-xuat": "303 303 303 303 303 303 303",
    "POST /hien-thi": "303 303 303 303 303 303 303",
    "GET /hang-cho": "303 200 200 200 200 200 200",
    "GET /hang-cho/moi": "303 200 200 200 200 200 200",
    "GET /phim-tat": "303 200 200 200 200 200 200",
    "GET /anh/{outlet}/{draft}/320.webp": "303 200 200 200 200 200 404",
    "GET /so-cai": "303 200 200 200 200 200 200",
    "POST /so-cai/thu-lai": "303 303 303 403 303 403 404",
    "POST /so-cai/dua-vao": "303 409 409 403 403 403 404",  # it waits on the shelf, it was not left out
    "GET /so-cai/{outlet}/{mail}/thu-goc": "303 200 200 403 200 403 404",
    "GET /thu-di": "303 200 200 200 200 200 200",
    "GET /thu-di/{outlet}/{letter}": "303 200 200 200 200 200 404",
    "GET /van-hanh": "303 200 200 200 200 200 200",
    "GET /vua-quyet-dinh": "303 200 200 200 200 200 200",
    "GET /tin/{outlet}/{draft}": "303 200 200 200 200 200 404",
    "POST /tin/{outlet}/{draft}/sua": "303 303 303 403 403 403 404",
    "POST /tin/{outlet}/{draft}/nhan": "303 303 303 403 403 403 404",
    "POST /tin/{outlet}/{draft}/mo-lai": "303 403 403 403 403 403 404",  # it is open: nothing to take back
    "POST /tin/{outlet}/{draft}/quyet-dinh": "303 303 303 403 403 403 404",
    "POST /tin/{outlet}/{draft}/hoan-tac": "303 409 409 403 403 403 404",  # nothing was decided
    "POST /tin/{outlet}/{draft}/soat-mat": "303 403 403 403 403 403 404",  # nothing in it is unread
    "POST /tin/{outlet}/{draft}/giu": "303 303 303 303 303 403 404",
    "POST /tin/{outlet}/{draft}/thoi-giu": "303 403 403 409 409 403 404",  # nobody holds it
    "POST /tin/{outlet}/{draft}/de-rieng": "303 409 409 403 403 403 404",  # it came into the queue by itself
    "POST /tin/{outlet}/{draft}/da-dang": "303 404 404 403 403 403 404",  # nothing was said
    "GET /tin/{outlet}/{draft}/thu": "303 200 200 403 403 403 404",
    "POST /tin/{outlet}/{draft}/thu": "303 200 200 403 403 403 404",
    "GET /tin/{outlet}/{draft}/anh": "303 200 200 200 200 200 404",
    "POST /tin/{outlet}/{draft}/anh": "303 303 303 403 403 403 404",
    "GET /tin/{outlet}/{draft}/thu-tu": "303 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/lich-su": "303 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/ban/{number:int}": "303 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/ban-gui/{number:int}": "303 404 404 404 404 404 404",  # the author sent no other
    "POST /tin/{outlet}/{draft}/ban-gui/{number:int}": "303 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/trung/{other_outlet}/{other}": "303 404 404 404 404 404 404",  # tied to nothing
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/giu-lai": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/hoan-tac": "303 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/gop": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/gop": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/tach": "303 404 404 403 403 403 404",
    "GET /khuon-mau": "303 200 200 200 200 200 200",
    "POST /khuon-mau/{verdict:int}/{place:int}": "303 404 404 404 404 404 404",  # nothing was taught
    "POST /khuon-mau/{verdict:int}/{place:int}/hoan-tac": "303 404 404 404 404 404 404",
    "GET /tin/{outlet}/{draft}/goc": "303 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/thu-goc": "303 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/tep/{number:int}": "303 200 200 200 200 200 404",
    "GET /tin/{outlet}/{draft}/anh/{number:int}/goc": "303 200 200 200 200 200 404",
    "GET /anh/{outlet}/{draft}/{number:int}/{side:int}.webp": "303 200 200 200 200 200 404",
    "GET /healthz": "200 200 200 200 200 200 200",
    "GET /readyz": "200 200 200 200 200 200 200",
    "GET /metrics": "200 200 200 200 200 200 200",
}
# what a route needs besides its path
QUERIES: Mapping[str, str] = {
    "GET /hang-cho/moi": "?tu=2026-03-02T00:00:00%2B00:00",
    "GET /tin/{outlet}/{draft}/thu": "?v=ask",
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "POST /dang-nhap": {"email": "ai@example.vn", "mk": "không phải mật khẩu"},
    "POST /so-cai/dua-vao": {"outlet": "demo", "mail": "{mail}"},
    "POST /so-cai/thu-lai": {"outlet": "demo", "mail": "{mail}"},
    "POST /tin/{outlet}/{draft}/quyet-dinh": {"v": "approve"},
    "POST /tin/{outlet}/{draft}/thu": {"v": "ask"},
}


def named(route: Route) -> list[str]:
    return [f"{method} {route.path}" for method in sorted(route.methods or ()) if method != "HEAD"]


def test_every_route_has_its_row() -> None:
    routes = [name for route in ROUTES if isinstance(route, Route) for name in named(route)]
    assert sorted(routes) == sorted(MATRIX)
    assert len(routes) == len(ROUTES)


# of a held draft only its page is left, without a word of it, and the raw mail for those who may lift the hold
HELD: Mapping[str, str] = {
    "GET /anh/{outlet}/{draft}/320.webp": "303 404 404 404 404 404 404",
    "GET /anh/{outlet}/{draft}/{number:int}/{side:int}.webp": "303 404 404 404 404 404 404",
    "GET /tin/{outlet}/{draft}": "303 404 404 200 200 404 404",
    "POST /tin/{outlet}/{draft}/soat-mat": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/giu": "303 303 303 303 303 403 404",
    "POST /tin/{outlet}/{draft}/thoi-giu": "303 403 403 409 409 403 404",  # the machine holds it
    "POST /tin/{outlet}/{draft}/de-rieng": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/da-dang": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/sua": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/nhan": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/mo-lai": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/quyet-dinh": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/hoan-tac": "303 409 409 403 403 403 404",
    "GET /tin/{outlet}/{draft}/thu": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/thu": "303 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/anh": "303 404 404 404 404 404 404",
    "POST /tin/{outlet}/{draft}/anh": "303 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/thu-tu": "303 404 404 404 404 404 404",
    "GET /tin/{outlet}/{draft}/lich-su": "303 404 404 404 404 404 404",
    "GET /tin/{outlet}/{draft}/ban/{number:int}": "303 404 404 404 404 404 404",
    "GET /tin/{outlet}/{draft}/ban-gui/{number:int}": "303 404 404 404 404 404 404",
    "POST /tin/{outlet}/{draft}/ban-gui/{number:int}": "303 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/trung/{other_outlet}/{other}": "303 404 404 404 404 404 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/giu-lai": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/hoan-tac": "303 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/gop": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/gop": "303 404 404 403 403 403 404",
    "POST /tin/{outlet}/{draft}/trung/{other_outlet}/{other}/tach": "303 404 404 403 403 403 404",
    "GET /tin/{outlet}/{draft}/goc": "303 404 404 404 404 404 404",
    "GET /tin/{outlet}/{draft}/thu-goc": "303 404 404 200 200 404 404",
    "GET /tin/{outlet}/{draft}/tep/{number:int}": "303 404 404 404 404 404 404",
    "GET /tin/{outlet}/{draft}/anh/{number:int}/goc": "303 404 404 404 404 404 404",
}


def test_every_route_of_a_draft_is_asked_for_a_held_one() -> None:
    assert sorted(HELD) == sorted(route for route in MATRIX if "{draft}" in route)


@pytest.mark.parametrize("route", MATRIX)
def test_every_role_gets_what_the_table_says(app: App, route: str) -> None:
    assert " ".join(str(ask(app, route, role).status) for role in ROLES) == MATRIX[route]


@pytest.mark.parametrize("route", HELD)
def test_a_held_draft_stays_closed(app: App, route: str) -> None:
    answers = [ask(app, route, role, State.HELD, "internal") for role in ROLES]
    assert " ".join(str(answer.status) for answer in answers) == HELD[route]
    raw = route.endswith("/thu-goc")
    assert [answer.text for answer in answers if WORDS in answer.text and not raw] == []


def ask(app: App, route: str, role: str, state: State = State.RECEIVED, hold: Hold | None = None) -> Answer:
    """What somebody of that role gets, with a draft, a letter and a mail on the shelf of his own."""
    visitor = visitor_as(app, role)
    draft = a_draft(app, f"{WORDS} {role}", photo=True, state=state, hold=hold)
    things = {
        "verdict": "1",
        "place": "0",
        "other_outlet": "demo",
        "other": "khong-co",
        "outlet": "demo",
        "draft": draft.id,
        "letter": a_letter(app, draft),
        "mail": on_the_shelf(app, f"defect-{role}"),
        "token": "khong-co",
        "number": "1",
        "side": "320",
    }
    method, path = route.split(" ")
    address = _filled(path, things) + QUERIES.get(route, "")
    if method == "GET":
        return visitor.get(address)
    return visitor.post(
        address, None, **{name: _filled(value, things) for name, value in FIELDS.get(route, {}).items()}
    )


def _filled(pattern: str, things: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: things[name[1]], pattern)


def visitor_as(app: App, role: str) -> Visitor:
    """A browser of that role, on a page with a form."""
    visitor = Visitor(app)
    if role == "none":
        visitor.get("/dang-nhap")
    else:
        foreign = role == "foreign"
        visitor.enter("editor" if foreign else role, "bao" if foreign else "demo", name=role)
    return visitor
