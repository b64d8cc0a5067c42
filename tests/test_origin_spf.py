"""SPF: which servers a domain lets speak for it. The cases are our own; the public suite agrees, see docs/decisions."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.names import Zone
from tinbai.origin.spf import check_host, envelope

NAMES = Zone(
    {
        "ctv.example": {"TXT": ["v=spf1 ip4:203.0.113.0/24 ip6:2001:db8::/32 include:provider.example -all"]},
        "provider.example": {"TXT": ["v=spf1 a:mail.provider.example ~all"]},
        "mail.provider.example": {"A": ["198.51.100.7"]},
        "mx.example": {"TXT": ["other text", "v=spf1 mx/28 -all"], "MX": ["in.mx.example"]},
        "in.mx.example": {"A": ["192.0.2.17"]},
        "soft.example": {"TXT": ["v=spf1 ~all"]},
        "moved.example": {"TXT": ["v=spf1 redirect=ctv.example"]},
        "two.example": {"TXT": ["v=spf1 -all", "v=spf1 +all"]},
        "wrong.example": {"TXT": ["v=spf1 ip4:203.0.113.0/24 foo:bar -all"]},
        "loop.example": {"TXT": ["v=spf1 include:loop.example -all"]},
        "void.example": {"TXT": ["v=spf1 a:a.void.example a:b.void.example a:c.void.example +all"]},
        "slow.example": {"TXT": ["v=spf1 include:silent.example +all"]},
        "silent.example": "silent",
        "macro.example": {"TXT": ["v=spf1 exists:%{ir}.%{l}._spf.%{d2} -all"]},
        "9.113.0.203.lan._spf.macro.example": {"A": ["127.0.0.2"]},
        "ptr.example": {"TXT": ["v=spf1 ptr -all"]},
        "9.113.0.203.in-addr.arpa": {"PTR": ["a.ptr.example"]},
        "a.ptr.example": {"A": ["203.0.113.9"]},
    }
)


@pytest.mark.parametrize(
    ("ip", "sender", "said"),
    [
        ("203.0.113.9", "lan@ctv.example", "pass"),
        ("::ffff:203.0.113.9", "lan@ctv.example", "pass"),
        ("2001:db8::1", "lan@ctv.example", "pass"),
        ("198.51.100.7", "lan@ctv.example", "pass"),
        ("192.0.2.1", "lan@ctv.example", "fail"),
        ("192.0.2.30", "lan@mx.example", "pass"),
        ("192.0.2.33", "lan@mx.example", "fail"),
        ("192.0.2.1", "lan@soft.example", "softfail"),
        ("203.0.113.9", "lan@moved.example", "pass"),
        ("203.0.113.9", "lan@nothing.example", "none"),
        ("203.0.113.9", "lan@two.example", "permerror"),
        ("203.0.113.9", "lan@wrong.example", "permerror"),
        ("203.0.113.9", "lan@loop.example", "permerror"),
        ("203.0.113.9", "lan@void.example", "permerror"),
        ("203.0.113.9", "lan@slow.example", "temperror"),
        ("203.0.113.9", "lan@macro.example", "pass"),
        ("203.0.113.9", "nga@macro.example", "fail"),
        ("203.0.113.9", "lan@ptr.example", "pass"),
        ("203.0.113.9", "lan@[203.0.113.9]", "none"),
        ("203.0.113.9", "", "pass"),  # the null sender is its server's
    ],
)
def test_a_server_speaks_for_a_domain(ip: str, sender: str, said: str) -> None:
    assert check_host(envelope(ip_address(ip), "ctv.example", sender), NAMES) == said


def test_one_check_asks_ten_times_at_most() -> None:
    names = Zone({f"n{no}.example": {"TXT": [f"v=spf1 include:n{no + 1}.example -all"]} for no in range(30)})
    assert check_host(envelope(ip_address("192.0.2.1"), "h.example", "a@n0.example"), names) == "permerror"
    assert len(names.asked) == 11


@given(st.text(max_size=200), st.text(max_size=80))
def test_no_record_and_no_sender_break_it(record: str, sender: str) -> None:
    names = Zone({"x.example": {"TXT": [f"v=spf1 {record}"]}})
    check_host(envelope(ip_address("192.0.2.1"), sender, f"{sender}@x.example"), names)
    check_host(envelope(ip_address("2001:db8::1"), "h.example", sender), names)
