"""A person's second factor: its secret (shut), the last code that was taken, and codes of last resort."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tinbai.store.account_tables import recovery_codes, second_factors
from tinbai.store.database import Tx


@dataclass(frozen=True, slots=True)
class SecondFactor:
    secret: str  # shut, see vault.py
    confirmed_at: datetime | None
    last_step: int


def get(tx: Tx, person: str) -> SecondFactor | None:
    row = tx.execute(sa.select(second_factors).where(second_factors.c.person == person)).first()
    return SecondFactor(row.secret, row.confirmed_at, row.last_step) if row else None


def begin(tx: Tx, person: str, secret: str) -> None:
    """Keep a secret that has been shown; it counts when a code of it has come back."""
    remove(tx, person)
    tx.execute(second_factors.insert().values(person=person, secret=secret, last_step=0))


def take(tx: Tx, person: str, step: int) -> bool:
    """Use the code of that step up; False when it, or a later one, was used before."""
    fresh = (second_factors.c.person == person) & (second_factors.c.last_step < step)
    return tx.execute(second_factors.update().where(fresh).values(last_step=step)).rowcount == 1


def confirm(tx: Tx, person: str, at: datetime, codes: Sequence[str]) -> None:
    """From now on a code is asked for; `codes` of last resort take the place of earlier ones."""
    tx.execute(second_factors.update().where(second_factors.c.person == person).values(confirmed_at=at))
    tx.execute(recovery_codes.delete().where(recovery_codes.c.person == person))
    tx.execute(recovery_codes.insert(), [{"person": person, "hash": _hash(person, code)} for code in codes])


def take_recovery(tx: Tx, person: str, code: str) -> bool:
    """Use a code of last resort up; False when it is none."""
    mine = (recovery_codes.c.person == person) & (recovery_codes.c.hash == _hash(person, code))
    return tx.execute(recovery_codes.delete().where(mine)).rowcount == 1


def codes_left(tx: Tx, person: str) -> int:
    mine = sa.select(sa.func.count()).select_from(recovery_codes).where(recovery_codes.c.person == person)
    return tx.execute(mine).scalar_one()


def having(tx: Tx) -> set[str]:
    """Who has one."""
    confirmed = sa.select(second_factors.c.person).where(second_factors.c.confirmed_at.is_not(None))
    return set(tx.execute(confirmed).scalars())


def remove(tx: Tx, person: str) -> None:
    for table in (second_factors, recovery_codes):
        tx.execute(table.delete().where(table.c.person == person))


def _hash(person: str, code: str) -> str:
    """Codes of last resort are 50 random bits, so a plain hash cannot be turned back."""
    written = "".join(code.upper().split()).replace("-", "")
    return hashlib.sha256(f"{person} {written}".encode("utf-8", "replace")).hexdigest()
