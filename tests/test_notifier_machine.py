"""Decide, undo, send, retry, die and wait in any order: what a contributor may never see, whatever happens.

A machine of rules (hypothesis) drives a newsroom with real tables and a real SMTP server that takes, defers, refuses or
breaks off; beside it stands only what editors did.
"""

import contextlib
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import Clock, settings_for
from tests.mails import letter, story
from tests.newsroom import Newsroom
from tests.servers.sink import CUT, LOSE, Sink, Taken
from tests.test_notifier_mail import out
from tests.test_proving import at_border
from tinbai import confirming
from tinbai.app import open_app
from tinbai.decisions import decide, hold, undo
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Decision, Delivery, Draft, State, Verdict
from tinbai.notifier.mail import Smtp
from tinbai.notifier.outbox import GIVE_UP, Outbox
from tinbai.sandbox import Sandbox
from tinbai.settings import Mailbox
from tinbai.store import decisions, deliveries, drafts, letter_templates, proofs
from tinbai.store.people import Person

PASSES = "mx.example.vn; dmarc=pass header.from=ctv.example"
OUTCOMES = {"ok": ("", ""), "4xx": ("RCPT", "451 4.3.0 later"), "5xx": ("RCPT", "550 5.1.1 no such user")}
OUTCOMES |= {"taken, unknown": ("DOT", CUT), "lost, unknown": ("DOT", LOSE), "closed": ("CONNECT", "421 4.3.2 closed")}
GENERAL = "Về thư của Anh/Chị"
WORDS = "Toà soạn viết:\n{note}\nMã: {receipt}"

which = st.integers(0, 7)
verdicts = st.sampled_from([Verdict.APPROVE, Verdict.ASK, Verdict.REJECT])


