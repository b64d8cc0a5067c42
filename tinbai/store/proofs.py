"""Who sent a mail, as far as it was proven, and the editor's word where it was not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai import codec
from tinbai.errors import Conflict
from tinbai.model import Problem
from tinbai.proof import Check, Proof
from tinbai.store.database import Tx, insert_once
from tinbai.store.proof_tables import proofs
from tinbai.store.tables import LONGEST_ADDRESS, drafts

DOUBTED = "sender-doubted"  # code of the problem that a draft of such a mail bears


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail's proof with what became of the doubt about it."""

    outlet: str
    arrival: str
    author: str
    proof: Proof
    at: datetime
    doubted: bool = False
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has said yet that it is he."""
        return self.doubted and self.confirmed_at is None


def add(tx: Tx, new: Kept) -> bool:
    """False when the mail was looked at before: keys of signatures change, so the first look counts."""
    row = {
        "outlet": new.outlet, "arrival": new.arrival, "author": new.author.lower()[:LONGEST_ADDRESS],
        "outcome": new.proof.outcome, "why": new.proof.why, "looked_by": new.proof.by,
        "checks": codec.checks.dumps(new.proof.checks), "at": new.at, "doubted": new.doubted,
    }  # fmt: skip
    return insert_once(tx, proofs, row)


def of_arrival(tx: Tx, outlet: str, arrival: str) -> Kept | None:
    row = tx.execute(sa.select(proofs).where(proofs.c.outlet == outlet, proofs.c.arrival == arrival)).first()
    if row is None:
        return None
    checks: tuple[Check, ...] = codec.checks.loads(row.checks)
    proof = Proof(row.outcome, row.why, row.looked_by, checks)
    return Kept(outlet, arrival, row.author, proof, row.at, row.doubted, row.confirmed_at, row.confirmed_by)


def is_open(tx: Tx, outlet: str, arrival: str) -> bool:
    """Whether it is not sure who sent the mail: it gets no letter and counts for nothing."""
    found = of_arrival(tx, outlet, arrival)
    return found is not None and found.open


def sure(of: sa.FromClause = drafts) -> sa.ColumnElement[bool]:
    """For whatever counts or looks up drafts by who sent them: without those of which it is not sure."""
    here = (proofs.c.outlet == of.c.outlet) & (proofs.c.arrival == of.c.arrival)
    return ~sa.exists().where(here & proofs.c.doubted & proofs.c.confirmed_at.is_(None))


def is_known(tx: Tx, outlet: str, author: str) -> bool:
    """Whether the address has sent a story before."""
    wanted = (drafts.c.outlet == outlet, drafts.c.sender_address == author.lower()[:LONGEST_ADDRESS], sure())
    return tx.execute(sa.select(drafts.c.id).where(*wanted).limit(1)).first() is not None


def latest(tx: Tx, outlet: str, author: str, most: int) -> list[str]:
    """Outcomes of the last mails of this address that count and of which anything is known, the newest first."""
    counts = ~proofs.c.doubted | proofs.c.confirmed_at.is_not(None)
    wanted = (proofs.c.outlet == outlet, proofs.c.author == author.lower()[:LONGEST_ADDRESS])
    known = (proofs.c.outcome != "unknown", proofs.c.looked_by != "nobody", counts)
    rows = tx.execute(sa.select(proofs.c.outcome).where(*wanted, *known).order_by(proofs.c.at.desc()).limit(most))
    return list(rows.scalars())


def doubts(tx: Tx, outlet: str, since: datetime) -> tuple[int, int]:
    """(addresses that lost their proof since then, addresses that have one)."""
    recent = (proofs.c.outlet == outlet, proofs.c.at >= since)
    people = sa.func.count(sa.distinct(proofs.c.author))
    lost = tx.execute(sa.select(people).where(*recent, proofs.c.doubted, proofs.c.outcome == "none")).scalar_one()
    good = tx.execute(sa.select(people).where(*recent, proofs.c.outcome == "pass")).scalar_one()
    return lost, good


def settle(tx: Tx, outlet: str, arrival: str, *, by: str | None, at: datetime | None) -> None:
    """An editor says that it is he; `by` None: takes that back. Raises Conflict when it stands so already."""
    was_open = proofs.c.confirmed_at.is_(None) if by else proofs.c.confirmed_at.is_not(None)
    here = (proofs.c.outlet == outlet, proofs.c.arrival == arrival, proofs.c.doubted, was_open)
    if tx.execute(proofs.update().where(*here).values(confirmed_at=at, confirmed_by=by)).rowcount != 1:
        raise Conflict("a colleague has said so already")


def mark(tx: Tx, outlet: str, arrival: str, warning: Problem | None) -> None:
    """Put the warning on every draft of the mail, or take it away."""
    here = (drafts.c.outlet == outlet, drafts.c.arrival == arrival)
    for row in tx.execute(sa.select(drafts.c.id, drafts.c.problems).where(*here)).all():
        problems: Sequence[Problem] = [one for one in codec.problems.loads(row.problems) if one.code != DOUBTED]
        problems = [*([warning] if warning else []), *problems]
        codes = " ".join(dict.fromkeys(one.code for one in problems))
        values = {"problems": codec.problems.dumps(tuple(problems)), "problem_codes": codes}
        tx.execute(drafts.update().where(drafts.c.outlet == outlet, drafts.c.id == row.id).values(values))
