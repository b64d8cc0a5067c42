"""What an editor decides: state, record and letter together, undone within a minute, never twice."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.servers.sink import CUT, Sink
from tests.test_notifier_mail import out
from tinbai import decisions
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Block, Delivery, State, Story, Verdict
from tinbai.notifier.outbox import Outbox
from tinbai.queue import review
from tinbai.store import decisions as record
from tinbai.store import deliveries, drafts

V = Verdict


def received(newsroom: Newsroom, number: int = 1) -> str:
    """The id of a fresh draft."""
    before = {row.id for row in newsroom.drafts()}
    (made,) = {row.id for row in newsroom.take(letter(number))} - before
    return made


def state(newsroom: Newsroom, draft: str) -> State:
    with newsroom.app.database.read() as tx:
        return drafts.get(tx, "demo", draft).state


def notices(newsroom: Newsroom) -> list[Delivery]:
    return [sent for sent in newsroom.letters() if sent.kind == "decision"]


@pytest.mark.parametrize(
    "verdict, note, target",
    [
        (V.APPROVE, "", State.APPROVED),
        (V.ASK, "Xin bổ sung ảnh.", State.REVISION_REQUESTED),
        (V.REJECT, "Đã có bài khác.", State.REJECTED),
    ],
)
def test_a_decision_moves_the_draft_and_promises_one_letter(
    newsroom: Newsroom, verdict: Verdict, note: str, target: State
) -> None:
    draft, editor = received(newsroom), newsroom.person()
    made = decisions.decide(newsroom.app, "demo", draft, editor, verdict, note)
    assert (made.no, made.by, made.from_state, made.to_state) == (1, editor.id, State.RECEIVED, target)
    assert state(newsroom, draft) is target
    (notice,) = notices(newsroom)
    assert notice.due - made.at == timedelta(seconds=60)
    assert notice.letter.recipient.address == "hoa@ctv.example" and notice.letter.in_reply_to == "tin1@ctv.example"
    assert note in notice.letter.text and notice.draft == draft


@pytest.mark.parametrize("note", [" \n", "\u200b", "\x00\u2060 "])
@pytest.mark.parametrize("verdict", [V.ASK, V.REJECT])
def test_the_sender_must_be_told_why(newsroom: Newsroom, verdict: Verdict, note: str) -> None:
    draft = received(newsroom)
    with pytest.raises(NotAllowed):
        decisions.decide(newsroom.app, "demo", draft, newsroom.person(), verdict, note)
    assert state(newsroom, draft) is State.RECEIVED and not notices(newsroom)


def test_undo_within_a_minute_cancels_the_letter(newsroom: Newsroom, clock: Clock) -> None:
    draft, editor = received(newsroom), newsroom.person()
    decisions.decide(newsroom.app, "demo", draft, editor, V.REJECT, "Nhầm")
    clock.forward(seconds=60)
    decisions.undo(newsroom.app, "demo", draft, editor)
    assert state(newsroom, draft) is State.RECEIVED
    assert [notice.state for notice in notices(newsroom)] == ["cancelled"]
    with newsroom.app.database.read() as tx:
        assert record.of_draft(tx, "demo", draft)[0].undone_at == clock.now


def test_after_a_minute_it_is_too_late(newsroom: Newsroom, clock: Clock) -> None:
    draft, editor = received(newsroom), newsroom.person()
    decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    clock.forward(seconds=61)
    with pytest.raises(Conflict, match="over"):
        decisions.undo(newsroom.app, "demo", draft, editor)
    assert [notice.state for notice in notices(newsroom)] == ["due"]


def test_a_letter_that_left_cannot_be_undone(newsroom: Newsroom, clock: Clock) -> None:
    """At the very second both are possible: whoever comes first wins, never both."""
    draft, editor = received(newsroom), newsroom.person()
    decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    clock.forward(seconds=60)
    with newsroom.app.database.write() as tx:
        while (leased := deliveries.claim(tx, "sender", clock.now)) and leased.delivery.kind != "decision":
            pass
    with pytest.raises(Conflict, match="left"):
        decisions.undo(newsroom.app, "demo", draft, editor)
    assert state(newsroom, draft) is State.APPROVED


def test_an_undone_decision_sends_nothing_and_the_next_one_sends_once(newsroom: Newsroom, clock: Clock) -> None:
    draft, editor = received(newsroom), newsroom.person()
    decisions.decide(newsroom.app, "demo", draft, editor, V.REJECT, "Nhầm")
    decisions.undo(newsroom.app, "demo", draft, editor)
    decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    clock.forward(minutes=2)
    with Sink() as sink:
        Outbox(newsroom.app.database, out(sink.port), clock, "s").send_due()
    assert sorted(notice.state for notice in notices(newsroom)) == ["cancelled", "sent"]
    assert len(sink.letters) == 2  # with the acknowledgement


def test_a_decision_that_still_waits_for_a_server_is_superseded_by_the_next(newsroom: Newsroom, clock: Clock) -> None:
    """Otherwise the sender would read "approved" today and "not used" tomorrow, when the server is back."""
    draft, editor = received(newsroom), newsroom.person()
    with Sink() as sink:
        outbox = Outbox(newsroom.app.database, out(sink.port), clock, "s", jitter=0)
        outbox.send_due()
        decisions.decide(newsroom.app, "demo", draft, editor, V.REJECT, "Không dùng")
        clock.forward(minutes=1)
        sink.say("RCPT", "451 4.3.0 later")
        outbox.send_due()
        decisions.reopen(newsroom.app, "demo", draft, editor)
        decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
        for _ in range(3):
            clock.forward(hours=1)
            outbox.send_due()
    assert sorted(notice.state for notice in notices(newsroom)) == ["cancelled", "sent"]
    assert len(sink.letters) == 2  # the acknowledgement and the approval


def test_a_decision_in_the_hands_of_a_sender_is_not_tried_again_once_superseded(
    newsroom: Newsroom, clock: Clock
) -> None:
    draft, editor = received(newsroom), newsroom.person()
    decisions.decide(newsroom.app, "demo", draft, editor, V.REJECT, "Không dùng")
    clock.forward(minutes=1)
    with newsroom.app.database.write() as tx:
        while (leased := deliveries.claim(tx, "s", clock.now)) and leased.delivery.kind != "decision":
            pass
    decisions.reopen(newsroom.app, "demo", draft, editor)
    assert leased
    with newsroom.app.database.write() as tx:
        deliveries.settle(tx, leased, "due", at=clock.now, error="451", due=clock.now)
    assert [notice.state for notice in notices(newsroom)] == ["cancelled"]


def test_a_letter_the_server_deferred_can_still_be_undone(newsroom: Newsroom, clock: Clock) -> None:
    """For certain it has not left; of one whose fate is unknown nobody can say that."""
    draft, editor = received(newsroom), newsroom.person()
    for said, undone in (("451 4.3.0 later", True), (CUT, False)):
        decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
        clock.forward(seconds=60)
        with Sink() as sink:
            sink.say("DOT", said, times=5)
            Outbox(newsroom.app.database, out(sink.port), clock, "s", jitter=0).send_due()
        if undone:
            decisions.undo(newsroom.app, "demo", draft, editor)
            continue
        with pytest.raises(Conflict):
            decisions.undo(newsroom.app, "demo", draft, editor)


def test_what_is_undone_cannot_be_undone_again(newsroom: Newsroom) -> None:
    draft, editor = received(newsroom), newsroom.person()
    decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    decisions.undo(newsroom.app, "demo", draft, editor)
    with pytest.raises(Conflict):
        decisions.undo(newsroom.app, "demo", draft, editor)
    with pytest.raises(Conflict):
        decisions.undo(newsroom.app, "demo", received(newsroom, 2), editor)


def test_of_two_editors_who_decide_at_once_one_wins(newsroom: Newsroom) -> None:
    draft = received(newsroom)
    people = [newsroom.person(name=f"An{number}") for number in range(6)]
    ends: list[str] = []
    ready = threading.Barrier(len(people))

    def decide(number: int) -> None:
        ready.wait(30)
        try:
            decisions.decide(newsroom.app, "demo", draft, people[number], V.REJECT, f"Lý do {number}")
            ends.append("won")
        except (Conflict, NotAllowed) as error:
            ends.append(type(error).__name__)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ends.count("won") == 1 and len(ends) == 6
    assert len(notices(newsroom)) == 1


def test_undo_and_sending_race_and_never_both_win(newsroom: Newsroom, clock: Clock) -> None:
    editor = newsroom.person()
    ids = [received(newsroom, number) for number in range(8)]
    for draft in ids:
        decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    clock.forward(seconds=60)
    undone: list[str] = []

    def undo() -> None:
        for draft in reversed(ids):
            try:
                decisions.undo(newsroom.app, "demo", draft, editor)
                undone.append(draft)
            except Conflict:
                pass

    with Sink() as sink:
        thread = threading.Thread(target=undo)
        thread.start()
        Outbox(newsroom.app.database, out(sink.port), clock, "s").send_due()
        thread.join(60)
    sent = {notice.draft for notice in notices(newsroom) if notice.state == "sent"}
    assert sent | set(undone) == set(ids) and not sent & set(undone)
    assert all(state(newsroom, draft) is (State.RECEIVED if draft in undone else State.APPROVED) for draft in ids)
    assert len(sink.letters) == len(ids) + len(sent) - max(0, len(ids) - 5)  # five acknowledgements per sender and day


# --- Roles -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["security_officer", "admin", "auditor"])
def test_who_may_not_decide(newsroom: Newsroom, role: str) -> None:
    draft, person = received(newsroom), newsroom.person(role)
    for act in (
        lambda: decisions.decide(newsroom.app, "demo", draft, person, V.APPROVE, ""),
        lambda: decisions.undo(newsroom.app, "demo", draft, person),
        lambda: decisions.reopen(newsroom.app, "demo", draft, person),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_editor_of_another_outlet_may_nothing_here(newsroom: Newsroom) -> None:
    draft, stranger = received(newsroom), newsroom.person(outlet="bao")
    with pytest.raises(NotAllowed):
        decisions.decide(newsroom.app, "demo", draft, stranger, V.APPROVE, "")
    with pytest.raises(NotFound):
        decisions.decide(newsroom.app, "bao", draft, stranger, V.APPROVE, "")


@pytest.mark.parametrize(
    "role, may",
    [
        ("editor", {"read", "edit", "decide", "retry"}),
        ("chief_editor", {"read", "edit", "decide", "retry", "approve"}),
        ("security_officer", {"read", "hold"}),
        ("secretary", {"read", "edit", "decide", "retry"}),
        ("admin", {"read", "retry"}),
        ("editor+security_officer", {"read", "edit", "decide", "retry", "hold"}),
        ("auditor", {"read"}),
    ],
)
def test_roles_and_what_they_may(newsroom: Newsroom, role: str, may: set[str]) -> None:
    person = newsroom.person(role)
    actions = {"read", "edit", "decide", "retry", "approve", "hold"}
    assert {action for action in actions if decisions.may(person, "demo", action)} == may
    assert not any(decisions.may(person, "bao", action) for action in actions)


def with_approval(newsroom: Newsroom) -> Newsroom:
    app = newsroom.app
    outlets = tuple(replace_outlet.model_copy(update={"approval": True}) for replace_outlet in app.settings.outlets)
    return replace(newsroom, app=replace(app, settings=app.settings.model_copy(update={"outlets": outlets})))


def test_with_approval_only_the_head_of_the_board_approves(newsroom: Newsroom) -> None:
    newsroom = with_approval(newsroom)
    draft, editor, chief = received(newsroom), newsroom.person(), newsroom.person("chief_editor", name="Bình")
    decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    assert state(newsroom, draft) is State.AWAITING_APPROVAL and not notices(newsroom)  # nothing to tell yet
    with pytest.raises(NotAllowed):
        decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    decisions.decide(newsroom.app, "demo", draft, chief, V.APPROVE, "")
    assert state(newsroom, draft) is State.APPROVED and len(notices(newsroom)) == 1


def test_an_approval_waiting_for_the_chief_can_be_undone(newsroom: Newsroom) -> None:
    newsroom = with_approval(newsroom)
    draft, editor = received(newsroom), newsroom.person()
    decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    decisions.undo(newsroom.app, "demo", draft, editor)
    assert state(newsroom, draft) is State.RECEIVED


def test_a_held_draft_is_neither_decided_nor_edited(newsroom: Newsroom) -> None:
    draft, editor = received(newsroom), newsroom.person("chief_editor")
    with newsroom.app.database.write() as tx:
        drafts.move(tx, "demo", draft, State.RECEIVED, State.HELD, newsroom.app.now())
        story = drafts.get(tx, "demo", draft).revision.story
    with pytest.raises(NotAllowed):
        decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    with pytest.raises(NotAllowed):
        decisions.edit(newsroom.app, "demo", draft, editor, 1, story)


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("verdict", list(V))
def test_the_state_machine_has_no_other_steps(before: State, verdict: Verdict) -> None:
    possible = before in (State.RECEIVED, State.IN_REVIEW, State.REVISION_REQUESTED, State.AWAITING_APPROVAL)
    if verdict is V.RETURN:
        possible = before is State.AWAITING_APPROVAL
    assert (verdict in review.allowed(before)) is possible
    if not possible:
        with pytest.raises(NotAllowed):
            review.decide(before, verdict, approval=False, chief=True)


def test_only_what_was_set_aside_is_taken_back(newsroom: Newsroom) -> None:
    draft, editor = received(newsroom), newsroom.person()
    with pytest.raises(NotAllowed):
        decisions.reopen(newsroom.app, "demo", draft, editor)
    decisions.decide(newsroom.app, "demo", draft, editor, V.REJECT, "Không dùng")
    decisions.reopen(newsroom.app, "demo", draft, editor)
    assert state(newsroom, draft) is State.IN_REVIEW


# --- Who is told -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers, told",
    [
        ({}, True),
        ({"Auto-Submitted": "auto-generated"}, False),
        ({"List-Id": "<tin.example>"}, False),
        ({"Date": "Mon, 5 Jan 2026 08:00:00 +0700"}, True),  # old mail was read by a person now
    ],
)
def test_a_machine_is_not_told_of_a_decision(newsroom: Newsroom, headers: dict[str, str], told: bool) -> None:
    rows = newsroom.take(letter(1, headers=headers))
    if not rows:
        return  # reading found out that a machine wrote it: there is no draft to decide on
    decisions.decide(newsroom.app, "demo", rows[0].id, newsroom.person(), V.APPROVE, "")
    assert bool(notices(newsroom)) is told


def test_nobody_is_told_of_imported_mail(newsroom: Newsroom) -> None:
    newsroom.offer(letter(1), silent=True, door="archive")
    newsroom.process()
    (row,) = newsroom.drafts()
    decisions.decide(newsroom.app, "demo", row.id, newsroom.person(), V.APPROVE, "")
    assert not newsroom.letters()


def test_the_sender_reads_his_own_title(newsroom: Newsroom) -> None:
    draft, editor = received(newsroom), newsroom.person()
    with newsroom.app.database.read() as tx:
        story = drafts.get(tx, "demo", draft).revision.story
    decisions.edit(newsroom.app, "demo", draft, editor, 1, replace(story, title="Tít của biên tập viên"))
    decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    (notice,) = notices(newsroom)
    assert "Tít của biên tập viên" not in notice.letter.text and "Khánh thành cầu" in notice.letter.text


# --- Editing -----------------------------------------------------------------------------------------------------


def test_of_two_who_edit_the_same_revision_the_second_is_told(newsroom: Newsroom) -> None:
    draft, an, binh = received(newsroom), newsroom.person(), newsroom.person(name="Bình")
    with newsroom.app.database.read() as tx:
        story = drafts.get(tx, "demo", draft).revision.story
    assert decisions.edit(newsroom.app, "demo", draft, an, 1, replace(story, title="Tít của An")) == 2
    assert state(newsroom, draft) is State.IN_REVIEW
    with pytest.raises(Conflict):
        decisions.edit(newsroom.app, "demo", draft, binh, 1, replace(story, title="Tít của Bình"))
    with newsroom.app.database.read() as tx:
        assert [revision.author for revision in drafts.history(tx, "demo", draft)] == ["machine", an.id]


def test_nothing_changed_makes_no_revision(newsroom: Newsroom) -> None:
    draft = received(newsroom)
    with newsroom.app.database.read() as tx:
        story = drafts.get(tx, "demo", draft).revision.story
    assert decisions.edit(newsroom.app, "demo", draft, newsroom.person(), 1, story) == 1


def test_what_was_decided_on_is_not_changed(newsroom: Newsroom) -> None:
    draft, editor = received(newsroom), newsroom.person()
    with newsroom.app.database.read() as tx:
        story = drafts.get(tx, "demo", draft).revision.story
    decisions.decide(newsroom.app, "demo", draft, editor, V.APPROVE, "")
    with pytest.raises(NotAllowed):
        decisions.edit(newsroom.app, "demo", draft, editor, 1, replace(story, title="Khác"))


def test_a_saved_story_is_clean() -> None:
    paragraphs = (Block("paragraph", text="a\u200b\x00b\r\nc"), Block("paragraph", text=" \u200b "))
    story = decisions.clean_story(Story("  Ti\u0301t\n mới ", "", paragraphs, captions=("\ud800x",)))
    assert story.title == "Tít mới" and story.captions == ("x",)
    assert [block.text for block in story.body] == ["ab\nc"]
