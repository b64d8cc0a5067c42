"""Photos in the desk: copies of three sizes, made once, without metadata; the file as sent is only a download."""

import io
from dataclasses import replace
from email.message import EmailMessage
from hashlib import sha256

import pytest
from PIL import Image

from tests.desk import Visitor
from tests.grain import grain
from tests.mails import letter, story
from tests.newsroom import Newsroom
from tests.story_desk import at, head, send
from tinbai.model import Draft, State
from tinbai.store import derivatives, drafts

GPS = 34853  # the EXIF tag of the place


def photo(width: int = 2000, height: int = 1500, seed: int = 0) -> bytes:
    """A JPEG with a place and a camera in its metadata; noise, so that two seeds are two photos."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[271] = "May anh rieng"
    exif.get_ifd(GPS)[2] = (21.0, 30.0, 0.0)
    picture = grain((width // 10, height // 10), 60, seed).resize((width, height)).convert("RGB")
    picture.save(out, "JPEG", exif=exif, quality=80)
    return out.getvalue()


def with_photos(*photos: bytes, name: str = "cầu.jpg") -> bytes:
    """The story of tests/mails.py with photos attached."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Lê Thị Hoa <hoa@ctv.example>", "bbt@example.vn", "Tin: cầu mới"
    mail["Date"], mail["Message-ID"] = "Mon, 2 Mar 2026 07:55:00 +0700", f"<{len(photos)}.{len(name)}@ctv.example>"
    mail.set_content(story(1))
    for one in photos:
        mail.add_attachment(one, "image", "jpeg", filename=name)
    return mail.as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture
def draft(newsroom: Newsroom) -> Draft:
    return head(newsroom, newsroom.take(with_photos(photo()))[0].id)


def address(draft: Draft, side: int | str, number: int = 1) -> str:
    return f"/anh/{draft.outlet}/{draft.id}/{number}/{side}.webp"


@pytest.mark.parametrize("side", [320, 800, 1600])
def test_each_size_is_a_clean_webp(lan: Visitor, draft: Draft, side: int) -> None:
    answer = lan.get(address(draft, side))
    assert answer.status == 200 and answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    picture = Image.open(io.BytesIO(answer.response.content))
    assert picture.format == "WEBP" and picture.size == (side, side * 3 // 4)
    assert not picture.getexif() and b"May anh" not in answer.response.content


def test_a_copy_is_made_once_and_then_kept(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    first = lan.get(address(draft, 800))
    with newsroom.app.database.read() as tx:
        kept = derivatives.find(tx, draft.item.photos[0].sha256, 800)
    assert kept and newsroom.app.blobs.open(kept).read_bytes() == first.response.content
    newsroom.app.blobs.delete(draft.item.photos[0].sha256)  # the original is not needed again
    assert lan.get(address(draft, 800)).response.content == first.response.content
    assert lan.get(address(draft, 1600)).status == 404


def test_a_copy_that_was_lost_is_made_again(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    first = lan.get(address(draft, 800)).response.content
    with newsroom.app.database.read() as tx:
        newsroom.app.blobs.delete(str(derivatives.find(tx, draft.item.photos[0].sha256, 800)))
    assert lan.get(address(draft, 800)).response.content == first


def test_the_browser_keeps_it_but_asks_every_time(lan: Visitor, draft: Draft) -> None:
    answer = lan.get(address(draft, 800))
    assert answer.headers["cache-control"] == "private, no-cache"
    again = lan.get(address(draft, 800), {"If-None-Match": answer.headers["etag"]})
    assert again.status == 304 and not again.response.content
    assert Visitor(lan.app).get(address(draft, 800), {"If-None-Match": answer.headers["etag"]}).status == 303


@pytest.mark.parametrize("side, number", [(1, 1), (5000, 1), (801, 1), (800, 0), (800, 2), ("x", 1)])
def test_other_sizes_and_numbers_do_not_exist(lan: Visitor, draft: Draft, side: int | str, number: int) -> None:
    assert lan.get(address(draft, side, number)).status == 404


def test_only_the_newsroom_sees_it(newsroom: Newsroom, draft: Draft) -> None:
    stranger = Visitor(newsroom.app, newsroom.sandbox)
    assert stranger.get(address(draft, 320)).status == 303
    stranger.enter("chief_editor", "bao")
    for one in (address(draft, 320), address(draft, 800), f"{at(draft)}/anh", f"{at(draft)}/anh/1/goc"):
        assert stranger.get(one).status == 404
    assert stranger.get(address(replace(draft, outlet="bao"), 320)).status == 404


def test_of_a_held_story_no_photo_leaves(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    with newsroom.app.database.write() as tx:
        drafts.move(tx, "demo", draft.id, draft.state, State.HELD, newsroom.app.now())
    for one in (address(draft, 320), address(draft, 800), f"{at(draft)}/anh/1/goc", f"{at(draft)}/anh"):
        assert lan.get(one).status == 404


def test_the_photo_as_sent_is_only_ever_a_download(lan: Visitor, draft: Draft) -> None:
    for one in (f"{at(draft)}/anh/1/goc", f"{at(draft)}/tep/1"):
        answer = lan.get(one)
        assert sha256(answer.response.content).hexdigest() == draft.item.photos[0].sha256
        assert b"May anh" in answer.response.content
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert "filename*=UTF-8''c%E1%BA%A7u.jpg" in answer.headers["content-disposition"]


def test_a_photo_that_cannot_be_opened_is_told_and_not_shown(lan: Visitor, newsroom: Newsroom) -> None:
    broken = head(newsroom, newsroom.take(with_photos(b"\xff\xd8\xff\xe0" + b"hong" * 50))[0].id)
    page = lan.get(at(broken)).text
    assert f"/anh/demo/{broken.id}/1/" not in page
    for side in (320, 800):
        assert lan.get(address(broken, side)).status == 404


def test_the_page_shows_one_large_and_all_as_a_strip(lan: Visitor, newsroom: Newsroom) -> None:
    draft = head(newsroom, newsroom.take(with_photos(photo(), photo(900, 600, seed=3)))[0].id)
    page = lan.get(f"{at(draft)}/anh?so=2").text
    assert address(draft, 320, 1) in page and address(draft, 1600, 2) in page and address(draft, 1600, 1) not in page
    assert "900 × 600" in page and "Còn thiếu chú thích 2 ảnh." in page


def test_caption_and_credit_are_saved_beside_the_photo(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    lan.get(f"{at(draft)}/anh")
    sent = {"goc": "1", "so": "1", "ct-1": "Cầu mới\r\nqua suối", "nc-1": "Lê Hoa"}
    assert send(lan, f"{at(draft)}/anh", sent).to == f"{at(draft)}/anh?so=1"
    now = head(newsroom, draft.id).revision
    assert (now.no, now.story.captions, now.story.credits) == (2, ("Cầu mới qua suối",), ("Lê Hoa",))
    assert now.story.title == draft.revision.story.title and now.story.body == draft.revision.story.body
    assert "Cầu mới qua suối" in lan.get(at(draft)).text
    facts = lan.get(at(draft)).text.partition('id="thong-tin"')[2]
    assert facts and "chưa có chú thích" not in facts  # the problem is mended


def test_a_story_without_photos_says_so(lan: Visitor, newsroom: Newsroom) -> None:
    draft = head(newsroom, newsroom.take(letter(1))[0].id)
    assert "không có ảnh" in lan.get(f"{at(draft)}/anh").text
