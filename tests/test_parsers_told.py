"""What comes in odd wrappings is taken out of them, and what cannot be taken is told."""

import base64
import binascii
import io

import pillow_heif
import pytest
from PIL import Image

from tests.mails import letter
from tests.post import LEAD, STORY, TITLE, attach, mail, photo, read, word
from tests.word import repackaged
from tinbai.model import Problem
from tinbai.parsers.photo import pixels

AS_TEXT = "\n\n".join(STORY)


def told(text: str, code: str) -> list[Problem]:
    return [problem for problem in read(mail(text)).parsed.problems if problem.code == code]


@pytest.mark.parametrize(
    ("link", "site"),
    [
        ("https://drive.google.com/drive/folders/1aB?usp=sharing", "Google Drive"),
        ("https://photos.app.goo.gl/xYz", "Google Drive"),
        ("https://1drv.ms/f/s!Ab", "OneDrive"),
        ("https://ubnd-my.sharepoint.com/:f:/g/personal/a", "OneDrive"),
        ("https://www.fshare.vn/file/ABC", "Fshare"),
        ("https://f9-zpc.zdn.vn/123/anh.jpg", "Zalo"),
        ("https://we.tl/t-abc", "WeTransfer"),
        ("https://zalo.me/0900000000", ""),
        ("https://khengoc.example.vn/tin/1", ""),
    ],
)
def test_material_behind_a_link_is_told(link: str, site: str) -> None:
    found = told(f"{AS_TEXT}\n\nẢnh: {link}", "material-linked")
    assert [problem.params["site"] for problem in found] == ([site] if site else [])


def test_an_invitation_is_a_note_for_the_editor() -> None:
    event = (
        "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY;"
        "LANGUAGE=vi:Họp báo\\, ra mắt\r\nDTSTART;TZID=Asia/Ho_Chi_Minh:20261125T080000\r\nLOCATION:Hội trường\r\n  xã"
        "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    found = read(attach(mail(AS_TEXT), "moi.ics", event.encode(), "text/calendar"))
    (note,) = found.parsed.problems
    assert (note.code, note.severity) == ("calendar-note", "info")
    assert note.params["what"] == "Họp báo, ra mắt, 25/11/2026 08:00, Hội trường xã"
    assert "Họp báo" not in found.parsed.items[0].text


def test_a_piece_of_a_divided_message_is_told() -> None:
    kind = {"Content-Type": 'message/partial; id="a@b"; number=1; total=3'}
    (found,) = [one for one in read(letter(1, headers=kind)).parsed.problems if one.code == "message-partial"]
    assert found.params == {"part": "1/3"}


def test_yenc_is_told_and_stays_out_of_the_story() -> None:
    found = read(mail(f"{AS_TEXT}\n\n=ybegin line=128 size=9 name=a.jpg\nabc)*&noise\n=yend size=9\n"))
    assert found.codes() == ["yenc-not-read"]
    assert "noise" not in found.parsed.items[0].text


def uuencoded(name: str, data: bytes, end: str = "`\nend\n") -> str:
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n{''.join(lines)}{end}"


def test_several_files_uuencoded_in_a_text_and_in_a_forwarded_mail() -> None:
    both = uuencoded("a.jpg", photo(1, 640, 480)) + "\n" + uuencoded("b.jpg", photo(2, 640, 480))
    plain = mail(f"{AS_TEXT}\n\n{both}")
    assert [one.name for one in read(plain).parsed.items[0].photos] == ["a.jpg", "b.jpg"]
    outer = mail()
    outer.add_attachment(plain)
    assert [one.name for one in read(outer).parsed.items[0].photos] == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize(
    "octets",
    [
        AS_TEXT.encode("utf-16"),
        AS_TEXT.encode("utf-16-le"),
        AS_TEXT.encode("utf-8-sig"),
        AS_TEXT.encode(),
    ],
    ids=["utf-16", "utf-16 without mark", "utf-8 with mark", "utf-8"],
)
def test_a_text_file_in_any_coding(octets: bytes) -> None:
    (item,) = read(attach(mail(), "tin.txt", octets)).parsed.items
    assert (item.title, item.lead) == (TITLE, LEAD)


def web_archive(picture: bytes) -> bytes:
    html = "".join(f"<p>{text}</p>" for text in STORY) + '<p><img src="tin_files/image001.jpg"></p>'
    return (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        "Content-Location: file:///C:/tin.htm\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(html.encode()).decode()}\r\n--b\r\n"
        "Content-Location: file:///C:/tin_files/image001.jpg\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Type: image/jpeg\r\n\r\n{base64.encodebytes(picture).decode()}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("name", ["tin.mht", "tin.doc"])
def test_a_page_in_one_file_brings_its_pictures(name: str) -> None:
    found = read(attach(mail(), name, web_archive(photo(1))))
    (item,) = found.parsed.items
    assert (item.kind, item.source, item.title, len(item.photos)) == ("story", name, TITLE, 1)


def test_html_saved_as_doc() -> None:
    page = "<html><body>" + "".join(f"<p>{text}</p>" for text in STORY) + "</body></html>"
    (item,) = read(attach(mail(), "tin.doc", page.encode())).parsed.items
    assert (item.kind, item.title) == ("story", TITLE)


@pytest.mark.parametrize("name", ["tin.docx", "anh.jpg", "a.zip", "b.xlsx", "winmail.dat"])
def test_an_attachment_of_no_octets_harms_nothing(name: str) -> None:
    found = read(attach(attach(mail(), "a.docx", word(*STORY)), name, b""))
    assert [item.source for item in found.parsed.items] == ["a.docx"]


def heic(width: int = 640, height: int = 480) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(photo(1, width, height))) as image:
        pillow_heif.from_pillow(image).save(out, quality=60)
    return out.getvalue()


def test_a_photo_of_an_iphone_is_read_whatever_its_name() -> None:
    (item,) = read(attach(mail(), "anh.jpg", heic())).parsed.items
    (one,) = item.photos
    assert (one.media_type, one.width, one.height, one.thumb is not None) == ("image/heic", 640, 480, True)


def test_without_the_extra_it_is_told_and_its_size_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "heif_known", lambda: False)
    found = read(attach(mail(), "anh.heic", heic()))
    assert found.codes() == ["photo-format-unsupported"]
    assert [(one.width, one.height) for one in found.parsed.items[0].photos] == [(640, 480)]


def test_macros_are_told_and_the_text_read() -> None:
    found = read(attach(mail(), "tin.docm", repackaged(word(*STORY), {"word/vbaProject.bin": b"x"})))
    assert (found.parsed.items[0].title, found.codes()) == (TITLE, ["macros-inside"])


def test_embedded_objects_are_told_and_not_opened() -> None:
    found = read(attach(mail(), "tin.docx", repackaged(word(*STORY), {"word/embeddings/oleObject1.bin": b"x"})))
    assert (found.parsed.items[0].title, found.codes()) == (TITLE, ["objects-inside"])
