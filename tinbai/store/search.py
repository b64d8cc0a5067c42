"""The words of the drafts as the desk searches them, kept in the same transaction as the drafts.

What is held is never in it. Everything can be made again from drafts, revisions and documents.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from tinbai import codec
from tinbai.model import Item, State, Story
from tinbai.store import search_index, words
from tinbai.store.database import Tx
from tinbai.store.search_index import facet
from tinbai.store.search_tables import searched
from tinbai.store.tables import documents, drafts, revisions

VERSION = 1  # of what is kept; rows of another one are made again
FILE = "\N{SYMBOL FOR RECORD SEPARATOR}"  # before the words of an attached document: its name
_LONGEST = 60_000  # characters of a draft with all its documents
_OF_DRAFT = (
    *("outlet", "arrival", "receipt_no", "state", "hold", "received_at", "sender_name", "sender_address"),
    *("section", "photos", "item"),
)
_STATES = sorted(state.value for state in State if state is not State.HELD)


_AS_IT_IS = (  # this and what follows is asked for every story, so built once
    sa.select(*(drafts.c[name] for name in _OF_DRAFT), revisions.c.story)
    .join(revisions, (revisions.c.outlet == drafts.c.outlet) & (revisions.c.draft == drafts.c.id))
    .where(drafts.c.outlet == sa.bindparam("its_outlet"), drafts.c.id == sa.bindparam("its_id"))
    .where(revisions.c.no == drafts.c.revision)
)
_AT = sa.select(searched.c.place).where(searched.c.place == sa.bindparam("its_place"))
_FILES = (
    sa.select(documents.c.name, documents.c.words)
    .where(documents.c.outlet == sa.bindparam("its_outlet"), documents.c.arrival == sa.bindparam("its_arrival"))
    .order_by(documents.c.no)
)


def index(tx: Tx, outlet: str, draft: str) -> None:
    """Read the draft as it is now into the search, or out of it when it is held."""
    forget(tx, [(outlet, draft)])
    add(tx, outlet, draft)


def add(tx: Tx, outlet: str, draft: str) -> None:
    """The same of a draft that is not in it, as a new one."""
    row = tx.execute(_AS_IT_IS, {"its_outlet": outlet, "its_id": draft}).first()
    if row is None or row.state == State.HELD.value or row.hold:
        return
    item, story = codec.item.loads(row.item), codec.story.loads(row.story)
    marked = words.shown(" ".join(_texts(row, item, story, _files(tx, outlet, row.arrival))))[:_LONGEST]
    byline = story.byline or item.byline
    unit, genre = (byline.unit if byline else None) or "", item.genre or ""
    facets = _facets(row, unit, genre)
    bare = words.bare(words.lower(marked))
    place = _free(tx, place_of(row.received_at, outlet, draft))
    values = {"outlet": outlet, "draft": draft, "place": place, "version": VERSION, "unit": unit, "genre": genre}
    tx.execute(searched.insert(), values | {"facets": facets, "marked": marked, "bare": bare})
    search_index.put(tx, place, facets, marked, bare)


def forget(tx: Tx, gone: Iterable[tuple[str, str]]) -> None:
    """Take drafts (outlet, id) out of the search."""
    for outlet, draft in gone:
        search_index.drop(tx, outlet, draft)
        tx.execute(searched.delete().where(searched.c.outlet == outlet, searched.c.draft == draft))


def refresh(tx: Tx, most: int = 200) -> int:
    """Index drafts that are not in the search, or as an older program put them there; how many."""
    missing = tx.execute(sa.select(drafts.c.outlet, drafts.c.id).where(*_missing()).limit(most)).all()
    for row in missing:
        index(tx, row.outlet, row.id)
    return len(missing)


def left(tx: Tx) -> int:
    """How many drafts are not in the search as this program puts them there."""
    missing = sa.select(sa.func.count()).select_from(drafts).where(*_missing())
    return tx.execute(missing).scalar_one()


def doubt(tx: Tx) -> int:
    """Let everything be indexed again, and what must not be found not be found any more; how many are left."""
    known = (drafts.c.outlet == searched.c.outlet) & (drafts.c.id == searched.c.draft)
    shown = sa.exists().where(known, drafts.c.state.in_(_STATES), drafts.c.hold.is_(None))
    strays = tx.execute(sa.select(searched.c.outlet, searched.c.draft).where(~shown)).all()
    forget(tx, [(row.outlet, row.draft) for row in strays])
    tx.execute(searched.update().values(version=0))
    return left(tx)


def _missing() -> tuple[sa.ColumnElement[bool], ...]:
    here = (searched.c.outlet == drafts.c.outlet) & (searched.c.draft == drafts.c.id) & (searched.c.version == VERSION)
    return drafts.c.state.in_(_STATES), drafts.c.hold.is_(None), ~sa.exists().where(here)


def place_of(at: datetime, outlet: str, draft: str) -> int:
    """Milliseconds of the arrival, and ten bits that tell drafts of the same moment apart in any database alike."""
    return first_place(at) + int(sha256(f"{outlet}/{draft}".encode()).hexdigest()[:8], 16) % 1024


def first_place(at: datetime) -> int:
    """The least place of a moment."""
    return int(at.timestamp() * 1000) * 1024


_LONGEST_STEP = 1 << 16  # 64 milliseconds


def _free(tx: Tx, place: int) -> int:
    """The place, or one behind it that nobody has. An archive may say of all its mails that they came in one moment."""
    step = 1  # a hundred thousand of one moment are spread over seconds, and each is found a place in some fifty steps
    while tx.execute(_AT, {"its_place": place}).first():
        place, step = place + step, min(2 * step, _LONGEST_STEP)
    return place


def _files(tx: Tx, outlet: str, arrival: str) -> Sequence[Any]:
    return tx.execute(_FILES, {"its_outlet": outlet, "its_arrival": arrival}).all()


def _texts(row: Any, item: Item, story: Story, files: Sequence[Any]) -> list[str]:
    body = [text for block in story.body for text in (block.text, *block.items, *(c for r in block.rows for c in r))]
    byline = story.byline.raw if story.byline else ""
    number = row.receipt_no.rpartition("-")[2].lstrip("0")  # people leave the noughts out
    about = (byline, row.sender_name, row.sender_address, row.receipt_no, number)
    told = [story.title, story.lead, *body, *story.captions, *about]
    return [text for text in told if text] + [f"{FILE} {one.name} {FILE} {one.words}" for one in files]


def _facets(row: Any, unit: str, genre: str) -> str:
    kinds = {"o": row.outlet, "s": row.state, "g": genre, "u": unit, "f": row.sender_address, "p": has(row.photos > 0)}
    kinds |= {"c": row.section} if row.section else {}  # so that older rows need not be made again
    return " ".join(facet(kind, value) for kind, value in kinds.items())


def has(photos: bool) -> str:
    return "yes" if photos else "no"
