"""The bundle of the editor is what its sources give, byte for byte; node is needed for that alone."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import missing
from tinbai.web.assets import FOLDER

SOURCES = Path(__file__).parent.parent / "assets"


def test_the_lock_names_no_place_packages_come_from() -> None:
    lock = (SOURCES / "package-lock.json").read_text("utf-8")
    assert "resolved" not in lock and not re.search(r"https?://(?!opencollective|github|www\.patreon)", lock)


@pytest.mark.slow
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    if not (shutil.which("node") and shutil.which("npm")):
        missing("node and npm are not installed (Debian: apt install nodejs npm)")
    for source in SOURCES.iterdir():
        if source.is_file():
            shutil.copy(source, tmp_path)
    out = tmp_path / "out"
    for command in (["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], ["node", "build.js", str(out)]):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=os.environ | {"CI": "true"})
    assert sorted(file.name for file in out.iterdir()) == [
        "crop.js",
        "crop.licences.txt",
        "editor.js",
        "editor.licences.txt",
    ]
    for file in out.iterdir():
        assert file.read_bytes() == (FOLDER / file.name).read_bytes(), f"{file.name}: run make assets"
