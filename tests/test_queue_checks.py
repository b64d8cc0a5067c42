"""What is missing in a story, and what of it the sender is told."""

import string
from dataclasses import replace

import pytest

from tinbai.model import Byline, Item, Problem
from tinbai.picture import Photo
from tinbai.queue.checks import CHECKS, OPTIONAL, POINTS, UNSEEN, WORDS, Rules, faults, points, rules_of, unseen
from tinbai.settings import Outlet

GOOD = Photo("a.jpg", "image/jpeg", 1600, 1200, 9, "a" * 64, "attachment", caption="Lễ trồng cây")
WHOLE = Item("story", "body", title="Trồng cây", byline=Byline("Lan", ("Lan",)), photos=(GOOD,), text="từ " * 200)


def _codes(item: Item) -> list[str]:
    return [problem.code for problem in faults(item)]


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (WHOLE, []),
        (replace(WHOLE, title=None), ["no-title"]),
        (replace(WHOLE, title=""), ["no-title"]),
        (replace(WHOLE, byline=None), ["no-byline"]),
        (replace(WHOLE, photos=()), ["no-photo"]),
        (replace(WHOLE, photos=(), text="từ " * 79), ["few-words", "no-photo"]),
        (replace(WHOLE, photos=(), text="từ " * 80), ["no-photo"]),
        (replace(WHOLE, text="từ " * 79), []),  # with a photo a short text is a photo story
        (replace(WHOLE, photos=(replace(GOOD, caption=None), GOOD)), ["no-caption"]),
        (replace(WHOLE, photos=(replace(GOOD, width=799, height=600),)), ["photo-too-small"]),
        (replace(WHOLE, photos=(replace(GOOD, width=600, height=800),)), ["photo-small"]),
        (replace(WHOLE, photos=(replace(GOOD, width=1199, height=900),)), ["photo-small"]),
        (replace(WHOLE, photos=(replace(GOOD, width=900, height=1200),)), []),
        (replace(WHOLE, photos=(replace(GOOD, width=800, height=1200),)), []),
        (replace(WHOLE, photos=(replace(GOOD, width=799, height=1200),)), ["photo-small"]),
        (replace(WHOLE, photos=(replace(GOOD, width=1280, height=720),)), ["photo-small"]),
        (replace(WHOLE, photos=(replace(GOOD, width=0, height=0),)), []),  # not readable: another problem says so
        (replace(WHOLE, kind="dispatch", title=None, byline=None, photos=()), []),
        (replace(WHOLE, kind="document", title=None, byline=None, photos=()), []),
        (Item("photos", "body", photos=(replace(GOOD, caption=None),)), ["no-caption"]),
        (replace(WHOLE, title=None, hold="internal"), []),
        (Item("document", "mat.docx", hold="secret"), []),
    ],
)
def test_faults_are_found(item: Item, codes: list[str]) -> None:
    assert _codes(item) == codes


def test_a_fault_carries_its_figures() -> None:
    small = replace(GOOD, name="b.jpg", width=640, height=480, caption=None)
    problems = {problem.code: problem for problem in faults(replace(WHOLE, photos=(GOOD, small)))}
    assert problems["no-caption"].params == {"missing": "1", "all": "2"}
    assert problems["photo-too-small"].where == "b.jpg"
    assert problems["photo-too-small"].params == {"name": "b.jpg", "width": "640", "height": "480"}


def test_every_check_has_words_for_the_editor() -> None:
    worst = replace(WHOLE, title=None, byline=None, text="từ", photos=())
    bad = (
        replace(GOOD, width=640, caption=None, height=1),
        replace(GOOD, width=900, height=1),
        replace(GOOD, name="CamScanner 03-02.jpg"),
    )
    found = {problem.code for item in (worst, replace(worst, photos=bad)) for problem in faults(item)}
    assert found == set(WORDS) - {"sender-doubted"}  # which the proof of the mail says
    for problem in faults(replace(worst, photos=bad)):
        assert WORDS[problem.code].format(**problem.params)


def test_every_check_is_in_the_table() -> None:
    assert {check.__name__ for check in CHECKS} == {
        *("no_title", "no_byline", "few_words", "no_photo", "no_caption", "small_photo", "photo_of_paper")
    }


def test_the_sender_is_told_what_he_can_mend_and_each_point_once() -> None:
    problems = [
        Problem("no-caption", "warning", None, {"missing": "1", "all": "2"}),
        Problem("no-photo", "info"),
        Problem("document-damaged", "grave", "tin.docx"),
        Problem("document-damaged", "grave", "tin.docx"),
        Problem("document-damaged", "grave", "bai.docx"),
        Problem("encoding-repaired", "info", "tin.docx", {"from": "TCVN3"}),
    ]
    told = points(problems)
    assert [msgid.format(**values) for msgid, values in told] == [
        "Captions are missing for 1 of 2 photos.",
        "The file tin.docx is damaged and cannot be opened; please send it again.",
        "The file bai.docx is damaged and cannot be opened; please send it again.",
    ]


@pytest.mark.parametrize("code", sorted(POINTS))
def test_a_point_needs_no_more_than_its_problem_has(code: str) -> None:
    """{name} comes from `where`; everything else from the check that found it."""
    wanted = {name for _, name, _, _ in string.Formatter().parse(POINTS[code]) if name}
    known = {
        "no-caption": {"missing", "all"},
        "material-linked": {"site"},
        "photo-small": {"width", "height"},
        "photo-too-small": {"width", "height"},
    }
    assert wanted <= {"name"} | known.get(code, set())


@pytest.mark.parametrize(("name", "counts"), [("so.rar", True), ("phim.MP4", False), ("loi.m4a", False), (None, True)])
def test_sound_and_film_bear_no_stamp(name: str | None, counts: bool) -> None:
    assert bool(unseen((Problem("attachment-not-read", "info", name),))) is counts


@pytest.mark.parametrize(
    ("name", "media_type", "unread"),
    [
        ("CamScanner 03-02-2026.jpg", "image/jpeg", True),
        ("Công văn 12.jpg", "image/jpeg", True),
        ("trang.tif", "image/tiff", True),
        ("Scandinavia.jpg", "image/jpeg", False),
        ("Trao quyết định.jpg", "image/jpeg", False),
    ],
)
def test_pictures_of_paper_must_be_looked_at(name: str, media_type: str, unread: bool) -> None:
    item = replace(WHOLE, photos=(replace(GOOD, name=name, media_type=media_type),))
    assert bool(unseen(faults(item))) is unread


def test_a_newsroom_looks_for_what_it_wants_with_its_own_numbers() -> None:
    small = replace(WHOLE, byline=None, photos=(replace(GOOD, width=1000, height=700),))
    assert {one.code for one in faults(small)} == {"no-byline", "photo-small"}
    assert {one.code for one in faults(small, Rules(off=frozenset({"no-byline"}), good_side=900))} == set()
    assert {one.code for one in faults(small, Rules(cover_side=1100))} == {"no-byline", "photo-too-small"}


def test_marks_of_secrecy_cannot_be_switched_off() -> None:
    off = Outlet(code="demo", name="Cổng", address="a@example.vn", checks_off=("photo-of-paper", "no-photo"))
    assert rules_of(off).off == {"no-photo"} and not UNSEEN & set(OPTIONAL)
