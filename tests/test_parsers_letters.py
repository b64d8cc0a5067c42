"""Every letter against its expected JSON."""

import hashlib
from pathlib import Path

import pytest

from tests.letters_compare import LETTERS, differences, expected_of, understood

ALL = sorted(LETTERS.glob("*.eml"))
NOT_YET = {
    "05-yahoo-interview-doc": "Word 97 (.doc) is not read yet",
}
SECRET = ("15-secret-stamp", "36-secret-stamp-text-box")


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.stem)
def test_is_understood_as_laid_down(letter: Path) -> None:
    actual, _ = understood(letter)
    differing = differences(expected_of(letter), actual)
    if letter.stem in NOT_YET:
        assert differing, f"{letter.stem} is understood now: take it out of NOT_YET"
        pytest.xfail(NOT_YET[letter.stem])
    assert differing == []


@pytest.mark.parametrize("stem", NOT_YET)
def test_what_is_not_read_yet_is_listed_and_told(stem: str) -> None:
    actual, kept = understood(LETTERS / f"{stem}.eml")
    expected = expected_of(LETTERS / f"{stem}.eml")
    listed = [(one["name"], one["bytes"], one["sha256"]) for one in actual["mail"]["attachments"]]
    assert listed == [(one["name"], one["bytes"], one["sha256"]) for one in expected["mail"]["attachments"]]
    unread = listed[-1]
    assert unread[2] in kept
    assert [problem["where"] for problem in actual["problems"] if problem["code"].endswith("-not-read")] == [unread[0]]
    assert actual["class"] == "submission"


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.stem)
def test_contents_are_named_by_their_hash_and_complete(letter: Path) -> None:
    actual, kept = understood(letter)
    assert all(hashlib.sha256(content.data).hexdigest() == sha256 for sha256, content in kept.items())
    photos = {photo["sha256"] for item in actual["items"] for photo in item["photos"]}
    stories = {one["sha256"] for one in actual["mail"]["attachments"] if one["use"] in ("story", "photo", "unreadable")}
    assert photos | stories <= set(kept)


@pytest.mark.parametrize("stem", SECRET)
def test_nothing_of_a_secret_paper_leaves(stem: str) -> None:
    actual, kept = understood(LETTERS / f"{stem}.eml")
    assert kept == {}
    assert actual["problems"] == []
    item = actual["items"][0]
    assert (item["title"], item["lead"], item["body"], item["byline"]) == (None, None, [], None)
    assert (item["photos"], item["text"], item["dateline"], item["event_date"]) == ([], "", None, None)


def test_every_letter_has_its_expectation() -> None:
    assert len(ALL) == 45
    assert all(letter.with_suffix(".json").exists() for letter in ALL)
