"""A story taken out of the desk: clean HTML and text to copy, a Word file, and a folder with its photos."""

import io
import json
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import docx
import pytest
from PIL import Image

from tests.desk import Visitor
from tests.newsroom import Newsroom
from tests.story_desk import at, head
from tests.test_web_photos import GPS, photo, with_photos
from tinbai import decisions
from tinbai.model import Block, Byline, Draft
from tinbai.picture import Crop
from tinbai.web.portal import body_html, file_name, plain_text

BODY = (
    Block("paragraph", text="Một <b>không đậm</b>\nhai & ba"),
    Block("subhead", text="Tít phụ"),
    Block("quote", text="“Lời”"),
    Block("list", items=("chè", "quế")),
    Block("list", ordered=True, items=("một", "hai")),
    Block("list", ordered=True, items=("lại một",)),
    Block("table", rows=(("Xã",), ("Đồng Văn", "12 <"))),
    Block("figure", photo=1),
    Block("figure", photo=9),
)


@pytest.fixture
def story(newsroom: Newsroom) -> Draft:
    """Two photos, of which the second stands in the text and is cropped."""
    draft = head(
        newsroom, newsroom.take(with_photos(photo(900, 600), photo(900, 600, seed=2), name="../cầu?.jpg"))[0].id
    )
    new = replace(
        draft.revision.story, title="Đường mới: “Ý Đảng, lòng dân”!", lead="Sapo", body=BODY, byline=Byline("Lê Hoa"),
        captions=("", 'Cầu "mới"'), credits=("", "Lê Hoa"), crops=(None, Crop(left=0.5)),
    )  # fmt: skip
    decisions.edit(newsroom.app, "demo", draft.id, newsroom.person(name="Minh"), 1, new)
    return head(newsroom, draft.id)


HTML = """<p>Một &lt;b&gt;không đậm&lt;/b&gt;<br>hai &amp; ba</p>
<h3>Tít phụ</h3>
<blockquote><p>“Lời”</p></blockquote>
<ul>
<li>chè</li>
<li>quế</li>
</ul>
<ol>
<li>một</li>
<li>hai</li>
</ol>
<ol>
<li>lại một</li>
</ol>
<table>
<tr><td>Xã</td></tr>
<tr><td>Đồng Văn</td><td>12 &lt;</td></tr>
</table>
<figure><img src="anh-2.jpg" alt="Cầu &#34;mới&#34; Ảnh: Lê Hoa"><figcaption>Cầu &#34;mới&#34; Ảnh: Lê Hoa</figcaption>\
</figure>
<p><strong>Lê Hoa</strong></p>
"""


def test_the_html_holds_words_alone(story: Draft) -> None:
    assert body_html(story, "vi") == HTML


def test_the_text_holds_every_word_once(story: Draft) -> None:
    text = plain_text(story, "vi")
    assert text.startswith("Đường mới: “Ý Đảng, lòng dân”!\n\nSapo\n\nMột <b>không đậm</b>\nhai & ba\n\nTít phụ")
    assert '1. một\n2. hai\n\n1. lại một\n\nXã\nĐồng Văn\t12 <\n\n[anh-2.jpg] Cầu "mới" Ảnh: Lê Hoa\n\nLê Hoa\n' in text


def test_files_are_named_in_letters_any_system_takes(story: Draft) -> None:
    assert file_name(story) == f"{story.receipt_no}-duong-moi-y-dang-long-dan"
    untitled = replace(story, revision=replace(story.revision, story=replace(story.revision.story, title="…/..")))
    assert file_name(untitled) == story.receipt_no


def test_the_page_offers_all_of_it_to_be_copied(lan: Visitor, story: Draft) -> None:
    page = lan.get(f"{at(story)}/lay-ra").text
    areas = Areas(page)
    assert areas.texts["chep-than-bai"] == HTML and areas.texts["chep-tieu-de"] == story.revision.story.title
    assert areas.texts["chep-chu"] == plain_text(story, "vi")
    assert "Ảnh chưa đặt vào thân bài: anh-1.jpg." in page


class Areas(HTMLParser):
    """The texts of a page's textareas as a browser has them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = str(dict(attrs).get("id")) if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open] = data.removeprefix("\n")
            self._open = ""


def test_the_word_file_has_every_block(lan: Visitor, story: Draft) -> None:
    answer = lan.get(f"{at(story)}/lay-ra/bai.docx")
    assert (
        answer.headers["content-type"] == "application/octet-stream"
        and "attachment" in answer.headers["content-disposition"]
    )
    document = docx.Document(io.BytesIO(answer.response.content))
    seen = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs if paragraph.style]
    assert seen[0] == ("Title", story.revision.story.title) and seen[1] == ("Normal", "Sapo")
    assert ("Normal", "Một <b>không đậm</b>\nhai & ba") in seen and ("Heading 2", "Tít phụ") in seen
    assert [text for style, text in seen if style == "List Number"] == ["một", "hai", "lại một"]
    listed: list[Any] = [one._p for one in document.paragraphs if one.style and one.style.name == "List Number"]
    numbers = [one.pPr.numPr.numId.val for one in listed]
    assert numbers[0] == numbers[1] != numbers[2]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["Xã", ""], ["Đồng Văn", "12 <"]]
    assert ("Caption", 'Cầu "mới" Ảnh: Lê Hoa') in seen and len(document.inline_shapes) == 2


def test_the_folder_has_the_photos_as_shown_and_as_sent(lan: Visitor, story: Draft) -> None:
    answer = lan.get(f"{at(story)}/lay-ra/bai.zip")
    packed = zipfile.ZipFile(io.BytesIO(answer.response.content))
    name = file_name(story)
    plain = {"bai.html", "bai.txt", "bai.json", "bai.docx", "anh-1.jpg", "anh-2.jpg"}
    names = set(packed.namelist())
    assert {f"{name}/{one}" for one in plain} < names and len(names) == 8
    assert all(one.startswith(f"{name}/") and ".." not in one and one.count("/") < 3 for one in names)
    with Image.open(packed.open(f"{name}/anh-2.jpg")) as shown:
        assert shown.size == (450, 600) and GPS not in shown.getexif()
    sent = [packed.read(one) for one in sorted(names) if "/goc/" in one]
    assert sent == [photo(900, 600), photo(900, 600, seed=2)]
    told = json.loads(packed.read(f"{name}/bai.json"))
    assert told["body"][7] == {"type": "figure", "photo": "anh-2.jpg"} and told["photos"][1]["credit"] == "Lê Hoa"


def test_nothing_stays_behind(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    for file in ("bai.docx", "bai.zip"):
        assert lan.get(f"{at(story)}/lay-ra/{file}").status == 200
    assert list(newsroom.app.blobs.spool.glob("job-*")) == []
