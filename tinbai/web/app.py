"""The desk: all routes in one table, answers in words for every trouble. One file per group of pages has its ROUTES."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from tinbai.app import App
from tinbai.sandbox import Sandbox
from tinbai.web import (
    account,
    appearance,
    approval,
    aside,
    assets,
    audited,
    between,
    boilerplate,
    bulk,
    confirmed,
    contributors,
    decided,
    deciding,
    health,
    ledger,
    letters,
    letters_in,
    live,
    login,
    mailboxes,
    managed,
    merged,
    noted,
    offered,
    outlets,
    own_page,
    paste,
    people,
    photos,
    present,
    probes,
    published,
    queue,
    raw_html,
    reminded,
    rules,
    saved,
    sections,
    signing,
    spoken,
    story,
    story_tabs,
    takeout,
    tidy,
    today,
    triage,
    troubles,
    twins,
    wording,
)
from tinbai.web.arriving import Arriving
from tinbai.web.desk import Desk
from tinbai.web.headers import SafeHeaders
from tinbai.web.seats import Seats

ROUTES: tuple[BaseRoute, ...] = (
    *today.ROUTES,
    *login.ROUTES,
    *account.ROUTES,
    *appearance.ROUTES,
    *queue.ROUTES,
    *live.ROUTES,
    *present.ROUTES,
    *noted.ROUTES,
    *bulk.ROUTES,
    *saved.ROUTES,
    *triage.ROUTES,
    *story.ROUTES,
    *story_tabs.ROUTES,
    *raw_html.ROUTES,
    *offered.ROUTES,
    *paste.ROUTES,
    *between.ROUTES,
    *takeout.ROUTES,
    *tidy.ROUTES,
    *twins.ROUTES,
    *published.ROUTES,
    *merged.ROUTES,
    *boilerplate.ROUTES,
    *deciding.ROUTES,
    *approval.ROUTES,
    *aside.ROUTES,
    *decided.ROUTES,
    *photos.ROUTES,
    *ledger.ROUTES,
    *letters.ROUTES,
    *letters_in.ROUTES,
    *contributors.ROUTES,
    *reminded.ROUTES,
    *confirmed.ROUTES,
    *health.ROUTES,
    *managed.ROUTES,
    *people.ROUTES,
    *mailboxes.ROUTES,
    *signing.ROUTES,
    *spoken.ROUTES,
    *outlets.ROUTES,
    *rules.ROUTES,
    *sections.ROUTES,
    *audited.ROUTES,
    *probes.ROUTES,
    *own_page.ROUTES,
    *wording.ROUTES,
)


def create(app: App, sandbox: Sandbox) -> Starlette:
    """The web application over an opened App; the sandbox makes larger photos on demand."""
    desk = Desk(app, sandbox, f"/static/{assets.digest()}")
    made = Starlette(
        routes=[*ROUTES, Mount(desk.static, assets.Assets())],
        middleware=[Middleware(SafeHeaders, tls=desk.tls), Middleware(Arriving), Middleware(Seats)],
        exception_handlers=dict(troubles.HANDLERS),
    )
    made.router.redirect_slashes = False
    troubles.keep_words_out_of_logs()
    made.state.desk = desk
    made.state.pulse = live.Pulse(app)
    return made
