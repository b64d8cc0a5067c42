"""Moments as feeds and pages write them; one without a zone is taken for Vietnamese time."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_HERE = timezone(timedelta(hours=7))
_ISO = re.compile(r"^\d{4}-\d\d(?:-\d\d)?(?:[T ]\d\d:?\d\d|$)")
# 02/03/2026 08:15, 2-3-2026 | 8h15, 08:15 02/03/2026, ngày 2.3.2026, 02/03/2026 8:15:00 SA
_DAY = r"(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>20\d\d)"
_TIME = r"(?P<h>\d{1,2})\s?(?:[:h]|giờ)\s?(?P<i>\d\d)(?::\d\d)?(?:\s?(?P<half>SA|CH|AM|PM)\b)?"
_GAP = r"[\s,|–()-]{1,6}(?:lúc\s|vào\s|hồi\s)?"
_WRITTEN = (
    re.compile(rf"(?<![\d/]){_DAY}(?!\d){_GAP}{_TIME}", re.IGNORECASE),
    re.compile(rf"(?<!\d){_TIME}(?!\d){_GAP}(?:ngày\s|thứ\s\w+\s?,?\s?)?{_DAY}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<![\d/]){_DAY}(?!\d)", re.IGNORECASE),
)
_ZONES = {"ICT": "+0700", "GMT+7": "+0700", "UTC+7": "+0700", "+07": "+0700"}
_LONGEST = 200


def moment(text: str) -> datetime | None:
    """An aware moment; None for what is none, or lies before the web."""
    said = " ".join(text.split())[:_LONGEST]
    if not said:
        return None
    found = _iso(said) or _of_mail(said) or written(said)
    return found if found and found.year >= 1990 else None


def written(text: str) -> datetime | None:
    """The first day, with its time if it has one, as Vietnamese pages write it."""
    for pattern in _WRITTEN:
        for found in pattern.finditer(text[:2000]):
            parts = found.groupdict()
            hour = int(parts.get("h") or 0) % 24
            half = (parts.get("half") or "").upper()
            if half in ("CH", "PM") and hour < 12:
                hour += 12
            elif half in ("SA", "AM") and hour == 12:
                hour = 0
            try:
                return datetime(
                    int(parts["y"]), int(parts["m"]), int(parts["d"]), hour, int(parts.get("i") or 0), tzinfo=_HERE
                )
            except ValueError:
                continue
    return None


def _iso(said: str) -> datetime | None:
    if not _ISO.match(said):
        return None
    whole = said if len(said) > 7 else f"{said}-01"
    whole = (
        re.sub(r"\s?([+-]\d\d):?(\d\d)?$", lambda zone: f"{zone[1]}:{zone[2] or '00'}", whole) if ":" in said else whole
    )
    try:
        found = datetime.fromisoformat(whole)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=_HERE)


def _of_mail(said: str) -> datetime | None:
    """RFC 822, with the zones people write."""
    for name, offset in _ZONES.items():
        if said.upper().endswith(name):
            said = said[: -len(name)].rstrip(" (") + " " + offset
            break
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC if "-0000" in said else _HERE)
    return found
