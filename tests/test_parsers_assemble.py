"""Mails put together: items in order, photos at the right story, stamps that hold everything back."""

import base64
import hashlib

import pytest

from tests.post import BODY, LEAD, NOTE, OTHER, STORY, TITLE, attach, mail, photo, read, word

AS_TEXT = "\n\n".join(STORY)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_documents_are_items_in_their_order_and_the_note_is_none() -> None:
    found = read(attach(attach(mail(), "b.docx", word(*OTHER)), "a.docx", word(*STORY)))
    assert [(item.kind, item.source, item.title) for item in found.parsed.items] == [
        ("story", "b.docx", OTHER[0]),
        ("story", "a.docx", TITLE),
    ]
    assert found.parsed.class_ == "submission"


def test_a_story_in_the_body_and_another_in_a_file_are_two() -> None:
    found = read(attach(mail(AS_TEXT), "b.docx", word(*OTHER)))
    assert [item.source for item in found.parsed.items] == ["body", "b.docx"]


def test_the_same_story_in_body_and_file_is_one() -> None:
    found = read(attach(mail(AS_TEXT), "a.docx", word(*STORY)))
    assert [item.source for item in found.parsed.items] == ["a.docx"]
    assert found.codes() == []


def test_a_difference_between_body_and_file_is_told() -> None:
    found = read(attach(mail(AS_TEXT.replace("15 ha", "16 ha")), "a.docx", word(*STORY)))
    assert [item.source for item in found.parsed.items] == ["a.docx"]
    assert found.codes() == ["body-differs"]


def test_the_same_file_twice_is_one_item() -> None:
    data = word(*STORY)
    found = read(attach(attach(mail(), "a.docx", data), "ban sao.docx", data))
    assert len(found.parsed.items) == 1
    assert found.uses() == [("a.docx", "story"), ("ban sao.docx", "story")]


# --- Photos --------------------------------------------------------------------------------------------------------


def test_the_same_picture_small_in_the_file_and_large_beside_it_is_one() -> None:
    small, large = photo(1, 600, 400), photo(1, 2400, 1600)
    found = read(attach(attach(mail(), "a.docx", word(*STORY, pictures=(small,))), "goc.jpg", large))
    (item,) = found.parsed.items
    (one,) = item.photos
    assert (one.sha256, one.also, one.width) == (sha(large), (sha(small),), 2400)
    assert [block.photo for block in item.body if block.type == "figure"] == [0]


def test_loose_photos_find_their_story() -> None:
    message = mail()
    for name, data in (
        ("1. Trong que.docx", word(*STORY)),
        ("2. Nuoi ca long.docx", word(*OTHER, pictures=(photo(7, 500, 333),))),
        ("anh ca long.jpg", photo(2)),
        ("anh que.jpg", photo(3)),
        ("DSC_0001.jpg", photo(7)),
    ):
        attach(message, name, data)
    first, second = read(message).parsed.items
    assert [one.name for one in first.photos] == ["anh que.jpg"]
    assert [one.name for one in second.photos] == ["DSC_0001.jpg", "anh ca long.jpg"]


def test_photos_between_the_files_belong_to_the_one_before() -> None:
    message = mail()
    for name, data in (
        ("a.docx", word(*STORY)),
        ("DSC_1.jpg", photo(1)),
        ("DSC_2.jpg", photo(2)),
        ("b.docx", word(*OTHER)),
        ("DSC_3.jpg", photo(3)),
    ):
        attach(message, name, data)
    first, second = read(message).parsed.items
    assert [one.name for one in first.photos] == ["DSC_1.jpg", "DSC_2.jpg"]
    assert [one.name for one in second.photos] == ["DSC_3.jpg"]


def test_a_photo_nobody_can_place_goes_to_the_first_story_and_it_is_told() -> None:
    message = attach(attach(mail(), "a.docx", word(*STORY)), "b.docx", word(*OTHER))
    found = read(attach(message, "DSC_1.jpg", photo(1)))
    assert [len(item.photos) for item in found.parsed.items] == [1, 0]
    assert "photo-story-unsure" in found.codes()


