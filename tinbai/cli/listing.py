"""`tinbai queue`, `tinbai ledger`, `tinbai retry`: what is there, and back to work with what is stuck."""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tinbai.cli.context import Given, given, known_outlet, language_of
from tinbai.errors import NotFound
from tinbai.i18n import Language, text
from tinbai.model import State
from tinbai.queue.review import OPEN_STATES, STATE_NAMES
from tinbai.store import arrivals, drafts, mailboxes
from tinbai.store.drafts import QueueRow
from tinbai.store.mailboxes import Balance

_PARTS = ("messages", "drafts", "attached", "seen_again", "ignored", "quarantined", "waiting")
_HEADINGS = {
    "receipt_no": "Receipt",
    "state": "State",
    "received_at": "Received",
    "title": "Title",
    "sender": "Sender",
    "words": "Words",
    "photos": "Photos",
    "outlet": "Outlet",
    "mailbox": "Mailbox",
    "messages": "Messages",
    "drafts": "Drafts",
    "attached": "Attached",
    "seen_again": "Seen again",
    "ignored": "Left out",
    "quarantined": "Quarantined",
    "waiting": "Waiting",
}
_PAPER = 160  # columns where there is no terminal
_ID = re.compile(r"[0-9a-f]{4,64}")


@click.command()
@click.option("--outlet", help="Only this outlet.")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only this state.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout.")
@given
def queue(given: Given, outlet: str | None, state: str | None, as_json: bool) -> None:
    """List the drafts in the queue, oldest first."""
    with given.app() as app:
        language = language_of(app.settings)
        codes = [one.code for one in app.settings.outlets]
        outlets = [known_outlet(app.settings, outlet)] if outlet else codes
        states = [State(state)] if state else list(OPEN_STATES)
        table = _table(language, "receipt_no", "state", "received_at", "title", "sender", "words", "photos")
        after: tuple[datetime, str] | None = None
        with app.database.read() as tx:
            while rows := drafts.queue(tx, outlets, states, after=after):
                after = (rows[-1].received_at, rows[-1].id)
                for row in rows:
                    if as_json:
                        _line(asdict(row))
                    else:
                        table.add_row(*_cells(row, language, app.settings.timezone))
        if not as_json:
            _print(table)


def _cells(row: QueueRow, language: Language, zone: str) -> Sequence[Text]:
    """Text, not strings: a title may hold what looks like mark-up; control characters would steer the terminal."""
    state = text(language, STATE_NAMES[row.state])
    received = f"{row.received_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    cells = (row.receipt_no, state, received, row.title, row.sender_address, str(row.words), str(row.photos))
    return [Text("".join(sign for sign in cell if sign.isprintable())) for cell in cells]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON on stdout.")
@given
def ledger(given: Given, as_json: bool) -> None:
    """Show the balance of every mailbox; exit code 1 when it does not add up."""
    with given.app() as app:
        language = language_of(app.settings)
        with app.database.read() as tx:
            balances = mailboxes.ledger(tx)
    balanced = all(balance.balanced for balance in balances)
    if as_json:
        sums = {part: sum(getattr(b, part) for b in balances) for part in _PARTS}
        _line({"mailboxes": [asdict(b) | {"balanced": b.balanced} for b in balances], **sums, "balanced": balanced})
    else:
        _show(balances, language)
    if not balanced:
        raise click.exceptions.Exit(1)


def _show(balances: Sequence[Balance], language: Language) -> None:
    table = _table(language, "outlet", "mailbox", *_PARTS)
    table.add_column("")
    for balance in balances:
        figures = [str(getattr(balance, part)) for part in _PARTS]
        sign = "=" if balance.balanced else text(language, "does not add up")
        table.add_row(balance.outlet, balance.mailbox, *figures, sign)
    _print(table)


def _table(language: Language, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(text(language, _HEADINGS[column]), no_wrap=column in ("receipt_no", "received_at"))
    return table


def _print(table: Table) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PAPER)
    console.print(table)


def _ids(_ctx: click.Context, _parameter: click.Parameter, ids: tuple[str, ...]) -> tuple[str, ...]:
    for one in ids:
        if not _ID.fullmatch(one):
            raise click.BadParameter(f"{one}: at least 4 hexadecimal digits, as the ledger shows them")
    return ids


@click.command()
@click.argument("ids", nargs=-1, callback=_ids)
@given
def retry(given: Given, ids: tuple[str, ...]) -> None:
    """Put quarantined mail back to work: all of it, or the IDs named (a beginning is enough)."""
    with given.app() as app:
        with app.database.write() as tx:
            put_back = {one: arrivals.retry(tx, app.now(), ids=[one]) for one in ids}
            total = sum(put_back.values()) if ids else arrivals.retry(tx, app.now())
        click.echo(str(total))
    missing = [one for one in ids if not put_back[one]]
    if missing:
        raise NotFound(f"no mail in quarantine begins with {', '.join(missing)}")


def _line(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, default=lambda at: at.isoformat())
    sys.stdout.write("\n")
