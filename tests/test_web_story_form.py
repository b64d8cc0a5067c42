"""The plain form of a story loses nothing: whatever the machine or an editor wrote comes back as it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.decisions import clean_story
from tinbai.model import Block, Byline, Story
from tinbai.web.body_json import json_of
from tinbai.web.story_form import (
    BODY,
    BODY_JSON,
    BYLINE,
    TITLE,
    blocks_of,
    body_text,
    fields_of,
    missing_photos,
    story_of,
)

PHOTOS = 3
_SIGNS = st.text(alphabet="aậế#>-|\\[] \n1.2ảnhphoto\u200b\u0301e\xa0", max_size=24) | st.text(max_size=40)
_TEXTS = st.one_of(
    _SIGNS, st.sampled_from(["## a", "> a", "- a", "# a", "| a | b |", "[ảnh 2]", "[photo 9]", "\\", "1. Về công tác"])
)
_BLOCKS = st.one_of(
    st.builds(lambda kind, text: Block(kind, text=text), st.sampled_from(["paragraph", "subhead", "quote"]), _TEXTS),
    st.builds(lambda o, items: Block("list", ordered=o, items=tuple(items)), st.booleans(), st.lists(_TEXTS)),
    st.builds(
        lambda rows: Block("table", rows=tuple(map(tuple, rows))),
        st.lists(st.lists(_TEXTS, min_size=1, max_size=4), min_size=1, max_size=4),
    ),
    st.builds(lambda photo: Block("figure", photo=photo), st.integers(0, PHOTOS - 1)),
)
_NAMES = st.lists(_TEXTS, min_size=PHOTOS, max_size=PHOTOS).map(tuple)
STORIES = st.builds(
    lambda title, lead, body, raw, captions, credits: clean_story(
        Story(title, lead, tuple(body), Byline(raw, ("An",), "Xã"), captions, credits)
    ),
    _TEXTS,
    _TEXTS,
    st.lists(_BLOCKS, max_size=8),
    _TEXTS,
    _NAMES,
    _NAMES,
)


@given(STORIES)
def test_a_story_comes_back_from_its_form_as_it_was(story: Story) -> None:
    sent = {name: value.replace("\n", "\r\n") for name, value in fields_of(story, PHOTOS).items()}  # as browsers do
    assert clean_story(story_of(sent, replace(story, title="", lead="", body=()), PHOTOS)) == story


@given(st.text(alphabet="a#>-|\\[] \n2ảnhphoto", max_size=60))
def test_what_an_editor_types_means_the_same_when_shown_again(typed: str) -> None:
    once = clean_story(Story("", "", blocks_of(typed, PHOTOS)))
    assert clean_story(Story("", "", blocks_of(body_text(once.body, PHOTOS), PHOTOS))) == once


@pytest.mark.parametrize(
    "text, blocks",
    [
        ("Một\n\nHai", [Block("paragraph", text="Một"), Block("paragraph", text="Hai")]),
        ("Một\nvẫn một", [Block("paragraph", text="Một\nvẫn một")]),
        ("## Tít phụ\nĐoạn", [Block("subhead", text="Tít phụ"), Block("paragraph", text="Đoạn")]),
        ("> Lời\n> hai dòng", [Block("quote", text="Lời\nhai dòng")]),
        ("- một\n- hai", [Block("list", items=("một", "hai"))]),
        ("# một\n# hai", [Block("list", ordered=True, items=("một", "hai"))]),
        ("- một\n\n- hai", [Block("list", items=("một",)), Block("list", items=("hai",))]),
        ("| a | b |\n|1|2", [Block("table", rows=(("a", "b"), ("1", "2")))]),
        ("| a \\| b | \\\\ |", [Block("table", rows=(("a | b", "\\"),))]),
        ("[ảnh 2]\n[Photo 1]", [Block("figure", photo=1), Block("figure", photo=0)]),
        ("[ảnh 4]", [Block("paragraph", text="[ảnh 4]")]),
        ("1. Về công tác\n-Không phải danh sách", [Block("paragraph", text="1. Về công tác\n-Không phải danh sách")]),
        ("\\- Về công tác", [Block("paragraph", text="- Về công tác")]),
        ("#hashtag và ##", [Block("paragraph", text="#hashtag và ##")]),
        ("-\n#", [Block("paragraph", text="-\n#")]),
        ("", []),
    ],
)
def test_the_beginning_of_a_line_says_what_it_is(text: str, blocks: list[Block]) -> None:
    assert list(blocks_of(text, PHOTOS)) == blocks


def test_figures_of_photos_that_do_not_exist_are_left_out() -> None:
    assert body_text([Block("figure", photo=7), Block("paragraph", text="A")], 2) == "A"


def test_a_field_that_is_missing_changes_nothing() -> None:
    story = Story("Tít", "Sapo", (Block("paragraph", text="A"),), Byline("An", ("An",), "Xã"), ("chú",), ("An",))
    assert story_of({}, story, 1) == story
    assert story_of({TITLE: "Mới"}, story, 1).body == story.body
    assert story_of({BODY: ""}, story, 1).body == ()


def test_only_a_changed_byline_forgets_what_the_machine_knew_of_it() -> None:
    story = Story("", "", (), Byline("An, xã Đồng Văn", ("An",), "xã Đồng Văn"))
    assert story_of({BYLINE: "An, xã Đồng Văn"}, story, 0).byline == story.byline
    assert story_of({BYLINE: "Bình"}, story, 0).byline == Byline("Bình")
    assert story_of({BYLINE: " "}, story, 0).byline is None


def test_cleaning_twice_changes_nothing() -> None:
    """A zero-width space between a letter and its mark would else come together only at the next save."""
    once = clean_story(Story("", "", (), credits=("a\u200b\u0301",)))
    assert once.credits == ("á",) and clean_story(once) == once


def test_photos_asked_for_that_the_story_has_not_are_named() -> None:
    assert missing_photos({BODY: "[ảnh 1]\r\nchữ [ảnh 8]\r\n [Photo 9] "}, 2) == [9]


def test_the_editor_of_the_browser_counts_where_both_are_sent() -> None:
    rich = (Block("paragraph", text="[ảnh 9]"), Block("figure", photo=0))
    sent = {BODY: "cũ", BODY_JSON: json_of(rich, 1)}
    assert story_of(sent, Story("", "", ()), 1).body == rich
    assert missing_photos(sent, 1) == []
