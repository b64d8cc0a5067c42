"""Whose word is taken: the border's fields above its own Received line, and none that a sender can write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.origin.header import message
from tinbai.origin.results import Result, believed

OURS = "Received: from mx.ctv.example (m [203.0.113.9])\r\n\tby mail.lamgiang.example (Postfix) with ESMTPS id 1;"
SAID = "Authentication-Results: mail.lamgiang.example; dmarc=pass header.from=ctv.example"
FORGED = "Authentication-Results: mail.lamgiang.example; dmarc=pass header.from=bank.example"
LMTP = "Received: from mail.lamgiang.example by store.lamgiang.example (Dovecot) with LMTP id 2;"
AGAIN = "Received: from localhost (localhost [127.0.0.1]) by mail.lamgiang.example (Postfix) with ESMTP id 3;"
BORDER = "mail.lamgiang.example"
PASS = [Result("dmarc", "pass", {"header.from": "ctv.example"})]


def said(*lines: str, border: str = BORDER) -> list[Result] | None:
    raw = "\r\n".join([*lines, "From: lan@ctv.example", "Subject: x", "", "body"])
    return believed(message(raw.encode()), border)


@pytest.mark.parametrize(
    ("lines", "results"),
    [
        ((SAID, OURS), PASS),
        ((LMTP, SAID, OURS), PASS),
        ((AGAIN, SAID, OURS), PASS),  # a filter on the same machine
        ((SAID, OURS, FORGED), PASS),
        ((OURS, FORGED), None),
        ((LMTP, OURS, FORGED), None),
        ((OURS, FORGED, AGAIN, OURS), None),  # the sender imitates our lines below the true one
        ((FORGED,), None),  # no line of ours: it did not come this way
        ((SAID, "Received: from a by mail.other.example;"), None),
        ((SAID.replace("mail.lam", "mail.nam"), OURS), None),
        ((SAID.replace(".example;", ".example.evil.example;"), OURS), None),
        ((SAID.replace(": mail", ": (mail.lamgiang.example;) mail").upper().replace("PASS", "pass"), OURS), PASS),
    ],
)
def test_only_what_stands_above_our_own_line_counts(lines: tuple[str, ...], results: list[Result] | None) -> None:
    found = said(*lines)
    lower = found and [Result(r.method, r.result, {k: v.lower() for k, v in r.properties.items()}) for r in found]
    assert lower == results


@pytest.mark.parametrize(
    "helo",
    ["[127.0.0.1]", "localhost", "mail.lamgiang.example", "x (localhost [127.0.0.1]) by mail.lamgiang.example"],
)
def test_a_sender_who_calls_himself_our_machine_is_not(helo: str) -> None:
    line = f"Received: from {helo} (unknown [203.0.113.66]) by mail.lamgiang.example (Postfix) with ESMTP id 4;"
    assert said(line, FORGED, OURS) is None


def test_several_fields_comments_and_quotes() -> None:
    first = (
        "Authentication-Results: mail.lamgiang.example (a (b); c) 1;\r\n\tspf=pass (ok; dmarc=fail) "
        'smtp.mailfrom="lan@ctv.example";\r\n dkim=fail reason="bad; sig" header.d=CTV.example'
    )
    found = said(first, SAID, OURS)
    assert found
    assert [(one.method, one.result, one.domain("header.d", "smtp.mailfrom")) for one in found[:2]] == [
        ("spf", "pass", "ctv.example"), ("dkim", "fail", "ctv.example"),
    ]  # fmt: skip
    assert found[2:] == PASS


GMAIL = (
    "Delivered-To: bbt@lamgiang.example",
    "Received: by 2002:a05:7300:1234:b0:1 with SMTP id x1;",
    "ARC-Seal: i=1; a=rsa-sha256; d=google.com; s=arc; cv=none; b=x",
    "ARC-Authentication-Results: i=1; mx.google.com;\r\n dkim=pass header.i=@ctv.example header.s=s1 header.b=a;\r\n"
    " spf=pass (google.com: domain of lan@ctv.example designates 203.0.113.9 as permitted sender)"
    " smtp.mailfrom=lan@ctv.example;\r\n dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=ctv.example",
    "Return-Path: <lan@ctv.example>",
    "Received: from mx.ctv.example (mx.ctv.example. [203.0.113.9])\r\n by mx.google.com with ESMTPS id x2;",
    "Authentication-Results: mx.google.com; dmarc=fail header.from=ctv.example",
)
MICROSOFT = (
    "Received: from A.apcprd01.prod.outlook.com (2603:1096::1) by B.apcprd01.prod.outlook.com with HTTPS;",
    "Received: from C.apc01.prod.protection.outlook.com (2603:1096:4::5) by D.outlook.office365.com with SMTP;",
    "Authentication-Results: spf=pass (sender IP is 203.0.113.9)\r\n smtp.mailfrom=ctv.example; dkim=pass (signature"
    " was verified)\r\n header.d=ctv.example;dmarc=pass action=none header.from=ctv.example;compauth=pass reason=100",
    "Received-SPF: Pass (protection.outlook.com: domain of ctv.example designates 203.0.113.9)",
    "Received: from mx.ctv.example (203.0.113.9) by SG2APC.mail.protection.outlook.com (10.152.1.1) with Microsoft"
    " SMTP Server;",
    "Authentication-Results: spf=fail smtp.mailfrom=ctv.example; dmarc=fail header.from=ctv.example",
)


@pytest.mark.parametrize(
    ("lines", "border"), [(GMAIL, "mx.google.com"), (MICROSOFT, "mail.protection.outlook.com")], ids=["gmail", "365"]
)
def test_the_two_great_providers_write_as_they_do(lines: tuple[str, ...], border: str) -> None:
    found = said(*lines, border=border)
    assert found
    told = {one.method: one.result for one in found}
    assert {name: told[name] for name in ("spf", "dkim", "dmarc")} == dict.fromkeys(("spf", "dkim", "dmarc"), "pass")


@given(st.lists(st.sampled_from([SAID, FORGED, OURS, LMTP, AGAIN, "X: y", "Received: (((", "Received:"]), max_size=8))
def test_whatever_a_sender_puts_below_changes_nothing(forged: list[str]) -> None:
    assert said(SAID, OURS, *forged) == PASS
    assert said(LMTP, OURS, *forged) is None


@given(st.text(max_size=300))
def test_no_words_break_it(words: str) -> None:
    raw = f"Authentication-Results: {words}\r\nReceived: {words}\r\n{SAID}\r\n{OURS}\r\n\r\n".encode()
    believed(message(raw), BORDER)
