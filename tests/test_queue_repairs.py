"""Repairs of the sender's wording: each is told, put back where it still stands, and made again."""

from dataclasses import replace
from pathlib import Path

import pytest

from tinbai.decisions import clean_story
from tinbai.model import Block, Item, Repair, Story
from tinbai.parsers.parse import parse
from tinbai.queue.plan import story_of
from tinbai.queue.repairs import WORDS, mend, put_back, standing

LETTERS = Path(__file__).parent / "letters"
OLD = [
    ("11-tcvn3-docx.eml", "tcvn3", "Đinh Xuân Lượng", "§inh Xu©n Lîng"),
    ("12-vni-docx.eml", "vni", "Trương Ngọc Ửng", "Tröông Ngoïc ÖÛng"),
    ("31-tcvn3-html-body.eml", "tcvn3", "Phùng Văn Khải", "Phïng V¨n Kh¶i"),
    ("37-mojibake-web-form.eml", "mojibake", "Kiều Thanh Bình", "Kiá»\x81u Thanh BÃ¬nh"),
]


def item_of(letter: str) -> Item:
    file = LETTERS / letter
    return parse(file.name, file.read_bytes(), lambda _content: None).items[0]


@pytest.mark.parametrize(("letter", "kind", "name", "as_sent"), OLD)
def test_old_letters_are_put_back_in_every_part_and_mended_again(
    letter: str, kind: str, name: str, as_sent: str
) -> None:
    item = item_of(letter)
    repairs = [one for one in item.repairs if one.kind == kind]
    story = clean_story(story_of(item, None))
    assert story.byline and name in story.byline.raw
    back = clean_story(put_back(story, repairs))
    assert back.byline and as_sent.replace("\xad", "") in back.byline.raw
    assert back.title != story.title and {standing(back, one) for one in repairs} == {"as-sent"}
    assert mend(back, repairs) == story


@pytest.mark.parametrize("letter", sorted(file.name for file in LETTERS.glob("*.eml")))
def test_whatever_was_repaired_can_be_put_back_and_mended_again(letter: str) -> None:
    file = LETTERS / letter
    for item in parse(file.name, file.read_bytes(), lambda _content: None).items:
        story = clean_story(story_of(item, None))
        for repair in item.repairs:
            back = clean_story(put_back(story, [repair]))
            assert standing(story, repair) != "mended" or standing(back, repair) == "as-sent"
            assert mend(back, [repair]) == story
        assert mend(clean_story(put_back(story, item.repairs)), item.repairs) == story


def test_what_an_editor_wrote_stays() -> None:
    repair = Repair("end-mark", "Cầu đã xong./.", "Cầu đã xong.")
    story = Story("Cầu", "", (Block("paragraph", text="Cầu đã xong rồi."), Block("paragraph", text="Cầu đã xong.")))
    assert put_back(story, [repair]).body == (story.body[0], Block("paragraph", text="Cầu đã xong./."))
    changed = replace(story, body=story.body[:1])
    assert put_back(changed, [repair]) == changed and standing(changed, repair) == "gone"


def test_a_line_left_out_comes_back_where_it_stood() -> None:
    story = Story("Cầu", "Sapo", (Block("paragraph", text="Một."), Block("paragraph", text="Hai.")))
    left = (Repair("left-out", "Kính gửi: Ban", behind=""), Repair("left-out", "ĐT: 0912", behind="Một."))
    back = put_back(story, left)
    assert [block.text for block in back.body] == ["Kính gửi: Ban", "Một.", "ĐT: 0912", "Hai."]
    assert mend(back, left) == story


def test_a_held_item_tells_of_no_repair() -> None:
    assert item_of("15-secret-stamp.eml").repairs == ()


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        ("01-gmail-docx-photo.eml", "end-mark"),
        ("18-photo-essay.eml", "caption-label"),
        ("42-signed-with-place-and-day.eml", "left-out"),
    ],
)
def test_each_kind_of_change_is_told(letter: str, kind: str) -> None:
    assert kind in {one.kind for one in item_of(letter).repairs} and kind in WORDS
