"""Two texts side by side: every word is matched once, and figures are told apart from words."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tinbai.queue.twins.align import SEED, align
from tinbai.queue.twins.fold import Words, words_of

_TEXT = st.lists(st.sampled_from(["an", "binh", "cuong", "dung", "7", "8", "9"]), max_size=80).map(" ".join)


def _words(text: str) -> Words:
    return words_of(text)


@given(_TEXT, _TEXT)
def test_runs_are_equal_words_and_never_overlap(one: str, two: str) -> None:
    new, old = _words(one), _words(two)
    taken_new: set[int] = set()
    taken_old: set[int] = set()
    for block in align(new, old).blocks:
        for run in block.runs:
            assert run.length >= SEED
            assert new.shown[run.new : run.new + run.length] == old.shown[run.old : run.old + run.length]
            here, there = range(run.new, run.new + run.length), range(run.old, run.old + run.length)
            assert taken_new.isdisjoint(here) and taken_old.isdisjoint(there)
            taken_new.update(here)
            taken_old.update(there)


@given(st.lists(st.sampled_from(["an", "binh", "7"]), min_size=SEED, max_size=60))
def test_a_varied_text_beside_itself_is_one_run(words: list[str]) -> None:
    numbered = [f"{word}{'x' * place}" if word != "7" else word for place, word in enumerate(words)]
    text = _words(" ".join(numbered))
    found = align(text, text)
    assert found.changed == () and found.same_figures == len(text.figures)


def test_figures_that_changed_are_named_by_their_places() -> None:
    new = _words("cau dai 21 met tong kinh phi 301 trieu dong")
    old = _words("cau dai 20 met tong kinh phi 301 trieu dong")
    found = align(new, old)
    assert found.changed == ((2, 2),) and found.same_figures == 1


def test_a_changed_word_does_not_end_a_block_a_new_passage_does() -> None:
    left, right = "mot hai ba bon nam", "sau bay tam chin muoi"
    assert len(align(_words(f"{left} x {right}"), _words(f"{left} y {right}")).blocks) == 1
    assert len(align(_words(f"{left} {'x ' * 10}{right}"), _words(f"{left} {right}")).blocks) == 2


def test_a_text_made_to_cost_time_is_compared_in_part() -> None:
    rng = Random(1)
    text = _words(" ".join(rng.choices(["an", "binh", "cuong", "dung", "hai", "lan", "mai", "nga"], k=20_000)))
    assert align(text, _words(" ".join(reversed(text.shown)))).new_words == 20_000
