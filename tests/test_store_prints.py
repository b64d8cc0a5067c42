"""The index of twins, on both engines."""

import sqlalchemy as sa

from tinbai.app import App
from tinbai.store import Tx, prints
from tinbai.store.tables import twin_prints, twin_texts


def _add(tx: Tx, ref: str, *known: int, family: int | None = None) -> int:
    digest = ref.encode().ljust(16, b"-")
    return prints.add(tx, 1, "demo", ref, f"chu {ref}", digest=digest, day=None, came=None, family=family, prints=known)


def _key(one: int) -> int:
    return 1 << prints.PRINT_BITS | one


def test_a_text_is_found_by_its_prints(app: App) -> None:
    with app.database.write() as tx:
        one, two = _add(tx, "a", 1, 2), _add(tx, "b", 2, 3)
        assert sorted(prints.of_prints(tx, 1, [2, 3, 9])) == [(2, one), (2, two), (3, two)]
        found = prints.texts(tx, [one, two])
    assert (found[one].ref, found[one].text, found[one].family) == ("a", "chu a", one)


def test_a_copy_belongs_to_the_family_of_the_first(app: App) -> None:
    with app.database.write() as tx:
        first = _add(tx, "a", 1)
        assert prints.texts(tx, [_add(tx, "b", family=first)]).popitem()[1].family == first


def test_prints_of_all_bits_fit(app: App) -> None:
    most = (1 << prints.PRINT_BITS) - 1
    with app.database.write() as tx:
        pk = _add(tx, "a", most, 0)
        assert sorted(prints.of_prints(tx, 1, [most, 0])) == [(0, pk), (most, pk)]


def test_what_is_forgotten_leaves_neither_words_nor_prints(app: App) -> None:
    with app.database.write() as tx:
        _add(tx, "secret", 1, 2)
        _add(tx, "secret", 3)
        kept = _add(tx, "other", 2)
        prints.forget(tx, [("demo", "secret"), ("bao", "other")])
        assert tx.execute(sa.select(twin_prints.c.print, twin_prints.c.text)).all() == [(_key(2), kept)]
        assert tx.execute(sa.select(twin_texts.c.ref)).scalars().all() == ["other"]


def test_only_the_prints_a_text_can_have_are_looked_for_when_it_goes(app: App) -> None:
    with app.database.write() as tx:
        pks = [_add(tx, ref, 1, 2, place) for place, ref in enumerate("ab", 3)]
        prints.forget(tx, [("demo", "a")], lambda rules, text, came: {1, 2, 3, 9})
        left = tx.execute(sa.select(twin_prints.c.print, twin_prints.c.text)).all()
        assert sorted(left) == [(_key(1), pks[1]), (_key(2), pks[1]), (_key(4), pks[1])]


def test_what_stands_in_another_index_is_not_found(app: App) -> None:
    with app.database.write() as tx:
        _add(tx, "a", 1)
        assert prints.of_prints(tx, 2, [1]) == []
        assert prints.same_text(tx, 2, b"a".ljust(16, b"-"), 9) == []
