"""Mails of an archive in batches: what is wrong with one of them is its own business."""

from pathlib import Path
from threading import Event

import pytest

from tests.conftest import Clock
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai import acknowledging, batches, codec
from tinbai.errors import ParserDied
from tinbai.model import Parsed
from tinbai.sandbox import Sandbox
from tinbai.sandbox_child import parse_file
from tinbai.settings import Limits
from tinbai.store import arrivals


class Fragile(Sandbox):
    """Reads in this process, and dies of whatever says "deadly"."""

    def __init__(self) -> None:
        super().__init__(Limits())
        self.read: list[str] = []

    def parse(self, raw: Path, name: str, folder: Path, *, wanted: bool = False, freed: bool = False) -> Parsed:
        self.read.append(raw.name)
        if b"deadly" in raw.read_bytes():
            raise ParserDied("the parser died")
        return codec.parsed.loads(parse_file(raw, name, folder, wanted=wanted))


def _offer(newsroom: Newsroom, clock: Clock, *raws: bytes) -> None:
    for raw in raws:
        newsroom.offer(raw)
        clock.forward(seconds=1)


def _titles(newsroom: Newsroom) -> list[str]:
    """In the order of their numbers, which is that in which they were made."""
    return [row.title for row in sorted(newsroom.drafts(), key=lambda row: row.receipt_no)]


def _bridges(*numbers: int) -> list[str]:
    return [f"Khánh thành cầu số {number} ở xã Đồng Văn" for number in numbers]


def test_the_neighbours_of_a_mail_that_kills_its_parser_are_read_once_and_stay_in_order(
    newsroom: Newsroom, clock: Clock
) -> None:
    bad = letter(3, headers={"X-Kind": "deadly"})
    _offer(newsroom, clock, letter(1), letter(2), bad, letter(4), letter(5))
    sandbox = Fragile()
    assert list(batches.process(newsroom.app, sandbox, Event())) == [5]
    newsroom.prove_nothing_lost()
    assert _titles(newsroom) == _bridges(1, 2, 4, 5) and newsroom.sums() == {"drafts": 4, "waiting": 1}
    assert len(sandbox.read) == len(set(sandbox.read)) == 5


def test_a_defect_in_their_transaction_costs_only_the_mail_that_meets_it(
    newsroom: Newsroom, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _offer(newsroom, clock, *(letter(number) for number in range(1, 6)))
    promise = acknowledging.promise

    def fails(tx: object, app: object, work: object, parsed: Parsed, *rest: object) -> None:
        assert parsed.mail and "số 3" not in parsed.mail.text
        promise(tx, app, work, parsed, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(acknowledging, "promise", fails)
    sandbox = Fragile()
    assert list(batches.process(newsroom.app, sandbox, Event())) == [5]
    newsroom.prove_nothing_lost()
    assert _titles(newsroom) == _bridges(1, 2, 4, 5) and newsroom.quarantined() == [("defect", "AssertionError")]
    assert len(sandbox.read) == 5


def test_told_to_stop_it_holds_nothing_back(newsroom: Newsroom, clock: Clock) -> None:
    _offer(newsroom, clock, *(letter(number) for number in range(1, 4)))
    stop = Event()
    stop.set()
    assert not list(batches.process(newsroom.app, Fragile(), stop))
    with newsroom.app.database.read() as tx:
        assert not arrivals.holders(tx)
    assert newsroom.process() == 3
