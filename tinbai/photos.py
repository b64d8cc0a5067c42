"""Photos that come again: looked up among all that the installation has, in every outlet, in the transaction that makes
the draft; parts of photos are looked for afterwards, over those that may have to do with each other.

A photo ties drafts and merges nothing; one that only looks like another, as the next shot of a hall does, ties nothing
and is shown to editors beside it. One that several senders show in stories that have nothing to do with each
other, such as a portrait, ties nothing; one that a single sender puts into all of his, such as a letterhead, does not
tie these to each other.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from typing import Final

import structlog

from tinbai.app import App
from tinbai.errors import ParserDied
from tinbai.evidence import SamePhoto
from tinbai.model import Draft, Item, Parsed
from tinbai.parsers.photo import alike
from tinbai.parsers.photo.alike import VERSION, Likeness, Seen, seen
from tinbai.parsers.photo.hashes import FORMS, PLAIN, Form, turned
from tinbai.parsers.photo.parts import search
from tinbai.picture import Photo, Sight
from tinbai.sandbox import Sandbox
from tinbai.store import Database, Tx, drafts, photo_alikes, photo_prints, photo_ties, prints
from tinbai.store.photo_prints import Key, Place, Print

log = structlog.get_logger("photos")

_CANDIDATES, _COMPARED = 32, 8  # that hashes may be near to, and that pixels are
_BANDS: Final = 16  # of 16 bits, in a hash
_PLACES: Final = 64  # of a photo that are looked at
_TIES: Final = 8
# In so many unrelated stories a photo is furniture: fewer when they lie more than a week apart, because the photo of
# one event may come with the words of many.
_FURNITURE: Final = 4
_FURNITURE_OF_A_WEEK: Final = 10
_WEEK: Final = 7
_OF_ONE_SENDER: Final = 2  # of these stories: nobody can make the photo of another one worth nothing by himself
_PLACES_OF_ONE: Final = _FURNITURE_OF_A_WEEK + 2
_DAYS, _DAYS_OF_SENDER, _POOL = 1, 14, 200
_PAIRS: Final = 6000  # of one search, each up to 70 ms: it ends before its lease, however many photos there are


@dataclass(frozen=True, slots=True)
class Found:
    """One of the new photos, an earlier one, and how they lie upon each other; None for the very same file."""

    sha256: str
    old: Print
    likeness: Likeness | None

    @property
    def same(self) -> bool:
        """Else they look alike, which ties nothing."""
        return self.likeness is None or self.likeness.same


@dataclass(frozen=True, slots=True)
class Brought:
    """The sights of a mail's photos by the SHA-256 of the files; compared: what is known of (new file, old file).

    past: out of an archive, for which the parts of a hundred thousand photos are not looked for.
    """

    sights: Mapping[str, Sight]
    past: bool = False
    compared: Mapping[tuple[str, str], Likeness | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sights)

    def of(self, item: Item) -> "Brought":
        """Those of one item; of what is held none is kept."""
        files = () if item.hold else (photo.sha256 for photo in item.photos if photo.sha256 in self.sights)
        return replace(self, sights={sha256: self.sights[sha256] for sha256 in files})


def taken(parsed: Parsed, past: bool) -> tuple[Parsed, Brought]:
    """What was understood, without the sights of its photos, and these."""
    sights = {photo.sha256: photo.sight for item in parsed.items for photo in item.photos if photo.sight}
    items = tuple(replace(item, photos=tuple(map(_bare, item.photos))) for item in parsed.items)
    return replace(parsed, items=items), Brought(sights, past)


def _bare(photo: Photo) -> Photo:
    return replace(photo, sight=None) if photo.sight else photo


def compared(tx: Tx, brought: Brought) -> Brought:
    """Compared with all that is here now, so that the transaction of the draft has little left to compare."""
    known: dict[tuple[str, str], Likeness | None] = {}
    for sha256, sight in brought.sights.items():
        _look_up(tx, sha256, sight, known)
    return replace(brought, compared=known)


def copies(tx: Tx, draft: Draft, brought: Brought) -> dict[str, str]:
    """SHA-256 of the photos that show the same as one of the draft's, whole and as it lies -> that of this one."""
    theirs = {sha256: photo.sha256 for photo in draft.item.photos for sha256 in (photo.sha256, *photo.also)}
    known = dict(brought.compared)
    return {
        sha256: theirs[found.old.sha256]
        for sha256, sight in brought.sights.items()
        for found in _look_up(tx, sha256, sight, known)
        if found.same and found.old.sha256 in theirs and _is_copy(found)
    }


