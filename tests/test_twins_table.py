"""What happens when a story comes twice: each row of the design's table, by its sender, by another one, elsewhere."""

import json
from dataclasses import dataclass

import pytest

from tests.desk import Visitor
from tests.desk_data import LETTERS
from tests.mails import letter, story
from tests.newsroom import Newsroom
from tests.test_ties import EDITED, OTHER, STORY
from tinbai.store import draft_links

HOA, PAO = "Lê Thị Hoa <hoa@ctv.example>", "Giàng A Páo <pao@ctv.example>"


def _of_letter(number: str) -> str:
    (file,) = LETTERS.glob(f"{number}-*.json")
    return str(json.loads(file.read_text("utf-8"))["items"][0]["text"])


PARTS = f"{OTHER}\n{STORY.replace('Lê Thị Hoa', '')}"
EVENT, SAME_EVENT = _of_letter("02"), _of_letter("03")


TAGS = {
    "identical": "Trùng nội dung",
    "edited": "Có bản khác",
    "contained": "Nằm trong bài khác",
    "contains": "Chứa bài khác",
    "series": "Mẫu cũ",
    "same_event": "Cùng sự kiện",
    "again": "Gửi lại 1 lần",
}


@dataclass(frozen=True)
class Row:
    """demo, bao: drafts there afterwards. says: what the second one is to the first, by its tag; "" nothing."""

    name: str
    first: str
    second: str
    says: str = ""
    sender: str = HOA
    outlet: str = "demo"
    demo: int = 1
    letters: int = 1
    message: str = "two@x"


def _all_three(name: str, first: str, second: str, says: str, elsewhere: str = "same") -> tuple[Row, ...]:
    """What is a draft of its own whoever sends it, and what it is to another newsroom's."""
    there = says if elsewhere == "same" else elsewhere
    return (
        Row(name, first, second, says, demo=2, letters=2),
        Row(f"{name}, by another", first, second, says, PAO, demo=2, letters=2),
        Row(f"{name}, elsewhere", first, second, there, outlet="bao", letters=2),
    )


ROWS = (
    Row("the same message", STORY, STORY, message="one@x"),
    Row("the same message, elsewhere", STORY, STORY, "identical", outlet="bao", message="one@x"),
    Row("the same content", STORY, STORY, "again"),
    Row("the same content, by another", STORY, STORY, "identical", PAO, demo=2, letters=2),
    Row("the same content, elsewhere", STORY, STORY, "identical", outlet="bao", letters=2),
    Row("an edited copy", STORY, EDITED, "again"),
    Row("an edited copy, by another", STORY, EDITED, "edited", PAO, demo=2, letters=2),
    Row("an edited copy, elsewhere", STORY, EDITED, "edited", outlet="bao", letters=2),
    *_all_three("made of it", STORY, PARTS, "contains"),
    *_all_three("part of it", PARTS, STORY, "contained"),
    *_all_three("last month's form", story(1), story(2), "series", elsewhere=""),
    *_all_three("the same event", EVENT, SAME_EVENT, "same_event"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_story_that_comes_twice(newsroom: Newsroom, row: Row) -> None:
    newsroom.take(letter(1, text=row.first, sender=HOA, message_id="one@x"))
    (first,) = newsroom.drafts()
    newsroom.take(letter(1, text=row.second, sender=row.sender, message_id=row.message), outlet=row.outlet)
    assert (len(newsroom.drafts()), len(newsroom.drafts("bao"))) == (row.demo, int(row.outlet == "bao"))
    assert newsroom.kinds() == {"acknowledgement": row.letters}
    with newsroom.app.database.read() as tx:
        ties = [tie.relation for tie in draft_links.of_draft(tx, "demo", first.id)]
    assert ties == [draft_links.OPPOSITE.get(row.says, row.says)] * (row.says not in ("", "again"))
    lan = Visitor(newsroom.app, newsroom.sandbox)
    lan.enter("editor", "demo", "bao")
    queue = lan.get("/hang-cho").text
    expected = {row.says, draft_links.OPPOSITE.get(row.says, row.says)} - {""}
    assert {says for says, tag in TAGS.items() if tag in queue} == expected
