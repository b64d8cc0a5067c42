"""A shared passage gives shared prints, on every machine the same."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tinbai.queue.twins import event
from tinbai.queue.twins.fold import plain, words_of
from tinbai.queue.twins.prints import BITS, asked, grams, kept, prints_of, series_of
from tinbai.store.postings import BESIDE, PRINT_BITS

_WORDS = st.lists(st.sampled_from([f"w{chr(97 + a)}{chr(97 + b)}" for a in range(9) for b in range(9)]), max_size=90)


def _text(seed: int, words: int) -> list[str]:
    rng = Random(seed)
    return ["".join(rng.choices("aeghilmnotu", k=4)) for _ in range(words)]


def test_prints_do_not_depend_on_the_process() -> None:
    """They stand in the database: a hash that changes with the interpreter would empty the index."""
    assert grams(["sang", "nay", "tai", "xa", "khe", "ngoc"]) == [141881381152, 485673458596]


def test_prints_fit_below_the_version_in_the_key() -> None:
    assert (BITS, event._WINDOWS) == (PRINT_BITS, BESIDE)
    assert max(grams(_text(3, 500))) < 1 << BITS


@given(_WORDS, _WORDS, _WORDS)
def test_a_shared_passage_is_found(passage: list[str], before: list[str], after: list[str]) -> None:
    """Around every print kept of a passage of 28 words and more, another text with the passage asks for it."""
    passage = (passage + _text(1, 60))[:60]
    old, new = [*before, *passage], [*after, *passage, *before]
    assert kept(grams(old)).keys() & asked(grams(new)).keys()


@given(_WORDS)
def test_what_is_kept_is_asked(words: list[str]) -> None:
    hashes = grams(words)
    assert kept(hashes).keys() <= asked(hashes).keys()


def test_few_are_kept_and_short_texts_keep_more() -> None:
    assert 22 <= len(kept(grams(_text(2, 450)))) <= 34
    assert 10 <= len(kept(grams(_text(2, 120)))) <= 18
    assert not prints_of(words_of("bon tu thoi"))[1]


def test_another_figure_is_another_print() -> None:
    one, other = (prints_of(words_of(f"tong cong {n} ho dan"))[1] for n in (7, 8))
    assert one.keys().isdisjoint(other)


def test_next_months_report_of_the_same_unit_has_the_same_marks() -> None:
    """Whatever the figures; a report of another unit on the same form has others."""
    form = "Công an xã {} tuần tra {} buổi, nhắc nhở {} trường hợp vi phạm tại địa bàn xã {}."
    march, april, other = (
        set(series_of(words_of(plain(form.format(unit, n, n + 7, unit)))))
        for unit, n in (("Khe Ngọc", 12), ("Khe Ngọc", 31), ("Ia Kênh", 12))
    )
    assert march == april and march and march.isdisjoint(other)


def test_a_text_without_names_is_of_no_series() -> None:
    assert series_of(words_of("khong co ten rieng nao trong cau nay ca")) == []
