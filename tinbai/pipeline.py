"""The life of one mail: accept() makes it durable, process() turns it into drafts and an acknowledgement."""

import mmap
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from tinbai import acknowledging, faults, joining, photos, proving, reminding, returned, ties, twins
from tinbai.app import App
from tinbai.errors import Conflict, NotFound, ParserDied, RawMissing, TinbaiError, TryLater
from tinbai.evidence import Relation
from tinbai.model import Accepted, Arrival, Attachment, Draft, Mail, Parsed, Problem, State
from tinbai.parsers.mail.identity import content_key
from tinbai.proof import Proof
from tinbai.queue.answers import heard
from tinbai.queue.checks import faults as faults_of
from tinbai.queue.checks import rules_of
from tinbai.queue.plan import Plan, Wanted, only_held, plan, without_secrets
from tinbai.sandbox import Sandbox
from tinbai.settings import Outlet
from tinbai.store import Tx, arrivals, documents, drafts, prints, proofs, sealing
from tinbai.store.arrivals import ArrivalRow, Work
from tinbai.store.drafts import NewDraft, QueueRow
from tinbai.store.proofs import Kept

log = structlog.get_logger("pipeline")

_MOST_DEATHS = 30  # workers that may die with a mail in hand before the mail is suspected, and not the machine
_WAIT_AFTER_DEATH = timedelta(seconds=5)
_WAIT_FOR_OUTSIDE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Understood:
    """A mail as the parser understood it, and all that is known before anything is written. folder: what it brought."""

    work: Work
    raw: Path
    folder: Path
    parsed: Parsed
    brought: photos.Brought
    proof: Proof
    wanted: Plan
    sketches: Mapping[int, twins.Sketch]


Read = Callable[[], Understood]
"""Gives the mail as it was understood, or raises what went wrong with it."""


def accept(app: App, arrival: Arrival) -> Accepted:
    """Make the message durable: raw octets first, then its row. Only after this may it be marked or answered 250.

    Raises TryLater (DiskFull) when that cannot be done; then nothing is promised and the sender or mailbox keeps it.
    """
    return accept_all(app, [arrival])[0]


def accept_all(app: App, found: Sequence[Arrival], writers: Executor | None = None) -> list[Accepted]:
    """The same of several, in one transaction. writers: write the octets of some at once; a disk can wait for many."""
    kept = list((writers.map if writers else map)(partial(_kept, app), found))
    with app.database.write() as tx:
        accepted = [_row(tx, app, arrival, *its) for arrival, its in zip(found, kept, strict=True)]
    for arrival, (raw, *_), result in zip(found, kept, accepted, strict=True):
        faults.point("accept.committed")
        log.info("mail accepted", action="accept", arrival=raw[:12], door=arrival.source.door, result=result.value)
    return accepted


def _kept(app: App, arrival: Arrival) -> tuple[str, int, str | None, str]:
    """SHA-256 and size of the octets, durable, with what the message says that it is."""
    faults.point("intake.received")
    size = arrival.raw.stat().st_size if isinstance(arrival.raw, Path) else len(arrival.raw)
    raw = app.raw.put(arrival.raw)
    faults.point("accept.raw-durable")
    return raw, size, *_identity(app, arrival, raw)


def _row(tx: Tx, app: App, arrival: Arrival, raw: str, size: int, message_id: str | None, key: str) -> Accepted:
    accepted = arrivals.accept(
        tx,
        arrival.source,
        raw,
        content_key=key,
        message_id=message_id,
        size=size,
        received_at=arrival.received_at,
        silent=arrival.silent,
    )
    if accepted is not Accepted.NEW and sealing.is_destroyed(tx, arrival.source.outlet, key):
        app.raw.delete(raw)
    faults.point("accept.row-written")
    return accepted


