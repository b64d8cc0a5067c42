"""The life of one mail: accept() makes it durable, process() turns it into drafts and an acknowledgement."""

import mmap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from tinbai import faults, joining, photos, proving, returned, ties, twins
from tinbai.app import App
from tinbai.errors import Conflict, NotFound, ParserDied, TinbaiError, TryLater
from tinbai.evidence import Relation
from tinbai.model import Accepted, Arrival, Attachment, Draft, Mail, Parsed, Problem, State
from tinbai.notifier import letters, rules
from tinbai.parsers.mail.identity import content_key
from tinbai.proof import Proof
from tinbai.queue.answers import said
from tinbai.queue.checks import faults as faults_of
from tinbai.queue.checks import points, rules_of
from tinbai.queue.plan import Plan, Wanted, only_held, plan, without_secrets
from tinbai.sandbox import Sandbox
from tinbai.settings import Outlet
from tinbai.store import Tx, arrivals, deliveries, documents, drafts, prints, proofs, sealing
from tinbai.store.arrivals import ArrivalRow, Work
from tinbai.store.drafts import NewDraft, QueueRow
from tinbai.store.proofs import Kept
from tinbai.telling import house_of

log = structlog.get_logger("pipeline")

_MOST_DEATHS = 30  # workers that may die with a mail in hand before the mail is suspected, and not the machine
_WAIT_AFTER_DEATH = timedelta(seconds=5)
_WAIT_FOR_OUTSIDE = timedelta(seconds=15)


def accept(app: App, arrival: Arrival) -> Accepted:
    """Make the message durable: raw octets first, then its row. Only after this may it be marked or answered 250.

    Raises TryLater (DiskFull) when that cannot be done; then nothing is promised and the sender or mailbox keeps it.
    """
    faults.point("intake.received")
    size = arrival.raw.stat().st_size if isinstance(arrival.raw, Path) else len(arrival.raw)
    raw = app.raw.put(arrival.raw)
    faults.point("accept.raw-durable")
    message_id, key = _identity(app, arrival, raw)
    with app.database.write() as tx:
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
    faults.point("accept.committed")
    log.info("mail accepted", action="accept", arrival=raw[:12], door=arrival.source.door, result=accepted.value)
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
    lease = max(arrivals.LEASE, timedelta(seconds=2 * app.settings.limits.parse_seconds + 60))
    with app.database.write() as tx:
        work = arrivals.claim(tx, app.worker, app.now(), lease)
    if work is None:
        return False
    faults.point("process.claimed")
    if work.tries > app.settings.limits.attempts + _MOST_DEATHS:
        _shelve(app, work, "worker-died", f"{work.tries - 1} workers ended with this mail in hand")
        return True
    try:
        _process(app, sandbox, work)
    except Conflict:
        log.warning("another worker has this mail now", action="process", arrival=work.id[:12])
    except TryLater as error:
        _put_back(app, work, error, _WAIT_FOR_OUTSIDE, count=False)
    except ParserDied as error:
        if work.tries >= app.settings.limits.attempts:
            _shelve(app, work, "parser-died", str(error))
        else:
            _put_back(app, work, error, _WAIT_AFTER_DEATH, count=True)
    except Exception as error:  # the quarantine shelf: a defect of ours must cost one mail a delay, never the mail
        log.exception("mail put into quarantine", action="quarantine", arrival=work.id[:12], error=type(error).__name__)
        _shelve(app, work, "defect", type(error).__name__)
    return True


def _process(app: App, sandbox: Sandbox, work: Work) -> None:
    try:
        raw = app.raw.open(work.id)
    except NotFound:
        _shelve(app, work, "raw-missing", "the raw file of this mail is missing")
        return
    with app.blobs.job_folder() as folder:
        parsed, brought = photos.taken(sandbox.parse(raw, f"{work.id[:12]}.eml", folder), work.silent)
        faults.point("process.parsed")
        if _belongs_to_held(app, work, parsed):
            parsed = only_held(parsed)
        else:
            app.blobs.adopt_all(folder)
        faults.point("process.blobs-durable")
    proof = proving.look(app, work, parsed.mail, raw)
    wanted = plan(parsed)
    sender = parsed.mail.sender.address if parsed.mail and parsed.mail.sender else None
    sketches = {one.place: found for one in wanted.drafts if (found := ties.sketch_of(one, work.received_at, sender))}
    with app.database.read() as tx:
        brought = photos.compared(tx, brought)
    with app.database.write() as tx:
        made, kept = _carry_out(tx, app, work, parsed, wanted, sketches, brought, proof)
        if parsed.class_ == "bounce":
            returned.note(tx, app, work, parsed, raw)
        _acknowledge(tx, app, work, parsed, made, kept)
        faults.point("process.rows-written")
    faults.point("process.committed")
    log.info("mail processed", action="process", arrival=work.id[:12], drafts=len(made), ignored=wanted.ignored)


