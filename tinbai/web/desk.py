"""What a handler is given: the desk all requests share, who asks, what he may see, and his words.

Handlers are plain functions; Starlette runs them in its thread pool, so they may wait for the database.
Forms are read in forms.py, answers are made in pages.py.
"""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request

from tinbai import decisions
from tinbai.app import App
from tinbai.errors import NotAllowed, NotFound
from tinbai.i18n import LANGUAGES, Language
from tinbai.sandbox import Sandbox
from tinbai.settings import Outlet
from tinbai.store import people
from tinbai.store.people import Person, Session
from tinbai.web.display import Display
from tinbai.web.words import Words

SESSION, STRANGER, DISPLAY, TOAST = "tinbai", "tinbai-form", "tinbai-view", "tinbai-toast"  # cookies
_WITHOUT_SECOND_FACTOR = ("/tai-khoan", "/dang-xuat", "/hien-thi")
_TOUCH = timedelta(minutes=5)  # how exactly idle time is kept


class SignIn(Exception):
    """Nobody is signed in; the answer leads to the login page and back."""


class SecondFactorFirst(Exception):
    """A newsroom of the person wants a second factor and there is none yet; the answer leads to where it is set up."""


@dataclass(frozen=True)
class Desk:
    """What all requests share. `static` is the address of the folder static/ with its digest."""

    app: App
    sandbox: Sandbox
    static: str

    @property
    def tls(self) -> bool:
        """Whether people reach the desk by https; cookies are bound to it then."""
        return self.app.settings.web.address.startswith("https://")

    def cookie(self, name: str) -> str:
        return f"__Host-{name}" if self.tls else name


@dataclass(frozen=True, slots=True)
class Scope:
    """The outlets a person reads, in the order of the settings, and the code of the one chosen ("": all)."""

    outlets: tuple[Outlet, ...]
    chosen: str

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(outlet.code for outlet in self.outlets)

    @property
    def shown(self) -> tuple[str, ...]:
        return (self.chosen,) if self.chosen else self.codes


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def session_of(request: Request) -> Session | None:
    """The session of the request, looked up once."""
    if not hasattr(request.state, "session"):
        request.state.session = _find_session(request)
    found: Session | None = request.state.session
    return found


def _find_session(request: Request) -> Session | None:
    desk = desk_of(request)
    token = request.cookies.get(desk.cookie(SESSION), "")
    if not token:
        return None
    now, web = desk.app.now(), desk.app.settings.web
    with desk.app.database.read() as tx:
        found = people.session(tx, token, now, timedelta(hours=web.session_hours), timedelta(hours=web.idle_hours))
    if found and now - found.seen_at > _TOUCH:
        with desk.app.database.write() as tx:
            people.touch_session(tx, token, now)
    return found


def person_of(request: Request) -> Person:
    """Who asks. Raises SignIn when nobody is signed in, SecondFactorFirst away from the person's own account."""
    session = session_of(request)
    if session is None:
        raise SignIn
    missing = not session.second_factor and wants_second_factor(request, session.person)
    if missing and not request.url.path.startswith(_WITHOUT_SECOND_FACTOR):
        raise SecondFactorFirst
    return session.person


def wants_second_factor(request: Request, person: Person) -> bool:
    """Whether a newsroom of the person asks everybody for one."""
    outlets = desk_of(request).app.settings.outlets
    return any(one.second_factor == "required" and one.code in person.roles for one in outlets)


def scope_of(request: Request) -> Scope:
    """The outlets the person reads and the one chosen in the address (?noi=)."""
    person = person_of(request)
    readable = tuple(one for one in desk_of(request).app.settings.outlets if decisions.may(person, one.code, "read"))
    chosen = request.query_params.get("noi", "")
    return Scope(readable, chosen if any(one.code == chosen for one in readable) else "")


def must(request: Request, outlet: str, action: str = "read") -> Person:
    """The person, who may do it in that outlet. Raises NotFound for an outlet that is not his, NotAllowed else."""
    person = person_of(request)
    if outlet not in scope_of(request).codes:
        raise NotFound("no such page")
    if not decisions.may(person, outlet, action):
        raise NotAllowed(f"this account may not {action} in {outlet}")
    return person


def display_of(request: Request) -> Display:
    return Display.read(request.cookies.get(desk_of(request).cookie(DISPLAY), ""))


def words_of(request: Request) -> Words:
    """Words in the language of the person, the stranger's cookie, his letters or the first outlet."""
    desk = desk_of(request)
    session: Session | None = getattr(request.state, "session", None)
    chosen = session.person.language if session else display_of(request).language
    settings = desk.app.settings
    usual: Language = getattr(request.state, "language", settings.outlets[0].language)
    language = next((one for one in LANGUAGES if one == chosen), usual)
    return Words(language, settings.timezone, desk.app.now())


def read_in(request: Request, language: Language) -> None:
    """Say in which language a stranger reads this page who has chosen none."""
    request.state.language = language
