"""Texts for the tests: the fifteen stories, the five seeds, and writers of the old encodings."""

import json
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tinbai.parsers.document import Document, Paragraph, Span
from tinbai.parsers.mail.text import read_text

Writer = Callable[[str], str]

HERE = Path(__file__).parent
STORIES = sorted(path.stem for path in (HERE / "stories").glob("*.json"))
SEEDS = sorted(path.stem for path in (HERE / "stories" / "seeds").glob("*.txt"))


def table(name: str) -> Iterator[tuple[str, str]]:
    """(old form as Latin-1, letter) of tests/tables/NAME.tsv."""
    for line in (HERE / "tables" / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "legacy_hex")):
            octets, _, letter, *_ = line.split("\t")
            yield bytes.fromhex(octets).decode("latin-1"), letter


@cache
def _writing(name: str) -> dict[str, str]:
    return {letter: old for old, letter in table(name)}


def in_tcvn3(text: str) -> str:
    """As typed with a TCVN3 font; accented capitals without an octet become small."""
    letters = _writing("tcvn3")
    text = unicodedata.normalize("NFC", text)
    return "".join(letters.get(letter) or letters.get(letter.lower(), letter) for letter in text)


def in_vni(text: str) -> str:
    letters = _writing("vni")
    return "".join(letters.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def mojibake(text: str) -> str:
    """UTF-8 read as windows-1252, its five holes as Latin-1."""
    octets = (bytes([octet]) for octet in text.encode())
    return "".join(
        octet.decode("latin-1" if octet[0] in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "cp1252") for octet in octets
    )


def story(name: str) -> Any:
    return json.loads((HERE / "stories" / f"{name}.json").read_text(encoding="utf-8"))


def lines_of(name: str) -> list[str]:
    return [unicodedata.normalize("NFC", block["text"]) for block in story(name)["blocks"]]


def seed(name: str) -> str:
    return (HERE / "stories" / "seeds" / f"{name}.txt").read_text(encoding="utf-8")


def document(*lines: str, font: str | None = None) -> Document:
    return Document(tuple(Paragraph((Span(line, font=font),)) for line in lines))


def document_of(name: str) -> Document:
    """A story or seed as a reader would give it."""
    return read_text(seed(name)) if name in SEEDS else document(*lines_of(name))


def texts(read: Document) -> list[str]:
    return [piece.text for piece in read.pieces if isinstance(piece, Paragraph)]
