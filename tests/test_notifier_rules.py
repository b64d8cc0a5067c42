"""Who is answered: every rule has its mail here, and a letter by a person is answered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tinbai.model import Address, Mail, MailClass
from tinbai.notifier.rules import OLDEST, why_silent

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OWN = frozenset({"bbt@example.vn", "toasoan@example.org"})
LETTER = Mail(
    message_id="tin1@ctv.example",
    subject="Tin: Khánh thành cầu",
    date=NOW - timedelta(minutes=5),
    sender=Address("Lê Thị Hoa", "hoa@ctv.example"),
    to=(Address("", "BBT@example.vn"),),
    headers={"content-type": "multipart/mixed", "return-path": "<hoa@ctv.example>"},
)


def why(
    mail: Mail | None,
    class_: MailClass = "submission",
    envelope_from: str | None = None,
    envelope_to: tuple[str, ...] = (),
    silent: bool = False,
) -> str | None:
    return why_silent(
        mail, class_, envelope_from=envelope_from, envelope_to=envelope_to, own=OWN, silent=silent, now=NOW
    )


def with_headers(**headers: str) -> Mail:
    return replace(LETTER, headers={**LETTER.headers, **{k.replace("_", "-"): v for k, v in headers.items()}})


def sent_by(address: str) -> Mail:
    return replace(LETTER, sender=Address("", address))


def test_a_persons_letter_is_answered() -> None:
    assert why(LETTER) is None
    assert why(LETTER, "reply", "hoa@ctv.example", ("bbt@example.vn",)) is None


@pytest.mark.parametrize(
    "headers, reason",
    [
        ({"auto_submitted": "auto-replied"}, "auto-submitted"),
        ({"auto_submitted": "Auto-Generated; type=notice"}, "auto-submitted"),
        ({"auto_submitted": "no"}, None),
        ({"auto_submitted": "No (by hand)"}, "auto-submitted"),  # no such value: rather silent
        ({"return_path": "<>"}, "null-sender"),
        ({"return_path": ""}, "null-sender"),
        ({"precedence": "bulk"}, "bulk"),
        ({"precedence": "LIST"}, "bulk"),
        ({"precedence": "junk"}, "bulk"),
        ({"precedence": "auto_reply"}, "bulk"),
        ({"precedence": "first-class"}, None),
        ({"list_id": "<tin.example>"}, "list"),
        ({"list_unsubscribe": "<https://x.example>"}, "list"),
        ({"list_post": "NO"}, "list"),
        ({"mailing_list": "contact x"}, "list"),
        ({"x_mailing_list": "x"}, "list"),
        ({"x_auto_response_suppress": "All"}, "suppressed"),
        ({"x_auto_response_suppress": "DR, AutoReply"}, "suppressed"),
        ({"x_auto_response_suppress": "none"}, None),
        ({"x_loop": "Tinbai"}, "loop"),
        ({"x_loop": "somebody-else"}, None),
        ({"x_failed_recipients": "a@b.c"}, "report"),
        ({"content_type": "multipart/report"}, "report"),
    ],
)
def test_marks_of_a_machine_silence_us(headers: dict[str, str], reason: str | None) -> None:
    assert why(with_headers(**headers)) == reason


@pytest.mark.parametrize("class_, reason", [("bounce", "bounce"), ("auto_reply", "auto-reply"), ("other", None)])
def test_what_reading_found_out_counts(class_: MailClass, reason: str | None) -> None:
    assert why(LETTER, class_) == reason


@pytest.mark.parametrize("envelope_from, reason", [("", "null-sender"), ("<>", "null-sender"), (None, None)])
def test_the_null_sender_is_never_answered(envelope_from: str | None, reason: str | None) -> None:
    assert why(LETTER, envelope_from=envelope_from) == reason


@pytest.mark.parametrize(
    "local",
    [
        "MAILER-DAEMON",
        "postmaster",
        "noreply",
        "no-reply",
        "no_reply",
        "no.reply",
        "do-not-reply",
        "donotreply",
        "noreply+x",
        "noreply-123",
        "no-reply.news",
        "portal-noreply",
        "bounce+abc",
        "bounces",
        "bounce-42",
        "listserv",
        "majordomo",
        "tin-request",
        "tin-owner",
        "tin-bounces",
        "owner-tin",
        "root",
        "nobody",
        "daemon",
    ],
)
def test_robots_are_not_answered(local: str) -> None:
    assert why(sent_by(f"{local}@ctv.example")) == "robot"


@pytest.mark.parametrize("local", ["reply", "hoa.noreplying", "nguyen", "root.nguyen", "request", "baotri"])
def test_people_with_such_names_are(local: str) -> None:
    assert why(sent_by(f"{local}@ctv.example")) is None


@pytest.mark.parametrize("address", ["bbt@example.vn", "BBT@Example.VN", "bbt+reply@example.vn", "toasoan@example.org"])
def test_we_never_answer_ourselves(address: str) -> None:
    assert why(sent_by(address)) == "ourselves"


@pytest.mark.parametrize("sender", [None, Address("Hoa", ""), Address("Hoa", "khong-co")])
def test_without_a_sender_there_is_nobody_to_answer(sender: Address | None) -> None:
    assert why(replace(LETTER, sender=sender)) == "no-sender"
    assert why(None) == "no-sender"


def test_mail_that_names_only_others_was_not_written_to_us() -> None:
    others = replace(LETTER, to=(Address("", "bao@elsewhere.example"),), cc=(Address("", "dai@elsewhere.example"),))
    assert why(others) == "not-to-us"
    assert why(replace(others, cc=(Address("", "bbt@example.vn"),))) is None
    assert why(others, envelope_to=("bbt@example.vn",)) is None
    assert why(replace(others, headers={**LETTER.headers, "delivered-to": "bbt+tin@example.vn"})) is None
    assert why(replace(LETTER, to=())) is None  # Bcc only: To is missing altogether


@pytest.mark.parametrize(
    "age, reason",
    [(timedelta(0), None), (OLDEST, None), (OLDEST + timedelta(seconds=1), "old"), (-timedelta(days=400), None)],
)
def test_old_mail_is_not_answered(age: timedelta, reason: str | None) -> None:
    assert why(replace(LETTER, date=NOW - age)) == reason
    assert why(replace(LETTER, date=None)) is None


def test_an_import_is_silent_whatever_it_holds() -> None:
    assert why(LETTER, silent=True) == "import"
