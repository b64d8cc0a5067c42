"""Photos in an editor's order, turned and cropped by numbers; what leaves with the story is as he left it."""

import io
import json
import zipfile
from dataclasses import replace

import docx
import pytest
from PIL import Image

from tests.desk import Visitor
from tests.mails import story
from tests.newsroom import Newsroom
from tests.post import attach, mail
from tests.story_desk import at, head, send
from tests.test_web_cropped import photo
from tinbai.model import Draft
from tinbai.parsers.photo.crop import crop_at
from tinbai.picture import Crop, in_order
from tinbai.queue.versions import merged


def plain(shade: int) -> bytes:
    """A picture of its own."""
    shown = Image.open(io.BytesIO(photo())).rotate(shade, expand=False).point(lambda value: (value * 3 + shade) % 256)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=85)
    return out.getvalue()


def with_photos() -> bytes:
    letter = mail(text=story(1), subject="Tin: cầu mới")
    for number in range(1, 4):
        letter = attach(letter, f"anh{number}.jpg", plain(number * 40))
    return letter.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture
def draft(newsroom: Newsroom) -> Draft:
    found = head(newsroom, newsroom.take(with_photos())[0].id)
    assert [one.name for one in found.item.photos] == ["anh1.jpg", "anh2.jpg", "anh3.jpg"]
    return found


def press(newsroom: Newsroom, lan: Visitor, draft: Draft, **fields: str) -> Draft:
    """What a button of the photos' page does."""
    now = head(newsroom, draft.id)
    base = f"{now.revision.no}.{now.revision.saves}"
    assert send(lan, f"{at(draft)}/anh", {"goc": base, "so": "1", **fields}).status == 303
    return head(newsroom, draft.id)


def test_numbers_that_nobody_has_put_anywhere_stand_behind() -> None:
    assert in_order((), 3) == [1, 2, 3] and in_order((3, 9, 3, 0), 3) == [3, 1, 2]


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("dau:3", [3, 1, 2]),
        ("len:3", [1, 3, 2]),
        ("len:1", [1, 2, 3]),
        ("xuong:1", [2, 1, 3]),
        ("xuong:3", [1, 2, 3]),
        ("3,2,1", [3, 2, 1]),
        ("2,2,x,99", [2, 1, 3]),
        ("dau:9", [1, 2, 3]),
        ("dau:²", [1, 2, 3]),
        ("sai:2", [1, 2, 3]),
    ],
)
def test_a_button_or_a_list_puts_them_in_order(
    newsroom: Newsroom, lan: Visitor, draft: Draft, asked: str, order: list[int]
) -> None:
    assert in_order(press(newsroom, lan, draft, sap=asked).revision.story.order, 3) == order


def test_the_cover_stands_in_the_queue_and_is_taken_back_with_an_older_version(
    newsroom: Newsroom, lan: Visitor, draft: Draft
) -> None:
    thumbs = [one.thumb for one in draft.item.photos]
    assert newsroom.drafts()[0].thumb == thumbs[0]
    press(newsroom, lan, draft, sap="dau:2")
    assert newsroom.drafts()[0].thumb == thumbs[1]
    press(newsroom, lan, draft, sap="1,2,3")
    assert newsroom.drafts()[0].thumb == thumbs[0]


def test_a_photo_turns_by_quarters_and_back(newsroom: Newsroom, lan: Visitor, draft: Draft) -> None:
    turns = []
    for _ in range(4):
        now = press(newsroom, lan, draft, cat="xoay:2")
        turns.append(crop_at(now.revision.story.crops, 2))
    assert turns == [Crop(turn=90), Crop(turn=180), Crop(turn=270), None]
    now = press(newsroom, lan, draft, cat="xoay-trai:2")
    assert crop_at(now.revision.story.crops, 2) == Crop(turn=270)
    answer = lan.get(f"/anh/demo/{draft.id}/2/800.webp")
    with Image.open(io.BytesIO(answer.response.content)) as image:
        assert image.width < image.height


@pytest.mark.parametrize(
    ("typed", "crop"),
    [
        ({"trai": "10", "tren": "12,5", "phai": "0", "duoi": "20.5"}, Crop(0.1, 0.125, 0.0, 0.205)),
        ({"trai": "60", "phai": "60"}, None),  # nothing would be left
        ({"trai": "x", "tren": "nan", "phai": "inf", "duoi": "-5"}, None),
        ({}, None),
    ],
)
def test_a_photo_is_cropped_by_numbers(
    newsroom: Newsroom, lan: Visitor, draft: Draft, typed: dict[str, str], crop: Crop | None
) -> None:
    now = press(newsroom, lan, draft, cat="khung:1", **typed)
    assert crop_at(now.revision.story.crops, 1) == crop
    assert now.item.photos == draft.item.photos  # the files are what they were
    page = lan.get(f"{at(draft)}/anh?so=1").text
    assert ("cắt hoặc xoay tại bàn biên tập" in page) == (crop is not None)
    assert crop_at(press(newsroom, lan, draft, cat="ca:1").revision.story.crops, 1) is None


