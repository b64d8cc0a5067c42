"""A text file is read whatever encoding it came in, and what needs no repair is left alone."""

import pytest

from tests import legacy_recall
from tests.oldfonts_accuracy import NEWS
from tinbai.parsers.encoding.repairs import repair_text

OFTEN = 120  # every so manieth newspaper story; `python -m tests.legacy_recall` prints the figures of many more
TEXTS = legacy_recall.news(OFTEN)


@pytest.mark.skipif(not TEXTS, reason=f"NOT SHOWN: no stories of newspapers in {NEWS}")
@pytest.mark.parametrize("name", legacy_recall.WRITERS)
@pytest.mark.slow
def test_twelve_words_are_enough(name: str) -> None:
    share, count = legacy_recall.recall(legacy_recall.WRITERS[name], TEXTS, 12)
    assert count > 500
    assert share >= 0.99


@pytest.mark.skipif(not TEXTS, reason=f"NOT SHOWN: no stories of newspapers in {NEWS}")
@pytest.mark.parametrize("size", [3, 12])
def test_clean_stories_of_newspapers_are_left_alone(size: int) -> None:
    found, count = legacy_recall.false_hits(TEXTS, size)
    assert count > 500
    assert found == 0


def test_one_foreign_name_again_and_again_is_no_old_encoding() -> None:
    assert repair_text("(Sarala) Thaï Thaï (Pattachote) Thaï")[1] == "unicode"


@pytest.mark.parametrize("name", legacy_recall.WRITERS)
def test_a_text_file_needs_no_label(name: str) -> None:
    text = "Sáng nay, ủy ban nhân dân xã Hòa Bình đã tổ chức lễ ra quân trồng cây tại hai thôn."
    assert " ".join(legacy_recall.words(legacy_recall.read(legacy_recall.WRITERS[name](text)))) == text
