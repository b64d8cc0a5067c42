"""What machines ask: alive, ready, figures; nothing about people or stories."""

import re

from tests.desk import Visitor
from tests.desk_data import a_draft, a_letter, on_the_shelf
from tinbai.app import App
from tinbai.store import mailboxes


def test_alive_and_ready(app: App) -> None:
    visitor = Visitor(app)
    assert (visitor.get("/healthz").text, visitor.get("/readyz").text) == ("ok\n", "ready\n")


def test_figures_tell_what_the_database_tells(app: App) -> None:
    a_letter(app, a_draft(app, "Chè hữu cơ"))
    on_the_shelf(app)
    with app.database.write() as tx:
        mailboxes.report(tx, "demo", "bbt", "failed", "login", "x", app.now())
    answer = Visitor(app).get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    for line in (
        'tinbai_drafts{outlet="demo",state="received"} 1.0',
        'tinbai_messages{mailbox="bbt",outlet="demo",place="quarantined"} 1.0',
        'tinbai_letters{state="due"} 1.0',
        'tinbai_mailbox_up{mailbox="bbt",outlet="demo"} 0.0',
    ):
        assert line in answer.text.splitlines()
    assert re.search(r"^tinbai_disk_free_bytes \d", answer.text, re.M)
    assert not re.search("Chè|example|Yến", answer.text)
