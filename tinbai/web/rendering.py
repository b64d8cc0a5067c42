"""The templates as one language reads them.

What a template always says is put in when it is read, not each time it is shown: a page of the queue holds some
hundred words and icons that never change, and to ask for each of them again cost a third of the page.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from tinbai import i18n
from tinbai.decisions import may
from tinbai.i18n import Language
from tinbai.model import State
from tinbai.queue.review import STATE_NAMES
from tinbai.store.people import Person
from tinbai.web.icons import icon
from tinbai.web.views import STATE_ICONS

_SAID = re.compile(r'\{\{ t\("([^"\\{}]*)"\) \}\}')
_COLOURS: Mapping[State, str] = {
    State.HELD: "state-stop",
    State.REVISION_REQUESTED: "state-warn",
    **dict.fromkeys((State.APPROVED, State.PUBLISHED), "state-ok"),
    **dict.fromkeys((State.REJECTED, State.DUPLICATE, State.WITHDRAWN, State.EXPIRED), "state-done"),
    **dict.fromkeys((State.NOT_A_STORY, State.RETRACTED), "state-done"),
}
_DRAWN = re.compile(r'\{\{ icon\("([a-z0-9-]+)"(, True)?\) \}\}')


class _Reading(FileSystemLoader):
    """The files with the words of one language and the icons in their places."""

    def __init__(self, folder: Path, language: Language) -> None:
        super().__init__(folder)
        self._language: Language = language

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, name, fresh = super().get_source(environment, template)
        source = _SAID.sub(self._said, source)
        return _DRAWN.sub(lambda found: icon(found[1], bool(found[2])), source), name, fresh

    def _said(self, found: re.Match[str]) -> str:
        words = escape(i18n.text(self._language, found[1]))
        return found[0] if "{" in words else words


@cache
def _environment(language: Language) -> Environment:
    """Compiled once; every text is escaped, a name that is not given is an error."""
    found = Environment(
        loader=_Reading(Path(__file__).parent / "templates", language),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals |= {"may": may, "may_in": may_in, "icon": icon}
    found.globals |= {"state_names": STATE_NAMES, "mark_of_state": partial(mark_of_state, language)}
    found.globals |= {"mark_of_age": mark_of_age}
    found.filters |= {"icon": icon, "state_name": partial(_state_name, language)}  # for rows: nothing stands between
    found.filters |= {"number": partial(i18n.number, language)}
    return found


def template(language: Language, name: str) -> Template:
    return _environment(language).get_template(name)


def may_in(person: Person, action: str) -> bool:
    """Whether there is a newsroom in which the person may do it."""
    return any(may(person, outlet, action) for outlet in person.roles)


@cache
def mark_of_state(language: Language, state: State) -> Markup:
    """A state as every page shows it. As a macro, asked for in each row, it cost a tenth of a page of the queue."""
    said = Markup('<span class="state {}">{}{}</span>')
    return said.format(_COLOURS.get(state, ""), icon(STATE_ICONS[state]), _state_name(language, state))


@pass_context
def mark_of_age(page: Context, at: datetime) -> Markup:
    """How long ago, with the moment itself."""
    words = page["words"]
    moment, age = escape(words.moment(at)), escape(words.age(at))
    return Markup(f'<time datetime="{at.isoformat()}" title="{moment}">{age}</time>')


def _state_name(language: Language, state: State) -> str:
    return i18n.text(language, STATE_NAMES[state])
