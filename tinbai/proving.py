"""Whether a mail comes from whom it names, and what follows: who writes in a known contributor's name without the proof
that this contributor has had so far gets a warning on his draft, no letter, and counts for nothing until an editor
says that it is he.

Nothing is held against somebody whose mail never had a proof: most offices' has none.
"""

import mmap
import re
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import structlog

from tinbai.app import App
from tinbai.model import Mail, Problem
from tinbai.origin.header import Message, message
from tinbai.origin.judge import Came, prove
from tinbai.origin.spf import Envelope, envelope
from tinbai.proof import Proof
from tinbai.settings import Doubt, Settings
from tinbai.store import Tx, proofs
from tinbai.store.arrivals import Work
from tinbai.store.proofs import DOUBTED, Kept

log = structlog.get_logger("proving")

_USUAL, _FEWEST = 5, 2  # of the last five mails all, and at least two, had a proof
_WHOLESALE = timedelta(days=2)
_MANY = 3  # addresses that lose their proof at once: then it is our mail server that changes mail, not they
_OUR_TRACE = re.compile(r"from (\S+) \(\[([0-9A-Fa-f.:]+)\]\) by ")


def look(app: App, work: Work, mail: Mail | None, raw: Path) -> Proof:
    """What can be known of the sender; may ask DNS, so it is done outside of any transaction. Never raises."""
    author = mail.sender.address if mail and mail.sender else ""
    if work.door == "archive" or work.silent:
        return Proof("none", "nobody-looked", "nobody")
    if work.door == "page":
        return Proof("pass", "own-page")
    if not raw.stat().st_size:  # nothing cannot be mapped
        return Proof("none", "no-domain")
    with (
        raw.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        proof = _looked(app, work, author, view)
    log.info("sender looked at", action="prove", arrival=work.id[:12], outcome=proof.outcome, why=proof.why)
    return proof


def _looked(app: App, work: Work, author: str, raw: memoryview) -> Proof:
    read = message(raw)
    came = Came(author, _handed_over(work, read), _border(app.settings, work))
    return prove(read, came, app.names, app.now())


def _border(settings: Settings, work: Work) -> str:
    if work.door == "smtp":
        return settings.smtp_in.believed
    return next((box.believed for box in settings.mailboxes if box.name == work.mailbox), "")


def _doubt(settings: Settings, work: Work) -> Doubt:
    if work.door == "smtp":
        return settings.smtp_in.doubt
    return next((box.doubt for box in settings.mailboxes if box.name == work.mailbox), "changed")


def _handed_over(work: Work, read: Message) -> Envelope | None:
    """Who spoke with our listener, as it wrote itself on top; None when that was a server of the same house."""
    if work.door != "smtp" or not (lines := read.named("received")):
        return None
    found = _OUR_TRACE.match(lines[0].words)
    ip = ip_address(found[2]) if found else None
    if found is None or ip is None or not ip.is_global:
        return None
    return envelope(ip, found[1], work.envelope_from or "")


def note(tx: Tx, app: App, work: Work, mail: Mail | None, proof: Proof, *, marked: bool) -> Kept:
    """Keep what was found with the mail, and decide whether it is doubted.

    marked: it answers with a mark that only this address was sent, which proves more than any server can.
    """
    author = mail.sender.address.lower() if mail and mail.sender else ""
    if marked and proof.outcome != "pass":
        proof = Proof("pass", "mark", "here", proof.checks)
    doubted = bool(author) and _is_doubted(tx, app, work, author, proof)
    new = Kept(work.outlet, work.id, author, proof, work.received_at, doubted)
    if proofs.add(tx, new):
        return new
    return proofs.of_arrival(tx, work.outlet, work.id) or new


def _is_doubted(tx: Tx, app: App, work: Work, author: str, proof: Proof) -> bool:
    mode = _doubt(app.settings, work)
    if mode == "never" or proof.outcome == "pass" or proof.by == "nobody":
        return False
    if not proofs.is_known(tx, work.outlet, author):
        return False
    if proof.outcome == "fail" or mode == "unproven":
        return True
    if proof.outcome == "unknown":
        return False  # the network's fault is nobody's
    before = proofs.latest(tx, work.outlet, author, _USUAL)
    if len(before) < _FEWEST or any(one != "pass" for one in before):
        return False
    lost, good = proofs.doubts(tx, work.outlet, work.received_at - _WHOLESALE)
    if lost >= _MANY and lost > good:
        log.warning("many senders lose their proof at once", action="prove", outlet=work.outlet, lost=lost, good=good)
        return False
    return True


def warning(kept: Kept) -> Problem:
    """What a draft of such a mail bears."""
    return Problem(DOUBTED, "grave", None, {"address": kept.author, "why": kept.proof.why})
