"""The IMAP door against a server with the manners of Domino 10, and against servers that are worse."""

from pathlib import Path

import pytest

from tests.servers.domino import Domino
from tests.servers.watch import Watch, mailbox
from tests.test_intake_imap import letter, raws
from tinbai.intake.imap_trouble import NOT_FETCHED


def watch(domino: Domino, folder: Path, **settings: object) -> Watch:
    (folder / "password").write_text("x")
    (folder / "spool").mkdir(exist_ok=True)
    fixed = {"start": "all", "poll_seconds": 0.3} | settings
    return Watch(mailbox(domino.port, folder / "password", **fixed), folder / "spool")


def test_polls_copies_and_expunges_by_uid(tmp_path: Path) -> None:
    sent = [letter(number) for number in range(5)]
    with Domino(sent[:3]) as domino:
        domino.inbox[2][1].add("\\Deleted")  # by somebody else
        with watch(domino, tmp_path, after="move") as door:
            assert door.accept.wait(3)
            domino.deliver(sent[3])
            domino.deliver(sent[4])
            assert door.until(lambda: not domino.inbox and len(door.accept.offered) == 5)
    assert raws(door.accept) == sorted(sent)
    assert sorted(domino.folders["Tinbai"]) == sorted(sent)
    asked = " ".join(domino.asked)
    assert not any(word in asked for word in ("IDLE", "MOVE", "ENVELOPE", "BODYSTRUCTURE", "UNSEEN", "RFC822 "))
    assert not any(command.startswith(("EXPUNGE", "FETCH", "CLOSE")) for command in domino.asked)


def test_a_large_mail_with_stray_line_ends(tmp_path: Path) -> None:
    sent = letter(1, 9 * 1024 * 1024)
    with Domino([sent]) as domino, watch(domino, tmp_path) as door:
        assert door.accept.wait(1)
    assert door.accept.offered[0].raw == sent
    assert door.accept.offered[0].was_file


@pytest.mark.parametrize("error", [-3, 1000])
def test_a_server_that_estimates_sizes(tmp_path: Path, error: int) -> None:
    """Exchange does: the pieces do not add up, so the whole is fetched, whose length the literal declares."""
    sent = [letter(1, 9 * 1024 * 1024), letter(2)]
    with Domino(sent) as domino:
        domino.size_error = error
        with watch(domino, tmp_path) as door:
            assert door.accept.wait(2)
    assert raws(door.accept) == sorted(sent)
    assert not list((tmp_path / "spool").iterdir())


def test_a_missing_literal_is_not_fetched_and_not_forgotten(tmp_path: Path) -> None:
    sent = [letter(number) for number in range(4)]
    with Domino(sent) as domino:
        domino.no_literal = {2}
        with watch(domino, tmp_path) as door:
            assert door.accept.wait(3)
            assert door.until(lambda: NOT_FETCHED in door.errors)
            assert not door.ledger.known("INBOX", 7, [2])
    assert [taken.source.uid for taken in door.accept.offered] == ["1", "3", "4"]


def test_what_was_not_fetched_comes_when_the_server_can(tmp_path: Path) -> None:
    sent = [letter(number) for number in range(4)]
    with Domino(sent) as domino:
        domino.refused = {2}
        with watch(domino, tmp_path) as first:
            assert first.accept.wait(3)
        domino.refused = set()
        with Watch(first.door.mailbox, tmp_path / "spool", first.accept, first.ledger) as second:
            assert second.accept.wait(4)
    assert raws(second.accept) == sorted(sent)


@pytest.mark.parametrize("fault", ["refused", "drops"])
def test_one_message_the_server_stumbles_over_holds_up_no_other(tmp_path: Path, fault: str) -> None:
    sent = [letter(number) for number in range(60)]
    with Domino(sent) as domino:
        setattr(domino, fault, {30})
        with watch(domino, tmp_path) as door:
            assert door.accept.wait(59, 60)
            assert door.until(lambda: NOT_FETCHED in door.errors, 60)
    assert raws(door.accept) == sorted(sent[:29] + sent[30:])
