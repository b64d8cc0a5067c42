"""Two tied stories at the desk: kept, merged, split and judged by forms alone; nothing over a colleague's work."""

import re
from dataclasses import replace

import pytest

from tests.conftest import Clock
from tests.desk import Answer, Visitor
from tests.newsroom import Newsroom
from tests.story_desk import at, fields, head, send
from tests.test_judging import ONE, TWO, taken, tie
from tests.test_ties import EDITED, OTHER, STORY
from tests.test_web_queue import statements
from tinbai import decisions
from tinbai.evidence import SamePhoto
from tinbai.model import Draft, State, Verdict
from tinbai.notifier.outbox import Outbox
from tinbai.picture import Photo
from tinbai.store import people
from tinbai.web.sides import PhotoPair, photo_pairs


@pytest.fixture
def two(newsroom: Newsroom) -> tuple[Draft, Draft]:
    return taken(newsroom, STORY, "hoa"), taken(newsroom, EDITED, "pao")


def beside(one: Draft, other: Draft) -> str:
    return f"{at(one)}/trung/{other.outlet}/{other.id}"


def ticked(page: Answer) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    for tag in re.findall(r"<input type=\"(?:radio|checkbox)\"[^>]*checked[^>]*>", page.text):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            found[name[1]] = value[1]
    return found


def press(lan: Visitor, address: str, where: str, **fields: str) -> Answer:
    return send(lan, f"{address}{where}", ticked(lan.get(address + ("/gop" if where == "/gop" else ""))) | fields)


@pytest.mark.parametrize(("button", "stays"), [("a", 0), ("b", 1)])
def test_one_is_kept_and_undone(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft], button: str, stays: int
) -> None:
    address, keep, gone = beside(two[1], two[0]), two[stays], two[1 - stays]
    answer = press(lan, address, "/giu-lai", v=button)
    assert answer.to == at(keep) and head(newsroom, gone.id).state is State.DUPLICATE
    page = lan.get(answer.to).text
    assert f"Đã giữ {keep.receipt_no}" in page and f"Đã gộp {gone.receipt_no} vào bài này" in page
    assert f'action="{address}/hoan-tac"' in page
    assert f"Đã gộp vào {keep.receipt_no}" in lan.get(at(gone)).text
    assert lan.get(at(gone)).text.count("Đưa lại vào hàng chờ") == 0
    lan.post(f"{address}/hoan-tac")
    assert head(newsroom, gone.id) == gone and newsroom.kinds()["merge"] == 1


def test_a_merge_stands_among_what_was_decided_lately(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft], clock: Clock
) -> None:
    press(lan, beside(*two), "/giu-lai", v="a")
    page = lan.get("/vua-quyet-dinh").text
    address = f"{at(two[1])}/trung/demo/{two[0].id}/hoan-tac"
    assert f"gộp vào {two[0].receipt_no}" in page and f'action="{address}"' in page
    clock.forward(minutes=2)
    assert address not in lan.get("/vua-quyet-dinh").text
    decisions.hold(newsroom.app, "demo", two[1].id, newsroom.person(name="Minh"))
    assert two[0].receipt_no not in lan.get("/vua-quyet-dinh").text


@pytest.mark.parametrize("gone", [0, 1])
def test_of_a_partner_that_is_held_no_number_is_told_anywhere(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft], clock: Clock, gone: int
) -> None:
    press(lan, beside(*two), "/giu-lai", v="a", thu="1")
    press(lan, beside(*two), "/tach")
    press(lan, beside(*two), "/giu-lai", v="b", thu="1")
    clock.forward(minutes=2)
    Outbox(newsroom.app.database, newsroom.app.settings.smtp_out, newsroom.app.now, "test").send_due()
    decisions.hold(newsroom.app, "demo", two[gone].id, newsroom.person(name="Minh"))
    left, number = at(two[1 - gone]), two[gone].receipt_no
    history = lan.get(f"{left}/lich-su").text
    assert "một bài khác" in history
    pages = [lan.get(f"{left}{tab}").text for tab in ("", "/lich-su", "/thu-tu", "/goc")]
    pages += [lan.get(page).text for page in ("/hang-cho?xem=tat-ca", "/thu-di", "/vua-quyet-dinh", "/khuon-mau")]
    letters = [each for each in newsroom.letters() if each.draft == two[1 - gone].id]
    pages += [each.letter.text for each in letters] + [lan.get(f"/thu-di/demo/{each.id}").text for each in letters]
    assert letters and not [page for page in pages if number in page]


