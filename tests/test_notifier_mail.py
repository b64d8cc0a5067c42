"""Letters as they leave: headers are exactly ours whatever a sender wrote, TLS is verified, nothing is downgraded."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.certificate import Certificate, make_certificate
from tests.servers.sink import CUT, LOSE, Sink
from tinbai.errors import TryLater
from tinbai.model import Address, Delivery
from tinbai.notifier import letters, mail
from tinbai.notifier.mail import Folder, Outcome, Smtp
from tinbai.settings import SmtpOut

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUSE = letters.House("demo", "Cổng TTĐT tỉnh Lam Giang", "bbt@example.vn", "vi", "Asia/Ho_Chi_Minh", 5)
ACKNOWLEDGEMENT = ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"]
ACKNOWLEDGEMENT += ["X-Auto-Response-Suppress", "X-Loop", "Precedence"]
CONTENT = ["Content-Type", "MIME-Version"]


def delivery(
    name: str = "Lê Thị Hoa",
    address: str = "hoa@ctv.example",
    subject: str = "[LG-2026-000001] Đã nhận",
    text: str = "Kính gửi chị Hoa,\n",
    kind: str = "acknowledgement",
    answered: str | None = "tin1@ctv.example",
    references: tuple[str, ...] = ("tin0@ctv.example",),
) -> Delivery:
    return letters.promised(
        HOUSE,
        Address(name, address),
        (answered, references),
        (letters.clean(subject), text),
        key=f"ack:{subject}",
        kind=kind,
        draft="d",
        now=NOW,
        due=NOW,
    )


def said(message: EmailMessage) -> str:
    """The plain text, which stands first."""
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return str(plain.get_content()).replace("\r\n", "\n")


def headers(sent: Delivery) -> list[str]:
    """Names of the header fields as anybody reads them from the octets."""
    return [name for name in message_from_bytes(mail.octets(sent), policy=default) if name not in CONTENT]


def test_an_acknowledgement_carries_every_mark_of_a_machine() -> None:
    message = message_from_bytes(mail.octets(delivery()), policy=default)
    assert message["Auto-Submitted"] == "auto-replied" and message["Precedence"] == "auto_reply"
    assert message["X-Auto-Response-Suppress"] == "All" and message["X-Loop"] == "tinbai"
    assert message["In-Reply-To"] == "<tin1@ctv.example>"
    assert message["References"] == "<tin0@ctv.example> <tin1@ctv.example>"
    assert "List-Unsubscribe" not in message


def test_a_long_message_id_stays_on_its_line() -> None:
    long = f"{'x' * 90}@mail.example.org"
    head = mail.octets(delivery(answered=long, references=(long, long.upper()))).partition(b"\r\n\r\n")[0].decode()
    assert f"In-Reply-To: <{long}>\r\n" in head
    assert f"References: <{long}>\r\n <{long.upper()}>\r\n" in head


def test_a_decision_notice_is_generated_not_replied() -> None:
    message = message_from_bytes(mail.octets(delivery(kind="decision")), policy=default)
    assert message["Auto-Submitted"] == "auto-generated" and "Precedence" not in message


@given(name=st.text(max_size=300), subject=st.text(max_size=400), text=st.text(max_size=300))
def test_headers_are_exactly_ours_whatever_the_words(name: str, subject: str, text: str) -> None:
    sent = delivery(name, subject=subject, text=text.encode("utf-8", "replace").decode())
    assert headers(sent) == ACKNOWLEDGEMENT
    raw = mail.octets(sent)
    assert raw.isascii() and b"\r\r" not in raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


@given(answered=st.text(max_size=300), references=st.lists(st.text(max_size=300), max_size=40))
def test_the_senders_message_ids_add_no_header(answered: str, references: list[str]) -> None:
    found = headers(delivery(answered=answered, references=tuple(references)))
    assert set(found) <= set(ACKNOWLEDGEMENT) and len(found) == len(set(found))


@given(address=st.text(max_size=100) | st.emails())
def test_an_odd_address_is_refused_or_stays_one_address(address: str) -> None:
    try:
        sent = mail.octets(delivery(address=address))
    except ValueError:
        return
    message = message_from_bytes(sent, policy=default)
    assert list(message)[: len(ACKNOWLEDGEMENT)] == ACKNOWLEDGEMENT
    assert len(message["To"].addresses) == 1


@pytest.mark.parametrize(
    "address",
    [
        "v@y.vn,me@x.vn",
        '"v@y.vn,me"@x.vn',
        "me@v@y.vn",
        "v@y.vn;me@x.vn",
        "me(v@y.vn)@x.vn",
        "a@[",
        "=?x?q?=0ABcc=3A?=@x.vn",
    ],
)
def test_two_addresses_in_one_get_no_letter(address: str) -> None:
    with pytest.raises(ValueError, match="cannot be written to"):
        mail.octets(delivery(address=address))


@pytest.mark.parametrize(
    "injected",
    ["Tin\r\nBcc: all@example.org", "Tin\nBcc: all@example.org", "Tin\u2028Bcc: x@example.org", "Tin\x85Bcc: x@y.z"],
)
def test_a_subject_cannot_smuggle_a_header(injected: str) -> None:
    message = message_from_bytes(mail.octets(delivery(name=injected, subject=injected)), policy=default)
    assert "Bcc" not in message and message["Subject"].startswith("Tin Bcc:")


@pytest.mark.parametrize(
    "word", ["=?utf-8?q?=0ABcc=3A_all=40example.org?=", "=?utf-8?b?DQpCY2M6IHhAeS56?=", "==?x?q?=0A?="]
)
def test_an_encoded_word_inside_an_encoded_word_stays_words(word: str) -> None:
    sent = delivery(name=word, subject=f"[LG-1] {word} tin")
    assert headers(sent) == ACKNOWLEDGEMENT
    raw = mail.octets(sent).partition(b"\r\n\r\n")[0]
    assert b"\n" not in raw.replace(b"\r\n", b"") and word.replace("=?", "= ?").encode() in raw


def test_vietnamese_survives_the_way() -> None:
    message = message_from_bytes(mail.octets(delivery(text="Rằm tháng Giêng ở xã Đồng Văn.\n")), policy=default)
    assert message["Subject"] == "[LG-2026-000001] Đã nhận"
    assert message["To"].addresses[0].display_name == "Lê Thị Hoa"
    assert said(message) == "Rằm tháng Giêng ở xã Đồng Văn.\n"


@pytest.mark.parametrize("before", range(0, 40, 3))
def test_no_blank_is_lost_where_a_long_header_is_folded(before: int) -> None:
    subject = "x" * before + "è hữu cơ mở hướng thoát nghèo ở Phú Lương Thượng, ở thôn Nà Lũng"
    name = "x" * (before // 2) + "ò Ban Tuyên giáo và Dân vận Tỉnh ủy"
    message = message_from_bytes(mail.octets(delivery(name=name, subject=subject)), policy=compat32)
    assert str(make_header(decode_header(message["Subject"]))) == subject
    assert str(make_header(decode_header(message["To"]))) == f"{name} <hoa@ctv.example>"


def test_a_domain_in_vietnamese_is_written_as_dns_knows_it() -> None:
    message = message_from_bytes(mail.octets(delivery(address="hoa@báo.vn")), policy=default)
    assert message["To"].addresses[0].addr_spec == "hoa@xn--bo-mia.vn"


def test_a_domain_that_older_rules_turn_into_another_one_is_not_written_to() -> None:
    with pytest.raises(ValueError, match="cannot be written to"):
        mail.octets(delivery(address="hoa@straße.example"))


@pytest.mark.parametrize("address", ["người.gửi@ctv.example", unicodedata.normalize("NFD", "người.gửi@ctv.example")])
def test_letters_beyond_ascii_before_the_at_stand_as_they_are(address: str) -> None:
    raw = mail.octets(delivery(address=address))
    assert "\r\nTo: =?utf-8?b?TMOqIFRo4buLIEhvYQ==?=\r\n <người.gửi@ctv.example>\r\n".encode() in raw
    message = message_from_string(raw.decode(), policy=default)
    assert message["To"].addresses[0].addr_spec == "người.gửi@ctv.example"
    assert list(message)[: len(ACKNOWLEDGEMENT)] == ACKNOWLEDGEMENT


# --- Against a server --------------------------------------------------------------------------------------------


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


def out(port: int, **settings: Any) -> SmtpOut:
    defaults: dict[str, Any] = {"kind": "smtp", "host": "127.0.0.1", "port": port, "security": "none"}
    return SmtpOut(**defaults | {"timeout_seconds": 5} | settings)


def send(settings: SmtpOut, *sent: Delivery) -> list[Outcome]:
    with Smtp(settings) as server:
        return [server.send(one).outcome for one in sent or (delivery(),)]


def test_lines_with_dots_arrive_as_written(sink: Sink) -> None:
    text = ".\n..\n.ba chấm...\n\n.\n"
    assert send(out(sink.port), delivery(text=text)) == [Outcome.SENT]
    assert said(sink.letters[0].message).splitlines() == text.splitlines()


def test_an_address_beyond_ascii_is_asked_for_as_such(sink: Sink) -> None:
    wide = delivery(name="Hoa", address="người.gửi@ctv.example")
    assert send(out(sink.port), wide, delivery()) == [Outcome.SENT, Outcome.SENT]
    assert [taken.recipient for taken in sink.letters] == ["người.gửi@ctv.example", "hoa@ctv.example"]


def test_a_server_that_takes_none_beyond_ascii_is_told_of_in_words(sink: Sink) -> None:
    sink.say("EHLO", "250 sink")
    with Smtp(out(sink.port)) as server:
        result = server.send(delivery(address="người.gửi@ctv.example"))
    assert result.outcome is Outcome.REFUSED and "SMTPUTF8" in result.said
    assert not sink.letters


def test_that_our_own_address_goes_beyond_ascii_is_no_fault_of_whom_we_write_to(sink: Sink) -> None:
    sink.say("EHLO", "250 sink")
    one = delivery()
    ours = replace(one, letter=replace(one.letter, sender=Address("Báo", "tòa.soạn@example.vn")))
    with Smtp(out(sink.port)) as server:
        result = server.send(ours)
    assert (result.outcome, result.fault) == (Outcome.LATER, "sender")


def test_an_acknowledgement_has_the_null_sender_and_a_notice_has_ours(sink: Sink) -> None:
    send(out(sink.port), delivery(), delivery(kind="decision"))
    assert [taken.sender for taken in sink.letters] == ["", "bbt@example.vn"]
    assert sink.connections == 1  # one connection for both


def test_a_server_that_refuses_the_null_sender_gets_our_address(sink: Sink) -> None:
    sink.say("MAIL", "550 5.1.8 null sender refused")
    assert send(out(sink.port)) == [Outcome.SENT]
    assert sink.letters[0].sender == "bbt@example.vn"


@pytest.mark.parametrize(
    "step, answer, outcome",
    [
        ("CONNECT", "421 4.3.2 busy", Outcome.LATER),
        ("CONNECT", "554 5.7.1 go away", Outcome.LATER),
        ("MAIL", "451 4.3.0 later", Outcome.LATER),
        ("RCPT", "450 4.2.0 greylisted", Outcome.LATER),
        ("RCPT", "421 4.7.0 too many", Outcome.LATER),
        ("RCPT", "550 5.1.1 no such user", Outcome.REFUSED),
        ("RCPT", "554 5.7.1 relay access denied", Outcome.LATER),
        ("RCPT", "530 5.7.0 log in first", Outcome.LATER),
        ("DATA", "451 4.3.0 later", Outcome.LATER),
        ("DATA", "554 5.5.1 no valid recipients", Outcome.REFUSED),
        ("DOT", "452 4.3.1 full", Outcome.LATER),
        ("DOT", "554 5.7.1 looks like spam", Outcome.REFUSED),
        ("DOT", "554 5.2.252 SendAsDenied; bbt not allowed to send as toasoan", Outcome.LATER),
        ("CONNECT", CUT, Outcome.LATER),
        ("RCPT", CUT, Outcome.LATER),
        ("DOT", CUT, Outcome.UNKNOWN),
        ("DOT", LOSE, Outcome.UNKNOWN),
    ],
)
def test_what_the_server_says_decides_the_outcome(sink: Sink, step: str, answer: str, outcome: Outcome) -> None:
    sink.say(step, answer)
    assert send(out(sink.port)) == [outcome]


def test_our_address_refused_as_sender_is_no_fault_of_the_recipient(sink: Sink) -> None:
    sink.say("MAIL", "553 5.1.8 sender refused", times=2)
    assert send(out(sink.port)) == [Outcome.LATER]


def test_after_a_fault_the_next_letter_gets_a_new_connection(sink: Sink) -> None:
    sink.say("DOT", CUT)
    assert send(out(sink.port), delivery(), delivery(kind="decision")) == [Outcome.UNKNOWN, Outcome.SENT]


def test_an_address_that_cannot_be_written_to_is_refused_without_a_connection(sink: Sink) -> None:
    assert send(out(sink.port), delivery(address="không,có@example.vn")) == [Outcome.REFUSED]
    assert not sink.connections


def test_an_address_of_ours_that_cannot_be_written_waits_for_an_operator(sink: Sink) -> None:
    made = delivery()
    letter = replace(made.letter, sender=replace(made.letter.sender, address="bbt,b@example.vn"))
    with Smtp(out(sink.port)) as channel:
        result = channel.send(replace(made, letter=letter))
    assert (result.outcome, result.fault) == (Outcome.LATER, "sender") and not sink.connections


def test_nobody_listening_is_later() -> None:
    with Sink() as gone:
        port = gone.port
    assert send(out(port)) == [Outcome.LATER]
    with pytest.raises(TryLater):
        mail.check(out(port))


# --- TLS and login -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_letters_go_encrypted_and_logged_in(certificate: Certificate, tmp_path: Path, security: str) -> None:
    password = tmp_path / "password"
    password.write_text("mat-khau\n")
    settings = {"security": security, "ca_file": certificate.certificate, "user": "bbt", "password_file": password}
    with Sink(security, certificate, login=("bbt", password.read_text().strip())) as sink:  # type: ignore[arg-type]
        assert send(out(sink.port, **settings)) == [Outcome.SENT]
        assert "logged in" in mail.check(out(sink.port, **settings))
    assert (sink.letters[0].encrypted, sink.letters[0].user) == (True, "bbt")


def test_a_wrong_password_waits_and_sends_nothing(certificate: Certificate, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("wrong")
    settings = {"security": "tls", "ca_file": certificate.certificate, "user": "bbt", "password_file": password}
    with Sink("tls", certificate, login=("bbt", "right")) as sink:
        assert send(out(sink.port, **settings)) == [Outcome.LATER]
    assert not sink.letters


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("name, trusted", [("localhost", False), ("evil.example", True)])
def test_a_certificate_that_does_not_verify_gets_no_letter(
    tmp_path: Path, security: str, name: str, trusted: bool
) -> None:
    shown = make_certificate(tmp_path, name)
    settings = {"ca_file": shown.certificate} if trusted else {}
    with Sink(security, shown) as sink:  # type: ignore[arg-type]
        assert send(out(sink.port, security=security, **settings)) == [Outcome.LATER]
    assert "MAIL" not in sink.commands and not sink.letters


def test_a_server_without_starttls_gets_no_letter(sink: Sink) -> None:
    """Somebody on the way may have taken the offer out."""
    assert send(out(sink.port, security="starttls")) == [Outcome.LATER]
    assert "MAIL" not in sink.commands


def test_a_server_that_withdraws_starttls_gets_no_letter(certificate: Certificate) -> None:
    with Sink("starttls", certificate) as sink:
        sink.say("STARTTLS", "454 4.7.0 not now")
        assert send(out(sink.port, security="starttls", ca_file=certificate.certificate)) == [Outcome.LATER]
    assert "MAIL" not in sink.commands


# --- The folder --------------------------------------------------------------------------------------------------


def test_the_folder_holds_whole_letters_only(tmp_path: Path) -> None:
    with Folder(SmtpOut(kind="folder", folder=tmp_path / "outbox")) as folder:
        sent = delivery()
        assert folder.send(sent).outcome is Outcome.SENT
        again = replace(sent, tries=2)
        assert folder.send(again).outcome is Outcome.SENT
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.suffix == ".eml" and file.read_bytes() == mail.octets(sent)


def test_a_folder_that_cannot_be_written_waits(tmp_path: Path) -> None:
    with Folder(SmtpOut(kind="folder", folder=tmp_path / "outbox")) as folder:
        (tmp_path / "outbox").rmdir()
        assert folder.send(delivery()).outcome is Outcome.LATER


def test_the_message_id_of_a_letter_is_drawn_once() -> None:
    letter = delivery().letter
    assert letter.message_id.endswith("@example.vn") and letter.message_id != delivery().letter.message_id
