"""Triage: one story at a time; a verdict, and the next one stands there. Keys for it all, plain forms without them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tinbai import clearing, decisions
from tinbai.clearing import Cleared
from tinbai.decisions import may
from tinbai.errors import NotFound
from tinbai.model import Draft, State, Verdict
from tinbai.notifier import letters
from tinbai.parsers.photo.crop import crop_at, shown_size
from tinbai.picture import in_order
from tinbai.queue import review
from tinbai.queue.checks import unseen
from tinbai.store import Tx
from tinbai.store import glance as glances
from tinbai.store import upcoming as stories
from tinbai.store.glance import Glance
from tinbai.store.listing import Wanted
from tinbai.store.upcoming import Upcoming
from tinbai.web.beside import SAME
from tinbai.web.deciding import SAID
from tinbai.web.desk import desk_of, must, person_of, scope_of, words_of
from tinbai.web.filters import GENRES, Filters, filters_of
from tinbai.web.forms import form, query
from tinbai.web.held import is_closed
from tinbai.web.later import moment, moments
from tinbai.web.pages import page, redirect
from tinbai.web.places import after, place
from tinbai.web.portal import unplaced
from tinbai.web.reasons import Point, asks, letters_language, note_of, reasons
from tinbai.web.tags import tags_of
from tinbai.web.told import told

STORY, VERDICT, TICK, NOTE, BASE, ONLINE, DONE = "tin", "v", "y", "thu", "goc", "dang", "da"  # fields
_MOST_STEPS = 30  # of the line that shows how far one is


@dataclass(frozen=True, slots=True)
class Card:
    """One story as the page shows it. told: who gets a letter after a decision, "" when nobody does."""

    draft: Draft
    cover: int | None  # number of the photo above the text, None where the first one stands in the text
    others: Sequence[int]  # photos that stand nowhere in the text, as the editors have put them
    address: str
    told: str
    stopped: bool  # pages must be looked at before it can be approved
    online: bool  # others have it on their pages
    compared: str  # address that lays the first of its twins beside it
    watching: str

    def photo_size(self, number: int, whole: bool = False) -> tuple[int, int]:
        photo = self.draft.item.photos[number - 1]
        crop = None if whole else crop_at(self.draft.revision.story.crops, number)
        return shown_size(photo.width, photo.height, crop)


def show(request: Request) -> Response:
    """The story in the address, else the next one nobody else has."""
    return _page(request, "triage.html")


def card(request: Request) -> Response:
    """The same without the frame of the page, for a script that prepares the next one."""
    return _page(request, "triage_card.html")


def _page(request: Request, template: str) -> Response:
    scope, words, person = scope_of(request), words_of(request), person_of(request)
    filters = filters_of(request, scope)
    wanted = _wanted(request, filters)
    start, asked = after(query(request, "sau")), query(request, STORY)
    with desk_of(request).app.database.read() as tx:
        named = _named(request, tx, asked) if asked else None
        if named:
            start = (named.draft.received_at, named.draft.id)
            found = [named, *stories.upcoming(tx, wanted, person.id, words.now, start, 1)]
        else:
            found = stories.upcoming(tx, wanted, person.id, words.now, start)
        seen = glances.glance(tx, [_key(one.draft) for one in found[:1]], words.now)
    common: dict[str, Any] = {"filters": filters, "done": _done(request), "more": start is not None}
    if not found:
        return page(request, "triage_end.html" if template == "triage.html" else "triage_end_card.html", **common)
    first = found[0]
    draft = first.draft
    return page(
        request,
        template,
        c=_card(request, first, seen),
        story=draft.revision.story,
        verdicts=[one.value for one in _verdicts(request, draft)],
        for_approval=_for_approval(request, draft),
        problems=told(words, draft),
        tags=tags_of(words, draft, sorted(seen.relations.get(_key(draft), ()))),
        reasons=reasons(words, words.language),  # only their labels stand there
        asks=asks(words, words.language, draft),
        moments=moments(words),
        place=place(draft.received_at, draft.id),
        genre_names=GENRES,
        base=base_of(draft),
        most_steps=_MOST_STEPS,
        following=found[1].draft.revision.story.title if len(found) > 1 else "",
        house=desk_of(request).app.settings.outlet(draft.outlet).name if len(scope.shown) > 1 else "",
        **common,
    )


def _wanted(request: Request, filters: Filters) -> Wanted:
    """Of the list in view what an editor may decide on."""
    scope, person = scope_of(request), person_of(request)
    found = filters.wanted(scope, person, words_of(request))
    outlets = [outlet for outlet in scope.shown if may(person, outlet, "decide")]
    states = [state for state in found.states if state in review.EDITABLE]
    return replace(found, outlets=outlets, states=states, later="hide" if found.later == "any" else found.later)


def _named(request: Request, tx: Tx, name: str) -> Upcoming:
    """The story asked for by newsroom and id."""
    outlet, _, draft = name.partition("/")
    must(request, outlet, "decide")
    found = stories.one(tx, outlet, draft)
    if found is None or is_closed(found.draft):
        raise NotFound("no such story")
    return found


def _card(request: Request, one: Upcoming, seen: Glance) -> Card:
    draft, key, codes = one.draft, _key(one.draft), scope_of(request).codes
    relations = seen.relations.get(key, set())
    partner = next((other for other in seen.partners.get(key, ()) if other[0] in codes), None)
    twin = partner if partner and relations & SAME else None
    sender = draft.sender
    address = f"/tin/{draft.outlet}/{draft.id}"
    watching = {who: name for who, name in seen.watching.get(key, {}).items() if who != person_of(request).id}
    loose, order = unplaced(draft), in_order(draft.revision.story.order, len(draft.item.photos))
    cover = next((number for number in order[:1] if number in loose), None)
    return Card(
        draft,
        cover,
        [number for number in loose if number != cover],
        address,
        told=(sender.name or sender.address) if sender and not one.silent else "",
        stopped=bool(unseen(draft.problems)) and not one.checked,
        online="published" in relations,
        compared=f"{address}/trung/{twin[0]}/{twin[1]}" if twin else "",
        watching=", ".join(sorted(watching.values())),
    )


def _key(draft: Draft) -> tuple[str, str]:
    return draft.outlet, draft.id


def base_of(draft: Draft) -> str:
    """Names the text as the page shows it."""
    return f"{draft.revision.no}.{draft.revision.saves}"


def _done(request: Request) -> int:
    """How many were worked off in this sitting, as the address says."""
    said = query(request, DONE)
    return int(said) if said.isdecimal() and len(said) < 5 else 0


def _verdicts(request: Request, draft: Draft) -> Sequence[Verdict]:
    approval = desk_of(request).app.settings.outlet(draft.outlet).approval
    chief = may(person_of(request), draft.outlet, "approve")
    return review.allowed(draft.state, approval=approval, chief=chief)


def _for_approval(request: Request, draft: Draft) -> bool:
    approval = desk_of(request).app.settings.outlet(draft.outlet).approval
    return approval and not may(person_of(request), draft.outlet, "approve")


# --- Acting --------------------------------------------------------------------------------------------------------


def act(request: Request) -> Response:
    """What was pressed; then the next story. A script gets a few words instead of the page."""
    fields, words = form(request), words_of(request)
    scope = scope_of(request)
    filters = filters_of(request, scope)
    name = str(fields.get(STORY, ""))
    with desk_of(request).app.database.read() as tx:
        found = _named(request, tx, name)
        seen = glances.glance(tx, [_key(found.draft)], words.now)
    here = f"/hang-cho/triage?{filters.query(tin=name, da=str(_done(request)))}"
    refused = _refused(request, fields, found, seen)
    done = None if refused else _act(request, fields, found.draft, here)
    if done is None or done.deed is None:
        said = refused or words.t(
            "Nothing was changed: a colleague has this story, or decided on it. Please look again."
        )
        return _answer(request, said, "", here, status=409)
    at = place(found.draft.received_at, found.draft.id)
    onward = f"/hang-cho/triage?{filters.query(sau=at, da=str(_done(request) + 1))}"
    return _answer(request, _said(request, found, done, fields), f"/viec/{done.deed.id}/hoan-tac", onward)


def _answer(request: Request, said: str, undo: str, onward: str, status: int = 200) -> Response:
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"text": said, "undo": undo, "to": onward}, status)
    return redirect(request, onward, said, undo)


def _refused(request: Request, fields: FormData, found: Upcoming, seen: Glance) -> str:
    """Why nothing is done, in words; "" when it may be."""
    words, draft = words_of(request), found.draft
    if str(fields.get(BASE, "")) != base_of(draft):
        return words.t("A colleague has changed this story meanwhile. Please look again, then decide.")
    if str(fields.get(VERDICT, "")) == Verdict.APPROVE.value:
        if unseen(draft.problems) and not found.checked:
            return words.t("Look at every page the machine could not read first: open the story.")
        if "published" in seen.relations.get(_key(draft), ()) and not fields.get(ONLINE):
            return words.t("Others have published it meanwhile. Please look again, then decide.")
    return ""


def _act(request: Request, fields: FormData, draft: Draft, here: str) -> Cleared | None:
    app, person, words = desk_of(request).app, person_of(request), words_of(request)
    keys, (wish, _, value) = [_key(draft)], str(fields.get(VERDICT, "")).partition(".")
    if wish == "later":
        until = moment(words, value)
        return clearing.put_off(app, keys, person, until.at, here) if until else None
    if wish not in [one.value for one in Verdict if one is not Verdict.RETURN]:
        raise NotFound("no such verdict")
    verdict, note = Verdict(wish), _note(request, fields, draft, value)
    if verdict is not Verdict.APPROVE and not note:
        return None
    return clearing.decide(app, keys, person, verdict, {(draft.outlet, draft.id): note}, here)


def _note(request: Request, fields: FormData, draft: Draft, code: str) -> str:
    """What the author is told: the reason that was pressed, or what was ticked and typed."""
    words, language = words_of(request), letters_language(request, draft)
    if code:
        return note_of([point for point in reasons(words, language) if point.code == code])
    ticked = {str(one) for one in fields.getlist(TICK)}
    chosen: list[Point] = [point for point in asks(words, language, draft) if point.code in ticked]
    return "\n".join(part for part in (note_of(chosen), decisions.clean(str(fields.get(NOTE, "")))) if part)


def _said(request: Request, found: Upcoming, done: Cleared, fields: FormData) -> str:
    words, draft = words_of(request), found.draft
    title = letters.clean(draft.revision.story.title, 60) or words.t("Without a title")
    if done.state is None:
        until = moment(words, str(fields.get(VERDICT, "")).partition(".")[2])
        return words.t("Put off until {time}: “{title}”.", time=words.clock(until.at) if until else "", title=title)
    said = [words.t(SAID[done.state], title=title)]
    if draft.sender and not found.silent and done.state is not State.AWAITING_APPROVAL:
        seconds = desk_of(request).app.settings.smtp_out.undo_seconds
        said.append(words.tn("The letter leaves in {n} second.", "The letter leaves in {n} seconds.", seconds))
    return " ".join(said)


ROUTES = (
    Route("/hang-cho/triage", show, methods=["GET"]),
    Route("/hang-cho/triage", act, methods=["POST"]),
    Route("/hang-cho/triage/the", card, methods=["GET"]),
)
