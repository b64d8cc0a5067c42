"""Stories of one person or one unit in figures: how many of which outcome, month by month."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tinbai.model import State
from tinbai.store.contributions import MOST, Contribution
from tinbai.web.words import Words

MONTHS = 12
USED = frozenset({State.APPROVED, State.PUBLISHED})
NOT_USED = frozenset({State.REJECTED, State.DUPLICATE, State.WITHDRAWN, State.EXPIRED, State.RETRACTED})


@dataclass(frozen=True, slots=True)
class Month:
    """`label` as 03/2026; widths are hundredths of the longest bar."""

    label: str
    sent: int
    used: int
    wide: int
    filled: int


@dataclass(frozen=True, slots=True)
class Tally:
    sent: int
    used: int
    not_used: int
    months: Sequence[Month]
    units: Sequence[tuple[str, int]]
    capped: bool  # older ones are not counted

    @property
    def waiting(self) -> int:
        return self.sent - self.used - self.not_used

    @property
    def decided(self) -> int:
        return self.used + self.not_used

    @property
    def percent(self) -> int:
        """Of what was decided, how much is used."""
        return round(100 * self.used / self.decided) if self.decided else 0


def tally(words: Words, stories: Sequence[Contribution]) -> Tally:
    """Counted as they stand now; months are those in which the stories came, in the newsroom's time."""
    units = Counter(one.unit for one in stories if one.unit)
    used = [one for one in stories if one.state in USED]
    sent_in = Counter(_month(words, one.received_at) for one in stories)
    used_in = Counter(_month(words, one.received_at) for one in used)
    longest = max((sent_in[month] for month in _months(words)), default=0) or 1
    return Tally(
        sent=len(stories),
        used=len(used),
        not_used=sum(one.state in NOT_USED for one in stories),
        months=[
            Month(
                f"{month[1]:02}/{month[0]}",
                sent_in[month],
                used_in[month],
                round(100 * sent_in[month] / longest),
                round(100 * used_in[month] / longest),
            )
            for month in _months(words)
        ],
        units=units.most_common(5),
        capped=len(stories) >= MOST,
    )


def _month(words: Words, at: datetime) -> tuple[int, int]:
    local = words.local(at)
    return local.year, local.month


def _months(words: Words) -> list[tuple[int, int]]:
    """This month and those before it, the latest first."""
    year, month = _month(words, words.now)
    count = year * 12 + month - 1
    return [(one // 12, one % 12 + 1) for one in range(count, count - MONTHS, -1)]
