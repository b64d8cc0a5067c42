"""The life of one mail: nothing lost, nothing twice, and the ledger balances after every pass."""

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Clock
from tests.mails import letter, story, with_file
from tests.newsroom import Newsroom
from tinbai import pipeline
from tinbai.errors import DiskFull
from tinbai.model import Accepted, Arrival, Parsed, Source, State
from tinbai.sandbox import Sandbox
from tinbai.settings import Limits
from tinbai.store import arrivals, deliveries, draft_links, drafts

AS_PROCESSED = {"Received": "from mx.example by box.example; Mon, 2 Mar 2026 07:56:00 +0700"}


def test_a_mail_becomes_a_draft_and_one_acknowledgement(newsroom: Newsroom) -> None:
    (row,) = newsroom.take(letter(1))
    assert (row.state, row.receipt_no, row.sender_address) == (State.RECEIVED, "LG-2026-000001", "hoa@ctv.example")
    (sent,) = newsroom.letters()
    assert sent.kind == "acknowledgement" and sent.due == newsroom.app.now() and sent.draft == row.id
    assert sent.letter.in_reply_to == "tin1@ctv.example" and "LG-2026-000001" in sent.letter.subject
    assert newsroom.sums() == {"drafts": 1}


def test_a_large_mail_handed_over_as_a_file(newsroom: Newsroom, tmp_path: Path) -> None:
    raw = with_file(1, "x.bin", "đính kèm\n" * 800_000)
    file = newsroom.app.raw.spool / "large"
    file.write_bytes(raw)
    source = Source("imap", "demo", "box", "INBOX", 1, "1")
    assert pipeline.accept(newsroom.app, Arrival(source, file, newsroom.app.now())) is Accepted.NEW
    assert not file.exists()
    newsroom.offered.append(raw)
    assert newsroom.offer(raw, mailbox="other") is Accepted.SEEN_AGAIN  # in memory or in a file: the same message
    newsroom.process()
    assert len(newsroom.drafts()) == 1


def test_an_empty_file_is_a_mail_too(newsroom: Newsroom) -> None:
    file = newsroom.app.raw.spool / "empty"
    file.write_bytes(b"")
    source = Source("archive", "demo", "import", "x", 1, "1")
    pipeline.accept(newsroom.app, Arrival(source, file, newsroom.app.now(), silent=True))
    assert newsroom.offer(b"") is Accepted.SEEN_AGAIN
    newsroom.process()
    assert newsroom.sums() == {"ignored": 1, "seen_again": 1}


# --- The same message again --------------------------------------------------------------------------------------


def test_one_message_by_two_mailboxes_is_one_draft(newsroom: Newsroom) -> None:
    assert newsroom.offer(letter(1), mailbox="one") is Accepted.NEW
    assert newsroom.offer(letter(1, headers=AS_PROCESSED), mailbox="two") is Accepted.SEEN_AGAIN
    newsroom.process()
    assert len(newsroom.drafts()) == 1 and len(newsroom.letters()) == 1
    assert newsroom.sums() == {"drafts": 1, "seen_again": 1}


@pytest.mark.parametrize("between", [True, False])
def test_replayed_three_times_by_every_door(newsroom: Newsroom, between: bool) -> None:
    raws = [letter(number) for number in range(1, 6)]
    for turn in range(3):
        for door in ("imap", "smtp", "archive"):
            for raw in raws:
                newsroom.offer(raw, door=door, mailbox=door, uid_validity=turn)
        if between:
            newsroom.process()
    newsroom.process()
    assert len(newsroom.drafts()) == 5
    assert newsroom.kinds() == {"acknowledgement": 5}
    assert newsroom.sums() == {"drafts": 5, "seen_again": 40}


def test_an_interrupted_marking_offers_the_same_sighting(newsroom: Newsroom) -> None:
    assert [newsroom.offer(letter(1), uid="7") for _ in range(3)] == [Accepted.NEW, Accepted.KNOWN, Accepted.KNOWN]
    newsroom.process()
    assert newsroom.sums() == {"drafts": 1}


def test_a_forged_message_id_swallows_nothing(newsroom: Newsroom) -> None:
    newsroom.take(letter(1, message_id="same@x"), letter(2, message_id="same@x"))
    assert len(newsroom.drafts()) == 2 and newsroom.sums() == {"drafts": 2}


