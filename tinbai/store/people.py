"""People who may use the desk: accounts, memberships, sessions, one-time links, failed logins."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from tinbai.errors import NotFound
from tinbai.store.account_tables import second_factors
from tinbai.store.database import Tx, insert_once, serialise
from tinbai.store.prepared import run, value
from tinbai.store.tables import login_failures, login_links, memberships, people, sessions

Purpose = Literal["login", "code", "invite"]  # of a one-time link; code: the password was right, a code is still asked


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    email: str
    name: str
    language: str
    password_hash: str | None
    disabled_at: datetime | None
    roles: dict[str, str]  # outlet -> role of decisions.MAY; several stand as "editor+admin"


@dataclass(frozen=True, slots=True)
class Session:
    person: Person
    csrf: str
    created_at: datetime
    seen_at: datetime
    second_factor: bool = False  # whether the person has one


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it; `id` tells it apart and opens nothing."""

    id: str
    created_at: datetime
    seen_at: datetime
    place: str
    agent: str


def add(tx: Tx, email: str, name: str, language: str, password_hash: str | None, now: datetime) -> str | None:
    """Make an account and return its id; None when the address is taken."""
    identity = secrets.token_hex(8)
    row = {"id": identity, "email": email.lower(), "name": name, "language": language}
    return identity if insert_once(tx, people, row | {"password_hash": password_hash, "created_at": now}) else None


def join(tx: Tx, person: str, outlet: str, role: str) -> None:
    """Give the person a role in an outlet; a former role there is replaced."""
    key = {"outlet": outlet, "person": person}
    if not insert_once(tx, memberships, key | {"role": role}):
        tx.execute(memberships.update().where(*(memberships.c[n] == v for n, v in key.items())).values(role=role))


def leave(tx: Tx, person: str, outlet: str) -> None:
    """Take away every role in an outlet."""
    tx.execute(memberships.delete().where(memberships.c.outlet == outlet, memberships.c.person == person))


def by_email(tx: Tx, email: str) -> Person | None:
    return _one(tx, people.c.email == email.lower())


def by_id(tx: Tx, person: str) -> Person | None:
    return _one(tx, people.c.id == person)


def _one(tx: Tx, condition: sa.ColumnElement[bool]) -> Person | None:
    row = tx.execute(sa.select(people).where(condition)).first()
    if row is None:
        return None
    roles = tx.execute(sa.select(memberships.c.outlet, memberships.c.role).where(memberships.c.person == row.id))
    return Person(
        row.id, row.email, row.name, row.language, row.password_hash, row.disabled_at, {r.outlet: r.role for r in roles}
    )


def listed(tx: Tx) -> list[Person]:
    """Everybody, by address."""
    ids = tx.execute(sa.select(people.c.id).order_by(people.c.email)).scalars().all()
    return [person for identity in ids if (person := by_id(tx, identity))]


def names(tx: Tx) -> dict[str, str]:
    """id -> name of everybody."""
    return {row.id: row.name for row in tx.execute(sa.select(people.c.id, people.c.name))}


def set_password(tx: Tx, email: str, password_hash: str) -> None:
    """Change it and end every session of the person."""
    _change(tx, email, {"password_hash": password_hash})


def set_name(tx: Tx, person: str, name: str) -> None:
    tx.execute(people.update().where(people.c.id == person).values(name=name))


def set_language(tx: Tx, person: str, language: str) -> None:
    """The language a person reads the desk in."""
    tx.execute(people.update().where(people.c.id == person).values(language=language))


def rehash(tx: Tx, person: str, password_hash: str) -> None:
    """Keep the same password under a costlier hash; sessions go on."""
    tx.execute(people.update().where(people.c.id == person).values(password_hash=password_hash))


def disable(tx: Tx, email: str, now: datetime) -> None:
    """Lock the account, end every session of the person and make links that lie about useless."""
    person = _change(tx, email, {"disabled_at": now})
    tx.execute(login_links.delete().where(login_links.c.person == person))


def enable(tx: Tx, email: str) -> None:
    """Open a locked account again."""
    _change(tx, email, {"disabled_at": None})


def _change(tx: Tx, email: str, values: dict[str, object]) -> str:
    person = by_email(tx, email)
    if person is None:
        raise NotFound(f"nobody has the address {email}")
    tx.execute(people.update().where(people.c.id == person.id).values(values))
    close_sessions(tx, person.id)
    return person.id


# --- Sessions ------------------------------------------------------------------------------------------------------


