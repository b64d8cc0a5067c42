"""A newsroom at work in a test: mail is offered, processed and looked at; after every pass the raw mail is compared."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

from tinbai import pipeline
from tinbai.app import App
from tinbai.model import Accepted, Arrival, Delivery, Door, Source, State
from tinbai.sandbox import Sandbox
from tinbai.store import arrivals, deliveries, drafts, mailboxes, people
from tinbai.store.drafts import QueueRow
from tinbai.store.mailboxes import Balance
from tinbai.store.people import Person


@dataclass
class Newsroom:
    """Two outlets, demo and bao (conftest.settings_for)."""

    app: App
    sandbox: Sandbox
    offered: list[bytes] = field(default_factory=list)
    _uids: "count[int]" = field(default_factory=lambda: count(1))

    def offer(
        self,
        raw: bytes,
        *,
        outlet: str = "demo",
        mailbox: str = "box",
        door: Door = "imap",
        uid: str | None = None,
        uid_validity: int = 1,
        envelope_from: str | None = None,
        silent: bool = False,
    ) -> Accepted:
        source = Source(door, outlet, mailbox, "INBOX", uid_validity, uid or str(next(self._uids)), envelope_from)
        self.offered.append(raw)
        return pipeline.accept(self.app, Arrival(source, raw, self.app.now(), silent))

    def process(self) -> int:
        """Everything that waits now; then the raw mail must be there octet for octet and the ledger balance."""
        done = 0
        while pipeline.process_next(self.app, self.sandbox):
            done += 1
        self.prove_nothing_lost()
        return done

    def take(self, *raws: bytes, outlet: str = "demo") -> list[QueueRow]:
        """Offer and process; the drafts of the outlet afterwards."""
        for raw in raws:
            self.offer(raw, outlet=outlet)
        self.process()
        return self.drafts(outlet)

    def prove_nothing_lost(self) -> None:
        for raw in self.offered:
            assert self.app.raw.open(sha256(raw).hexdigest()).read_bytes() == raw
        for balance in self.balances():
            assert balance.balanced, balance

    def drafts(self, outlet: str = "demo", *states: State) -> list[QueueRow]:
        with self.app.database.read() as tx:
            return drafts.queue(tx, [outlet], states or list(State))

    def letters(self) -> list[Delivery]:
        with self.app.database.read() as tx:
            return sorted(deliveries.listed(tx, ["demo", "bao"]), key=lambda letter: (letter.created_at, letter.id))

    def kinds(self) -> Counter[str]:
        return Counter(letter.kind for letter in self.letters())

    def balances(self) -> list[Balance]:
        with self.app.database.read() as tx:
            return mailboxes.ledger(tx)

    def sums(self) -> dict[str, int]:
        """The ledger over all mailboxes, without the zeros."""
        parts = ("drafts", "attached", "seen_again", "ignored", "quarantined", "waiting")
        sums = {part: sum(getattr(balance, part) for balance in self.balances()) for part in parts}
        return {part: n for part, n in sums.items() if n}

    def quarantined(self) -> list[tuple[str | None, str | None]]:
        """(reason, detail) of what is on the shelf."""
        with self.app.database.read() as tx:
            return [(row.reason, row.detail) for row in arrivals.listed(tx, "quarantined")]

    def person(self, role: str = "editor", outlet: str = "demo", name: str = "An") -> Person:
        """A new account."""
        with self.app.database.write() as tx:
            made = people.add(tx, f"{name.lower()}-{role}@example.vn", name, "vi", "no-hash", self.app.now())
            assert made
            people.join(tx, made, outlet, role)
            found = people.by_id(tx, made)
            assert found
            return found
