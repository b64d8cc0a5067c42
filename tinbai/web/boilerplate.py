"""Passages the machine leaves aside when it compares stories, as editors taught it; each can be taken off the list."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai import judging
from tinbai.decisions import may
from tinbai.queue.twins.phrases import scopes_of
from tinbai.store import people, phrases
from tinbai.store.phrases import Phrase
from tinbai.store.verdicts import Key
from tinbai.web.desk import desk_of, person_of, scope_of, words_of
from tinbai.web.forms import form
from tinbai.web.pages import page, redirect

_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """A passage, whose stories it stands in, who taught it; `address` of the two stories, "" where one is foreign."""

    phrase: Phrase
    senders: tuple[str, ...]
    units: tuple[str, ...]
    who: str
    address: str


def show(request: Request) -> Response:
    """What was taught by stories of the newsrooms in view, the latest first."""
    scope = scope_of(request)
    with desk_of(request).app.database.read() as tx:
        names = people.names(tx)
        found = phrases.listed(tx, scope.shown)
        authors = phrases.authors(tx, {end for one in found for end in _seen(one, scope.codes)})
    whose = {key: scopes_of(address, byline) for key, (address, byline) in authors.items()}
    lines = [_line(_shared(one, whose, scope.codes), names.get(one.by, ""), scope.codes) for one in found]
    removable = any(may(person_of(request), outlet, "edit") for outlet in scope.codes)
    return page(request, "boilerplate.html", lines=lines, removable=removable)


def _seen(one: Phrase, outlets: Collection[str]) -> list[Key]:
    """Which of the two stories the reader may see."""
    return [key for key in (one.one, one.other) if key[0] in outlets]


def _shared(one: Phrase, whose: Mapping[Key, frozenset[str]], outlets: Collection[str]) -> Phrase:
    """Of a story in a newsroom the reader has no part in: neither its sender nor its figures, which need not be the
    same where the words are. whose: whose boilerplate may stand in the one he sees."""
    ends = _seen(one, outlets)
    if len(ends) == 2:
        return one
    mine = frozenset[str]().union(*(whose.get(key, frozenset()) for key in ends))
    words = one.words if one.one in ends else _FIGURE.sub("…", one.words)  # they are written as in the first one
    return replace(one, words=words, scopes=tuple(scope for scope in one.scopes if scope in mine))


def _line(one: Phrase, who: str, outlets: tuple[str, ...]) -> Line:
    senders = tuple(scope.removeprefix("sender ") for scope in one.scopes if scope.startswith("sender "))
    units = tuple(scope.removeprefix("unit ") for scope in one.scopes if scope.startswith("unit "))
    readable = {one.one[0], one.other[0]} <= set(outlets)
    address = f"/tin/{'/'.join(one.one)}/trung/{'/'.join(one.other)}" if readable else ""
    return Line(one, senders, units, who, address)


def remove(request: Request) -> Response:
    """Take a passage off the list."""
    form(request)
    verdict, place = int(request.path_params["verdict"]), int(request.path_params["place"])
    judging.forget_phrase(desk_of(request).app, verdict, place, person_of(request))
    said = words_of(request).t("Taken off the list: it counts in full from now on.")
    return redirect(request, "/khuon-mau", said, f"/khuon-mau/{verdict}/{place}/hoan-tac")


def undo(request: Request) -> Response:
    """Put it on again."""
    form(request)
    verdict, place = int(request.path_params["verdict"]), int(request.path_params["place"])
    judging.forget_phrase(desk_of(request).app, verdict, place, person_of(request), again=True)
    return redirect(request, "/khuon-mau", words_of(request).t("It counts as boilerplate again."))


ROUTES = (
    Route("/khuon-mau", show, methods=["GET"]),
    Route("/khuon-mau/{verdict:int}/{place:int}", remove, methods=["POST"]),
    Route("/khuon-mau/{verdict:int}/{place:int}/hoan-tac", undo, methods=["POST"]),
)
