"""Who may do what: every route with every role, asserted; a route that is not in the table fails.

Each cell starts from a draft, a letter and a mail on the shelf in the newsroom "demo"; "foreign" edits another one.
"""

import re
from collections.abc import Mapping

import pytest
from starlette.routing import Route

from tests.desk import Visitor
from tests.desk_data import a_draft, a_letter, on_the_shelf
from tinbai.app import App
from tinbai.web.app import ROUTES

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
    "GET /so-cai/{outlet}/{mail}/thu-goc": "303 200 200 403 200 403 404",
    "GET /thu-di": "303 200 200 200 200 200 200",
    "GET /thu-di/{outlet}/{letter}": "303 200 200 200 200 200 404",
    "GET /van-hanh": "303 200 200 200 200 200 200",
    "GET /healthz": "200 200 200 200 200 200 200",
    "GET /readyz": "200 200 200 200 200 200 200",
    "GET /metrics": "200 200 200 200 200 200 200",
}
# what a route needs besides its path
QUERIES: Mapping[str, str] = {"GET /hang-cho/moi": "?tu=2026-03-02T00:00:00%2B00:00"}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "POST /dang-nhap": {"email": "ai@example.vn", "mk": "không phải mật khẩu"},
    "POST /so-cai/thu-lai": {"outlet": "demo", "mail": "{mail}"},
}


def named(route: Route) -> list[str]:
    return [f"{method} {route.path}" for method in sorted(route.methods or ()) if method != "HEAD"]


def test_every_route_has_its_row() -> None:
    routes = [name for route in ROUTES if isinstance(route, Route) for name in named(route)]
    assert sorted(routes) == sorted(MATRIX)
    assert len(routes) == len(ROUTES)


@pytest.mark.parametrize("route", MATRIX)
def test_every_role_gets_what_the_table_says(app: App, route: str) -> None:
    method, path = route.split(" ")
    got = []
    for role in ROLES:
        visitor = visitor_as(app, role)
        draft = a_draft(app, f"Tin cho {role}", photo=True)
        things = {
            "outlet": "demo",
            "draft": draft.id,
            "letter": a_letter(app, draft),
            "mail": on_the_shelf(app, f"defect-{role}"),
            "token": "khong-co",
            "number": "0",
            "side": "320",
        }
        address = _filled(path, things) + QUERIES.get(route, "")
        fields = {name: _filled(value, things) for name, value in FIELDS.get(route, {}).items()}
        answer = visitor.get(address) if method == "GET" else visitor.post(address, None, **fields)
        got.append(str(answer.status))
    assert " ".join(got) == MATRIX[route]


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
