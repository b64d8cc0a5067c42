"""Letters in: an editor says where a letter belongs, and can say otherwise afterwards."""

from hashlib import sha256

import pytest

from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.test_joining import STRANGER, TEXT, bounce
from tinbai.store import mailboxes


@pytest.fixture
def asked(newsroom: Newsroom) -> str:
    """A story, and an answer to the letter about it from somebody unknown; the arrival of the answer."""
    newsroom.take(letter(1))
    (sent,) = newsroom.letters()
    headers = {"In-Reply-To": f"<{sent.letter.message_id}>"}
    newsroom.take(letter(1, sender=STRANGER, text=TEXT, subject="Re: tin", message_id="a@x", headers=headers))
    return f"/thu-den/demo/{_arrivals(newsroom)[0]}"


def _arrivals(newsroom: Newsroom) -> list[str]:
    """The newest first."""
    return [sha256(raw).hexdigest() for raw in newsroom.offered[::-1]]


def replies(newsroom: Newsroom) -> int:
    return newsroom.drafts()[0].replies


def sums(newsroom: Newsroom) -> tuple[int, int]:
    with newsroom.app.database.read() as tx:
        (balance,) = mailboxes.ledger(tx)
    assert balance.balanced
    return balance.attached, balance.ignored


def test_a_letter_is_joined_with_one_key_and_taken_out_again(newsroom: Newsroom, asked: str) -> None:
    visitor, story = Visitor(newsroom.app), newsroom.drafts()[0].id
    visitor.enter("editor")
    shown = visitor.get("/thu-den").text
    assert "Vàng A Sử" in shown and "Phó Ban" in shown and "LG-2026-000001" in shown and sums(newsroom) == (0, 1)
    assert visitor.post(asked, v=f"tin:{story}").status == 303
    assert replies(newsroom) == 1 and sums(newsroom) == (1, 0)
    assert "Vàng A Sử" not in visitor.get("/thu-den").text
    assert "Vàng A Sử" in visitor.get(f"/tin/demo/{story}/thu-tu").text
    assert visitor.post(f"/tin/demo/{story}/tach-thu", thu=asked.rpartition("/")[2]).status == 303
    assert replies(newsroom) == 0 and sums(newsroom) == (0, 1)
    assert "Vàng A Sử" in visitor.get("/thu-den").text
    assert "đã ghép một thư trả lời" in visitor.get(f"/tin/demo/{story}/lich-su").text


def test_a_letter_is_joined_by_the_number_somebody_types(newsroom: Newsroom, asked: str) -> None:
    visitor = Visitor(newsroom.app)
    visitor.enter("editor")
    assert visitor.post(asked, v="so", so="LG-2026-000009").status == 404
    assert visitor.post(asked, v="so", so=" [lg-2026-000001] ").status == 303
    assert replies(newsroom) == 1
    assert visitor.post(asked, v="so", so="LG-2026-000001").status == 409


def test_a_letter_joined_to_another_story_leaves_the_first(newsroom: Newsroom, asked: str) -> None:
    newsroom.take(letter(2))
    first, second = sorted(newsroom.drafts(), key=lambda row: row.receipt_no)
    visitor = Visitor(newsroom.app)
    visitor.enter("editor")
    assert visitor.post(asked, v=f"tin:{first.id}").status == 303
    assert visitor.post(asked, v="so", so=second.receipt_no).status == 303
    rows = {row.receipt_no: row.replies for row in newsroom.drafts()}
    assert rows == {first.receipt_no: 0, second.receipt_no: 1} and sums(newsroom) == (1, 0)
    assert "Vàng A Sử" not in visitor.get("/thu-den").text

    assert visitor.post(f"/tin/demo/{second.id}/tach-thu", thu=asked.rpartition("/")[2]).status == 303
    shown = visitor.get("/thu-den").text
    assert first.receipt_no in shown and second.receipt_no in shown and sums(newsroom) == (0, 1)


def test_a_letter_that_belongs_to_none_can_be_asked_about_again(newsroom: Newsroom, asked: str) -> None:
    visitor = Visitor(newsroom.app)
    visitor.enter("editor")
    assert visitor.post(asked, v="khong").status == 303
    assert "Vàng A Sử" not in visitor.get("/thu-den").text and replies(newsroom) == 0
    assert visitor.post(asked, v="hoi-lai").status == 303
    assert "Vàng A Sử" in visitor.get("/thu-den").text


def test_neither_origin_nor_a_stranger_s_mail_is_taken_out(newsroom: Newsroom, asked: str) -> None:
    visitor, story = Visitor(newsroom.app), newsroom.drafts()[0].id
    visitor.enter("editor")
    origin = _arrivals(newsroom)[-1]
    for mail in (origin, asked.rpartition("/")[2], "x"):
        assert visitor.post(f"/tin/demo/{story}/tach-thu", thu=mail).status == 404


@pytest.mark.parametrize("role", ["auditor", "security_officer"])
def test_who_may_not_edit_joins_nothing(newsroom: Newsroom, asked: str, role: str) -> None:
    visitor = Visitor(newsroom.app)
    visitor.enter(role)
    assert visitor.get("/thu-den").status == 200
    assert visitor.post(asked, v="khong").status == 403
    assert replies(newsroom) == 0


def test_a_letter_that_came_back_is_told_beside_it(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    newsroom.take(bounce(newsroom, "bbt@example.vn", newsroom.letters()[0].letter.message_id))
    visitor = Visitor(newsroom.app)
    visitor.enter("editor")
    assert "địa chỉ này không nhận (5.1.1)" in visitor.get(f"/tin/demo/{newsroom.drafts()[0].id}/thu-tu").text


def test_that_the_author_wants_it_back_is_told_on_the_story(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    headers = {"In-Reply-To": f"<{newsroom.letters()[0].letter.message_id}>"}
    newsroom.take(letter(1, text="Em xin rút bài ạ.\n", subject="Re: tin", message_id="a@x", headers=headers))
    visitor = Visitor(newsroom.app)
    visitor.enter("editor")
    assert "Tác giả xin rút bài" in visitor.get(f"/tin/demo/{newsroom.drafts()[0].id}").text
