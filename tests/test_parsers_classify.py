"""Story, reply, bounce, machine's answer, or something else."""

import pytest

from tinbai.model import MailClass
from tinbai.parsers.mail.answers import auto_reply
from tinbai.parsers.mail.bounces import bounce
from tinbai.parsers.mail.classify import classify
from tinbai.parsers.mail.read import read_mail
from tinbai.parsers.mail.segments import divide

ANSWER = "In-Reply-To: <a@example.vn>\nReferences: <a@example.vn>\n"


def class_of(head: str, body: str, has_items: bool = False, has_files: bool = False) -> MailClass:
    raw = f"From: Sáng <sang@example.org>\nMessage-ID: <x@example.org>\n{head}\n{body}".encode()
    read = read_mail(raw)
    divided = divide(read.body.pieces, read.mail.subject)
    machine = bounce(read) or auto_reply(read, divided, has_items)
    return machine.kind if machine else classify(read, divided, has_items, has_files)


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("Subject: Tin xã\n", "Tin xã Khe Ngọc", "submission"),
        (f"Subject: Re: Đã nhận\n{ANSWER}", "Xin sửa lại", "reply"),
        (f"Subject: TL: Đã nhận\n{ANSWER}", "Xin sửa lại", "reply"),
        (f"Subject: Tin mới\n{ANSWER}", "Tin xã Khe Ngọc", "submission"),  # Yahoo puts References on new mail
        (f"Subject: Tin mới\n{ANSWER}", "Xin sửa\n\n> Đã nhận tin", "reply"),
        ("Subject: Re: Tin\n", "Tin xã Khe Ngọc", "submission"),  # typed by hand, answers nothing
        ("Subject: Tin\nAuto-Submitted: auto-replied\n", "Tôi đi vắng", "auto_reply"),
        ("Subject: Trả lời tự động: Đã nhận\n", "Tôi đi công tác", "auto_reply"),
        ("Subject: Tin\nAuto-Submitted: no\n", "Tin xã", "submission"),
        ("Subject: Out of office\n", "I am out of the office until Monday", "auto_reply"),
        ("Subject: Vắng mặt dài ngày, nhiều hộ mất mùa\n", "Tin " * 300, "submission"),
        ("Subject: Undelivered Mail Returned to Sender\nReturn-Path: <>\n", "550 5.1.1 user unknown", "bounce"),
        ("Subject: x\nX-Failed-Recipients: a@b.vn\n", "x", "bounce"),
        ("Subject: Ưu đãi\nList-Unsubscribe: <x>\nPrecedence: bulk\n", "giảm giá", "other"),
    ],
)
def test_class(head: str, body: str, expected: MailClass) -> None:
    assert class_of(head, body, has_items=True) == expected


def test_without_a_story_it_is_something_else() -> None:
    assert class_of("Subject: Hỏi\n", "Khi nào có nhuận bút ạ?") == "other"


def test_a_story_through_a_mailing_list_is_a_story() -> None:
    head = "Subject: Tin\nList-Id: <ctv.example.org>\nPrecedence: list\n"
    assert class_of(head, "Gửi tin", has_items=True, has_files=True) == "submission"


def test_a_delivery_report_is_a_bounce_by_its_type() -> None:
    kind = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n'
    assert class_of(f"Subject: x\n{kind}", "--b\n\nhello\n--b--\n") == "bounce"
