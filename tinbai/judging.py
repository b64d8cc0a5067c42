"""What an editor says of two tied stories: remembered for both stories, taken back, and what it teaches."""

import structlog

from tinbai.app import App
from tinbai.decisions import may, must
from tinbai.errors import Conflict, NotFound
from tinbai.evidence import TwinVerdict
from tinbai.queue.twins.align import align
from tinbai.queue.twins.fold import plain, words_of
from tinbai.queue.twins.phrases import passages, scopes_of
from tinbai.store import Tx, drafts, merges, phrases, prints, verdicts
from tinbai.store.people import Person
from tinbai.store.verdicts import Key, Said

log = structlog.get_logger("judging")


def say(app: App, one: Key, other: Key, person: Person, verdict: TwinVerdict) -> Said:
    """Remember what an editor says of the two; from "not-a-twin" their common passages become boilerplate.

    Raises NotAllowed, NotFound (not tied), Conflict (one is merged into the other).
    """
    must(person, one[0], "edit")
    must(person, other[0], "read")
    with app.database.write() as tx:
        prints.one_at_a_time(tx)
        if not verdicts.tied(tx, one, other):
            raise NotFound("these two are not tied")
        if merges.between(tx, one, other):
            raise Conflict("these two are merged")
        known = verdicts.standing(tx, one, other)
        if known and known.verdict == verdict:
            return known  # the button was pressed twice
        said = verdicts.say(tx, one, other, verdict, person.id, app.now())
        if verdict == "not-a-twin":
            _teach(tx, said)
    log.info("twins judged", action="say-of-twins", draft=one[1], other=other[1], verdict=verdict, by=person.id)
    return said


def take_back(app: App, one: Key, other: Key, person: Person) -> None:
    """Let it not stand any more, nor what it taught. Raises NotAllowed, Conflict (nothing stands; merged)."""
    must(person, one[0], "edit")
    must(person, other[0], "read")
    with app.database.write() as tx:
        said = verdicts.standing(tx, one, other)
        if said is None or merges.between(tx, one, other):
            raise Conflict("there is nothing to take back")
        verdicts.undo(tx, said, person.id, app.now())
    log.info("verdict taken back", action="take-back", draft=one[1], other=other[1], by=person.id)


def forget_phrase(app: App, verdict_id: int, place: int, person: Person, *, again: bool = False) -> None:
    """Take a passage off the boilerplate, or put it on `again`. Raises NotFound for what is not of his newsrooms."""
    outlets = [outlet for outlet in person.roles if may(person, outlet, "edit")]
    with app.database.write() as tx:
        if phrases.outlets_of(tx, verdict_id).isdisjoint(outlets):
            raise NotFound("no such passage")
        phrases.remove(tx, verdict_id, place, None if again else person.id, app.now())
    log.info("boilerplate changed", action="forget-phrase", verdict=verdict_id, place=place, again=again, by=person.id)


def _teach(tx: Tx, said: Said) -> None:
    """What the two share is the boilerplate of whoever sent them and of their units."""
    one, other = (drafts.get(tx, *key) for key in (said.one, said.other))
    if one.item.hold or other.item.hold:
        return
    alignment = align(words_of(plain(one.item.text)), words_of(plain(other.item.text)))
    scopes = frozenset[str]()
    for draft in (one, other):
        scopes |= scopes_of(draft.sender.address if draft.sender else None, draft.item.byline)
    phrases.teach(tx, said.id, scopes, passages(one.item.text, alignment))
