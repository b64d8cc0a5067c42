"""A new version by the author: his words, the photos of both, and no caption is lost."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tinbai.model import Block, Draft, Item, Revision, State, Story
from tinbai.picture import Crop, Photo
from tinbai.queue.versions import merged, untouched, waits, with_copies

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


def test_of_two_copies_the_larger_is_shown_with_the_caption_of_the_smaller() -> None:
    larger = replace(THREE, width=4000, height=3000)
    item = with_copies(DRAFT, Item("story", "body", photos=(larger,)), {larger.sha256: ONE.sha256})
    made, story = merged(DRAFT, item, Story("", "", (), captions=("",), crops=()))
    assert made.photos == (replace(larger, also=(ONE.sha256,)), TWO)
    assert story.captions == ("Cầu", "Lễ") and story.crops == (None, Crop(left=0.1))


def test_a_smaller_copy_takes_nothing_away() -> None:
    smaller = replace(THREE, width=800, height=600)
    item = with_copies(DRAFT, Item("story", "body", photos=(smaller,)), {smaller.sha256: TWO.sha256})
    made, story = merged(DRAFT, item, Story("", "", (), captions=("Mới",)))
    assert made.photos == (replace(TWO, also=(smaller.sha256,)), ONE)
    assert story.captions == ("Mới", "Cầu") and story.crops == (Crop(left=0.1), None)


def test_of_several_copies_the_largest_takes_the_place() -> None:
    small, large = replace(THREE, width=800, height=600), replace(THREE, sha256="d" * 64, width=4000, height=3000)
    same = {small.sha256: ONE.sha256, large.sha256: ONE.sha256}
    item = with_copies(DRAFT, Item("photos", "body", photos=(small, large)), same)
    made, _ = merged(DRAFT, item, Story("", "", (), captions=("", "")))
    assert [photo.sha256 for photo in made.photos] == [large.sha256, TWO.sha256, small.sha256]


def test_what_a_document_cuts_off_stays_cut_off_in_the_larger_file() -> None:
    cropped = replace(ONE, crop=Crop(left=0.5), thumb="t" * 64, caption="Cầu", suggested_credit="An")
    draft = replace(DRAFT, item=replace(DRAFT.item, photos=(cropped, TWO)))
    larger = replace(THREE, width=4000, height=3000, thumb="u" * 64)
    (shown,) = with_copies(draft, Item("photos", "body", photos=(larger,)), {larger.sha256: ONE.sha256}).photos
    assert (shown.sha256, shown.crop, shown.thumb) == (larger.sha256, Crop(left=0.5), "t" * 64)
    assert (shown.caption, shown.suggested_credit) == ("Cầu", "An")


@pytest.mark.parametrize("side", [4000, 400])
def test_photos_alone_stand_where_their_copies_stood(side: int) -> None:
    copy, new = replace(THREE, width=side, height=side), replace(THREE, name="d.jpg", sha256="d" * 64)
    sent = Item("photos", "body", photos=(new, copy))
    item = with_copies(DRAFT, sent, {copy.sha256: TWO.sha256})
    made, story = merged(DRAFT, item, Story("", "", (), captions=("Ảnh mới", "Lễ hội")))
    shown = replace(copy, also=(TWO.sha256,)) if side == 4000 else replace(TWO, also=(copy.sha256,))
    assert made.photos == (ONE, shown, new) and story.title == "Tít cũ"
    assert story.captions == ("Cầu", "Lễ", "Ảnh mới") and story.credits == ("An", "", "")
    assert story.crops == (None, Crop(left=0.1), None)


@pytest.mark.parametrize("state", State)
def test_only_what_is_not_decided_waits_for_a_version(state: State) -> None:
    expected = {State.RECEIVED, State.IN_REVIEW, State.REVISION_REQUESTED, State.AWAITING_APPROVAL}
    assert waits(replace(DRAFT, state=state)) is (state in expected)


def test_a_text_an_editor_saved_is_touched() -> None:
    assert untouched(DRAFT) and not untouched(replace(DRAFT, revision=Revision(2, AT, "lan", OLD)))