def _is_copy(found: Found) -> bool:
    shown = _evidence(found)
    return not (shown.mirrored or shown.turn or shown.marked or shown.cut)


# --- In the transaction of the draft -------------------------------------------------------------------------------


def tie(tx: Tx, draft: Draft, brought: Brought) -> None:
    """Tie the draft to those that show its photos, put these into the index, and have parts of them looked for.

    Nobody else adds a photo until the transaction ends.
    """
    if not brought:
        return
    prints.one_at_a_time(tx)
    key, day = (draft.outlet, draft.id), draft.received_at.date().toordinal()
    known = dict(brought.compared)
    found = [match for sha256, sight in brought.sights.items() for match in _look_up(tx, sha256, sight, known)]
    for sha256, sight in brought.sights.items():
        photo = _add(tx, sha256, sight)
        photo_prints.show(tx, photo, key, day, _sender(draft))
        photo_alikes.note(tx, photo, (one.old.pk for one in found if one.sha256 == sha256 and not one.same))
    _tell(tx, draft, [one for one in found if one.same])
    if not brought.past:
        photo_prints.want_search(tx, key, draft.received_at)


def _sender(draft: Draft) -> str:
    return draft.sender.address.lower() if draft.sender else ""


def _look_up(tx: Tx, sha256: str, sight: Sight, known: dict[tuple[str, str], Likeness | None]) -> list[Found]:
    """Earlier photos that are this one or look like it; of one file nothing need be compared, nor of what is known (it
    is added to)."""
    found = [Found(sha256, old, None) for old in photo_prints.of_files(tx, VERSION, [sha256])]
    new = alike.of_sight(sight)
    if new is None or not new.hashes:
        return found
    near = photo_prints.get(tx, photo_prints.near(tx, _asked(new.hashes), _CANDIDATES))
    likely = sorted((apart, old.pk, old) for old in near if (apart := alike.may_be(new.hashes, old.hashes)) is not None)
    for _, _, old in likely[:_COMPARED]:
        pair = sha256, old.sha256
        if pair not in known:
            other = _seen_again(old)
            known[pair] = alike.compare(new, other) if other and old.sha256 != sha256 else None
        if likeness := known[pair]:
            found.append(Found(sha256, old, likeness))
    return found


def _add(tx: Tx, sha256: str, sight: Sight) -> int:
    hashes = alike.hashes_of(sight)
    bands = {band for bits in hashes for band in _bands(bits)}
    return photo_prints.add(
        tx, VERSION, sha256, (sight.width, sight.height), hashes, bands, alike.deflated(sight)
    )  # fmt: skip


def _seen_again(old: Print) -> Seen | None:
    return seen(old.width, old.height, old.hashes, old.grey)


def _bands(bits: int) -> Iterator[int]:
    """Sixteen bits and which sixteen, as one number."""
    for band in range(_BANDS):
        yield band << 16 | bits >> (16 * band) & 0xFFFF


def _asked(hashes: Sequence[int]) -> set[int]:
    """The bands of the hashes with one bit changed, as a crop or a turn of a degree leaves them; of the turned and
    mirrored forms, which programs make exactly, as they are."""
    asked = {band for bits in hashes for form in FORMS if form != PLAIN for band in _bands(turned(bits, form))}
    for band in {band for bits in hashes for band in _bands(bits)}:
        asked |= {band, *(band ^ 1 << bit for bit in range(16))}
    return asked


