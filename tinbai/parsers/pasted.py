"""What was copied in Word, Excel or a browser and is pasted into a story: read like the HTML of a mail."""

from collections.abc import Iterable, Iterator

from tinbai.model import Block
from tinbai.parsers.encoding.repairs import repair
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.story.blocks import blocks_of
from tinbai.parsers.story.lines import Line, lines_of

_NOTHING = Line()


def read_pasted(html: str) -> tuple[Block, ...]:
    """The words as blocks in clean Unicode; pictures do not come along."""
    lines = list(_parted(lines_of(repair(read_html(html)))))
    return blocks_of(lines, lambda number: lines[number] != _NOTHING, {}, interview=False)


def _parted(lines: Iterable[Line]) -> Iterator[Line]:
    """A gap where one list ends and one of another kind begins; Word puts nothing between them."""
    before = _NOTHING
    for line in lines:
        if before.label and line.label and before.ordered != line.ordered:
            yield _NOTHING
        if line.picture is None:
            yield line
        before = line