def open_session(tx: Tx, person: str, now: datetime, place: str = "", agent: str = "") -> str:
    """A new session; returns the token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "person": person, "csrf": secrets.token_urlsafe(24)}
    tx.execute(sessions.insert().values(created_at=now, seen_at=now, place=place[:64], agent=agent[:300], **row))
    return token


def session(tx: Tx, token: str, now: datetime, lifetime: timedelta, idle: timedelta) -> Session | None:
    """The session behind a token; None when it is unknown, too old, idle too long or its person is disabled."""
    rows = run(tx, _session, token=_hash(token)).all()
    if not rows or rows[0].since < now - lifetime or rows[0].seen_at < now - idle:
        return None
    first = rows[0]
    roles = {row.outlet: row.role for row in rows if row.outlet}
    person = Person(first.id, first.email, first.name, first.language, first.password_hash, None, roles)
    return Session(person, first.csrf, first.since, first.seen_at, bool(first.second_factor))


def _session() -> "sa.Select[*tuple[Any, ...]]":
    confirmed = (second_factors.c.person == people.c.id) & second_factors.c.confirmed_at.is_not(None)
    return (
        sa.select(people, sessions.c.csrf, sessions.c.created_at.label("since"), sessions.c.seen_at)
        .add_columns(memberships.c.outlet, memberships.c.role, sa.exists().where(confirmed).label("second_factor"))
        .join(people, people.c.id == sessions.c.person)
        .outerjoin(memberships, memberships.c.person == people.c.id)
        .where(sessions.c.token_hash == value("token"), people.c.disabled_at.is_(None))
    )


def rights(tx: Tx, tokens: Collection[str], opened: datetime, seen: datetime) -> dict[str, dict[str, str]]:
    """token -> {outlet: role} of those whose session stands: opened and seen since then, its person not disabled."""
    of_hash = {_hash(token): token for token in tokens}
    rows = tx.execute(
        sa.select(sessions.c.token_hash, memberships.c.outlet, memberships.c.role)
        .join(people, people.c.id == sessions.c.person)
        .outerjoin(memberships, memberships.c.person == sessions.c.person)
        .where(sessions.c.token_hash.in_(of_hash), people.c.disabled_at.is_(None))
        .where(sessions.c.created_at >= opened, sessions.c.seen_at >= seen)
    )
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        roles = found.setdefault(of_hash[row.token_hash], {})
        if row.outlet:
            roles[row.outlet] = row.role
    return found


def open_sessions(tx: Tx, person: str, since: datetime, seen: datetime) -> list[OpenSession]:
    """The sessions of a person that have not ended, the one used last first."""
    rows = tx.execute(
        sa.select(sessions)
        .where(sessions.c.person == person, sessions.c.created_at >= since, sessions.c.seen_at >= seen)
        .order_by(sessions.c.seen_at.desc())
    )
    return [OpenSession(row.token_hash[:16], row.created_at, row.seen_at, row.place, row.agent) for row in rows]


def session_id(token: str) -> str:
    """Which of the open sessions a token belongs to."""
    return _hash(token)[:16]


def close_session_of(tx: Tx, person: str, identity: str) -> bool:
    """End one session of the person by its id; False when there is none."""
    of_person = sessions.c.person == person
    mine = tx.execute(sa.select(sessions.c.token_hash).where(of_person)).scalars()
    token_hash = next((one for one in mine if one[:16] == identity), None)
    if token_hash:
        tx.execute(sessions.delete().where(of_person, sessions.c.token_hash == token_hash))
    return token_hash is not None


def close_sessions(tx: Tx, person: str, but: str = "") -> None:
    """End every session of the person, but for the one with that id."""
    for one in tx.execute(sa.select(sessions.c.token_hash).where(sessions.c.person == person)).scalars().all():
        if one[:16] != but:
            tx.execute(sessions.delete().where(sessions.c.token_hash == one))


def touch_session(tx: Tx, token: str, now: datetime) -> None:
    tx.execute(sessions.update().where(sessions.c.token_hash == _hash(token)).values(seen_at=now))


def close_session(tx: Tx, token: str) -> None:
    tx.execute(sessions.delete().where(sessions.c.token_hash == _hash(token)))


def tidy(tx: Tx, opened_before: datetime, failed_before: datetime) -> None:
    """Forget sessions and login failures that are too old to matter."""
    tx.execute(sessions.delete().where(sessions.c.created_at < opened_before))
    tx.execute(login_failures.delete().where(login_failures.c.last_at < failed_before))


def new_link(tx: Tx, person: str, expires_at: datetime, purpose: Purpose = "login") -> str:
    """A one-time token; earlier invitations of the person are void."""
    token = secrets.token_urlsafe(24)
    if purpose == "invite":
        tx.execute(login_links.delete().where(login_links.c.person == person, login_links.c.purpose == purpose))
    row = {"token_hash": _hash(token), "person": person, "expires_at": expires_at, "purpose": purpose}
    tx.execute(login_links.insert().values(row))
    return token


def use_link(tx: Tx, token: str, now: datetime, purpose: Purpose = "login") -> str | None:
    """The person a one-time token lets in, once."""
    used = login_links.update().where(*_usable(token, now, purpose)).values(used_at=now)
    row = tx.execute(used.returning(login_links.c.person)).first()
    return row.person if row else None


def whose_link(tx: Tx, token: str, now: datetime, purpose: Purpose) -> str | None:
    """The person a token would let in; it is not used up."""
    return tx.execute(sa.select(login_links.c.person).where(*_usable(token, now, purpose))).scalar()


def _usable(token: str, now: datetime, purpose: Purpose) -> tuple[sa.ColumnElement[bool], ...]:
    mine = login_links.c.token_hash == _hash(token)
    return mine, login_links.c.purpose == purpose, login_links.c.used_at.is_(None), login_links.c.expires_at > now


# --- Failed logins -------------------------------------------------------------------------------------------------


def one_at_a_time(tx: Tx, keys: Sequence[str]) -> None:
    """Of several logins with a key in common the others wait here until this transaction ends."""
    for key in sorted(keys):
        serialise(tx, f"login {key}")


def failed(tx: Tx, key: str, now: datetime) -> int:
    """Count a failed login for an address or a place; returns how many in a row."""
    if insert_once(tx, login_failures, {"key": key, "failures": 1, "last_at": now}):
        return 1
    count: int = tx.execute(
        login_failures.update()
        .where(login_failures.c.key == key)
        .values(failures=login_failures.c.failures + 1, last_at=now)
        .returning(login_failures.c.failures)
    ).scalar_one()
    return count


def failures(tx: Tx, key: str) -> tuple[int, datetime] | None:
    """(how many in a row, when last)."""
    row = tx.execute(sa.select(login_failures).where(login_failures.c.key == key)).first()
    return (row.failures, row.last_at) if row else None


def forgive(tx: Tx, key: str) -> None:
    tx.execute(login_failures.delete().where(login_failures.c.key == key))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
