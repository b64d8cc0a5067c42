"""Sections and checks: set by who manages, chosen by editors, looked for in mail that comes then."""

import pytest

from tests.desk import Visitor
from tests.desk_data import a_draft
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai.app import App

HERE = "/cai-dat/kiem-tra"
NUMBERS = {
    "longest_title": "70",
    "longest_lead": "30",
    "few_words": "50",
    "late_days": "2",
    "cover_side": "600",
    "good_side": "1000",
}


@pytest.fixture
def admin(app: App) -> Visitor:
    made = Visitor(app)
    made.enter("editor+admin")
    made.get(HERE)
    return made


def _set(admin: Visitor, sections: str = "Thời sự\n Văn hóa  -  Xã hội \nThời sự\n", **more: str) -> int:
    return admin.post(f"{HERE}/demo", None, sections=sections, **NUMBERS | more).status


def test_sections_and_numbers_are_kept_and_in_the_log(admin: Visitor) -> None:
    assert _set(admin, check="no-title") == 303
    outlet = admin.app.settings.outlet("demo")
    assert outlet.sections == ("Thời sự", "Văn hóa - Xã hội")
    assert (outlet.longest_title, outlet.good_side) == (70, 1000)
    assert "no-title" not in outlet.checks_off and "no-photo" in outlet.checks_off
    assert "Đặt kiểm tra" in admin.get("/cai-dat/nhat-ky").text


@pytest.mark.parametrize("wrong", [{"few_words": "0"}, {"late_days": ""}, {"good_side": "9999999"}])
def test_what_cannot_be_is_not_kept(admin: Visitor, wrong: dict[str, str]) -> None:
    assert _set(admin, **wrong) == 422
    assert admin.app.settings.outlet("demo").sections == ()


def test_what_the_page_of_newsrooms_sets_leaves_the_sections_alone(admin: Visitor) -> None:
    _set(admin)
    admin.get("/cai-dat/toa-soan")
    admin.post("/cai-dat/toa-soan/demo", name="Cổng mới", reply_days="7", approval="on", approval_link="on")
    outlet = admin.app.settings.outlet("demo")
    assert (outlet.name, outlet.sections[0], outlet.approval_link) == ("Cổng mới", "Thời sự", "open")


def test_an_editor_puts_a_story_into_a_section_and_finds_it_there(admin: Visitor) -> None:
    _set(admin)
    draft, other = a_draft(admin.app, "Chè hữu cơ"), a_draft(admin.app, "Cầu mới")
    assert '<option value="">chưa chọn</option><option>Thời sự</option>' in admin.get(f"/tin/demo/{draft.id}").text
    assert admin.post(f"/tin/demo/{draft.id}/chuyen-muc", None, **{"chuyen-muc": "Thời sự"}).status == 303
    assert "<option selected>Thời sự</option>" in admin.get(f"/tin/demo/{draft.id}").text
    page = admin.get("/hang-cho?chuyen-muc=Thời+sự").text
    assert draft.id in page and other.id not in page
    admin.post(f"/tin/demo/{draft.id}/chuyen-muc", None, **{"chuyen-muc": ""})
    assert draft.id not in admin.get("/hang-cho?chuyen-muc=Thời+sự").text


def test_a_section_of_nobody_s_list_is_refused(admin: Visitor) -> None:
    draft = a_draft(admin.app)
    assert admin.post(f"/tin/demo/{draft.id}/chuyen-muc", None, **{"chuyen-muc": "Bịa"}).status == 404


def test_what_is_switched_off_is_not_looked_for_in_the_next_mail(newsroom: Newsroom) -> None:
    admin = Visitor(newsroom.app)
    admin.enter("admin")
    admin.get(HERE)
    before = newsroom.take(letter(1))[0]
    assert "no-photo" in before.problem_codes
    assert _set(admin, check="no-title") == 303
    after = newsroom.take(letter(2, text="Cầu mới\n\nSáng 2/3, xã Đồng Văn khánh thành cầu Nậm Lúc dài 30 mét.\n"))
    assert all("no-photo" not in row.problem_codes for row in after if row.id != before.id)


def test_the_checklist_keeps_to_the_numbers(admin: Visitor) -> None:
    draft = a_draft(admin.app, "Một tiêu đề dài hơn hai mươi ký tự thì quá dài ở đây")
    _set(admin, longest_title="20", check="no-title")
    assert "ký tự, mức của cổng là 20" in admin.get(f"/tin/demo/{draft.id}").text