@pytest.mark.parametrize("where", ["/giu-lai", "/gop"])
def test_a_button_pressed_twice_does_it_once(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft], where: str
) -> None:
    form = ticked(lan.get(beside(*two) + ("/gop" if where == "/gop" else ""))) | {"v": "a", "sapo": "kia"}
    assert [send(lan, beside(*two) + where, form).to for _ in range(2)] == [at(two[0])] * 2
    assert head(newsroom, two[1].id).state is State.DUPLICATE
    assert [press(lan, beside(*two), "/tach").to for _ in range(2)] == [beside(*two)] * 2
    assert head(newsroom, two[1].id) == two[1]


def test_a_verdict_given_twice_is_taken_back_once(lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]) -> None:
    for _ in range(2):
        press(lan, beside(*two), "", v="series")
    lan.post(f"{beside(*two)}/hoan-tac")
    assert "Lan kết luận" not in lan.get(beside(*two)).text


def test_its_author_is_told_only_when_the_box_is_ticked(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]
) -> None:
    press(lan, beside(*two), "/giu-lai", v="a", thu="0")
    assert newsroom.kinds()["merge"] == 0


def test_part_by_part_and_split_again(lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]) -> None:
    one, other = two
    press(lan, beside(*two), "/gop", **{"sapo": "kia", "d-1": "kia", "tac-gia": "ca-hai", "nhuan-but": "b"})
    story = head(newsroom, one.id).revision.story
    assert (story.title, story.lead) == (one.revision.story.title, other.revision.story.lead)
    assert story.body[0] == other.revision.story.body[0] and story.body[1:] == one.revision.story.body[1:]
    page = lan.get(beside(*two)).text
    assert "B đã gộp vào A: Lan" in page and "nhuận bút tính cho tác giả bản B" in page
    assert f"gộp {other.receipt_no} vào bài này" in lan.get(f"{at(one)}/lich-su").text
    press(lan, beside(*two), "/tach")
    assert head(newsroom, one.id).revision.story == one.revision.story and head(newsroom, other.id) == other
    assert f"tách bài này khỏi {other.receipt_no}" in lan.get(f"{at(one)}/lich-su").text


def test_all_words_of_the_other_one(lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]) -> None:
    form = ticked(lan.get(f"{beside(*two)}/gop?lay=kia"))
    send(lan, f"{beside(*two)}/gop", form)
    mine, theirs = head(newsroom, two[0].id).revision.story, two[1].revision.story
    assert (mine.title, mine.lead, mine.body) == (theirs.title, theirs.lead, theirs.body)


def test_the_later_one_may_stay_too(lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]) -> None:
    form = ticked(lan.get(f"{beside(*two)}/gop?giu=b"))
    assert send(lan, f"{beside(*two)}/gop", form | {"sapo": "kia"}).to == at(two[1])
    assert head(newsroom, two[1].id).revision.story.lead == two[0].revision.story.lead
    assert head(newsroom, two[0].id).state is State.DUPLICATE


@pytest.mark.parametrize("where", ["/giu-lai", "/gop"])
def test_nothing_is_done_over_what_a_colleague_saved(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft], where: str
) -> None:
    form = ticked(lan.get(beside(*two) + ("/gop" if where == "/gop" else ""))) | {"v": "a"}
    minh = newsroom.person(name="Minh")
    decisions.edit(newsroom.app, "demo", two[1].id, minh, 1, replace(two[1].revision.story, title="Tít của Minh"))
    answer = send(lan, beside(*two) + where, form)
    assert answer.status == 409 and "Trong lúc đó Minh đã lưu bản thứ 2 của B" in answer.text
    assert "Tít của Minh" in answer.text and head(newsroom, two[1].id).state is State.IN_REVIEW
    assert head(newsroom, two[0].id) == two[0]


