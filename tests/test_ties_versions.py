"""Which text stands when an author sends another version: what an editor has worked on is never overwritten."""

from dataclasses import replace

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.story_desk import at, send
from tests.test_ties import EDITED, STORY, draft_now, send_again, the_first
from tinbai import decisions
from tinbai.model import Draft, State, Verdict
from tinbai.store import arrivals, drafts, versions


def test_a_text_an_editor_touched_is_never_overwritten(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    editor = newsroom.person()
    mine = replace(first.revision.story, title="Tít của biên tập")
    decisions.edit(newsroom.app, "demo", first.id, editor, 1, mine)
    send_again(newsroom, EDITED)
    assert draft_now(newsroom, first.id).revision.story.title == "Tít của biên tập"
    with newsroom.app.database.read() as tx:
        (offered,) = versions.of_draft(tx, "demo", first.id)
    assert offered.revision is None and offered.settled_at is None and "24 mét" in str(offered.story)
    assert len(newsroom.drafts()) == 1


def test_a_mail_that_the_next_one_overtook_on_the_shelf_only_offers_its_text(
    lan: Visitor, newsroom: Newsroom, clock: Clock
) -> None:
    newsroom.offer(letter(1, text=STORY))
    with newsroom.app.database.write() as tx:
        work = arrivals.claim(tx, "test", clock())
        assert work
        arrivals.quarantine(tx, work, "defect", "ValueError")
    clock.forward(hours=1)
    send_again(newsroom, EDITED)
    with newsroom.app.database.write() as tx:
        arrivals.retry(tx, clock())
    newsroom.process()
    first = draft_now(newsroom, newsroom.drafts()[0].id)
    assert "24 mét" in str(first.revision.story) and first.revision.no == 1
    page = lan.get(at(first)).text
    assert f"{at(first)}/ban-gui/1" in page and "xin xem bản nào mới hơn" in page


@pytest.mark.parametrize(("day", "revision"), [("Sun, 1 Mar", 1), ("Tue, 3 Mar", 2)])
def test_what_was_written_before_the_text_that_stands_does_not_replace_it(
    newsroom: Newsroom, day: str, revision: int
) -> None:
    first = the_first(newsroom)
    newsroom.take(letter(1, text=EDITED, message_id="muon@x", headers={"Date": f"{day} 2026 07:55:00 +0700"}))
    assert draft_now(newsroom, first.id).revision.no == revision


def test_what_the_head_of_the_board_is_reading_is_not_replaced(newsroom: Newsroom) -> None:
    first = the_first(newsroom)
    with newsroom.app.database.write() as tx:
        drafts.move(tx, "demo", first.id, State.RECEIVED, State.AWAITING_APPROVAL, newsroom.app.now())
    send_again(newsroom, EDITED)
    with newsroom.app.database.read() as tx:
        (offered,) = versions.of_draft(tx, "demo", first.id)
    assert offered.settled_at is None and draft_now(newsroom, first.id).revision.no == 1 and len(newsroom.drafts()) == 1


@pytest.fixture
def offered(newsroom: Newsroom) -> Draft:
    """A draft that an editor had changed when its author sent another version."""
    first = the_first(newsroom)
    mine = replace(first.revision.story, title="Tít của biên tập")
    decisions.edit(newsroom.app, "demo", first.id, newsroom.person(), 1, mine)
    send_again(newsroom, EDITED)
    return draft_now(newsroom, first.id)


def test_a_new_version_is_shown_as_changes_and_taken(lan: Visitor, newsroom: Newsroom, offered: Draft) -> None:
    assert "Có bản mới" in lan.get("/hang-cho?xem=tat-ca").text
    assert f"{at(offered)}/ban-gui/1" in lan.get(at(offered)).text
    page = lan.get(f"{at(offered)}/ban-gui/1").text
    assert '<ins class="fig">24</ins>' in page and "Tác giả gửi bản mới" in lan.get(f"{at(offered)}/lich-su").text
    send(lan, f"{at(offered)}/ban-gui/1", {"goc": str(offered.revision.no), "v": "lay"})
    now = draft_now(newsroom, offered.id).revision
    assert "24 mét" in str(now.story) and now.no == offered.revision.no + 1
    assert "Có bản mới" not in lan.get("/hang-cho?xem=tat-ca").text


def test_after_one_was_taken_the_next_is_offered_for_what_an_editor_wrote_is_in_it(
    lan: Visitor, newsroom: Newsroom, offered: Draft
) -> None:
    lan.get(f"{at(offered)}/ban-gui/1")
    send(lan, f"{at(offered)}/ban-gui/1", {"goc": "2", "v": "lay"})
    send_again(newsroom, EDITED.replace("hàng trăm lượt", "hàng nghìn lượt"))
    now = draft_now(newsroom, offered.id)
    assert now.revision.no == 3 and f"{at(offered)}/ban-gui/2" in lan.get(at(offered)).text


def test_a_new_version_is_left(lan: Visitor, newsroom: Newsroom, offered: Draft) -> None:
    lan.get(f"{at(offered)}/ban-gui/1")
    send(lan, f"{at(offered)}/ban-gui/1", {"goc": "2", "v": "giu"})
    assert draft_now(newsroom, offered.id).revision.story.title == "Tít của biên tập"
    assert "Không lấy" in lan.get(f"{at(offered)}/ban-gui/1").text


def test_a_version_is_not_taken_over_what_a_colleague_saved(lan: Visitor, newsroom: Newsroom, offered: Draft) -> None:
    lan.get(f"{at(offered)}/ban-gui/1")
    theirs = replace(offered.revision.story, title="Tít mới hơn nữa")
    decisions.edit(newsroom.app, "demo", offered.id, newsroom.person(name="Minh"), offered.revision.no, theirs)
    send(lan, f"{at(offered)}/ban-gui/1", {"goc": str(offered.revision.no), "v": "lay"})
    assert draft_now(newsroom, offered.id).revision.story.title == "Tít mới hơn nữa"
    with newsroom.app.database.read() as tx:
        assert [one.settled_at for one in versions.of_draft(tx, "demo", offered.id)] == [None]


def test_of_two_drafts_of_its_author_a_version_is_of_the_one_with_its_figures(newsroom: Newsroom) -> None:
    title, editor = STORY.splitlines()[0], newsroom.person()
    one = the_first(newsroom)
    decisions.decide(newsroom.app, "demo", one.id, editor, Verdict.APPROVE, "")
    send_again(newsroom, STORY.replace("21 mét", "24 mét").replace("301 triệu", "310 triệu").replace(title, "Cầu mới"))
    decisions.undo(newsroom.app, "demo", one.id, editor)
    send_again(newsroom, STORY.replace(title, "Cầu mới"))
    assert len(newsroom.drafts()) == 2 and draft_now(newsroom, one.id).revision.no == 2
