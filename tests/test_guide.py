"""The guide for editors shows pictures that are there, small, and made by `make docs-screens`."""

import re
from pathlib import Path

from tests.screens import COMMITTED, FOLDER

GUIDE = Path("docs/huong-dan.md")
LARGEST = 60_000  # octets


def test_each_picture_of_the_docs_is_there_and_shown() -> None:
    shown = set(re.findall(r"\]\(screens/([\w-]+\.webp)\)", GUIDE.read_text()))
    shown |= set(re.findall(r"\]\(docs/screens/([\w-]+\.webp)\)", Path("README.md").read_text()))
    assert shown == {f"{name}.webp" for name in COMMITTED} == {one.name for one in FOLDER.iterdir()}


def test_no_picture_is_large() -> None:
    assert [one.name for one in FOLDER.iterdir() if one.stat().st_size > LARGEST] == []
