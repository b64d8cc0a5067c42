"""The same photo in two mails ties their stories, in every outlet and whatever became of it; another shot does not."""

import io
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw, ImageOps

from tests.conftest import Clock
from tests.desk import Visitor
from tests.likeness_pairs import hall
from tests.newsroom import Newsroom
from tests.post import STORY, attach, mail
from tinbai import decisions, photos, pipeline, rereading
from tinbai.evidence import Link, SamePhoto
from tinbai.store import arrivals, draft_links, drafts, photo_prints
from tinbai.store.twin_tables import twin_photo_bands

TEXTS = (
    "Chiều nay, xã Nậm Lúc tổ chức ngày hội đọc sách cho gần ba trăm học sinh tiểu học trong vùng cao.",
    "Đội tuần tra biên phòng vừa bàn giao ngôi nhà tình nghĩa cho gia đình cựu chiến binh ở bản Pha Long.",
    "Hợp tác xã chè Tà Xùa thu hoạch vụ xuân sớm hơn mọi năm, sản lượng búp tươi dự kiến tăng hai phần.",
    "Câu lạc bộ bóng chuyền thị trấn Phố Ràng giành huy chương vàng giải phong trào mùa đông lần thứ tư.",
    "Trạm y tế Bản Khoang tiêm chủng mở rộng cho trẻ dưới một tuổi trong hai ngày cuối tuần vừa qua.",
    "Tuyến đường liên thôn Làng Mới hoàn thành nâng cấp mặt bê tông, bà con góp hơn nghìn ngày công.",
    "Hội chợ nông sản đầu xuân mở cửa với bốn mươi gian hàng mật ong, gạo nếp, thổ cẩm và nấm hương rừng.",
    "Nhà máy nước sạch cụm Pha Khảo vận hành thử, cấp cho sáu trăm hộ ở hai thôn ven suối từ tuần tới.",
)
Change = Callable[[Image.Image], Image.Image]


def jpeg(image: Image.Image, quality: int = 85) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def post(number: int, *pictures: bytes, text: str = "", by: int | None = None) -> bytes:
    """A story of its own by an author of its own, with these photos."""
    message = mail(text or f"Tin số {number}\n\n{TEXTS[number]}\n", f"Tin số {number}")
    message.replace_header("From", f"Cộng tác viên <ctv{number if by is None else by}@nhan.example>")
    message.replace_header("Message-ID", f"<{number}@nhan.example>")
    for place, picture in enumerate(pictures):
        message = attach(message, f"anh {place}.jpg", picture, "image/jpeg")
    return message.as_bytes()


def scene(seed: int) -> Image.Image:
    """A landscape with a dozen things in it."""
    chance = random.Random(seed)
    image = Image.frombytes("RGB", (16, 12), chance.randbytes(16 * 12 * 3)).resize(
        (1200, 800), Image.Resampling.BICUBIC
    )
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


def framed(image: Image.Image) -> Image.Image:
    image = image.copy()
    ImageDraw.Draw(image).rectangle((0, 0, 1199, 799), outline="black", width=50)
    return image


def lined(image: Image.Image) -> Image.Image:
    image = image.copy()
    ImageDraw.Draw(image).rectangle((780, 740, 1170, 780), fill="white")
    return image


def ties(newsroom: Newsroom, outlet: str = "demo") -> list[Link]:
    """Of the draft that came last."""
    last = max(newsroom.drafts(outlet), key=lambda row: row.receipt_no)
    with newsroom.app.database.read() as tx:
        return draft_links.of_draft(tx, outlet, last.id)


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
    "with its margin painted over": framed,
    "marked in a corner": marked,
    "between bars": lambda image: ImageOps.expand(image, (0, 120), "black"),
    "on the screen of a telephone": lambda image: ImageOps.pad(image, (1080, 2160), color=(8, 8, 8)),
    "with a line of words": lined,
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
        "marked in a corner": (False, 0, True), "with a line of words": (False, 0, True),
    }.get(copy, (False, 0, same.marked))  # fmt: skip
    assert len(newsroom.drafts()) == 2


