"""The same photo in two mails ties their stories, in every outlet and whatever became of it; another shot does not."""

import io
import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image, ImageDraw, ImageOps

from tests.likeness_pairs import hall
from tests.newsroom import Newsroom
from tests.post import attach, mail
from tinbai import photos
from tinbai.evidence import Link, SamePhoto
from tinbai.store import drafts

TEXTS = (
    "Chiều nay, xã Nậm Lúc tổ chức ngày hội đọc sách cho gần ba trăm học sinh tiểu học trong vùng cao.",
    "Đội tuần tra biên phòng vừa bàn giao ngôi nhà tình nghĩa cho gia đình cựu chiến binh ở bản Pha Long.",
    "Hợp tác xã chè Tà Xùa thu hoạch vụ xuân sớm hơn mọi năm, sản lượng búp tươi dự kiến tăng hai phần.",
    "Câu lạc bộ bóng chuyền thị trấn Phố Ràng giành huy chương vàng giải phong trào mùa đông lần thứ tư.",
    "Trạm y tế Bản Khoang tiêm chủng mở rộng cho trẻ dưới một tuổi trong hai ngày cuối tuần vừa qua.",
    "Tuyến đường liên thôn Làng Mới hoàn thành nâng cấp mặt bê tông, bà con góp hơn nghìn ngày công.",
)
Change = Callable[[Image.Image], Image.Image]


def jpeg(image: Image.Image, quality: int = 85) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def post(number: int, *pictures: bytes) -> bytes:
    """A story of its own by an author of its own, with these photos."""
    message = mail(f"Tin số {number}\n\n{TEXTS[number]}\n", f"Tin số {number}")
    message.replace_header("From", f"Cộng tác viên <ctv{number}@nhan.example>")
    message.replace_header("Message-ID", f"<{number}@nhan.example>")
    for place, picture in enumerate(pictures):
        message = attach(message, f"anh {place}.jpg", picture, "image/jpeg")
    return message.as_bytes()


def scene(seed: int) -> Image.Image:
    """A landscape with a dozen things in it."""
    chance = random.Random(seed)
    image = Image.frombytes("RGB", (16, 12), chance.randbytes(16 * 12 * 3)).resize((1200, 800), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y, size = chance.randrange(1100), chance.randrange(700), chance.randrange(40, 220)
        colour = chance.randrange(256), chance.randrange(256), chance.randrange(256)
        draw.ellipse((x, y, x + size, y + chance.randrange(40, 220)), fill=colour)
    return image


def marked(image: Image.Image) -> Image.Image:
    image = image.copy()
    ImageDraw.Draw(image).rectangle((20, 20, 190, 110), fill="red")
    return image


def ties(newsroom: Newsroom, outlet: str = "demo") -> list[Link]:
    """Of the draft that came last."""
    last = max(newsroom.drafts(outlet), key=lambda row: row.receipt_no)
    with newsroom.app.database.read() as tx:
        return drafts.links_of(tx, outlet, last.id)


def pair(newsroom: Newsroom, outlet: str = "demo") -> SamePhoto | None:
    """What the only tie of the last draft tells of photos."""
    found = ties(newsroom, outlet)
    assert len(found) <= 1
    return found[0].evidence.photos[0] if found else None


def searched(newsroom: Newsroom) -> int:
    done = 0
    while photos.search_next(newsroom.app):
        done += 1
    return done


COPIES: dict[str, Change] = {
    "smaller": lambda image: image.resize((480, 320), Image.Resampling.LANCZOS),
    "larger": lambda image: image.resize((1500, 1000)),
    "turned": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "mirrored": ImageOps.mirror,
    "upside down": ImageOps.flip,
    "in grey": ImageOps.grayscale,
    "with a margin": lambda image: ImageOps.expand(image, (60, 40), "white"),
    "marked in a corner": marked,
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_photo_that_comes_again_ties_two_stories_and_merges_nothing(newsroom: Newsroom, copy: str) -> None:
    newsroom.take(post(0, jpeg(scene(1))))
    newsroom.take(post(1, jpeg(COPIES[copy](scene(1)), 40)))
    (tie,) = ties(newsroom)
    assert (tie.relation, tie.evidence.why) == ("related", "photo")
    (same,) = tie.evidence.photos
    assert (same.mirrored, same.turn, same.marked) == {
        "turned": (False, 90, False), "mirrored": (True, 0, False), "upside down": (True, 180, False),
        "marked in a corner": (False, 0, True),
    }.get(copy, (False, 0, same.marked))  # fmt: skip
    assert len(newsroom.drafts()) == 2