def test_numbered_captions_reach_the_photos_with_their_numbers() -> None:
    text = "\n\n".join((*STORY[:-1], "Ảnh 1: Bà con trồng quế.", "Ảnh 2: Vườn ươm của hợp tác xã.", STORY[-1]))
    message = attach(attach(mail(text), "anh 2.jpg", photo(2)), "anh 1.jpg", photo(1))
    (item,) = read(message).parsed.items
    assert [(one.name, one.caption) for one in item.photos] == [
        ("anh 2.jpg", "Vườn ươm của hợp tác xã."),
        ("anh 1.jpg", "Bà con trồng quế."),
    ]


def test_captions_without_photos_are_told() -> None:
    text = "\n\n".join((*STORY[:-1], "Ảnh 1: Bà con trồng quế.", "Ảnh 2: Vườn ươm của hợp tác xã.", STORY[-1]))
    found = read(mail(text))
    words = "“Bà con trồng quế.”; “Vườn ươm của hợp tác xã.”"
    assert [(problem.code, problem.params) for problem in found.parsed.problems] == [
        ("captions-left", {"count": "2", "captions": words})
    ]


def test_a_line_that_names_a_photo_is_its_place() -> None:
    text = "\n\n".join((TITLE, LEAD, "(Ảnh: IMG_2041.jpg)", *BODY, STORY[-1]))
    (item,) = read(attach(mail(text), "IMG_2041.jpg", photo(1))).parsed.items
    assert [block.type for block in item.body][:2] == ["figure", "paragraph"]
    assert "IMG_2041" not in item.text


def test_photos_alone_are_an_item_of_their_own() -> None:
    found = read(attach(attach(mail("Em gửi ảnh ạ."), "a.jpg", photo(1)), "b.jpg", photo(2)))
    (item,) = found.parsed.items
    assert (item.kind, len(item.photos), item.text, found.parsed.class_) == ("photos", 2, "", "submission")


def test_a_logo_is_no_photo() -> None:
    html = '<p>Kính gửi Ban Biên tập, em gửi tin.</p><img src="cid:logo@x">'
    message = mail(html=html)
    part = message.get_payload(1)
    part.add_related(photo(5, 120, 40, "PNG"), "image", "png", cid="<logo@x>", filename="image001.png")  # type: ignore[union-attr]
    found = read(attach(message, "a.docx", word(*STORY)))
    assert found.uses() == [("image001.png", "signature"), ("a.docx", "story")]
    assert found.parsed.items[0].photos == ()


def test_a_picture_written_into_the_html_is_a_photo_at_its_place() -> None:
    data = photo(1)
    source = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
    html = f'<p>{TITLE}</p><p>{LEAD}</p><p>{BODY[0]}</p><img src="{source}"><p>{BODY[1]}</p><p>{STORY[-1]}</p>'
    (item,) = read(mail(html=html)).parsed.items
    assert [(one.sha256, one.origin, one.name) for one in item.photos] == [(sha(data), "inline", "part-1.jpg")]
    assert [block.type for block in item.body] == ["paragraph", "figure", "paragraph"]


def test_a_photo_shown_in_the_note_belongs_to_the_story_of_the_file() -> None:
    source = f"data:image/jpeg;base64,{base64.b64encode(photo(1)).decode()}"
    html = f'<p>Kính gửi BBT, em gửi tin.</p><img src="{source}"><p>Ảnh: Bà con trồng quế.</p>'
    found = read(attach(mail(html=html), "a.docx", word(*STORY)))
    assert [(item.source, len(item.photos)) for item in found.parsed.items] == [("a.docx", 1)]


def test_a_story_that_speaks_of_secrets_is_shown_with_a_word_of_warning() -> None:
    found = read(attach(mail(), "a.docx", word(*STORY[:3], "Không soạn văn bản mật trên máy nối mạng.", STORY[-1])))
    assert [(problem.code, problem.where) for problem in found.parsed.problems] == [("secrecy-mentioned", "a.docx")]


def test_a_cut_off_photo_is_a_photo_with_a_problem() -> None:
    found = read(attach(mail(AS_TEXT), "a.jpg", photo(1)[:9000]))
    assert [one.name for one in found.parsed.items[0].photos] == ["a.jpg"]
    assert [(problem.code, problem.where) for problem in found.parsed.problems] == [("photo-cut-off", "a.jpg")]


