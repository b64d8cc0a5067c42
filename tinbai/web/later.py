"""When a story that is put off comes back: a few moments to choose from, as people say them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tinbai.web.words import Words

_MORNING, _NOON = time(8), time(13, 30)


@dataclass(frozen=True, slots=True)
class Moment:
    """`code` in forms; `said`: in the editor's words; `at`: aware."""

    code: str
    said: str
    at: datetime


def moments(words: Words) -> list[Moment]:
    """In three hours, this afternoon, tomorrow morning, Monday morning; none twice, the soonest first."""
    here = words.local(words.now)
    today = here.date()
    monday = today + timedelta(days=(7 - today.weekday()) or 7)
    tomorrow = today + timedelta(days=1)
    found = [
        Moment("3h", words.t("In 3 hours"), words.now + timedelta(hours=3)),
        Moment("chieu", words.t("This afternoon, {time}", time="13:30"), datetime.combine(today, _NOON, here.tzinfo)),
        Moment("mai", words.t("Tomorrow morning, {time}", time="08:00"),
               datetime.combine(tomorrow, _MORNING, here.tzinfo)),
        Moment("thu-hai", words.t("Monday morning, {time}", time="08:00"),
               datetime.combine(monday, _MORNING, here.tzinfo)),
    ]  # fmt: skip
    ahead = [one for one in found if one.at > words.now + timedelta(minutes=30)]
    return [one for number, one in enumerate(ahead) if one.at not in [before.at for before in ahead[:number]]]


def moment(words: Words, code: str) -> Moment | None:
    return next((one for one in moments(words) if one.code == code), None)
