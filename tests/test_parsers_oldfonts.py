"""Stories typed in old fonts come out letter by letter, wherever the file keeps the font."""

import pytest

from tests import oldfonts
from tests import oldfonts_accuracy as accuracy
from tests.oldfonts import HANDS, PLACES, Hand
from tests.oldfonts_accuracy import Count, measured
from tinbai.parsers.document import Paragraph
from tinbai.parsers.docx.read import read_docx

ACCURACY = 0.999
OFTEN = 20  # every so manieth newspaper story; `python -m tests.oldfonts_accuracy` takes all of them


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.plain)
@pytest.mark.parametrize("place", accuracy.ALL)
def test_the_stories_come_out_right(place: str, hand: Hand) -> None:
    count = measured(place, hand, accuracy.stories())
    assert count.stories == 15
    assert count.accuracy >= ACCURACY


@pytest.mark.slow
def test_stories_of_newspapers_come_out_right() -> None:
    texts = accuracy.news(OFTEN)
    if not texts:
        pytest.skip(f"NOT SHOWN: no stories of newspapers in {accuracy.NEWS}")
    counts = [
        measured(place, hand, texts[number :: len(PLACES)]) for number, place in enumerate(PLACES) for hand in HANDS
    ]
    assert min(one.accuracy for one in counts if one.stories) >= ACCURACY


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.plain)
def test_labels_of_lists_in_an_old_font_are_read(hand: Hand) -> None:
    data = PLACES["list with labels"](accuracy.stories()[0][:2], hand)
    pieces = [piece for piece in read_docx(data).pieces if isinstance(piece, Paragraph)]
    assert [piece.list_label for piece in pieces] == ["Mục 1.", "Mục 2."]


@pytest.mark.parametrize(
    ("wanted", "found", "letters"),
    [("abc", "abc", 0), ("abc", "axc", 1), ("abc", "ac", 1), ("", "ab", 2), ("kitten", "sitting", 3)],
)
def test_the_measure_counts_letters(wanted: str, found: str, letters: int) -> None:
    assert accuracy.distance(wanted, found) == letters
    count = Count()
    count.add([wanted], [found])
    assert count.wrong == letters


def test_what_is_not_decoded_is_not_right() -> None:
    """The measure would see it."""
    lines = accuracy.stories()[0]
    typed = ["".join(one.text for one in oldfonts.strokes(line, HANDS[0])) for line in lines]
    count = Count()
    count.add(accuracy.wanted(lines), typed)
    assert count.accuracy < 0.8