# --- Forwards ------------------------------------------------------------------------------------------------------


def test_who_wrote_a_forwarded_story_is_its_author() -> None:
    header = "---------- Forwarded message ---------\nTừ: Vương Ngọc Lan <lan@example.org>\nSubject: Tin quế"
    found = read(mail(f"Chuyển BBT.\n\n{header}\n\n" + "\n\n".join(STORY[:-1]), "Fwd: Tin quế"))
    (item,) = found.parsed.items
    assert item.byline
    assert (item.title, item.byline.authors) == (TITLE, ("Vương Ngọc Lan",))
    assert found.parsed.mail
    assert found.parsed.mail.sender
    assert found.parsed.mail.sender.address == "vinh@example.org"


def test_an_attached_message_brings_its_items() -> None:
    inner = attach(mail(NOTE, "Tin quế"), "a.docx", word(*STORY))
    outer = mail("Gửi BBT tin của xã.", "Fwd: Tin quế")
    outer.add_attachment(inner)
    found = read(outer)
    assert [(item.source, item.title) for item in found.parsed.items] == [("Tin quế.eml > a.docx", TITLE)]
    assert found.uses() == [("Tin quế.eml", "message")]


def test_messages_in_messages_end_somewhere() -> None:
    message = mail(AS_TEXT, "0")
    for level in range(1, 6):
        outer = mail("Chuyển BBT.", str(level))
        outer.add_attachment(message)
        message = outer
    assert "mail-too-nested" in read(message).codes()


# --- Stamps --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "name"),
    [("MẬT: báo cáo tháng 9", "a.docx"), ("Báo cáo", "27-BC (MẬT).docx"), ("[TỐI MẬT] báo cáo", "a.docx")],
)
def test_a_stamp_in_subject_or_name_holds_everything(subject: str, name: str) -> None:
    message = attach(attach(mail(subject=subject), name, word(*STORY)), "anh.jpg", photo(1))
    found = read(attach(message, "b.docx", word(*OTHER)))
    assert [(item.hold, item.title, item.photos, item.text) for item in found.parsed.items] == [
        ("secret", None, (), ""),
        ("secret", None, (), ""),
    ]
    assert found.kept == {}


def test_a_stamped_paper_beside_a_story_holds_only_itself() -> None:
    message = attach(mail(), "mat.docx", word("MẬT", *STORY, pictures=(photo(1),)))
    found = read(attach(message, "b.docx", word(*OTHER)))
    assert [item.hold for item in found.parsed.items] == ["secret", None]
    assert sorted(found.kept) == [sha(word(*OTHER))] or len(found.kept) == 1


def test_a_stamped_file_that_cannot_be_read_is_held_all_the_same() -> None:
    found = read(attach(mail(), "BC 27 - MẬT.pdf", b"%PDF-1.7 nothing"))
    assert [(item.kind, item.hold, item.source) for item in found.parsed.items] == [
        ("document", "secret", "BC 27 - MẬT.pdf")
    ]
    assert found.kept == {}


def test_a_stamped_paper_sent_twice_stays_where_it_is() -> None:
    data = word("MẬT", *STORY)
    found = read(attach(attach(mail(), "a.docx", data), "ban sao.docx", data))
    assert [item.hold for item in found.parsed.items] == ["secret"]
    assert found.kept == {}


def test_for_internal_use_is_held_with_its_words() -> None:
    (item,) = read(attach(mail(), "a.docx", word("LƯU HÀNH NỘI BỘ", *STORY))).parsed.items
    assert item.hold == "internal"
    assert LEAD in item.text


def test_a_stamped_inner_message_keeps_the_outer_one_silent() -> None:
    inner = attach(mail(), "a.docx", word("MẬT", *STORY))
    outer = mail("Gửi BBT.", "Fwd: tin")
    outer.add_attachment(inner)
    found = read(outer)
    assert [item.hold for item in found.parsed.items] == ["secret"]
    assert found.kept == {}


# --- What is no mail, what is no story -----------------------------------------------------------------------------


def test_a_bare_document() -> None:
    found = read(word(*STORY, pictures=(photo(1),)), "tin.docx")
    (item,) = found.parsed.items
    assert (found.parsed.mail, item.source, item.title, len(item.photos)) == (None, "tin.docx", TITLE, 1)


