"""What comes from the web is read in the sandbox like a mail: by a child that may be killed."""

from pathlib import Path

import pytest

from tests.feed_samples import FEEDS, TITLE
from tinbai.errors import ParserDied
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits


def test_feeds_and_pages_are_read_in_a_child(sandbox: Sandbox) -> None:
    found = sandbox.listing(FEEDS / "hugo.xml", None, "https://xa.example/index.xml")
    assert [entry.title for entry in found.entries] == [TITLE]
    assert sandbox.article(FEEDS / "pages" / "wordpress.html", "utf-8").title == TITLE


def test_a_page_that_takes_too_long_costs_its_child_alone(tmp_path: Path) -> None:
    running = Sandbox(Limits(parse_seconds=0.05))
    (tmp_path / "page").write_bytes(b"<p>abc" * 200_000)
    try:
        with pytest.raises(ParserDied, match="took too long"):
            running.article(tmp_path / "page", None)
        assert running.pid
    finally:
        running.close()