class Letters(RuleBasedStateMachine):
    sandbox: ClassVar[Sandbox]
    migrated: ClassVar[Path]

    @initialize()
    def open(self) -> None:
        self.open_ = contextlib.ExitStack()
        folder = Path(self.open_.enter_context(tempfile.TemporaryDirectory(dir=self.migrated.parent)))
        shutil.copyfile(self.migrated, folder / "tinbai.db")
        self.sink = self.open_.enter_context(Sink())
        self.clock = Clock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        box = Mailbox(name="box", outlet="demo", host="mail.example.vn", border="mx.example.vn")
        changed = settings_for(folder, f"sqlite:///{folder}/tinbai.db")
        changed = changed.model_copy(update={"smtp_out": out(self.sink.port), "mailboxes": (box,)})
        self.app = self.open_.enter_context(contextlib.closing(open_app(changed, self.clock)))
        self.newsroom = Newsroom(self.app, self.sandbox)
        self.editors = [self.newsroom.person(name=name) for name in ("An", "Ba")]
        self.outbox = Outbox(self.app.database, changed.smtp_out, self.clock, "sender", jitter=0)
        self.undone: set[str] = set()  # Message-IDs of letters that may never be seen
        self.looked_at = self.number = 0
        self.receive()

    # --- What happens --------------------------------------------------------------------------------------------

    @precondition(lambda self: self.number < 3)
    @rule()
    def receive(self) -> None:
        self._comes(PASSES)

    @precondition(lambda self: self.number < 3)
    @rule()
    def receive_what_is_marked(self) -> None:
        self._comes(PASSES, "MẬT\n\n")

    @precondition(lambda self: self.number < 3)
    @rule()
    def receive_what_is_forged(self) -> None:
        self._comes(PASSES.replace("pass", "fail"))

    def _comes(self, said: str, mark: str = "") -> None:
        self.number += 1
        raw = letter(
            self.number, text=mark + story(self.number), headers={"Date": f"{self.clock.now:%d %b %Y %T} +0000"}
        )
        self.newsroom.take(at_border(raw, said))

    @rule(which=which, who=st.booleans())
    def claim(self, which: int, who: bool) -> None:
        with self.app.database.write() as tx:
            drafts.claim(tx, "demo", self._draft(which).id, self._who(who).id, self.clock.now)

    @rule(which=which, verdict=verdicts, who=st.booleans())
    def decide(self, which: int, verdict: Verdict, who: bool) -> None:
        with contextlib.suppress(NotAllowed, NotFound):
            decide(self.app, "demo", self._draft(which).id, self._who(who), verdict, "Xin xem lại.")

    @rule(which=which, who=st.booleans())
    def undo(self, which: int, who: bool) -> None:
        draft = self._draft(which)
        with contextlib.suppress(Conflict, NotAllowed, NotFound):
            taken_back = undo(self.app, "demo", draft.id, self._who(who))
            if told := self._letter_of(taken_back):
                self.undone.add(told.letter.message_id)

    @rule(which=which, first=verdicts, then=verdicts)
    def change_one_s_mind(self, which: int, first: Verdict, then: Verdict) -> None:
        self.decide(which, first, True)
        self.decide(which, then, True)
        self.undo(which, True)

    @rule(which=which)
    def hold(self, which: int) -> None:
        hold(self.app, "demo", self._draft(which).id, self.editors[0])

    @rule(which=which)
    def confirm(self, which: int) -> None:
        with contextlib.suppress(Conflict, NotFound):
            confirming.confirm(self.app, "demo", self._draft(which).id, self.editors[0])

    @rule(kind=st.sampled_from(["ask", "reject"]), own=st.booleans())
    def change_the_letter(self, kind: str, own: bool) -> None:
        with self.app.database.write() as tx:
            letter_templates.forget(tx, "demo", kind, "vi", default="vi")
            if own:
                words, by, at = ("[{receipt}] Toà soạn", WORDS), self.editors[0].id, self.clock.now
                letter_templates.save(tx, "demo", kind, words, language="vi", default="vi", by=by, at=at)

    @rule(outcome=st.sampled_from(sorted(OUTCOMES)), times=st.integers(1, 3))
    def send(self, outcome: str, times: int) -> None:
        step, answer = OUTCOMES[outcome]
        if step:
            self.sink.say(step, answer, times)
        self.outbox.send_due()
        self.sink.say_as_usual()

    @rule(said=st.booleans())
    def die_with_a_letter_in_hand(self, said: bool) -> None:
        """Before or after the letter has left."""
        with self.app.database.write() as tx:
            leased = deliveries.claim(tx, "died", self.clock.now)
        if leased and said:
            with Smtp(out(self.sink.port)) as channel:
                channel.send(leased.delivery)

    @rule()
    def begin_again(self) -> None:
        with self.app.database.write() as tx:
            deliveries.release_dead(tx, ["died"], self.clock.now - timedelta(seconds=1))

    @rule(minutes=st.sampled_from([0.5, 1.1, 10, 60, 6 * 60, 25 * 60, 73 * 60]))
    def pass_time(self, minutes: float) -> None:
        self.clock.forward(minutes=minutes)

    # --- What must be true ---------------------------------------------------------------------------------------

    @invariant()
    def letters_are_what_they_may_be(self) -> None:
        if not hasattr(self, "sink"):
            return
        for taken in self.sink.letters[self.looked_at :]:
            sent = self._sent_as(taken)
            assert sent.letter.message_id not in self.undone, "a letter of an undone decision left"
            draft = self._by_id(sent.draft)
            if draft.state is State.HELD:
                assert sent.kind == "acknowledgement" and str(taken.message["Subject"]) == GENERAL
                assert "cầu" not in taken.message.as_string()
            with self.app.database.read() as tx:
                assert not proofs.is_open(tx, "demo", draft.arrival), "a letter went to a name that may be forged"
        self.looked_at = len(self.sink.letters)

    @invariant()
    def one_letter_for_each_reason(self) -> None:
        if not hasattr(self, "sink"):
            return
        seen: dict[str, set[str]] = {}
        for taken in self.sink.letters:
            seen.setdefault(self._sent_as(taken).key, set()).add(taken.message_id)
        assert all(len(names) == 1 for names in seen.values()), seen
        for one in self._promised():
            copies = sum(taken.message_id == f"<{one.letter.message_id}>" for taken in self.sink.letters)
            in_hand = one.state in ("due", "cancelled")  # of what a dead sender holds nobody can know yet
            assert copies <= 1 + one.possibly_twice + in_hand, one

    def teardown(self) -> None:
        """The server is well again: whatever was promised and still holds leaves, or is shown as what did not."""
        if not hasattr(self, "sink"):
            return
        for _ in range(GIVE_UP // timedelta(hours=11) + 2):
            self.clock.forward(hours=11)
            self.outbox.send_due()
        self.letters_are_what_they_may_be()
        self.one_letter_for_each_reason()
        arrived = {taken.message_id.strip("<>") for taken in self.sink.letters}
        for one in self._promised():
            assert one.state != "due", one
            assert one.state != "sent" or one.letter.message_id in arrived, one
        for draft in self._drafts():
            self._was_told(draft)
        self.open_.close()

    def _was_told(self, draft: Draft) -> None:
        """What stands was said to its author, or an editor sees that it was not."""
        with self.app.database.read() as tx:
            standing = [one for one in decisions.of_draft(tx, "demo", draft.id) if one.undone_at is None]
            if draft.state is State.HELD or proofs.is_open(tx, "demo", draft.arrival):
                return
            told = [one for one in deliveries.of_draft(tx, "demo", draft.id) if one.kind == "acknowledgement"]
        if standing:
            last = self._letter_of(standing[-1])
            assert last and last.state in ("sent", "failed", "stale"), (draft.state, standing[-1], last)
        else:
            assert [one.state for one in told if one.state != "cancelled"], draft

    # --- Looking -------------------------------------------------------------------------------------------------

    def _drafts(self) -> list[Draft]:
        with self.app.database.read() as tx:
            rows = drafts.queue(tx, ["demo"], list(State))
            return [drafts.get(tx, "demo", row.id) for row in sorted(rows, key=lambda row: row.receipt_no)]

    def _draft(self, which: int) -> Draft:
        found = self._drafts()
        return found[which % len(found)]

    def _by_id(self, draft: str | None) -> Draft:
        assert draft
        with self.app.database.read() as tx:
            return drafts.get(tx, "demo", draft)

    def _who(self, first: bool) -> Person:
        return self.editors[0 if first else 1]

    def _promised(self) -> list[Delivery]:
        with self.app.database.read() as tx:
            return deliveries.listed(tx, ["demo"])

    def _letter_of(self, made: Decision) -> Delivery | None:
        with self.app.database.read() as tx:
            return deliveries.get(tx, f"decision:demo:{made.draft}:{made.no}")

    def _sent_as(self, taken: Taken) -> Delivery:
        return next(one for one in self._promised() if f"<{one.letter.message_id}>" == taken.message_id)


def test_whatever_happens_letters_are_what_was_decided(sandbox: Sandbox, migrated: Path) -> None:
    machine = type("Machine", (Letters,), {"sandbox": sandbox, "migrated": migrated})
    checks = list(HealthCheck)
    limits = settings(
        max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=checks, database=None
    )
    run_state_machine_as_test(machine, settings=limits)
