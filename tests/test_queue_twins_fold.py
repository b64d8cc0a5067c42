"""The same story again: layout, case, accents and the way they are typed do not count."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbai.model import Item
from tinbai.picture import Photo
from tinbai.queue.twins.fold import content_hash, fold, plain, spans, words_of

TEXT = "Sáng nay, tại nhà văn hóa thôn Bến Gáo, xã Khe Ngọc tổ chức Ngày hội Đại đoàn kết."
PHOTO = Photo("a.jpg", "image/jpeg", 1600, 1200, 9, "a" * 64, "attachment")


def _hash(text: str, *photos: str) -> str:
    taken = tuple(replace(PHOTO, sha256=sha256) for sha256 in photos)
    return content_hash(Item("story", "body", text=text, photos=taken), fold(text))


@pytest.mark.parametrize(
    "other",
    [
        TEXT.upper(),
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace(" ", "\n  "),
        TEXT.replace("hóa", "hoá"),  # the tone on either vowel
        TEXT.replace(",", " –"),
        "Sang nay, tai nha van hoa thon Ben Gao, xa Khe Ngoc to chuc Ngay hoi Dai doan ket.",
        f"“{TEXT}”./.",
    ],
)
def test_the_same_words_are_the_same_story(other: str) -> None:
    assert _hash(other) == _hash(TEXT) != ""


@pytest.mark.parametrize(
    "other", [TEXT.replace("Bến Gáo", "Bến Gỗ"), TEXT + " Hết.", TEXT.replace("Sáng", "Chiều"), TEXT.replace("xã ", "")]
)
def test_other_words_are_another_story(other: str) -> None:
    assert _hash(other) != _hash(TEXT)


def test_photos_do_not_count_where_there_are_words_enough() -> None:
    assert _hash(TEXT, "a", "b") == _hash(TEXT, "c")


def test_with_few_words_the_photos_make_the_story() -> None:
    assert _hash("Ảnh lễ hội", "a", "b") == _hash("ẢNH LỄ HỘI", "b", "a") != _hash("Ảnh lễ hội", "a")
    assert _hash("", "a") != _hash("Ảnh lễ hội", "a")


@pytest.mark.parametrize("text", ["", "Em gửi tin ạ.", "một hai ba bốn năm sáu bảy tám chín mười-một"])
def test_too_few_words_and_no_photo_are_nothing_to_compare(text: str) -> None:
    assert _hash(text) == ""


def test_twelve_words_are_enough() -> None:
    assert _hash("một hai ba bốn năm sáu bảy tám chín mười mười một") != ""


def test_a_held_item_is_not_compared_by_its_photos() -> None:
    assert content_hash(Item("photos", "body", hold="internal", photos=(PHOTO,)), []) == ""


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_folding_is_stable(text: str) -> None:
    folded = fold(text)
    assert fold(" ".join(folded)) == folded == fold(unicodedata.normalize("NFD", text))


def test_a_figure_is_one_word_however_it_is_written() -> None:
    words = words_of(plain("Ngày 05/11, 2.200 người, 7,50 tấn"))
    assert words.shown == ["ngay", "#", "#", "nguoi", "#", "tan"]
    assert list(words.figures.values()) == ["5/11", "2.200", "7.50"]
    assert words_of(plain("5-11")).figures == {0: "5/11"}
    assert words_of(plain("1.3.2026, 21/2026, 3-4")).figures == {0: "1/3/2026", 1: "21.2026", 2: "3/4"}


def test_a_figure_longer_than_any_number_is_no_day() -> None:
    long = "9" * 5_000
    assert words_of(f"{long}/1/2026, 1/{long}").figures == {0: f"{long}.1.2026", 1: f"1.{long}"}


def test_names_are_capitals_inside_a_line() -> None:
    words = words_of(plain("Sáng nay, ông Bàn Văn Sinh nói.\nHọc sinh vui."))
    assert [word for word, name in zip(words.shown, words.names, strict=True) if name] == ["ban", "van", "sinh"]
    assert words.paragraphs == [0, 7] and words.paragraph_of(6) == 0 and words.paragraph_of(7) == 1


def test_a_text_in_capitals_has_no_names() -> None:
    assert not any(words_of(plain("KHÁNH THÀNH CẦU NẬM LÚC")).names)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_every_word_knows_where_it_stands(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    found = spans(text)
    words = words_of(plain(text))
    assert len(found) == len(words.shown)
    for place, (start, end) in enumerate(found):
        (again,) = words_of(plain(text[start:end])).shown[:1]
        assert again == words.shown[place]
