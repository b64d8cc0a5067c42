"""Deciding in the desk: what was typed is saved, the sender told in words, undo takes it back, nobody is overruled."""

import re
from dataclasses import replace

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft
from tests.mails import letter
from tests.mails import story as text_of
from tests.newsroom import Newsroom
from tests.story_desk import at, fields, head, send
from tinbai import decisions
from tinbai.app import App
from tinbai.model import Delivery, Draft, State, Verdict
from tinbai.sandbox import Sandbox
from tinbai.settings import Outlet
from tinbai.store import drafts, people
from tinbai.web.reasons import ASKS, REASONS


@pytest.fixture
def story(newsroom: Newsroom) -> Draft:
    return head(newsroom, newsroom.take(letter(1))[0].id)


def press(visitor: Visitor, draft: Draft, verdict: str, **changed: str) -> str:
    """Press a button of the decision bar with these fields changed; where it leads."""
    return send(visitor, f"{at(draft)}/quyet-dinh", fields(visitor.get(at(draft))) | changed | {"v": verdict}).to


def notices(newsroom: Newsroom) -> list[Delivery]:
    return [sent for sent in newsroom.letters() if sent.kind == "decision"]


def toast(visitor: Visitor, address: str) -> tuple[str, str]:
    """(what is said, where undo leads)."""
    page = visitor.get(address).text
    found = re.search(r'class="toast" role="status"><span>(.*?)</span>\s*(?:<form method="post" action="(.*?)")?', page)
    assert found
    return found[1], found[2] or ""


def test_approving_leads_to_the_next_story_with_a_way_back(lan: Visitor, newsroom: Newsroom, clock: Clock) -> None:
    ids = []
    for number in (1, 2, 3):
        ids.append(newsroom.take(letter(number))[-1].id)
        clock.forward(minutes=1)
    first, second, third = (head(newsroom, one) for one in ids)
    assert press(lan, second, "approve") == at(third)
    said, undo = toast(lan, at(third))
    assert said == "Đã duyệt “Khánh thành cầu số 2 ở xã Đồng Văn”. Thư báo gửi sau 60 giây."
    assert head(newsroom, second.id).state is State.APPROVED and len(notices(newsroom)) == 1
    assert lan.post(undo).to == at(second)
    assert toast(lan, at(second))[0].startswith("Đã hoàn tác")
    assert head(newsroom, second.id).state is State.RECEIVED
    assert [notice.state for notice in notices(newsroom)] == ["cancelled"]
    assert press(lan, third, "approve") == at(first)


def test_when_all_is_decided_the_queue_comes(lan: Visitor, story: Draft) -> None:
    assert press(lan, story, "approve") == "/hang-cho"


def test_what_a_colleague_has_in_hand_is_not_the_next_one(lan: Visitor, newsroom: Newsroom, clock: Clock) -> None:
    first = newsroom.take(letter(1))[0].id
    clock.forward(minutes=1)
    ids = [first, newsroom.take(letter(2))[-1].id]
    minh = newsroom.person(name="Minh")
    with newsroom.app.database.write() as tx:
        drafts.claim(tx, "demo", ids[1], minh.id, clock.now)
    assert press(lan, head(newsroom, ids[0]), "approve") == "/hang-cho"


