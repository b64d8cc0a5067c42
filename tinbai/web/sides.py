"""Who sent which of two stories, when and to whom; where it stands and who works on it; which photos are the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tinbai.app import App
from tinbai.evidence import SamePhoto
from tinbai.model import Address, Draft
from tinbai.picture import Photo
from tinbai.store import Tx, arrivals, people
from tinbai.store.drafts import CLAIM
from tinbai.store.people import Person
from tinbai.web.held import is_sealed

_MOST = 12  # addressees shown

Mark = Literal["A", "B"]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody the mail went to; `ours`: a newsroom of this installation."""

    name: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, A the earlier. holder: who has it in hand, "" nobody; mine: that is the reader."""

    mark: Mark
    draft: Draft
    house: str
    holder: str
    mine: bool
    to: Sequence[Addressee]
    more: int  # addressees that are not shown

    @property
    def address(self) -> str:
        return f"/tin/{self.draft.outlet}/{self.draft.id}"

    @property
    def sender(self) -> str:
        sender = self.draft.sender
        return (sender.name or sender.address) if sender else ""

    @property
    def outside(self) -> int:
        """How many others got it as well."""
        return sum(not one.ours for one in self.to) + self.more


def sides_of(tx: Tx, app: App, person: Person, one: Draft, other: Draft) -> tuple[Side, Side]:
    a, b = in_order(one, other)
    return _side(tx, app, person, "A", a), _side(tx, app, person, "B", b)


def in_order(one: Draft, other: Draft) -> tuple[Draft, Draft]:
    """The earlier first."""
    a, b = sorted((one, other), key=lambda draft: (draft.received_at, draft.receipt_no, draft.outlet))
    return a, b


def _side(tx: Tx, app: App, person: Person, mark: Mark, draft: Draft) -> Side:
    parsed = arrivals.parsed(tx, draft.outlet, draft.arrival)
    mail = parsed.mail if parsed and not is_sealed(parsed) else None
    to = list(_addressees(app, (*mail.to, *mail.cc) if mail else ()))
    held = _claimed(draft, app.now())
    name = people.names(tx).get(draft.claimed_by or "", "") if held else ""
    return Side(
        mark, draft, app.settings.outlet(draft.outlet).name, name, held and draft.claimed_by == person.id,
        to[:_MOST], max(0, len(to) - _MOST),
    )  # fmt: skip


def _claimed(draft: Draft, now: datetime) -> bool:
    return draft.claimed_by is not None and draft.claimed_at is not None and now - draft.claimed_at < CLAIM


def _addressees(app: App, addresses: Sequence[Address]) -> Iterator[Addressee]:
    houses = {one.lower(): outlet.name for outlet in app.settings.outlets for one in (outlet.address, *outlet.aliases)}
    seen: set[str] = set()
    for each in addresses:
        address = each.address.lower()
        if address in seen:
            continue
        seen.add(address)
        name = houses.get(address)
        yield Addressee(name or each.name or each.address, name is not None)


# --- Photos --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhotoPair:
    """Photos counted from 1, None where a side has none like it; `exact`: the very same file; how: how they differ.

    alike: they only look alike, and may be two shots.
    """

    a: int | None
    b: int | None
    exact: bool = False
    how: SamePhoto | None = None
    alike: bool = False

    @property
    def both(self) -> bool:
        return self.a is not None and self.b is not None


def photo_pairs(a: Draft, b: Draft, found: Sequence[SamePhoto] = ()) -> list[PhotoPair]:
    """The same picture side by side first, then what only one of the two has. found: what the machine saw, from A."""
    left = dict(enumerate(b.item.photos, 1))
    pairs: list[PhotoPair] = []
    for number, photo in enumerate(a.item.photos, 1):
        other, how = _same_as(photo, left, found)
        if other is not None:
            exact = photo.sha256 == left.pop(other).sha256
            pairs.append(PhotoPair(number, other, exact, how))
    paired = {pair.a for pair in pairs}
    pairs += [PhotoPair(n, None) for n in range(1, len(a.item.photos) + 1) if n not in paired]
    return [*pairs, *(PhotoPair(None, n) for n in left)]


def with_alike(pairs: Sequence[PhotoPair], alike: Sequence[tuple[int, int]]) -> list[PhotoPair]:
    """Of what only one of the two has, those side by side that look alike, after what is the same."""
    alone_a, alone_b = {pair.a for pair in pairs if pair.b is None}, {pair.b for pair in pairs if pair.a is None}
    found: list[PhotoPair] = []
    for a, b in alike:
        if a in alone_a and b in alone_b:
            found.append(PhotoPair(a, b, alike=True))
            alone_a.discard(a)
            alone_b.discard(b)
    left = [pair for pair in pairs if not pair.both and (pair.a in alone_a or pair.b in alone_b)]
    return [*(pair for pair in pairs if pair.both), *found, *left]


def _same_as(
    photo: Photo, left: Mapping[int, Photo], found: Sequence[SamePhoto]
) -> tuple[int | None, SamePhoto | None]:
    """By the files, each standing also for worse copies of itself; else by what the machine saw in the pictures."""
    mine = {photo.sha256, *photo.also}
    files = {n: {theirs.sha256, *theirs.also} for n, theirs in left.items()}
    for n, theirs in files.items():
        if not mine.isdisjoint(theirs):
            return n, None
    for seen in found:
        other = next((n for n, theirs in files.items() if seen.there in theirs), None)
        if seen.here in mine and other is not None:
            return other, seen
    return None, None
