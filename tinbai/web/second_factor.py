"""A person's second factor: made, confirmed with its first code, asked for at each login, taken away."""

import secrets
from datetime import datetime

from tinbai import vault
from tinbai.keys import Keys
from tinbai.store import Tx, second_factors
from tinbai.web import totp

_PURPOSE = "second factor"
_CODES, _LETTERS = 10, "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read as something else


def begin(tx: Tx, keys: Keys, person: str) -> None:
    """A new secret, which counts when a code of it has come back."""
    second_factors.begin(tx, person, vault.shut(keys.keys, _PURPOSE, totp.new_secret()))


def begun(tx: Tx, keys: Keys, person: str) -> str | None:
    """The secret that waits for its first code."""
    found = second_factors.get(tx, person)
    if found is None or found.confirmed_at:
        return None
    return vault.opened(keys.keys, _PURPOSE, found.secret)


def confirm(tx: Tx, keys: Keys, person: str, code: str, now: datetime) -> list[str] | None:
    """With its first code it counts; returns the codes of last resort, None when the code is not right."""
    if begun(tx, keys, person) is None or not _fits(tx, keys, person, code, now):
        return None
    made = [_spoken() for _ in range(_CODES)]
    second_factors.confirm(tx, person, now, made)
    return made


def fits(tx: Tx, keys: Keys, person: str, code: str, now: datetime) -> bool:
    """Whether it is a code of now that was not used before, or one of last resort; it is used up."""
    return _fits(tx, keys, person, code, now) or second_factors.take_recovery(tx, person, code)


def _fits(tx: Tx, keys: Keys, person: str, code: str, now: datetime) -> bool:
    found = second_factors.get(tx, person)
    if found is None:
        return False
    step = totp.step_of(vault.opened(keys.keys, _PURPOSE, found.secret), code, now)
    return step is not None and second_factors.take(tx, person, step)


def _spoken() -> str:
    """Ten letters in two groups: 49 bits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
