"""The index of words with their positions, in the two databases' own ways; what is put in is what is asked for.

A question names newsrooms, states and other facets, and words. Answers are places, see search_tables.py.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.words import Term, lower, tokens

_MOST_POSITIONS = 16_383  # PostgreSQL counts no further
_COLUMNS = ("facets", "marked", "bare")


@dataclass(frozen=True, slots=True)
class Question:
    """`facets`: kind -> values, of which one must fit; all terms must."""

    facets: Mapping[str, Collection[str]] = field(default_factory=dict)
    terms: Sequence[Term] = ()


def facet(kind: str, value: str) -> str:
    """One sign for the value; of letters and digits only."""
    return f"{kind}{sha256(value.encode()).hexdigest()[:12]}"


def put(tx: Tx, place: int, facets: str, marked: str, bare: str) -> None:
    """Put the words of the row of `searched` with that place into the index."""
    if tx.dialect.name == "sqlite":
        put_in = "INSERT INTO search_fts (rowid, facets, marked, bare) VALUES (:place, :facets, :marked, :bare)"
        tx.execute(sa.text(put_in), {"place": place, "facets": facets, "marked": marked, "bare": bare})
        return
    values = {"facets": _vector(facets), "marked": _vector(lower(marked)), "bare": _vector(bare)}
    vectors = ", ".join(f"CAST(:{name} AS tsvector)" for name in _COLUMNS)
    put_in = f"INSERT INTO search_vectors (place, facets, marked, bare) VALUES (:place, {vectors})"
    tx.execute(sa.text(put_in), values | {"place": place})


def drop(tx: Tx, outlet: str, draft: str) -> None:
    """Take it out; called while its row of `searched` stands, which SQLite has to be told again word by word."""
    here = "FROM searched WHERE outlet = :outlet AND draft = :draft"
    if tx.dialect.name == "sqlite":
        take_out = (
            "INSERT INTO search_fts (search_fts, rowid, facets, marked, bare) "
            f"SELECT 'delete', place, facets, marked, bare {here}"
        )
    else:
        take_out = f"DELETE FROM search_vectors WHERE place IN (SELECT place {here})"
    tx.execute(sa.text(take_out), {"outlet": outlet, "draft": draft})


def found(dialect: str, asked: Question, where: Sequence[Any], newest: bool, most: int) -> "sa.Select[int]":
    """The first `most` places that answer it; `where` gets the column and gives conditions on it."""
    table, place, conditions = _sqlite(asked) if dialect == "sqlite" else _postgres(asked)
    query = sa.select(place.label("place")).select_from(table).where(*conditions, *(one(place) for one in where))
    return query.order_by(place.desc() if newest else place).limit(most)


def _sqlite(asked: Question) -> tuple[sa.TableClause, sa.ColumnClause[int], list[sa.ColumnElement[bool]]]:
    place: sa.ColumnClause[int] = sa.column("rowid", sa.BigInteger)
    table = sa.table("search_fts", place)
    parts = [f"facets : ({' OR '.join(signs)})" for signs in _signs(asked)]
    parts += [f'{"marked" if term.marked else "bare"} : "{" ".join(term.tokens)}"' for term in asked.terms]
    whole: sa.ColumnClause[str] = sa.literal_column("search_fts")
    return table, place, [whole.op("MATCH", is_comparison=True)(sa.literal(" AND ".join(parts)))]


def _postgres(asked: Question) -> tuple[sa.TableClause, sa.ColumnClause[int], list[sa.ColumnElement[bool]]]:
    place: sa.ColumnClause[int] = sa.column("place", sa.BigInteger)
    table = sa.table("search_vectors", place, *(sa.column(name) for name in _COLUMNS))
    parts: dict[str, list[str]] = {name: [] for name in _COLUMNS}
    parts["facets"] = [f"({' | '.join(signs)})" for signs in _signs(asked)]
    for term in asked.terms:
        parts["marked" if term.marked else "bare"].append(f"({' <-> '.join(repr(one) for one in term.tokens)})")
    conditions: list[sa.ColumnElement[bool]] = []
    for name, asked_of in parts.items():
        if asked_of:
            query: sa.ColumnElement[Any] = sa.cast(sa.literal(" & ".join(asked_of)), _TsQuery())
            conditions.append(table.c[name].op("@@", is_comparison=True)(query))
    return table, place, conditions


def _signs(asked: Question) -> list[list[str]]:
    return [[facet(kind, value) for value in sorted(values)] for kind, values in asked.facets.items()]


class _TsQuery(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "tsquery"


def _vector(text: str) -> str:
    """As PostgreSQL writes a tsvector: each word with its positions."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(tokens(text)[:_MOST_POSITIONS], 1):
        places.setdefault(token, []).append(position)
    return " ".join(f"'{token}':{','.join(map(str, where[:255]))}" for token, where in places.items())