def test_the_very_same_file_ties_even_where_there_is_little_to_see(newsroom: Newsroom) -> None:
    page = Image.new("L", (1000, 1400), "white")
    draw = ImageDraw.Draw(page)
    for line in range(90, 1300, 28):
        draw.text((90, line), "Kính gửi các đồng chí; thực hiện kế hoạch số 12 của xã. " * 3, fill=30)
    newsroom.take(post(0, jpeg(page)))
    newsroom.take(post(1, jpeg(page)))
    newsroom.take(post(2, jpeg(page.resize((500, 700)))))
    assert ties(newsroom) == []  # pages all look alike
    with newsroom.app.database.read() as tx:
        first = min(newsroom.drafts(), key=lambda row: row.receipt_no)
        (tie,) = draft_links.of_draft(tx, "demo", first.id)
    assert tie.evidence.photos[0].here == tie.evidence.photos[0].there


@pytest.mark.parametrize("moved", [2, 4, 12])
def test_two_shots_of_one_hall_are_two_photos(newsroom: Newsroom, moved: int) -> None:
    newsroom.take(post(0, jpeg(hall(2))))
    newsroom.take(post(1, jpeg(hall(2, moved))))
    assert ties(newsroom) == [] and searched(newsroom) == 2 and ties(newsroom) == []


def test_a_photo_is_known_again_in_another_newsroom_of_the_house(newsroom: Newsroom) -> None:
    newsroom.take(post(0, jpeg(scene(3))))
    newsroom.take(post(1, jpeg(ImageOps.mirror(scene(3)), 50)), outlet="bao")
    (tie,) = ties(newsroom, "bao")
    (back,) = ties(newsroom)
    assert (tie.other_outlet, back.other_outlet) == ("demo", "bao")
    assert back.evidence.photos[0] == tie.evidence.photos[0].turned()


@pytest.mark.parametrize("box", [(0, 0, 920, 800), (200, 120, 1150, 780), (90, 150, 1200, 770)])
def test_a_part_of_a_photo_is_found_afterwards(newsroom: Newsroom, box: tuple[int, int, int, int]) -> None:
    newsroom.take(post(0, jpeg(scene(4))), post(2, jpeg(scene(5))))
    newsroom.take(post(1, jpeg(scene(4).crop(box))))
    assert searched(newsroom) == 3 and searched(newsroom) == 0
    same = pair(newsroom)
    assert (
        same
        and same.cut
        and same.there_box == pytest.approx((box[0] / 1200, box[1] / 800, box[2] / 1200, box[3] / 800), abs=0.01)
    )


def test_a_part_with_the_mark_of_another_outlet_is_found(newsroom: Newsroom) -> None:
    newsroom.take(post(0, jpeg(scene(4))))
    newsroom.take(post(1, jpeg(marked(scene(4).crop((150, 80, 1180, 790))), 60)))
    assert searched(newsroom) == 2
    same = pair(newsroom)
    assert same and same.cut and same.marked


