"""What to look at before a story is approved: each point is told once and leads to its place."""

from dataclasses import replace

import pytest

from tests.desk import Visitor
from tests.newsroom import Newsroom
from tests.story_desk import at, fields, head, send
from tests.test_web_photos import photo, with_photos
from tinbai import decisions
from tinbai.model import Block, Byline, Draft
from tinbai.store.story_file import story_file
from tinbai.web.checklist import Point, points
from tinbai.web.dossier import _made
from tinbai.web.words import Words


@pytest.fixture
def story(newsroom: Newsroom) -> Draft:
    mail = with_photos(photo(1600, 1200), photo(700, 500, seed=2))
    return head(newsroom, newsroom.take(mail)[0].id)


def told(newsroom: Newsroom, draft: Draft, **changed: object) -> list[Point]:
    lan = newsroom.person(name="Ba")
    new = replace(draft.revision.story, **changed)  # type: ignore[arg-type]
    decisions.edit(newsroom.app, "demo", draft.id, lan, 1, new)
    with newsroom.app.database.read() as tx:
        dossier = _made(newsroom.app, lan, story_file(tx, "demo", draft.id), ["demo"])
    return points(Words("vi", "Asia/Ho_Chi_Minh", newsroom.app.now()), dossier, newsroom.app.settings.outlet("demo"))


@pytest.mark.parametrize(
    ("changed", "says", "to"),
    [
        ({"title": ""}, "Thiếu tiêu đề", "#tieu-de"),
        ({"title": "ậ" * 91}, "Tiêu đề dài 91 ký tự, mức của cổng là 90", "#tieu-de"),
        ({"lead": ""}, "Thiếu sapo", "#sapo"),
        ({"lead": "chữ " * 41}, "Sapo dài 41 chữ, mức của cổng là 40", "#sapo"),
        ({"byline": None}, "Chưa có tên tác giả", "#tac-gia"),
        ({"captions": ("Cầu", "")}, "Ảnh 2 chưa có chú thích", "#ct-2"),
        ({}, "Ảnh 2 quá nhỏ để làm ảnh bìa: 700 × 500 px", "/anh?so=2"),
        (
            {"body": (Block("list", items=("Xem https://bit.ly/x1 nhé",)),)},
            "Có liên kết ra ngoài: https://bit.ly/x1",
            "#l-than-bai",
        ),
    ],
)
def test_what_is_amiss_leads_to_its_place(
    newsroom: Newsroom, story: Draft, changed: dict[str, object], says: str, to: str
) -> None:
    (found,) = [point for point in told(newsroom, story, **changed) if point.says == says]
    assert not found.done and found.to.endswith(to)


def test_what_is_well_is_told_too(newsroom: Newsroom, story: Draft) -> None:
    found = told(newsroom, story, captions=("Cầu", "Suối"), byline=Byline("Lê Hoa"))
    assert {"Sự kiện: Chủ Nhật 01/03", "2 ảnh đều có chú thích", "Đã có tên tác giả"} <= {
        one.says for one in found if one.done
    }


def test_the_list_comes_back_with_each_save(lan: Visitor, story: Draft) -> None:
    page = lan.get(at(story))
    assert 'href="#ct-1">Ảnh 1 chưa có chú thích' in page.text
    sent = fields(page) | {"ct-1": "Cầu"}
    listed = send(lan, f"{at(story)}/sua", sent, "application/json").response.json()["checklist"]
    assert "Ảnh 1" not in listed and "Ảnh 2 chưa có chú thích" in listed
