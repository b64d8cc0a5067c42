"""The form of a story in a test, as a browser without JavaScript sees and sends it."""

import re
from html import unescape
from typing import Any, cast

from tests.desk import Answer, Visitor
from tests.newsroom import Newsroom
from tinbai.model import Draft
from tinbai.store import drafts


def head(newsroom: Newsroom, draft: str, outlet: str = "demo") -> Draft:
    with newsroom.app.database.read() as tx:
        return drafts.get(tx, outlet, draft)


def at(draft: Draft) -> str:
    return f"/tin/{draft.outlet}/{draft.id}"


def fields(page: Answer) -> dict[str, str]:
    """The fields of the draft's form as a browser would send them back."""
    form = re.search(r'<form[^>]*id="ban-thao-form".*?</form>', page.text, re.S)
    assert form
    found: dict[str, str] = dict(
        re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"(?![^>]* disabled)', form[0])
    )
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form[0], re.S):
        found[name] = value.removeprefix("\n").replace("\n", "\r\n")
    return {name: unescape(value) for name, value in found.items()}


def send(visitor: Visitor, address: str, sent: dict[str, str], accept: str = "text/html") -> Answer:
    """The form goes off with the token of the page seen last."""
    return visitor.post(address, {"Accept": accept}, **cast("dict[str, Any]", sent))


def save(visitor: Visitor, draft: Draft, changed: dict[str, str] | None = None) -> Answer:
    return send(visitor, f"{at(draft)}/sua", fields(visitor.get(at(draft))) | (changed or {}))
