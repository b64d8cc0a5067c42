"""A newsroom, its contributors and the post between them, all over real servers: the words in which scenes are told.

    town = Town(app, sandbox, clock, dovecot, sink)
    hoa, lan = town.contributor("hoa"), town.editor("lan")
    story = hoa.sends(1)
    town.reads()
    lan.accepts(story)
    town.passes(minutes=2)
    town.ends_with(hoa=["receipt", "accepted"])

Everybody's mailbox is one of a Dovecot; whatever the newsroom sends goes by SMTP to a sink that delivers into them.
"""

import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Protocol

from tests.conftest import Clock
from tests.scenes.people import Contributor, Editor, account
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink, Taken
from tinbai import pipeline, reminding, signing_in
from tinbai.app import App, open_app
from tinbai.intake.imap import ImapDoor
from tinbai.model import Delivery, Draft, State
from tinbai.notifier.outbox import Outbox
from tinbai.sandbox import Sandbox
from tinbai.settings import Mailbox, Settings, SmtpOut
from tinbai.store import arrivals, bounces, deliveries, drafts, people
from tinbai.watching import StoredLedger

BOXES = {"bbt": "demo", "toasoan": "bao"}  # mailbox -> newsroom
_KINDS = {  # how a subject goes on after the receipt number -> what its reader calls the letter
    "Đã nhận tin, bài": "receipt",
    "Tin, bài đã được duyệt": "accepted",
    "Đề nghị bổ sung": "asked",
    "Thông báo về tin, bài": "rejected",
    "Tin, bài có nội dung trùng": "twin",
    "Tin, bài đã đăng": "published",
    "Về thư của": "held",
    "Liên kết theo dõi": "link",
    "Mong nhận được tin, bài": "reminder",
}
_RECEIPT = re.compile(r"^\[[A-Z0-9-]+\] ")


class Server(Protocol):
    """A mail server that is not Dovecot."""

    port: int

    def deliver(self, raw: bytes) -> object: ...


class _OneSweep(StoredLedger):
    """Ends the watch when all that is there was taken, or when that is not possible now."""

    def __init__(self, app: App, mailbox: Mailbox, stop: threading.Event) -> None:
        super().__init__(app, mailbox)
        self._stop, self.trouble = stop, ""

    def report(self, state: str, error: str | None = None, step: str | None = None) -> None:
        super().report(state, error, step)
        self.trouble = error or ""
        if state != "connecting":
            self._stop.set()


_tags = count(1)


@contextlib.contextmanager
def opened(settings: Settings, sandbox: Sandbox, clock: Clock, dovecot: Dovecot) -> "Iterator[Town]":
    """A town with mailboxes of its own in that Dovecot."""
    app = open_app(settings, clock)
    password = settings.data / "password"
    password.write_text(dovecot.password)
    with Sink() as sink, contextlib.closing(app):
        yield Town(app, sandbox, clock, dovecot, sink, f"t{next(_tags)}", password)


