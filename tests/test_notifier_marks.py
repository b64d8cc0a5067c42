"""Marks of letters: an answer and a bounce name their letter, nobody else's words do."""

from datetime import date, timedelta

import pytest

from tinbai.keys import Keys
from tinbai.notifier import marks

KEYS, OTHERS = Keys((b"a" * 32,)), Keys((b"b" * 32,))
TODAY = date(2026, 11, 25)
LETTER = "0123456789abcdef"
RECEIPT = "LG-2026-000012"


def reply_address() -> str:
    made = marks.reply_address(KEYS, "bbt@example.vn", LETTER, TODAY)
    assert made
    return made


def test_an_answer_names_its_letter_however_the_address_is_written() -> None:
    for written in (reply_address(), reply_address().upper(), f"<{reply_address()}>"):
        assert marks.answered(KEYS, ["x@example.vn", written], TODAY) == LETTER


def test_reply_address_and_return_path_are_two_things() -> None:
    path = marks.return_path(KEYS, "bbt@example.vn", LETTER, TODAY)
    assert path and marks.bounced(KEYS, [path], TODAY) == LETTER
    assert marks.answered(KEYS, [path], TODAY) is None
    assert marks.bounced(KEYS, [reply_address()], TODAY) is None


def test_a_mark_ends_after_a_year_and_is_of_one_installation() -> None:
    assert marks.answered(KEYS, [reply_address()], TODAY + timedelta(days=366)) is None
    assert marks.answered(OTHERS, [reply_address()], TODAY) is None


def test_an_address_without_room_for_a_token_gets_none() -> None:
    assert marks.reply_address(KEYS, f"{'b' * 30}@example.vn", LETTER, TODAY) is None


@pytest.mark.parametrize(
    "quoted",
    [
        "Mã trả lời: {receipt} {code} (xin giữ nguyên)",
        "> Mã trả lời: {receipt}\n> {code}",
        "[{receipt}·{code}]",
        "{receipt} - {code}",
    ],
)
def test_a_code_is_found_where_clients_leave_it(quoted: str) -> None:
    text = quoted.format(receipt=RECEIPT, code=marks.code(KEYS, "demo", RECEIPT))
    assert list(marks.receipts(KEYS, "demo", text)) == [RECEIPT]
    assert not list(marks.receipts(KEYS, "other", text))


@pytest.mark.parametrize("text", ["", RECEIPT, f"{RECEIPT} 23456789", f"{RECEIPT} BCDFGHJK", f"{RECEIPT} (xin giữ)"])
def test_a_number_alone_or_with_a_guess_is_no_mark(text: str) -> None:
    assert not list(marks.receipts(KEYS, "demo", text))


def test_only_message_ids_like_ours_are_looked_up() -> None:
    ours = f"tb.{'a' * 24}.{'b' * 12}@example.vn"
    raw = f"Message-ID: <{ours}>\r\nIn-Reply-To: <abc@example.vn>\r\n<tb.{'a' * 24}@x>".encode()
    assert marks.message_ids(raw) == [ours]
