"""Letters in a newsroom's own words, by language; what is not here is written in ours."""

from datetime import datetime

import sqlalchemy as sa

from tinbai.store.database import Tx
from tinbai.store.letter_tables import letter_templates


def of_outlet(tx: Tx, outlet: str, language: str, *, default: str) -> dict[str, tuple[str, str]]:
    """Kind -> (subject, body) of the letters this newsroom has rewritten in that language; `default`: its own one."""
    here = (letter_templates.c.outlet == outlet, letter_templates.c.language.in_(_kept_as(language, default)))
    rows = tx.execute(sa.select(letter_templates).where(*here).order_by(letter_templates.c.language))
    return {row.kind: (row.subject, row.body) for row in rows}  # "" comes first and gives way


def save(
    tx: Tx, outlet: str, kind: str, words: tuple[str, str], *, language: str, default: str, by: str, at: datetime
) -> None:
    """In the place of what was kept before in that language; `words`: subject and body."""
    forget(tx, outlet, kind, language, default=default)
    row = {"outlet": outlet, "kind": kind, "language": language, "subject": words[0], "body": words[1]}
    tx.execute(letter_templates.insert(), row | {"changed_by": by, "changed_at": at})


def forget(tx: Tx, outlet: str, kind: str, language: str, *, default: str) -> bool:
    """Write this kind in our words again; False when it was."""
    of = letter_templates.c
    here = (of.outlet == outlet, of.kind == kind, of.language.in_(_kept_as(language, default)))
    return tx.execute(letter_templates.delete().where(*here)).rowcount > 0


def _kept_as(language: str, default: str) -> list[str]:
    """Words from before there were languages are in the default one."""
    return [language, ""] if language == default else [language]
