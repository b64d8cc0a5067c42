"""Which story an answer lands on: a mark or a known person's thread proves it, anything else is asked first."""

import base64
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.desk_data import a_picture
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.test_proving import at_border, with_names
from tinbai import joining
from tinbai.decisions import decide, edit, settle_version
from tinbai.model import Content, Draft, Letter, Mail, State, Verdict
from tinbai.parsers.parse import parse
from tinbai.queue.answers import said
from tinbai.store import bounces, deliveries, drafts, suggestions, versions
from tinbai.store.suggestions import Suggestion

STRANGER = "Phó Ban <pho@elsewhere.example>"
TEXT = "Em xin đính chính tên nhân vật là Vàng A Sử, nhờ ban biên tập sửa giúp em.\n"


@pytest.fixture
def plus(newsroom: Newsroom) -> Iterator[Newsroom]:
    """The same newsroom with a provider that delivers bbt+anything@ to bbt@."""
    demo, *others = newsroom.app.settings.outlets
    outlets = (demo.model_copy(update={"plus_addresses": True}), *others)
    changed = replace(newsroom.app, settings=newsroom.app.settings.model_copy(update={"outlets": outlets}))
    yield Newsroom(changed, newsroom.sandbox)


def ours(newsroom: Newsroom) -> Letter:
    return newsroom.letters()[-1].letter


def code_line(newsroom: Newsroom) -> str:
    return ours(newsroom).text.strip().splitlines()[-1]


def answered(newsroom: Newsroom, raw: bytes) -> int:
    """How many answers the first story has afterwards."""
    newsroom.take(raw)
    return next(row.replies for row in newsroom.drafts() if row.receipt_no == "LG-2026-000001")


def asked(newsroom: Newsroom) -> list[Suggestion]:
    with newsroom.app.database.read() as tx:
        return suggestions.waiting(tx, ["demo"])


def first(newsroom: Newsroom) -> Draft:
    row = next(row for row in newsroom.drafts() if row.receipt_no == "LG-2026-000001")
    with newsroom.app.database.read() as tx:
        return drafts.get(tx, "demo", row.id)


# --- Joined --------------------------------------------------------------------------------------------------------


def test_the_reply_address_joins_whoever_writes_and_whatever_the_subject(plus: Newsroom) -> None:
    plus.take(letter(1))
    to = ours(plus).reply_to
    assert to and to.startswith("bbt+")
    assert answered(plus, letter(1, sender=STRANGER, to=to, subject="ảnh", text=TEXT, message_id="a@x")) == 1


@pytest.mark.parametrize("where", ["{}", "> {}\n", "Viết:\n>> {}"])
def test_the_code_joins_whoever_quotes_it(newsroom: Newsroom, where: str) -> None:
    newsroom.take(letter(1))
    text = f"{TEXT}\n{where.format(code_line(newsroom))}"
    assert answered(newsroom, letter(1, sender=STRANGER, subject="đính chính", text=text, message_id="a@x")) == 1


def test_a_letter_s_thread_joins_a_known_person(newsroom: Newsroom) -> None:
    newsroom.take(letter(1, headers={"Cc": "Chồng <ba@ctv.example>"}))
    headers = {"In-Reply-To": f"<{ours(newsroom).message_id}>"}
    assert answered(newsroom, letter(1, text=TEXT, subject="x", message_id="a@x", headers=headers)) == 1
    cc = letter(1, text=TEXT + "Ba\n", subject="x", sender="ba@ctv.example", message_id="b@x", headers=headers)
    assert answered(newsroom, cc) == 2


# --- Asked ---------------------------------------------------------------------------------------------------------


