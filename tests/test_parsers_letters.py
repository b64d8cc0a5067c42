"""Every letter against its expected JSON."""

import hashlib
from pathlib import Path

import pytest

from tests.letters_compare import LETTERS, differences, expected_of, understood

ALL = sorted(LETTERS.glob("*.eml"))
HELD = {one: [item.get("hold") == "secret" for item in expected_of(one).get("items", ())] for one in ALL}
SECRET = [one for one, held in HELD.items() if held and all(held)]


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.stem)
def test_is_understood_as_laid_down(letter: Path) -> None:
    actual, _ = understood(letter)
    assert differences(expected_of(letter), actual) == []


@pytest.mark.parametrize("letter", sorted({*ALL} - {*SECRET}), ids=lambda letter: letter.stem)
def test_contents_are_named_by_their_hash_and_complete(letter: Path) -> None:
    actual, kept = understood(letter)
    assert all(hashlib.sha256(content.data).hexdigest() == sha256 for sha256, content in kept.items())
    photos = {photo["sha256"] for item in actual["items"] for photo in item["photos"]}
    stories = {one["sha256"] for one in actual["mail"]["attachments"] if one["use"] in ("story", "photo", "unreadable")}
    assert photos | stories <= set(kept)


@pytest.mark.parametrize("letter", SECRET, ids=lambda letter: letter.stem)
def test_nothing_of_a_secret_paper_leaves(letter: Path) -> None:
    actual, kept = understood(letter)
    assert kept == {}
    assert actual["problems"] == []
    item = actual["items"][0]
    assert (item["title"], item["lead"], item["body"], item["byline"]) == (None, None, [], None)
    assert (item["photos"], item["text"], item["dateline"], item["event_date"]) == ([], "", None, None)


def test_every_letter_has_its_expectation() -> None:
    assert len(ALL) >= 45
    assert all(letter.with_suffix(".json").exists() for letter in ALL)
