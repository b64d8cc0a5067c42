"""The figures of the parsers are printed, also where there are no other tools and little material."""

import shutil
from pathlib import Path

import pytest

from benchmarks import figures, parsers
from benchmarks.parsers_documents import compared, majority, words
from tests.letters_compare import LETTERS
from tests.vietnamese import HERE

FIGURES = {
    "letters": ("fully as expected", "2 of 2 (100.00%)"),
    "documents": (".docx: read", "1 of 1 (100.00%)"),
    "isolation": ("Word document: ms more", "<= 15"),
    "limits": ("300 MB of zeros in a zip", "archive-too-large"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two letters and a Word document."""
    for letter in sorted(LETTERS.glob("*.eml"))[:2]:
        shutil.copy(letter, tmp_path)
        shutil.copy(letter.with_suffix(".json"), tmp_path)
    shutil.copy(HERE / "documents" / "python-docx.docx", tmp_path)
    return tmp_path


@pytest.mark.parametrize("part", FIGURES)
@pytest.mark.slow
def test_a_part_prints_its_figures(part: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [f"--{name}={folder}" for name in ("letters", "mails", "documents")]
    parsers.main([part, "--quick", f"--peers={folder / 'no-python'}", *options])
    printed, said = capsys.readouterr()
    line = next(line for line in printed.splitlines() if FIGURES[part][0] in line)
    assert FIGURES[part][1] in line
    assert part != "documents" or "NO PEERS" in said


@pytest.mark.parametrize("part", ["mail", "noise", "texts"])
@pytest.mark.slow
def test_the_larger_parts_print_theirs(part: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = [f"--{name}={folder}" for name in ("letters", "mails")]
    parsers.main([part, "--quick", f"--peers={folder / 'no-python'}", *options])
    assert len(capsys.readouterr().out.splitlines()) > 6


def test_the_majority_is_what_most_tools_say() -> None:
    reference = majority([words("một hai hai"), words("một hai"), words("một hai ba")])
    assert +reference == {"một": 1, "hai": 1}
    assert compared("một ba", reference, [["một", "ba"]]) == (0.5, 0.5, 1.0)


def test_work_that_ends_badly_is_told_from_work_that_ends() -> None:
    assert figures.alone(lambda: None).ended
    assert not figures.alone(lambda: int("x")).ended
