"""Words from a photo's own file: suggested beside the fields, taken over with one click, put back with another."""

import io

import pytest
from PIL import Image

from tests.desk import Visitor
from tests.grain import grain
from tests.newsroom import Newsroom
from tests.story_desk import at, head, save, send
from tests.test_web_photos import with_photos
from tinbai.model import Draft

CAPTION, NAME = "Bà con xã Phú Lương thu hoạch chè", "Hoàng Yến"


def photo(seed: int, caption: str = "", name: str = "") -> bytes:
    exif = Image.Exif()
    exif[271], exif[0x010E], exif[0x013B] = "NIKON", caption.encode(), name.encode()
    out = io.BytesIO()
    picture = grain((150, 100), 60, seed).resize((1500, 1000)).convert("RGB")
    picture.save(out, "JPEG", exif=exif, quality=80)
    return out.getvalue()


@pytest.fixture
def draft(newsroom: Newsroom) -> Draft:
    photos = (photo(0, CAPTION, NAME), photo(3), photo(6, "Chè xuân trên đồi", NAME))
    return head(newsroom, newsroom.take(with_photos(*photos))[0].id)


def test_it_is_shown_and_not_written_by_itself(lan: Visitor, draft: Draft) -> None:
    assert draft.revision.story.captions == ("", "", "")
    page = lan.get(at(draft)).text
    assert CAPTION in page and 'value="lay:ct:1"' in page and 'value="lay:nc:3"' in page
    assert 'value="lay:ct:2"' not in page and "Chú thích ghi trong tệp ảnh" in page


def test_one_click_takes_it_over_and_another_puts_back(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    save(lan, draft, {"goi-y": "lay:ct:1", "tieu-de": "Tít của Lan"})
    now = head(newsroom, draft.id).revision
    assert now.no == 2 and now.story.captions == (CAPTION, "", "") and now.story.credits == ("", "", "")
    assert now.story.title == "Tít của Lan"
    assert 'value="tra:ct:1"' in lan.get(at(draft)).text
    save(lan, draft, {"goi-y": "tra:ct:1"})
    assert head(newsroom, draft.id).revision.story.captions == ("", "", "")


def test_all_at_once_but_never_over_what_is_written(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    save(lan, draft, {"goi-y": "lay:tat-ca", "ct-3": "Đồi chè của xã"})
    now = head(newsroom, draft.id).revision.story
    assert now.captions == (CAPTION, "", "Đồi chè của xã") and now.credits == (NAME, "", NAME)
    assert "lay:tat-ca" not in lan.get(at(draft)).text


def test_the_page_of_a_photo_has_it_too(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    assert 'value="lay:nc:3"' in lan.get(f"{at(draft)}/anh?so=3").text
    sent = {"goc": "1", "so": "3", "ct-3": "", "nc-3": "", "goi-y": "lay:nc:3"}
    assert send(lan, f"{at(draft)}/anh", sent).to == f"{at(draft)}/anh?so=3"
    assert head(newsroom, draft.id).revision.story.credits == ("", "", NAME)


@pytest.mark.parametrize("asked", ["lay:ct:9", "lay:ct:0", "lay:xx:1", "lay:ct:²", "lay:ct:2", "x:ct:1", "lay:", "<b>"])
def test_a_button_nobody_made_changes_nothing(lan: Visitor, newsroom: Newsroom, draft: Draft, asked: str) -> None:
    assert save(lan, draft, {"goi-y": asked}).status == 303
    assert head(newsroom, draft.id).revision.no == 1
