"""The IMAP door and providers that limit: it asks more seldom, loses nothing, and says so in plain words."""

import imaplib
from pathlib import Path

import pytest
from imapclient import imap_utf7  # type: ignore[import-untyped]
from imapclient.exceptions import LoginError  # type: ignore[import-untyped]

from tests.servers.domino import Domino
from tests.servers.watch import Watch, mailbox
from tests.servers.yahoo import How, Yahoo
from tests.test_intake_imap import letter, raws
from tinbai.i18n import text
from tinbai.intake.imap import Waits
from tinbai.intake.imap_trouble import BAD_LOGIN, LIMITED, Limited, MailboxTrouble, Refused, during

QUICK = Waits(first=0.05, longest=0.6, limited=0.15, tick=0.2, lease=30, grace=0.5)


def watch(server: Domino, folder: Path, waits: Waits = QUICK, **settings: object) -> Watch:
    (folder / "password").write_text("x")
    (folder / "spool").mkdir(exist_ok=True)
    fixed = {"start": "all", "poll_seconds": 0.3} | settings
    return Watch(mailbox(server.port, folder / "password", **fixed), folder / "spool", waits=waits)


@pytest.mark.parametrize("how", ["limit", "words", "bye", "login"])
def test_a_limit_is_waited_out_and_every_mail_comes_once(tmp_path: Path, how: How) -> None:
    sent = [letter(number) for number in range(60)]
    with Yahoo(sent, commands=0 if how == "login" else 3, how=how) as yahoo:
        with watch(yahoo, tmp_path) as door:
            assert door.until(lambda: LIMITED in door.errors and yahoo.refusals >= 3)
            yahoo.forgive()
            assert door.accept.wait(60)
        waits = [later - earlier for earlier, later in zip(yahoo.times, yahoo.times[1:], strict=False)]
    assert raws(door.accept) == sorted(sent)
    assert all(one >= QUICK.limited for one in waits)  # never at once, and never one message after the other
    assert ("failed", LIMITED, "fetch") in door.ledger.reports


def test_a_limit_in_the_middle_of_the_bodies_makes_no_message_a_puzzle(tmp_path: Path) -> None:
    sent = [letter(number) for number in range(120)]
    with Yahoo(sent, commands=6) as yahoo, watch(yahoo, tmp_path) as door:
        assert door.until(lambda: yahoo.refusals >= 1)
        yahoo.forgive()
        assert door.accept.wait(120)
        asked = [one for one in yahoo.asked if "BODY.PEEK[]" in one]
    assert raws(door.accept) == sorted(sent)
    assert not [one for one in asked if one.split(" ")[2].isdecimal()]  # nothing was fetched one by one


def test_a_slow_server_is_waited_for(tmp_path: Path) -> None:
    sent = [letter(number) for number in range(3)]
    with Yahoo(sent, commands=1000, slow=0.2) as yahoo, watch(yahoo, tmp_path, timeout_seconds=5) as door:
        assert door.accept.wait(3)
        door.until_watching()
    assert door.states.count("failed") == 0


@pytest.mark.parametrize(
    ("said", "is_limit"),
    [
        ("[LIMIT] LOGIN Rate limit hit", True),
        ("[UNAVAILABLE] LOGIN Server error - Please try again later", True),
        ("Too many simultaneous connections. (Failure)", True),
        ("Account exceeded command or bandwidth limits. (Failure)", True),
        ("Request is throttled. Suggested Backoff Time: 57283 milliseconds", True),
        ("[AUTHENTICATIONFAILED] Invalid credentials (Failure)", False),
        ("[OVERQUOTA] Quota exceeded", False),  # a full folder must not keep mail from being read
        ("LOGIN failed.", False),
    ],
)
@pytest.mark.parametrize("kind", [LoginError, imaplib.IMAP4.error, imaplib.IMAP4.abort])
def test_what_providers_say_of_their_limits(said: str, is_limit: bool, kind: type[Exception]) -> None:
    with pytest.raises(MailboxTrouble) as raised, during("login"):
        raise kind(said)
    assert isinstance(raised.value, Limited) is is_limit
    if kind is LoginError:
        assert raised.value.message == (LIMITED if is_limit else BAD_LOGIN)
    elif kind is imaplib.IMAP4.error and not is_limit:
        assert isinstance(raised.value, Refused)


def test_the_health_line_is_plain_vietnamese() -> None:
    assert text("vi", LIMITED) == "Máy chủ thư giới hạn số lần đọc thư; hệ thống sẽ đọc thưa hơn và tự thử lại."


def test_a_folder_with_a_vietnamese_name_on_domino(tmp_path: Path) -> None:
    sent = [letter(1), letter(2)]
    with Domino(sent) as domino, watch(domino, tmp_path, after="move", move_to="Đã nhận") as door:
        assert door.until(lambda: not domino.inbox and len(door.accept.offered) == 2)
    assert sorted(domino.folders[imap_utf7.encode("Đã nhận").decode()]) == sorted(sent)


def test_what_others_deleted_on_domino_stays_as_they_left_it(tmp_path: Path) -> None:
    """Without MOVE only our own copies are expunged, by their UIDs; another's mark of deletion is his."""
    sent = [letter(number) for number in range(3)]
    with Domino(sent) as domino:
        with watch(domino, tmp_path, after="keyword") as door:
            assert door.accept.wait(3)
            domino.inbox[1][1].add("\\Deleted")
            door.until_watching()
        assert set(domino.inbox) == {1, 2, 3}
        assert not any("EXPUNGE" in command for command in domino.asked)


def test_two_mailboxes_feed_one_newsroom(tmp_path: Path) -> None:
    """A letter to both is taken in by both; the same message is a draft once (Message-ID and body)."""
    one, two = letter(1), letter(2)
    with Domino([one, two]) as domino, Yahoo([two], commands=1000) as yahoo:
        with watch(domino, tmp_path, name="bbt") as first:
            assert first.accept.wait(2)
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "password").write_text("x")
        box = mailbox(yahoo.port, tmp_path / "b" / "password", name="phu", start="all", poll_seconds=0.3)
        with Watch(box, tmp_path / "spool", first.accept) as second:
            assert second.accept.wait(3)
    assert len(first.accept.new) == 2 and len(first.accept.offered) == 3
