"""What was offered, what was promised and what came of it: the six comparisons at the end of every fault test."""

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa

from tests.servers.sink import Taken
from tinbai.app import App
from tinbai.store import mailboxes


@dataclass
class History:
    """`offered`: Message-ID -> octets of every message a mailbox showed or SMTP answered 250."""

    offered: dict[str, bytes] = field(default_factory=dict)

    def differences(self, app: App, letters: list[Taken]) -> list[str]:
        """Every way in which the past does not add up; nothing may be lost, nothing done twice."""
        with app.database.read() as tx:
            arrivals = tx.execute(sa.text("SELECT id, message_id, state, outcome FROM arrivals")).all()
            drafts = tx.execute(sa.text("SELECT arrival FROM drafts")).scalars().all()
            promised = tx.execute(sa.text("SELECT key, message_id, state, possibly_twice FROM deliveries")).all()
            balances = mailboxes.ledger(tx)
        id_of = {row.message_id: row.id for row in arrivals}
        per_arrival, copies = Counter(drafts), Counter(letter.message_id.strip("<>") for letter in letters)
        twice = {row.message_id: row.possibly_twice for row in promised}
        said: list[str] = []
        said += [f"lost: {name}" for name in self.offered if name not in id_of]
        said += [f"{row.message_id}: {row.state}" for row in arrivals if row.state != "done"]
        said += [f"{name}: {per_arrival[id_of[name]]} drafts" for name in id_of if per_arrival[id_of[name]] != 1]
        said += [f"{name}: other octets" for name, raw in self.offered.items() if not self._same(app, id_of, name, raw)]
        said += [f"{row.key}: {row.state}" for row in promised if row.state not in ("sent", "cancelled")]
        said += [f"letter never promised: {name}" for name in copies if name not in twice]
        said += [f"{name}: {n} letters" for name, n in copies.items() if not 1 <= n <= 1 + twice.get(name, 0)]
        said += [
            f"{row.key}: sent but not taken" for row in promised if row.state == "sent" and not copies[row.message_id]
        ]
        said += [f"{balance}" for balance in balances if not balance.balanced or balance.waiting]
        acks = sum(1 for row in promised if row.key.startswith("ack:"))
        said += [f"{acks} acknowledgements for {len(id_of)} mails"] if acks != len(id_of) else []
        return said

    def _same(self, app: App, id_of: dict[str, str], name: str, raw: bytes) -> bool:
        """SMTP puts its trace in front, so the end counts."""
        return name in id_of and app.raw.open(id_of[name]).read_bytes().endswith(raw)


def doubled(letters: list[Taken]) -> int:
    """Copies beyond the first."""
    return len(letters) - len({letter.message_id for letter in letters})
