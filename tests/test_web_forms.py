"""A form counts only when it comes from a page of ours."""

import pytest

from tests.desk import Visitor
from tinbai.app import App
from tinbai.web.forms import LONGEST, own_path


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


@pytest.mark.parametrize("token", ["", "x", "ă", "a" * 1000])
def test_a_form_without_its_token_changes_nothing(visitor: Visitor, token: str) -> None:
    answer = visitor.post("/dang-xuat", csrf=token)
    assert answer.status == 403
    assert "Biểu mẫu này đã cũ" in answer.text
    assert visitor.get("/hang-cho").status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://testserver", "sec-fetch-site": "same-origin"}, 303),
        ({}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_a_form_of_another_origin_is_refused(visitor: Visitor, headers: dict[str, str], status: int) -> None:
    assert visitor.post("/dang-xuat", headers).status == status


def test_a_form_that_is_too_long_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/hien-thi", theme="x" * LONGEST).status == 413


def test_only_plain_forms_are_read(visitor: Visitor) -> None:
    answer = visitor.client.post("/hien-thi", json={"csrf": visitor.csrf})
    assert answer.status_code == 415


def test_a_form_with_thousands_of_fields_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/hien-thi", content="&".join(["a=b"] * 3000), headers=_FORM)
    assert answer.status_code == 400


_FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("address", "led_to"),
    [
        ("/hang-cho?xem=moi#x", "/hang-cho?xem=moi#x"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("/á", "/"),
        ("", "/"),
    ],
)
def test_a_way_back_stays_with_us(address: str, led_to: str) -> None:
    assert own_path(address) == led_to
