"""The Word files of other projects' test suites are read, all of them."""

import re
import zipfile
from pathlib import Path

import pytest

from tinbai.parsers import flow
from tinbai.parsers.docx.read import read_docx

CORPORA = Path(__file__).parents[2] / "shared" / "corpora" / "docx"
_REFERENCE = re.compile(rb'<(?:a:blip|v:imagedata)\b[^>]*? r:(?:embed|link|id)="([^"]+)"')
FILES = sorted(CORPORA.glob("*/*.docx"))


@pytest.mark.skipif(not FILES, reason=f"NOT SHOWN: no Word files in {CORPORA}")
def test_every_file_is_read() -> None:
    refused = {}
    for path in FILES:
        document = read_docx(path.read_bytes())
        if any(problem.severity == "grave" for problem in document.problems):
            refused[path.name] = document.problems
    assert refused == {}


@pytest.mark.skipif(not FILES, reason=f"NOT SHOWN: no Word files in {CORPORA}")
def test_every_picture_is_found_in_the_order_of_the_file() -> None:
    wanted, found = {}, {}
    for path in FILES:
        with zipfile.ZipFile(path) as archive:
            references = _REFERENCE.findall(archive.read("word/document.xml"))
            relations = archive.read("word/_rels/document.xml.rels") if references else b""
        wanted[path.name] = [_file_of(reference, relations) for reference in references]
        found[path.name] = [one.name for one in flow.pictures(read_docx(path.read_bytes()).pieces)]
    assert found == wanted
    assert sum(map(len, found.values())) >= 10


def _file_of(reference: bytes, relations: bytes) -> str:
    """The last part of the target of a relation, whatever the order of its attributes."""
    element = next(one for one in re.findall(rb"<Relationship [^>]*>", relations) if b'Id="%s"' % reference in one)
    target = re.search(rb'Target="([^"]*)"', element)
    return target[1].decode().replace("\\", "/").rpartition("/")[2] if target else ""
