"""The SMTP door over real sockets: what is accepted, what is refused, and that 250 comes after durable."""

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers.fakes import MemoryAccept
from tests.test_intake_smtp_data import SMUGGLING
from tinbai.errors import BadSettings, DiskFull, TryLater
from tinbai.intake.smtp import SmtpDoor
from tinbai.intake.spool import Growing
from tinbai.model import Accepted, Arrival
from tinbai.settings import Outlet, SmtpIn

OUTLETS = (
    Outlet(code="tinh", name="Tỉnh", address="bbt@tinh.example.vn", aliases=("tin@tinh.example.vn",)),
    Outlet(code="xa", name="Xã", address="bbt@xa.example.vn"),
)
TO = "bbt@tinh.example.vn"
FROM = "ctv@example.vn"
Opener = Callable[..., SmtpDoor]


@pytest.fixture
def accept() -> MemoryAccept:
    return MemoryAccept()


@pytest.fixture
def door(tmp_path: Path, accept: MemoryAccept) -> Iterator[Opener]:
    opened: list[SmtpDoor] = []

    def open_door(**settings: object) -> SmtpDoor:
        opened.append(SmtpDoor(SmtpIn(enabled=True, port=0, **settings), OUTLETS, accept, tmp_path))  # type: ignore[arg-type]
        opened[-1].start()
        return opened[-1]

    yield open_door
    for one in opened:
        one.stop()
    assert not list(tmp_path.iterdir()), "the spool must be empty afterwards"


