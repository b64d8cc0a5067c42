"""Where a page of a list ends: the moment and the id of its last line, as ?sau= carries them."""

from datetime import UTC, datetime


def place(at: datetime, identity: str) -> str:
    return f"{at.isoformat()}~{identity}"


def after(text: str) -> tuple[datetime, str] | None:
    """Moment and id; None for what is no place."""
    moment, _, identity = text.partition("~")
    at = moment_of(moment)
    return (at, identity) if at else None


def moment_of(text: str) -> datetime | None:
    """An aware moment in ISO 8601; None for anything else."""
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))  # an unquoted + of the zone arrives as a blank
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):  # in UTC the first and the last day of the calendar may be none
        return None
