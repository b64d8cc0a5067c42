"""140 true answers of fourteen mail programs and forty mails that are none: none joined wrongly, nearly all joined."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import formataddr
from hashlib import sha256

import pytest

from tests.mails import letter
from tests.newsroom import Newsroom
from tests.reply_clients import AT_HOME, CLIENTS, OFFICE, WORDS, author, true_answer
from tests.test_joining import STRANGER, TEXT
from tinbai.model import Letter, State
from tinbai.notifier import marks
from tinbai.queue.answers import Said
from tinbai.store import deliveries, drafts, suggestions
from tinbai.store.drafts import QueueRow

LEAST = 0.95


@pytest.fixture(params=["plus-addresses", "codes"])
def house(newsroom: Newsroom, request: pytest.FixtureRequest) -> Iterator[Newsroom]:
    """Providers of both kinds."""
    demo, *others = newsroom.app.settings.outlets
    outlets = (demo.model_copy(update={"plus_addresses": request.param == "plus-addresses"}), *others)
    changed = replace(newsroom.app, settings=newsroom.app.settings.model_copy(update={"outlets": outlets}))
    yield Newsroom(changed, newsroom.sandbox)


@dataclass
class Told:
    """A story, the letter about it, and the answer that is sent."""

    row: QueueRow
    ours: Letter
    said: Said
    what: str
    raw: bytes


def _letters(house: Newsroom, many: int) -> list[tuple[QueueRow, Letter]]:
    """So many stories, each of its own author, with our letter about it."""
    for number in range(1, many + 1):
        house.take(letter(number, sender=author(number), headers={"Cc": OFFICE}))
    with house.app.database.read() as tx:
        rows = drafts.queue(tx, ["demo"], [State.RECEIVED], limit=many)
        return [(row, deliveries.of_draft(tx, "demo", row.id)[0].letter) for row in rows]


def _answers(house: Newsroom) -> list[Told]:
    pairs = [(client, words, said) for client in CLIENTS for words, said in WORDS]
    made = []
    for no, ((client, words, said), (row, ours)) in enumerate(zip(pairs, _letters(house, len(pairs)), strict=True)):
        marked = ours.reply_to is not None or client.quote("", "§") != ""
        sender = (
            AT_HOME
            if no % 7 == 3 and marked
            else OFFICE
            if no % 5 == 2 and client.thread
            else formataddr((ours.recipient.name, ours.recipient.address))
        )
        raw = true_answer(client, words, ours, sender, no)
        made.append(Told(row, ours, said, f"{client.name}: {words.strip()} ({sender})", raw))
    return made


@pytest.mark.slow
def test_answers_of_all_programs_are_joined_and_none_wrongly(house: Newsroom) -> None:
    answers = _answers(house)
    assert len(answers) >= 120
    wrong, misread, missed = [], [], []
    for told in answers:
        house.take(told.raw)
    with house.app.database.read() as tx:
        stands = {told.row.id: drafts.mails(tx, "demo", told.row.id) for told in answers}
    for told in answers:
        arrival = sha256(told.raw).hexdigest()
        on = {draft: one.role for draft, mails in stands.items() for one in mails if one.arrival == arrival}
        wrong += [told.what] * bool(on.keys() - {told.row.id})
        missed += [told.what] * (told.row.id not in on)
        misread += [told.what] * (on.get(told.row.id, told.said) != told.said)
    assert wrong == [] and misread == []
    assert len(missed) <= (1 - LEAST) * len(answers), missed


def _no_answers(house: Newsroom, row: QueueRow, ours: Letter) -> Iterator[tuple[str, bytes]]:
    """Mails that must not be joined to the story."""
    thread = {"In-Reply-To": f"<{ours.message_id}>", "References": f"<{ours.message_id}>"}
    title = ours.subject
    for no, mark in enumerate(
        ("Re: ", "RE: ", "Trả lời: ", "TL: ", "Fwd: ", "Chuyển tiếp: ", "", "AW: ", "Re[2]: ", "FW: ")
    ):
        yield (
            f"a stranger's {mark}",
            letter(sender=STRANGER, subject=f"{mark}{title}", text=TEXT, message_id=f"s{no}@x"),
        )
        yield (
            f"a stranger's thread {mark}",
            letter(sender=STRANGER, subject=f"{mark}tin", text=TEXT, message_id=f"t{no}@x", headers=thread),
        )
    number, bao = row.receipt_no, house.drafts("bao")[0].receipt_no
    code = f"{bao} {marks.code(house.app.keys, 'bao', bao)}"
    for no, text in enumerate(
        (
            f"{TEXT}\n> {code}\n",  # of another newsroom
            f"{TEXT}\n> {number} BCDFGHJK\n",
            f"{TEXT}\n> {number}\n",
            f"{TEXT}\n> {number} {code.split()[-1]}\n",
            f"{TEXT}\n{number.lower()}\n",
        )
    ):
        yield f"a code: {text!r}", letter(sender=STRANGER, subject="đính chính", text=text, message_id=f"c{no}@x")
        yield f"a number: {text!r}", letter(sender=STRANGER, subject=f"Re: {number}", text=TEXT, message_id=f"n{no}@x")
    for no in range(5):
        to = f"bbt+{'abcdefgh234567' * 4}"[: 50 + no] + "@example.vn"
        yield f"an invented address {no}", letter(sender=STRANGER, to=to, subject="x", text=TEXT, message_id=f"p{no}@x")
        headers = {"In-Reply-To": f"<tb.{'0' * 24}.{'1' * 11}{no}@example.vn>"}
        yield f"an invented thread {no}", letter(text=TEXT, subject="x", message_id=f"i{no}@x", headers=headers)


@pytest.mark.slow
def test_what_only_looks_like_an_answer_is_not_joined(house: Newsroom) -> None:
    ((row, ours),) = _letters(house, 1)
    house.take(letter(77, to="bao@example.vn", sender=author(77)), outlet="bao")
    mails = list(_no_answers(house, row, ours))
    assert len(mails) >= 40
    for what, raw in mails:
        house.take(raw)
        with house.app.database.read() as tx:
            assert len(drafts.mails(tx, "demo", row.id)) == 1, what
    with house.app.database.read() as tx:
        assert suggestions.waiting(tx, ["demo"])
