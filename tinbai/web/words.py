"""Words, numbers and times as the reader of a page wants them: his language, the newsroom's zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tinbai import i18n
from tinbai.i18n import Language
from tinbai.store.side import MOST

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNITS = ("B", "KB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Words:
    """`now` is the moment the page is made."""

    language: Language
    zone: str
    now: datetime

    def t(self, msgid: str, /, **params: object) -> str:
        return i18n.text(self.language, msgid, **params)

    def tn(self, one: str, many: str, n: int, /, **params: object) -> str:
        return i18n.count(self.language, one, many, n, **params)

    def number(self, n: int) -> str:
        return i18n.number(self.language, n)

    def capped(self, n: int) -> str:
        """A number that was counted no further than some limit: 500+."""
        return self.number(n) if n <= MOST else f"{self.number(MOST)}+"

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def age(self, at: datetime) -> str:
        """How long ago: minutes below an hour, hours below two days, then days."""
        minutes = max(0, int((self.now - at) / timedelta(minutes=1)))
        return self.span(self.now - at) if minutes else self.t("just now")

    def span(self, time: timedelta) -> str:
        """How long something took, as exactly as age()."""
        minutes = max(0, int(time / timedelta(minutes=1)))
        if minutes < 60:
            return self.tn("{n} minute", "{n} minutes", minutes)
        if minutes < 48 * 60:
            return self.tn("{n} hour", "{n} hours", minutes // 60)
        return self.tn("{n} day", "{n} days", minutes // (24 * 60))

    def clock(self, at: datetime) -> str:
        """16:05 today, 16:05, 03/10 this year, else with the year."""
        local, today = self.local(at), self.local(self.now)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        if self.language == "vi":
            return f"{local:%H:%M, %d/%m}" if local.year == today.year else f"{local:%H:%M, %d/%m/%Y}"
        day = f"{local:%H:%M}, {local.day} {local:%b}"
        return day if local.year == today.year else f"{day} {local.year}"

    def moment(self, at: datetime) -> str:
        """Time and full date."""
        local = self.local(at)
        return f"{local:%H:%M, %d/%m/%Y}" if self.language == "vi" else f"{local:%H:%M}, {local.day} {local:%B %Y}"

    def day(self, day: date, year: bool = False) -> str:
        """Thứ Tư 15/10, Wednesday 15 October; with the year where it matters."""
        weekday = self.t(_WEEKDAYS[day.weekday()])
        if self.language == "vi":
            return f"{weekday}, {day:%d/%m/%Y}" if year else f"{weekday} {day:%d/%m}"
        return f"{weekday}, {day.day} {day:%B %Y}" if year else f"{weekday} {day.day} {day:%B}"

    def size(self, octets: int) -> str:
        """1,4 MB in Vietnamese, 1.4 MB in English."""
        amount, unit = float(octets), 0
        while amount >= 1000 and unit < len(_UNITS) - 1:
            amount, unit = amount / 1024, unit + 1  # as file managers and settings.toml count
        shown = f"{amount:.1f}" if unit > 0 and amount < 10 else f"{amount:.0f}"
        return f"{shown.replace('.', ',') if self.language == 'vi' else shown} {_UNITS[unit]}"