# --- Looked at anew ------------------------------------------------------------------------------------------------


def outdated(database: Database) -> int:
    """How many photos an older program has looked at; they are known again only by their files."""
    with database.read() as tx:
        return photo_prints.count_outdated(tx, VERSION)


def renew_next(app: App, sandbox: Sandbox) -> bool:
    """Look once more at a photo that an older program has looked at; False when there is none.

    Looking holds no transaction; whoever does it twice finds the same again. Of a file that is gone or kills who looks
    at it nothing is known any more but that it is the same file.
    """
    with app.database.read() as tx:
        old = photo_prints.outdated(tx, VERSION)
    if old is None:
        return False
    sight = _sight_again(app, sandbox, old.sha256) or Sight(old.width, old.height, (), "")
    with app.database.write() as tx:
        prints.one_at_a_time(tx)
        if old in photo_prints.get(tx, [old.pk]):  # neither forgotten nor renewed meanwhile
            photo_prints.renew(tx, old, _add(tx, old.sha256, sight))
    return True


def _sight_again(app: App, sandbox: Sandbox, sha256: str) -> Sight | None:
    file = app.blobs.path(sha256)
    try:
        return sandbox.sight(file) if file.exists() else None
    except ParserDied:
        log.warning("photo cannot be looked at", action="photos", file=sha256)
        return None


# --- Evidence ------------------------------------------------------------------------------------------------------


def _tell(tx: Tx, draft: Draft, found: Sequence[Found]) -> None:
    """Ties with their evidence, but none by furniture."""
    key = (draft.outlet, draft.id)
    mine = Place(0, *key, draft.received_at.date().toordinal(), _sender(draft))
    told: dict[Key, list[SamePhoto]] = {}
    for sha256 in dict.fromkeys(one.sha256 for one in found):
        alike = {one.old.pk: one for one in found if one.sha256 == sha256}
        others = [at for at in photo_prints.places(tx, alike.keys(), _PLACES, _PLACES_OF_ONE) if at.key != key]
        telling, worn = _worth_telling(tx, mine, others)
        if worn:
            photo_ties.take_back(tx, worn, {sha256, *(one.old.sha256 for one in alike.values())})
        for place in telling:
            told.setdefault(place.key, []).append(_evidence(alike[place.photo]))
    for other, pairs in list(told.items())[:_TIES]:
        photo_ties.tell(tx, key, other, tuple(pairs), draft.received_at)


def _worth_telling(tx: Tx, mine: Place, others: Sequence[Place]) -> tuple[list[Place], set[Key]]:
    """(the places of a photo to be told of, the drafts among which it ties nothing any more)."""
    shown = [mine, *others]
    if _is_furniture(tx, shown, _OF_ONE_SENDER):
        return [], {place.key for place in shown}
    telling, worn = list(others), set[Key]()
    for sender in {place.sender for place in shown}:
        his = [place for place in shown if place.sender == sender]
        if not _is_furniture(tx, his, len(his)):
            continue
        first = min(his, key=lambda place: (place.day, place.key))
        telling = [place for place in telling if place.sender != sender or (place is first and sender != mine.sender)]
        if sender == mine.sender:
            worn = {place.key for place in his}
    return telling, worn


def _is_furniture(tx: Tx, shown: Collection[Place], of_one: int) -> bool:
    """Whether it is in many stories that have nothing to do with each other. `of_one`: how many of a sender count."""
    senders, days = {place.key: place.sender for place in shown}, [place.day for place in shown]
    if len(senders) <= _FURNITURE:
        return False
    most = _FURNITURE if max(days) - min(days) > _WEEK else _FURNITURE_OF_A_WEEK
    stories = Counter(senders[min(story)] for story in photo_prints.stories(tx, senders.keys()))
    return sum(min(n, of_one) for n in stories.values()) > most


