"""Our words of every kind of letter with the places left open: where an editor starts who rewrites one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from tinbai.i18n import moment, text
from tinbai.model import Address, Mail, Verdict
from tinbai.notifier import letters
from tinbai.notifier.letters import House, Told
from tinbai.notifier.templates import Template

_WHEN = datetime(1999, 12, 31, 3, 4, tzinfo=UTC)  # stands for {time}: no letter of ours names this moment
_DAYS = 98765  # and this for {days}
_MAIL = Mail(None, "", None, Address("{name}", "x@x.example"))
_TOLD = Told("", "{receipt}", "{title}", 0, 0, ())

_MAKERS: Mapping[str, Callable[[House], tuple[str, str]]] = {
    "acknowledgement": lambda house: letters.acknowledgement(house, _MAIL, [_TOLD], _WHEN),
    "approve": lambda house: letters.decision_notice(house, "{name}", "{receipt}", "{title}", Verdict.APPROVE, ""),
    "ask": lambda house: letters.decision_notice(house, "{name}", "{receipt}", "{title}", Verdict.ASK, "{note}"),
    "reject": lambda house: letters.decision_notice(house, "{name}", "{receipt}", "{title}", Verdict.REJECT, "{note}"),
    "published": lambda house: letters.published(house, "{name}", "{receipt}", "{title}", "{link}", _WHEN),
    "merged": lambda house: letters.merged(house, "{name}", "{receipt}", "{title}", "{other_receipt}", _WHEN),
    "held": lambda house: letters.held(house, _MAIL, _WHEN),
    "link": lambda house: letters.fresh_link(house, "{name}", "{receipt}", "{link}"),
    "reminder": lambda house: letters.reminder(replace(house, address="{address}"), "{name}", _DAYS),
}
KINDS: Mapping[str, str] = {
    "acknowledgement": "Acknowledgement",
    "approve": "Approved",
    "ask": "Ask for changes",
    "reject": "Not used",
    "published": "Published",
    "merged": "Merged with another story",
    "held": "Held",
    "link": "Link to the contributor's page",
    "reminder": "Reminder",
}


def ours(house: House, kind: str) -> Template:
    """Our words in the language of the newsroom."""
    board = text(house.language, "The editorial board")
    named = house if board in house.name else replace(house, name="{house}")
    subject, body = _MAKERS[kind](replace(named, reply_days=_DAYS, templates={}))
    told = letters.told_of(house, [_TOLD])
    body = body.replace(told, "{stories}").replace(moment(house.language, _WHEN, house.timezone), "{time}")
    return Template(subject, body.replace(str(_DAYS), "{days}"))