def test_a_bare_photo() -> None:
    found = read(photo(1), "anh.jpg")
    (item,) = found.parsed.items
    assert (item.kind, item.photos[0].width, item.photos[0].thumb in found.kept) == ("photos", 1200, True)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"\xffWPC\0\0", "tin.wpd", "format-not-read"),
        (b"PK\x03\x04 broken", "tin.docx", "document-damaged"),
        (b"\xff\xd8\xff broken", "a.jpg", "photo-unreadable"),
        (b"", "tin.txt", "document-empty"),
    ],
)
def test_a_bare_file_that_is_not_readable(data: bytes, name: str, code: str) -> None:
    assert code in read(data, name).codes()


def test_a_question_is_no_story() -> None:
    found = read(mail("Kính gửi BBT,\n\nCho em hỏi tháng này khi nào có nhuận bút ạ?\n\nEm cảm ơn.", "Hỏi nhuận bút"))
    assert (found.parsed.items, found.parsed.class_) == ((), "other")


@pytest.mark.parametrize(
    ("name", "data", "use", "code"),
    [
        (
            "tin.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "unreadable",
            "document-damaged",
        ),
        (
            "tin.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "unreadable",
            "document-encrypted",
        ),
        ("tin.pdf", b"%PDF-1.7", "unreadable", "document-damaged"),
        ("anh.zip", b"PK\x03\x04 ", "archive", "archive-damaged"),
        ("anh.rar", b"Rar!\x1a\x07 ", "archive", "archive-damaged"),
        ("ghi am.mp3", b"ID3 sound", "document", "attachment-not-read"),
    ],
)
def test_what_is_not_read_is_listed_kept_and_told(name: str, data: bytes, use: str, code: str) -> None:
    found = read(attach(mail(), name, data))
    assert found.uses() == [(name, use)]
    assert [(problem.code, problem.where) for problem in found.parsed.problems] == [(code, name)]
    assert sha(data) in found.kept
    assert found.parsed.class_ == "submission"


def test_a_pdf_beside_a_story_is_evidence() -> None:
    found = read(attach(attach(mail(), "a.docx", word(*STORY)), "52-QD.pdf", b"%PDF-1.7"))
    assert found.uses() == [("a.docx", "story"), ("52-QD.pdf", "document")]
    assert found.codes() == ["document-damaged"]


def test_an_invitation_of_a_calendar_is_passed_over() -> None:
    found = read(attach(mail(AS_TEXT), "invite.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "text/calendar"))
    assert found.uses() == [("invite.ics", "ignored")]
    assert found.codes() == []


@pytest.mark.parametrize(
    "lines",
    [("The Sunset Tree",), ("First Page.", "Second Page."), ("DANH SÁCH", "Lò Văn Sáng", "Tin: Đặng Phúc Vinh")],
)
def test_a_file_that_is_no_story_keeps_every_line(lines: tuple[str, ...]) -> None:
    (item,) = read(attach(mail(), "a.docx", word(*lines))).parsed.items
    assert (item.kind, item.byline) == ("document", None)
    assert item.text.splitlines() == list(lines)


def test_a_dispatch_keeps_its_head_and_its_foot() -> None:
    lines = (
        "UBND XÃ KHE NGỌC", "Số: 318/UBND-VHXH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "V/v báo cáo kết quả trồng quế", "Kính gửi: Các thôn trong xã", LEAD, *BODY, "Nơi nhận:", "- Như trên;",
        "- Lưu: VT.",
    )  # fmt: skip
    (item,) = read(attach(mail(), "318.docx", word(*lines))).parsed.items
    assert item.kind == "dispatch"
    assert set(" ".join(lines).split()) <= {*item.text.split(), "-"}


@pytest.mark.parametrize(("name", "told"), [("TUYET_MAT.docx", True), ("toi mat nguoi than.docx", False)])
def test_a_name_that_may_be_a_mark_is_told_and_holds_nothing(name: str, told: bool) -> None:
    found = read(attach(mail(), name, word(*STORY)))
    assert [item.hold for item in found.parsed.items] == [None]
    assert [problem.where for problem in found.parsed.problems if problem.code == "secrecy-mentioned"] == [name] * told
