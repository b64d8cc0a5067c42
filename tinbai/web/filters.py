"""Which stories a page of the queue shows, as its address says it: a list, narrowed by what else is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from tinbai.decisions import hidden_from
from tinbai.model import State
from tinbai.queue.review import STATE_NAMES
from tinbai.store.listing import Wanted
from tinbai.store.people import Person
from tinbai.web.desk import Scope
from tinbai.web.forms import query
from tinbai.web.views import BY_NAME, VIEWS, View
from tinbai.web.words import Words

# value of ?tuoi= -> (msgid, came in at least so long ago, came in at most so long ago)
AGES: Mapping[str, tuple[str, timedelta | None, timedelta | None]] = {
    "24-gio": ("Of the last 24 hours", None, timedelta(hours=24)),
    "7-ngay": ("Of the last 7 days", None, timedelta(days=7)),
    "qua-24-gio": ("Older than 24 hours", timedelta(hours=24), None),
    "qua-3-ngay": ("Older than 3 days", timedelta(days=3), None),
    "qua-30-ngay": ("Older than 30 days", timedelta(days=30), None),
}
PHOTOS: Mapping[str, str] = {"co": "With photos", "khong": "Without photos"}
GENRES: Mapping[str, str] = {
    "news_brief": "News brief",
    "feature": "Feature",
    "profile": "Profile",
    "interview": "Interview",
    "reportage": "Reportage",
    "photo_story": "Photo story",
    "commentary": "Commentary",
}
_YES = "co"
_NAMES = {"search": "tim", "state": "trang-thai", "unit": "don-vi", "section": "chuyen-muc", "genre": "the-loai",
          "sender": "nguoi-gui", "age": "tuoi", "photo": "anh", "twins": "trung", "mine": "cua-toi"}  # fmt: skip

Part = Literal["search", "state", "unit", "section", "genre", "sender", "age", "photo", "twins", "mine"]


@dataclass(frozen=True, slots=True)
class Filters:
    """`view`: the list; the other parts narrow it and are "" where they do not."""

    view: View
    outlet: str = ""  # code of the one chosen
    search: str = ""
    state: str = ""
    unit: str = ""
    section: str = ""
    genre: str = ""
    sender: str = ""
    age: str = ""
    photo: str = ""
    twins: str = ""
    mine: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether it shows less than its list."""
        return any(getattr(self, part) for part in _NAMES)

    @property
    def states(self) -> tuple[State, ...]:
        chosen = tuple(state for state in self.view.states if state.value == self.state)
        return chosen or self.view.states

    def wanted(self, scope: Scope, person: Person, words: Words) -> Wanted:
        """For the store."""
        _, older, younger = AGES.get(self.age, ("", None, None))
        view = self.view
        return Wanted(
            scope.shown,
            self.states,
            mine=view.only == "mine" or bool(self.mine),
            late=view.only == "late",
            twins=view.only == "twins" or bool(self.twins),
            photo={"co": True, "khong": False}.get(self.photo),
            unit=self.unit,
            section=self.section,
            genre=self.genre,
            sender=self.sender.lower(),
            before=words.now - older if older else None,
            since=words.now - younger if younger else None,
            search=self.search,
            hidden=hidden_from(person, scope.shown),
            later=view.later,
            newest=not view.counted,
        )

    def query(self, **changes: str) -> str:
        """What stands behind the question mark; changes: parts by their names in the address, "" leaves one out."""
        said = {"xem": self.view.name, "noi": self.outlet}
        said |= {name: getattr(self, part) for part, name in _NAMES.items()} | changes
        return urlencode({name: text for name, text in said.items() if text and (name, text) != ("xem", VIEWS[0].name)})

    def address(self, **changes: str) -> str:
        asked = self.query(**changes)
        return f"/hang-cho?{asked}" if asked else "/hang-cho"

    def chips(self, words: Words) -> list[tuple[str, str]]:
        """(what it is narrowed by, the address without it)."""
        said = {
            "search": f"“{self.search}”",
            "state": words.t(_state_name(self.state)) if self.state else "",
            "unit": self.unit,
            "section": self.section,
            "genre": words.t(GENRES[self.genre]) if self.genre in GENRES else self.genre,
            "sender": self.sender,
            "age": words.t(AGES[self.age][0]) if self.age else "",
            "photo": words.t(PHOTOS[self.photo]) if self.photo else "",
            "twins": words.t("Possibly the same"),
            "mine": words.t("Mine"),
        }
        return [(said[part], self.address(**{name: ""})) for part, name in _NAMES.items() if getattr(self, part)]


def filters_of(request: Request, scope: Scope) -> Filters:
    """What the address asks for; what it cannot mean is left out."""
    asked = {part: query(request, name) for part, name in _NAMES.items()}
    view = BY_NAME.get(query(request, "xem"), VIEWS[0])
    found = Filters(view, scope.chosen, **asked)
    return replace(
        found,
        state=found.state if any(state.value == found.state for state in view.states) else "",
        age=found.age if found.age in AGES else "",
        photo=found.photo if found.photo in PHOTOS else "",
        twins=_YES if found.twins else "",
        mine=_YES if found.mine else "",
    )


def tidy(text: str) -> str:
    """The query of a list as it is kept: nothing but what filters know."""
    known = {"xem", "noi", *_NAMES.values()}
    return urlencode([(name, value) for name, value in parse_qsl(text) if name in known and value][:12])


def _state_name(state: str) -> str:
    return STATE_NAMES[State(state)]