@pytest.mark.parametrize("place", [0, 1])
def test_what_a_colleague_was_still_typing_is_not_lost(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft], place: int
) -> None:
    minh = Visitor(newsroom.app, newsroom.sandbox)
    minh.enter("editor", name="Minh")
    typed = fields(minh.get(at(two[place]))) | {"tieu-de": "Tít Minh đang gõ"}
    press(lan, beside(*two), "/gop", sapo="kia")
    answer = send(minh, f"{at(two[place])}/sua", typed)
    assert answer.status == 409 and "Tít Minh đang gõ" in answer.text
    assert "Tít Minh" not in head(newsroom, two[place].id).revision.story.title


@pytest.mark.parametrize("where", ["/giu-lai", "/gop"])
def test_what_was_decided_meanwhile_is_told(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft], where: str
) -> None:
    form = ticked(lan.get(beside(*two) + ("/gop" if where == "/gop" else ""))) | {"v": "a"}
    decisions.decide(newsroom.app, "demo", two[1].id, newsroom.person(name="Minh"), Verdict.APPROVE, "")
    answer = send(lan, beside(*two) + where, form)
    assert answer.status == 409 and "Chưa làm gì cả" in answer.text
    assert head(newsroom, two[1].id).state is State.APPROVED


def test_who_sent_what_is_held_stands_at_no_other_story(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]
) -> None:
    press(lan, beside(*two), "/giu-lai", v="a")
    assert "pao" in lan.get(at(two[0])).text
    decisions.hold(newsroom.app, two[1].outlet, two[1].id, newsroom.person(name="Mai"))
    assert "pao" not in lan.get(at(two[0])).text


def test_too_late_to_undo_is_told_in_words(lan: Visitor, two: tuple[Draft, Draft]) -> None:
    answer = press(lan, beside(*two), "/hoan-tac")
    assert answer.status == 409 and "Không hoàn tác được" in answer.text


def test_a_draft_of_another_newsroom_is_only_judged(lan: Visitor, newsroom: Newsroom) -> None:
    one, other = taken(newsroom, STORY, "hoa"), taken(newsroom, EDITED, "pao", "bao")
    with newsroom.app.database.write() as tx:
        person = people.by_email(tx, "lan@example.vn")
        assert person
        people.join(tx, person.id, "bao", "chief_editor")
    page = lan.get(beside(one, other))
    assert "mỗi nơi tự quyết định" in page.text and "giu-lai" not in page.text and "/gop" not in page.text
    assert press(lan, beside(one, other), "/giu-lai", v="a").status == 404
    assert lan.get(f"{beside(one, other)}/gop").status == 404
    press(lan, beside(one, other), "", v="same")
    assert "Lan kết luận: Cùng một bài" in lan.get(at(one)).text
    assert head(newsroom, other.id, "bao") == other


def test_an_approved_story_takes_the_other_into_its_file_only(
    lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]
) -> None:
    decisions.decide(newsroom.app, "demo", two[0].id, newsroom.person(name="Minh"), Verdict.APPROVE, "")
    page = lan.get(beside(*two)).text
    assert 'value="a" data-key="a"' in page and 'value="b" data-key="b"' not in page and "/gop" not in page
    press(lan, beside(*two), "/giu-lai", v="a")
    assert head(newsroom, two[0].id).state is State.APPROVED and head(newsroom, two[1].id).state is State.DUPLICATE


def test_who_sent_it_to_whom_and_who_works_on_it(lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]) -> None:
    lan.get(at(two[0]))
    send(lan, f"{at(two[0])}/nhan", {"v": "nhan"})
    page = lan.get(beside(*two)).text
    assert "Cổng TTĐT tỉnh Lam Giang" in page and "<strong>Anh/Chị</strong>" in page and "chưa ai nhận" in page


def test_only_what_differs(lan: Visitor, two: tuple[Draft, Draft]) -> None:
    assert "phiên cũng đông vui" in lan.get(beside(*two)).text
    assert "phiên cũng đông vui" not in lan.get(f"{beside(*two)}?khac=1").text


