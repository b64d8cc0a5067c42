"""The same message by several doors has one key; another message has another."""

import pytest

from tinbai.parsers.mail.identity import content_key

MAIL = b"Received: by a\nMessage-ID: <one@x>\nSubject: s\n\nbody line\nmore\n"


@pytest.mark.parametrize(
    "copy",
    [
        MAIL.replace(b"\n", b"\r\n"),
        MAIL.replace(b"Received: by a", b"Received: by b\nDelivered-To: z"),
        MAIL + b"\n\n",
        MAIL.replace(b"Message-ID: <one@x>", b"message-id:\n <one@x>"),
    ],
)
def test_trace_headers_and_line_ends_do_not_count(copy: bytes) -> None:
    assert content_key(copy) == content_key(MAIL)


@pytest.mark.parametrize("other", [MAIL.replace(b"one@x", b"two@x"), MAIL.replace(b"more", b"less")])
def test_another_id_or_body_is_another_message(other: bytes) -> None:
    assert content_key(other)[1] != content_key(MAIL)[1]


def test_without_an_id_sender_date_and_subject_stand_in() -> None:
    a = b"From: a@x\nSubject: s\n\nbody"
    assert content_key(a)[0] is None
    assert content_key(a)[1] != content_key(a.replace(b"a@x", b"b@x"))[1]


@pytest.mark.parametrize("raw", [b"", b"\n", b"no header at all", b"\n\nbody", b"Message-ID:\n\n", b"\xff\0\r\r\n\r"])
def test_anything_has_a_key(raw: bytes) -> None:
    assert len(content_key(raw)[1]) == 64


def test_the_id_has_no_brackets() -> None:
    assert content_key(MAIL)[0] == "one@x"
