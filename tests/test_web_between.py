"""Any two versions of a story can be compared, and any part of an older one taken back into the text as it stands."""

from dataclasses import replace

import pytest

from tests.desk import Visitor
from tests.newsroom import Newsroom
from tests.story_desk import at, head, send
from tests.test_web_photos import photo, with_photos
from tinbai import decisions
from tinbai.model import Block, Draft, Story
from tinbai.store.people import Person

BEFORE, NOW = "Cầu dài 21 mét.", "Cầu dài 24 mét."
LONG = Block("paragraph", text=BEFORE)


@pytest.fixture
def story(newsroom: Newsroom) -> Draft:
    """A story with one photo and four versions."""
    draft = head(newsroom, newsroom.take(with_photos(photo(600, 400)))[0].id)
    minh = newsroom.person(name="Minh")
    edit(newsroom, draft, minh, title="Tít hai", captions=("Chú thích hai",))
    edit(newsroom, draft, minh, body=(LONG, Block("paragraph", text="Ông Sinh nói.")))
    edit(newsroom, draft, minh, title="Tít bốn", captions=("Chú thích bốn",), body=(replace(LONG, text=NOW),))
    return head(newsroom, draft.id)


def edit(newsroom: Newsroom, draft: Draft, person: Person, **changed: object) -> None:
    now = head(newsroom, draft.id).revision
    new: Story = replace(now.story, **changed)  # type: ignore[arg-type]
    decisions.edit(newsroom.app, draft.outlet, draft.id, person, now.no, new)


def taken_back(lan: Visitor, draft: Draft, version: str, part: str, base: str = "4.0") -> str:
    lan.get(f"{at(draft)}/so-sanh")
    return send(lan, f"{at(draft)}/so-sanh", {"tu": version, "khoi-phuc": part, "goc": base}).to


def test_two_chosen_versions_are_compared_syllable_by_syllable(lan: Visitor, story: Draft) -> None:
    page = lan.get(f"{at(story)}/so-sanh?tu=3&den=4").text
    assert "Từ bản thứ 3 đến bản thứ 4" in page
    assert 'Cầu dài <del class="fig">21</del> <ins class="fig">24</ins> mét.' in page
    assert "<del>Ông Sinh nói.</del>" in page or '<del class="fig">Ông Sinh nói.</del>' in page
    assert "Chú thích <del>hai</del> <ins>bốn</ins>" in page
    assert page.count('name="khoi-phuc"') == 4  # title, caption, and two paragraphs


def test_without_a_choice_the_first_and_the_latest_are_compared(lan: Visitor, story: Draft) -> None:
    assert "Từ bản thứ 1 đến bản thứ 4" in lan.get(f"{at(story)}/so-sanh").text
    assert "Từ bản thứ 1 đến bản thứ 4" in lan.get(f"{at(story)}/so-sanh?tu=99&den=x").text
    assert "giống hệt nhau" in lan.get(f"{at(story)}/so-sanh?tu=2&den=2").text
    assert 'action="' + at(story) + '/so-sanh"' in lan.get(f"{at(story)}/lich-su").text


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("tieu-de", {"title": "Tít hai"}),
        ("ct-1", {"captions": ("Chú thích hai",)}),
        ("0", {"body": (Block("paragraph", text="Cầu dài 21 mét."),)}),
        ("1", {"body": (Block("paragraph", text="Cầu dài 24 mét."), Block("paragraph", text="Ông Sinh nói."))}),
        ("99", {}),
        ("ct-7", {}),
        ("x", {}),
    ],
)
def test_one_part_comes_back_and_nothing_else_changes(
    lan: Visitor, newsroom: Newsroom, story: Draft, part: str, changed: dict[str, object]
) -> None:
    assert taken_back(lan, story, "3", part) == f"{at(story)}/so-sanh?tu=3"
    now = head(newsroom, story.id).revision
    assert now.story == replace(story.revision.story, **changed)  # type: ignore[arg-type]
    assert now.no == (5 if changed else 4)


def test_what_was_written_meanwhile_is_not_touched(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    for base in ("3.0", "4.7", "", "x"):
        taken_back(lan, story, "3", "tieu-de", base)
        assert head(newsroom, story.id).revision == story.revision
    assert "đồng nghiệp" in lan.get(f"{at(story)}/so-sanh").text.lower()