def test_many_photos_are_searched_over_fewer_others(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinbai.photos._PAIRS", 3)
    looked: list[object] = []
    monkeypatch.setattr("tinbai.photos.search", lambda new, old: looked.append((new, old)))
    newsroom.take(post(0, jpeg(scene(4)), jpeg(scene(5))), post(1, jpeg(scene(6)), jpeg(scene(7))))
    assert searched(newsroom) == 2 and 0 < len(looked) <= 2 * 3


def test_searching_again_finds_the_same_and_tells_it_once(newsroom: Newsroom) -> None:
    newsroom.take(post(0, jpeg(scene(4))), post(1, jpeg(scene(4).crop((200, 120, 1150, 780)))))
    searched(newsroom)
    before = ties(newsroom)
    (row, _) = newsroom.drafts()
    with newsroom.app.database.write() as tx:
        photo_prints.want_search(tx, (row.outlet, row.id), newsroom.app.now())
    assert searched(newsroom) == 1 and ties(newsroom) == before and len(before[0].evidence.photos) == 1


def test_what_a_dead_worker_had_in_hand_is_searched_later(newsroom: Newsroom, clock: Clock) -> None:
    newsroom.take(post(0, jpeg(scene(4))), post(1, jpeg(scene(4).crop((200, 120, 1150, 780)))))
    with newsroom.app.database.write() as tx:
        assert photo_prints.claim_search(tx, clock.now) and photo_prints.claim_search(tx, clock.now)
    assert searched(newsroom) == 0
    clock.forward(minutes=11)
    assert searched(newsroom) == 2 and pair(newsroom)


def test_a_photo_of_many_unrelated_stories_ties_none_of_them(newsroom: Newsroom, clock: Clock) -> None:
    for number in range(6):
        newsroom.take(post(number, jpeg(scene(6), 60 + number), jpeg(scene(60 + number))))
        clock.forward(days=3)
    assert ties(newsroom) == []
    with newsroom.app.database.read() as tx:  # and those that were tied by it are not any more
        assert [draft_links.of_draft(tx, row.outlet, row.id) for row in newsroom.drafts()] == [[]] * 6


def test_one_sender_alone_makes_no_photo_furniture(newsroom: Newsroom, clock: Clock) -> None:
    """Else he could have the photo of another one forgotten, and then use it."""
    (first,) = newsroom.take(post(0, jpeg(scene(6))))
    for number in range(1, 7):
        clock.forward(days=3)
        newsroom.take(post(number, jpeg(scene(6), 60 + number), by=1))
    newsroom.take(post(7, jpeg(scene(6), 50)))
    assert first.id in (told := [tie.other_draft for tie in ties(newsroom)]) and len(told) == 2


def test_the_letterhead_of_one_sender_ties_none_of_his_stories(newsroom: Newsroom, clock: Clock) -> None:
    for number in range(6):
        newsroom.take(post(number, jpeg(scene(6), 60 + number), by=1))
        clock.forward(days=3)
    with newsroom.app.database.read() as tx:
        assert [draft_links.of_draft(tx, row.outlet, row.id) for row in newsroom.drafts()] == [[]] * 6


def test_the_photo_of_one_event_may_come_with_the_words_of_many(newsroom: Newsroom) -> None:
    for number in range(6):
        newsroom.take(post(number, jpeg(scene(6), 60 + number)))
    assert len(ties(newsroom)) == 5


def test_a_story_sent_again_with_its_photo_is_one_tie_with_both_kinds_of_evidence(newsroom: Newsroom) -> None:
    text = "\n\n".join(STORY)
    newsroom.take(post(0, jpeg(scene(7)), text=text))
    newsroom.take(post(1, jpeg(scene(7), 40), text=text), outlet="bao")
    (tie,) = ties(newsroom, "bao")
    assert tie.relation == "identical" and len(tie.evidence.photos) == 1


def test_of_a_held_story_no_photo_stays_in_the_index(newsroom: Newsroom) -> None:
    (row,) = newsroom.take(post(0, jpeg(scene(8))))
    decisions.hold(newsroom.app, row.outlet, row.id, newsroom.person())
    with newsroom.app.database.read() as tx:
        assert photo_prints.of_draft(tx, (row.outlet, row.id)) == []
        assert tx.execute(sa.select(twin_photo_bands)).first() is None
    newsroom.take(post(1, jpeg(scene(8), 50)))
    assert ties(newsroom) == []


def test_a_mail_that_was_left_out_is_read_for_its_photos_once_it_is_wanted(newsroom: Newsroom) -> None:
    newsroom.take(post(0, jpeg(scene(6))))
    left_out = mail("Unsubscribe", "Khuyến mãi lớn", Precedence="bulk", List_Unsubscribe="<mailto:x@y.example>")
    newsroom.take(attach(left_out, "anh.jpg", jpeg(scene(6), 40), "image/jpeg").as_bytes())
    assert len(newsroom.drafts()) == 1
    with newsroom.app.database.read() as tx:
        (aside,) = arrivals.listed(tx, "done", "demo", reason=True)
    person = newsroom.person()
    wanted = rereading.draft_after_all(newsroom.app, newsroom.sandbox, "demo", aside.id, person)
    with newsroom.app.database.read() as tx:
        draft = drafts.get(tx, "demo", wanted)
        assert [tie.evidence.why for tie in draft_links.of_draft(tx, "demo", wanted)] == ["photo"]
    assert len(draft.item.photos) == 1
    assert newsroom.app.blobs.open(draft.item.photos[0].sha256)
    decisions.hold(newsroom.app, "demo", wanted, person)
    officer = newsroom.person("security_officer", name="Thu")
    rereading.release(newsroom.app, newsroom.sandbox, "demo", wanted, officer, "Đã soát, không có dấu.")
    with newsroom.app.database.read() as tx:
        assert drafts.get(tx, "demo", wanted).item == draft.item


def test_photos_of_two_drafts_side_by_side(newsroom: Newsroom) -> None:
    newsroom.take(post(0, jpeg(scene(8)), jpeg(scene(9))))
    newsroom.take(post(1, jpeg(scene(10)), jpeg(scene(8), 40)))
    (tie,) = ties(newsroom)
    with newsroom.app.database.read() as tx:
        mine, other = drafts.get(tx, tie.outlet, tie.draft), drafts.get(tx, tie.other_outlet, tie.other_draft)
    ((one, two, _),) = photos.pairs(mine, other, tie.evidence.photos)
    assert (one.name, two.name) == ("anh 1.jpg", "anh 0.jpg") and one.sight is None


def test_the_page_of_a_story_tells_which_photo_stands_elsewhere(newsroom: Newsroom) -> None:
    newsroom.take(post(0, jpeg(scene(1))))
    newsroom.take(post(1, jpeg(scene(2)), jpeg(ImageOps.mirror(scene(1)))))
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor")
    (tie,) = ties(newsroom)
    page = visitor.get(f"/tin/{tie.outlet}/{tie.draft}").text
    assert "Cùng một ảnh" in page and "Ảnh 2 của bài này trùng ảnh 1 của bài kia, lật ngược trái phải" in page
    assert visitor.get(f"/tin/{tie.outlet}/{tie.draft}/trung/{tie.other_outlet}/{tie.other_draft}").status == 200


def test_of_two_mails_that_are_read_at_once_one_sees_the_photo_of_the_other(newsroom: Newsroom) -> None:
    for number in range(4):
        newsroom.offer(post(number, jpeg(scene(1), 60 + number)))
    with ThreadPoolExecutor(4) as workers:
        done = list(workers.map(lambda _: pipeline.process_next(newsroom.app, newsroom.sandbox), range(4)))
    newsroom.process()
    with newsroom.app.database.read() as tx:
        told = [len(draft_links.of_draft(tx, row.outlet, row.id)) for row in newsroom.drafts()]
    assert any(done) and told == [3, 3, 3, 3]


def test_photos_of_an_archive_are_known_again_but_not_searched_for_parts(newsroom: Newsroom) -> None:
    newsroom.offer(post(0, jpeg(scene(4))), silent=True)
    newsroom.process()
    newsroom.take(post(1, jpeg(scene(4), 40), jpeg(scene(4).crop((100, 60, 1150, 760)))))
    assert len(ties(newsroom)[0].evidence.photos) == 1 and searched(newsroom) == 1
    assert len(ties(newsroom)[0].evidence.photos) == 2
