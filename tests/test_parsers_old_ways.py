"""How old programs pack a file or write a text: uuencode, AppleSingle, enriched text, message in message."""

import binascii
import struct
from email.message import EmailMessage

import pytest

from tests.post import BODY, NOTE, STORY, TITLE, attach, mail, photo, read, word
from tinbai.model import Item
from tinbai.parsers.mail.transfer import split_uu


def uuencoded(name: str, data: bytes) -> str:
    lines = [binascii.b2a_uu(data[at : at + 45]).decode() for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def apple(magic: int, *entries: tuple[int, bytes]) -> bytes:
    """RFC 1740 appendix A."""
    made, body = struct.pack(">LL16xH", magic, 0x20000, len(entries)), b""
    for kind, data in entries:
        made += struct.pack(">LLL", kind, 26 + 12 * len(entries) + len(body), len(data))
        body += data
    return made + body


def as_text(text: str, kind: str, **params: str) -> bytes:
    message = mail("")
    message.set_content(text, subtype=kind, params=params)
    return message.as_bytes()


def only(raw: EmailMessage | bytes) -> Item:
    (item,) = read(raw).parsed.items
    return item


# --- uuencoded -----------------------------------------------------------------------------------------------------

DOCUMENT = uuencoded("tin.docx", word(*STORY))


@pytest.mark.parametrize(
    "text",
    [DOCUMENT, DOCUMENT.replace("`\nend\n", ""), DOCUMENT.replace("`\nend", " \nend"), DOCUMENT + "\nvà ảnh\n"],
    ids=["whole", "no end", "a blank for the last line", "text after it"],
)
def test_a_file_in_the_text_is_read_and_none_of_its_lines_are_shown(text: str) -> None:
    item = only(as_text(f"{NOTE}\n\n{text}", "plain"))
    assert (item.title, item.source) == (TITLE, "tin.docx")
    assert "begin" not in item.text


def test_two_files_the_first_without_an_end_are_two() -> None:
    text = f"{NOTE}\n\n{DOCUMENT.replace('end', '')}\n{uuencoded('a.jpg', photo(1))}\nvà ảnh"
    assert read(as_text(text, "plain")).uses() == [("tin.docx", "story"), ("a.jpg", "photo")]


def test_a_photo_cut_off_in_the_text_is_shown_and_told() -> None:
    found = read(as_text(f"{NOTE}\n\n{uuencoded('a.jpg', photo(1))[:20000]}", "plain"))
    assert found.codes() == ["photo-cut-off"]


@pytest.mark.parametrize(
    "text",
    [b"begin 644 tin.docx\nTIN TRONG NGAY\n", b"begin 644 x\n", b"begin 644 x\nM\nend", b"begin 5 pm\n" * 9],
)
def test_words_that_only_look_like_it_stay(text: bytes) -> None:
    assert split_uu(text) == (text, [])


# --- AppleSingle ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["application/applefile", "application/octet-stream"])
def test_the_file_in_an_apple_single_is_read(kind: str) -> None:
    data = apple(0x51600, (3, b"tin.docx"), (9, bytes(32)), (1, word(*STORY)))
    assert only(attach(mail(), "Tin", data, kind)).title == TITLE


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (apple(0x51600, (3, b"tin.docx"), (1, word(*STORY)))[:-4000], ["archive-damaged"]),
        (apple(0x51600, (3, b"tin.docx"), (9, bytes(32))), ["archive-damaged"]),
        (b"\0\5\x16\0" + bytes(5), ["archive-damaged"]),
    ],
    ids=["cut off", "without a file", "nearly nothing"],
)
def test_an_apple_single_that_is_broken_is_told(data: bytes, codes: list[str]) -> None:
    assert set(codes) <= set(read(attach(mail(), "tin.docx", data)).codes())


def test_the_facts_of_a_macintosh_beside_a_file_are_passed_over() -> None:
    facts = apple(0x51607, (3, b"tin.docx"), (9, bytes(32)), (2, b"fork" * 50))
    found = read(attach(attach(mail(), "._tin.docx", facts), "tin.docx", word(*STORY)))
    assert [use for _, use in found.uses()] == ["ignored", "story"]
    assert not found.codes()


# --- Text with looks, flowed text ----------------------------------------------------------------------------------


def test_enriched_text_loses_its_commands_and_no_word() -> None:
    title, lead, first, _, byline = STORY
    text = (
        f"<bold>{title}</bold>\n\n<fontfamily><param>Times</param>{lead.replace(' ', chr(10), 3)}</fontfamily>\n\n"
        f"<color><param>red</param>{first.replace('900', '<<900>')}</color>\n\n<flushright>{byline}</flushright>"
    )
    item = only(as_text(text, "enriched"))
    assert (item.title, item.lead) == (title, lead)
    assert [block.text for block in item.body] == [first.replace("900", "<900>")]


@pytest.mark.parametrize(("gap", "params"), [(" ", {}), ("  ", {"delsp": "Yes"})])
def test_flowed_text_is_joined_whether_the_blank_counts_or_not(gap: str, params: dict[str, str]) -> None:
    words = [paragraph.replace(" ", gap + "\n", 2) if len(paragraph) > 60 else paragraph for paragraph in STORY]
    if not params:
        words = [line.replace("  ", " ") for line in words]
    item = only(as_text("\n\n".join(words), "plain", format="flowed", **params))
    assert [block.text for block in item.body] == list(BODY)


# --- Message in message --------------------------------------------------------------------------------------------


def nested(depth: int) -> EmailMessage:
    message = attach(mail(), "tin.docx", word(*STORY))
    for number in range(depth):
        outer = mail("Chuyển anh chị.", subject=f"Fwd {number}")
        outer.add_attachment(message)
        message = outer
    return message


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_story_three_messages_deep_is_read(depth: int) -> None:
    assert only(nested(depth)).title == TITLE


@pytest.mark.parametrize("depth", [4, 5, 9])
def test_a_message_too_deep_is_a_draft_that_says_so(depth: int) -> None:
    found = read(nested(depth))
    assert found.parsed.class_ == "submission"
    assert [use for _, use in found.uses()] == ["unreadable"]
    assert "mail-too-nested" in found.codes()
