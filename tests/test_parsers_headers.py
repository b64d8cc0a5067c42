"""Header fields as people's programs write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinbai.model import Address
from tinbai.parsers.mail import headers

VIETNAM = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"Tin =?UTF-8?B?eMOj?= Khe", "Tin xã Khe"),
        (b"=?utf-8?Q?x=C3=A3_Khe?=", "xã Khe"),
        (b"=?utf-8?B?eMM=?= =?utf-8?B?oyBLaGU=?=", "xã Khe"),  # cut inside a letter
        (b"=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"),
        (b"=?windows-1258?Q?Tin_tr=F4=CCng_qu=EA=EC?=", "Tin trồng quế"),
        (b"=?x-unknown?Q?abc?=", "abc"),
        (b"=?utf-8?B?@@@?=", ""),
        (b"=?utf-8*vi?Q?x=C3=A3?=", "xã"),
        ("Tin xã".encode(), "Tin xã"),
        (b"a\r\n b\x00\xe2\x80\x8b c", "a b c"),
        (b"=?broken", "=?broken"),
    ],
)
def test_text(raw: bytes, words: str) -> None:
    assert headers.text(raw) == words


def test_raw_octets_are_read_in_the_charset_of_the_body() -> None:
    assert headers.text("Tin trồng".encode(), "cp1258") == "Tin trồng"
    assert headers.text(b"Tin tr\xf4\xccng", "cp1258") == "Tin trồng"


def test_the_horn_of_an_old_encoding_survives() -> None:
    assert headers.text(b"h\xadng", "cp1252") == "h\u00adng"


@pytest.mark.parametrize(
    ("raw", "main", "found"),
    [
        (b'text/plain; charset="utf-8"', "text/plain", {"charset": "utf-8"}),
        (b"TEXT/Plain; Charset=UTF-8; format=flowed", "text/plain", {"charset": "UTF-8", "format": "flowed"}),
        (b"attachment; filename=Tin moi.docx", "attachment", {"filename": "Tin moi.docx"}),
        (b'attachment; filename="a;b.doc"', "attachment", {"filename": "a;b.doc"}),
        (b'attachment; filename="a\\"b.doc"', "attachment", {"filename": 'a"b.doc'}),
        (b'attachment; filename="C:\\tin\\a.doc"', "attachment", {"filename": "C:\\tin\\a.doc"}),
        (b'attachment; filename="open', "attachment", {"filename": "open"}),
        (b"attachment; filename*=utf-8''x%C3%A3.doc", "attachment", {"filename": "xã.doc"}),
        (b"attachment; filename*1*=%A3.doc; filename*0*=utf-8''x%C3", "attachment", {"filename": "xã.doc"}),
        (b"attachment; filename*0=a; filename*1=b.doc", "attachment", {"filename": "ab.doc"}),
        (b'attachment; filename="=?utf-8?Q?x=C3=A3.doc?="', "attachment", {"filename": "xã.doc"}),
        (b";;;", "", {}),
        (b"", "", {}),
    ],
)
def test_parameters(raw: bytes, main: str, found: dict[str, str]) -> None:
    assert headers.parameters(raw) == (main, found)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"a@b.vn", [("", "a@b.vn")]),
        (b"Lo Van Sang <a@b.vn>", [("Lo Van Sang", "a@b.vn")]),
        (b'"Sang, Lo Van" <a@b.vn>, c@d.vn', [("Sang, Lo Van", "a@b.vn"), ("", "c@d.vn")]),
        (b"a@b.vn (Lo Van Sang)", [("Lo Van Sang", "a@b.vn")]),
        (b"pete(his account)@silly.test", [("his account", "pete@silly.test")]),
        (b"<jdoe@machine(comment).example>", [("", "jdoe@machine.example")]),
        (b"Lo Van Sang a@b.vn", [("Lo Van Sang", "a@b.vn")]),
        (b"Ban bien tap: a@b.vn, Sang <c@d.vn>;", [("", "a@b.vn"), ("Sang", "c@d.vn")]),
        (b"undisclosed-recipients:;", []),
        (b'"=?utf-8?Q?=C4=90=E1=BA=B7ng?=" <a@b.vn>', [("Đặng", "a@b.vn")]),
        (b'"<evil@x.vn>" <real@b.vn>', [("<evil@x.vn>", "real@b.vn")]),
        (b"Sang <a@b.vn", [("Sang", "a@b.vn")]),
        (b"MAILER-DAEMON", [("MAILER-DAEMON", "MAILER-DAEMON")]),
        (b"", []),
    ],
)
def test_addresses(raw: bytes, found: list[tuple[str, str]]) -> None:
    assert headers.addresses(raw) == tuple(Address(*one) for one in found)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        (b"Fri, 3 Oct 2025 15:12:44 +0700", datetime(2025, 10, 3, 15, 12, 44, tzinfo=VIETNAM)),
        (b"3 Oct 25 15:12 ICT", datetime(2025, 10, 3, 15, 12, tzinfo=VIETNAM)),
        (b"Fri, 3 Oct 2025 15:12:44", datetime(2025, 10, 3, 15, 12, 44, tzinfo=UTC)),
        (b"2025-10-03T15:12:44+07:00", datetime(2025, 10, 3, 15, 12, 44, tzinfo=VIETNAM)),
        (b"Fri Oct  3 15:12:44 2025", datetime(2025, 10, 3, 15, 12, 44, tzinfo=UTC)),
        (b"Fri, 3 Oct 2025 03:12:44 PM +0700", datetime(2025, 10, 3, 15, 12, 44, tzinfo=VIETNAM)),
        (b"Fri, 31 Feb 2025 15:12:44 +0700", None),
        (b"yesterday", None),
        (b"3 Oct 2025 15:12 +9999", datetime(2025, 10, 3, 15, 12, tzinfo=UTC)),
    ],
)
def test_date(raw: bytes, moment: datetime | None) -> None:
    assert headers.date(raw) == moment


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (b"<a@b> <c@d>\r\n <a@b>", ("a@b", "c@d")),
        (b"a@b", ("a@b",)),
        (b"<[abc@def]>", ("[abc@def]",)),
        (b"", ()),
    ],
)
def test_ids(raw: bytes, ids: tuple[str, ...]) -> None:
    assert headers.ids(raw) == ids


@given(st.binary(max_size=400))
def test_no_octets_make_them_fail(raw: bytes) -> None:
    assert isinstance(headers.text(raw), str)
    assert all("\n" not in one.name for one in headers.addresses(raw))
    assert isinstance(headers.parameters(raw)[1], dict)
    headers.date(raw)
    assert len(headers.ids(raw)) <= 1000
