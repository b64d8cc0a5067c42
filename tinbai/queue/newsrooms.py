"""Which outside newsrooms a mail was sent to as well: those the settings know, by the addresses of To and Cc."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tinbai.model import Address
from tinbai.settings import Feed, Newsroom


@dataclass(frozen=True, slots=True)
class AlsoSent:
    """A newsroom outside, and the address of it that the author wrote to."""

    name: str
    address: str


def also_sent(to: Iterable[Address], newsrooms: Sequence[Newsroom], own: Collection[str]) -> list[AlsoSent]:
    """Each newsroom once, in the order of the mail. What is nobody's we know of may be a friend: not told."""
    found: dict[str, AlsoSent] = {}
    for one in to:
        address = one.address.strip().lower()
        room = _room(address, newsrooms) if address not in own else None
        if room:
            found.setdefault(room.name, AlsoSent(room.name, address))
    return list(found.values())


def known(newsrooms: Sequence[Newsroom], feeds: Sequence[Feed]) -> list[Newsroom]:
    """Those of the settings, and those whose feed is read: they receive mail where their pages are."""
    sites = [(feed.outside, (urlsplit(feed.url).hostname or "").removeprefix("www.")) for feed in feeds if feed.outside]
    return [*newsrooms, *(Newsroom(name=name, domains=(host,)) for name, host in sites if host)]


def _room(address: str, newsrooms: Sequence[Newsroom]) -> Newsroom | None:
    """The one that names the address, else the one with the longest domain it lies in."""
    domain = address.rpartition("@")[2]
    best: tuple[int, Newsroom] | None = None
    for room in newsrooms:
        if address in {one.lower() for one in room.addresses}:
            return room
        for one in room.domains:
            if (domain == one.lower() or domain.endswith(f".{one.lower()}")) and (best is None or len(one) > best[0]):
                best = (len(one), room)
    return best[1] if best else None
