"""Passwords of the desk: argon2id, checked at the same cost whether the address is known or not."""

from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 12  # characters; long beats curious signs (ASVS 5.0, 6.2)
MOST = 256
_FEWEST_DIFFERENT = 5
# Lower-case beginnings of what is tried first; a list of thousands finds little more at twelve characters.
_COMMON = ("123456", "abc123", "admin", "iloveyou", "mat khau", "matkhau", "password", "qwerty", "tinbai", "welcome")

# OWASP's least is 19 MiB and two passes; this is about a tenth of a second of one core.
_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_AT_ONCE = Semaphore(4)  # 32 MiB each: many logins at a time must not eat the machine's memory
_NOBODY = (  # a hash of random octets with the same cost: checking an unknown address takes as long
    "$argon2id$v=19$m=32768,t=3,p=1$+mmC6qFDQWAuIEUFSWYhlQ$qbg5OlGXmHvigympjT8RGSbbioZeSMLt7+Uo9oLaeJM"
)


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; without a hash the same work is done and the answer is no."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash or _NOBODY, password[:MOST]) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def why_too_weak(password: str) -> str | None:
    """What is wrong with a new password (a msgid), or None."""
    if len(password) < LEAST:
        return "The password needs at least 12 characters; a short sentence is easy to remember."
    if len(password) > MOST:
        return "The password is longer than 256 characters."
    if len(set(password)) < _FEWEST_DIFFERENT:
        return "The password repeats a few characters; take a short sentence."
    if password.lower().startswith(_COMMON):
        return "The password begins with a word that is tried first; take a short sentence."
    return None
