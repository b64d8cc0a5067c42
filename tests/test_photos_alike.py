"""Shots of one hall a second apart are shown to editors as alike and tie nothing; a copy of one of them is the same."""

import random
import re
from dataclasses import replace
from functools import cache

import pytest
import sqlalchemy as sa
from PIL import ImageOps

from benchmarks.twin_bursts import burst
from benchmarks.twin_tones import TONES
from tests.desk import Visitor
from tests.newsroom import Newsroom
from tests.test_photos import jpeg, pair, post, searched, ties
from tinbai import decisions
from tinbai.store import draft_links, drafts
from tinbai.store.twin_tables import twin_photo_alikes
from tinbai.web.near_photos import near_photos

HALL = 20_005
LINE = "Chiều nay, xã Nậm Lúc tổng kết công tác năm với bảy mươi đại biểu. "
STORY = "\n\n".join(("Hội nghị tổng kết", *(LINE * 4,) * 4))


@cache
def shots() -> tuple[bytes, ...]:
    """Of a second each: all sway by a twentieth of a head, in the second also one person has moved."""
    return jpeg(burst(HALL, 0, 0)), jpeg(burst(HALL, 0, 1)), jpeg(burst(HALL, 1, 2))


def alike(newsroom: Newsroom) -> int:
    with newsroom.app.database.read() as tx:
        return len(tx.execute(sa.select(twin_photo_alikes)).all())


def test_a_burst_in_one_mail_stays_three_photos(newsroom: Newsroom) -> None:
    newsroom.take(post(0, *shots()))
    (row,) = newsroom.drafts()
    assert row.photos == 3
    assert searched(newsroom) == 1 and ties(newsroom) == [] and alike(newsroom) == 0


def test_of_one_photo_mirrored_and_cropped_in_one_mail_editors_are_told(newsroom: Newsroom) -> None:
    image = burst(HALL, 0, 0)
    width, height = image.size
    cropped = image.crop((0, height // 10, width * 9 // 10, height))
    newsroom.take(post(0, jpeg(image), jpeg(ImageOps.mirror(image)), shots()[2], jpeg(cropped)))
    assert searched(newsroom) == 1 and ties(newsroom) == []
    (row,) = newsroom.drafts()
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor")
    page = visitor.get(f"/tin/{row.outlet}/{row.id}").text
    assert re.findall(r"Ảnh (\d) và ảnh (\d) của bài này có thể là một", page) == [("1", "2"), ("1", "4")]
    with newsroom.app.database.read() as tx:
        draft = drafts.get(tx, row.outlet, row.id)
        first, second, third, _ = draft.item.photos
        for shown in ((first, third), (replace(first, also=(second.sha256,)), third)):  # gone, or a copy
            assert near_photos(tx, replace(draft, item=replace(draft.item, photos=shown)), ["demo"]) == []


def test_a_burst_in_two_mails_ties_nothing_and_is_shown_to_editors(newsroom: Newsroom) -> None:
    newsroom.take(post(0, shots()[0]))
    newsroom.take(post(1, *shots()[1:]))
    assert ties(newsroom) == [] and searched(newsroom) == 2 and ties(newsroom) == []
    assert alike(newsroom) == 2
    (first, last) = sorted(newsroom.drafts(), key=lambda row: row.receipt_no)
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor")
    page = visitor.get(f"/tin/{last.outlet}/{last.id}").text
    assert "Ảnh gần giống, hãy xem" in page and "Cùng một ảnh" not in page
    assert f"/anh/{first.outlet}/{first.id}/1/320.webp" in page
    assert "Ảnh 1 của bài này gần giống ảnh 2" in visitor.get(f"/tin/{first.outlet}/{first.id}").text


@pytest.mark.parametrize("light", ["as it is", "by hand", "lighter by 25 %"])
def test_a_copy_of_one_of_them_is_the_same(newsroom: Newsroom, light: str) -> None:
    image = burst(HALL, 0, 0)
    if light in TONES:
        image = TONES[light](image, random.Random(light))
    newsroom.take(post(0, shots()[0], shots()[1]))
    newsroom.take(post(1, jpeg(image.resize((960, 640)), 60)))
    same = pair(newsroom)
    assert same and not same.cut and not same.marked
    assert len(ties(newsroom)[0].evidence.photos) == 1 and alike(newsroom) == 1


def test_what_is_held_is_told_of_to_nobody(newsroom: Newsroom) -> None:
    newsroom.take(post(0, shots()[0]))
    newsroom.take(post(1, shots()[1]))
    (first, last) = sorted(newsroom.drafts(), key=lambda row: row.receipt_no)
    decisions.hold(newsroom.app, first.outlet, first.id, newsroom.person())
    assert alike(newsroom) == 0
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor")
    assert "Ảnh gần giống" not in visitor.get(f"/tin/{last.outlet}/{last.id}").text


@pytest.mark.parametrize("others", [(), ("bao",)])
def test_only_who_reads_the_other_newsroom_is_shown_its_photos(newsroom: Newsroom, others: tuple[str, ...]) -> None:
    newsroom.take(post(0, shots()[0]), outlet="bao")
    newsroom.take(post(1, shots()[1]))
    (row,) = newsroom.drafts()
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor", "demo", *others)
    page = visitor.get(f"/tin/{row.outlet}/{row.id}").text
    assert alike(newsroom) == 1
    assert ("Ảnh gần giống, hãy xem" in page) == ("/anh/bao/" in page) == bool(others)


def test_beside_a_tie_of_words_the_two_shots_lie_side_by_side(newsroom: Newsroom) -> None:
    newsroom.take(post(0, shots()[0], text=STORY))
    newsroom.take(post(1, shots()[1], text=f"{STORY}\n\nHội nghị kết thúc lúc 17 giờ."))
    (tie,) = ties(newsroom)
    assert tie.evidence.photos == ()
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor")
    page = visitor.get(f"/tin/{tie.outlet}/{tie.draft}/trung/{tie.other_outlet}/{tie.other_draft}").text
    assert "Gần giống, hãy xem: có thể là hai lần bấm máy" in page and "Cùng một ảnh" not in page
    with newsroom.app.database.read() as tx:
        assert draft_links.of_draft(tx, tie.outlet, tie.draft) == [tie]