def _belongs_to_held(app: App, work: Work, parsed: Parsed) -> bool:
    """Whether a person has held this very message elsewhere, or the story that the mail answers is held."""
    with app.database.read() as tx:
        if sealing.is_held(tx, work.content_key):
            return True
        answered = joining.answered(tx, app, work.outlet, parsed.mail, work.received_at).draft
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
    answered, by_machine = answer.draft, wanted.ignored in ("bounce", "auto-reply")
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
            attached |= ties.renew(tx, earlier, fresh, work.id, work.received_at, found)
            photos.tie(tx, drafts.get(tx, earlier.outlet, earlier.id), brought.of(one.item))
            continue
        made.append(drafts.create(tx, new_draft(app, work, one, parsed.mail)))
        if not one.item.hold:  # a held one is nobody else's business
            ties.tie(tx, made[-1], _known(tx, work, one.place, same, answered), found)
            photos.tie(tx, made[-1], brought.of(one.item))
    if answered and not by_machine:  # what a machine answers is not the author's word
        told = "reply" if made or attached or parsed.mail is None else said(parsed.mail.text)
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


# --- The acknowledgement -------------------------------------------------------------------------------------------


def _acknowledge(tx: Tx, app: App, work: Work, parsed: Parsed, made: Sequence[Draft], kept: Kept) -> None:
    """Promise one letter for the mail, whatever number of stories it brought and of outlets it reached."""
    mail = parsed.mail
    news = [draft for draft in made if draft.state is not State.NOT_A_STORY]
    if not news or mail is None or mail.sender is None or _why_silent(tx, app, work, parsed, kept):
        return
    house = house_of(tx, app, work.outlet)
    is_held = any(draft.item.hold for draft in news)
    if is_held:
        letter = letters.held(house, mail, work.received_at)
    else:
        letter = letters.acknowledgement(house, mail, [told(draft) for draft in news], work.received_at)
    delivery = letters.promised(
        house,
        mail.sender,
        (mail.message_id, mail.references),
        letter,
        key=f"ack:{work.content_key}",
        kind="acknowledgement",
        draft=news[0].id,
        now=app.now(),
        due=app.now(),
        receipt_no="" if is_held else news[0].receipt_no,
    )
    deliveries.promise(tx, delivery)


def _why_silent(tx: Tx, app: App, work: Work, parsed: Parsed, kept: Kept) -> str | None:
    """The reason why no letter goes out; the limits per sender and hour count promised letters."""
    mail = parsed.mail
    assert mail and mail.sender
    why = rules.why_silent(
        mail,
        parsed.class_,
        envelope_from=work.envelope_from,
        own=app.settings.own_addresses(),
        silent=work.silent,
        now=work.received_at,
    )
    limits = app.settings.smtp_out
    if why is None and (kept.open or kept.proof.outcome == "fail"):
        why = "doubted" if kept.open else "forged"  # a letter to a forged sender hits a stranger
    if why is None:
        to_sender, to_all = deliveries.acknowledged(tx, mail.sender.address, app.now())
        if to_sender >= limits.acks_per_sender_per_day:
            why = "sender-limit"
        elif to_all >= limits.acks_per_hour:
            why = "hour-limit"
    if why:
        log.info("no acknowledgement", action="acknowledge", arrival=work.id[:12], why=why)
    return why


def told(draft: Draft) -> letters.Told:
    """One story as its sender is told of it."""
    return letters.Told(
        draft=draft.id,
        receipt_no=draft.receipt_no,
        title=draft.revision.story.title,
        words=draft.words,
        photos=len(draft.item.photos),
        points=points(draft.problems),
    )
