"""The contributor's own page behind a signed link: what it may show, and an answer given there.

An answer becomes a mail of the contributor with a mark of ours, accepted like any other: it is durable before the page
says so, and whatever comes with it takes the way every attachment takes.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final

import structlog

from tinbai import languages, pipeline
from tinbai.app import App
from tinbai.errors import NotAllowed, NotFound
from tinbai.i18n import Language
from tinbai.model import Act, Address, Arrival, Decision, Draft, Source, State, Verdict
from tinbai.notifier import letters, marks
from tinbai.queue.review import EDITABLE
from tinbai.store import Tx, acts, decisions, deliveries, drafts, senders, sightings
from tinbai.store.senders import Sent
from tinbai.telling import house_about

log = structlog.get_logger("contributing")

DOOR: Final = "page"
_SHOWN = timedelta(days=365)  # how far back other stories are told
_MOST_OTHERS = 10
_MOST_ANSWERS = 10  # of one page in an hour
_LONGEST = 20_000  # characters of an answer
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Own:
    """What a contributor sees of his story. `state`: as his letters told it; a decision is not shown before they leave.

    `asked`: what the editors want, "" when nothing; `published`: where it stands; `others`: his latest other stories.
    """

    draft: Draft
    state: State
    house: str
    language: Language
    asked: str
    asked_at: datetime | None
    decided_at: datetime | None
    published: str
    others: Sequence[Sent]

    @property
    def answerable(self) -> bool:
        return self.state in EDITABLE


def link(app: App, outlet: str, draft: str) -> str:
    """The address of the page; "" when the settings do not say under which address the desk is reached."""
    base = app.settings.web.address.rstrip("/")
    return f"{base}/t/{marks.page_token(app.keys, outlet, draft, app.now().date())}" if base else ""


def own_page(app: App, token: str) -> Own:
    """Raises NotFound for a link that is not ours or has ended, and for whatever is held."""
    outlet, draft = marks.page_of(app.keys, token, app.now().date()) or ("", "")
    if all(one.code != outlet for one in app.settings.outlets):
        raise NotFound("no such page")
    now = app.now()
    with app.database.read() as tx:
        found = drafts.get(tx, outlet, draft)
        if found.state is State.HELD or found.sender is None:
            raise NotFound("no such page")
        told, last = _told(tx, app, found)
        published = acts.standing(acts.of_draft(tx, outlet, draft), "published")
        language = languages.of_story(tx, app, found)
        others = [one for one in senders.latest(tx, outlet, found.sender.address, now - _SHOWN) if one.id != draft]
    asks = last is not None and last.verdict is Verdict.ASK and told is State.REVISION_REQUESTED
    return Own(
        draft=found,
        state=told,
        house=app.settings.outlet(outlet).name,
        language=language,
        asked=last.note if last and asks else "",
        asked_at=last.at if last and asks else None,
        decided_at=last.at if last else None,
        published=_address(published, told),
        others=others[:_MOST_OTHERS],
    )


def _told(tx: Tx, app: App, draft: Draft) -> tuple[State, Decision | None]:
    """State and decision as they are known outside: one that can still be undone was not taken yet."""
    standing = [one for one in decisions.of_draft(tx, draft.outlet, draft.id) if one.undone_at is None]
    undo = timedelta(seconds=app.settings.smtp_out.undo_seconds)
    if standing and app.now() <= standing[-1].at + undo and draft.state is standing[-1].to_state:
        return standing[-1].from_state, standing[-2] if len(standing) > 1 else None
    return draft.state, standing[-1] if standing else None


def _address(published: Act | None, state: State) -> str:
    return published.note if published and state is State.PUBLISHED else ""


def answer(app: App, token: str, text: str, files: Sequence[tuple[str, Path]]) -> None:
    """Take what the contributor writes and sends; `files`: (name, where it lies). Durable when this returns.

    Raises NotFound, NotAllowed (it is decided; too many answers), TryLater (no room).
    """
    own = own_page(app, token)
    draft = own.draft
    if not own.answerable:
        raise NotAllowed("this story is decided")
    if not text.strip() and not files:
        raise NotAllowed("nothing was written or chosen")
    with app.database.read() as tx:
        if sightings.seen(tx, draft.outlet, DOOR, draft.id, app.now() - _HOUR) >= _MOST_ANSWERS:
            raise NotAllowed("too many answers within an hour")
        sent = deliveries.of_draft(tx, draft.outlet, draft.id)
    mail = _mail(app, draft, text[:_LONGEST], files, sent[-1].letter.message_id if sent else None)
    source = Source(DOOR, draft.outlet, DOOR, draft.id, 0, secrets.token_hex(8))
    pipeline.accept(app, Arrival(source, mail.as_bytes(policy=SMTP), app.now()))
    log.info("answered on the page", action="own-answer", draft=draft.id, files=len(files))


def _mail(
    app: App, draft: Draft, text: str, files: Sequence[tuple[str, Path]], answers: str | None
) -> EmailMessage:  # fmt: skip
    """The answer as the mail that it would have been; the code in its subject joins it to the story."""
    address = app.settings.outlet(draft.outlet).address
    sender = draft.sender or Address("", "")
    code = marks.code(app.keys, draft.outlet, draft.receipt_no)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{letters.clean(sender.name, 80)} <{sender.address}>" if sender.name else sender.address
    mail["To"] = address
    mail["Subject"] = letters.clean(f"Re: [{draft.receipt_no} {code}] {draft.revision.story.title}")
    mail["Date"] = format_datetime(app.now())
    mail["Message-ID"] = f"<page.{secrets.token_hex(12)}@{address.rpartition('@')[2]}>"
    if answers:
        mail["In-Reply-To"] = f"<{answers}>"
    mail.set_content(text.replace("\x00", "") + "\n", charset="utf-8", cte="base64")
    for name, file in files:
        mail.add_attachment(
            file.read_bytes(), "application", "octet-stream", filename=letters.clean(name, 120) or "tep"
        )  # fmt: skip
    return mail


def send_link(app: App, address: str) -> None:
    """Send a fresh link to the latest story of each newsroom that this address has written to; at most one in an hour.

    Nobody learns from it whether there is any such story.
    """
    since = app.now() - _SHOWN
    for outlet in app.settings.outlets:
        with app.database.write() as tx:
            found = senders.latest(tx, outlet.code, address, since, limit=1)
            if found:
                _promise_link(tx, app, drafts.get(tx, outlet.code, found[0].id))


def is_ours(app: App, token: str) -> bool:
    """Whether the link was made here for a newsroom that is here still, also one that has ended."""
    outlet, _ = marks.page_of(app.keys, token) or ("", "")
    return any(one.code == outlet for one in app.settings.outlets)


def renew_link(app: App, token: str) -> None:
    """Send a fresh link to whoever sent the story this link led to, as above. Raises NotFound for one not ours."""
    outlet, draft = marks.page_of(app.keys, token) or ("", "")
    if not is_ours(app, token):
        raise NotFound("no such page")
    with app.database.write() as tx:
        found = drafts.get(tx, outlet, draft)
        if found.state is not State.HELD:
            _promise_link(tx, app, found)


def _promise_link(tx: Tx, app: App, draft: Draft) -> None:
    """Once in an hour for each story; nothing when the settings give the desk no address."""
    target, now = link(app, draft.outlet, draft.id), app.now()
    if not target or draft.sender is None:
        return
    house = house_about(tx, app, draft)
    delivery = letters.promised(
        house,
        draft.sender,
        (None, ()),
        letters.fresh_link(house, draft.sender.name, draft.receipt_no, target),
        key=f"link:{draft.outlet}:{draft.id}:{now:%Y%m%d%H}",
        kind="link",
        draft=draft.id,
        now=now,
        due=now,
        receipt_no=draft.receipt_no,
    )
    deliveries.promise(tx, delivery)
