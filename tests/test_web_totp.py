"""Codes of an authenticator app, against the vectors of RFC 6238 appendix B."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from tinbai.web import totp

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
_SEED = "12345678901234567890"
VECTORS = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
DIGESTS: tuple[tuple[Literal["sha1", "sha256", "sha512"], int], ...] = (("sha1", 20), ("sha256", 32), ("sha512", 64))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector[0]))
def test_the_vectors_of_the_standard(vector: tuple[int, str, str, str]) -> None:
    seconds, *codes = vector
    for (digest, octets), code in zip(DIGESTS, codes, strict=True):
        secret = (_SEED * 4)[:octets].encode()
        assert totp.code(secret, seconds // totp.STEP, 8, digest) == code


@pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(seconds: int, taken: bool) -> None:
    secret = totp.new_secret()
    code = totp.code(base64.b32decode(secret), int(NOW.timestamp()) // totp.STEP)
    assert (totp.step_of(secret, f" {code[:3]} {code[3:]}", NOW + timedelta(seconds=seconds)) is not None) is taken


@pytest.mark.parametrize("given", ["", "000", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_none(given: str) -> None:
    assert totp.step_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", given, NOW) is None


def test_the_address_is_one_that_apps_read() -> None:
    address = totp.address("GEZDGNBV", "lan@example.vn", "Tinbai")
    assert address == "otpauth://totp/Tinbai:lan%40example.vn?secret=GEZDGNBV&issuer=Tinbai"
