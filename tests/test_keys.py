"""Tokens and codes: ours are known again, anybody else's are not, and keys can be changed without a break."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai import keys
from tinbai.errors import BadSettings
from tinbai.keys import Keys

OURS = Keys((b"a" * 32,))
TODAY = date(2026, 11, 25)


@given(st.binary(max_size=40), st.text(min_size=1, max_size=8), st.integers(0, 4000))
def test_a_token_gives_its_words_back_whatever_the_capitals(words: bytes, purpose: str, days: int) -> None:
    token = OURS.sealed(purpose, words, TODAY + timedelta(days=days))
    assert OURS.opened(purpose, token.upper(), TODAY) == words
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyz234567")


@given(st.data())
def test_no_changed_token_is_believed(data: st.DataObject) -> None:
    token = OURS.sealed("reply", b"demo:1234", TODAY)
    place = data.draw(st.integers(0, len(token) - 2))  # the last letter has bits that mean nothing
    other = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567").filter(lambda c: c != token[place]))
    assert OURS.opened("reply", token[:place] + other + token[place + 1 :], TODAY) is None


@pytest.mark.parametrize("token", ["", "a", "aaaaaaaa", "ẵ", "1" * 40, "a" * 5000, "=", "aaaa aaaa"])
def test_what_is_no_token_is_none(token: str) -> None:
    assert OURS.opened("reply", token, TODAY) is None


def test_a_token_ends_with_its_last_day() -> None:
    token = OURS.sealed("page", b"x", TODAY)
    assert OURS.opened("page", token, TODAY) == b"x"
    assert OURS.opened("page", token, TODAY + timedelta(days=1)) is None


def test_a_token_serves_one_purpose() -> None:
    assert OURS.opened("page", OURS.sealed("reply", b"x", TODAY), TODAY) is None
    assert OURS.code("reply", "LG-1") != OURS.code("page", "LG-1")


def test_a_new_key_signs_and_the_old_one_is_still_believed() -> None:
    changed = Keys((b"b" * 32, *OURS.keys))
    assert changed.opened("reply", OURS.sealed("reply", b"x", TODAY), TODAY) == b"x"
    assert OURS.opened("reply", changed.sealed("reply", b"x", TODAY), TODAY) is None
    assert changed.is_code("reply", "LG-1", OURS.code("reply", "LG-1"))


def test_a_code_is_known_as_people_type_it() -> None:
    code = OURS.code("reply", "LG-2026-00012")
    assert OURS.is_code("reply", "LG-2026-00012", f" {code[:4]} {code[4:].lower()} ")
    assert not OURS.is_code("reply", "LG-2026-00013", code)
    assert not OURS.is_code("reply", "LG-2026-00012", "ẵ")


def test_an_address_with_a_token_of_a_letter_fits_its_64_octets() -> None:
    token = OURS.sealed("r", bytes.fromhex("0123456789abcdef"), TODAY)
    assert len(f"tiepnhan.tinbai+{token}") <= 64


def test_the_file_of_keys_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = keys.kept(tmp_path / "secret.key")
    assert keys.kept(tmp_path / "secret.key") == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("written", ["", "short\n", "k" * 40 + "\nshort", "ẵ" * 40])
def test_a_bad_file_of_keys_stops_the_start_with_words(tmp_path: Path, written: str) -> None:
    (tmp_path / "secret.key").write_text(written, "utf-8")
    with pytest.raises(BadSettings, match=r"secret\.key"):
        keys.kept(tmp_path / "secret.key")