def _identity(app: App, arrival: Arrival, raw: str) -> tuple[str | None, str]:
    if isinstance(arrival.raw, bytes):
        return content_key(arrival.raw)
    if not app.raw.open(raw).stat().st_size:  # nothing cannot be mapped
        return content_key(b"")
    with (
        app.raw.open(raw).open("rb") as handle,
        mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        return content_key(view)


def process_next(app: App, sandbox: Sandbox) -> bool:
    """Take the mail that waits longest and finish it, postpone it or put it on the quarantine shelf.

    False when nothing waits. Raises TryLater when the database does not answer.
    """
    with app.database.write() as tx:
        work = claim(tx, app)
    if work is None:
        return False
    process(app, sandbox, work)
    return True


def claim(tx: Tx, app: App, before: int = 0) -> Work | None:
    """The mail that waits longest, for so long as parsing it may take, and so many others before it."""
    lease = max(arrivals.LEASE, timedelta(seconds=2 * app.settings.limits.parse_seconds + 60))
    return arrivals.claim(tx, app.worker, app.now(), (before + 1) * lease)


def process(app: App, sandbox: Sandbox, work: Work) -> None:
    """Finish a mail that was claimed, postpone it or put it on the quarantine shelf."""
    faults.point("process.claimed")
    with ExitStack() as folders:
        settle(app, [(work, partial(read, app, sandbox, work, folders))])


def settle(app: App, mails: Sequence[tuple[Work, Read]]) -> None:
    """Finish mails of this worker in one transaction; if that fails, each for itself, so that none pays for another.

    One alone is postponed then, or put on the quarantine shelf.
    """
    if len(mails) == 1 and mails[0][0].tries > app.settings.limits.attempts + _MOST_DEATHS:
        work = mails[0][0]
        _shelve(app, work, "worker-died", f"{work.tries - 1} workers ended with this mail in hand")
        return
    try:
        finish(app, [its() for _, its in mails])
    except TinbaiError as error:
        _set_aside(app, mails, error)
    except Exception as error:  # the quarantine shelf: a defect of ours must cost one mail a delay, never the mail
        names = ", ".join(work.id[:12] for work, _ in mails)
        log.exception("mail meets a defect", action="quarantine", arrival=names, error=type(error).__name__)
        _set_aside(app, mails, error)


def _set_aside(app: App, mails: Sequence[tuple[Work, Read]], error: Exception) -> None:
    """What becomes of mails that were not finished."""
    if len(mails) > 1:
        for one in mails:
            settle(app, [one])
        return
    work = mails[0][0]
    match error:
        case Conflict():
            log.warning("another worker has this mail now", action="process", arrival=work.id[:12])
        case TryLater():
            _put_back(app, work, error, _WAIT_FOR_OUTSIDE, count=False)
        case ParserDied() if work.tries < app.settings.limits.attempts:
            _put_back(app, work, error, _WAIT_AFTER_DEATH, count=True)
        case ParserDied():
            _shelve(app, work, "parser-died", str(error))
        case RawMissing():
            _shelve(app, work, "raw-missing", str(error))
        case _:
            _shelve(app, work, "defect", type(error).__name__)


def read(app: App, sandbox: Sandbox, work: Work, folders: ExitStack) -> Understood:
    """Parse the mail; what it brings to light comes into a folder that goes with the others. Writes nothing else.

    Asks nothing of the database: another batch may be written meanwhile.
    """
    try:
        raw = app.raw.open(work.id)
    except NotFound:
        raise RawMissing("the raw file of this mail is missing") from None
    folder = folders.enter_context(app.blobs.job_folder())
    parsed, brought = photos.taken(sandbox.parse(raw, f"{work.id[:12]}.eml", folder), work.silent)
    faults.point("process.parsed")
    return _understood(app, work, raw, folder, parsed, brought)


def _understood(
    app: App, work: Work, raw: Path, folder: Path, parsed: Parsed, brought: photos.Brought
) -> Understood:  # fmt: skip
    proof = proving.look(app, work, parsed.mail, raw)
    wanted = plan(parsed)
    sender = parsed.mail.sender.address if parsed.mail and parsed.mail.sender else None
    sketches = {one.place: found for one in wanted.drafts if (found := ties.sketch_of(one, work.received_at, sender))}
    return Understood(work, raw, folder, parsed, brought, proof, wanted, sketches)


def finish(app: App, mails: Sequence[Understood]) -> None:
    """Write all that these mails bring, in one transaction. Of several nothing may be held, for one might answer it."""
    with app.database.read() as tx:
        is_held = [_belongs_to_held(tx, app, one.work, one.parsed) for one in mails]
    ready: list[Understood] = []
    for one, held in zip(mails, is_held, strict=True):
        if held:
            one = _understood(app, one.work, one.raw, one.folder, only_held(one.parsed), one.brought)
        else:
            app.blobs.adopt_all(one.folder)
        faults.point("process.blobs-durable")
        ready.append(one)
    with app.database.read() as tx:
        ready = [replace(one, brought=photos.compared(tx, one.brought)) for one in ready]
    with app.database.write() as tx:
        made = [_write(tx, app, one) for one in ready]
    for one, drafts_made in zip(ready, made, strict=True):
        faults.point("process.committed")
        its = {"arrival": one.work.id[:12], "drafts": drafts_made, "ignored": one.wanted.ignored}
        log.info("mail processed", action="process", **its)


def _write(tx: Tx, app: App, one: Understood) -> int:
    """Everything of one mail; how many drafts it made."""
    made, kept = _carry_out(tx, app, one.work, one.parsed, one.wanted, one.sketches, one.brought, one.proof)
    if one.parsed.class_ == "bounce":
        returned.note(tx, app, one.work, one.parsed, one.raw)
    if one.parsed.mail and one.parsed.class_ != "bounce":
        reminding.heard(tx, one.work.outlet, one.parsed.mail, one.work.received_at, kept)
    acknowledging.promise(tx, app, one.work, one.parsed, made, kept)
    faults.point("process.rows-written")
    return len(made)


def _belongs_to_held(tx: Tx, app: App, work: Work, parsed: Parsed) -> bool:
    """Whether a person has held this very message elsewhere, or the story that the mail answers is held."""
    if sealing.is_held(tx, work.content_key):
        return True
    answered = joining.proven(tx, app, work.outlet, parsed.mail, work.received_at).draft
    return answered is not None and drafts.get(tx, work.outlet, answered).state is State.HELD


def _put_back(app: App, work: Work, error: TinbaiError, wait: timedelta, *, count: bool) -> None:
    """Try again after the wait; count False: it was not the mail's fault."""
    log.warning("mail postponed", action="postpone", arrival=work.id[:12], error=str(error), tries=work.tries)
    try:
        with app.database.write() as tx:
            arrivals.postpone(tx, work, app.now() + wait, str(error), count=count)
    except Conflict:
        log.warning("another worker has this mail now", action="postpone", arrival=work.id[:12])


def _shelve(app: App, work: Work, reason: str, detail: str) -> None:
    try:
        with app.database.write() as tx:
            arrivals.quarantine(tx, work, reason, detail)
    except Conflict:
        log.warning("another worker has this mail now", action="quarantine", arrival=work.id[:12])


# --- Carrying out the plan, all in one transaction -----------------------------------------------------------------


def _carry_out(
    tx: Tx, app: App, work: Work, parsed: Parsed, wanted: Plan, sketches: Mapping[int, twins.Sketch],
    brought: photos.Brought, proof: Proof,
) -> tuple[list[Draft], Kept]:  # fmt: skip
    """Drafts, links and attachments; returns the drafts that are new, and what is known of the sender."""
    answer = joining.answered(tx, app, work.outlet, parsed.mail, work.received_at)
    kept_proof = _proven(tx, app, work, parsed.mail, proof, answer)
    author = None if kept_proof.open else parsed.mail  # who may stand for the author of what is here
    if kept_proof.open or (kept_proof.proof.outcome == "fail" and not answer.marked):
        answer = answer.doubted()
    answered, by_machine = answer.draft, parsed.by_machine
    drafts.lock_contents(tx, [work.content_key, *(one.content_hash for one in wanted.drafts if one.content_hash)])
    if sketches or brought:
        prints.one_at_a_time(tx)  # before any row is locked: whoever waits here holds nothing another one wants
    documents.add(tx, work.outlet, work.id, searchable(parsed))
    made: list[Draft] = []
    attached, outlet = False, app.settings.outlet(work.outlet)
    for one in wanted.drafts:
        same = drafts.same_content(tx, one.content_hash) if one.content_hash else []
        again = _sent_before(work.outlet, same, author)
        if again and not _is_doubted(tx, again.outlet, again.id):
            attached |= drafts.attach(tx, work.outlet, again.id, work.id, "sent_again", work.received_at)
            continue
        found = ties.look(tx, sketches[one.place]) if one.place in sketches else None
        earlier = ties.of_author(tx, work.outlet, work.id, found, author) if found else None
        if earlier is None and answered and len(wanted.drafts) == 1:
            earlier = ties.answered_by(tx, work.outlet, answered, one, found)
        if earlier:
            fresh = replace(one, problems=_problems(outlet, one))
            copies = photos.copies(tx, earlier, brought.of(one.item))
            written = parsed.mail.date if parsed.mail else None
            attached |= ties.renew(tx, earlier, fresh, work.id, work.received_at, found, copies, written)
            photos.tie(tx, drafts.get(tx, earlier.outlet, earlier.id), brought.of(one.item))
            continue
        made.append(drafts.create(tx, new_draft(app, work, one, parsed.mail)))
        if not one.item.hold:  # a held one is nobody else's business
            ties.tie(tx, made[-1], _known(tx, work, one.place, same, answered), found)
            photos.tie(tx, made[-1], brought.of(one.item))
    if answered and not by_machine:  # what a machine answers is not the author's word
        told = "reply" if made or attached or parsed.mail is None else heard(parsed.mail)
        attached |= ties.answer(tx, work.outlet, answered, work.id, work.received_at, told)
    elif not attached and not by_machine:
        joining.suggest(tx, work.outlet, work.id, answer, work.received_at)
    ignored = wanted.ignored
    outcome = "draft" if made and not ignored else "attached" if attached else "ignored"
    shown = without_secrets(parsed)
    kept: Sequence[Attachment] = shown.mail.attachments if shown.mail else ()
    reason = (ignored or "no-story") if outcome == "ignored" else None
    arrivals.finish(tx, work, outcome=outcome, reason=reason, parsed=shown, kept=kept)
    if kept_proof.open:
        proofs.mark(tx, work.outlet, work.id, proving.warning(kept_proof))
    return made, kept_proof


def _proven(tx: Tx, app: App, work: Work, mail: Mail | None, proof: Proof, answer: joining.Answered) -> Kept:
    """What is known of the sender; a mark counts for him when the story it names is his."""
    its = drafts.get(tx, work.outlet, answer.draft).sender if answer.draft and answer.marked else None
    sender = mail.sender if mail else None
    marked = its is not None and sender is not None and its.address.lower() == sender.address.lower()
    return proving.note(tx, app, work, mail, proof, marked=marked)


def _is_doubted(tx: Tx, outlet: str, draft: str) -> bool:
    """Whether it is not sure that the draft is from whom it names."""
    return proofs.is_open(tx, outlet, drafts.get(tx, outlet, draft).arrival)


def searchable(parsed: Parsed) -> list[tuple[str, str]]:
    """(name, text) of the documents beside the stories; nothing of what is held."""
    papers = (item for item in parsed.items if item.kind in ("document", "dispatch") and item.source != "body")
    return [(item.source, item.text) for item in papers if not item.hold and item.text.strip()]


def _sent_before(outlet: str, same: Sequence[QueueRow], mail: Mail | None) -> QueueRow | None:
    """Of the drafts with the same content the one of this outlet and this sender."""
    address = mail.sender.address.lower() if mail and mail.sender else ""
    return next((row for row in same if address and row.outlet == outlet and row.sender_address == address), None)


def new_draft(app: App, work: Work | ArrivalRow, one: Wanted, mail: Mail | None) -> NewDraft:
    outlet = app.settings.outlet(work.outlet)
    return NewDraft(
        outlet=work.outlet,
        arrival=work.id,
        place=one.place,
        prefix=outlet.prefix,
        year=work.received_at.astimezone(ZoneInfo(app.settings.timezone)).year,
        state=one.state,
        received_at=work.received_at,
        sender=mail.sender if mail else None,
        item=one.item,
        problems=_problems(outlet, one),
        story=one.story,
        words=one.words,
        content_hash=one.content_hash,
    )


def _problems(outlet: Outlet, one: Wanted) -> tuple[Problem, ...]:
    return (*one.problems, *faults_of(one.item, rules_of(outlet)))


def _known(
    tx: Tx, work: Work, place: int, same: Sequence[QueueRow], answered: str | None
) -> dict[tuple[str, str], tuple[Relation, str]]:
    """(outlet, draft) -> relation and why, of what is sure without comparing words."""
    known: dict[tuple[str, str], tuple[Relation, str]] = {}
    if answered:
        known[work.outlet, answered] = ("edited", "reply")
    known |= {(row.outlet, row.id): ("identical", "same-text") for row in same if not row.hold}
    return known | dict.fromkeys(drafts.same_message(tx, work.content_key, place), ("identical", "same-message"))
