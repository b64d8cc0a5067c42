"""Marks of secrecy in what the machine cannot read, mails left out that are wanted, words found in attached files."""

from pathlib import Path

import pytest

from tests.desk import Visitor
from tests.mails import letter, story
from tests.newsroom import Newsroom
from tests.story_desk import at, fields, head, send
from tests.test_holds import mail_of, word
from tinbai import decisions
from tinbai.errors import NotAllowed
from tinbai.model import Draft, State, Verdict
from tinbai.store import acts, arrivals

LETTERS = Path(__file__).parent / "letters"
NOT_CHECKED = "Chưa kiểm tra được dấu mật"


@pytest.fixture
def scanned(newsroom: Newsroom) -> Draft:
    """A story beside a file the machine cannot look into."""
    raw = mail_of(story(7), [("van-ban.xyz", b"\0\1\2 khong doc duoc" * 40)])
    return head(newsroom, newsroom.take(raw)[0].id)


def test_what_nobody_has_seen_is_not_approved(lan: Visitor, newsroom: Newsroom, scanned: Draft) -> None:
    page = lan.get(at(scanned))
    assert NOT_CHECKED in page.text and "van-ban.xyz" in page.text
    answer = send(lan, f"{at(scanned)}/quyet-dinh", fields(page) | {"v": "approve"})
    assert answer.to == f"{at(scanned)}#soat-mat" and head(newsroom, scanned.id).state is State.RECEIVED
    with pytest.raises(NotAllowed):
        decisions.decide(newsroom.app, "demo", scanned.id, newsroom.person(), Verdict.APPROVE, "")


def test_the_tick_is_recorded_taken_back_and_lets_the_story_pass(
    lan: Visitor, newsroom: Newsroom, scanned: Draft
) -> None:
    lan.get(at(scanned))
    for wish in ("da-xem", "bo", "da-xem"):
        assert lan.post(f"{at(scanned)}/soat-mat", v=wish).status == 303
    page = lan.get(at(scanned))
    assert NOT_CHECKED not in page.text and "Lan đã xem từng trang, không có dấu mật" in page.text
    with newsroom.app.database.read() as tx:
        done = acts.of_draft(tx, "demo", scanned.id)
    assert [(act.kind, act.undone_at is None) for act in done] == [("checked", False), ("checked", True)]
    history = lan.get(f"{at(scanned)}/lich-su").text
    assert "đã bỏ xác nhận không có dấu mật" in history and "đã xem từng trang" in history
    send(lan, f"{at(scanned)}/quyet-dinh", fields(lan.get(at(scanned))) | {"v": "approve"})
    assert head(newsroom, scanned.id).state is State.APPROVED


def test_asking_and_rejecting_need_no_tick(newsroom: Newsroom, scanned: Draft) -> None:
    person = newsroom.person()
    decisions.decide(newsroom.app, "demo", scanned.id, person, Verdict.ASK, "Gửi lại bản chữ.")
    decisions.decide(newsroom.app, "demo", scanned.id, person, Verdict.REJECT, "Không phù hợp.")
    assert head(newsroom, scanned.id).state is State.REJECTED


def test_a_story_held_by_hand_is_gone_for_editors(lan: Visitor, newsroom: Newsroom, scanned: Draft) -> None:
    lan.get(at(scanned))
    assert lan.post(f"{at(scanned)}/giu").to == "/hang-cho"
    assert "Đã giữ lại" in lan.get("/hang-cho").text
    for page in ("/hang-cho?xem=tat-ca", "/hang-cho?xem=tam-giu", "/thu-di", "/vua-quyet-dinh"):
        text = lan.get(page).text
        assert scanned.receipt_no not in text and "lội suối" not in text and scanned.id not in text
    assert lan.get(at(scanned)).status == 404 and lan.get(f"{at(scanned)}/thu-goc").status == 404
    officer = Visitor(newsroom.app, newsroom.sandbox)
    officer.enter("security_officer", name="Thu")
    text = officer.get(at(scanned)).text
    assert "Biên tập viên thấy có dấu mật." in text and "Lan" in text and "lội suối" not in text
    assert officer.get(f"{at(scanned)}/thu-goc").status == 200


# --- Not a story ---------------------------------------------------------------------------------------------------

LEFT_OUT = ["23-out-of-office", "24-bounce-of-notice", "25-empty", "35-newsletter", "14-dispatch-by-mistake"]


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_mail_left_out_becomes_a_draft_and_is_set_aside_again(lan: Visitor, newsroom: Newsroom, name: str) -> None:
    newsroom.take((LETTERS / f"{name}.eml").read_bytes())
    assert not newsroom.drafts("demo", State.RECEIVED, State.IN_REVIEW) and newsroom.sums() == {"ignored": 1}
    with newsroom.app.database.read() as tx:
        (row,) = arrivals.listed(tx, "done", reason=True)
    assert row.reason and "Đưa vào hàng chờ" in lan.get("/so-cai").text
    for _ in range(2):
        made = lan.post("/so-cai/dua-vao", outlet="demo", mail=row.id)
        assert newsroom.sums() == {"drafts": 1} and not newsroom.letters()
        page = lan.get(made.to)
        assert page.status == 200 and "Lan đã đưa vào hàng chờ" in page.text
        assert len(newsroom.drafts("demo", State.RECEIVED, State.IN_REVIEW)) == 1
        assert lan.post(f"{made.to}/de-rieng").status == 303
        assert newsroom.sums() == {"ignored": 1}
        assert not newsroom.drafts("demo", State.RECEIVED, State.IN_REVIEW)
        lan.get("/so-cai")
    with newsroom.app.database.read() as tx:
        assert arrivals.get(tx, "demo", row.id).reason == row.reason
    assert lan.post("/so-cai/dua-vao", outlet="demo", mail="khong-co").status == 404


def test_a_dispatch_is_taken_in_from_its_own_page_too(lan: Visitor, newsroom: Newsroom) -> None:
    (row,) = newsroom.take((LETTERS / "14-dispatch-by-mistake.eml").read_bytes())
    draft = head(newsroom, row.id)
    lan.get(at(draft))
    assert lan.post(f"{at(draft)}/mo-lai").status == 303 and newsroom.sums() == {"drafts": 1}
    lan.get(at(draft))
    lan.post(f"{at(draft)}/de-rieng")
    assert head(newsroom, row.id).state is State.NOT_A_STORY and newsroom.sums() == {"ignored": 1}


# --- Words in attached documents -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["Xi măng Hoàng", "xi mang hoang", "XI MĂNG", "hoàng  thạch"])
def test_words_in_an_attached_document_are_found_and_shown(lan: Visitor, newsroom: Newsroom, words: str) -> None:
    paper = word("Bảng kinh phí", "Xi măng Hoàng Thạch 120 bao")
    newsroom.take(mail_of(story(7), [("kinh-phi.docx", paper)]), letter(2))
    text = lan.client.get("/hang-cho", params={"tim": words}).text
    assert "Trong tệp kinh-phi.docx" in text and "<mark>" in text and "cầu số 2" not in text


@pytest.mark.parametrize("words", ["xi măng hòang", "100%", "_", "Xi măng đỏ"])
def test_other_words_find_nothing(lan: Visitor, newsroom: Newsroom, words: str) -> None:
    newsroom.take(mail_of(story(7), [("kinh-phi.docx", word("Bảng kinh phí", "Xi măng Hoàng Thạch 120 bao"))]))
    assert "Trong tệp" not in lan.client.get("/hang-cho", params={"tim": words}).text
