"""The comparison of original and draft: nothing of either text is lost, what was changed is marked, nothing hangs."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.model import Block
from tinbai.web.changes import Piece, compare, restored, rows

_WORDS = st.lists(st.sampled_from(["Ông", "Bàn", "12", "12,5", "xã", ",", ".", "\n", "“a”", "  "])).map(" ".join)


def _p(*texts: str) -> list[Block]:
    return [Block("paragraph", text=text) for text in texts]


def _only(pieces: Sequence[Piece], *marks: str) -> str:
    return "".join(piece.text for piece in pieces if piece.mark in marks)


@given(_WORDS, _WORDS)
def test_both_texts_can_be_read_out_of_the_comparison(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert _only(pieces, "same", "gone") == old
    assert _only(pieces, "same", "new") == new


@pytest.mark.parametrize(
    "old, new, gone, added",
    [
        ("Hồi đó ai cũng lo", "Ngày ấy ai cũng lo", "Hồi đó", "Ngày ấy"),
        ("giữ đất, giữ rừng./.", "giữ đất, giữ rừng.", "/.", ""),
        ("có 41,5 ha chè", "có 41,8 ha chè", " 41,5", " 41,8"),
        ("giống nhau", "giống nhau", "", ""),
        ("", "mới", "", "mới"),
    ],
)
def test_changed_syllables_are_marked_and_no_others(old: str, new: str, gone: str, added: str) -> None:
    pieces = compare(old, new)
    assert (_only(pieces, "gone"), _only(pieces, "new")) == (gone, added)


@pytest.mark.parametrize(
    "old, new, telling",
    [
        ("có 41,5 ha", "có 41,8 ha", True),
        ("gặp ông Bàn Sinh ở xã", "gặp ông Bàn Sính ở xã", True),
        ("Hồi đó ai cũng lo", "Ngày ấy ai cũng lo", False),
        ("Vui. Sau đó mưa", "Vui. Rồi mưa", False),
        ("họ vui lắm", "họ buồn lắm", False),
    ],
)
def test_changed_figures_and_names_are_told_apart(old: str, new: str, telling: bool) -> None:
    assert any(piece.telling for piece in compare(old, new)) is telling


def test_blocks_are_paired_though_others_come_and_go_between_them() -> None:
    old = _p("một hai ba bốn", "năm sáu bảy tám", "chín mười")
    new = _p("mở đầu mới hẳn", "một hai ba tư", "chín mười")
    assert [(row.change, row.old, row.new) for row in rows(old, new)] == [
        ("new", None, 0),
        ("changed", 0, 1),
        ("gone", 1, None),
        ("same", 2, 2),
    ]


def test_a_figure_is_never_taken_for_another_one() -> None:
    changed = rows([Block("figure", photo=0)], [Block("figure", photo=1)])
    assert sorted(row.change for row in changed) == ["gone", "new"]


@given(st.lists(_WORDS, max_size=6), st.lists(_WORDS, max_size=6))
def test_every_block_of_both_stands_in_exactly_one_row(old: list[str], new: list[str]) -> None:
    found = rows(_p(*old), _p(*new))
    assert [row.old for row in found if row.old is not None] == list(range(len(old)))
    assert [row.new for row in found if row.new is not None] == list(range(len(new)))


@pytest.mark.parametrize(
    "new, place, after",
    [
        (["một hai ba bốn", "năm sáu", "hết"], 0, ["một hai ba", "năm sáu", "hết"]),
        (["một hai ba", "hết"], 1, ["một hai ba", "năm sáu", "hết"]),
        (["mới", "hết"], 1, ["năm sáu", "mới", "hết"]),
        ([], 2, ["hết"]),
        (["một hai ba"], 9, ["một hai ba"]),
    ],
)
def test_a_block_goes_back_to_where_it_stood(new: list[str], place: int, after: list[str]) -> None:
    old = _p("một hai ba", "năm sáu", "hết")
    assert [block.text for block in restored(old, _p(*new), place)] == after


def test_a_text_made_to_be_slow_is_compared_coarsely() -> None:
    """Every syllable equals every other one: the finest comparison would take minutes."""
    old, new = "a b " * 20_000, "x a y b " * 20_000 + "c"
    assert [piece.mark for piece in compare(old, new)] == ["gone", "new"]
    many = _p(*["giống"] * 3000)
    assert len(rows(many, [*_p("khác"), *many[1:]])) == len(many)
