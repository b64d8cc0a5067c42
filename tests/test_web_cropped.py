"""A photo that its document crops is shown cropped, whole at a click, and cropped again at another."""

import io
from email.message import EmailMessage

import pytest
from PIL import Image

from tests.desk import Visitor
from tests.grain import grain
from tests.mails import story
from tests.newsroom import Newsroom
from tests.story_desk import at, head, save, send
from tests.word import docx, inline, paragraph
from tinbai.model import Draft
from tinbai.picture import Crop

LEFT_HALF = Crop(right=0.5)


def photo() -> bytes:
    """900 by 600, reddish on its left half, bluish on its right one."""
    noise = grain((90, 60), 40).resize((900, 600))
    dull = noise.point(lambda value: value // 4)
    shown = Image.merge("RGB", (noise, dull, dull))
    shown.paste(Image.merge("RGB", (dull, dull, noise)).crop((450, 0, 900, 600)), (450, 0))
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=80)
    return out.getvalue()


def with_document(crop: str) -> bytes:
    lines = story(1).splitlines()
    body = "".join(paragraph(line) for line in lines if line) + paragraph(inline("p", crop=crop)) + paragraph("Hết")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Lê Thị Hoa <hoa@ctv.example>", "bbt@example.vn", "Tin: cầu mới"
    mail["Date"], mail["Message-ID"] = "Mon, 2 Mar 2026 07:55:00 +0700", f"<{len(crop)}@ctv.example>"
    mail.set_content("Em gửi tin.")
    mail.add_attachment(docx(body, media={"p": photo()}), "application", "octet-stream", filename="tin.docx")
    return mail.as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture
def draft(newsroom: Newsroom) -> Draft:
    return head(newsroom, newsroom.take(with_document('<a:srcRect r="50000"/>'))[0].id)


def seen(lan: Visitor, draft: Draft, side: int, whole: str = "") -> tuple[tuple[int, int], bool]:
    """(size, whether anything bluish is shown)."""
    answer = lan.get(f"/anh/{draft.outlet}/{draft.id}/1/{side}.webp{whole}")
    with Image.open(io.BytesIO(answer.response.content)) as image:
        red, _, blue = image.convert("RGB").resize((2, 1), Image.Resampling.BOX).getpixel((1, 0))  # type: ignore[misc]
        return image.size, blue > red


@pytest.mark.parametrize(("side", "size"), [(320, (240, 320)), (800, (450, 600)), (1600, (450, 600))])
def test_every_size_shows_what_the_document_shows(lan: Visitor, draft: Draft, side: int, size: tuple[int, int]) -> None:
    assert draft.revision.story.crops == (LEFT_HALF,)
    assert seen(lan, draft, side) == (size, False)


@pytest.mark.parametrize(("side", "size"), [(320, (320, 213)), (800, (800, 533)), (1600, (900, 600))])
def test_the_whole_photo_is_one_click_away(lan: Visitor, draft: Draft, side: int, size: tuple[int, int]) -> None:
    assert seen(lan, draft, side, "?ca=1") == (size, True)
    assert f"{at(draft)}/anh?so=1&amp;ca=1" in lan.get(at(draft)).text
    assert "1600.webp?ca=1" in lan.get(f"{at(draft)}/anh?so=1&ca=1").text


def test_a_click_undoes_the_crop_another_makes_it_again(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    assert 'value="ca:1"' in lan.get(at(draft)).text
    save(lan, draft, {"cat": "ca:1"})
    now = head(newsroom, draft.id)
    assert (now.revision.no, now.revision.story.crops, now.item.photos[0].crop) == (2, (None,), LEFT_HALF)
    assert [seen(lan, draft, side)[1] for side in (320, 800, 1600)] == [True, True, True]
    assert 'value="cat:1"' in lan.get(at(draft)).text
    send(lan, f"{at(draft)}/anh", {"goc": "2", "so": "1", "cat": "cat:1"})
    assert head(newsroom, draft.id).revision.story.crops == (LEFT_HALF,)
    assert not seen(lan, draft, 800)[1]


def test_saving_words_leaves_the_crop(lan: Visitor, newsroom: Newsroom, draft: Draft) -> None:
    save(lan, draft, {"ct-1": "Cầu mới"})
    assert head(newsroom, draft.id).revision.story.crops == (LEFT_HALF,)


@pytest.mark.parametrize("asked", ["ca:2", "ca:0", "cat:²", "ca:", "x:1", "ca:99999999", "<b>"])
def test_a_button_nobody_made_changes_nothing(lan: Visitor, newsroom: Newsroom, draft: Draft, asked: str) -> None:
    assert save(lan, draft, {"cat": asked}).status == 303
    assert head(newsroom, draft.id).revision.no == 1


def test_a_photo_that_came_whole_has_no_such_button(lan: Visitor, newsroom: Newsroom) -> None:
    whole = head(newsroom, newsroom.take(with_document(""))[0].id)
    assert 'name="cat"' not in lan.get(at(whole)).text