@dataclass
class Town:
    """`servers`: mail servers of single mailboxes of the newsroom. `relay`: a port in place of the sink's."""

    app: App
    sandbox: Sandbox
    clock: Clock
    dovecot: Dovecot
    sink: Sink
    tag: str
    password: Path
    servers: dict[str, Server] = field(default_factory=dict)
    sinks: list[Sink] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)  # Message-ID -> who wrote it
    trouble: str = ""  # why the last reading ended early
    _names: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.sinks.append(self.sink)
        self.sink.deliver = self.delivers
        self.set(smtp_out=SmtpOut(kind="smtp", host="127.0.0.1", port=self.sink.port, security="none"))
        self.set(mailboxes=tuple(self.box(name, outlet) for name, outlet in BOXES.items()))

    # --- who and what is there ----------------------------------------------------------------------------------

    def contributor(self, name: str, address: str = "", shown: str = "") -> Contributor:
        return Contributor(self, name, address or f"{name}@ctv.example", shown or name.title())

    def editor(self, name: str, outlet: str = "demo", role: str = "editor") -> Editor:
        with self.app.database.write() as tx:
            made = people.add(tx, f"{name}-{role}@{outlet}.example", name.title(), "vi", "no-hash", self.app.now())
            assert made
            people.join(tx, made, outlet, role)
            found = people.by_id(tx, made)
        assert found
        return Editor(self, found, outlet)

    def set(self, **settings: object) -> None:
        """Change settings of the newsroom."""
        changed = Settings.model_copy(self.app.settings, update=settings)
        object.__setattr__(self.app, "settings", changed)

    def with_plus_addresses(self) -> None:
        self.set(outlets=tuple(one.model_copy(update={"plus_addresses": True}) for one in self.app.settings.outlets))

    def box(self, name: str, outlet: str, **more: object) -> Mailbox:
        """The settings of one of the newsroom's mailboxes."""
        port = self.servers[name].port if name in self.servers else self.dovecot.port
        values = {"name": name, "outlet": outlet, "host": "127.0.0.1", "port": port, "security": "none"}
        values |= {"user": f"{self.tag}-{name}", "password_file": self.password, "start": "all", "timeout_seconds": 20}
        return Mailbox.model_validate(values | more)

    def box_is(self, name: str, **more: object) -> None:
        """The mailbox has these settings from now on."""
        boxes = [one for one in self.app.settings.mailboxes if one.name != name]
        self.set(mailboxes=(*boxes, self.box(name, BOXES[name], **more)))

    def name(self) -> int:
        """A number for the next Message-ID."""
        return next(self._names)

    # --- the post -----------------------------------------------------------------------------------------------

    def deliver(self, address: str, raw: bytes) -> None:
        """Into the mailbox of that address; +anything is delivered to the address itself."""
        local = account(address).partition("+")[0]
        if local in self.servers:
            self.servers[local].deliver(raw)
        else:
            self.dovecot.deliver(f"{self.tag}-{local}", raw)

    def delivers(self, taken: Taken) -> None:
        """What a sink has taken lands in the mailbox of its recipient."""
        self.deliver(taken.recipient, f"Return-Path: <{taken.sender}>\r\n".encode() + taken.raw)

    # --- what happens -------------------------------------------------------------------------------------------

    def reads(self, *boxes: str) -> None:
        """The newsroom looks into its mailboxes (bbt when none is named), understands what is there and writes."""
        for name in boxes or ("bbt",):
            self._fetch(next(one for one in self.app.settings.mailboxes if one.name == name))
        while pipeline.process_next(self.app, self.sandbox):
            pass
        self.writes()

    def _fetch(self, mailbox: Mailbox) -> None:
        stop = threading.Event()
        ledger = _OneSweep(self.app, mailbox, stop)
        able, spool = signing_in.able(self.app, mailbox), self.app.raw.spool
        ImapDoor(able, lambda one: pipeline.accept(self.app, one), ledger, spool, self.app.now).run(stop)
        self.trouble = ledger.trouble

    def writes(self) -> None:
        """Every letter that is due leaves, by the way of its newsroom."""
        ways = self.app.settings.ways()
        for name, share in self.app.settings.shares().items():
            able = signing_in.able(self.app, ways[name])
            Outbox(self.app.database, able, self.app.now, self.app.worker, jitter=0, name=name, share=share).send_due()

    def reminds(self) -> None:
        """Whoever has fallen silent hears a word."""
        reminding.tell(self.app)
        self.writes()

    def passes(self, **time: float) -> None:
        """Time passes; then what has become due leaves."""
        self.clock.forward(**time)
        self.writes()

    # --- what came of it ----------------------------------------------------------------------------------------

    def stories(self, outlet: str = "demo") -> list[Draft]:
        with self.app.database.read() as tx:
            rows = drafts.queue(tx, [outlet], list(State))
            return [drafts.get(tx, outlet, row.id) for row in sorted(rows, key=lambda row: row.receipt_no)]

    def story(self, message_id: str, outlet: str = "demo") -> Draft:
        """The draft that the mail with this Message-ID brought."""
        with self.app.database.read() as tx:
            for draft in self.stories(outlet):
                parsed = arrivals.parsed(tx, outlet, draft.arrival)
                if parsed and parsed.mail and parsed.mail.message_id == message_id:
                    return draft
        raise AssertionError(f"{message_id} brought no story")

    def answers_to(self, message_id: str, outlet: str = "demo") -> int:
        """How many mails are with the story beside the one that brought it."""
        with self.app.database.read() as tx:
            return len(drafts.mails(tx, outlet, self.story(message_id, outlet).id)) - 1

    def promised(self) -> list[Delivery]:
        """The letters of the outbox."""
        with self.app.database.read() as tx:
            return deliveries.listed(tx, list(BOXES.values()))

    def bounced(self, outlet: str = "demo") -> list[str]:
        """What was said of letters that came back."""
        with self.app.database.read() as tx:
            letters = [one.id for one in deliveries.listed(tx, [outlet])]
            return [one.said for one in bounces.of_letters(tx, outlet, letters).values()]

    def sent(self) -> Iterator[Taken]:
        """Every letter that any sink took, copies too."""
        for sink in self.sinks:
            yield from sink.letters

    def ends_with(
        self, *, copies: int = 0, due: int = 0, failed: int = 0, stale: int = 0, **expected: list[str]
    ) -> None:
        """Letters expected = letters sent: to whom, what, how many and in which thread; nothing waits any more.

        copies: letters that arrived twice because nobody could know; due: those that wait; failed, stale: those shown
        to an editor instead.
        """
        first = {taken.message_id: taken for taken in reversed(list(self.sent()))}
        found: dict[str, list[str]] = {}
        for taken in reversed(first.values()):
            found.setdefault(taken.recipient.partition("@")[0], []).append(kind_of(taken.message))
        assert found == expected, f"{found}\nexpected: {expected}"
        assert len(list(self.sent())) - len(first) == copies
        states = [one.state for one in self.promised() if one.state != "cancelled"]
        told = {"sent": len(first), "due": due, "failed": failed, "stale": stale}
        assert {state: states.count(state) for state in set(states)} == {what: n for what, n in told.items() if n}
        for taken in first.values():
            self._proves_thread(taken)
        for name in expected:
            assert len(self.contributor(name).letters()) == sum(
                taken.recipient.startswith(f"{name}@") for taken in self.sent()
            )

    def _proves_thread(self, taken: Taken) -> None:
        """It answers a mail of its own recipient, says that a machine wrote it, and bears our mark."""
        message = taken.message
        assert message["X-Loop"] == "tinbai" and message["Auto-Submitted"] in ("auto-replied", "auto-generated")
        if kind_of(message) in ("link", "reminder"):  # which answer no mail
            return
        answered = str(message["In-Reply-To"])
        assert self.written.get(answered.strip("<>")) == taken.recipient, (answered, self.written)
        assert str(message["References"]).split()[-1] == answered


def kind_of(message: EmailMessage) -> str:
    told = _RECEIPT.sub("", str(message["Subject"]))
    return next(kind for begin, kind in _KINDS.items() if told.startswith(begin))
