"""An approved story that stands on the newsroom's own pages: a person says so, the feed only suggests it."""

import structlog

from tinbai.app import App
from tinbai.decisions import must
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Act, State
from tinbai.published import PublishedTie
from tinbai.store import Tx, acts, drafts, published
from tinbai.store.people import Person

log = structlog.get_logger("publishing")


def mark(app: App, outlet: str, draft: str, person: Person, publication: str) -> Act:
    """Record that the publication is this story: approved becomes published. Raises NotAllowed, NotFound, Conflict."""
    must(person, outlet, "decide")
    with app.database.write() as tx:
        tie = _tie(tx, outlet, draft, publication)
        if not is_suggested(tie, drafts.get(tx, outlet, draft).state):
            raise NotAllowed("only an approved story on the newsroom's own pages is published")
        drafts.move(tx, outlet, draft, State.APPROVED, State.PUBLISHED, app.now())
        act = acts.add(tx, outlet, draft, "published", by=person.id, at=app.now(), note=tie.publication.url)
    log.info("marked as published", action="mark-published", draft=draft, by=person.id)
    return act


def unmark(app: App, outlet: str, draft: str, person: Person) -> None:
    """Take it back: it is approved again. Raises NotAllowed, Conflict."""
    must(person, outlet, "decide")
    with app.database.write() as tx:
        act = acts.standing(acts.of_draft(tx, outlet, draft), "published")
        if act is None:
            raise Conflict("nobody has marked it as published")
        drafts.move(tx, outlet, draft, State.PUBLISHED, State.APPROVED, app.now())
        acts.undo(tx, act, by=person.id, at=app.now())
    log.info("mark taken back", action="unmark-published", draft=draft, by=person.id)


def refute(app: App, outlet: str, draft: str, person: Person, publication: str, *, stands: bool) -> None:
    """Remember that the publication is another story, or (stands) take that back. Raises NotAllowed, NotFound."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        if not published.refute(tx, outlet, draft, publication, None if stands else person.id, app.now()):
            raise NotFound("these two are not tied")
    log.info("publication judged", action="refute", draft=draft, publication=publication[:12], by=person.id)


def is_suggested(tie: PublishedTie, state: State) -> bool:
    """Whether the publication is likely to be this very draft, now that it is approved."""
    own = tie.publication.outlet == tie.outlet and tie.refuted_by is None
    return own and state is State.APPROVED and tie.relation in ("identical", "edited", "contained", "contains")


def _tie(tx: Tx, outlet: str, draft: str, publication: str) -> PublishedTie:
    for tie in published.ties_of(tx, outlet, draft):
        if tie.publication.id == publication:
            return tie
    raise NotFound("these two are not tied")
