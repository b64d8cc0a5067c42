"""Messages saved by Outlook: read as the Internet messages they were, attachments and messages in them included."""

import struct
from datetime import UTC, datetime

import pytest

from tests.ole import Storage, compound
from tinbai.model import Parsed
from tinbai.parsers import sniff
from tinbai.parsers.mail.msg import message_of
from tinbai.parsers.mail.read import ReadMail, read_mail
from tinbai.parsers.mail.wrapped_html import html_of
from tinbai.parsers.parse import parse

JPEG = b"\xff\xd8\xff\xe0\r\n--\r\n" + bytes(range(256)) * 30
SENT = datetime(2025, 10, 12, 3, 30, tzinfo=UTC)
LINE = "Sáng 12/10, tại nhà văn hóa xã Lam Sơn đã diễn ra phiên chợ sách cũ đầu tiên. "


def text(number: int, words: str) -> dict[str, bytes]:
    return {f"__substg1.0_{number:04X}001F": words.encode("utf-16-le")}


def octets(number: int, data: bytes) -> dict[str, bytes]:
    return {f"__substg1.0_{number:04X}0102": data}


def fixed(head: int, **values: int) -> dict[str, bytes]:
    """Properties of fixed length: p0039=…"""
    rows = (struct.pack("<HHIQ", 3, int(name[1:], 16), 6, value) for name, value in values.items())
    return {"__properties_version1.0": b"\0" * head + b"".join(rows)}


def ticks(moment: datetime) -> int:
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def recipient(kind: int, name: str, address: str) -> Storage:
    return {**fixed(8, p0C15=kind), **text(0x3001, name), **text(0x3003, address)}


def message(*more: Storage, head: int = 32) -> Storage:
    return {
        **fixed(head, p0039=ticks(SENT), p3FDE=65001),
        **text(0x0037, "Phiên chợ sách cũ"),
        **text(0x0C1A, "Hoàng Minh Châu"),
        **text(0x5D01, "chau@example.vn"),
        "__recip_version1.0_#00000000": recipient(1, "Ban Biên tập", "bbt@x.vn"),
        "__recip_version1.0_#00000001": recipient(2, "An", "/O=EXCHANGE/CN=AN"),
        **{name: one for storage in more for name, one in storage.items()},
    }  # fmt: skip


def attachment(name: str, data: bytes, content_id: str = "") -> Storage:
    return {**fixed(8), **octets(0x3701, data), **text(0x3707, name), **text(0x3712, content_id)}


def attached(*storages: Storage) -> Storage:
    return {f"__attach_version1.0_#{number:08X}": one for number, one in enumerate(storages)}


def read(storage: Storage) -> ReadMail:
    octets = message_of(compound(storage))
    assert octets is not None
    return read_mail(octets)


def test_the_head_is_what_outlook_knows() -> None:
    mail = read(message(text(0x1000, "x"), text(0x1035, "<a@b>"))).mail
    assert (mail.subject, mail.date, mail.message_id) == ("Phiên chợ sách cũ", SENT, "a@b")
    assert mail.sender and (mail.sender.name, mail.sender.address) == ("Hoàng Minh Châu", "chau@example.vn")
    assert [(one.name, one.address) for one in mail.to] == [("Ban Biên tập", "bbt@x.vn")]


def test_the_fields_it_came_with_go_before() -> None:
    head = "Received: by x\r\nFrom: =?utf-8?q?Ch=C3=A2u?= <c@d.vn>\r\nAuto-Submitted: auto-replied\r\n"
    head += "Content-Type: x/y\r\n"
    mail = read(message(text(0x007D, head), text(0x1000, "x"))).mail
    assert mail.sender and (mail.sender.name, mail.sender.address) == ("Châu", "c@d.vn")
    assert mail.headers["auto-submitted"] == "auto-replied"
    assert (mail.subject, mail.headers["content-type"]) == ("Phiên chợ sách cũ", "multipart/mixed")


RTF = (
    rb"{\rtf1\ansi\ansicpg1258\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl\red0;}"
    rb"{\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 L\u7877?\'20h\htmlrtf x\htmlrtf0 "
    rb"{\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 \u7897?i\htmlrtf }\htmlrtf0 {\*\htmltag92 </b>}"
    rb"{\*\mhtmltag64 <q>}\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag27 </html>}}"
)


def test_html_comes_out_of_the_rich_text_around_it() -> None:
    assert html_of(RTF) == "<html><p>Lễ h<b>ội</b></p></html>"
    assert html_of(rb"{\rtf1 a}") == ""


