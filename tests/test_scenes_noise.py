"""Mail that nobody wrote, or not who it says: what is answered and what never is."""

import pytest

from tests.scenes.town import Town
from tinbai import identity
from tinbai.model import State
from tinbai.store import proofs

pytestmark = pytest.mark.slow

RECEIVED = "from x (y [203.0.113.9]) by mx.example.vn with SMTP;"
PASSES, FAILS = (f"mx.example.vn; dmarc={word} header.from=ctv.example" for word in ("pass", "fail"))


def returned(to: str, returns: str, status: str = "5.1.1") -> bytes:
    """A report that a letter to nobody could not be delivered."""
    report = f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; x@y\nAction: failed\nStatus: {status}\n"
    parts = {"text/plain": "Undelivered.", "message/delivery-status": report, "text/rfc822-headers": returns}
    body = "".join(f"--r\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts.items())
    head = f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: {to}\nSubject: Undelivered Mail Returned to Sender\n"
    kind = 'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\nMessage-ID: <dsn@mx>\n'
    return f"{head}{kind}\n{body}--r--\n".replace("\n", "\r\n").encode()


def test_an_absence_notice_is_no_answer(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    hoa.answers("Tôi đi công tác đến hết tuần.", headers={"Auto-Submitted": "auto-replied"})
    town.reads()
    assert town.story(story).state is State.REVISION_REQUESTED and town.answers_to(story) == 0
    town.ends_with(hoa=["receipt", "asked"])


def test_a_vietnamese_absence_notice_without_any_header_is_no_answer(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    words = "Đây là thư trả lời tự động. Hiện tôi đang nghỉ phép đến ngày 10/3, tôi sẽ trả lời thư sau khi trở lại."
    hoa.answers(words, quoting=False, subject="Trả lời tự động: Đề nghị bổ sung")
    town.reads()
    assert town.story(story).state is State.REVISION_REQUESTED and town.answers_to(story) == 0
    town.ends_with(hoa=["receipt", "asked"])


def test_a_person_on_a_journey_who_answers_is_heard(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.asks(story)
    town.passes(minutes=2)
    hoa.answers("Dạ em đang đi công tác ở Hà Nội, thứ Sáu về em gửi bài và ảnh sau ạ.", quoting=False)
    town.reads()
    assert town.answers_to(story) == 1


def test_a_bounce_that_names_our_token_is_shown_and_not_answered(town: Town) -> None:
    town.with_plus_addresses()
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.accepts(story)
    town.passes(minutes=2)
    path = next(taken.sender for taken in town.sent() if taken.sender)
    assert path.startswith("bbt+")
    town.deliver("bbt@example.vn", returned(path, "Subject: x"))
    town.reads()
    assert town.bounced() == ["5.1.1"]
    town.ends_with(hoa=["receipt", "accepted"])


def test_a_bounce_that_is_not_ours_changes_nothing(town: Town) -> None:
    town.with_plus_addresses()
    hoa = town.contributor("hoa")
    hoa.sends(1)
    town.reads()
    town.deliver("bbt@example.vn", returned("bbt@example.vn", "Message-ID: <somebody@elsewhere>\nTo: hoa@ctv.example"))
    town.reads()
    assert town.bounced() == [] and len(town.stories()) == 1
    town.ends_with(hoa=["receipt"])


def test_a_story_by_a_mailing_list_is_a_draft_without_a_letter(town: Town) -> None:
    town.contributor("hoa").sends(1, List_Id="<tin.ctv.example>", List_Post="<mailto:tin@ctv.example>")
    town.reads()
    assert len(town.stories()) == 1
    town.ends_with()


def test_a_story_from_our_own_address_is_not_answered(town: Town) -> None:
    town.contributor("bbt", "bbt@example.vn", "Ban Biên tập").sends(1)
    town.reads()
    town.ends_with()


def test_a_story_of_a_robot_is_accepted_without_a_letter(town: Town) -> None:
    lan = town.editor("lan")
    story = town.contributor("no-reply", "no-reply@ubnd.example").sends(1)
    town.reads()
    lan.accepts(story)
    town.passes(minutes=2)
    town.ends_with()


def test_a_forged_name_gets_no_letter_until_an_editor_confirms_it(town: Town) -> None:
    town.box_is("bbt", border="mx.example.vn")
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    hoa.sends(1, Authentication_Results=PASSES, Received=RECEIVED)
    town.reads()
    town.passes(hours=1)
    story = hoa.sends(2, Authentication_Results=FAILS, Received=RECEIVED)
    town.reads()
    lan.accepts(story)
    town.passes(minutes=2)
    with town.app.database.read() as tx:
        assert proofs.is_open(tx, "demo", town.story(story).arrival)
    town.ends_with(hoa=["receipt"])  # whose name stands on it may never have heard of it
    lan.confirms(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "accepted"])


def test_an_editor_who_doubts_once_more_and_confirms_again_loses_no_letter(town: Town) -> None:
    town.box_is("bbt", border="mx.example.vn")
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    hoa.sends(1, Authentication_Results=PASSES, Received=RECEIVED)
    town.reads()
    story = hoa.sends(2, Authentication_Results=FAILS, Received=RECEIVED)
    town.reads()
    lan.rejects(story)
    lan.confirms(story)
    lan.doubts(story)
    town.passes(minutes=2)
    town.passes(days=4)
    town.ends_with(hoa=["receipt"])
    lan.confirms(story)
    town.passes(seconds=50)
    town.ends_with(hoa=["receipt"], due=1)
    town.passes(seconds=10)
    town.ends_with(hoa=["receipt", "rejected"])


def test_a_forged_name_that_waits_is_acknowledged_once_it_is_confirmed(town: Town) -> None:
    town.box_is("bbt", border="mx.example.vn")
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    hoa.sends(1, Authentication_Results=PASSES, Received=RECEIVED)
    town.reads()
    story = hoa.sends(2, Authentication_Results=FAILS, Received=RECEIVED)
    town.reads()
    town.ends_with(hoa=["receipt"])
    lan.confirms(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "receipt"])


def test_one_person_has_two_addresses_and_is_answered_where_each_story_came_from(town: Town) -> None:
    hoa, also, lan = town.contributor("hoa"), town.contributor("le", "le@gmail.example"), town.editor("lan")
    first, second = hoa.sends(1), also.sends(2)
    town.reads()
    identity.join(town.app, "demo", lan.person, hoa.address, also.address)
    lan.accepts(first)
    lan.rejects(second)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "accepted"], le=["receipt", "rejected"])


def test_no_more_receipts_than_five_a_day_for_one_sender(town: Town) -> None:
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    stories = [hoa.sends(number) for number in range(1, 9)]
    town.reads()
    assert len(town.stories()) == 8
    lan.accepts(stories[-1])  # a person's letter is no loop
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt"] * 5 + ["accepted"])