def talk(port: int, *lines: bytes) -> bytes:
    """Send the lines one after the other without waiting, then read until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"".join(lines))
        answer = b""
        while piece := line.recv(65536):
            answer += piece
        return answer


def envelope(to: str = TO, sender: str = FROM) -> bytes:
    return f"EHLO me\r\nMAIL FROM:<{sender}>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode()


def body_of(raw: bytes) -> bytes:
    """The message as it was sent, our two trace headers removed."""
    assert raw.startswith(b"Return-Path: <")
    return raw.split(b"+0000\r\n", 1)[1]


MAIL = b"From: a@b.vn\r\nSubject: x\r\n\r\nXin chao\r\n"


def test_a_message_arrives_with_its_envelope(door: Opener, accept: MemoryAccept) -> None:
    with smtplib.SMTP("127.0.0.1", door().port, timeout=20) as client:
        client.sendmail(FROM, [TO], MAIL)
    (taken,) = accept.offered
    assert body_of(taken.raw) == MAIL
    assert taken.raw.startswith(b"Return-Path: <ctv@example.vn>\r\nReceived: from ")
    assert b"with ESMTP id " in taken.raw
    assert (taken.source.door, taken.source.outlet, taken.source.folder) == ("smtp", "tinh", TO)
    assert (taken.source.envelope_from, taken.source.envelope_to) == (FROM, (TO,))
    assert taken.source.uid


def test_the_reply_names_the_transaction(door: Opener, accept: MemoryAccept) -> None:
    answer = talk(door().port, envelope(), MAIL + b".\r\nQUIT\r\n")
    assert f"250 2.0.0 Ok: {accept.offered[0].source.uid}\r\n".encode() in answer


def test_capabilities(door: Opener) -> None:
    with smtplib.SMTP("127.0.0.1", door(max_bytes=100_000).port, timeout=20) as client:
        client.ehlo()
        assert {"size", "8bitmime", "smtputf8", "pipelining"} <= set(client.esmtp_features)
        assert client.esmtp_features["size"] == "100000"


def test_two_outlets_get_one_arrival_each(door: Opener, accept: MemoryAccept) -> None:
    with smtplib.SMTP("127.0.0.1", door().port, timeout=20) as client:
        client.sendmail(FROM, [TO, "BBT+thu@Xa.example.vn", "tin@TINH.example.vn"], MAIL)
    assert sorted(taken.source.outlet for taken in accept.offered) == ["tinh", "xa"]
    assert accept.offered[0].raw == accept.offered[1].raw


@pytest.mark.parametrize("sender, expected", [("", ""), (FROM, FROM), ("người@ví-dụ.vn", "người@ví-dụ.vn")])
def test_the_envelope_sender(door: Opener, accept: MemoryAccept, sender: str, expected: str) -> None:
    talk(door().port, envelope(sender=sender), MAIL + b".\r\nQUIT\r\n")
    assert accept.offered[0].source.envelope_from == expected
    assert accept.offered[0].raw.startswith(f"Return-Path: <{expected}>\r\n".encode())


@pytest.mark.parametrize("to", ["other@example.vn", "bbtx@tinh.example.vn", "bbt@tinh.example.vn.evil.com", "+@x.vn"])
def test_strangers_are_refused(door: Opener, accept: MemoryAccept, to: str) -> None:
    answer = talk(door().port, envelope(to), b"QUIT\r\n")
    assert b"\r\n550 5.1.1 " in answer
    assert b"\r\n503 5.5.1 " in answer
    assert not accept.offered


def test_several_transactions_on_one_connection(door: Opener, accept: MemoryAccept) -> None:
    with smtplib.SMTP("127.0.0.1", door().port, timeout=20) as client:
        for number in range(5):
            client.sendmail(FROM, [TO], MAIL + f"{number}\r\n".encode())
    assert len({taken.source.uid for taken in accept.new}) == 5


def test_pipelined_next_command_survives_the_data(door: Opener, accept: MemoryAccept) -> None:
    again = envelope()[len("EHLO me\r\n") :]
    answer = talk(door().port, envelope(), MAIL + b".\r\n" + again, MAIL + b"2\r\n.\r\nQUIT\r\n")
    assert answer.count(b"\r\n250 2.0.0 Ok: ") == 2
    assert len(accept.new) == 2


@pytest.mark.parametrize("end", SMUGGLING)
def test_smuggled_ends_of_data_are_content(door: Opener, accept: MemoryAccept, end: bytes) -> None:
    smuggled = MAIL + b"x" + end + b"MAIL FROM:<evil@x.vn>\r\n"
    talk(door().port, envelope(), smuggled + b".\r\nQUIT\r\n")
    (taken,) = accept.offered
    assert body_of(taken.raw) == smuggled.replace(b"\r\n.", b"\r\n")  # a dot after CRLF is the client's stuffing


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"..\r\n",
        MAIL + b".dot\r\n..\r\n",
        b"x" * (1 << 20) + b"\r\n",
        b"a\0b\r\n\xff\r\n",
        b"no end of line at all",
    ],
    ids=["empty", "dots", "stuffed", "line of 1 MiB", "NUL", "open end"],
)
def test_bodies_come_through_unchanged(door: Opener, accept: MemoryAccept, body: bytes) -> None:
    wire = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
    wire += b"" if not wire or wire.endswith(b"\r\n") else b"\r\n"
    talk(door().port, envelope(), wire + b".\r\nQUIT\r\n")
    assert body_of(accept.offered[0].raw).removesuffix(b"\r\n") == body.removesuffix(b"\r\n")


def test_a_large_mail_goes_to_a_file_and_is_unchanged(door: Opener, accept: MemoryAccept) -> None:
    body = MAIL + b".0123456789\r\n" * 900_000
    with smtplib.SMTP("127.0.0.1", door().port, timeout=60) as client:
        client.sendmail(FROM, [TO, "bbt@xa.example.vn"], body)
    assert [taken.was_file for taken in accept.offered] == [True, True]
    assert {body_of(taken.raw) == body for taken in accept.offered} == {True}


@pytest.mark.parametrize("size", [99_000, 101_000, 600_000])
def test_the_size_limit(door: Opener, accept: MemoryAccept, size: int) -> None:
    answer = talk(door(max_bytes=100_000).port, envelope(), b"x" * size + b"\r\n.\r\nNOOP\r\nQUIT\r\n")
    assert (b"\r\n552 5.3.4 " in answer) is (size > 100_000)
    assert answer.endswith(b"250 OK\r\n221 Bye\r\n"), "the connection goes on"
    assert len(accept.offered) == (size < 100_000)


def test_a_declared_size_is_refused_before_the_data(door: Opener) -> None:
    answer = talk(door(max_bytes=100_000).port, b"EHLO me\r\nMAIL FROM:<a@b.vn> SIZE=100001\r\nQUIT\r\n")
    assert b"\r\n552 " in answer


@pytest.mark.parametrize("error, reply", [(DiskFull("full"), b"\r\n452 4.3.1 "), (TryLater("down"), b"\r\n451 4.3.0 ")])
def test_what_cannot_be_kept_is_refused_for_now(
    door: Opener, accept: MemoryAccept, error: TryLater, reply: bytes
) -> None:
    troubles = [error]

    def before(arrival: Arrival) -> None:
        if troubles:
            raise troubles.pop()

    accept.before = before
    again = envelope()[len("EHLO me\r\n") :]
    answer = talk(door().port, envelope(), MAIL + b".\r\n" + again, MAIL + b".\r\nQUIT\r\n")
    assert reply in answer
    assert answer.count(b"\r\n250 2.0.0 Ok: ") == 1, "the next one is taken"
    assert accept.by_result == {Accepted.NEW: 1}


def test_one_outlet_refusing_makes_the_sender_repeat_for_all(door: Opener, accept: MemoryAccept) -> None:
    full = {"xa"}

    def before(arrival: Arrival) -> None:
        if arrival.source.outlet in full:
            raise DiskFull("full")

    accept.before = before
    with smtplib.SMTP("127.0.0.1", door().port, timeout=20) as client:
        for expected in (452, None):
            try:
                client.sendmail(FROM, [TO, "bbt@xa.example.vn"], MAIL)
                assert expected is None
            except smtplib.SMTPDataError as error:
                assert error.smtp_code == expected
            full.clear()
    assert accept.by_result == {Accepted.NEW: 2, Accepted.SEEN_AGAIN: 1}


def test_a_defect_promises_nothing_and_tells_nothing(door: Opener, accept: MemoryAccept) -> None:
    def before(arrival: Arrival) -> None:
        raise RuntimeError("secret detail")

    accept.before = before
    answer = talk(door().port, envelope(), MAIL + b".\r\n")
    assert b"\r\n421 4.3.0 " in answer
    assert b"secret" not in answer


def test_250_waits_for_accept(door: Opener, accept: MemoryAccept) -> None:
    durable = threading.Event()
    accept.before = lambda arrival: durable.wait(20)
    with socket.create_connection(("127.0.0.1", door().port), timeout=20) as line:
        line.sendall(envelope() + MAIL + b".\r\n")
        line.settimeout(0.5)
        answer = b""
        with pytest.raises(TimeoutError):
            while True:
                answer += line.recv(65536)
        assert b"Ok:" not in answer
        durable.set()
        line.settimeout(20)
        assert b"250 2.0.0 Ok: " in line.recv(65536)


def test_a_client_that_leaves_after_the_dot_leaves_a_whole_mail_or_none(door: Opener, accept: MemoryAccept) -> None:
    port = door().port
    for _ in range(30):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(envelope() + MAIL + b".\r\n")
    talk(port, b"QUIT\r\n")
    assert {body_of(taken.raw) for taken in accept.offered} <= {MAIL}


def test_half_a_message_is_never_taken(door: Opener, accept: MemoryAccept) -> None:
    port = door().port
    for cut in (0, 5, len(MAIL)):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(envelope() + MAIL[:cut])
    talk(port, envelope(), MAIL + b".\r\nQUIT\r\n")
    assert len(accept.offered) == 1


def test_lmtp_answers_for_each_recipient(door: Opener, accept: MemoryAccept) -> None:
    def before(arrival: Arrival) -> None:
        if arrival.source.outlet == "xa":
            raise DiskFull("full")

    accept.before = before
    rcpt = b"RCPT TO:<bbt@tinh.example.vn>\r\nRCPT TO:<nobody@x.vn>\r\nRCPT TO:<bbt@xa.example.vn>\r\n"
    answer = talk(door(lmtp=True).port, b"LHLO me\r\nMAIL FROM:<>\r\n" + rcpt + b"DATA\r\n" + MAIL + b".\r\nQUIT\r\n")
    assert [line[:3] for line in answer.splitlines()[-7:]] == [b"250", b"550", b"250", b"354", b"250", b"452", b"221"]
    assert b"with LMTP id" in accept.offered[0].raw


def test_a_silent_client_is_sent_away(door: Opener) -> None:
    assert talk(door(timeout_seconds=1).port, b"EHLO me\r\n").startswith(b"220 ")


def test_endless_data_is_cut_off(door: Opener, accept: MemoryAccept) -> None:
    with socket.create_connection(("127.0.0.1", door(max_bytes=70_000).port), timeout=20) as line:
        line.sendall(envelope())
        with pytest.raises(OSError):
            for _ in range(2000):
                line.sendall(b"x" * 65536)
    assert not accept.offered


def test_stop_finishes_the_mail_in_hand(tmp_path: Path, accept: MemoryAccept) -> None:
    door = SmtpDoor(SmtpIn(enabled=True, port=0), OUTLETS, accept, tmp_path)
    door.start()
    started, go_on = threading.Event(), threading.Event()

    def before(arrival: Arrival) -> None:
        started.set()
        go_on.wait(20)

    accept.before = before
    with socket.create_connection(("127.0.0.1", door.port), timeout=20) as line:
        line.sendall(envelope() + MAIL + b".\r\n")
        assert started.wait(20)
        threading.Timer(0.3, go_on.set).start()
        door.stop()
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    assert b"250 2.0.0 Ok: " in answer


def test_a_taken_port_is_a_bad_setting(door: Opener, tmp_path: Path, accept: MemoryAccept) -> None:
    port = door().port
    with pytest.raises(BadSettings, match=f"smtp_in.port: 127.0.0.1:{port}"):
        SmtpDoor(SmtpIn(enabled=True, port=port), OUTLETS, accept, tmp_path).start()


def test_addresses_that_are_no_text_can_be_kept_by_a_database(door: Opener, accept: MemoryAccept) -> None:
    """Octets that are no UTF-8, and a part after the plus longer than any column."""
    odd = b"EHLO me\r\nMAIL FROM:<ctv\xff\xfe@example.vn>\r\nRCPT TO:<bbt+\xff" + b"x" * 600 + b"@tinh.example.vn>\r\n"
    answer = talk(door().port, odd, b"DATA\r\n" + MAIL + b".\r\nQUIT\r\n")
    if not accept.offered:
        assert b"\r\n5" in answer  # refused by name, not by a fault of ours
        return
    (taken,) = accept.offered
    for words in (taken.source.folder, taken.source.envelope_from or "", *taken.source.envelope_to):
        assert words.encode("utf-8") and "\0" not in words
    assert len(taken.source.folder) <= 512


def test_a_disk_that_fills_when_the_file_is_closed_is_said(
    door: Opener, accept: MemoryAccept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(growing: Growing) -> bytes:
        raise DiskFull("no room left")

    monkeypatch.setattr(Growing, "finish", full)
    assert b"452 4.3.1" in talk(door().port, envelope(), MAIL + b".\r\nQUIT\r\n")
    assert not accept.offered


def test_more_recipients_than_anybody_has_are_refused(door: Opener, accept: MemoryAccept) -> None:
    many = b"".join(b"RCPT TO:<bbt+%d@tinh.example.vn>\r\n" % n for n in range(1001))
    answer = talk(door().port, b"EHLO me\r\nMAIL FROM:<a@b.vn>\r\n", many, b"DATA\r\n", MAIL, b".\r\nQUIT\r\n")
    assert answer.count(b"\r\n452 4.5.3") == 1
    assert len(accept.offered[0].source.envelope_to) == 1000
