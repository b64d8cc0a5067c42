"""The table of letters in a newsroom's own words, on its way there and back."""

import sqlalchemy as sa
from alembic import command

from tinbai.app import App
from tinbai.store import migrate
from tinbai.store.letter_tables import letter_templates

COLUMNS = ("kind", "language", "subject")


def _keep(tx: sa.Connection, kind: str, language: str | None, subject: str) -> None:
    row = {"outlet": "demo", "kind": kind, "subject": subject, "body": "x", "by": "an"}
    names = "outlet, kind, subject, body, changed_by, changed_at"
    values = ":outlet, :kind, :subject, :body, :by, '2026-01-01 00:00:00'"
    if language is not None:
        names, values, row = f"{names}, language", f"{values}, :language", row | {"language": language}
    tx.execute(sa.text(f"INSERT INTO letter_templates ({names}) VALUES ({values})"), row)


def _kept(tx: sa.Connection) -> set[tuple[str, ...]]:
    rows = tx.execute(sa.select(*(letter_templates.c[name] for name in COLUMNS)))
    return {tuple(row) for row in rows}


def test_old_words_go_to_the_new_table_and_one_of_each_kind_comes_back(app: App) -> None:
    with app.database.write() as tx:
        for kind, language in (("ask", ""), ("ask", "en"), ("reject", "en"), ("approve", "vi"), ("approve", "en")):
            _keep(tx, kind, language, f"{kind} {language}")
        command.downgrade(migrate._config(tx), "0021")
        rows = tx.execute(sa.text("SELECT kind, subject FROM letter_templates"))
        assert {tuple(row) for row in rows} == {("ask", "ask "), ("reject", "reject en"), ("approve", "approve vi")}
        _keep(tx, "held", None, "held before")
        command.upgrade(migrate._config(tx), "head")
        assert ("held", "", "held before") in _kept(tx)
        _keep(tx, "link", None, "by the old program")  # which still runs beside the new one
        assert ("link", "", "by the old program") in _kept(tx)
