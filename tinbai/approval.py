"""The head of a board is asked by letter: a signed link that ends, for one person, one story and one request.

The link says who may answer what; it is good while that request stands and for LASTS days at most. Whether it opens by
itself or after signing in is the newsroom's choice (`outlets.approval_link`); where it wants a second factor of
everybody, it never opens by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tinbai.app import App
from tinbai.i18n import text
from tinbai.keys import Keys
from tinbai.model import Address, Decision, Draft
from tinbai.notifier import letters
from tinbai.settings import Outlet
from tinbai.store import Tx, approvals, deliveries
from tinbai.store.people import Person
from tinbai.telling import house_of

LASTS = timedelta(days=3)
_PURPOSE = "approve"


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is for: `no`: number of the decision by which the editor asked."""

    outlet: str
    draft: str
    no: int
    person: str


def token(keys: Keys, link: Link, day: date) -> str:
    words = f"{link.outlet}:{link.draft}:{link.no}:{link.person}"
    return keys.sealed(_PURPOSE, words.encode(), day + LASTS)


def opened(keys: Keys, written: str, today: date) -> Link | None:
    """None for a link that is not ours or has ended."""
    words = keys.opened(_PURPOSE, written, today)
    parts = words.decode().split(":") if words else []
    return Link(parts[0], parts[1], int(parts[2]), parts[3]) if len(parts) == 4 else None


def opens_by_itself(outlet: Outlet) -> bool:
    """Whether the link needs no signing in."""
    return outlet.approval_link == "open" and outlet.second_factor != "required"


def ask(tx: Tx, app: App, draft: Draft, made: Decision, heads: Sequence[Person], editor: str) -> None:
    """Promise each head of the board a letter with his link, due when undo has run out."""
    house, own = house_of(tx, app, draft.outlet), app.settings.own_addresses()
    if not house.page:
        return  # nobody has said under which address the desk is reached
    for person in heads:
        if person.email.lower() in own or person.id == made.by:
            continue
        link = Link(draft.outlet, draft.id, made.no, person.id)
        address = f"{house.page}/duyet/{token(app.keys, link, made.at.date())}"
        delivery = letters.promised(
            house, Address(person.name, person.email), (None, ()), _letter(house, draft, person, editor, address),
            key=f"approval:{draft.outlet}:{draft.id}:{made.no}:{person.id}", kind=approvals.KIND, draft=draft.id,
            now=made.at, due=made.at + timedelta(seconds=app.settings.smtp_out.undo_seconds),
        )  # fmt: skip
        deliveries.promise(tx, delivery)


def _letter(house: letters.House, draft: Draft, person: Person, editor: str, address: str) -> tuple[str, str]:
    language = house.language
    title = letters.clean(draft.revision.story.title, 120) or text(language, "(no title)")
    lines = [
        text(language, "Dear {name},", name=letters.clean(person.name, 80)),
        "",
        text(language, "{name} has sent you a story for approval:", name=letters.clean(editor, 80)),
        f"“{title}”",
        text(language, "Please read it, then approve it or send it back:"),
        address,
        text(language, "This link is for you only and works for {n} days. Please do not share it.", n=LASTS.days),
        "",
        house.name,
    ]
    subject = text(language, "[{receipt}] For approval: {title}", receipt=draft.receipt_no, title=title)
    return letters.clean(subject), "\n".join(lines) + "\n"
