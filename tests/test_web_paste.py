"""What is pasted from Word becomes blocks of a story: lists are lists, tables tables, and nothing else comes along."""

import json
from pathlib import Path

import pytest

from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tinbai.model import Block, Draft
from tinbai.parsers.pasted import read_pasted
from tinbai.web.body_json import blocks_of_json

WORD = (Path(__file__).parent / "pasted" / "word.html").read_text("utf-8")
BLOCKS = (
    Block("subhead", text="Bắt đầu từ tám hộ"),
    Block("paragraph", text="Năm 2022, chỉ có tám hộ đăng ký. Vụ đầu sản lượng giảm gần một phần ba."),
    Block("list", items=("Trồng chè", "Trồng quế")),
    Block("list", ordered=True, items=("Chăm sóc", "Thu hái")),
    Block("table", rows=(("Xã", "Số hộ"), ("Đồng Văn", "12"))),
    Block("paragraph", text="Đến nay toàn xã có 63 hộ."),
)


@pytest.fixture
def story(newsroom: Newsroom) -> Draft:
    return head(newsroom, newsroom.take(letter(1))[0].id)


def test_word_comes_as_blocks() -> None:
    assert read_pasted(WORD) == BLOCKS


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<span style="font-family:.VnTime">Héi ®ång nh©n d©n x· §ång V¨n</span>', "Hội đồng nhân dân xã Đồng Văn"),
        ("Vie\u0323\u0302t\u200b Nam", "Việt Nam"),
        ("<b>tám</b> <a href='javascript:alert(1)' onclick='x'>hộ</a><script>alert(2)</script>", "tám hộ"),
        ("<style>p{}</style><p>một<br>", "một"),
        ("&lt;b&gt;không phải thẻ&lt;/b&gt;", "<b>không phải thẻ</b>"),
    ],
)
def test_only_clean_words_come_along(lan: Visitor, story: Draft, html: str, text: str) -> None:
    lan.get(at(story))
    answer = lan.post(f"{at(story)}/dan", html=html).response.json()
    assert blocks_of_json(json.dumps({"type": "doc", **answer}), 0) == (Block("paragraph", text=text),)


def test_nothing_to_read_is_nothing(lan: Visitor, story: Draft) -> None:
    lan.get(at(story))
    assert lan.post(f"{at(story)}/dan", html="<img src=x onerror=alert(1)>").response.json() == {"content": []}


def test_too_much_is_refused(lan: Visitor, story: Draft) -> None:
    lan.get(at(story))
    assert lan.post(f"{at(story)}/dan", html="a" * (2 * 1024 * 1024)).status == 413
