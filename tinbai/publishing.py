"""An approved story that stands on the newsroom's own pages: a person says so, the feed only suggests it.

Its author is told where, once the time to take it back is over.
"""

import re

import structlog

from tinbai.app import App
from tinbai.decisions import must
from tinbai.errors import Conflict, NotAllowed, NotFound
from tinbai.model import Act, Draft, State
from tinbai.notifier import letters
from tinbai.published import PublishedTie
from tinbai.store import Tx, acts, deliveries, drafts, published
from tinbai.store.people import Person
from tinbai.telling import tell, title_of

log = structlog.get_logger("publishing")

_ADDRESS = re.compile(r"https?://[^\s/@<>\"]+(?:/[^\s<>\"]*)?")
_LONGEST = 2000


def mark(app: App, outlet: str, draft: str, person: Person, publication: str) -> Act:
    """Record that the publication is this story: approved becomes published. Raises NotAllowed, NotFound, Conflict."""
    must(person, outlet, "decide")
    with app.database.write() as tx:
        tie, found = _tie(tx, outlet, draft, publication), drafts.get(tx, outlet, draft)
        if not is_suggested(tie, found.state):
            raise NotAllowed("only an approved story on the newsroom's own pages is published")
        act = _mark(tx, app, found, person, tie.publication.url)
    log.info("marked as published", action="mark-published", draft=draft, by=person.id)
    return act


def publish(app: App, outlet: str, draft: str, person: Person, address: str) -> Act:
    """The same for an address that a person types. Raises NotAllowed (not approved, no address of a page), NotFound."""
    must(person, outlet, "decide")
    url = address.strip()
    if not _ADDRESS.fullmatch(url) or len(url) > _LONGEST:
        raise NotAllowed("not the address of a page")
    with app.database.write() as tx:
        found = drafts.get(tx, outlet, draft)
        if found.state is not State.APPROVED:
            raise NotAllowed("only an approved story is published")
        act = _mark(tx, app, found, person, url)
    log.info("marked as published", action="mark-published", draft=draft, by=person.id)
    return act


def _mark(tx: Tx, app: App, draft: Draft, person: Person, url: str) -> Act:
    drafts.move(tx, draft.outlet, draft.id, State.APPROVED, State.PUBLISHED, app.now())
    act = acts.add(tx, draft.outlet, draft.id, "published", by=person.id, at=app.now(), note=url)

    def note(house: letters.House, name: str) -> tuple[str, str]:
        return letters.published(house, name, draft.receipt_no, title_of(draft), url, app.now())

    tell(tx, app, draft, note, key=_key(act), kind="published", at=app.now())
    return act


def _key(act: Act) -> str:
    return f"published:{act.outlet}:{act.draft}:{act.no}"


def unmark(app: App, outlet: str, draft: str, person: Person) -> None:
    """Take it back: it is approved again, a letter that has not left stays here. Raises NotAllowed, Conflict."""
    must(person, outlet, "decide")
    with app.database.write() as tx:
        act = acts.standing(acts.of_draft(tx, outlet, draft), "published")
        if act is None:
            raise Conflict("nobody has marked it as published")
        drafts.move(tx, outlet, draft, State.PUBLISHED, State.APPROVED, app.now())
        deliveries.cancel(tx, _key(act))
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
