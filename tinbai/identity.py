"""An editor says which addresses are one person, and takes it back; each act stands in the audit log."""

from tinbai.app import App
from tinbai.decisions import must
from tinbai.errors import NotFound
from tinbai.store import Tx, audit, contributions, contributors
from tinbai.store.contributors import Join
from tinbai.store.people import Person


def join(app: App, outlet: str, person: Person, address: str, other: str) -> Join:
    """Raises NotAllowed, NotFound for an address that never sent a story, Conflict when they are one already."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        for one in (address, other):
            if not contributions.of_addresses(tx, outlet, [contributors.key(one)]):
                raise NotFound("nothing came from that address")
        made = contributors.join(tx, outlet, address, other, by=person.id, at=app.now())
        _record(tx, app, "contributors-joined", person, made)
    return made


def split(app: App, outlet: str, person: Person, no: int) -> Join:
    """Raises NotAllowed, NotFound, Conflict."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        done = contributors.split(tx, outlet, no, by=person.id, at=app.now())
        _record(tx, app, "contributors-split", person, done)
    return done


def rejoin(app: App, outlet: str, person: Person, no: int) -> Join:
    """Raises NotAllowed, NotFound, Conflict."""
    must(person, outlet, "edit")
    with app.database.write() as tx:
        done = contributors.rejoin(tx, outlet, no)
        _record(tx, app, "contributors-joined", person, done)
    return done


def _record(tx: Tx, app: App, act: str, person: Person, join: Join) -> None:
    audit.add(tx, act, by=person.id, at=app.now(), outlet=join.outlet, object=join.address, note=join.other)
