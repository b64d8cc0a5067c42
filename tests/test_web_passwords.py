"""Passwords: argon2id, weak ones refused in words."""

import pytest

from tinbai.web import passwords


def test_a_password_fits_its_own_hash_only() -> None:
    stored = passwords.hash_password("một câu ngắn dễ nhớ")
    assert stored.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert passwords.verify(stored, "một câu ngắn dễ nhớ")
    assert not passwords.verify(stored, "một câu ngắn dễ nhầm")
    assert not passwords.is_outdated(stored)


@pytest.mark.parametrize("stored", [None, "", "no-hash", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_without_a_usable_hash_nothing_fits(stored: str | None) -> None:
    assert not passwords.verify(stored, "một câu ngắn dễ nhớ")


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("ngắn quá", "at least 12"),
        ("a" * 300, "longer than 256"),
        ("abababababab", "repeats"),
        ("Matkhau-1234567", "tried first"),
        ("chè xanh Phú Lương", None),
    ],
)
def test_a_weak_password_is_refused_in_words(password: str, word: str | None) -> None:
    said = passwords.why_too_weak(password)
    assert (word is None and said is None) or (word is not None and said is not None and word in said)
