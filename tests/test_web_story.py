"""The page of a story: everything known stands on it, saving loses nothing, nobody sees what is not his."""

import re
from dataclasses import replace
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft
from tests.mails import letter
from tests.mails import story as story_text
from tests.newsroom import Newsroom
from tests.story_desk import at, fields, head, save, send
from tinbai import decisions
from tinbai.evidence import Evidence, Link
from tinbai.model import Block, Draft, State, Verdict
from tinbai.store import draft_links, drafts, people
from tinbai.store.people import Person

TITLE = "Khánh thành cầu số 1 ở xã Đồng Văn"


@pytest.fixture
def story(newsroom: Newsroom) -> Draft:
    """One fresh story from the mail of tests/mails.py."""
    return head(newsroom, newsroom.take(letter(1))[0].id)


def minh_saves(newsroom: Newsroom, draft: Draft, title: str) -> Person:
    minh = newsroom.person(name="Minh")
    now = head(newsroom, draft.id).revision
    decisions.edit(newsroom.app, "demo", draft.id, minh, now.no, replace(now.story, title=title))
    return minh


# --- What stands on the page ---------------------------------------------------------------------------------------


def test_the_page_shows_the_original_beside_the_draft(lan: Visitor, story: Draft) -> None:
    page = lan.get(at(story))
    assert page.status == 200
    for words in (TITLE, "Lê Thị Hoa", "hoa@ctv.example", story.receipt_no, "Tin: Khánh thành cầu số 1", "Bản gốc"):
        assert words in page.text
    assert fields(page)["tieu-de"] == TITLE
    assert page.text.count("học sinh không còn phải lội suối") == 3  # in the original, in the draft and for its editor


def test_opening_a_story_is_remembered_once(lan: Visitor, newsroom: Newsroom, story: Draft, clock: Clock) -> None:
    lan.get(at(story))
    first = clock.now
    clock.forward(minutes=5)
    lan.get(at(story))
    assert newsroom.drafts()[0].opened_at == first


@pytest.mark.parametrize("role", ["auditor", "admin", "security_officer"])
def test_who_may_not_edit_reads_prose(newsroom: Newsroom, story: Draft, role: str) -> None:
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter(role)
    page = visitor.get(at(story))
    assert page.status == 200 and TITLE in page.text
    assert "<textarea" not in page.text and 'class="decide' not in page.text
    assert send(visitor, f"{at(story)}/sua", {"tieu-de": "Khác"}).status == 403
    assert newsroom.drafts()[0].opened_at is None


PAGES = ["", "/anh", "/thu-tu", "/lich-su", "/ban/1", "/goc", "/thu-goc", "/thu?v=ask", "/tep/1", "/anh/1/goc"]


@pytest.mark.parametrize("page", PAGES)
def test_a_story_of_another_newsroom_does_not_exist(newsroom: Newsroom, story: Draft, page: str) -> None:
    stranger = Visitor(newsroom.app, newsroom.sandbox)
    stranger.enter("chief_editor", "bao")
    assert stranger.get(f"{at(story)}{page}").status == 404
    assert stranger.get(f"/tin/bao/{story.id}{page}").status == 404


@pytest.mark.parametrize("page", [*PAGES, "/ban/99", "/tep/99", "/goc?thu=khong"])
def test_nobody_signed_in_sees_nothing(newsroom: Newsroom, story: Draft, page: str) -> None:
    answer = Visitor(newsroom.app, newsroom.sandbox).get(f"{at(story)}{page}")
    assert answer.status == 303 and answer.to.startswith("/dang-nhap")


@pytest.mark.parametrize("page", ["/ban/0", "/ban/2", "/tep/0", "/tep/9", "/goc?thu=x", "/thu?v=approve", "/anh/1/goc"])
def test_what_is_not_there_is_said_so(lan: Visitor, story: Draft, page: str) -> None:
    assert lan.get(f"{at(story)}{page}").status == 404


# --- Saving --------------------------------------------------------------------------------------------------------


