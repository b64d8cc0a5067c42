"""Forty-five answers as people write them, twenty mails that only look like one, twenty answers of machines."""

from hashlib import sha256

import pytest

from tests.mails import letter
from tests.newsroom import Newsroom
from tests.reply_clients import AT_HOME, OFFICE, author
from tests.reply_people import FALSE, MACHINES, TRUE, Answer
from tests.test_joining import STRANGER
from tinbai.decisions import decide
from tinbai.model import Letter, State, Verdict
from tinbai.notifier import marks
from tinbai.store import contributors, deliveries, drafts
from tinbai.store.drafts import QueueRow


def _stories(newsroom: Newsroom, many: int) -> list[tuple[QueueRow, Letter]]:
    """So many stories, each of its own author, with our letter about it."""
    for number in range(1, many + 1):
        newsroom.take(letter(number, sender=author(number), headers={"Cc": OFFICE}))
    with newsroom.app.database.read() as tx:
        rows = sorted(drafts.queue(tx, ["demo"], [State.RECEIVED], limit=many), key=lambda row: row.receipt_no)
        return [(row, deliveries.of_draft(tx, "demo", row.id)[0].letter) for row in rows]


def _written(newsroom: Newsroom, one: Answer, row: QueueRow, ours: Letter, other: str = "") -> bytes:
    code = marks.code(newsroom.app.keys, "demo", row.receipt_no)
    letters, year, number = row.receipt_no.split("-")
    places = {
        "letter": ours.text,
        "quoted": "".join(f"> {line}\n" for line in ours.text.splitlines()),
        "title": ours.subject,
        "number": row.receipt_no,
        "lower": row.receipt_no.lower(),
        "spaced": f"{letters} {year} {number}",
        "dashed": f"{letters}–{year}–{number}",
        "code": code,
        "half": code[:4],
        "other": other,
    }
    sender = {
        "author": f"{ours.recipient.name} <{ours.recipient.address}>",
        "office": OFFICE,
        "home": AT_HOME,
        "stranger": STRANGER,
    }[one.by]
    parent = "<tb.000000000000000000000000.000000000000@example.vn>" if one.thread == "invented" else ours.message_id
    names = {"both": ("In-Reply-To", "References"), "invented": ("In-Reply-To",), "reply": ("In-Reply-To",)}
    headers = dict.fromkeys(
        {"old": ("References",), "": ()}.get(one.thread) or names.get(one.thread, ()), f"<{parent}>"
    )
    if one.is_html:
        headers["Content-Type"] = "text/html; charset=utf-8"
    return letter(
        sender=sender,
        subject=one.subject.format(**places),
        text=one.text.format(**places) + "\n",
        message_id=f"{one.name}@people.example",
        headers=headers,
    )


@pytest.mark.slow
def test_answers_of_people_are_joined_to_their_story(newsroom: Newsroom) -> None:
    wrong, missed, misread = [], [], []
    raws = {}
    for one, (row, ours) in zip(TRUE, _stories(newsroom, len(TRUE)), strict=True):
        raws[row.id] = (one, _written(newsroom, one, row, ours))
    for _, raw in raws.values():
        newsroom.take(raw)
    with newsroom.app.database.read() as tx:
        stands = {draft: {mail.arrival: mail.role for mail in drafts.mails(tx, "demo", draft)} for draft in raws}
    for draft, (one, raw) in raws.items():
        arrival = sha256(raw).hexdigest()
        on = {other: roles[arrival] for other, roles in stands.items() if arrival in roles}
        wrong += [one.name] * bool(on.keys() - {draft})
        missed += [one.name] * (draft not in on)
        misread += [one.name] * (on.get(draft, one.said) != one.said)
    assert not wrong + missed + misread, (wrong, missed, misread)


@pytest.mark.slow
def test_what_people_write_besides_is_not_joined(newsroom: Newsroom) -> None:
    (row, ours), (other, _) = _stories(newsroom, 2)
    joined = []
    for one in FALSE:
        raw = _written(newsroom, one, row, ours, other.receipt_no)
        newsroom.take(raw)
        with newsroom.app.database.read() as tx:
            mails = [mail for draft in (row.id, other.id) for mail in drafts.mails(tx, "demo", draft)]
        joined += [one.name] * (sha256(raw).hexdigest() in {mail.arrival for mail in mails})
    assert joined == []


@pytest.mark.slow
def test_answers_of_machines_open_no_story_and_get_no_letter(newsroom: Newsroom) -> None:
    """Each answers our question to the author; the story goes on waiting for him."""
    editor = newsroom.person("chief_editor")
    pairs = _stories(newsroom, len(MACHINES))
    for row, _ in pairs:
        decide(newsroom.app, "demo", row.id, editor, Verdict.ASK, "Xin chú thích cho ảnh.")
    before = len(newsroom.letters())
    for (name, lines, subject, text), (_, ours) in zip(MACHINES, pairs, strict=True):
        thread = {"In-Reply-To": f"<{ours.message_id}>", "References": f"<{ours.message_id}>"}
        headers = thread | dict(line.split(": ", 1) for line in lines)
        newsroom.take(
            letter(
                sender=f"Lê Thị Hoa <{ours.recipient.address}>",
                subject=subject.format(title=ours.subject),
                text=text,
                message_id=f"{name}@machine.example",
                headers=headers,
            )
        )
    with newsroom.app.database.read() as tx:
        states = {
            name: drafts.get(tx, "demo", row.id).state for (name, *_), (row, _) in zip(MACHINES, pairs, strict=True)
        }
    assert {name for name, state in states.items() if state is not State.REVISION_REQUESTED} == set()
    assert len(newsroom.letters()) == before


def test_an_address_that_an_editor_calls_his_is_his(newsroom: Newsroom) -> None:
    ((row, ours),) = _stories(newsroom, 1)
    answer = next(one for one in FALSE if one.name == "home-thread")
    with newsroom.app.database.write() as tx:
        contributors.join(tx, "demo", ours.recipient.address, "hoale1990@mail.example", by="an", at=newsroom.app.now())
    raw = _written(newsroom, answer, row, ours)
    newsroom.take(raw)
    with newsroom.app.database.read() as tx:
        assert sha256(raw).hexdigest() in {mail.arrival for mail in drafts.mails(tx, "demo", row.id)}
