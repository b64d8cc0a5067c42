"""A letter to whoever sent a story, promised in the transaction that gives the reason for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from tinbai import languages
from tinbai.app import App
from tinbai.i18n import Language
from tinbai.model import Draft, Mail
from tinbai.notifier import letters, rules
from tinbai.notifier.templates import Template
from tinbai.store import Tx, arrivals, deliveries, letter_templates, proofs


def title_of(draft: Draft) -> str:
    """The sender knows his own title, not the editor's."""
    return draft.item.title or draft.revision.story.title


def tell(
    tx: Tx, app: App, draft: Draft, note: Callable[[letters.House, str], tuple[str, str]], *,
    key: str, kind: str, at: datetime,
) -> None:  # fmt: skip
    """Promise the sender a letter, due when undo has run out, unless his mail was a machine's or from an archive.

    `note` makes (subject, text) for the newsroom and the sender's name.
    """
    if draft.sender is None or not hears(tx, app, draft):
        return
    parsed = arrivals.parsed(tx, draft.outlet, draft.arrival)
    mail = parsed.mail if parsed else None
    house = house_about(tx, app, draft)
    delivery = letters.promised(
        house,
        draft.sender,
        (mail.message_id, mail.references) if mail else (None, ()),
        note(house, draft.sender.name),
        key=key,
        kind=kind,
        draft=draft.id,
        now=at,
        due=at + timedelta(seconds=app.settings.smtp_out.undo_seconds),
        receipt_no=draft.receipt_no,
    )
    deliveries.promise(tx, delivery)


def hears(tx: Tx, app: App, draft: Draft) -> bool:
    """Whether the draft's sender is somebody to whom letters go: a person, who wrote it himself and not long ago."""
    if proofs.is_open(tx, draft.outlet, draft.arrival):
        return False  # whose name stands on it may never have heard of it
    parsed = arrivals.parsed(tx, draft.outlet, draft.arrival)
    return parsed is not None and _is_told(app, parsed.mail, arrivals.get(tx, draft.outlet, draft.arrival).silent)


def _is_told(app: App, mail: Mail | None, silent: bool) -> bool:
    if silent or mail is None or mail.sender is None or "@" not in mail.sender.address:
        return False
    # written by a person: of the rules of answering only those about machines and ourselves count here
    why = rules.why_silent(
        replace(mail, date=None, to=(), cc=()),
        "submission",
        envelope_from=None,
        own=app.settings.own_addresses(),
        silent=False,
        now=app.now(),
    )
    return why is None


def house_about(tx: Tx, app: App, draft: Draft) -> letters.House:
    """The same as whoever sent the story knows it: by the mailbox that he wrote to, in his language."""
    mailbox, language = arrivals.get(tx, draft.outlet, draft.arrival).mailbox, languages.of_story(tx, app, draft)
    return house_of(tx, app, draft.outlet, mailbox, language)


def house_of(tx: Tx, app: App, outlet: str, mailbox: str = "", language: Language | None = None) -> letters.House:
    """The newsroom as its letters need it, with its own words of them; `mailbox`: where what they answer came in;
    `language`: of whoever gets them, else the newsroom's."""
    found, box = app.settings.outlet(outlet), app.settings.mailbox(mailbox)
    spoken = language or found.language
    own = letter_templates.of_outlet(tx, outlet, spoken, default=found.language)
    known = box if box and box.address and box.outlet == outlet else None
    return letters.House(
        found.code,
        found.name,
        known.address if known else found.address,
        spoken,
        app.settings.timezone,
        found.reply_days,
        app.keys,
        known.plus_addresses if known else found.plus_addresses,
        app.settings.web.address.rstrip("/"),
        {kind: Template(*words) for kind, words in own.items()},
        known.name if known else "",
    )
