"""The catalogues: everything a person may see has its Vietnamese sentence, and nothing lies about unused."""

import re
import string
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests import msgids
from tinbai import i18n

FILES = sorted((i18n.LOCALE / "vi").glob("*.po"))
# Names and abbreviations that are the same in both languages.
SAME = frozenset({"Tinbai", "E-mail", "Email", "SMTP", "IMAP"})
_ENGLISH = re.compile(
    r"\b(the|of|and|is|was|were|are|not|with|your|this|that|please|story|mail server|from|has|have)\b", re.IGNORECASE
)
_INVISIBLE = re.compile("[\u00ad\u00a0\u200b-\u200f\u2028-\u202f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Entry:
    file: str
    msgid: str
    plural: str
    said: tuple[str, ...]
    fuzzy: bool


def _entries(file: Path) -> list[Entry]:
    with file.open("rb") as handle:
        messages = [message for message in read_po(handle, locale="vi") if message.id]
    entries = []
    for message in messages:
        one, many = message.id if isinstance(message.id, tuple | list) else (message.id, "")
        said = tuple(message.string) if isinstance(message.string, tuple | list) else (str(message.string),)
        entries.append(Entry(file.name, str(one), str(many), said, message.fuzzy))
    return entries


ENTRIES = [entry for file in FILES for entry in _entries(file)]


def _fields(words: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_every_text_in_the_code_has_its_vietnamese_sentence() -> None:
    wanted = {call.msgid: call.where for call in msgids.asked() if call.msgid} | msgids.in_tables()
    missing = [f"{where}: {msgid}" for msgid, where in wanted.items() if msgid not in i18n.catalogue("vi")]
    assert not missing, "\n".join(missing)


def test_no_sentence_is_left_over() -> None:
    standing = msgids.every_constant()
    assert [f"{entry.file}: {entry.msgid}" for entry in ENTRIES if entry.msgid not in standing] == []


def test_computed_texts_stand_in_a_table_that_is_named() -> None:
    computed = {call.where.partition(":")[0] for call in msgids.asked() if call.msgid is None}
    assert {module for module in computed if not module.endswith(".html")} <= set(msgids.TABLES)


def test_placeholders_get_their_values() -> None:
    wrong = [
        f"{call.where}: {call.msgid}"
        for call in msgids.asked()
        if call.msgid and call.values is not None
        # without values nothing is filled in, so braces may stand for themselves
        if call.values and not _fields(call.msgid) | _fields(call.plural or "") <= call.values
    ]
    assert wrong == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_placeholders_agree(file: Path) -> None:
    wrong = [
        entry.msgid
        for entry in _entries(file)
        for said in entry.said
        if _fields(said) != _fields(entry.plural or entry.msgid)
    ]
    assert wrong == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_sentence_is_clean_finished_vietnamese(file: Path) -> None:
    wrong = []
    for entry in _entries(file):
        for said in entry.said:
            bare = re.sub(r"\{[^}]*\}|“[^”]*”|tinbai [a-z -]+", "", said)
            clean = said == unicodedata.normalize("NFC", said).strip() and not _INVISIBLE.search(said)
            if not clean or not said or entry.fuzzy or _ENGLISH.search(bare):
                wrong.append(said or entry.msgid)
            elif said == entry.msgid and said not in SAME and re.search(r"\w", bare):
                wrong.append(said)
    assert wrong == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_sentence_stands_twice_in_a_file(file: Path) -> None:
    """Babel would silently take the last one."""
    written = re.findall(r'^msgid ((?:"(?:[^"\\]|\\.)*"\n)+)', file.read_text("utf-8"), re.MULTILINE)
    assert [msgid for msgid, times in Counter(written).items() if times > 1] == []


def test_the_same_words_are_said_the_same_way_in_every_room() -> None:
    said: dict[str, Entry] = {}
    differing = []
    for entry in ENTRIES:
        other = said.setdefault(entry.msgid, entry)
        if other.said != entry.said:
            differing.append(f"{entry.msgid}: {other.file} {other.said}, {entry.file} {entry.said}")
    assert differing == []


@pytest.mark.parametrize(
    ("language", "n", "said"), [("en", 1, "1 photo"), ("en", 2, "2 photos"), ("en", 0, "0 photos"), ("vi", 1, "1 ảnh")]
)
def test_vietnamese_has_one_form_english_two(language: i18n.Language, n: int, said: str) -> None:
    assert i18n.count(language, "{n} photo", "{n} photos", n) == said


@pytest.mark.parametrize(("language", "said"), [("vi", "1.475.000"), ("en", "1,475,000")])
def test_thousands_are_set_apart_as_is_usual(language: i18n.Language, said: str) -> None:
    assert i18n.number(language, 1475000) == said


def test_what_is_not_translated_stands_in_english() -> None:
    assert i18n.text("vi", "Never translated {name}", name="x") == "Never translated x"
