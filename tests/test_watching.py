"""The memory of a mailbox: where "from now" was, what is none of ours, and whose UIDs these are."""

from dataclasses import replace

import pytest

from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai.intake.door import Place
from tinbai.model import Accepted, Source
from tinbai.settings import Mailbox
from tinbai.watching import StoredLedger


@pytest.fixture
def memory(newsroom: Newsroom) -> StoredLedger:
    return StoredLedger(newsroom.app, Mailbox(name="box", outlet="demo", host="imap.example.vn", user="bbt"))


def test_the_moment_of_from_now_is_remembered(newsroom: Newsroom, memory: StoredLedger) -> None:
    assert memory.place("INBOX") == Place(None, 1)
    first = Place(7, 100, newsroom.app.now())
    memory.set_place("INBOX", first)
    assert memory.place("INBOX") == first
    memory.set_place("INBOX", Place(8, 1))
    assert memory.place("INBOX") == Place(8, 1)


def test_mail_from_before_our_time_is_recorded_as_none_of_ours(newsroom: Newsroom, memory: StoredLedger) -> None:
    source = Source("imap", "demo", "box", "INBOX", 8, "3")
    memory.resighted(source, "old@x", 100, None)
    memory.vanished(replace(source, uid="4"))
    assert memory.known("INBOX", 8, [2, 3, 4]) == {3, 4}
    assert memory.unmarked("INBOX", 8) == []
    (balance,) = newsroom.balances()
    assert balance.balanced and balance.reasons == {"before-start": 1, "vanished": 1}


def test_another_account_under_the_same_name_shows_other_mail(newsroom: Newsroom, memory: StoredLedger) -> None:
    """Its UIDVALIDITY and UIDs may be the same as those of the former account: no mail of it is known."""
    since = newsroom.app.now()
    memory.set_place("INBOX", Place(1, 1, since))
    newsroom.offer(letter(1), uid="1")
    other = StoredLedger(newsroom.app, Mailbox(name="box", outlet="demo", host="imap.example.vn", user="toasoan"))
    assert other.place("INBOX") == Place(0, 1, since)  # to be scanned again
    assert other.known("INBOX", 1, [1]) == set()
    assert newsroom.offer(letter(2), uid="1") is Accepted.NEW
    assert other.find_copy("INBOX", "tin1@ctv.example", len(letter(1)))  # only the login changed, not the mail
    other.set_place("INBOX", Place(1, 1, since))
    assert other.place("INBOX") == Place(1, 1, since)
    newsroom.process()
    assert newsroom.sums() == {"drafts": 2}


def test_a_mail_called_vanished_that_comes_after_all_is_taken(newsroom: Newsroom, memory: StoredLedger) -> None:
    memory.vanished(Source("imap", "demo", "box", "INBOX", 1, "5"))
    assert newsroom.offer(letter(1), uid="5") is Accepted.NEW
    newsroom.process()
    assert newsroom.sums() == {"drafts": 1}


def test_a_resighted_mail_is_seen_again(newsroom: Newsroom, memory: StoredLedger) -> None:
    newsroom.take(letter(1))
    size = len(letter(1))
    copy = memory.find_copy("INBOX", "tin1@ctv.example", size)
    assert copy
    memory.resighted(Source("imap", "demo", "box", "INBOX", 9, "1"), "tin1@ctv.example", size, copy)
    assert newsroom.sums() == {"drafts": 1, "seen_again": 1}
    assert memory.unmarked("INBOX", 9) == [1]  # it is to be moved like the others