_TURNS: Final[Mapping[Form, tuple[bool, int]]] = {  # mirrored from left to right, then turned clockwise
    (False, False, False): (False, 0), (False, True, False): (True, 0),
    (False, True, True): (False, 180), (False, False, True): (True, 180),
    (True, True, False): (False, 90), (True, False, True): (False, 270),
    (True, False, False): (True, 270), (True, True, True): (True, 90),
}  # fmt: skip


def _evidence(found: Found) -> SamePhoto:
    likeness = found.likeness
    if likeness is None:
        return SamePhoto(found.sha256, found.old.sha256)
    mirrored, turn = _TURNS[likeness.form]
    return SamePhoto(
        found.sha256, found.old.sha256, mirrored, turn,
        likeness.here, likeness.there, likeness.marked, likeness.score,
    )  # fmt: skip


def pairs(a: Draft, b: Draft, told: Sequence[SamePhoto]) -> list[tuple[Photo, Photo, SamePhoto]]:
    """The photos of A and of B that are one, in the order of A; `told`: by the tie, seen from A."""
    found = []
    for mine in a.item.photos:
        for pair in told:
            theirs = next((photo for photo in b.item.photos if _is_file(photo, pair.there)), None)
            if theirs and _is_file(mine, pair.here):
                found.append((mine, theirs, pair))
                break
    return found


def _is_file(photo: Photo, sha256: str) -> bool:
    return photo.sha256 == sha256 or sha256 in photo.also


# --- Parts, afterwards ---------------------------------------------------------------------------------------------


def search_next(app: App) -> bool:
    """Look for parts of the photos of the draft that waits longest; False when none waits.

    Comparing takes seconds and holds no transaction; whoever does it twice finds the same again.
    """
    with app.database.read() as tx:
        if not photo_prints.is_search_due(tx, app.now()):
            return False
    with app.database.write() as tx:
        key = photo_prints.claim_search(tx, app.now())
        if key is None:
            return False
        draft = drafts.get(tx, *key)
        mine = photo_prints.get(tx, photo_prints.of_draft(tx, key)[:_PAIRS])
        own = list(islice(combinations(mine, 2), _PAIRS // 2))
        most = min(_POOL, (_PAIRS - len(own)) // max(1, len(mine)))
        others = photo_prints.get(tx, photo_prints.pool(tx, key, _DAYS, _DAYS_OF_SENDER, most))
    found = list(_parts(mine, others))
    copies = [(one.pk, other.pk) for one, other in own if _is_one_photo(one, other)]
    with app.database.write() as tx:
        prints.one_at_a_time(tx)
        left = {old.pk for old in photo_prints.get(tx, [one.old.pk for one in found])}
        if photo_prints.of_draft(tx, key):  # what was held meanwhile is in the index no more
            _tell(tx, draft, [one for one in found if one.old.pk in left])
            for one, other in copies:
                photo_alikes.note(tx, one, [other])
        photo_prints.end_search(tx, key)
    log.info("photos searched", action="photos", draft=draft.id, pairs=len(mine) * len(others), found=len(found))
    return True


def _is_one_photo(one: Print, other: Print) -> bool:
    """Whether of two photos of a draft one is the other turned, mirrored, cropped or with something put over it."""
    mine, theirs = _seen_again(one), _seen_again(other)
    if mine is None or theirs is None or not one.hashes or not other.hashes:
        return False
    if alike.may_be(mine.hashes, theirs.hashes) is None:
        return search(mine, theirs) is not None
    found = alike.compare(mine, theirs)
    return found is not None and found.same


def _parts(mine: Sequence[Print], others: Sequence[Print]) -> Iterator[Found]:
    known = [(old, other) for old in others if old.hashes and (other := _seen_again(old))]
    for one in mine:
        new = _seen_again(one) if one.hashes else None
        for old, other in known if new else ():
            if new and old.sha256 != one.sha256 and alike.may_be(new.hashes, other.hashes) is None:
                likeness = search(new, other)
                if likeness:
                    yield Found(one.sha256, old, likeness)