# --- What is learned -----------------------------------------------------------------------------------------------


def test_no_twins_teaches_a_list_that_can_be_mended(lan: Visitor, newsroom: Newsroom) -> None:
    one, other = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    answer = press(lan, beside(one, other), "", v="not-a-twin")
    page = lan.get(answer.to).text
    assert "Đã ghi nhớ: Không trùng" in page and f'action="{beside(one, other)}/hoan-tac"' in page
    assert 'class="boiler"' in lan.get(beside(one, other)).text
    listed = lan.get("/khuon-mau").text
    address = re.search(r'action="(/khuon-mau/\d+/\d+)"', listed)
    assert address and "hoa@ctv.example" in listed and "ghi nhận bởi Lan" in listed
    before = listed.count("<blockquote")
    lan.post(address[1])
    after = lan.get("/khuon-mau").text
    assert after.count("<blockquote") == before - 1 and f'action="{address[1]}/hoan-tac"' in after
    lan.post(f"{address[1]}/hoan-tac")
    assert lan.get("/khuon-mau").text.count("<blockquote") == before


def test_of_a_story_in_a_newsroom_one_has_no_part_in_the_list_tells_only_words(
    lan: Visitor, newsroom: Newsroom
) -> None:
    one, other = taken(newsroom, _dated(ONE, "17/8"), "hoa"), taken(newsroom, _dated(TWO, "26/9"), "pao", "bao")
    tie(newsroom, one, other, "related")
    both = Visitor(newsroom.app, newsroom.sandbox)
    both.enter("editor", "demo", "bao", name="Minh")
    press(both, beside(one, other), "", v="not-a-twin")
    assert "pao@ctv.example" in both.get("/khuon-mau").text and "26/9" in both.get("/khuon-mau").text
    with statements(newsroom.app) as sent:
        listed = lan.get("/khuon-mau").text
    assert listed.count("<blockquote") > 1 == sum("drafts.item" in one for one in sent), "one for all passages"
    assert "hoa@ctv.example" in listed and "đến ngày … các thôn" in listed
    assert "pao@ctv.example" not in listed and "26/9" not in listed


def _dated(text: str, day: str) -> str:
    return text.replace("lãnh đạo xã đề nghị các thôn", f"lãnh đạo xã đề nghị đến ngày {day} các thôn")


def test_undone_nothing_was_learned(lan: Visitor, newsroom: Newsroom) -> None:
    one, other = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    press(lan, beside(one, other), "", v="not-a-twin")
    lan.post(f"{beside(one, other)}/hoan-tac")
    assert "Chưa có đoạn nào" in lan.get("/khuon-mau").text
    history = lan.get(f"{at(one)}/lich-su").text
    assert "kết luận về bài này và một bài khác: Không trùng" in history and "rút lại kết luận: Không trùng" in history


def test_a_story_tied_to_nothing_has_no_page_of_two(lan: Visitor, newsroom: Newsroom, two: tuple[Draft, Draft]) -> None:
    stranger = taken(newsroom, OTHER, "la")
    assert lan.get(beside(two[0], stranger)).status == 404
    assert 'data-key="4"' in lan.get(at(two[0])).text and 'data-key="4"' not in lan.get(at(stranger)).text


# --- Photos --------------------------------------------------------------------------------------------------------


def _shown(draft: Draft, *names: str) -> Draft:
    photos = tuple(Photo(f"{name}.jpg", "image/jpeg", 1600, 1200, 9, name * 64, "attachment") for name in names)
    return replace(draft, item=replace(draft.item, photos=photos))


def test_the_same_pictures_stand_side_by_side(two: tuple[Draft, Draft]) -> None:
    a, b = _shown(two[0], "a", "b", "c"), _shown(two[1], "d", "b", "e")
    seen = SamePhoto("c" * 64, "d" * 64, mirrored=True)
    assert photo_pairs(a, b, (seen,)) == [
        PhotoPair(2, 2, exact=True),
        PhotoPair(3, 1, how=seen),
        PhotoPair(1, None),
        PhotoPair(None, 3),
    ]
