"""Settings: the servers by which letters leave, as the page of mailboxes shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from tinbai import signing_in
from tinbai.app import App
from tinbai.errors import NotFound, TinbaiError
from tinbai.notifier import mail
from tinbai.settings import Settings, Way
from tinbai.store import Tx
from tinbai.web import health_letters
from tinbai.web.desk import desk_of, words_of
from tinbai.web.health_letters import Duty
from tinbai.web.managed import managed

HERE = "/cai-dat/hop-thu-di"
_TRIED_WITHIN = 15.0  # seconds; nobody waits longer for a page


@dataclass(frozen=True, slots=True)
class Out:
    """A way by which letters leave. `name`: as the settings have it; `whole`: every newsroom that it serves is managed
    by the person, who may sign in for all of them then."""

    name: str
    way: Way
    duty: Duty
    whole: bool

    @property
    def account(self) -> bool:
        """Whether somebody has to sign in for it."""
        return self.way.kind == "smtp" and bool(self.way.sign_in)


def shown(tx: Tx, request: Request) -> Sequence[Out]:
    """The ways of the newsrooms that the person manages."""
    app, mine = desk_of(request).app, managed(request)
    found, ways = health_letters.lines(tx, app, words_of(request), mine), app.settings.ways()
    codes = {one.code for one in mine}
    return [Out(name, ways[name], duty, served(app.settings, name) <= codes) for name, duty in found.items()]


def served(settings: Settings, name: str) -> set[str]:
    """The newsrooms whose letters leave by it, all or some."""
    own = {one.code for one in settings.outlets if settings.way_of(one.code) == name}
    return own | {box.outlet for box in settings.mailboxes if settings.way_of(box.outlet, box.name) == name}


def chosen(request: Request) -> Out:
    """The way that the address names. Raises NotFound for one that serves no newsroom of the person's."""
    with desk_of(request).app.database.read() as tx:
        found = next((one for one in shown(tx, request) if one.name == request.path_params["way"]), None)
    if found is None:
        raise NotFound("no such way")
    return found


def tried(app: App, way: Way) -> tuple[str, str]:
    """(ok | bad, what the server said, a msgid where it is ours) of a connection and a sign-in; no letter leaves."""
    patient = way.model_copy(update={"timeout_seconds": min(way.timeout_seconds, _TRIED_WITHIN)})
    try:
        return "ok", mail.check(signing_in.able(app, patient))
    except (TinbaiError, OSError) as error:
        return "bad", str(error)