def test_typed_text_is_saved_before_the_decision(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    press(lan, story, "approve", **{"tieu-de": "Tít vừa gõ"})
    now = head(newsroom, story.id)
    assert now.revision.story.title == "Tít vừa gõ" and now.state is State.APPROVED


@pytest.mark.parametrize("verdict", ["ask", "reject"])
def test_asking_and_rejecting_save_first_and_lead_to_their_letter(
    lan: Visitor, newsroom: Newsroom, story: Draft, verdict: str
) -> None:
    assert press(lan, story, verdict, **{"tieu-de": "Tít vừa gõ"}) == f"{at(story)}/thu?v={verdict}"
    now = head(newsroom, story.id)
    assert now.revision.story.title == "Tít vừa gõ" and now.state is State.IN_REVIEW
    page = lan.get(f"{at(story)}/thu?v={verdict}").text
    for words in (
        "Kính gửi Lê Thị Hoa,",
        story.receipt_no,
        "Trân trọng,",
        "hoa@ctv.example",
        "Thư sẽ gửi lúc 08:01",
    ):
        assert words in page
    assert "Khánh thành cầu số 1" in page  # the sender knows his own title


def test_ticks_write_the_letter(lan: Visitor, newsroom: Newsroom) -> None:
    draft = head(newsroom, newsroom.take(letter(1, text=text_of(1).removesuffix("Lê Thị Hoa\n")))[0].id)
    page = lan.get(f"{at(draft)}/thu?v=ask").text
    found = re.findall(r'value="(p\d+)" data-says="(.*?)" checked', page)
    assert found and found[0][1] in re.findall(r'<textarea[^>]*name="thu"[^>]*>\s*(.*?)</textarea>', page, re.S)[0]
    again = lan.client.post(
        f"{at(draft)}/thu", data={"csrf": lan.csrf, "v": "ask", "y": ["event-date", "figures"], "thu": "cũ"}
    )
    assert "1. Ngày và nơi diễn ra sự kiện.\n2. Nguồn của các số liệu trong bài.</textarea>" in again.text
    assert not notices(newsroom)


def test_the_letter_says_what_the_editor_wrote(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    lan.get(f"{at(story)}/thu?v=ask")
    typed = {"v": "ask", "qd": "0", "thu": "1. Ảnh chụp cầu.\r\n2. Tên người trong ảnh."}
    assert send(lan, f"{at(story)}/quyet-dinh", typed).to == "/hang-cho"
    (notice,) = notices(newsroom)
    assert "đề nghị Anh/Chị bổ sung:\n1. Ảnh chụp cầu.\n2. Tên người trong ảnh.\nXin gửi lại" in notice.letter.text
    assert head(newsroom, story.id).state is State.REVISION_REQUESTED


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_becomes_a_sentence_of_the_letter(
    lan: Visitor, newsroom: Newsroom, story: Draft, code: str
) -> None:
    lan.get(f"{at(story)}/thu?v=reject")
    send(lan, f"{at(story)}/quyet-dinh", {"v": "reject", "y": code, "thu": "Mong nhận tin khác."})
    (notice,) = notices(newsroom)
    told = notice.letter.text.partition(" vì:\n")[2].splitlines()
    assert told[0].endswith(".") and REASONS[code][1] not in notice.letter.text and told[1] == "Mong nhận tin khác."


@pytest.mark.parametrize("verdict", ["ask", "reject"])
@pytest.mark.parametrize("note", ["", " \r\n "])
def test_without_a_word_to_the_sender_nothing_is_decided(
    lan: Visitor, newsroom: Newsroom, story: Draft, verdict: str, note: str
) -> None:
    lan.get(f"{at(story)}/thu?v={verdict}")
    page = send(lan, f"{at(story)}/quyet-dinh", {"v": verdict, "thu": note})
    assert page.status == 422 and 'role="alert"' in page.text
    assert head(newsroom, story.id).state is State.RECEIVED and not notices(newsroom)


def test_labels_follow_the_editor_and_sentences_the_newsroom(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    with newsroom.app.database.write() as tx:
        found = people.by_email(tx, "lan@example.vn")
        assert found
        people.set_language(tx, found.id, "en")
    page = lan.get(f"{at(story)}/thu?v=reject").text
    assert REASONS["late"][0] in page and "Tin, bài gửi chưa kịp thời." in page
    page = lan.get(f"{at(story)}/thu?v=ask").text
    assert ASKS["event-date"][0] in page and "Ngày và nơi diễn ra sự kiện." in page


# --- Two editors ---------------------------------------------------------------------------------------------------


def test_a_decision_made_meanwhile_is_never_overruled_unseen(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    """Asking leaves the story open, so the state alone would let a second decision pass."""
    sent = fields(lan.get(at(story))) | {"v": "approve", "tieu-de": "Bản của Lan"}
    decisions.decide(newsroom.app, "demo", story.id, newsroom.person(name="Minh"), Verdict.ASK, "Xin thêm ảnh.")
    page = send(lan, f"{at(story)}/quyet-dinh", sent)
    assert page.status == 409
    assert "Minh đã quyết định trước: Chờ tác giả bổ sung" in page.text and "Bản của Anh/Chị đã lưu" in page.text
    now = head(newsroom, story.id)
    assert now.state is State.REVISION_REQUESTED and now.revision.story.title == "Bản của Lan"
    assert len(notices(newsroom)) == 1


def test_a_letter_written_in_vain_is_kept(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    decisions.decide(newsroom.app, "demo", story.id, newsroom.person(name="Minh"), Verdict.APPROVE, "")
    lan.get(at(story))
    page = send(lan, f"{at(story)}/quyet-dinh", {"v": "reject", "qd": "0", "thu": "Thư tôi đã viết"})
    assert page.status == 409 and "Thư tôi đã viết" in page.text
    assert head(newsroom, story.id).state is State.APPROVED


def test_a_decision_pressed_twice_is_made_once(lan: Visitor, newsroom: Newsroom, story: Draft) -> None:
    sent = fields(lan.get(at(story))) | {"v": "approve"}
    assert send(lan, f"{at(story)}/quyet-dinh", sent).to == "/hang-cho"
    assert send(lan, f"{at(story)}/quyet-dinh", sent).to == "/hang-cho"
    assert len(notices(newsroom)) == 1


def test_undo_comes_too_late_in_words(lan: Visitor, newsroom: Newsroom, story: Draft, clock: Clock) -> None:
    press(lan, story, "approve")
    clock.forward(seconds=61)
    page = lan.post(f"{at(story)}/hoan-tac")
    assert page.status == 409 and "Không hoàn tác được nữa" in page.text
    assert head(newsroom, story.id).state is State.APPROVED
    assert 'data-key="z"' not in lan.get(at(story)).text


# --- Who, and where approval is needed -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["security_officer", "admin", "auditor"])
def test_who_may_not_decide_is_told_so(newsroom: Newsroom, story: Draft, role: str) -> None:
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter(role)
    for path, sent in (("quyet-dinh", {"v": "approve"}), ("hoan-tac", {}), ("mo-lai", {}), ("thu", {"v": "ask"})):
        assert send(visitor, f"{at(story)}/{path}", sent).status == 403
    assert head(newsroom, story.id).state is State.RECEIVED


def test_where_approval_is_needed_an_editor_only_submits(app: App) -> None:
    strict = Outlet(code="demo", name="Cổng", address="bbt@example.vn", receipt_prefix="LG", approval=True)
    strict_app = replace(app, settings=app.settings.model_copy(update={"outlets": (strict,)}))
    draft = a_draft(strict_app)
    box = Sandbox(app.settings.limits)
    editor, chief = Visitor(strict_app, box), Visitor(strict_app, box)
    editor.enter("editor")
    chief.enter("chief_editor", name="Trưởng")
    assert "Trình duyệt" in editor.get(at(draft)).text
    assert toast(editor, press(editor, draft, "approve"))[0].startswith("Đã trình duyệt “Chè hữu cơ")
    page = editor.get(at(draft)).text
    assert 'value="approve"' not in page and 'value="ask"' in page
    assert 'value="approve"' in chief.get(at(draft)).text
    press(chief, draft, "approve")
    with app.database.read() as tx:
        assert drafts.get(tx, "demo", draft.id).state is State.APPROVED


def test_a_story_set_aside_is_taken_back(lan: Visitor, newsroom: Newsroom, story: Draft, clock: Clock) -> None:
    decisions.decide(newsroom.app, "demo", story.id, newsroom.person(name="Minh"), Verdict.REJECT, "Đã có bài khác.")
    clock.forward(minutes=2)
    assert "Đưa lại vào hàng chờ" in lan.get(at(story)).text
    assert lan.post(f"{at(story)}/mo-lai").to == at(story)
    assert head(newsroom, story.id).state is State.IN_REVIEW
    assert lan.post(f"{at(story)}/mo-lai").status == 403


# --- Recently decided ----------------------------------------------------------------------------------------------


def test_recently_decided_shows_who_what_and_the_way_back(
    lan: Visitor, newsroom: Newsroom, story: Draft, clock: Clock
) -> None:
    decisions.decide(newsroom.app, "demo", story.id, newsroom.person(name="Minh"), Verdict.REJECT, "Chưa kịp thời.")
    a_draft(newsroom.app, "Bài của báo bạn", outlet="bao")
    page = lan.get("/vua-quyet-dinh").text
    for words in ("Khánh thành cầu số 1", "Minh", "Chưa kịp thời.", "Sắp gửi", f'action="{at(story)}/hoan-tac"'):
        assert words in page
    clock.forward(seconds=61)
    assert "hoan-tac" not in lan.get("/vua-quyet-dinh").text
    clock.forward(days=3)
    assert "Khánh thành" not in lan.get("/vua-quyet-dinh").text


def test_recently_decided_is_a_newsroom_s_own(newsroom: Newsroom, story: Draft) -> None:
    decisions.decide(newsroom.app, "demo", story.id, newsroom.person(name="Minh"), Verdict.APPROVE, "")
    stranger = Visitor(newsroom.app, newsroom.sandbox)
    stranger.enter("chief_editor", "bao")
    assert "Khánh thành" not in stranger.get("/vua-quyet-dinh").text
