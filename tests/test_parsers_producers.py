"""Whatever program made the file, its words come out right: tests/documents/NAME beside NAME.json.

`lines`: what a reader of the paper sees, labels of lists included, in order and nothing else; `anywhere`: lines whose
place depends on the program; `never`: what is deleted, hidden, or the code of a field; `notes`: what stands beside the
text; `problems`: codes.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tinbai.parsers import flow, sniff
from tinbai.parsers.document import Document
from tinbai.parsers.files import not_read, read_file
from tinbai.parsers.parse import READERS

DOCUMENTS = Path(__file__).parent / "documents"
FILES = sorted(path.with_suffix("") for path in DOCUMENTS.glob("*.json"))
_WORD = re.compile(r"\w+")


def opened(file: Path) -> Document:
    """The document as the drafts are made of it, repaired."""
    octets = file.read_bytes()
    kind = sniff.media_type(octets, file.name)
    document = read_file(READERS, kind, octets, file.name)
    return document or Document((), problems=(not_read(kind, octets, file.name),))


def lines(document: Document) -> Iterator[str]:
    for one in flow.paragraphs(document.pieces):
        text = f"{one.list_label} {one.text}" if one.list_label else one.text
        if text.strip():
            yield " ".join(text.split())


def test_there_are_documents_of_many_producers() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_words_come_out_right(file: Path) -> None:
    expected: dict[str, Any] = json.loads((DOCUMENTS / f"{file.name}.json").read_text("utf-8"))
    document = opened(file)
    found, anywhere = list(lines(document)), Counter(expected.get("anywhere", ()))
    assert [line for line in found if line not in anywhere] == expected["lines"]
    assert Counter(line for line in found if line in anywhere) == anywhere
    text, notes = "\n".join(found), "\n".join(document.notes)
    assert [words for words in expected.get("never", ()) if words in text] == []
    assert [words for words in expected.get("notes", ()) if words not in notes] == []
    assert [problem.code for problem in document.problems] == expected.get("problems", [])
    assert sum(one.data is not None for one in flow.pictures(document.pieces)) == expected.get("pictures", 0)
