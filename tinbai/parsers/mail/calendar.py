"""An invitation (text/calendar, RFC 5545) in one line for the editor: what, when, where."""

import re
from datetime import datetime

from tinbai.parsers.mail import charset

_LONGEST = 300  # characters
_PROPERTY = re.compile(r"^(SUMMARY|DTSTART|LOCATION)(?:;[^:\r\n]{0,300})?:(.*)$", re.MULTILINE | re.IGNORECASE)
_MOMENT = re.compile(r"(\d{8})(?:T(\d{4}))?")


def invitation(octets: bytes) -> str:
    """ "Họp báo, 25/11/2026 08:00, Hà Nội" of the first event; "" where it says nothing."""
    text = charset.decode(octets[:65536], "utf-8")[0].replace("\r\n", "\n")
    text = re.sub(r"\n[ \t]", "", text)  # folded lines, 3.1
    _, _, event = text.partition("BEGIN:VEVENT")
    found: dict[str, str] = {}
    for name, value in _PROPERTY.findall(event.partition("END:VEVENT")[0]):
        found.setdefault(name.upper(), _plain(value))
    parts = (found.get("SUMMARY", ""), _moment(found.get("DTSTART", "")), found.get("LOCATION", ""))
    return ", ".join(part for part in parts if part)[:_LONGEST]


def _plain(value: str) -> str:
    """A text without its escapes (3.3.11)."""
    return " ".join(re.sub(r"\\([\\;,nN])", lambda one: " " if one[1] in "nN" else one[1], value).split())


def _moment(value: str) -> str:
    found = _MOMENT.match(value)
    if not found:
        return ""
    try:
        day = datetime.strptime(found[1] + (found[2] or "0000"), "%Y%m%d%H%M")  # noqa: DTZ007 - as it stands
    except ValueError:
        return ""
    return f"{day:%d/%m/%Y %H:%M}" if found[2] else f"{day:%d/%m/%Y}"
