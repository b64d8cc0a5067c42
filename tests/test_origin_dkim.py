"""Signatures of mail: what really signed mail shows, and whatever makes a signature worth nothing."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.names import Zone
from tests.signed import letter, signed, signing_key, zone
from tinbai.origin.dkim import Verifier
from tinbai.origin.header import message
from tinbai.proof import Check

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FORMS = ["relaxed/relaxed", "simple/simple", "relaxed/simple", "simple/relaxed"]


def check(raw: bytes, names: Zone) -> Check:
    (found,) = Verifier(message(raw), names, NOW).checks(lambda domain: True)
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "body",
    ["", "\r\n", "một dòng", "a \t b  \r\n\r\n c\t\r\n\r\n\r\n", " \r\n\t\r\n", "x\r\r\ny\r\n", "é" * 3000 + "\r\n"],
)
def test_a_signed_mail_passes(form: str, body: str) -> None:
    raw = signed(letter(body=body), "ctv.example", form=form)
    assert check(raw, zone("ctv.example")) == Check("dkim", "pass", "ctv.example")


@given(
    st.lists(st.sampled_from(["a", " ", "\t", "\r\n", "\r", "  ", "\r\n\r\n", "ữ"]), max_size=30).map("".join),
    st.sampled_from(FORMS),
)
def test_any_body_is_counted_as_its_signer_counted_it(body: str, form: str) -> None:
    raw = signed(letter(body=body), "ctv.example", form=form, bits=1024)
    assert check(raw, zone("ctv.example", bits=1024)).outcome == "pass"


def test_line_ends_of_a_mail_kept_on_unix_do_not_matter() -> None:
    raw = signed(letter(body="một\r\nhai\r\n"), "ctv.example").replace(b"\r\n", b"\n")
    assert check(raw, zone("ctv.example")).outcome == "pass"


def test_a_body_of_many_pieces() -> None:
    body = ("x" * 70 + "\r\n") * 40_000 + "y" * 2_500_000 + "\r\n\r\n"
    raw = signed(letter(body=body), "ctv.example", form="simple/simple")
    assert check(raw, zone("ctv.example")).outcome == "pass"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"Ban", b"ban", "body-hash"),
        (b"L=E1=BB=85", b"L=E1=BB=84", "signature"),
        (b"lan@ctv", b"lam@ctv", "signature"),
        (b"a=rsa-sha256", b"a=rsa-sha1", "weak"),
        (b"a=rsa-sha256", b"a=ed25519-sha256", "kind"),
        (b"v=1", b"v=2", "form"),
        (b"v=1", b"v=1; v=1", "form"),
        (b"c=relaxed/relaxed", b"c=relaxed/loose", "form"),
        (b"h=from : ", b"h=", "form"),
        (b"s=s1", b"s=s2", "no-key"),
        (b"bh=", b"bh=!", "form"),
        (b"v=1", b"v=1; x=1000", "expired"),
        (b"i=@ctv.example", b"i=@other.example", "identity"),
    ],
)
def test_a_mail_that_was_changed_does_not(old: bytes, new: bytes, reason: str) -> None:
    raw = signed(letter(), "ctv.example").replace(old, new, 1)
    assert check(raw, zone("ctv.example")) == Check("dkim", "fail", "" if new == b"v=1; v=1" else "ctv.example", reason)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("v=DKIM1; p=", "revoked"),
        ("v=DKIM1; t=y; p={key}", "testing"),
        ("v=DKIM1; h=sha1; p={key}", "key-kind"),
        ("v=DKIM1; s=tlsrpt; p={key}", "key-kind"),
        ("v=DKIM1; k=ed25519; p={key}", "key-kind"),
        ("v=DKIM2; p={key}", "key-kind"),
        ("v=DKIM1; p=bm8ga2V5", "key-kind"),
        ("v=DKIM1; p=MIGfMA0", "form"),
    ],
)
def test_keys_that_prove_nothing(record: str, reason: str) -> None:
    names = zone("ctv.example", key=record.format(key=signing_key().public))
    assert check(signed(letter(), "ctv.example"), names).reason == reason


def test_a_short_key_proves_nothing() -> None:
    raw = signed(letter(), "ctv.example", bits=768)
    assert check(raw, zone("ctv.example", bits=768)) == Check("dkim", "fail", "ctv.example", "weak")


def test_a_key_for_this_domain_alone_is_none_for_those_below() -> None:
    raw = signed(letter(), "ctv.example", identity="@lan.ctv.example")
    only = zone("ctv.example", key=f"v=DKIM1; t=s; p={signing_key().public}")
    assert check(raw, zone("ctv.example")).outcome == "pass"
    assert check(raw, only).reason == "identity"


def test_a_signature_over_the_beginning_alone_proves_nothing() -> None:
    raw = signed(letter(), "ctv.example", length=True) + b"Xin chuyen tien\r\n"
    assert check(raw, zone("ctv.example")).reason == "only-part"


def test_a_name_server_that_is_silent_is_no_failure() -> None:
    names = Zone({"s1._domainkey.ctv.example": "silent"})
    assert check(signed(letter(), "ctv.example"), names) == Check("dkim", "unknown", "ctv.example", "dns")


def test_signatures_of_others_are_not_looked_up() -> None:
    names = zone("ctv.example")
    raw = signed(signed(letter(), "ctv.example"), "list.example")
    checks = list(Verifier(message(raw), names, NOW).checks(lambda domain: domain == "ctv.example"))
    assert [one.outcome for one in checks] == ["none", "pass"]
    assert {name for name, _ in names.asked} == {"s1._domainkey.ctv.example"}


@pytest.mark.parametrize(
    "body", [" " * 300_000 + "x", "\r\n" * 200_000 + "x", "\t \t" * 100_000, " \r\n" * 100_000 + "x"]
)
def test_hostile_blanks_cost_little(body: str) -> None:
    """dkimpy needs minutes for the first of them. A ratio would waver: what counts is that this ends."""
    raw = signed(letter(), "ctv.example") + body.encode()
    begun = time.process_time()
    assert check(raw, zone("ctv.example")).reason == "body-hash"
    assert time.process_time() - begun < 5


@given(st.binary(max_size=400))
def test_no_octets_break_it(noise: bytes) -> None:
    raw = b"DKIM-Signature: " + noise + b"\r\n" + letter()
    list(Verifier(message(raw), Zone(), NOW).checks(lambda domain: True))
