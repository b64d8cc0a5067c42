"""The same photo in the document and beside it is one, resized, compressed or cropped; two shots are two."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from tests.likeness_pairs import different_pairs, encoded, hall, halls, is_one, same_pairs
from tests.post import STORY, attach, mail, read, word
from tests.test_parsers_photo import pictures_of
from tinbai.parsers.photo.likeness import glance, is_part, may_be_part, same_picture
from tinbai.parsers.photo.read import Looked
from tinbai.parsers.story.photos import Found, discover, likely

STARS = (
    "DSC_0101.JPG"  # points on black, no line or area: at a glance no crop of it is found, so it stays a photo apart
)


def photos_of_letters() -> dict[str, Image.Image]:
    found = {}
    for letter in ("04", "13", "18"):
        for name, data in pictures_of(letter).items():
            with Image.open(io.BytesIO(data)) as image:
                if name != STARS:
                    found[name] = image.convert("RGB").resize((1200, 800))
    return found


@pytest.mark.slow
def test_nearly_every_copy_of_a_photo_is_known() -> None:
    pairs = [(pair.what, is_one(pair)) for pair in same_pairs(halls(6) | photos_of_letters())]
    missed = [what for what, one in pairs if not one]
    assert len(pairs) >= 200 and len(missed) <= 0.02 * len(pairs), missed


@pytest.mark.slow
def test_no_two_photos_are_ever_merged() -> None:
    pairs = [(pair.what, is_one(pair)) for pair in different_pairs(halls())]
    assert len(pairs) >= 200 and [what for what, one in pairs if one] == []


def test_a_glance_loses_no_copy() -> None:
    for pair in same_pairs({"hall": hall(3)}):
        if same_picture(pair.first, pair.second):
            assert glance(pair.first, pair.second) is not None, pair.what
        if is_part(pair.second, pair.first):
            assert may_be_part(pair.second, pair.first) > 0.5, pair.what


def jpeg(image: Image.Image, quality: int = 85) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.mark.parametrize("box", [(0, 0, 1200, 800), (100, 60, 1120, 760), (0, 0, 930, 800), (250, 150, 1200, 800)])
def test_cropped_in_the_document_and_attached_whole_is_one_photo(box: tuple[int, int, int, int]) -> None:
    part = hall(2).crop(box)
    document = word(*STORY, pictures=(jpeg(part.resize((part.width // 2, part.height // 2)), 70),))
    found = read(attach(attach(mail(), "tin.docx", document), "IMG_1.jpg", jpeg(hall(2), 92)))
    [photo] = found.parsed.items[0].photos
    assert (photo.name, photo.width, photo.height, len(photo.also)) == ("IMG_1.jpg", 1200, 800, 1)
    assert [block.photo for block in found.parsed.items[0].body if block.type == "figure"] == [0]


def test_another_shot_of_the_hall_stays_a_photo_of_its_own() -> None:
    document = word(*STORY, pictures=(jpeg(hall(2).crop((40, 20, 1150, 780))),))
    found = read(attach(attach(mail(), "tin.docx", document), "IMG_2.jpg", jpeg(hall(2, 3), 92)))
    assert len(found.parsed.items[0].photos) == 2


def test_two_attached_photos_are_never_parts_of_each_other() -> None:
    message = attach(attach(mail(), "tin.docx", word(*STORY)), "IMG_1.jpg", jpeg(hall(3), 92))
    found = read(attach(message, "IMG_1 cat.jpg", jpeg(hall(3).crop((100, 60, 1120, 760)), 92)))
    assert len(found.parsed.items[0].photos) == 2


def test_among_many_photos_of_one_hall_each_finds_its_own_copy() -> None:
    shots = [hall(seed, moved) for seed in (1, 2) for moved in range(10)]
    parts = [jpeg(shot.crop((40, 60, 1120, 760)).resize((540, 350)), 70) for shot in shots]
    message = attach(mail(), "tin.docx", word(*STORY, pictures=tuple(parts)))
    for number, shot in enumerate(shots):
        message = attach(message, f"IMG_{number}.jpg", jpeg(shot, 92))
    photos = read(message).parsed.items[0].photos
    assert sorted(photo.name for photo in photos) == sorted(f"IMG_{number}.jpg" for number in range(len(shots)))
    assert [len(photo.also) for photo in photos] == [1] * len(shots)


def test_of_a_thousand_photos_alike_only_the_nearest_are_laid_upon_each_other() -> None:
    def found(looked: Looked, name: str) -> Found:
        return discover(name, name.encode(), "attachment", lambda _content: None, looked)

    base = encoded(hall(6), quality=90)
    darker = bytes(max(0, level - 3) for level in base.grey)
    others = [found(replace(base, grey=darker, thumb=b"%d" % n), f"{n}.jpg") for n in range(999)]
    copies = likely([*others[:500], found(base, "copy.jpg"), *others[500:]], found(base, "new.jpg"))
    assert copies == [500]


def test_more_than_a_quarter_cut_off_is_another_picture() -> None:
    whole, part = encoded(hall(4), quality=90), encoded(hall(4).crop((0, 0, 700, 800)), quality=90)
    assert not same_picture(whole, part) and not is_part(part, whole)


def test_nothing_is_said_of_a_picture_that_was_cut_off_or_cannot_be_shown() -> None:
    whole = encoded(hall(5), quality=90)
    for broken in (replace(whole, fingerprint=None), replace(whole, thumb=None)):
        assert not same_picture(whole, broken) and not is_part(broken, whole)