def test_the_same_content_in_a_new_message_is_sent_again(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    (row,) = newsroom.take(letter(1, message_id="again@ctv.example"), letter(1, message_id="third@ctv.example"))
    assert row.sent_again == 2
    assert newsroom.kinds() == {"acknowledgement": 1}
    assert newsroom.sums() == {"drafts": 1, "attached": 2}
    with newsroom.app.database.read() as tx:
        assert [mail.role for mail in drafts.mails(tx, "demo", row.id)].count("sent_again") == 2


def test_the_same_content_by_another_sender_is_a_linked_draft_of_his(newsroom: Newsroom) -> None:
    newsroom.take(letter(1), letter(1, sender="Giàng A Páo <pao@ctv.example>", message_id="pao@ctv.example"))
    one, two = newsroom.drafts()
    with newsroom.app.database.read() as tx:
        (link,) = draft_links.of_draft(tx, "demo", one.id)
    assert (link.other_draft, link.relation) == (two.id, "identical")
    assert newsroom.kinds() == {"acknowledgement": 2}


_BOTH = "bbt@example.vn, toasoan@example.org"


@pytest.mark.parametrize(
    "raw",
    [letter(1, to=_BOTH), with_file(1, "tin.docx", "hỏng", "Em gửi tin.\n", _BOTH)],
    ids=["story", "unreadable"],  # of the second nothing can be compared but that it is the same message
)
def test_one_message_to_two_outlets_is_two_linked_drafts_and_one_acknowledgement(
    newsroom: Newsroom, raw: bytes
) -> None:
    newsroom.offer(raw, outlet="demo")
    newsroom.offer(raw, outlet="bao")
    newsroom.process()
    (ours,), (theirs,) = newsroom.drafts("demo"), newsroom.drafts("bao")
    with newsroom.app.database.read() as tx:
        (link,) = draft_links.of_draft(tx, "demo", ours.id)
    assert (link.other_outlet, link.other_draft, link.relation) == ("bao", theirs.id, "identical")
    assert newsroom.kinds() == {"acknowledgement": 1}
    assert newsroom.sums() == {"drafts": 2}


def test_one_content_in_the_hands_of_many_workers_is_one_draft(newsroom: Newsroom) -> None:
    """Eight messages with the same words at the same moment: one draft, seven times sent again."""
    for number in range(8):
        newsroom.offer(letter(1, message_id=f"copy{number}@ctv.example"))
    threads = [threading.Thread(target=lambda: pipeline.process_next(newsroom.app, newsroom.sandbox)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    newsroom.process()
    (row,) = newsroom.drafts()
    assert row.sent_again == 7 and newsroom.kinds() == {"acknowledgement": 1}
    assert newsroom.sums() == {"drafts": 1, "attached": 7}


# --- Answers -----------------------------------------------------------------------------------------------------


def answer(newsroom: Newsroom, text: str, **more: str) -> bytes:
    (ours,) = [sent.letter for sent in newsroom.letters()][:1]
    headers = {"In-Reply-To": f"<{ours.message_id}>", "References": f"<tin1@ctv.example> <{ours.message_id}>"}
    return letter(1, text=text, subject=f"Re: {ours.subject}", message_id="re1@ctv.example", headers=headers | more)


def test_an_answer_lands_on_its_draft(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    (row,) = newsroom.take(answer(newsroom, "Em xin sửa tên cầu thành Nậm Lúc.\n"))
    assert row.replies == 1
    assert newsroom.kinds() == {"acknowledgement": 1}  # answers are not acknowledged
    assert newsroom.sums() == {"drafts": 1, "attached": 1}


def test_an_answer_with_a_new_version_is_linked(newsroom: Newsroom) -> None:
    (first,) = newsroom.take(letter(1))
    newsroom.take(answer(newsroom, story(9)))
    made = [row for row in newsroom.drafts() if row.id != first.id]
    with newsroom.app.database.read() as tx:
        links = draft_links.of_draft(tx, "demo", first.id)
    assert [link.other_draft for link in links] == [row.id for row in made]
    assert sum(row.replies for row in newsroom.drafts()) == 1


def test_a_receipt_number_in_the_subject_is_enough_for_its_sender_only(newsroom: Newsroom) -> None:
    newsroom.take(letter(1))
    subject, text = "Re: LG-2026-000001", "Em gửi bổ sung sau.\n"
    headers = {"In-Reply-To": "<lost@x>"}
    newsroom.take(letter(2, message_id="a@x", subject=subject, text=text, headers=headers))
    (row,) = [row for row in newsroom.drafts() if row.receipt_no == "LG-2026-000001"]
    assert row.replies == 1
    newsroom.take(letter(3, message_id="b@x", subject=subject, text=text, sender="Kẻ lạ <la@ctv.example>"))
    (row,) = [row for row in newsroom.drafts() if row.receipt_no == "LG-2026-000001"]
    assert row.replies == 1


def test_forty_thousand_references_do_no_harm(newsroom: Newsroom) -> None:
    many = " ".join(f"<r{number}@x.example>" for number in range(40_000))
    newsroom.take(letter(1, headers={"References": many}))
    assert newsroom.sums() == {"drafts": 1}


# --- Who hears nothing -------------------------------------------------------------------------------------------


def test_an_import_is_silent(newsroom: Newsroom) -> None:
    newsroom.offer(letter(1), silent=True, door="archive")
    newsroom.process()
    assert len(newsroom.drafts()) == 1 and not newsroom.letters()


@pytest.mark.parametrize(
    "headers, envelope",
    [
        ({"Auto-Submitted": "auto-replied"}, None),
        ({"Precedence": "bulk"}, None),
        ({"List-Id": "<tin.example>"}, None),
        ({"X-Loop": "tinbai"}, None),
        ({"Return-Path": "<>"}, None),
        ({}, ""),
        ({"From": "no-reply@ctv.example"}, None),
        ({"From": "bbt@example.vn"}, None),
        ({"To": "ai-do@elsewhere.example"}, None),
        ({"Date": "Mon, 2 Feb 2026 08:00:00 +0700"}, None),
    ],
)
def test_what_gets_no_answer(newsroom: Newsroom, headers: dict[str, str], envelope: str | None) -> None:
    newsroom.offer(letter(1, headers=headers), envelope_from=envelope)
    newsroom.process()
    assert not newsroom.letters()
    assert sum(newsroom.sums().values()) == 1


def test_a_sender_is_acknowledged_five_times_a_day(newsroom: Newsroom, clock: Clock) -> None:
    newsroom.take(*(letter(number) for number in range(7)))
    assert newsroom.kinds() == {"acknowledgement": 5}
    clock.forward(days=1, seconds=1)
    newsroom.take(letter(8))
    assert newsroom.kinds() == {"acknowledgement": 6} and len(newsroom.drafts()) == 8


# --- What goes wrong ---------------------------------------------------------------------------------------------


@pytest.fixture
def fragile(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """A newsroom whose parser dies of what says "poison: crash", "poison: memory" or "poison: hang"."""
    monkeypatch.setenv("TINBAI_POISON", "poison")
    sandbox = Sandbox(Limits(parse_cpu_seconds=1, parse_memory_mb=128, parse_seconds=20))
    yield replace(newsroom, sandbox=sandbox)
    sandbox.close()


@pytest.mark.parametrize(
    "poison, why",
    [("crash", "crashed in a library"), ("memory", "ran out of memory"), ("hang", "took too much processor time")],
)
@pytest.mark.slow
def test_a_mail_that_kills_its_parser_twice_is_shelved_and_can_be_retried(
    fragile: Newsroom, clock: Clock, poison: str, why: str
) -> None:
    fragile.take(letter(1, text=f"poison: {poison}\n"), letter(2))
    assert len(fragile.drafts()) == 1 and fragile.sums() == {"drafts": 1, "waiting": 1}
    clock.forward(seconds=5)
    fragile.process()
    ((reason, detail),) = fragile.quarantined()
    assert reason == "parser-died" and detail and why in detail
    assert fragile.sums() == {"drafts": 1, "quarantined": 1}
    with fragile.app.database.write() as tx:
        assert arrivals.retry(tx, clock.now) == 1
    assert fragile.sums() == {"drafts": 1, "waiting": 1}


def test_a_shelved_mail_that_is_mended_becomes_one_draft(fragile: Newsroom, sandbox: Sandbox, clock: Clock) -> None:
    fragile.take(letter(1, text=f"{story(1)}poison: crash\n"))
    clock.forward(seconds=5)
    fragile.process()
    mended = replace(fragile, sandbox=sandbox)
    for _ in range(2):
        with mended.app.database.write() as tx:
            arrivals.retry(tx, clock.now)
        mended.process()
    assert len(mended.drafts()) == 1 and mended.kinds() == {"acknowledgement": 1}
    assert mended.sums() == {"drafts": 1}


def test_a_defect_of_ours_costs_one_mail_a_delay(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.offer(letter(1))
    monkeypatch.setattr(pipeline, "plan", lambda parsed: 1 / 0)
    newsroom.process()
    assert newsroom.quarantined() == [("defect", "ZeroDivisionError")]
    monkeypatch.undo()
    assert len(newsroom.take(letter(2))) == 1


def test_a_fault_in_the_transaction_leaves_nothing_half_done(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.offer(letter(1))
    monkeypatch.setattr(deliveries, "promise", lambda tx, delivery: 1 / 0)
    newsroom.process()
    assert not newsroom.drafts() and newsroom.sums() == {"quarantined": 1}
    monkeypatch.undo()
    with newsroom.app.database.write() as tx:
        arrivals.retry(tx, newsroom.app.now())
    newsroom.process()
    assert len(newsroom.drafts()) == 1 and newsroom.kinds() == {"acknowledgement": 1}


def test_a_missing_raw_file_is_said(newsroom: Newsroom) -> None:
    newsroom.offer(letter(1))
    raw = newsroom.offered.pop()
    with newsroom.app.database.read() as tx:
        (row,) = arrivals.listed(tx, "waiting")
    newsroom.app.raw.delete(row.id)
    newsroom.process()
    assert [reason for reason, _ in newsroom.quarantined()] == ["raw-missing"]
    newsroom.app.raw.put(raw)
    newsroom.offered.append(raw)
    with newsroom.app.database.write() as tx:
        arrivals.retry(tx, newsroom.app.now())
    newsroom.process()
    assert newsroom.sums() == {"drafts": 1}


def test_a_mail_that_workers_die_of_is_suspected_in_the_end(newsroom: Newsroom, clock: Clock) -> None:
    newsroom.offer(letter(1))
    for _ in range(newsroom.app.settings.limits.attempts + 30):
        with newsroom.app.database.write() as tx:
            assert arrivals.claim(tx, "died", clock.now)
        clock.forward(seconds=arrivals.LEASE.total_seconds() + 1)
    newsroom.process()
    assert [reason for reason, _ in newsroom.quarantined()] == ["worker-died"]


def test_a_long_parse_keeps_its_lease(newsroom: Newsroom, clock: Clock) -> None:
    class Slow(Sandbox):
        def parse(self, raw: Path, name: str, folder: Path, *, wanted: bool = False, freed: bool = False) -> Parsed:
            clock.forward(seconds=601)
            with newsroom.app.database.write() as tx:
                assert arrivals.claim(tx, "another", clock.now) is None
            return super().parse(raw, name, folder, wanted=wanted, freed=freed)

    slow = Slow(limits := Limits(parse_seconds=600))
    app = replace(newsroom.app, settings=newsroom.app.settings.model_copy(update={"limits": limits}))
    newsroom.offer(letter(1))
    assert pipeline.process_next(app, slow)
    slow.close()
    assert newsroom.sums() == {"drafts": 1}


def test_a_mail_that_waits_behind_others_is_lent_for_as_long(newsroom: Newsroom, clock: Clock) -> None:
    newsroom.offer(letter(1))
    with newsroom.app.database.write() as tx:
        assert pipeline.claim(tx, newsroom.app, before=9)
    clock.forward(seconds=9 * arrivals.LEASE.total_seconds())
    with newsroom.app.database.write() as tx:
        assert arrivals.claim(tx, "another", clock.now) is None


def test_a_full_disk_promises_nothing_and_work_goes_on_when_there_is_room(newsroom: Newsroom, clock: Clock) -> None:
    raw = newsroom.app.raw
    raw.keep_free = 1 << 62
    with pytest.raises(DiskFull):
        newsroom.offer(letter(1))
    newsroom.offered.clear()
    assert newsroom.balances() == []
    raw.keep_free = 0
    newsroom.offer(letter(1))
    newsroom.app.blobs.keep_free = 1 << 62  # no room for attachments: the mail waits, it is not shelved
    newsroom.process()
    assert newsroom.sums() == {"waiting": 1}
    newsroom.app.blobs.keep_free = 0
    clock.forward(seconds=15)
    newsroom.process()
    assert newsroom.sums() == {"drafts": 1}


def test_a_helper_that_was_killed_is_replaced(newsroom: Newsroom, clock: Clock) -> None:
    newsroom.take(letter(1))
    os.kill(newsroom.sandbox.pid, signal.SIGKILL)
    newsroom.take(letter(2))
    clock.forward(seconds=5)
    newsroom.process()
    assert len(newsroom.drafts()) == 2


def test_a_closed_sandbox_is_no_fault_of_the_mail(newsroom: Newsroom, clock: Clock) -> None:
    closed = Sandbox(Limits())
    closed.close()
    newsroom.offer(letter(1))
    for _ in range(5):
        pipeline.process_next(newsroom.app, closed)
        clock.forward(seconds=15)
    newsroom.process()
    assert newsroom.sums() == {"drafts": 1}
