"""A letter of ours that came back. A bounce is believed when it names the letter by a mark only we make (SAFETY 4).

It came to the letter's own return path, or returns the letter's Message-ID. Whatever else says that an address is dead
may be forged and changes nothing.
"""

import mmap
import re
from pathlib import Path

import structlog

from tinbai.app import App
from tinbai.joining import addressed
from tinbai.model import Delivery, Parsed
from tinbai.notifier import marks
from tinbai.store import Tx, bounces, deliveries
from tinbai.store.arrivals import Work
from tinbai.store.bounces import Bounce

log = structlog.get_logger("returned")

_LOOKED_AT = 1 << 20  # octets: reports are small, and the headers they return stand before any attachment of ours
_ACTION = re.compile(rb"^action:[ \t]*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"^status:[ \t]*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_CODE = re.compile(rb"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(rb"(?<![\d.])([45])\d\d(?:[ -])")


def note(tx: Tx, app: App, work: Work, parsed: Parsed, raw: Path) -> bool:
    """Write down that the letter came back; False when the bounce names none of ours, or only warns of a delay."""
    octets = _beginning(raw)
    letter = _letter(tx, app, work, parsed, octets)
    action = _ACTION.search(octets)
    if letter is None or (action and action[1].lower() in (b"delayed", b"relayed", b"delivered", b"expanded")):
        return False
    said = _status(octets)
    new = Bounce(
        outlet=letter.outlet,
        delivery=letter.id,
        arrival=work.id,
        recipient=letter.letter.recipient.address,
        at=work.received_at,
        permanent=said.startswith("5"),
        said=said,
    )
    log.info("letter came back", action="bounce", delivery=letter.id, status=said)
    return bounces.add(tx, new)


def _beginning(raw: Path) -> bytes:
    if not raw.stat().st_size:  # nothing cannot be mapped
        return b""
    with raw.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        return mapped[:_LOOKED_AT]


def _letter(tx: Tx, app: App, work: Work, parsed: Parsed, octets: bytes) -> Delivery | None:
    named = marks.bounced(app.keys, addressed(parsed.mail), work.received_at.date()) if parsed.mail else None
    if named and (found := deliveries.by_id(tx, work.outlet, named)):
        return found
    return deliveries.of_message(tx, work.outlet, marks.message_ids(octets))


def _status(octets: bytes) -> str:
    """The status of RFC 3463 where one is given, else the class of the server's reply; "" when neither is."""
    found = _STATUS.search(octets) or _CODE.search(octets) or _REPLY.search(octets)
    return found[1].decode() if found else ""
