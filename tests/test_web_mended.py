"""What the machine changed stands on the page of a story, and one button takes it back; parts of the mail likewise."""

from pathlib import Path

import pytest

from tests.desk import Visitor
from tests.mails import letter, story
from tests.newsroom import Newsroom
from tests.story_desk import at, head, save
from tinbai import decisions
from tinbai.model import Draft, Verdict

LETTERS = Path(__file__).parent / "letters"
SIGNED = "Kính gửi Ban Biên tập,\n\n" + story(3) + "\n-- \nLê Thị Hoa\nĐT: 0912 000 111\n"


def taken(newsroom: Newsroom, raw: bytes) -> Draft:
    return head(newsroom, newsroom.take(raw)[0].id)


@pytest.mark.parametrize(
    ("name", "kind", "mended", "as_sent"),
    [
        ("31-tcvn3-html-body.eml", "tcvn3", "Phùng Văn Khải", "Phïng V¨n Kh¶i"),
        ("12-vni-docx.eml", "vni", "Trương Ngọc Ửng", "Tröông Ngoïc ÖÛng"),
        ("37-mojibake-web-form.eml", "mojibake", "gắn biển số", "gáº¯n biá»ƒn"),
    ],
)
def test_old_letters_go_back_and_come_again(
    lan: Visitor, newsroom: Newsroom, name: str, kind: str, mended: str, as_sent: str
) -> None:
    draft = taken(newsroom, (LETTERS / name).read_bytes())
    page = lan.get(at(draft)).text
    assert mended in page and as_sent in page and f'value="tra:{kind}"' in page
    save(lan, draft, {"may": f"tra:{kind}"})
    back = head(newsroom, draft.id).revision
    assert back.no == 2 and as_sent in repr(back.story) and mended not in repr(back.story)
    page = lan.get(at(draft)).text
    assert f'value="sua:{kind}"' in page and "đề nghị kiểm tra lại tên riêng" not in page
    save(lan, draft, {"may": f"sua:{kind}"})
    again = head(newsroom, draft.id).revision
    assert again.no == 3 and again.story == decisions.clean_story(draft.revision.story)


def test_one_repair_goes_back_and_what_was_typed_is_kept(lan: Visitor, newsroom: Newsroom) -> None:
    draft = taken(newsroom, (LETTERS / "18-photo-essay.eml").read_bytes())
    number = next(no for no, one in enumerate(draft.item.repairs) if one.kind == "caption-label")
    before = draft.item.repairs[number].before
    save(lan, draft, {"tieu-de": "Tít của Lan", "may": f"tra:{number}"})
    now = head(newsroom, draft.id).revision.story
    assert now.title == "Tít của Lan" and before in now.captions


@pytest.mark.parametrize("asked", ["tra:99", "sua:x", "tra:", "tra:²", "tra:" + "9" * 30, "<b>"])
def test_a_button_nobody_made_changes_nothing(lan: Visitor, newsroom: Newsroom, asked: str) -> None:
    draft = taken(newsroom, letter(1))
    assert save(lan, draft, {"may": asked, "doan": asked}).status == 303
    assert head(newsroom, draft.id).revision.no == 1


def test_a_line_left_out_is_taken_in_and_out_again(lan: Visitor, newsroom: Newsroom) -> None:
    draft = taken(newsroom, (LETTERS / "42-signed-with-place-and-day.eml").read_bytes())
    save(lan, draft, {"may": "tra:left-out"})
    taken_in = head(newsroom, draft.id).revision.story
    assert taken_in.body[0].text.startswith("Kính gửi: Ban Biên tập")
    save(lan, draft, {"may": "sua:left-out"})
    assert head(newsroom, draft.id).revision.story == decisions.clean_story(draft.revision.story)


def test_parts_of_the_mail_are_folded_and_can_belong_to_the_story(lan: Visitor, newsroom: Newsroom) -> None:
    draft = taken(newsroom, letter(3, text=SIGNED))
    page = lan.get(at(draft)).text
    assert "Lời chào" in page and "Chữ ký" in page and page.count("Đoạn này thuộc về bài") >= 2
    numbers = [one.split('"')[0] for one in page.split('name="doan" value="vao:')[1:]]
    save(lan, draft, {"doan": f"vao:{numbers[0]}"})
    assert head(newsroom, draft.id).revision.story.body[0].text.startswith("Kính gửi")
    save(lan, draft, {"doan": f"vao:{numbers[-1]}"})
    assert "0912 000 111" in head(newsroom, draft.id).revision.story.body[-1].text
    assert "Lấy ra khỏi bài" in lan.get(at(draft)).text
    for number in (numbers[0], numbers[-1]):
        save(lan, draft, {"doan": f"ra:{number}"})
    assert head(newsroom, draft.id).revision.story == decisions.clean_story(draft.revision.story)


def test_of_a_decided_story_nothing_is_put_back(lan: Visitor, newsroom: Newsroom) -> None:
    draft = taken(newsroom, (LETTERS / "31-tcvn3-html-body.eml").read_bytes())
    decisions.decide(newsroom.app, "demo", draft.id, newsroom.person(), Verdict.APPROVE, "")
    page = lan.get(at(draft)).text
    assert "Máy đã sửa" in page and 'name="may"' not in page and 'name="doan"' not in page
