"""A letter as it would read for a real story: the one an editor names, else the latest whose author is written to in
the language of the letter, else the latest. Never one that is held."""

from dataclasses import dataclass

from tinbai import languages
from tinbai.app import App
from tinbai.i18n import moment, text
from tinbai.model import Draft
from tinbai.notifier import letters, marks
from tinbai.notifier.letters import House, Told
from tinbai.notifier.templates import Template
from tinbai.queue.checks import points
from tinbai.reminding import USUAL_DAYS
from tinbai.store import Tx, drafts, examples
from tinbai.store.reminders import KIND

_LOOKED_AT = 20  # stories, for one in the language
_EXAMPLE = {"note": "…", "link": "https://…", "other_receipt": "…"}


@dataclass(frozen=True, slots=True)
class Sample:
    """`draft`: the story that fills the places, None where there is none and they stay named; `unknown`: the number
    asked for, where it names none that may be shown."""

    subject: str
    text: str
    draft: Draft | None
    unknown: str = ""


def sample(tx: Tx, app: App, house: House, kind: str, template: Template, number: str) -> Sample:
    """`number`: the receipt number of the story wanted, "" for the latest."""
    found = _numbered(tx, house.outlet, number) if number else None
    draft = found or _latest(tx, app, house)
    days = USUAL_DAYS if kind == KIND else house.reply_days
    values = {"house": house.name, "days": str(days), "time": moment(house.language, app.now(), house.timezone)}
    shown = {name: f"[{name}]" for name in ("name", "receipt", "title", "stories")} | _EXAMPLE
    filled = template.filled(shown | values | {"address": house.address} | (_of(draft, house) if draft else {}))
    return Sample(*filled, draft, number if number and found is None else "")


def _numbered(tx: Tx, outlet: str, number: str) -> Draft | None:
    known = (examples.numbered(tx, outlet, one) for one in (*marks.numbers(number), number.upper()))
    return next((drafts.get(tx, outlet, one) for one in known if one), None)


def _latest(tx: Tx, app: App, house: House) -> Draft | None:
    last: Draft | None = None
    for one in examples.newest(tx, house.outlet, _LOOKED_AT):
        draft = drafts.get(tx, house.outlet, one)
        if languages.of_story(tx, app, draft) == house.language:
            return draft
        last = last or draft
    return last


def _of(draft: Draft, house: House) -> dict[str, str]:
    title = draft.revision.story.title or text(house.language, "(no title)")
    told = Told(draft.id, draft.receipt_no, title, draft.words, len(draft.item.photos), points(draft.problems))
    name = (draft.sender.name if draft.sender else "") or "…"
    stories = letters.told_of(house, [told])
    return {"name": name, "receipt": draft.receipt_no, "title": title, "stories": stories}
