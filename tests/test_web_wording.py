"""Letters in a newsroom's own words: checked, looked at, kept, taken back; and they are what leaves."""

from dataclasses import replace
from html import escape

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.test_languages import BRIDGE
from tinbai.decisions import decide, hold
from tinbai.model import Letter, Verdict
from tinbai.notifier import wordings
from tinbai.notifier.letters import House
from tinbai.notifier.templates import PLACES, Template, faults

HOUSE = House("demo", "Cổng TTĐT tỉnh Lam Giang", "bbt@example.vn", "vi", "Asia/Ho_Chi_Minh", 5)
OWN = {"tieu-de": "[{receipt}] Báo tin vui", "thu": "Chào {name}, bài “{title}” sẽ lên trang. {receipt}"}


@pytest.fixture
def chief(newsroom: Newsroom) -> Visitor:
    visitor = Visitor(newsroom.app)
    visitor.enter("chief_editor")
    visitor.get("/cai-dat/thu")
    return visitor


def decision_letter(newsroom: Newsroom, draft: str) -> Letter:
    (sent,) = [sent for sent in newsroom.letters() if sent.draft == draft and sent.kind == "decision"]
    return sent.letter


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", PLACES)
def test_our_words_have_no_fault_and_no_stand_in_left(kind: str, language: str) -> None:

    ours = wordings.ours(replace(HOUSE, language="en") if language == "en" else HOUSE, kind)
    assert not faults(kind, ours)
    assert not any(stand_in in ours.body for stand_in in ("98765", "1999", "x@x"))


@pytest.mark.parametrize(
    "kind, subject, body",
    [
        ("approve", "", "x {receipt}"),
        ("approve", "x", ""),
        ("approve", "x", "{receipt} {secret}"),
        ("approve", "x {note}", "{receipt}"),
        ("approve", "x", "{receipt} {"),
        ("approve", "x", "{receipt} {{name}}"),
        ("ask", "x", "{receipt}"),
        ("reject", "x", "{note}"),
        ("approve", "x" * 201, "{receipt}"),
    ],
)
def test_a_wording_that_would_leave_a_place_open_has_a_fault(kind: str, subject: str, body: str) -> None:
    assert faults(kind, Template(subject, body))


def test_what_stands_inside_a_value_is_not_a_place(newsroom: Newsroom) -> None:
    filled = Template("{title}", "{title}\n{note}").filled({"title": "{note}", "note": "{receipt}\nX: y"})
    assert filled == ("{note}", "{note}\n{receipt}\nX: y\n")


def test_the_newsroom_s_words_are_what_leaves_and_can_be_taken_back(newsroom: Newsroom, chief: Visitor) -> None:
    assert chief.post("/cai-dat/thu", None, noi="demo", loai="approve", v="luu", **OWN).status == 303
    newsroom.take(letter(1), letter(2))
    one, two = newsroom.drafts()
    person = newsroom.person("chief_editor", name="Minh")
    decide(newsroom.app, "demo", one.id, person, Verdict.APPROVE, "")
    told = decision_letter(newsroom, one.id)
    assert told.subject == f"[{one.receipt_no}] Báo tin vui"
    assert told.text.startswith("Chào Lê Thị Hoa, bài “Khánh thành cầu số")
    assert chief.post("/cai-dat/thu", None, noi="demo", loai="approve", v="bo").status == 303
    decide(newsroom.app, "demo", two.id, person, Verdict.APPROVE, "")
    assert "đã được duyệt đăng" in decision_letter(newsroom, two.id).text


def test_each_language_has_words_of_its_own(newsroom: Newsroom, chief: Visitor) -> None:
    english = {"tieu-de": "[{receipt}] Good news", "thu": "Dear {name}, “{title}” will be online. {receipt}"}
    assert chief.post("/cai-dat/thu", None, noi="demo", loai="approve", tieng="en", v="luu", **english).status == 303
    assert "Good news" in chief.get("/cai-dat/thu?noi=demo&loai=approve&tieng=en").text
    usual = chief.get("/cai-dat/thu?noi=demo&loai=approve").text
    assert "Good news" not in usual and "lời của tòa soạn" not in usual and "đã được duyệt đăng" in usual
    assert chief.get("/cai-dat/thu?noi=demo&loai=approve&tieng=fr").status == 404


def test_the_look_at_it_is_in_the_letter_s_language(newsroom: Newsroom, chief: Visitor) -> None:
    newsroom.take(letter(1))
    shown = chief.get("/cai-dat/thu?noi=demo&loai=acknowledgement&tieng=en").text
    assert "Dear Lê Thị Hoa," in shown and "words, 0 photos)" in shown


