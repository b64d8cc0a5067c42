"""Every problem has its sentence, its Vietnamese, its meaning in the docs; nothing is listed that does not exist."""

import re
from pathlib import Path

import pytest

from tinbai import i18n
from tinbai.parsers.problems import PROBLEMS
from tinbai.queue.checks import POINTS, WORDS

HOUSE = Path(__file__).parent.parent
DOCS = (HOUSE / "docs" / "problems.md").read_text("utf-8")
# Problem("code", …) and the shorthands of two files
RAISED = re.compile(r"""(?:Problem|_problem|_flag)\(\s*"([a-z][a-z-]+)\"""")
SENTENCES = sorted({*PROBLEMS.values(), *WORDS.values(), *POINTS.values()})


def raised_in(*folders: str) -> set[str]:
    files = [path for folder in folders for path in (HOUSE / "tinbai" / folder).rglob("*.py")]
    return {code for path in files for code in RAISED.findall(path.read_text("utf-8"))}


def test_every_code_that_is_raised_has_a_sentence() -> None:
    assert raised_in("parsers", "cli") <= set(PROBLEMS)
    assert raised_in("queue") <= {*PROBLEMS, *WORDS}


def test_every_code_is_explained_once() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \| .{20,}$", DOCS, re.MULTILINE)
    assert sorted(listed) == sorted([*PROBLEMS, *WORDS])


def test_the_sender_hears_only_of_known_problems() -> None:
    assert set(POINTS) <= {*PROBLEMS, *WORDS}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_translated_with_its_placeholders(sentence: str) -> None:
    vietnamese = i18n.catalogue("vi").get(sentence, ("",))[0]
    assert vietnamese
    assert sorted(re.findall(r"\{\w+\}", vietnamese)) == sorted(re.findall(r"\{\w+\}", sentence))


def test_the_catalogue_holds_nothing_else() -> None:
    catalogue = (HOUSE / "tinbai" / "locale" / "vi" / "problems.po").read_text("utf-8")
    listed = [msgid.replace('\\"', '"') for msgid in re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE)]
    assert sorted(listed) == SENTENCES
