"""The index of twins made anew beside the running one: the same answers before, meanwhile and afterwards."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from tests.mails import letter
from tests.mails import story as short_story
from tests.newsroom import Newsroom
from tests.postings import standing, wipe
from tests.servers import warm
from tests.servers.program import environment
from tinbai import rebuilding, twins
from tinbai.app import App
from tinbai.store import Database, Tx, postings, prints, published, twin_indexes
from tinbai.store.tables import twin_texts
from tinbai.store.twin_tables import twin_indexes as table
from tinbai.store.verdict_tables import twin_phrases, twin_verdicts

Said = list[tuple[str, str, str, float]]


def _text(number: int) -> str:
    return f"{short_story(number)}\nChuyện thứ {'x' * (number + 1)} của bản {'y' * (number + 1)}, kể lại cho bà con."


def _fill(app: App, texts: int = 60) -> None:
    """Every fifth a copy with an addition, every seventh of another site."""
    for number in range(texts):
        text = _text(number) if number % 5 else _text(number // 5 + 1) + f"\nThêm rằng mùa {number} đã xong từ lâu rồi."
        new = twins.sketch(text, None, date(2026, 3, 1 + number % 20))
        assert new
        with app.database.write() as tx:
            outlet = "demo" if number % 7 else published.OUTLET
            twins.add(tx, outlet, f"t{number}", twins.look_up(tx, new))


def _answers(app: App, texts: int = 60) -> list[Said]:
    with app.database.read() as tx:
        return [_said(tx, _text(number)) for number in range(texts)]


def _said(tx: Tx, text: str) -> Said:
    new = twins.sketch(text, None, date(2026, 3, 10))
    assert new
    found = twins.look_up(tx, new).twins
    return sorted((twin.text.outlet, twin.text.ref, twin.match.kind, round(twin.match.score, 6)) for twin in found)


def _versions(app: App) -> set[int]:
    with app.database.read() as tx:
        of_prints = {key % postings.BESIDE >> postings.PRINT_BITS for key, _ in standing(tx)}
        return of_prints | set(tx.execute(sa.select(twin_texts.c.version)).scalars())


def test_the_same_answers_before_meanwhile_and_afterwards(app: App) -> None:
    _fill(app)
    before = _answers(app)
    meanwhile: list[list[Said]] = []
    assert rebuilding.rebuild(app, Event(), lambda texts: meanwhile.append(_answers(app)))
    assert any(len(said) > 1 for said in before)
    assert len(meanwhile) == 3 and all(said == before for said in meanwhile)
    assert _answers(app) == before
    assert _versions(app) == {2}


def test_who_was_stopped_goes_on_where_he_was(app: App) -> None:
    _fill(app)
    before, stop = _answers(app), Event()
    assert not rebuilding.rebuild(app, stop, lambda texts: stop.set())
    assert (rebuilding.left(app.database), _answers(app)) == (35, before)
    told: list[int] = []
    assert rebuilding.rebuild(app, Event(), told.append)
    assert (sum(told), _answers(app), _versions(app)) == (35, before, {2})


def test_what_comes_meanwhile_stands_in_the_new_index(app: App) -> None:
    _fill(app, 30)
    late = iter([_text(70), _text(71)])

    def come(texts: int) -> None:
        for text in late:
            with app.database.write() as tx:
                twins.look_up_and_add(tx, "demo", f"late {text[:9]}", text)

    assert rebuilding.rebuild(app, Event(), come)
    with app.database.read() as tx:
        for number in (70, 71):
            assert "identical" in {kind for _, _, kind, _ in _said(tx, _text(number))}
        assert tx.execute(sa.select(sa.func.count()).select_from(twin_texts)).scalar_one() == 32


def test_what_is_forgotten_meanwhile_is_in_neither(app: App) -> None:
    _fill(app, 30)

    def forget(texts: int) -> None:
        with app.database.write() as tx:
            prints.forget(tx, [("demo", "t1"), ("demo", "t29")], twins.every_print)

    assert rebuilding.rebuild(app, Event(), forget)
    with app.database.read() as tx:
        refs = set(tx.execute(sa.select(twin_texts.c.ref)).scalars())
        known = set(tx.execute(sa.select(twin_texts.c.pk)).scalars())
        assert refs == {f"t{number}" for number in range(30)} - {"t1", "t29"}
        assert {text for _, text in standing(tx)} <= known


def test_drafts_the_index_lost_come_back(newsroom: Newsroom) -> None:
    app = newsroom.app
    rows = newsroom.take(*(letter(number, text=_text(number)) for number in range(3)))
    with app.database.read() as tx:
        before = [_said(tx, _text(number)) for number in range(3)]
    with app.database.write() as tx:
        prints.forget(tx, [(row.outlet, row.id) for row in rows])
        assert _said(tx, _text(1)) == []
    assert rebuilding.rebuild(app, Event())
    with app.database.read() as tx:
        assert [_said(tx, _text(number)) for number in range(3)] == before


def test_verdicts_and_what_they_taught_stay(app: App) -> None:
    _fill(app, 10)
    with app.database.write() as tx:
        ends = {"outlet": "demo", "draft": "t1", "other_outlet": "demo", "other_draft": "t2"}
        said = {"verdict": "not-a-twin", "by": "lan", "at": app.now()}
        tx.execute(twin_verdicts.insert().values(**ends, **said))
        tx.execute(twin_phrases.insert().values(verdict_id=1, place=0, scope="unit x", words="mọi người cùng ra quân"))
    assert rebuilding.rebuild(app, Event())
    with app.database.read() as tx:
        assert tx.execute(sa.select(twin_verdicts.c.verdict)).scalars().all() == ["not-a-twin"]
        assert tx.execute(sa.select(twin_phrases.c.words)).scalars().all() == ["mọi người cùng ra quân"]


def test_an_index_of_other_rules_is_replaced(app: App) -> None:
    _fill(app, 10)
    before = _answers(app, 10)
    assert not rebuilding.is_needed(app.database)
    with app.database.write() as tx:
        tx.execute(table.update().values(rules=0))
        wipe(tx)
    assert rebuilding.is_needed(app.database)
    assert rebuilding.rebuild(app, Event())
    assert (_answers(app, 10), rebuilding.is_needed(app.database)) == (before, False)


def test_one_begun_by_other_rules_is_begun_anew(app: App) -> None:
    _fill(app, 30)
    stop = Event()
    rebuilding.rebuild(app, stop, lambda texts: stop.set())
    with app.database.write() as tx:
        tx.execute(table.update().where(table.c.state == "filling").values(rules=0))
    told: list[int] = []
    assert rebuilding.rebuild(app, Event(), told.append)
    assert (sum(told), _versions(app)) == (30, {3})


@pytest.mark.slow
def test_the_command_goes_on_after_it_was_killed(app: App, tmp_path: Path) -> None:
    """Three times at different places; nothing is doubled, nothing lacks, and the answers are the same all the time."""
    _fill(app, 150)
    before = _answers(app)
    outlets = "".join(
        f'[[outlets]]\ncode = "{code}"\nname = "x"\naddress = "{code}@x.vn"\n' for code in ("demo", "bao")
    )
    url = app.database.url.render_as_string(hide_password=False)
    (tmp_path / "settings.toml").write_text(f'data = "data"\ndatabase = "{url}"\n{outlets}')
    places = [0]
    for _ in range(3):
        with (tmp_path / "said").open("ab") as said:
            running = warm.begin(["rebuild", "twins"], tmp_path, environment(), said, said)
        while running.poll() is None and _place(app) <= places[-1]:
            time.sleep(0.005)
        running.kill()
        running.wait()
        places.append(_place(app))
        assert _answers(app) == before
    assert sorted(set(places)) == places
    warm.tinbai(tmp_path, "rebuild", "twins", check=True)
    assert (_answers(app), _versions(app)) == (before, {2})
    with app.database.read() as tx:
        refs = list(tx.execute(sa.select(twin_texts.c.ref)).scalars())
    assert sorted(refs) == sorted(f"t{number}" for number in range(150))


def _place(app: App) -> int:
    """How far the new index is; before it is begun 0, once it runs what is past every place."""
    with app.database.read() as tx:
        filling = [one.place for one in twin_indexes.all_of(tx) if one.state == "filling"]
        return filling[0] if filling else 0 if twin_indexes.running(tx).version == 1 else 1_000_000


@pytest.mark.parametrize("last", [1, 62, 63])
def test_versions_begin_again_when_they_are_used_up(app: App, last: int) -> None:
    with app.database.write() as tx:
        tx.execute(table.update().values(version=last))
        assert twin_indexes.begin(tx, 1).version == (last % 63) + 1


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_inverted_index_holds_nothing_of_the_old_one(app: App) -> None:
    _fill(app)
    with app.database.alone() as connection:  # as if the server had been stopped while it wrote the index anew
        connection.exec_driver_sql("CREATE INDEX ix_twin_texts_prints_ccnew ON twin_texts USING gin (prints)")
        unfinished = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_twin_texts_prints_ccnew'::regclass"
        connection.exec_driver_sql(unfinished)
    assert rebuilding.rebuild(app, Event())
    left = _inverted(app)
    with app.database.alone() as connection:
        connection.exec_driver_sql("REINDEX INDEX ix_twin_texts_prints")
    assert left == _inverted(app) and list(left) == ["ix_twin_texts_prints"]


def _inverted(app: App) -> dict[str, int]:
    """The octets of each GIN index over the prints."""
    named = "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname LIKE 'ix_twin_texts_prints%'"
    with app.database.read() as tx:
        return {str(name): int(octets) for name, octets in tx.exec_driver_sql(named.replace("%", "%%"))}


def test_an_index_that_went_is_forgotten_once_nothing_holds_its_keys(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(app, 10)

    def killed(database: Database) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(postings, "renew", killed)
        with pytest.raises(KeyboardInterrupt):
            rebuilding.rebuild(app, Event())
    before = _answers(app, 10)
    assert rebuilding.sweep(app.database, Event())
    with app.database.read() as tx:
        assert [one.version for one in twin_indexes.all_of(tx)] == [2]
    assert (_answers(app, 10), _versions(app)) == (before, {2})


def test_two_who_renew_the_index_of_prints_at_once_do_not_block_each_other(app: App) -> None:
    _fill(app, 20)
    with ThreadPoolExecutor(2) as pool:
        done = [*pool.map(lambda _: [postings.renew(app.database) for _ in range(8)], range(2))]
    assert any(one for several in done for one in several)
    if not app.database.is_sqlite:
        with app.database.alone() as other:
            assert other.execute(postings.LOCK).scalar_one()
            assert not postings.renew(app.database)
            other.execute(postings.UNLOCK)
        with app.database.read() as tx:
            assert not tx.exec_driver_sql("SELECT count(*) FROM pg_index WHERE NOT indisvalid").scalar_one()
    assert postings.renew(app.database)
