"""The same story again: layout, case, accents and the way they are typed do not count."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinbai.model import Item, Photo
from tinbai.queue.twins.fold import content_hash, fold

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
