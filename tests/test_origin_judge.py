"""What the checks together say of a sender: aligned proof passes, silence is no failure, a dead network is neither."""

from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from tests.servers.names import NameServer, Records, Zone
from tests.signed import letter, signed, signing_key, zone
from tinbai.origin.dmarc import is_aligned, policy_of
from tinbai.origin.header import message
from tinbai.origin.judge import Came, prove
from tinbai.origin.resolver import Dns, NoAnswer
from tinbai.origin.spf import envelope
from tinbai.proof import Proof

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
THEIRS, OTHER = "203.0.113.9", "192.0.2.66"
KEY = {"TXT": [f"v=DKIM1; p={signing_key().public}"]}
NAMES: dict[str, Records | str] = {
    "s1._domainkey.ctv.example": KEY,
    "s1._domainkey.evil.example": KEY,
    "s1._domainkey.mail.ctv.example": KEY,
    "evil.example": {"TXT": [f"v=spf1 ip4:{OTHER} -all"]},
    "hard.example": {"TXT": [f"v=spf1 ip4:{THEIRS} -all"]},
    "soft.example": {"TXT": [f"v=spf1 ip4:{THEIRS} ~all"]},
    "strict.example": {"TXT": [f"v=spf1 ip4:{THEIRS} ~all"]},
    "_dmarc.strict.example": {"TXT": ["v=DMARC1; p=reject"]},
    "_dmarc.silent.example": "silent",
    "silent.example": "silent",
    "s1._domainkey.silent.example": KEY,
}


def judged(raw: bytes, author: str, ip: str = "", sender: str = "", names: Zone | None = None) -> Proof:
    by = envelope(ip_address(ip), "helo.example", sender) if ip else None
    return prove(message(raw), Came(author, by), names or Zone(NAMES), NOW)


def mail(domain: str, by: str = "") -> bytes:
    raw = letter(f"Lan <lan@{domain}>")
    return signed(raw, by) if by else raw


@pytest.mark.parametrize(
    ("raw", "author", "ip", "sender", "outcome", "why"),
    [
        (mail("ctv.example", "ctv.example"), "lan@ctv.example", "", "", "pass", "signed"),
        (mail("xa.ctv.example", "ctv.example"), "lan@xa.ctv.example", "", "", "pass", "signed"),
        (mail("ctv.example", "evil.example"), "lan@ctv.example", "", "", "none", "not-signed"),
        (mail("ctv.example"), "lan@ctv.example", "", "", "none", "not-signed"),
        (mail("ctv.example", "ctv.example") + b"!", "lan@ctv.example", "", "", "none", "broken"),
        (mail("hard.example"), "lan@hard.example", THEIRS, "lan@hard.example", "pass", "sent-from-there"),
        (mail("hard.example"), "lan@hard.example", OTHER, "lan@hard.example", "fail", "not-from-there"),
        (mail("soft.example"), "lan@soft.example", OTHER, "lan@soft.example", "none", "not-signed"),
        (mail("hard.example"), "lan@hard.example", OTHER, "x@evil.example", "none", "not-signed"),
        (mail("strict.example"), "lan@strict.example", THEIRS, "lan@strict.example", "pass", "sent-from-there"),
        (mail("strict.example"), "lan@strict.example", OTHER, "x@evil.example", "fail", "policy"),
        (mail("strict.example", "evil.example"), "lan@strict.example", OTHER, "x@evil.example", "fail", "policy"),
        (mail("strict.example"), "lan@strict.example", "", "", "none", "not-signed"),
        (mail("silent.example", "silent.example"), "lan@silent.example", "", "", "unknown", "dns"),
        (mail("hard.example"), "lan@hard.example", OTHER, "x@silent.example", "unknown", "dns"),
        (b"From: a@evil.example\r\n" + mail("ctv.example", "ctv.example"), "lan@ctv.example", "", "",
         "fail", "several-froms"),
        (mail("ctv.example", "ctv.example"), "", "", "", "none", "no-domain"),
    ],
)  # fmt: skip
def test_a_sender_is_judged(raw: bytes, author: str, ip: str, sender: str, outcome: str, why: str) -> None:
    proof = judged(raw, author, ip, sender)
    assert (proof.outcome, proof.why) == (outcome, why)


def test_where_nothing_can_be_proven_nobody_is_asked() -> None:
    names = Zone(NAMES)
    judged(mail("ctv.example"), "lan@ctv.example", names=names)
    judged(mail("ctv.example", "evil.example"), "lan@ctv.example", names=names)
    assert names.asked == []


def test_neighbours_speak_for_each_other_only_where_their_house_has_a_record() -> None:
    raw = signed(letter("Lan <lan@xa.lamgiang.example>"), "mail.lamgiang.example")
    names = zone("mail.lamgiang.example")
    assert judged(raw, "lan@xa.lamgiang.example", names=names).outcome == "none"
    names.names_of["_dmarc.lamgiang.example"] = {"TXT": ["v=DMARC1; p=none"]}
    assert judged(raw, "lan@xa.lamgiang.example", names=names).outcome == "pass"
    names.names_of["_dmarc.lamgiang.example"] = {"TXT": ["v=DMARC1; p=none; adkim=s"]}
    assert judged(raw, "lan@xa.lamgiang.example", names=names).outcome == "none"