@pytest.mark.parametrize(
    "body",
    [
        text(0x1000, "Lễ hội"),
        octets(0x1013, "<p>Lễ <b>hội</b>".encode()),
        text(0x1013, "<p>Lễ hội</p>"),
        {**text(0x1000, "Lễ"), **octets(0x1013, "<p>Lễ hội</p>".encode())},
        octets(0x1009, struct.pack("<IIII", 0, len(RTF), 0x414C454D, 0) + RTF),
        octets(0x1009, struct.pack("<IIII", 0, 99, 0x414C454D, 0) + rb"{\rtf1 L\u7877? h\u7897?i}"),
    ],
    ids=["plain", "html", "html as a string", "both", "html in rich text", "rich text"],
)
def test_the_body_in_all_its_forms(body: Storage) -> None:
    assert read({**message(), **body}).text.split() == ["Lễ", "hội"]


def test_attachments_keep_their_octets_and_names() -> None:
    html = octets(0x1013, b'<p>a<img src="cid:i1"></p>')
    storages = attached(attachment("Ảnh 1.jpg", JPEG), attachment("image001.png", JPEG[::-1], "i1"))
    leaves = {leaf.name: leaf for leaf in read({**message(), **html, **storages}).leaves}
    assert {name: leaf.octets() for name, leaf in leaves.items()} == {
        "Ảnh 1.jpg": (JPEG, True),
        "image001.png": (JPEG[::-1], True),
    }
    assert [(one.content_id, one.inline) for one in leaves.values()] == [("i1", True), (None, False)]


def embedded(inner: Storage) -> Storage:
    return {**fixed(8, p3705=5), "__substg1.0_3701000D": inner}


def story(source: Parsed) -> tuple[str, str | None]:
    (item,) = source.items
    return item.source, item.title


def body() -> dict[str, bytes]:
    return text(0x1000, "PHIÊN CHỢ SÁCH CŨ ĐẦU TIÊN Ở LAM SƠN\n\n" + f"{LINE * 4}\n\n" * 6 + "Hoàng Minh Châu")


def parsed(storage: Storage, name: str = "thu.msg") -> Parsed:
    return parse(name, compound(storage), lambda content: None)


def test_a_saved_message_is_read_like_mail() -> None:
    found = parsed(message(body()))
    assert (found.class_, story(found), found.problems) == (
        "submission",
        ("body", "PHIÊN CHỢ SÁCH CŨ ĐẦU TIÊN Ở LAM SƠN"),
        (),
    )


def test_a_message_in_a_message_is_read_too() -> None:
    inner = message(body(), head=24)
    found = parsed({**message(text(0x1000, "Gửi anh")), **attached(embedded(inner))})
    assert story(found)[0] == "Phiên chợ sách cũ.eml > body"


def test_a_saved_message_attached_to_a_mail() -> None:
    boundary = b"--b\r\nContent-Type: text/plain\r\n\r\nKinh gui\r\n--b\r\nContent-Type: application/vnd.ms-outlook\r\n"
    head = (
        b"From: a@b.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + boundary
    )
    head += b'Content-Disposition: attachment; filename="thu.msg"\r\nContent-Transfer-Encoding: binary\r\n\r\n'
    found = parse("x.eml", head + compound(message(body())) + b"\r\n--b--\r\n", lambda content: None)
    assert story(found)[0] == "thu.msg > body"
    assert found.mail and [(one.media_type, one.use) for one in found.mail.attachments] == [(sniff.MSG, "message")]


def test_a_word_file_in_it_does_not_make_it_a_word_file() -> None:
    word = compound({"WordDocument": b"x" * 5000, "1Table": b"y"})
    data = compound({**message(), **attached(attachment("a.doc", word))})
    assert (sniff.media_type(word), sniff.media_type(data)) == (sniff.DOC, sniff.MSG)


def test_what_is_no_message_is_told() -> None:
    data = compound(message(body()))
    assert message_of(b"") is None
    assert message_of(compound({"WordDocument": b"x"})) is None
    found = parse("thu.msg", data[:1024], lambda content: None)
    assert [problem.code for problem in found.problems] == ["format-not-read"]


def test_a_file_cut_off_or_turned_anywhere_is_answered() -> None:
    data = compound({**message(body()), **octets(0x1009, b"\0" * 40), **attached(attachment("a.jpg", JPEG))})
    for place in range(0, len(data), 97):
        turned = data[:place] + bytes((data[place] ^ 0xFF,)) + data[place + 1 :]
        for bad in (data[:place], turned):
            assert isinstance(message_of(bad), bytes | None)


def test_messages_in_messages_come_to_an_end() -> None:
    storage = message(body(), head=24)
    for _ in range(30):
        storage = {**message(head=24), **attached(embedded(storage))}
    found = parsed({**message(), **attached(embedded(storage))})
    assert "mail-too-nested" in [problem.code for problem in found.problems]