def test_saving_without_a_change_makes_no_version(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    assert save(lan, story).to == f"{at(story)}#ban-thao"
    assert head(newsroom, story.id).revision == story.revision
    assert head(newsroom, story.id).state is State.RECEIVED


def test_every_field_is_saved_and_the_story_is_in_hand(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    typed = {
        "tieu-de": "Tít mới",
        "sapo": "Sapo mới",
        "tac-gia": "Bình",
        "noi-dung": "## Tít phụ\r\n\r\n- một\r\n- hai",
    }
    assert save(lan, story, typed).status == 303
    now = head(newsroom, story.id)
    assert now.revision.no == 2 and now.state is State.IN_REVIEW and now.claimed_by
    assert (now.revision.story.title, now.revision.story.lead) == ("Tít mới", "Sapo mới")
    assert now.revision.story.body == (Block("subhead", text="Tít phụ"), Block("list", items=("một", "hai")))
    assert now.revision.story.byline and now.revision.story.byline.raw == "Bình"
    page = lan.get(at(story)).text
    assert "bản thứ 2" in page and "<del" in page and "<ins" in page


def test_a_script_gets_a_few_words_instead_of_the_page(lan: Visitor, story: Draft) -> None:
    sent = fields(lan.get(at(story))) | {"tieu-de": "Tít mới"}
    answer = send(lan, f"{at(story)}/sua", sent, "application/json")
    told = answer.response.json()
    assert (told["revision"], told["text"]) == ("2.0", "Đã lưu 08:00, bản thứ 2")


@pytest.mark.parametrize("part", ["tieu-de", "0"])
def test_a_part_is_taken_back_from_the_original_and_the_rest_kept(
    lan: Visitor, newsroom: Newsroom, story: Draft, part: str
) -> None:
    changed = {"tieu-de": "Khác", "noi-dung": "Một đoạn hoàn toàn mới.", "sapo": "Sapo mới"}
    save(lan, story, changed)
    save(lan, story, {"khoi-phuc": part})
    now, first = head(newsroom, story.id).revision.story, story.revision.story
    assert now.lead == "Sapo mới"
    if part == "tieu-de":
        assert now.title == first.title and now.body == (Block("paragraph", text="Một đoạn hoàn toàn mới."),)
    else:
        assert now.title == "Khác" and now.body == (first.body[0], Block("paragraph", text="Một đoạn hoàn toàn mới."))


def test_two_who_save_both_keep_their_text(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    typed = fields(lan.get(at(story))) | {"tieu-de": "Bản của Lan", "sapo": "Lan viết <b>sapo</b>"}
    minh_saves(newsroom, story, "Bản của Minh")
    page = send(lan, f"{at(story)}/sua", typed)
    assert page.status == 409
    assert "Minh đã lưu bản thứ 2" in page.text
    assert "Bản của Lan" in page.text and "Lan viết &lt;b&gt;sapo&lt;/b&gt;" in page.text and "của <del" in page.text
    assert head(newsroom, story.id).revision.story.title == "Bản của Minh"
    on_top = dict(typed, goc=re.findall(r'name="goc" value="([\d.]+)"', page.text)[0])
    assert send(lan, f"{at(story)}/sua", on_top).status == 303
    assert head(newsroom, story.id).revision.story.title == "Bản của Lan"
    assert head(newsroom, story.id).revision.no == 3


def test_who_typed_nothing_is_shown_the_new_text(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    sent = fields(lan.get(at(story)))
    minh_saves(newsroom, story, "Bản của Minh")
    assert send(lan, f"{at(story)}/sua", sent).to == at(story)
    assert "Minh vừa lưu bản thứ 2" in lan.get(at(story)).text
    assert send(lan, f"{at(story)}/quyet-dinh", sent | {"v": "approve"}).to == at(story)
    assert head(newsroom, story.id).state is State.IN_REVIEW


def test_saving_twice_by_a_double_click_is_no_conflict(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    sent = fields(lan.get(at(story))) | {"tieu-de": "Tít mới"}
    assert send(lan, f"{at(story)}/sua", sent).status == 303
    assert send(lan, f"{at(story)}/sua", sent).status == 303
    assert head(newsroom, story.id).revision.no == 2


def test_text_typed_into_a_story_decided_meanwhile_is_kept(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    sent = fields(lan.get(at(story))) | {"tieu-de": "Bản của Lan"}
    minh = newsroom.person(name="Minh")
    decisions.decide(newsroom.app, "demo", story.id, minh, Verdict.REJECT, "Đã có bài khác.")
    page = send(lan, f"{at(story)}/sua", sent)
    assert page.status == 409
    assert "Minh đã quyết định trước: Không sử dụng" in page.text and "Đã có bài khác." in page.text
    assert "Bản của Lan" in page.text
    assert head(newsroom, story.id).revision.no == 1


def test_a_form_without_our_token_changes_nothing(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    for action in ("sua", "quyet-dinh", "hoan-tac", "nhan", "mo-lai", "thu", "anh"):
        answer = send(lan, f"{at(story)}/{action}", {"csrf": "", "tieu-de": "X", "v": "approve", "noi-dung": "X"})
        assert answer.status == 403
    assert head(newsroom, story.id) == story


# --- In hand -------------------------------------------------------------------------------------------------------


def test_a_colleague_is_named_and_can_be_relieved(lan: Visitor, newsroom: Newsroom, story: Draft, clock: Clock) -> None:
    minh = newsroom.person(name="Minh")
    with newsroom.app.database.write() as tx:
        drafts.claim(tx, "demo", story.id, minh.id, clock.now)
    assert "Minh đang giữ tin, bài này từ 08:00" in lan.get(at(story)).text
    lan.post(f"{at(story)}/nhan", v="nhan")
    assert head(newsroom, story.id).claimed_by == minh.id
    lan.post(f"{at(story)}/nhan", v="tiep-quan")
    assert "Anh/Chị đang giữ" in lan.get(at(story)).text
    lan.post(f"{at(story)}/nhan", v="tra")
    assert head(newsroom, story.id).claimed_by is None


def test_a_claim_ends_after_fifteen_idle_minutes(lan: Visitor, newsroom: Newsroom, story: Draft, clock: Clock) -> None:
    minh = newsroom.person(name="Minh")
    with newsroom.app.database.write() as tx:
        drafts.claim(tx, "demo", story.id, minh.id, clock.now)
    clock.forward(minutes=15)
    assert "Minh đang giữ" not in lan.get(at(story)).text


# --- Elsewhere, history, mail --------------------------------------------------------------------------------------


def test_the_same_story_elsewhere_is_named_only_as_far_as_one_may_look(
    lan: Visitor, newsroom: Newsroom, story: Draft
) -> None:
    other = a_draft(newsroom.app, "Bài của báo bạn", outlet="bao")
    with newsroom.app.database.write() as tx:
        draft_links.add(
            tx, Link("demo", story.id, "bao", other.id, "identical", Evidence("same-text"), newsroom.app.now())
        )
    page = lan.get(at(story)).text
    assert "Cùng nội dung: đã có ở Báo Lam Giang từ 07:00" in page
    assert "Bài của báo bạn" not in page and other.id not in page
    with newsroom.app.database.write() as tx:
        found = people.by_email(tx, "lan@example.vn")
        assert found
        people.join(tx, found.id, "bao", "auditor")
    assert f'href="/tin/bao/{other.id}"' in lan.get(at(story)).text


def test_every_version_can_be_read_and_compared(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    save(lan, story, {"tieu-de": "Khánh thành cầu số 2 ở xã Đồng Văn"})
    history = lan.get(f"{at(story)}/lich-su").text
    assert "Bản thứ 1" in history and "Bản thứ 2" in history and "Lan" in history and "Máy" in history
    assert TITLE in lan.get(f"{at(story)}/ban/1").text
    compared = lan.get(f"{at(story)}/ban/2?so-sanh=1").text
    assert '<del class="fig">1</del>' in compared and '<ins class="fig">2</ins>' in compared


def test_letters_are_shown_word_for_word_with_their_state(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    decisions.decide(newsroom.app, "demo", story.id, newsroom.person(name="Minh"), Verdict.ASK, "Xin bổ sung ảnh.")
    page = lan.get(f"{at(story)}/thu-tu").text
    for words in (
        "Báo đã nhận",
        "Báo kết quả",
        "Sắp gửi",
        "Xin bổ sung ảnh.",
        "Kính gửi Lê Thị Hoa,",
        "Tin: Khánh thành",
    ):
        assert words in page


def test_an_answer_of_the_author_stands_on_the_story(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    ours = newsroom.letters()[0].letter.message_id
    answer = letter(
        9,
        text="Dạ em gửi thêm thông tin: cầu dài 21 mét.\n",
        subject=f"Re: [{story.receipt_no}] Đã nhận",
        headers={"In-Reply-To": f"<{ours}>", "References": f"<{ours}>"},
    )
    newsroom.take(answer)
    assert "Tác giả đã trả lời" in lan.get(at(story)).text
    letters_page = lan.get(f"{at(story)}/thu-tu").text
    assert "cầu dài 21 mét" in letters_page
    link = re.findall(rf'href="({at(story)}/goc\?thu=[0-9a-f]+)"', letters_page)[-1]
    assert "cầu dài 21 mét" in lan.get(link).text


def test_the_mail_is_a_download_octet_for_octet(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    answer = lan.get(f"{at(story)}/thu-goc")
    assert answer.response.content == newsroom.offered[0]
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{story.receipt_no}.eml"')
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    page = lan.get(f"{at(story)}/goc").text
    assert "Tin: Khánh thành cầu số 1" in page and "bbt@example.vn" in page


# --- Held ----------------------------------------------------------------------------------------------------------

STAMPED = letter(7, subject="TỐI MẬT: Kế hoạch phòng thủ", text="TỐI MẬT\n\nKế hoạch phòng thủ khu vực Nà Lũng.\n")


@pytest.mark.parametrize("role", ["editor", "chief_editor", "security_officer", "admin", "auditor"])
def test_of_a_held_mail_nobody_sees_a_word(newsroom: Newsroom, role: str) -> None:
    draft = head(newsroom, newsroom.take(STAMPED)[0].id)
    assert draft.state is State.HELD
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter(role)
    page = visitor.get(at(draft))
    officer = role == "security_officer"  # nobody else learns that something is held
    assert page.status == (200 if officer else 404) and ("đang tạm giữ" in page.text) == officer
    assert "phòng thủ" not in page.text and "Nà Lũng" not in page.text and "TỐI" not in page.text
    assert ("Tải thư gốc" in page.text) == officer
    for rest in ("/anh", "/thu-tu", "/lich-su", "/ban/1", "/goc", "/anh/1/goc"):
        assert visitor.get(f"{at(draft)}{rest}").status == 404
    assert visitor.get(f"{at(draft)}/thu-goc").status == (200 if officer else 404)


def test_the_free_story_of_a_mail_with_a_held_file_gives_no_file_away(newsroom: Newsroom) -> None:
    """The stamped file must not leave by way of its neighbour: not inside the raw mail, not as an attachment."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Lê Thị Hoa <hoa@ctv.example>", "bbt@example.vn", "Hai tin"
    mail["Message-ID"] = "<hai@ctv.example>"
    mail.set_content("Em gửi hai tin.")
    for name, text in (("tin.txt", story_text(1)), ("ke-hoach.txt", "TỐI MẬT\n\n" + story_text(2))):
        mail.add_attachment(text.encode(), "text", "plain", filename=name)
    rows = newsroom.take(mail.as_bytes().replace(b"\n", b"\r\n"))
    free = head(newsroom, next(row.id for row in rows if row.state is not State.HELD))
    assert [row.state for row in rows].count(State.HELD) == 1
    for role, status in (("editor", 403), ("auditor", 403), ("security_officer", 200)):
        visitor = Visitor(newsroom.app, newsroom.sandbox)
        visitor.enter(role, name=role)
        assert visitor.get(f"{at(free)}/thu-goc").status == status
        assert visitor.get(f"{at(free)}/tep/1").status == status
        for page in ("", "/goc", "/thu-tu"):
            shown = visitor.get(f"{at(free)}{page}").text
            assert "ke-hoach" not in shown and "số 2" not in shown and "Hai tin" not in shown


def test_held_stories_cannot_be_decided(newsroom: Newsroom, lan: Visitor) -> None:
    draft = head(newsroom, newsroom.take(STAMPED)[0].id)
    assert lan.post(f"{at(draft)}/quyet-dinh", v="approve").status == 404
    assert send(lan, f"{at(draft)}/sua", {"tieu-de": "X"}).status == 404
    assert head(newsroom, draft.id).state is State.HELD


# --- What it costs -------------------------------------------------------------------------------------------------


def test_the_page_asks_the_database_little(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    asked: list[str] = []
    engine = newsroom.app.database.engine
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: asked.append(statement))
    lan.get(at(story))
    assert len([one for one in asked if not one.startswith("BEGIN")]) <= 24, "\n\n".join(asked)


def test_a_body_no_editor_of_ours_sends_is_refused_and_changes_nothing(
    lan: Visitor, newsroom: Newsroom, story: Draft
) -> None:
    bad = {"noi-dung-json": '{"type":"doc","content":[{"type":"script"}]}'}
    assert save(lan, story, bad).status == 400
    assert head(newsroom, story.id).revision.no == 1
