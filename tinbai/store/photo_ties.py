"""What ties between drafts say of their photos; a tie of photos alone is made here, and taken back when it was none."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from tinbai import codec
from tinbai.evidence import Evidence, Link, SamePhoto
from tinbai.store import draft_links, verdicts
from tinbai.store.database import Tx
from tinbai.store.photo_prints import Key
from tinbai.store.tables import links

WHY = "photo"
_MOST = 12  # pairs that one tie tells


def tell(tx: Tx, here: Key, there: Key, photos: tuple[SamePhoto, ...], at: datetime) -> None:
    """The tie between the two says so; without one they are tied as related."""
    for one, other, its in ((here, there, photos), (there, here, tuple(photo.turned() for photo in photos))):
        row = tx.execute(sa.select(links.c.evidence).where(*_between(one, other))).first()
        if row is not None:
            _keep(tx, one, other, codec.evidence.loads(row.evidence), its)
            return
    draft_links.add(tx, Link(*here, *there, "related", Evidence(WHY, photos=photos[:_MOST]), at))
    if verdicts.mentioned(tx, verdicts.group(tx, [there])):
        verdicts.inherit(tx, here, there)


def _keep(tx: Tx, one: Key, other: Key, seen: Evidence, photos: tuple[SamePhoto, ...]) -> None:
    known = {(photo.here, photo.there) for photo in seen.photos}
    new = tuple(photo for photo in photos if (photo.here, photo.there) not in known)
    if new:
        _write(tx, one, other, seen.with_photos((*seen.photos, *new)[:_MOST]))


def take_back(tx: Tx, keys: Collection[Key], files: Collection[str]) -> None:
    """These photos tie nothing; what was tied by them alone, and judged by nobody, is not tied any more."""
    wanted = list(keys)
    here, there = sa.tuple_(links.c.outlet, links.c.draft), sa.tuple_(links.c.other_outlet, links.c.other_draft)
    for row in tx.execute(sa.select(links).where(here.in_(wanted), there.in_(wanted))).all():
        seen = codec.evidence.loads(row.evidence)
        left = tuple(photo for photo in seen.photos if not {photo.here, photo.there} & set(files))
        one, other = (row.outlet, row.draft), (row.other_outlet, row.other_draft)
        if seen.why == WHY and not left and row.verdict is None:
            tx.execute(links.delete().where(*_between(one, other)))
        elif len(left) < len(seen.photos):
            _write(tx, one, other, seen.with_photos(left))


def outrank(tx: Tx, tie: Link) -> bool:
    """Put a tie of words in the place of one that knew of photos alone; False when there is none."""
    row = tx.execute(
        sa.select(links.c.evidence).where(*_between((tie.outlet, tie.draft), (tie.other_outlet, tie.other_draft)))
    ).first()
    seen = codec.evidence.loads(row.evidence) if row else None
    if seen is None or seen.why != WHY:
        return False
    one, other = (tie.outlet, tie.draft), (tie.other_outlet, tie.other_draft)
    tx.execute(links.update().where(*_between(one, other)).values(relation=tie.relation))
    _write(tx, one, other, tie.evidence.with_photos(seen.photos))
    return True


def retell(tx: Tx, tie: Link) -> None:
    """Put what the words are to each other now in the place of what they were; photos that are the same stay."""
    one, other = (tie.outlet, tie.draft), (tie.other_outlet, tie.other_draft)
    turned = draft_links.OPPOSITE.get(tie.relation, tie.relation), tie.evidence.turned()
    for ends, (relation, said) in (((one, other), (tie.relation, tie.evidence)), ((other, one), turned)):
        text = tx.execute(sa.select(links.c.evidence).where(*_between(*ends))).scalar()
        if text:
            tx.execute(links.update().where(*_between(*ends)).values(relation=relation))
            _write(tx, *ends, said.with_photos(codec.evidence.loads(text).photos))


def _write(tx: Tx, one: Key, other: Key, seen: Evidence) -> None:
    tx.execute(links.update().where(*_between(one, other)).values(evidence=codec.evidence.dumps(seen)))


def _between(one: Key, other: Key) -> tuple[sa.ColumnElement[bool], ...]:
    here, there = (links.c.outlet, links.c.draft), (links.c.other_outlet, links.c.other_draft)
    return here[0] == one[0], here[1] == one[1], there[0] == other[0], there[1] == other[1]