def test_a_faulty_wording_is_kept_in_the_form_and_nowhere_else(newsroom: Newsroom, chief: Visitor) -> None:
    answer = chief.post(
        "/cai-dat/thu", None, noi="demo", loai="ask", v="luu", **{"tieu-de": "x", "thu": "thiếu {lạ} {x}"}
    )
    assert answer.status == 422 and "thiếu {lạ}" in answer.text and "phải có chỗ điền {note}" in answer.text
    assert "lời của tòa soạn" not in chief.get("/cai-dat/thu").text


def test_a_look_at_it_shows_a_real_story_and_keeps_nothing(newsroom: Newsroom, chief: Visitor) -> None:
    newsroom.take(letter(1))
    shown = chief.post("/cai-dat/thu", None, noi="demo", loai="approve", v="xem", **OWN)
    assert shown.status == 200 and "Chào Lê Thị Hoa, bài “Khánh thành cầu số 1" in shown.text
    assert "lời của tòa soạn" not in chief.get("/cai-dat/thu").text


LOOK = "/cai-dat/thu?noi=demo&loai=approve"
WITH = "Điền theo tin, bài {}."


def test_the_look_at_it_takes_the_latest_story_or_the_one_that_is_named(
    newsroom: Newsroom, chief: Visitor, clock: Clock
) -> None:
    assert "Chưa có tin, bài nào để điền" in chief.get(LOOK).text
    for number in (1, 2, 3):
        newsroom.take(letter(number))
        clock.forward(hours=1)
    newsroom.take(letter(7, to="toasoan@example.org"), outlet="bao")  # BLG-2026-000001
    assert WITH.format("LG-2026-000003") in chief.get(LOOK).text
    for typed in ("LG-2026-000002", "lg 2026 000002", "  lg–2026–000002 "):
        shown = chief.post("/cai-dat/thu", None, noi="demo", loai="approve", v="xem", so=typed, **OWN).text
        assert WITH.format("LG-2026-000002") in shown and "bài “Khánh thành cầu số 2" in shown
    for typed in ("LG-2026-000009", "BLG-2026-000001", "<b>"):
        shown = chief.post("/cai-dat/thu", None, noi="demo", loai="approve", v="xem", so=typed, **OWN).text
        assert f"Không có tin, bài mã {escape(typed)} để xem thử" in shown and WITH.format("LG-2026-000003") in shown


@pytest.mark.parametrize("role", ["chief_editor", "chief_editor+security_officer"])
def test_the_look_at_it_never_takes_a_held_story(newsroom: Newsroom, chief: Visitor, clock: Clock, role: str) -> None:
    newsroom.take(letter(1))
    clock.forward(hours=1)
    newsroom.take(letter(2))
    held = max(newsroom.drafts(), key=lambda row: row.receipt_no)
    hold(newsroom.app, "demo", held.id, newsroom.person("security_officer", name="Thu"))
    visitor = Visitor(newsroom.app)
    visitor.enter(role, name="Nga")
    for address in (LOOK, f"{LOOK}&so={held.receipt_no}"):
        shown = visitor.get(address).text
        assert "cầu số 2" not in shown and WITH.format("LG-2026-000001") in shown
    assert f"Không có tin, bài mã {held.receipt_no}" in visitor.get(f"{LOOK}&so={held.receipt_no}").text


def test_the_look_at_it_prefers_an_author_of_the_letter_s_language(
    newsroom: Newsroom, chief: Visitor, clock: Clock
) -> None:
    for raw in (letter(1), BRIDGE, letter(2)):
        newsroom.take(raw)
        clock.forward(hours=1)
    assert WITH.format("LG-2026-000003") in chief.get(LOOK).text
    assert WITH.format("LG-2026-000002") in chief.get(f"{LOOK}&tieng=en").text
    assert WITH.format("LG-2026-000001") in chief.get(f"{LOOK}&tieng=en&so=LG-2026-000001").text


def test_the_look_at_a_reminder_leaves_no_place_empty(chief: Visitor) -> None:
    shown = chief.get("/cai-dat/thu?noi=demo&loai=reminder").text
    assert "gửi về địa chỉ bbt@example.vn" in shown and "Đã 60 ngày" in shown


def test_another_newsroom_s_letters_are_not_to_be_had(newsroom: Newsroom, chief: Visitor) -> None:
    assert chief.get("/cai-dat/thu?noi=bao").status == 404
    assert chief.post("/cai-dat/thu", None, noi="bao", loai="approve", v="luu", **OWN).status == 404
    assert chief.get("/cai-dat/thu?loai=khong-co").status == 404
