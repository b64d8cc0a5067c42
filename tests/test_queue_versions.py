"""A new version by the author: his words, the photos of both, and no caption is lost."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tinbai.model import Block, Draft, Item, Revision, State, Story
from tinbai.picture import Crop, Photo
from tinbai.queue.versions import merged, untouched, waits

AT = datetime(2026, 3, 2, tzinfo=UTC)
ONE, TWO, THREE = (
    Photo(f"{sha256}.jpg", "image/jpeg", 1600, 1200, 9, sha256 * 64, "attachment") for sha256 in ("a", "b", "c")
)
OLD = Story("Tít cũ", "", (), captions=("Cầu", "Lễ"), credits=("An", ""), crops=(None, Crop(left=0.1)))
DRAFT = Draft(
    "demo", "d", "LG-1", "arrival", State.RECEIVED, AT, None, Item("story", "body", photos=(ONE, TWO)), (),
    Revision(1, AT, "machine", OLD), 9, "",
)  # fmt: skip


def test_a_text_without_photos_keeps_those_that_were_there() -> None:
    item, story = merged(DRAFT, Item("story", "body"), Story("Tít mới", "", ()))
    assert item.photos == (ONE, TWO) and story.title == "Tít mới"
    assert (story.captions, story.credits, story.crops) == (OLD.captions, OLD.credits, OLD.crops)


def test_photos_it_brings_stand_first_so_that_its_figures_keep_their_numbers() -> None:
    body = (Block("figure", photo=0),)
    item, story = merged(DRAFT, Item("story", "body", photos=(THREE,)), Story("", "", body, captions=("Mới",)))
    assert item.photos == (THREE, ONE, TWO) and story.captions == ("Mới", "Cầu", "Lễ")


def test_a_photo_of_both_stands_once_with_the_newer_caption() -> None:
    smaller = replace(THREE, also=(ONE.sha256,))
    item, story = merged(DRAFT, Item("story", "body", photos=(smaller, TWO)), Story("", "", (), captions=("Mới", "")))
    assert item.photos == (smaller, TWO) and story.captions == ("Mới", "Lễ")


@pytest.mark.parametrize("state", State)
def test_only_what_is_not_decided_waits_for_a_version(state: State) -> None:
    expected = {State.RECEIVED, State.IN_REVIEW, State.REVISION_REQUESTED}
    assert waits(replace(DRAFT, state=state)) is (state in expected)


def test_a_text_an_editor_saved_is_touched() -> None:
    assert untouched(DRAFT) and not untouched(replace(DRAFT, revision=Revision(2, AT, "lan", OLD)))
