"""Statements that are built and compiled once and then only filled in: building one costs more than running it."""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from tinbai.store.database import Tx
from tinbai.store.tables import Moment

Build = Callable[..., "sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]"]


def run(tx: Tx, build: Build, *shape: Hashable, **values: object) -> "sa.CursorResult[*tuple[Any, ...]]":
    """Run what `build(*shape)` gives; `values` fill in its parameters, see `value` and `moment`."""
    return tx.execute(_text(tx.dialect, build, shape), values)


@lru_cache(maxsize=512)
def _text(dialect: sa.Dialect, build: Build, shape: tuple[Hashable, ...]) -> "sa.TextualSelect":
    """The statement as text, with the types of its parameters and columns."""
    statement = build(*shape)
    named = (SQLiteDialect if dialect.name == "sqlite" else PGDialect)(paramstyle="named")
    compiled = statement.compile(dialect=named, compile_kwargs={"render_postcompile": True})
    binds = compiled.binds
    known = [sa.bindparam(name, at, type_=_kind(binds, name)) for name, at in compiled.params.items()]
    columns = [sa.column(str(column.key), column.type) for column in statement.selected_columns]
    return sa.text(str(compiled)).bindparams(*known).columns(*columns)


def _kind(binds: Mapping[str, "sa.BindParameter[Any]"], name: str) -> "sa.types.TypeEngine[Any]":
    """The type of a parameter; one of a list has a number behind the list's name."""
    found = binds.get(name, binds.get(name.rpartition("_")[0]))
    return sa.Text() if found is None else found.type


def value(name: str) -> "sa.BindParameter[Any]":
    """A text that is known when the statement is run."""
    return sa.bindparam(name, None, type_=sa.Text())


def number(name: str) -> "sa.BindParameter[Any]":
    return sa.bindparam(name, None, type_=sa.BigInteger())


def moment(name: str) -> "sa.BindParameter[Any]":
    return sa.bindparam(name, None, type_=Moment())


def each(name: str, most: int) -> "list[sa.BindParameter[Any]]":
    """Parameters of a list of up to so many texts, see `filled`."""
    return [value(f"{name}{number}") for number in range(most)]


def filled(name: str, texts: "list[str]", most: int) -> Mapping[str, str]:
    """Their values; places that are left over hold "", which no key is."""
    return {f"{name}{number}": texts[number] if number < len(texts) else "" for number in range(most)}
