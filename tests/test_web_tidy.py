"""Small repairs are offered with what they would change; one is a version of its own and can be put back."""

from dataclasses import replace

import pytest

from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.story_desk import at, fields, head, send
from tinbai import decisions
from tinbai.model import Block, Draft

SHOUTED, CALM = "XÃ ĐỒNG VĂN KHÁNH THÀNH CẦU", "Xã Đồng Văn khánh thành cầu"
PLAIN, CURLY = 'Mô hình  "Sạch" ở xã Đồng Văn.', "Mô hình  “Sạch” ở xã Đồng Văn."


@pytest.fixture
def story(newsroom: Newsroom) -> Draft:
    draft = head(newsroom, newsroom.take(letter(1))[0].id)
    new = replace(draft.revision.story, title=SHOUTED, body=(Block("paragraph", text=PLAIN),))
    decisions.edit(newsroom.app, "demo", draft.id, newsroom.person(name="Minh"), 1, new)
    return head(newsroom, draft.id)


def asked(lan: Visitor, draft: Draft, wish: str, **typed: str) -> int:
    return send(lan, f"{at(draft)}/chuan", fields(lan.get(at(draft))) | {"chuan": wish} | typed).status


def test_each_offer_shows_what_it_would_change(lan: Visitor, story: Draft) -> None:
    page = lan.get(at(story)).text
    assert 'value="lay:capitals"' in page and 'value="lay:quotes"' in page and 'value="lay:blanks"' in page
    assert 'value="lay:tones"' not in page  # the house has no style of its own
    assert "Có thể sửa nhanh" in page and ">Xã Đồng Văn khánh thành cầu</ins>" in page


def test_one_is_taken_and_put_back(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    assert asked(lan, story, "lay:quotes") == 303
    now = head(newsroom, story.id).revision
    assert now.no == 3 and now.story == replace(story.revision.story, body=(Block("paragraph", text=CURLY),))
    assert 'value="tra:quotes"' in lan.get(at(story)).text
    asked(lan, story, "tra:quotes")
    assert head(newsroom, story.id).revision.story == story.revision.story
    assert 'value="tra:quotes"' not in lan.get(at(story)).text


def test_what_was_typed_is_saved_before(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    asked(lan, story, "lay:capitals", sapo="Sapo vừa gõ")
    now = head(newsroom, story.id).revision
    assert (now.no, now.story.title, now.story.lead) == (4, CALM, "Sapo vừa gõ")
    asked(lan, story, "tra:capitals")
    assert head(newsroom, story.id).revision.story.lead == "Sapo vừa gõ"


@pytest.mark.parametrize("wish", ["", "lay:", "lay:tab", "xoa:quotes", "tra"])
def test_nonsense_is_no_repair(lan: Visitor, newsroom: Newsroom, story: Draft, wish: str) -> None:
    assert asked(lan, story, wish) == 404
    assert head(newsroom, story.id).revision == story.revision


def test_nothing_is_taken_back_that_was_not_made(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    asked(lan, story, "tra:quotes")
    assert head(newsroom, story.id).revision == story.revision


def test_a_clean_story_is_offered_nothing(lan: Visitor, newsroom: Newsroom) -> None:
    draft = head(newsroom, newsroom.take(letter(2))[0].id)
    assert "Có thể sửa nhanh" not in lan.get(at(draft)).text
