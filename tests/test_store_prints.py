"""The index of twins, on both engines."""

import sqlalchemy as sa
from alembic import command

from tests.postings import standing
from tinbai.app import App
from tinbai.store import Tx, migrate, postings, prints, twin_indexes
from tinbai.store.tables import twin_texts


def _add(tx: Tx, ref: str, *known: int, family: int | None = None) -> int:
    digest = ref.encode().ljust(16, b"-")
    told = {"day": None, "came": None, "hand": None}
    return prints.add(tx, 1, "demo", ref, f"chu {ref}", digest=digest, **told, family=family, prints=known)


def _key(one: int) -> int:
    return 1 << postings.PRINT_BITS | one


def test_a_text_is_found_by_its_prints(app: App) -> None:
    with app.database.write() as tx:
        one, two = _add(tx, "a", 1, 2), _add(tx, "b", 2, 3)
        assert prints.of_prints(tx, 1, [2, 3, 9]) == {2: [one, two], 3: [two]}
        found = prints.texts(tx, [one, two])
    assert (found[one].ref, found[one].text, found[one].family) == ("a", "chu a", one)


def test_a_copy_belongs_to_the_family_of_the_first(app: App) -> None:
    with app.database.write() as tx:
        first = _add(tx, "a", 1)
        assert prints.texts(tx, [_add(tx, "b", family=first)]).popitem()[1].family == first


def test_prints_of_all_bits_fit(app: App) -> None:
    most = (1 << postings.PRINT_BITS) - 1
    with app.database.write() as tx:
        pk = _add(tx, "a", most, 0)
        assert prints.of_prints(tx, 1, [most, 0]) == {0: [pk], most: [pk]}


def test_what_is_forgotten_leaves_neither_words_nor_prints(app: App) -> None:
    with app.database.write() as tx:
        _add(tx, "secret", 1, 2)
        _add(tx, "secret", 3)
        kept = _add(tx, "other", 2)
        prints.forget(tx, [("demo", "secret"), ("bao", "other")])
        assert standing(tx) == [(_key(2), kept)]
        assert tx.execute(sa.select(twin_texts.c.ref)).scalars().all() == ["other"]


def test_only_the_prints_a_text_can_have_are_looked_for_when_it_goes(app: App) -> None:
    with app.database.write() as tx:
        pks = [_add(tx, ref, 1, 2, place) for place, ref in enumerate("ab", 3)]
        prints.forget(tx, [("demo", "a")], lambda rules, text, came: {1, 2, 3, 9})
        assert standing(tx) == [(_key(1), pks[1]), (_key(2), pks[1]), (_key(4), pks[1])]


def test_what_stands_in_another_index_is_not_found(app: App) -> None:
    with app.database.write() as tx:
        _add(tx, "a", 1)
        assert prints.of_prints(tx, 2, [1]) == {}
        assert prints.same_text(tx, 2, b"a".ljust(16, b"-"), 9) == []


def test_prints_of_events_go_when_they_are_old_and_with_their_index(app: App) -> None:
    old, late = postings.BESIDE | 5, postings.BESIDE | 9
    with app.database.write() as tx:
        pk = _add(tx, "a", 3, old, late)
        prints.fade(tx, 1, postings.BESIDE | 1, postings.BESIDE | 8, 100)
        assert prints.of_prints(tx, 1, [3, old, late]) == {3: [pk], late: [pk]}
        twin_indexes.leave(tx, 1)
        while any(twin_indexes.shrink(tx, one, 2, 2) for one in twin_indexes.all_of(tx)):
            pass
        assert standing(tx) == []


def test_prints_go_in_small_steps(app: App) -> None:
    its = [postings.BESIDE | one for one in range(20)]
    with app.database.write() as tx:
        _add(tx, "a", *its)
        prints.fade(tx, 1, its[2], its[18], 5)
        assert sorted(prints.of_prints(tx, 1, its)) == [*its[:2], *its[7:]]


def test_nothing_is_lost_when_prints_move_into_the_rows_of_texts_and_back(app: App) -> None:
    late = postings.BESIDE | 9
    with app.database.write() as tx:
        one, two = _add(tx, "a", 1, 2, late), _add(tx, "b", 2)
    with app.database.write() as tx:
        command.downgrade(migrate._config(tx), "0018-1")
        assert len(tx.execute(sa.text("SELECT print, text FROM twin_prints")).all()) == 4
    migrate.upgrade(app.database)
    with app.database.write() as tx:
        assert prints.of_prints(tx, 1, [1, 2, 3, late]) == {1: [one], 2: [one, two], late: [one]}


def test_who_leads_a_family_now_is_found_by_all_its_prints(app: App) -> None:
    with app.database.write() as tx:
        first = _add(tx, "a", 1, 2)
        second = _add(tx, "b", 3, family=first)
        prints.forget(tx, [("demo", "a")], lambda rules, text, came: {1, 2, 3})
        assert prints.of_prints(tx, 1, [1, 2, 3]) == {1: [second], 2: [second], 3: [second]}
