"""A stamp of secrecy holds older files too, wherever in them it stands; the files are LibreOffice's."""

from pathlib import Path

import pytest

from tinbai.model import Content
from tinbai.parsers.parse import parse

FILES = sorted((Path(__file__).parent / "stamped").iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_stamp_holds_wherever_it_stands(file: Path) -> None:
    kept: list[Content] = []
    (item,) = parse(file.name, file.read_bytes(), kept.append).items
    assert item.hold == "secret"