@pytest.mark.parametrize(
    ("domain", "author", "aligned"),
    [
        ("lamgiang.gov.vn", "xa.lamgiang.gov.vn", True),
        ("xa.lamgiang.gov.vn", "lamgiang.gov.vn", False),
        ("gov.vn", "lamgiang.gov.vn", False),
        ("vn", "lamgiang.vn", False),
        ("amgiang.gov.vn", "lamgiang.gov.vn", False),
        ("LamGiang.gov.vn.", "lamgiang.GOV.vn", True),
    ],
)
def test_who_may_speak_without_a_record(domain: str, author: str, aligned: bool) -> None:
    assert is_aligned(domain, author, None) is aligned


def test_the_tree_is_walked_upwards_but_not_into_common_suffixes() -> None:
    names = Zone(
        {"_dmarc.gov.vn": {"TXT": ["v=DMARC1; p=reject"]}, "_dmarc.b.vn": {"TXT": ["v=DMARC1; p=none; sp=reject"]}}
    )
    assert policy_of(names, "lamgiang.gov.vn") is None
    found = policy_of(names, "a.b.vn")
    assert found
    assert (found.house, found.policy) == ("b.vn", "reject")


def test_the_word_of_the_border_stands_above_our_own_look() -> None:
    raw = (
        b"Authentication-Results: mx.house.example; dkim=fail header.d=ctv.example;\r\n"
        b" dmarc=fail header.from=ctv.example\r\n"
        b"Received: from x (y [203.0.113.9]) by mx.house.example with SMTP;\r\n"
    ) + mail("ctv.example", "ctv.example")
    told = prove(message(raw), Came("lan@ctv.example", border="mx.house.example"), Zone(NAMES), NOW)
    assert (told.outcome, told.why, told.by) == ("fail", "said-so", "border")
    ours = prove(message(raw), Came("lan@ctv.example"), Zone(NAMES), NOW)
    assert (ours.outcome, ours.why, ours.by) == ("pass", "signed", "here")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("spf=pass smtp.mailfrom=ctv.example", "pass"),
        ("spf=pass smtp.mailfrom=evil.example", "none"),
        ("spf=fail smtp.mailfrom=ctv.example", "fail"),
        ("dkim=pass header.d=ctv.example; spf=fail smtp.mailfrom=ctv.example", "pass"),
        ("dkim=pass header.d=evil.example; dmarc=pass header.from=evil.example", "none"),
        ("dkim=temperror header.d=ctv.example; spf=none", "unknown"),
        ("dmarc=bestguesspass action=none header.from=ctv.example", "pass"),
    ],
)
def test_what_the_border_says_must_be_about_this_sender(said: str, outcome: str) -> None:
    raw = (
        f"Authentication-Results: mx.house.example; {said}\r\n"
        "Received: from x (y [203.0.113.9]) by mx.house.example with SMTP;\r\n"
    ).encode() + mail("ctv.example")
    assert prove(message(raw), Came("lan@ctv.example", border="mx.house.example"), Zone(), NOW).outcome == outcome


def test_a_seal_of_forwarders_is_noted() -> None:
    raw = b"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=list.example; s=x; b=y\r\n" + mail("ctv.example")
    (check,) = judged(raw, "lan@ctv.example").checks
    assert (check.method, check.outcome, check.domain) == ("arc", "unknown", "list.example")


# --- DNS itself ----------------------------------------------------------------------------------------------------


def asking(server: NameServer, clock: list[float] | None = None) -> Dns:
    import dns.resolver

    made = dns.resolver.Resolver(configure=False)
    made.nameservers, made.port, made.lifetime, made.timeout = ["127.0.0.1"], server.port, 0.3, 0.3
    made.cache = dns.resolver.LRUCache()
    return Dns((lambda: clock[0]) if clock else (lambda: 0.0), made)


def test_names_are_asked_once_and_remembered() -> None:
    records = {"a.example": {"TXT": ["v=spf1 -all"], "A": ["192.0.2.1"], "MX": ["20 b.example.", "10 c.example."]}}
    with NameServer(records | {"1.2.0.192.in-addr.arpa": {"PTR": ["A.example."]}}) as server:
        names = asking(server)
        assert [names.txt("a.example") for _ in range(3)] == [[b"v=spf1 -all"]] * 3
        assert names.addresses("a.example", 4) == [ip_address("192.0.2.1")]
        assert names.addresses("a.example", 6) == []
        assert names.exchangers("a.example") == ["c.example", "b.example"]
        assert names.names(ip_address("192.0.2.1")) == ["a.example"]
        assert names.txt("gone.example") == []
        assert names.txt("x" * 64 + ".example") == names.txt("a..example") == []
        assert server.asked.count("a.example") == 4


def test_a_silent_server_is_not_asked_for_a_while() -> None:
    clock = [0.0]
    with NameServer({"a.example": {"TXT": ["x"]}}) as server:
        server.silent = True
        names = asking(server, clock)
        for _ in range(5):
            with pytest.raises(NoAnswer):
                names.txt("a.example")
        asked = len(server.asked)
        server.silent, clock[0] = False, 31.0
        assert names.txt("a.example") == [b"x"]
        assert len(server.asked) == asked + 1


def test_a_broken_domain_is_no_broken_network() -> None:
    with NameServer({"a.example": {"TXT": ["x"]}}) as server:
        names = asking(server)
        server.broken = True
        for _ in range(4):
            with pytest.raises(NoAnswer):
                names.txt("b.example")
        server.broken = False
        assert names.txt("a.example") == [b"x"]