def test_a_thread_that_went_to_a_stranger_is_asked_first(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    headers = {"In-Reply-To": f"<{ours(newsroom).message_id}>"}
    assert answered(newsroom, letter(1, sender=STRANGER, text=TEXT, message_id="a@x", headers=headers)) == 0
    assert [(one.draft, one.why) for one in asked(newsroom)] == [(first(newsroom).id, "thread")]


def test_a_number_with_a_guessed_code_is_asked_first(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    subject = "Re: LG-2026-000001 BCDFGHJK"
    assert answered(newsroom, letter(1, sender=STRANGER, subject=subject, text=TEXT, message_id="a@x")) == 0
    assert [one.why for one in asked(newsroom)] == ["receipt"]


def test_a_subject_is_never_enough(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    subject = "Re: Khánh thành cầu số 1 ở xã Đồng Văn"
    assert answered(newsroom, letter(1, subject=subject, text=TEXT, message_id="a@x")) == 0
    assert [one.why for one in asked(newsroom)] == ["subject"]


def test_a_forged_sender_does_not_join_by_thread(newsroom: Newsroom) -> None:
    house = with_names(newsroom, border="mx.example.vn")
    house.take(letter(1))
    thread = {"In-Reply-To": f"<{ours(house).message_id}>"}
    assert answered(house, at_border(letter(1, text=TEXT, message_id="a@x", headers=thread))) == 0
    assert [one.why for one in asked(house)] == ["thread"]


def test_a_mark_of_another_newsroom_joins_nothing(plus: Newsroom) -> None:
    plus.take(letter(1))
    to = ours(plus).reply_to
    assert to
    plus.take(letter(1, sender=STRANGER, to=to, subject="ảnh", text=TEXT, message_id="a@x"), outlet="bao")
    assert first(plus).revision.no == 1 and not asked(plus)


def test_a_machine_s_answer_is_neither_joined_nor_asked_about(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    headers = {"In-Reply-To": f"<{ours(newsroom).message_id}>", "Auto-Submitted": "auto-replied"}
    assert (
        answered(newsroom, letter(1, subject="Re: tin", text="Tôi vắng mặt.\n", message_id="a@x", headers=headers)) == 0
    )
    assert not asked(newsroom)


def test_an_answer_that_only_sounds_like_a_machine_is_joined_and_gets_no_letter(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    text = "Đây là sự kiện khác, xin xem lại.\n"
    headers = {"In-Reply-To": f"<{ours(newsroom).message_id}>"}
    raw = letter(1, subject="Re: Đã nhận tin, bài", text=text, message_id="a@x", headers=headers)
    kept: list[Content] = []
    found = parse("mail.eml", raw, kept.append)
    assert (found.class_, found.by_sound, found.by_machine) == ("auto_reply", True, False)
    letters = len(newsroom.letters())
    assert answered(newsroom, raw) == 1
    assert len(newsroom.letters()) == letters


# --- What an answer does -------------------------------------------------------------------------------------------


def test_an_answer_takes_the_story_back_into_the_queue_and_thanks_do_not(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    decide(newsroom.app, "demo", first(newsroom).id, newsroom.person(), Verdict.ASK, "Xin ảnh lớn hơn.")
    headers = {"In-Reply-To": f"<{ours(newsroom).message_id}>"}
    assert answered(newsroom, letter(1, text="Em cảm ơn ạ.\n", subject="Re: x", message_id="a@x", headers=headers)) == 0
    assert first(newsroom).state is State.REVISION_REQUESTED
    assert answered(newsroom, letter(1, text=TEXT, subject="Re: x", message_id="b@x", headers=headers)) == 1
    assert first(newsroom).state is State.IN_REVIEW


def with_photo(newsroom: Newsroom, name: str = "a@x", **more: str) -> bytes:
    """An answer to the latest letter with one large photo and a line."""
    picture = base64.encodebytes(a_picture()).decode()
    text = (
        "--p\nContent-Type: text/plain; charset=utf-8\n\nEm gửi ảnh rõ hơn ạ.\n"
        '--p\nContent-Type: image/jpeg\nContent-Disposition: attachment; filename="cau.jpg"\n'
        f"Content-Transfer-Encoding: base64\n\n{picture}\n--p--\n"
    )
    headers = {
        "In-Reply-To": f"<{ours(newsroom).message_id}>",
        "Content-Type": 'multipart/mixed; boundary="p"',
    }
    return letter(1, text=text, subject="Re: x", message_id=name, headers=headers | more)


@pytest.mark.parametrize("day", ["Mon, 2", "Sun, 1"], ids=["same day", "by a clock that is late"])
def test_photos_in_an_answer_join_the_story_and_change_no_word(newsroom: Newsroom, day: str) -> None:
    newsroom.take(letter(1))
    before = first(newsroom)
    newsroom.take(with_photo(newsroom, Date=f"{day} Mar 2026 07:55:00 +0700"))
    after = first(newsroom)
    assert len(newsroom.drafts()) == 1 and len(after.item.photos) == len(before.item.photos) + 1
    assert after.revision.no == 2 and after.revision.story.body == before.revision.story.body
    assert len(after.revision.story.captions) == len(after.item.photos)
    assert newsroom.kinds() == {"acknowledgement": 1}


def test_photos_in_an_answer_are_offered_where_an_editor_has_written(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    person, draft = newsroom.person(), first(newsroom)
    changed = replace(draft.revision.story, title="Cầu mới ở Đồng Văn")
    edit(newsroom.app, "demo", draft.id, person, draft.revision.no, changed)
    newsroom.take(with_photo(newsroom))
    assert first(newsroom).revision.no == 2 and not first(newsroom).item.photos
    with newsroom.app.database.read() as tx:
        (offered,) = versions.of_draft(tx, "demo", draft.id)
    settle_version(newsroom.app, "demo", draft.id, person, offered.no, 2, take=True)
    after = first(newsroom)
    assert after.revision.story.title == "Cầu mới ở Đồng Văn" and len(after.item.photos) == 1


def test_what_was_asked_for_is_a_version_whatever_it_says(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    decide(newsroom.app, "demo", first(newsroom).id, newsroom.person(), Verdict.ASK, "Xin viết lại.")
    headers = {"In-Reply-To": f"<{ours(newsroom).message_id}>"}
    newsroom.take(letter(9, subject="Re: x", message_id="a@x", headers=headers))
    assert len(newsroom.drafts()) == 1
    after = first(newsroom)
    assert after.state is State.IN_REVIEW and "cầu số 9" in after.revision.story.title


def test_another_story_in_an_answer_is_a_draft_of_its_own(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    headers = {"In-Reply-To": f"<{ours(newsroom).message_id}>"}
    text = (
        "Trao 20 suất quà cho học sinh nghèo\n\nChiều 3/3, Đoàn xã Nậm Lúc trao 20 suất quà cho học sinh nghèo.\n\n"
        "Mỗi suất quà trị giá năm trăm nghìn đồng, gồm sách vở, quần áo ấm và một chiếc cặp mới.\n\n"
        "Cô giáo Lù Thị Mai cho biết đây là năm thứ ba hoạt động này được tổ chức ở điểm trường.\n\nLê Thị Hoa\n"
    )
    newsroom.take(letter(1, text=text, subject="Re: x", message_id="a@x", headers=headers))
    assert len(newsroom.drafts()) == 2


@pytest.mark.parametrize(
    "text, means",
    [
        ("", "thanks"),
        ("Em cảm ơn ban biên tập ạ.", "thanks"),
        ("Đã nhận được, trân trọng cảm ơn.", "thanks"),
        ("Many thanks, well received.", "thanks"),
        ("Cảm ơn BBT. Cho em hỏi bao giờ đăng ạ?", "reply"),
        ("Cảm ơn, số tiền là 125 triệu chứ không phải 152 triệu.", "reply"),
        ("Em xin rút bài này vì nhân vật đổi ý.", "withdrawal"),
        ("Anh chị đừng đăng bài nữa ạ", "withdrawal"),
        ("Cho cháu rút lại tin hôm qua với ạ", "withdrawal"),
        ("Please do not publish it, I withdraw the article.", "withdrawal"),
        ("Em không rút bài, chỉ xin sửa tít.", "reply"),
        ("Bài nói về rút ngắn thủ tục hành chính, em gửi thêm số liệu.", "reply"),
        ("Xin đừng đăng bài trước ngày 20/11.", "reply"),
    ],
)
def test_what_an_answer_says(text: str, means: str) -> None:
    assert said(text) == means


# --- Letters that come back ----------------------------------------------------------------------------------------


def bounce(newsroom: Newsroom, to: str, returned: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    text = (
        "--r\nContent-Type: text/plain\n\nI'm sorry to inform you that your message could not be delivered.\n"
        f"--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; hoa@x\n"
        f"Action: {action}\nStatus: {status}\n\n"
        f"--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{returned}>\n--r--\n"
    )
    kind = 'multipart/report; report-type=delivery-status; boundary="r"'
    headers = {"Return-Path": "<>", "Content-Type": kind}
    sender, subject = "MAILER-DAEMON@mx.example", "Undelivered Mail Returned to Sender"
    name = f"b{len(newsroom.offered)}@mx"
    return letter(1, text=text, sender=sender, to=to, subject=subject, message_id=name, headers=headers)


def came_back(newsroom: Newsroom) -> list[tuple[bool, str]]:
    with newsroom.app.database.read() as tx:
        letters = [one.id for one in deliveries.listed(tx, ["demo"])]
        return [(one.permanent, one.said) for one in bounces.of_letters(tx, "demo", letters).values()]


def test_a_bounce_to_the_return_path_marks_the_letter(plus: Newsroom) -> None:
    plus.take(letter(1))
    path = ours(plus).return_path
    assert path
    plus.take(bounce(plus, path, "nothing@x"))
    assert came_back(plus) == [(True, "5.1.1")]


def test_a_bounce_that_returns_our_message_id_marks_the_letter(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    newsroom.take(bounce(newsroom, "bbt@example.vn", ours(newsroom).message_id, "4.2.2"))
    assert came_back(newsroom) == [(False, "4.2.2")]


def test_a_forged_bounce_and_a_warning_mark_nothing(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    newsroom.take(bounce(newsroom, "bbt@example.vn", f"tb.{'a' * 24}.{'b' * 12}@example.vn"))
    newsroom.take(bounce(newsroom, "bbt@example.vn", ours(newsroom).message_id, "4.4.7", "delayed"))
    assert came_back(newsroom) == []


def test_two_letters_that_come_back_within_a_week_make_an_address_dead(newsroom: Newsroom) -> None:
    newsroom.take(letter(1), letter(2))
    one, two = newsroom.letters()
    for sent in (one, one, two):
        with newsroom.app.database.read() as tx:
            assert not bounces.is_dead(tx, "hoa@ctv.example", newsroom.app.now())
        newsroom.take(bounce(newsroom, "bbt@example.vn", sent.letter.message_id))
    with newsroom.app.database.read() as tx:
        assert bounces.is_dead(tx, "HOA@ctv.example", newsroom.app.now())


def test_the_subject_is_compared_without_the_marks_of_answers(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    with newsroom.app.database.read() as tx:
        parsed = first(newsroom)
        assert parsed.sender
        mail = Mail(None, "TL: Re: RE: khanh thanh cau so 1 o xa Dong Van", None, parsed.sender)
        found = joining.answered(tx, newsroom.app, "demo", mail, newsroom.app.now())
    assert found.draft is None and found.suggested == ((parsed.id, "subject"),)
