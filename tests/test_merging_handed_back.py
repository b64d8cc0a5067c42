"""What an author sent while his story was part of another one goes back with it: words, photos, and what waits."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.desk import Visitor
from tests.newsroom import Newsroom
from tests.story_desk import at, send
from tests.test_judging import key, tie
from tests.test_merging import merge, now
from tests.test_photos import jpeg, post, scene
from tests.test_ties import EDITED, OTHER, STORY
from tinbai import decisions, merging
from tinbai.model import Draft, State, Verdict
from tinbai.store import drafts, photo_prints, prints, versions
from tinbai.store.people import Person
from tinbai.store.tables import twin_texts


@pytest.fixture
def lan(newsroom: Newsroom) -> Person:
    return newsroom.person(name="Lan")


def sent(newsroom: Newsroom, number: int, text: str, by: int, *photos: bytes) -> list[Draft]:
    """All drafts, the first that came first."""
    newsroom.take(post(number, *photos, text=text, by=by))
    with newsroom.app.database.read() as tx:
        rows = sorted(newsroom.drafts(), key=lambda row: row.receipt_no)
        return [drafts.get(tx, row.outlet, row.id) for row in rows]


@pytest.fixture
def two(newsroom: Newsroom) -> tuple[Draft, Draft]:
    """Of two authors."""
    sent(newsroom, 1, STORY, 1)
    one, other = sent(newsroom, 2, EDITED, 2)
    return one, other


def again(newsroom: Newsroom) -> None:
    """The author of the second one sends it with other words and a photo."""
    text = EDITED.replace("hàng trăm lượt", "hàng vạn lượt")
    assert len(sent(newsroom, 3, text, 2, jpeg(scene(7)))) == 2


def of_index(newsroom: Newsroom) -> tuple[set[str], set[str]]:
    """The drafts under which the index has the second text, and those that show a photo."""
    with newsroom.app.database.read() as tx:
        pks = tx.execute(sa.select(twin_texts.c.pk)).scalars().all()
        texts = {text.ref for text in prints.texts(tx, pks).values() if "hang van" in text.text}
        return texts, {row.id for row in newsroom.drafts() if photo_prints.of_draft(tx, (row.outlet, row.id))}


def test_its_words_and_photos_go_along_in_the_index(newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]) -> None:
    one, other = two
    merge(newsroom, one, other, lan)
    again(newsroom)
    assert of_index(newsroom) == ({one.id}, {one.id})
    merging.split(newsroom.app, *key(other), lan, keep_text=False)
    assert of_index(newsroom) == ({other.id}, {other.id})
    decisions.hold(newsroom.app, *key(other), lan)
    assert of_index(newsroom) == (set(), set()) and now(newsroom, one).state is State.RECEIVED


def test_what_was_asked_for_and_came_meanwhile_is_waited_for_no_more(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    decisions.decide(newsroom.app, *key(other), lan, Verdict.ASK, "Xin thêm ảnh")
    merge(newsroom, one, now(newsroom, other), lan)
    again(newsroom)
    merging.split(newsroom.app, *key(other), lan, keep_text=False)
    assert now(newsroom, other).state is State.IN_REVIEW


@pytest.mark.parametrize(("text", "place"), [(OTHER, 1), (STORY, 0)])
def test_of_one_who_wrote_both_it_goes_where_its_words_are(
    newsroom: Newsroom, lan: Person, text: str, place: int
) -> None:
    sent(newsroom, 1, STORY, 1)
    one, other = sent(newsroom, 2, OTHER, 1)
    tie(newsroom, one, other, "related")
    merge(newsroom, one, other, lan)
    sent(newsroom, 3, f"{text.rstrip()}\nBà con rất phấn khởi, mong sớm có thêm.\n", 1)
    merging.split(newsroom.app, *key(other), lan, keep_text=False)
    assert (offers(newsroom, one), offers(newsroom, other)) == (1 - place, place)


def test_what_an_editor_has_left_stays_where_he_left_it(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft]
) -> None:
    one, other = two
    for number, word in ((3, "vạn"), (4, "nghìn")):
        merge(newsroom, one, other, lan)
        sent(newsroom, number, EDITED.replace("hàng trăm lượt", f"hàng {word} lượt"), 2)
        if number == 3:
            decisions.settle_version(newsroom.app, *key(one), lan, 1, 1, take=False)
        merging.split(newsroom.app, *key(other), lan, keep_text=False)
    assert (offers(newsroom, one), offers(newsroom, other)) == (1, 1)


def offers(newsroom: Newsroom, draft: Draft) -> int:
    with newsroom.app.database.read() as tx:
        return len(versions.of_draft(tx, *key(draft)))


@pytest.mark.parametrize("more", [False, True])
def test_of_a_page_that_showed_another_version_nothing_is_taken(
    newsroom: Newsroom, lan: Person, two: tuple[Draft, Draft], more: bool
) -> None:
    one, other = two
    merge(newsroom, one, other, lan)
    again(newsroom)
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor", name="Minh")
    address = f"{at(one)}/ban-gui/1"
    shown = dict(re.findall(r'<input type="hidden" name="(goc|thu)" value="([^"]+)"', visitor.get(address).text))
    merging.split(newsroom.app, *key(other), lan, keep_text=False)
    if more:
        decisions.edit(newsroom.app, *key(one), lan, 1, replace(one.revision.story, title="Tít của Lan"))
        sent(newsroom, 4, STORY.replace("hàng trăm lượt", "hàng nghìn lượt"), 1)
    before = now(newsroom, one).revision
    send(visitor, address, {**shown, "goc": str(before.no), "v": "lay"})
    assert now(newsroom, one).revision == before and "Đồng nghiệp" in visitor.get(at(one)).text
