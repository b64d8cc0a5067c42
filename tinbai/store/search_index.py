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
_NOTHING = "none"  # facets are a letter and digits of a digest
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


def texts(dialect: str, asked: Question) -> dict[str, str]:
    """The question in the words of the database: its parts by name, see found()."""
    signs = _signs(asked)
    if dialect == "sqlite":
        parts = [f"facets : ({' OR '.join(of)})" for of in signs]
        parts += [f'{"marked" if term.marked else "bare"} : "{" ".join(term.tokens)}"' for term in asked.terms]
        return {"matching": " AND ".join(parts)}
    of_column: dict[str, list[str]] = {name: [] for name in _COLUMNS}
    of_column["facets"] = [f"({' | '.join(of)})" for of in signs]
    for term in asked.terms:
        of_column["marked" if term.marked else "bare"].append(f"({' <-> '.join(repr(one) for one in term.tokens)})")
    return {name: " & ".join(parts) for name, parts in of_column.items() if parts}


def found(
    dialect: str, asked: Mapping[str, str | sa.BindParameter[Any]], where: Sequence[Any], newest: bool, most: int
) -> "sa.Select[int]":
    """The first `most` places that answer texts(); `where` gets the column and gives conditions on it."""
    parts = {name: sa.literal(text) if isinstance(text, str) else text for name, text in asked.items()}
    table, place, conditions = _sqlite(**parts) if dialect == "sqlite" else _postgres(parts)
    query = sa.select(place.label("place")).select_from(table).where(*conditions, *(one(place) for one in where))
    return query.order_by(place.desc() if newest else place).limit(most)


_Conditions = tuple[sa.TableClause, sa.ColumnClause[int], Sequence[sa.ColumnElement[bool]]]


def _sqlite(matching: sa.BindParameter[Any]) -> _Conditions:
    place: sa.ColumnClause[int] = sa.column("rowid", sa.BigInteger)
    whole: sa.ColumnClause[str] = sa.literal_column("search_fts")
    return sa.table("search_fts", place), place, [whole.op("MATCH", is_comparison=True)(matching)]


def _postgres(parts: Mapping[str, sa.BindParameter[Any]]) -> _Conditions:
    place: sa.ColumnClause[int] = sa.column("place", sa.BigInteger)
    table = sa.table("search_vectors", place, *(sa.column(name) for name in _COLUMNS))
    holds = [table.c[name].op("@@", is_comparison=True)(sa.cast(text, _TsQuery())) for name, text in parts.items()]
    return table, place, holds


def _signs(asked: Question) -> list[list[str]]:
    """Who reads no newsroom finds nothing: of no value at all there is a sign that nothing bears."""
    return [[facet(kind, value) for value in sorted(values)] or [_NOTHING] for kind, values in asked.facets.items()]


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
