"""Letters out can be read word for word, whatever stands in them, page by page."""

import re

import pytest

from tests.desk import Visitor
from tests.desk_data import a_draft, a_letter
from tinbai.app import App
from tinbai.model import DeliveryState
from tinbai.store import bounces
from tinbai.store.bounces import Bounce
from tinbai.web import letters


@pytest.fixture
def visitor(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor")
    return made


def test_without_letters_the_page_says_when_there_will_be_one(visitor: Visitor) -> None:
    assert "Chưa có thư nào: thư đầu tiên sẽ gửi khi có tin, bài tới." in visitor.get("/thu-di").text


def test_a_letter_is_shown_as_its_reader_gets_it(visitor: Visitor) -> None:
    letter = a_letter(visitor.app, a_draft(visitor.app), text="Kính gửi chị,\n<script>alert(1)</script>")
    page = visitor.get(f"/thu-di/demo/{letter}").text
    assert "Kính gửi chị,\n&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Hoàng Yến, yen@example.org" in page
    assert "trước đó còn hoàn tác được" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("due", "Sắp gửi"),
        ("sent", "Đã gửi"),
        ("cancelled", "Đã thu hồi"),
        ("failed", "Không gửi được"),
        ("stale", "Không gửi: quá muộn"),
    ],
)
def test_every_state_is_told_in_words(visitor: Visitor, state: DeliveryState, said: str) -> None:
    letter = a_letter(visitor.app, a_draft(visitor.app), state)
    assert f"{said}</span>" in visitor.get("/thu-di").text
    assert f"{said}</span>" in visitor.get(f"/thu-di/demo/{letter}").text


def test_a_letter_that_failed_is_said_first(visitor: Visitor) -> None:
    a_letter(visitor.app, a_draft(visitor.app), "failed")
    assert "<strong>1 thư chưa tới được người nhận.</strong>" in visitor.get("/thu-di").text
    assert "(có 1 cảnh báo)" in visitor.get("/hang-cho").text


def test_a_letter_that_came_back_did_not_reach_its_reader(visitor: Visitor) -> None:
    letter, other = (a_letter(visitor.app, a_draft(visitor.app, f"Tin {n}"), "sent") for n in range(2))
    with visitor.app.database.write() as tx:
        for arrival, permanent in (("a", True), ("b", True)):
            bounces.add(tx, Bounce("demo", letter, arrival, "yen@example.org", visitor.app.now(), permanent, "5.1.1"))
        bounces.add(tx, Bounce("demo", other, "c", "yen@example.org", visitor.app.now(), False, "4.2.2"))
    page = visitor.get("/thu-di").text
    assert "<strong>1 thư chưa tới được người nhận.</strong>" in page
    assert page.count("Bị trả lại</span>") == 1 and page.count("Đã gửi</span>") == 1
    assert "địa chỉ này không nhận (5.1.1)" in visitor.get(f"/thu-di/demo/{letter}").text
    assert "Bị trả lại" not in visitor.get(f"/thu-di/demo/{other}").text
    assert "1 thư chưa tới được người nhận." in visitor.get("/").text


def test_pages_follow_each_other(visitor: Visitor) -> None:
    for number in range(letters.PAGE + 3):
        a_letter(visitor.app, a_draft(visitor.app, f"Tin {number}"))
    first = visitor.get("/thu-di").text
    onward = re.search(r'href="([^"]+)" rel="next"', first)
    assert onward
    second = visitor.get(onward[1].replace("&amp;", "&")).text
    seen = re.findall(r'href="/thu-di/demo/([^"]+)"', first + second)
    assert len(seen) == len(set(seen)) == letters.PAGE + 3


def test_letters_of_another_newsroom_are_not_there(visitor: Visitor) -> None:
    letter = a_letter(visitor.app, a_draft(visitor.app, outlet="bao"))
    assert letter not in visitor.get("/thu-di").text
    assert visitor.get(f"/thu-di/bao/{letter}").status == 404
    assert visitor.get(f"/thu-di/demo/{letter}").status == 404
