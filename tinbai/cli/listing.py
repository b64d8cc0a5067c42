"""`tinbai queue`, `tinbai ledger`, `tinbai retry`: what is there, and back to work with what is stuck."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from tinbai.cli.context import Given, given
from tinbai.i18n import text
from tinbai.model import State
from tinbai.queue.review import OPEN_STATES, STATE_NAMES
from tinbai.store import arrivals, drafts, mailboxes
from tinbai.store.drafts import QueueRow
from tinbai.store.mailboxes import Balance

_PARTS = ("messages", "drafts", "attached", "seen_again", "ignored", "quarantined", "waiting")


@click.command()
@click.option("--outlet", help="Only this outlet.")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only this state.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout.")
@given
def queue(given: Given, outlet: str | None, state: str | None, as_json: bool) -> None:
    """List the drafts in the queue, oldest first."""
    with given.app() as app:
        language = app.settings.outlets[0].language
        outlets = [outlet] if outlet else [one.code for one in app.settings.outlets]
        states = [State(state)] if state else list(OPEN_STATES)
        table = Table("receipt", "state", "received", "title", "sender", "words", "photos")
        after: tuple[datetime, str] | None = None
        with app.database.read() as tx:
            while rows := drafts.queue(tx, outlets, states, after=after):
                after = (rows[-1].received_at, rows[-1].id)
                for row in rows:
                    if as_json:
                        _line(asdict(row))
                    else:
                        table.add_row(*_cells(row, text(language, STATE_NAMES[row.state])))
        if not as_json:
            Console().print(table)


def _cells(row: QueueRow, state: str) -> Sequence[str]:
    received = f"{row.received_at:%Y-%m-%d %H:%M}"
    return row.receipt_no, state, received, row.title, row.sender_address, str(row.words), str(row.photos)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON on stdout.")
@given
def ledger(given: Given, as_json: bool) -> None:
    """Show the balance of every mailbox; exit code 1 when it does not add up."""
    with given.app() as app, app.database.read() as tx:
        balances = mailboxes.ledger(tx)
    if as_json:
        sums = {part: sum(getattr(b, part) for b in balances) for part in _PARTS}
        balanced = all(b.balanced for b in balances)
        _line({"mailboxes": [asdict(b) | {"balanced": b.balanced} for b in balances], **sums, "balanced": balanced})
    else:
        _show(balances)
    if not all(balance.balanced for balance in balances):
        raise click.exceptions.Exit(1)


def _show(balances: Sequence[Balance]) -> None:
    table = Table("outlet", "mailbox", *(part.replace("_", " ") for part in _PARTS), "")
    for balance in balances:
        figures = [str(getattr(balance, part)) for part in _PARTS]
        table.add_row(balance.outlet, balance.mailbox, *figures, "=" if balance.balanced else "does not add up")
    Console().print(table)


@click.command()
@click.argument("ids", nargs=-1)
@given
def retry(given: Given, ids: tuple[str, ...]) -> None:
    """Put quarantined mail back to work: all of it, or the IDs named (a beginning is enough)."""
    with given.app() as app:
        with app.database.write() as tx:
            put_back = arrivals.retry(tx, app.now(), ids=ids)
        click.echo(str(put_back))
    if ids and not put_back:
        raise click.exceptions.Exit(1)


def _line(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, default=lambda at: at.isoformat())
    sys.stdout.write("\n")
