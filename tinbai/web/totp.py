"""Codes of an authenticator app: RFC 6238 over HMAC-SHA1 with six digits and 30 seconds, as every app knows it."""

import base64
import hmac
import secrets
from datetime import datetime
from typing import Literal
from urllib.parse import quote, urlencode

STEP = 30  # seconds
_DRIFT = 1  # steps a clock may be off, RFC 6238 5.2


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: bytes, step: int, digits: int = 6, digest: Literal["sha1", "sha256", "sha512"] = "sha1") -> str:
    """The code of one step (RFC 4226 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), digest)
    at = mac[-1] & 15
    return str((int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF) % 10**digits).zfill(digits)


def step_of(secret: str, given: str, now: datetime) -> int | None:
    """The step whose code was given, now or one step before or after; None when it is none of them."""
    written, here = "".join(given.split()), int(now.timestamp()) // STEP
    octets = base64.b32decode(secret)
    steps = range(here - _DRIFT, here + _DRIFT + 1)
    return next((s for s in steps if hmac.compare_digest(code(octets, s).encode(), written.encode())), None)


def address(secret: str, person: str, house: str) -> str:
    """The otpauth address that apps read, from a QR code or as a link on a telephone."""
    named = f"{quote(house, safe='')}:{quote(person, safe='')}"
    return f"otpauth://totp/{named}?{urlencode({'secret': secret, 'issuer': house})}"
