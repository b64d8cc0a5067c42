"""Where else a story stands in this house: who works on it there, and how far it is."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tinbai.model import State
from tinbai.store.tables import drafts, links, people

Key = tuple[str, str]  # outlet and draft
Wanted = Callable[[sa.Column[str], sa.Column[str]], sa.ColumnElement[bool]]  # whether these columns name one of them
DONE = (State.APPROVED, State.PUBLISHED)
_SAME = ("identical", "edited", "contained", "contains")


@dataclass(frozen=True, slots=True)
class Other:
    """Another draft of the same story that somebody has in hand ("": nobody), or that is approved or published."""

    outlet: str
    draft: str
    state: State
    holder: str


def statement(wanted: Wanted, claimed: sa.BindParameter[Any]) -> "sa.Select[str, str, str, str, str, str]":
    """Here, there, state and holder there, who claimed it since; nothing of what is held, nor of what is no twin."""
    mine = (links.c.outlet, links.c.draft), (links.c.other_outlet, links.c.other_draft)
    both = sa.union(*(_ties(here, there, wanted) for here, there in (mine, mine[::-1]))).subquery()
    holder = sa.func.coalesce(people.c.name, "")
    return (
        sa.select(both.c.here_outlet, both.c.here_draft, both.c.there_outlet, both.c.there_draft)
        .add_columns(drafts.c.state, holder)
        .join(drafts, (drafts.c.outlet == both.c.there_outlet) & (drafts.c.id == both.c.there_draft))
        .outerjoin(people, (people.c.id == drafts.c.claimed_by) & (drafts.c.claimed_at >= claimed))
        .where(drafts.c.state != State.HELD.value, drafts.c.hold.is_(None))
        .where(people.c.name.is_not(None) | drafts.c.state.in_([state.value for state in DONE]))
    )


def in_order(told: Collection[Other]) -> list[Other]:
    """The one that is furthest first."""
    return sorted(
        told, key=lambda one: (one.state not in DONE, one.state is not State.PUBLISHED, one.outlet, one.draft)
    )


def _ties(
    here: tuple[sa.Column[str], sa.Column[str]], there: tuple[sa.Column[str], sa.Column[str]], wanted: Wanted
) -> "sa.Select[str, str, str, str]":
    names = (here[0].label("here_outlet"), here[1].label("here_draft"))
    return (
        sa.select(*names, there[0].label("there_outlet"), there[1].label("there_draft"))
        .where(wanted(*here), links.c.relation.in_(_SAME))
        .where(sa.func.coalesce(links.c.verdict, "same") == "same")
    )