def test_the_story_leaves_with_its_photos_in_that_order(newsroom: Newsroom, lan: Visitor, draft: Draft) -> None:
    press(newsroom, lan, draft, sap="3,1,2")
    press(newsroom, lan, draft, cat="xoay:3")
    answer = lan.get(f"{at(draft)}/lay-ra/bai.zip")
    with zipfile.ZipFile(io.BytesIO(answer.response.content)) as packed:
        names = [name.partition("/")[2] for name in packed.namelist()]
        told = json.loads(packed.read(next(one for one in packed.namelist() if one.endswith(".json"))))
        first = packed.read(next(one for one in packed.namelist() if one.endswith("/anh-1.jpg")))
    assert [one for one in names if one.startswith("goc/")] == ["goc/1-anh3.jpg", "goc/2-anh1.jpg", "goc/3-anh2.jpg"]
    assert [(one["file"], one["original"]) for one in told["photos"]] == [
        ("anh-1.jpg", "anh3.jpg"),
        ("anh-2.jpg", "anh1.jpg"),
        ("anh-3.jpg", "anh2.jpg"),
    ]
    with Image.open(io.BytesIO(first)) as image:
        assert image.width < image.height
    page = lan.get(f"{at(draft)}/lay-ra").text
    assert "anh-1.jpg, anh-2.jpg, anh-3.jpg" in page


def test_a_new_version_keeps_the_order_of_the_photos_it_keeps(draft: Draft) -> None:
    put = replace(draft, revision=replace(draft.revision, story=replace(draft.revision.story, order=(3, 1))))
    shorter = replace(draft.item, photos=draft.item.photos[1:])
    item, text = merged(put, shorter, replace(put.revision.story, order=()))
    assert [one.name for one in item.photos] == ["anh2.jpg", "anh3.jpg", "anh1.jpg"]
    assert [item.photos[n - 1].name for n in in_order(text.order, 3)] == ["anh3.jpg", "anh1.jpg", "anh2.jpg"]


def test_who_only_reads_arranges_nothing(newsroom: Newsroom, draft: Draft) -> None:
    visitor = Visitor(newsroom.app)
    visitor.enter("auditor")
    page = visitor.get(f"{at(draft)}/anh").text
    assert 'name="sap"' not in page and "khung:1" not in page
    assert send(visitor, f"{at(draft)}/anh", {"goc": "1", "so": "1", "sap": "dau:2"}).status in (403, 404)


def written(page: str) -> str:
    """What stands in the letter's field."""
    return page.partition('<textarea class="write"')[2].partition("</textarea>")[0]


def test_a_better_copy_is_asked_of_one_photo_by_its_name(newsroom: Newsroom, lan: Visitor, draft: Draft) -> None:
    press(newsroom, lan, draft, **{"ct-2": "Cầu mới <b>sáng 2/3</b>"})
    link = f"{at(draft)}/thu?v=ask&amp;anh=2"
    assert link in lan.get(f"{at(draft)}/anh?so=2").text
    page = lan.get(link.replace("&amp;", "&")).text
    assert "là tệp gốc từ máy chụp: anh2.jpg, Cầu mới &lt;b&gt;sáng 2/3&lt;/b&gt;." in written(page)
    again = send(lan, f"{at(draft)}/thu", {"v": "ask", "anh": "2", "y": "anh2", "thu": "cũ"}).text
    assert "Bản tốt hơn của ảnh này" in written(again) and "cũ" not in written(again)


@pytest.mark.parametrize("asked", ["", "0", "4", "x", "²", "99999"])
def test_a_better_copy_of_no_photo_is_not_asked(newsroom: Newsroom, lan: Visitor, draft: Draft, asked: str) -> None:
    page = lan.get(f"{at(draft)}/thu?v=ask&anh={asked}")
    assert page.status == 200 and "tệp gốc từ máy chụp" not in page.text and 'name="anh"' not in page.text


def test_of_two_editors_the_later_one_is_told_and_nothing_is_lost(
    newsroom: Newsroom, lan: Visitor, draft: Draft
) -> None:
    base = f"{draft.revision.no}.{draft.revision.saves}"
    minh = Visitor(newsroom.app)
    minh.enter("editor", name="Minh")
    minh.get(f"{at(draft)}/anh")
    assert send(minh, f"{at(draft)}/anh", {"goc": base, "so": "1", "sap": "dau:2"}).status == 303
    lan.get(f"{at(draft)}/anh")
    assert send(lan, f"{at(draft)}/anh", {"goc": base, "so": "1", "sap": "dau:3"}).status == 409
    assert in_order(head(newsroom, draft.id).revision.story.order, 3) == [2, 1, 3]


def test_the_word_file_has_the_photos_in_that_order_as_shown(newsroom: Newsroom, lan: Visitor, draft: Draft) -> None:
    press(newsroom, lan, draft, sap="3,1,2")
    press(newsroom, lan, draft, cat="xoay:3")
    press(newsroom, lan, draft, cat="khung:1", trai="50")
    answer = lan.get(f"{at(draft)}/lay-ra/bai.docx")
    shapes = docx.Document(io.BytesIO(answer.response.content)).inline_shapes
    wide = [round(shape.width / shape.height, 1) for shape in shapes]
    assert wide == [0.7, 0.8, 1.5]  # turned, its right half, as it came
