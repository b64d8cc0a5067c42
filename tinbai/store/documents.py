"""Words of the documents that came beside the stories, so that the search finds what stands in an attachment."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tinbai.store import words
from tinbai.store.database import Tx
from tinbai.store.tables import documents, drafts

_LONGEST = 200_000  # characters of one document
_AROUND = 40  # characters shown before and behind what was found


@dataclass(frozen=True, slots=True)
class Hit:
    """Where words were found: the document and the words in their surroundings, in lower case."""

    name: str
    before: str
    found: str
    behind: str


def add(tx: Tx, outlet: str, arrival: str, texts: Sequence[tuple[str, str]]) -> None:
    """Remember the words of the documents (name, text) of a mail."""
    lowered = [(name, words.lower(text)[:_LONGEST]) for name, text in texts]
    rows = [
        {"outlet": outlet, "arrival": arrival, "no": no, "name": name, "words": text, "bare": words.bare(text)}
        for no, (name, text) in enumerate(lowered)
    ]
    if rows:
        tx.execute(documents.insert(), rows)


def holding(search: str) -> sa.ColumnElement[bool]:
    """Whether a document that came with the draft's mail holds the words."""
    mine = (documents.c.outlet == drafts.c.outlet) & (documents.c.arrival == drafts.c.arrival)
    return sa.exists().where(mine, _holds(search))


def _holds(search: str) -> sa.ColumnElement[bool]:
    wanted = words.lower(search)
    column = documents.c.bare if wanted == words.bare(wanted) else documents.c.words
    return column.contains(wanted, autoescape=True)


def hits(tx: Tx, found: Sequence[tuple[str, str]], search: str) -> dict[tuple[str, str], Hit]:
    """(outlet, draft) -> the first document with the words, for those of the drafts that have one."""
    wanted = words.lower(search)
    if not found or not wanted:
        return {}
    rows = tx.execute(
        sa.select(drafts.c.outlet, drafts.c.id, documents.c.name, documents.c.words, documents.c.bare)
        .join(documents, (documents.c.outlet == drafts.c.outlet) & (documents.c.arrival == drafts.c.arrival))
        .where(sa.tuple_(drafts.c.outlet, drafts.c.id).in_(found), _holds(search))
        .order_by(documents.c.no.desc())
    )
    return {(row.outlet, row.id): _hit(row.name, row.words, row.bare, wanted) for row in rows}


def _hit(name: str, text: str, bare: str, wanted: str) -> Hit:
    at = bare.find(wanted) if wanted == words.bare(wanted) else text.find(wanted)
    end = at + len(wanted)
    start = text.rfind(" ", 0, max(0, at - _AROUND)) + 1
    stop = text.find(" ", end + _AROUND)
    return Hit(name, text[start:at], text[at:end], text[end : stop if stop >= 0 else len(text)])
