"""One press on several stories of the queue: take them in hand, put them off, reject them, hand them over; and undo."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import clearing, i18n, languages
from tinbai.app import App
from tinbai.clearing import Cleared, Key
from tinbai.errors import Conflict, NotFound
from tinbai.model import Verdict
from tinbai.store import drafts, people
from tinbai.store.people import Person
from tinbai.web.desk import desk_of, person_of, scope_of, words_of
from tinbai.web.forms import form, own_path
from tinbai.web.later import moment
from tinbai.web.pages import redirect
from tinbai.web.reasons import REASONS
from tinbai.web.troubles import trouble

CHOSEN, ACT, BACK, WHOM, NOTE = "chon", "viec", "ve", "cho", "loi-nhan"  # fields
Said = tuple[Cleared, str]  # what was done, msgid of one and of many in words


def act(request: Request) -> Response:
    """The act of the button that was pressed, on the stories that were ticked."""
    fields, words = form(request), words_of(request)
    keys, back = chosen(request, fields), own_path(str(fields.get(BACK, "")))
    name, _, value = str(fields.get(ACT, "")).partition(".")
    if not keys:
        return redirect(request, back, words.t("No story was ticked."))
    done = _ACTS[name](request, fields, keys, value, back) if name in _ACTS else None
    if done is None:
        return redirect(request, back, words.t("Please say first what is to be done with the stories."))
    return redirect(request, back, *told(request, *done))


def chosen(request: Request, fields: FormData) -> list[Key]:
    """The ticked stories of newsrooms the person reads."""
    codes = scope_of(request).codes
    pairs = [str(one).partition("/")[::2] for one in fields.getlist(CHOSEN)]
    return [(outlet, draft) for outlet, draft in dict.fromkeys(pairs) if outlet in codes and draft]


def told(request: Request, done: Cleared, said: str) -> tuple[str, str]:
    """(what is said, where it is undone)."""
    words = words_of(request)
    parts = [said] if done.deed else []
    if done.left:
        parts.append(
            words.tn(
                "{n} story was left alone: a colleague has it, or it does not allow that.",
                "{n} stories were left alone: a colleague has them, or they do not allow that.",
                done.left,
            )
        )
    return " ".join(parts), f"/viec/{done.deed.id}/hoan-tac" if done.deed else ""


def _claim(request: Request, _fields: FormData, keys: Sequence[Key], _value: str, back: str) -> Said:
    words = words_of(request)
    done = clearing.claim(desk_of(request).app, keys, person_of(request), back)
    return done, words.tn("{n} story is in your hands.", "{n} stories are in your hands.", done.done)


def _later(request: Request, _fields: FormData, keys: Sequence[Key], value: str, back: str) -> Said | None:
    words = words_of(request)
    until = moment(words, value)
    if until is None:
        return None
    done = clearing.put_off(desk_of(request).app, keys, person_of(request), until.at, back)
    return done, words.tn("{n} story is put off until {time}.", "{n} stories are put off until {time}.", done.done,
                          time=words.clock(until.at))  # fmt: skip


def _reject(request: Request, _fields: FormData, keys: Sequence[Key], value: str, back: str) -> Said | None:
    app, person, words = desk_of(request).app, person_of(request), words_of(request)
    if value not in REASONS:
        return None
    done = clearing.decide(app, keys, person, Verdict.REJECT, _sentences(app, keys, REASONS[value][1]), back)
    return done, words.tn("{n} story is not used.", "{n} stories are not used.", done.done)


def _sentences(app: App, keys: Sequence[Key], msgid: str) -> dict[Key, str]:
    """The reason in the language of each author; what has gone meanwhile has none."""
    said = {}
    with app.database.read() as tx:
        for outlet, draft in keys[: clearing.MOST]:
            with suppress(NotFound):
                spoken = languages.of_story(tx, app, drafts.get(tx, outlet, draft))
                said[outlet, draft] = i18n.text(spoken, msgid)
    return said


def _hand(request: Request, fields: FormData, keys: Sequence[Key], _value: str, back: str) -> Said | None:
    app, words = desk_of(request).app, words_of(request)
    to = colleague(request, str(fields.get(WHOM, "")))
    if to is None:
        return None
    done = clearing.hand(app, keys, person_of(request), to, str(fields.get(NOTE, "")), back)
    return done, words.tn("{n} story was handed to {name}.", "{n} stories were handed to {name}.", done.done,
                          name=to.name)  # fmt: skip


def colleague(request: Request, identity: str) -> Person | None:
    """Somebody of the newsrooms the person reads."""
    with desk_of(request).app.database.read() as tx:
        found = people.by_id(tx, identity)
    shared = found and set(found.roles) & set(scope_of(request).codes)
    return found if found and shared and found.disabled_at is None else None


_ACTS: dict[str, Callable[[Request, FormData, Sequence[Key], str, str], Said | None]] = {
    "nhan": _claim,
    "sau": _later,
    "tu-choi": _reject,
    "giao": _hand,
}


def undo(request: Request) -> Response:
    """Take all of it back."""
    form(request)
    words = words_of(request)
    try:
        deed = clearing.undo(desk_of(request).app, request.path_params["deed"], person_of(request))
    except Conflict:
        late = "The time for undo is over, or a colleague went on meanwhile. See what was decided lately."
        return trouble(request, 409, ("Too late to undo", late))
    said = words.tn("Undone: {n} story is where it was.", "Undone: {n} stories are where they were.", len(deed.drafts))
    return redirect(request, deed.back, said)


ROUTES = (
    Route("/hang-cho/nhieu", act, methods=["POST"]),
    Route("/viec/{deed}/hoan-tac", undo, methods=["POST"]),
)
