"""The editor's JSON loses nothing, and nothing that is not of its schema becomes a block."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_web_story_form import PHOTOS, STORIES
from tinbai.decisions import clean_story
from tinbai.model import Block, Story
from tinbai.web.body_json import BadBody, blocks_of_json, json_of

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "content", "attrs", "text"]), inner)
    ),
    max_leaves=12,
)


@given(STORIES)
def test_a_body_comes_back_from_the_editor_as_it_was(story: Story) -> None:
    back = blocks_of_json(json_of(story.body, PHOTOS), PHOTOS)
    assert clean_story(Story("", "", back)).body == story.body


@given(_JSON)
def test_any_other_json_is_refused_and_breaks_nothing(found: object) -> None:
    with pytest.raises(BadBody):
        blocks_of_json(json.dumps(found), PHOTOS)


def _doc(*content: object) -> str:
    return json.dumps({"type": "doc", "content": list(content)})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        _doc(),
        _doc("paragraph"),
        _doc({"type": "heading", "content": [{"type": "text", "text": "a"}]}),
        _doc({"type": "paragraph", "content": [{"type": "text", "text": "a", "marks": [{"type": "link"}]}]}),
        _doc({"type": "paragraph", "content": [{"type": "text", "text": 1}]}),
        _doc({"type": "paragraph", "attrs": {"class": "x"}}),
        _doc({"type": "paragraph", "html": "<b>"}),
        _doc({"type": "paragraph", "content": [{"type": "paragraph"}]}),
        _doc({"type": "figure", "attrs": {"photo": PHOTOS}}),
        _doc({"type": "figure", "attrs": {"photo": True}}),
        _doc({"type": "figure", "attrs": {"photo": 0, "src": "//x"}}),
        _doc({"type": "figure"}),
        _doc({"type": "bullet_list", "content": [{"type": "paragraph"}]}),
        _doc({"type": "bullet_list", "content": [{"type": "list_item", "content": [{"type": "quote"}]}]}),
        _doc({"type": "list_item", "content": [{"type": "paragraph"}]}),
        _doc({"type": "table", "content": [{"type": "table_row"}]}),
    ],
)
def test_what_the_schema_does_not_know_is_refused(text: str) -> None:
    with pytest.raises(BadBody):
        blocks_of_json(text, PHOTOS)


def test_rows_of_unequal_length_keep_their_cells() -> None:
    table = Block("table", rows=(("Tổng kết năm",), ("Xã", "Hộ", "Tỷ lệ"), ("Đồng Văn", "12")))
    rows = json.loads(json_of([table], 0))["content"][0]["content"]
    assert [[cell.get("attrs", {}).get("colspan", 1) for cell in row["content"]] for row in rows] == [
        [3],
        [1] * 3,
        [1, 2],
    ]
    assert blocks_of_json(json_of([table], 0), 0) == (table,)


def test_lines_within_a_paragraph_are_breaks() -> None:
    node = json.loads(json_of([Block("quote", text="Một\nhai")], 0))["content"][0]
    assert [one["type"] for one in node["content"]] == ["text", "hard_break", "text"]


def test_an_empty_body_is_a_paragraph_to_write_in() -> None:
    assert json_of([Block("figure", photo=4)], 1) == '{"type":"doc","content":[{"type":"paragraph"}]}'
