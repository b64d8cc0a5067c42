"""The JSON of `tinbai parse`: its keys, their order, and words in the outlet's language."""

import json
import unicodedata
from pathlib import Path

import pytest

from tests.letters_compare import LETTERS, understood
from tests.post import STORY, attach, mail, photo, read, word
from tinbai import i18n
from tinbai.parsers.contract import to_json

TOP = ["schema", "file", "class", "mail", "items", "problems"]
MAIL = ["message_id", "subject", "date", "from", "to", "cc", "in_reply_to", "references", "text", "segments",
        "attachments"]  # fmt: skip
ATTACHMENT = ["name", "media_type", "bytes", "sha256", "use"]
ITEM = ["kind", "hold", "source", "title", "lead", "body", "byline", "dateline", "event_date", "genre", "photos",
        "text", "encoding"]  # fmt: skip
BYLINE = ["raw", "authors", "unit", "source"]
PHOTO = ["name", "media_type", "width", "height", "bytes", "sha256", "also", "caption", "credit", "origin", "suggested"]
BLOCKS = {
    "paragraph": ["type", "text"],
    "subhead": ["type", "text"],
    "quote": ["type", "text"],
    "list": ["type", "ordered", "items"],
    "table": ["type", "rows"],
    "figure": ["type", "photo"],
}
ALL = sorted(LETTERS.glob("*.eml"))


def test_keys_stand_in_the_order_of_the_contract() -> None:
    message = attach(mail(), "a.docx", word(*STORY, pictures=(photo(1),)))
    found = to_json(read(attach(message, "tin.wpd", b"\xffWPC\0\0")).parsed, "a.eml", "vi")
    (item,) = found["items"]
    assert list(found) == TOP
    assert list(found["mail"]) == MAIL
    assert list(found["mail"]["attachments"][0]) == ATTACHMENT
    assert list(item) == ITEM
    assert list(item["byline"]) == BYLINE
    assert list(item["photos"][0]) == PHOTO
    assert list(found["problems"][0]) == ["code", "severity", "message", "where"]
    assert found["schema"] == 1


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.stem)
def test_blocks_have_the_keys_of_their_type_and_figures_a_photo(letter: Path) -> None:
    found, _ = understood(letter)
    for item in found["items"]:
        for block in item["body"]:
            assert list(block) == BLOCKS[block["type"]]
            assert block.get("photo", 0) < max(1, len(item["photos"]))


@pytest.mark.parametrize("letter", ALL, ids=lambda letter: letter.stem)
def test_all_text_is_nfc_without_what_cannot_be_seen(letter: Path) -> None:
    found, _ = understood(letter)
    text = json.dumps(found, ensure_ascii=False)
    assert unicodedata.normalize("NFC", text) == text
    assert not set(text) & set("\0\u00ad\u200b\u200c\u200d\u2060\ufeff")
    text.encode("utf-8")  # no lone surrogates


def test_ids_bear_no_brackets() -> None:
    found, _ = understood(LETTERS / "19-correction-reply.eml")
    ids = [found["mail"]["message_id"], *found["mail"]["in_reply_to"], *found["mail"]["references"]]
    assert len(ids) == 4
    assert not set("".join(ids)) & set("<>")


def test_problems_are_told_in_the_language_asked_for() -> None:
    parsed = read(attach(mail(), "tin.wpd", b"\xffWPC\0\0")).parsed
    vietnamese, english = (to_json(parsed, "a.eml", language)["problems"][0] for language in i18n.LANGUAGES)
    assert "chưa đọc được" in vietnamese["message"]
    assert "not read yet" in english["message"]
    assert "tin.wpd" in vietnamese["message"]
    assert vietnamese["where"] == "tin.wpd"
