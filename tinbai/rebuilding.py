"""Makes the index of twins anew beside the running one, which answers until the new one takes its place.

Each step is a short transaction: whoever is killed goes on where he was, two who rebuild at once share the work, and
mail goes on meanwhile. The words come from the index itself, for those of other sites stand nowhere else; drafts that
it lost come from the drafts. What editors said and taught is no part of it and stays as it is.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event

import structlog

from tinbai import twins
from tinbai.app import App
from tinbai.model import Item
from tinbai.queue.twins.phrases import scopes_of
from tinbai.store import Database, Tx, drafts, postings, prints, twin_indexes, versions
from tinbai.store.prints import Indexed
from tinbai.twins import RULES, Sketch

log = structlog.get_logger("rebuilding")

_TOGETHER = 25  # texts of one transaction; a mail that arrives waits for one
_PRINTS_GONE, _TEXTS_GONE = 5_000, 200  # of an old index, in one transaction
_AGAIN = 2.0  # seconds until one looks whether the other who renews it is ready


def is_needed(database: Database) -> bool:
    """Whether the running index was made by rules of another program, so that it answers nothing."""
    with database.read() as tx:
        return twin_indexes.running(tx).rules != RULES


def left(database: Database) -> int:
    """How many texts are still to be taken over."""
    with database.read() as tx:
        begun = next((one for one in twin_indexes.all_of(tx) if one.state == "filling" and one.rules == RULES), None)
        return twin_indexes.left(tx, twin_indexes.running(tx).version, begun.place if begun else 0)


def rebuild(app: App, stop: Event, tell: Callable[[int], object] = lambda n: None) -> bool:
    """Make the index anew and delete the old one; False when it was told to stop before. tell: n more texts stand."""
    sweep(app.database, stop)
    with app.database.write() as tx:
        version = twin_indexes.begin(tx, RULES).version
    while not stop.is_set() and (taken := _take_some(app.database, version)):
        tell(taken)
    behind = ("", "")
    while not stop.is_set() and (found := _lost(app, version, behind)):
        behind = found
    if stop.is_set():
        return False
    _switch(app.database, version)
    return sweep(app.database, stop)


def sweep(database: Database, stop: Event) -> bool:
    """Delete indexes that nobody asks any more, in small steps; False when it was told to stop before the end."""
    while not stop.is_set():
        with database.write() as tx:
            old = next((one for one in twin_indexes.all_of(tx) if one.state == "leaving"), None)
            if old is None:
                return True
            if twin_indexes.shrink(tx, old, _PRINTS_GONE, _TEXTS_GONE):
                continue
        # before the index is forgotten, so that whoever is killed does it when he goes on
        if not postings.renew(database):
            stop.wait(_AGAIN)
            continue
        with database.write() as tx:
            twin_indexes.forget(tx, old.version)
    return False


def _take_some(database: Database, version: int) -> int:
    """Take over the next texts; how many, 0 when none is left or somebody else has made the switch."""
    with database.read() as tx:
        index = twin_indexes.filling(tx, version)
        if index is None:
            return 0
        old = twin_indexes.running(tx).version
        texts = twin_indexes.texts_behind(tx, old, index.place, _TOGETHER)
    sketches = {text.pk: twins.sketch_again(text) for text in texts}
    with database.write() as tx:
        prints.one_at_a_time(tx)
        now = twin_indexes.filling(tx, version)
        if now and now.place == index.place:
            _take(tx, old, version, texts, sketches)
    return len(texts)


def _take(tx: Tx, old: int, version: int, texts: list[Indexed], sketches: Mapping[int, Sketch]) -> None:
    """Those that were not forgotten meanwhile."""
    still = twin_indexes.still(tx, [text.pk for text in texts])
    for text in texts:
        if text.pk in still:
            twins.take_over(tx, old, text, sketches[text.pk], version)
    if texts:
        twin_indexes.reach(tx, version, texts[-1].pk)


def _lost(app: App, version: int, behind: tuple[str, str]) -> tuple[str, str] | None:
    """Put the next drafts into the index of which it has no words; the last one looked at."""
    with app.database.write() as tx:
        prints.one_at_a_time(tx)
        keys = twin_indexes.drafts_without(tx, behind, _TOGETHER) if twin_indexes.filling(tx, version) else []
        for outlet, one in keys:
            draft = drafts.get(tx, outlet, one)
            sender = draft.sender.address if draft.sender else None
            later = [(version.item, version.at) for version in versions.of_draft(tx, outlet, one)]
            items = {item.text: (item, at) for item, at in [(draft.item, draft.received_at), *later]}
            for item, at in items.values():
                if new := _sketch_of(item, at, sender):
                    twins.add(tx, outlet, one, twins.look_up(tx, new, version))
    return keys[-1] if keys else None


def _sketch_of(item: Item, came: datetime, sender: str | None) -> Sketch | None:
    """Only stories stand in the index, and nothing of what is held."""
    if item.hold or item.kind != "story":
        return None
    return twins.sketch(item.text, item.event_date, came.date(), scopes_of(sender, item.byline))


def _switch(database: Database, version: int) -> None:
    """What came meanwhile is taken over, and from then on the new index answers; one transaction."""
    with database.write() as tx:
        prints.one_at_a_time(tx)
        index = twin_indexes.filling(tx, version)
        if index is None:
            return
        old = twin_indexes.running(tx).version
        texts = twin_indexes.texts_behind(tx, old, index.place, None)
        _take(tx, old, version, texts, {text.pk: twins.sketch_again(text) for text in texts})
        twin_indexes.switch(tx, version)
    log.info("index of twins switched", action="rebuild", version=version, texts=len(texts))
