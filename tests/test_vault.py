"""Short secrets that are kept shut: they come back with the keys, for their purpose, and not when touched."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai import vault
from tinbai.errors import BadSettings

KEYS = [b"a" * 32]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_is_shut_comes_back_and_is_not_to_be_read(words: str) -> None:
    shut = vault.shut(KEYS, "mailbox", words)
    assert vault.opened(KEYS, "mailbox", shut) == words
    assert len(words) < 4 or words.encode() not in base64.b64decode(shut)
    assert shut != vault.shut(KEYS, "mailbox", words)


@pytest.mark.parametrize("place", [0, 16, 48, -1])
def test_a_changed_octet_is_noticed(place: int) -> None:
    octets = bytearray(base64.b64decode(vault.shut(KEYS, "mailbox", "mật khẩu")))
    octets[place] ^= 1
    with pytest.raises(BadSettings):
        vault.opened(KEYS, "mailbox", base64.b64encode(octets).decode())


def test_another_purpose_opens_nothing_and_an_older_key_still_does() -> None:
    shut = vault.shut(KEYS, "mailbox", "mật khẩu")
    assert vault.opened([b"b" * 32, *KEYS], "mailbox", shut) == "mật khẩu"
    for keys, purpose in ((KEYS, "second factor"), ([b"b" * 32], "mailbox")):
        with pytest.raises(BadSettings):
            vault.opened(keys, purpose, shut)
