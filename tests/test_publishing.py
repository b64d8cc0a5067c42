"""A story is published: its author is told where, unless that was taken back in time."""

import pytest

from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai import publishing
from tinbai.decisions import decide
from tinbai.errors import NotAllowed
from tinbai.model import State, Verdict
from tinbai.store.people import Person

URL = "https://lamgiang.example.vn/tin/cau-so-1"


@pytest.fixture
def editor(newsroom: Newsroom) -> Person:
    """Who has approved the one story."""
    newsroom.take(letter(1))
    person = newsroom.person("chief_editor")
    decide(newsroom.app, "demo", newsroom.drafts()[0].id, person, Verdict.APPROVE, "")
    return person


def test_the_author_is_told_where_it_stands(newsroom: Newsroom, editor: Person) -> None:
    publishing.publish(newsroom.app, "demo", newsroom.drafts()[0].id, editor, f" {URL} ")
    assert newsroom.drafts()[0].state is State.PUBLISHED
    (told,) = [sent for sent in newsroom.letters() if sent.kind == "published"]
    assert URL in told.letter.text.splitlines() and told.due > newsroom.app.now() and "Khánh thành" in told.letter.text


def test_taken_back_in_time_it_is_not_told(newsroom: Newsroom, editor: Person) -> None:
    draft = newsroom.drafts()[0].id
    publishing.publish(newsroom.app, "demo", draft, editor, URL)
    publishing.unmark(newsroom.app, "demo", draft, editor)
    publishing.publish(newsroom.app, "demo", draft, editor, URL + "-moi")
    states = sorted(sent.state for sent in newsroom.letters() if sent.kind == "published")
    assert states == ["cancelled", "due"]


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "https://", "https://a b", 'https://x/"y', "ftp://x/y", "https://u:p@x/"]
)
def test_only_the_address_of_a_page_is_taken(newsroom: Newsroom, editor: Person, address: str) -> None:
    with pytest.raises(NotAllowed):
        publishing.publish(newsroom.app, "demo", newsroom.drafts()[0].id, editor, address)
    assert newsroom.drafts()[0].state is State.APPROVED


def test_what_is_not_approved_is_not_published(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    with pytest.raises(NotAllowed):
        publishing.publish(newsroom.app, "demo", newsroom.drafts()[0].id, newsroom.person(), URL)
