"""What saves itself while somebody types is one revision; nobody's words and nothing decided on is written over."""

from dataclasses import replace

import pytest

from tests.conftest import Clock
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai import decisions
from tinbai.errors import Conflict
from tinbai.model import Revision, Verdict
from tinbai.store import drafts
from tinbai.store.people import Person


class Typing:
    """A person at a draft whose page saves itself."""

    def __init__(self, newsroom: Newsroom, draft: str, person: Person) -> None:
        self.newsroom, self.draft, self.person = newsroom, draft, person
        self.look()

    def look(self) -> None:
        self.seen = self.history()[-1]

    def history(self) -> list[Revision]:
        with self.newsroom.app.database.read() as tx:
            return drafts.history(tx, "demo", self.draft)

    def types(self, title: str, *, typing: bool = True) -> int:
        story = replace(self.seen.story, title=title)
        number = decisions.edit(
            self.newsroom.app,
            "demo",
            self.draft,
            self.person,
            self.seen.no,
            story,
            saves=self.seen.saves,
            typing=typing,
        )
        self.look()
        return number

    @property
    def titles(self) -> list[str]:
        return [one.story.title for one in self.history()[1:]]


@pytest.fixture
def lan(newsroom: Newsroom) -> Typing:
    return Typing(newsroom, newsroom.take(letter(1))[0].id, newsroom.person(name="Lan"))


def another(lan: Typing, name: str = "Minh") -> Typing:
    return Typing(lan.newsroom, lan.draft, lan.newsroom.person(name=name))


def test_typing_goes_on_in_one_revision_until_it_is_saved_by_hand(lan: Typing) -> None:
    assert [lan.types(title) for title in ("a", "ab", "abc")] == [2, 2, 2]
    assert lan.types("abcd", typing=False) == 2
    assert lan.types("abcde") == 3
    assert lan.titles == ["abcd", "abcde"]


def test_saving_by_hand_what_is_saved_already_ends_the_revision(lan: Typing) -> None:
    lan.types("a")
    assert lan.types("a", typing=False) == 2
    assert lan.types("b") == 3


def test_after_a_pause_a_new_revision_begins(lan: Typing, clock: Clock) -> None:
    lan.types("a")
    clock.forward(minutes=9)
    lan.types("b")
    clock.forward(minutes=11)
    lan.types("c")
    assert lan.titles == ["b", "c"]


def test_after_ten_minutes_of_typing_a_new_revision_begins(lan: Typing, clock: Clock) -> None:
    for number in range(decisions.MOST_SAVES + 2):
        clock.forward(seconds=5)
        lan.types(f"tít {number}")
    assert lan.titles == [f"tít {decisions.MOST_SAVES}", f"tít {decisions.MOST_SAVES + 1}"]


def test_a_text_that_was_typed_on_since_it_was_seen_is_not_written_over(lan: Typing) -> None:
    minh = another(lan)
    lan.types("a")
    minh.look()
    lan.types("ab")
    for typing in (True, False):
        with pytest.raises(Conflict):
            minh.types("m", typing=typing)
    minh.look()
    minh.types("m")
    with pytest.raises(Conflict):
        lan.types("abc")
    assert lan.titles == ["ab", "m"]


def test_the_same_person_in_two_windows_is_told_too(lan: Typing) -> None:
    other = Typing(lan.newsroom, lan.draft, lan.person)
    lan.types("a")
    other.look()
    lan.types("ab")
    with pytest.raises(Conflict):
        other.types("x")


def test_what_a_decision_rests_on_is_not_written_on(lan: Typing, clock: Clock) -> None:
    lan.types("a")
    clock.forward(seconds=5)
    decisions.decide(lan.newsroom.app, "demo", lan.draft, lan.person, Verdict.APPROVE, "")
    decisions.undo(lan.newsroom.app, "demo", lan.draft, lan.person)
    clock.forward(seconds=5)
    lan.look()
    assert lan.types("b") == 3 and lan.titles == ["a", "b"]
