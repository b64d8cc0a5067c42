"""The letter that says a mail has arrived, promised in the transaction that makes its drafts."""

from collections.abc import Sequence

import structlog

from tinbai import languages
from tinbai.app import App
from tinbai.model import Draft, Parsed, State
from tinbai.notifier import letters, rules
from tinbai.queue.checks import points
from tinbai.store import Tx, deliveries
from tinbai.store.arrivals import Work
from tinbai.store.proofs import Kept
from tinbai.telling import house_of

log = structlog.get_logger("acknowledging")


def promise(tx: Tx, app: App, work: Work, parsed: Parsed, made: Sequence[Draft], kept: Kept) -> None:
    """Promise one letter for the mail, whatever number of stories it brought and of outlets it reached."""
    mail = parsed.mail
    news = [draft for draft in made if draft.state is not State.NOT_A_STORY]
    if not news or mail is None or mail.sender is None or _why_silent(tx, app, work, parsed, kept):
        return
    language = languages.of_sender(tx, app, work.outlet, mail.sender.address, parsed)
    house = house_of(tx, app, work.outlet, work.mailbox, language)
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
