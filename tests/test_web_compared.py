"""Two stories side by side: what is the same on both sides is called so, what a reader must not miss stands out."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tinbai.model import Block, Byline, Story
from tinbai.queue.twins.phrases import masked
from tinbai.web.compared import Piece, Told, as_read, beside, boilerplate, differing, pairs

FORMULA = "phục vụ công tác bảo đảm an ninh, trật tự trên địa bàn"


def said(pieces: Sequence[Piece]) -> str:
    """Same words bare; [changed], {only here}, ~boilerplate~; ! behind a figure or a name."""
    marks = {"same": ("", ""), "changed": ("[", "]"), "only": ("{", "}"), "boiler": ("~", "~")}
    return "".join(
        f"{one.blank}{marks[one.kind][0]}{one.words}{marks[one.kind][1]}{'!' * one.telling}" for one in pieces
    )


def story(*paragraphs: str, title: str = "Tít", byline: str = "Hoa") -> Story:
    return Story(title, "", tuple(Block("paragraph", text=text) for text in paragraphs), Byline(byline))


@pytest.mark.parametrize(
    ("a", "b", "shown"),
    [
        (
            "Mô hình gồm 16 mắt camera",
            "Mô hình gồm 18 mắt camera",
            ("Mô hình gồm [16]! mắt camera", "Mô hình gồm [18]! mắt camera"),
        ),
        ("Trung tá Mạc Văn Hiếu", "Trung tá Mạc Văn Hiến", ("Trung tá Mạc Văn [Hiếu]!", "Trung tá Mạc Văn [Hiến]!")),
        ("tổ chức lễ ra mắt", "tổ chức ra mắt", ("tổ chức {lễ} ra mắt", "tổ chức ra mắt")),
        ("ở thôn", "tại thôn", ("[ở] thôn", "[tại] thôn")),
        ("RA MẮT MÔ HÌNH", "Ra mắt mô hình", ("RA MẮT MÔ HÌNH", "Ra mắt mô hình")),
        ("hòa thuận", "hoà thuận", ("hòa thuận", "hoà thuận")),
        ("Ngày 09/10/2025, xã", "Sáng 9-10, xã", ("[Ngày 09/10/2025], xã", "[Sáng 9-10], xã")),
        ("Ngày 09/10/2025, xã", "Sáng 9-11, xã", ("[Ngày] [09/10/2025]!, xã", "[Sáng] [9-11]!, xã")),
        (
            "kinh phí 68 triệu đồng",
            "kinh phí 68.000.000 đồng",
            ("kinh phí [68 triệu] đồng", "kinh phí [68.000.000] đồng"),
        ),
        (
            "bảo quản thiết bị; kịp thời",
            "bảo quản thiết bị, kịp thời",
            ("bảo quản thiết bị; kịp thời", "bảo quản thiết bị, kịp thời"),
        ),
        ("bị mất. Tới đây, xã làm.", "bị mất.", ("bị mất. {Tới đây, xã làm.}", "bị mất.")),
        ("", "mới", ("", "{mới}")),
        ("UBND xã Bến Gáo", "Ủy ban nhân dân xã Bến Gáo", ("[UBND] xã Bến Gáo", "[Ủy ban nhân dân] xã Bến Gáo")),
    ],
)
def test_each_side_is_marked_in_its_own_words(a: str, b: str, shown: tuple[str, str]) -> None:
    one, other = beside(a, b)
    assert "".join(piece.text for piece in one) == a and "".join(piece.text for piece in other) == b
    assert (said(one), said(other)) == shown


@pytest.mark.parametrize(
    ("a", "b", "telling"),
    [
        ("Xã đóng bến đò từ ngày 12/5 vì phao hỏng.", "Từ ngày 12/5, xã đóng bến đò vì phao hỏng.", ""),
        ("Xã cho hay đã tặng bò ở Nậm Pì hôm qua.", "Ở Nậm Pì, xã cho hay đã tặng bò hôm qua.", ""),
        ("Có 3 hộ nghèo và 5 hộ khá.", "Có 5 hộ nghèo và 3 hộ khá.", "3 5"),
        ("Xã đóng bến đò từ ngày 12/5 vì phao hỏng.", "Từ ngày 15/6, xã đóng bến đò vì phao hỏng.", "12/5"),
    ],
)
def test_a_figure_or_name_in_another_place_is_none_that_differs(a: str, b: str, telling: str) -> None:
    """But where one stands in the place of another both stand out, even if they are merely exchanged."""
    one, _ = beside(a, b)
    assert " ".join(piece.words for piece in one if piece.telling) == telling


def test_paragraphs_stand_beside_their_counterparts() -> None:
    a, b = story("Một hai ba bốn.", "Chỉ ở A mà thôi."), story("Một hai ba năm.", "Riêng của bản B.")
    found = pairs(a, b)
    assert [(one.part, one.place_a, one.place_b, one.same) for one in found] == [
        ("title", None, None, True), ("body", 0, 0, False), ("body", 1, None, False), ("body", None, 1, False),
        ("byline", None, None, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "whole"),
    [
        ("Cầu dài 21 mét, rộng 3 mét.", "Cầu dài 24 mét, rộng 3 mét.", False),
        ("Sáng nay xã Bến Gáo mở hội.", "Tiếng đàn tính vang khắp sân nhà văn hóa.", True),
    ],
)
def test_what_has_hardly_a_word_in_common_is_read_as_a_whole(a: str, b: str, whole: bool) -> None:
    title = pairs(story(title=a), story(title=b))[0]
    assert title.whole is whole and bool(differing([title])) is not whole


def test_a_paragraph_that_moved_stands_beside_itself() -> None:
    one, two, three = (f"Đoạn {n} kể chuyện {n} của làng {n} rất dài và rõ ràng." for n in ("một", "hai", "ba"))
    found = [pair for pair in pairs(story(one, two, three), story(three, one, two)) if pair.part == "body"]
    assert [(pair.place_a, pair.place_b, pair.moved) for pair in found] == [(0, 1, False), (1, 2, False), (2, 0, True)]
    assert not found[2].same and said(found[2].a) == three


ONE, TWO, NEW = (
    "Sáng 1/3, xã Bến Gáo khánh thành cầu dài 21 mét do dân góp công xây dựng.",
    "Ông Sinh nói học sinh không còn phải lội suối mỗi khi mùa mưa lũ tràn về.",
    "Tiếng khèn vang lên khắp bản làng trong ngày vui của bà con vùng cao.",
)


@pytest.mark.parametrize(
    ("a", "b", "rows"),
    [
        ((ONE, TWO), (NEW, ONE.replace("21", "24"), TWO), ["lead ab moved", "lead b", "body ab"]),
        ((NEW, ONE.replace("21", "24"), TWO), (ONE, TWO), ["lead a", "body ab moved", "body ab"]),
        ((ONE, TWO), (TWO, ONE.replace("21", "24")), ["lead ab moved", "body ab moved"]),
        ((ONE, TWO), ("", ONE.replace("21", "24"), TWO), ["lead ab moved", "body ab"]),
        ((ONE, TWO), (ONE.replace("21", "24"), TWO), ["lead ab", "body ab"]),
        ((ONE, TWO), (NEW, TWO), ["lead ab", "body ab"]),
    ],
)
def test_a_lead_stands_beside_the_paragraph_that_it_is(a: tuple[str, ...], b: tuple[str, ...], rows: list[str]) -> None:
    one, other = (replace(story(*rest), lead=lead) for lead, *rest in (a, b))
    found = [pair for pair in as_read(one, other) if pair.part in ("lead", "body")]
    shown = [f"{row.part} {'a' * bool(row.a)}{'b' * bool(row.b)}{' moved' * row.moved}" for row in found]
    assert shown == rows
    assert ("24" in {told.a for told in differing(found)} | {told.b for told in differing(found)}) is (
        "24" in "".join(a + b)
    )


def test_boilerplate_is_hatched_where_both_say_it_and_a_change_in_it_is_told() -> None:
    known = boilerplate([FORMULA], masked)
    one, other = beside(f"Xã ra mắt đội, {FORMULA}.", f"Xã ra mắt tổ, {FORMULA.replace('bảo đảm', 'giữ gìn')}.", known)
    assert said(one) == "Xã ra mắt [đội], ~phục vụ công tác~ [bảo đảm] ~an ninh, trật tự trên địa bàn~."
    assert said(other).endswith("an ninh, trật tự trên địa bàn~.")


def test_figures_and_names_that_differ_are_listed_once() -> None:
    a = story("Cầu dài 21 mét.", "Ông Sinh nói cầu dài 21 mét, rộng 3 mét.")
    b = story("Cầu dài 24 mét.", "Ông Xinh nói cầu dài 24 mét, rộng bốn mét.")
    assert differing(pairs(a, b)) == [Told("21", "24"), Told("Sinh", "Xinh"), Told("3", "bốn")]


def test_a_figure_beside_words_is_left_to_the_two_columns() -> None:
    a, b = story("Sáng 12/10, thôn Bến mở hội."), story("Tiếng đàn, thôn Bến mở hội.")
    assert differing(pairs(a, b)) == []


def test_a_hostile_pair_is_compared_more_coarsely() -> None:
    assert said(beside("a b " * 2_000, "b a " * 2_000)[1]).startswith("[b a")
    found = pairs(story(*["x " * 50] * 90), story(*["x y " * 25] * 90))
    assert len(found) == 92
