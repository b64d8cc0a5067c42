"""Bad files beside a good one: five seconds of the processor and 512 MiB suffice, the good one is read, the bad one
is named. The limits are set on the child, so other processes of the machine do not count."""

from collections.abc import Iterator
from email.policy import SMTP
from pathlib import Path

import pytest

from tests.bombs import BOMBS, DOCUMENTS, MAILS
from tests.post import BODY, STORY, TITLE, attach, mail, photo, word
from tinbai import i18n
from tinbai.model import Parsed
from tinbai.parsers.problems import PROBLEMS
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits

SECONDS, MIB = 10, 512  # half of what is given by default; on a slow machine the dearest takes five
PLACES = 10
WHOLE = {
    "tin.docx": word(*STORY),
    "tin.doc": (DOCUMENTS / "cho-sach.doc").read_bytes(),
    "tin.odt": (DOCUMENTS / "cho-sach.odt").read_bytes(),
    "tin.rtf": (DOCUMENTS / "cho-sach.rtf").read_bytes(),
    "tin.pdf": (DOCUMENTS / "cho-sach.pdf").read_bytes(),
    "anh.jpg": photo(1, 640, 480),
    "anh.png": photo(1, 640, 480, "PNG"),
    "anh.webp": photo(1, 640, 480, "WEBP"),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    running = Sandbox(Limits(parse_cpu_seconds=SECONDS, parse_memory_mb=MIB))
    yield running
    running.close()


def beside_a_good_one(sandbox: Sandbox, folder: Path, name: str, data: bytes) -> Parsed:
    """Raises ParserDied when the child met a limit."""
    letter = attach(attach(mail(), "neighbour.docx", word(*STORY)), name, data)
    file = folder / "mail.eml"
    file.write_bytes(letter.as_bytes(policy=SMTP))
    parsed = sandbox.parse(file, file.name, folder)
    story = next(item for item in parsed.items if item.title == TITLE)
    assert BODY[0] in story.text
    return parsed


def codes(parsed: Parsed) -> set[str]:
    """What is wrong; each has a sentence in Vietnamese."""
    found = {problem.code for problem in parsed.problems}
    assert all(i18n.catalogue("vi")[PROBLEMS[code]] for code in found)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little_and_the_neighbour_is_read(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    file, made, code = BOMBS[name]
    found = codes(beside_a_good_one(sandbox, tmp_path, file, made()))
    assert code in found if code else not found


@pytest.mark.slow
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_that_is_a_bomb_costs_little(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    made, code = MAILS[name]
    file = tmp_path / "mail.eml"
    file.write_bytes(made())
    found = codes(sandbox.parse(file, file.name, tmp_path))
    assert code in found if code else not found


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
def test_a_file_cut_off_anywhere_is_named_or_read(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    data = WHOLE[name]
    for place in range(PLACES):
        cut = data[: len(data) * place // PLACES]
        found = codes(beside_a_good_one(sandbox, tmp_path, name, cut))
        assert found or name.endswith(".rtf"), place


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("khoa.docx", "document-encrypted"),
        ("khoa.doc", "document-encrypted"),
        ("khoa-word-95.doc", "document-encrypted"),
        ("khoa.odt", "document-encrypted"),
        ("locked.pdf", "document-encrypted"),
    ],
)
def test_a_locked_file_is_named(file: str, code: str, sandbox: Sandbox, tmp_path: Path) -> None:
    parsed = beside_a_good_one(sandbox, tmp_path, file, (DOCUMENTS / file).read_bytes())
    assert [(problem.code, problem.where) for problem in parsed.problems] == [(code, file)]
