"""Backups: what was taken in and decided comes back, octet for octet; what is held and what has left does not."""

import gzip
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from tests.desk_data import a_picture
from tests.mails import letter, story
from tests.newsroom import Newsroom
from tests.test_holds import TELLING, mail_of, word
from tests.test_judging import COPY, ONE, TWO, key, taken, ties
from tinbai import decisions, judging, merging, rebuilding, rereading
from tinbai.app import App, open_app
from tinbai.backup import make, manifest
from tinbai.backup.drill import drill
from tinbai.backup.make import Made
from tinbai.backup.restore import Restored, Wishes, restore
from tinbai.backup.trouble import BackupTrouble
from tinbai.errors import DiskFull
from tinbai.model import Letter, State
from tinbai.notifier.mail import REASONS
from tinbai.settings import Settings
from tinbai.store import audit, schemas, search, table_files
from tinbai.store.tables import metadata, sessions
from tinbai.store.verdict_tables import twin_phrases

GO = Event()  # never set


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@contextmanager
def elsewhere(app: App, folder: Path) -> Iterator[Settings]:
    """Settings of an empty place: another file, or a schema of the same server."""
    data = folder / "elsewhere"
    url = f"sqlite:///{data}/tinbai.db" if app.database.is_sqlite else schemas.make(app.database, "elsewhere")
    yield app.settings.model_copy(update={"data": data, "database": url, "keys": app.settings.keys_file})
    if not app.database.is_sqlite:
        schemas.drop(app.database, "elsewhere")


@contextmanager
def restored(app: App, folder: Path, wishes: Wishes = Wishes(send_waiting=True)) -> Iterator[tuple[App, Restored]]:  # noqa: B008
    """A backup of the app restored elsewhere, opened."""
    made = make.back_up(app, folder / "backups", GO)
    with elsewhere(app, folder) as settings:
        done = restore(settings, made.path, wishes, GO)
        other = open_app(settings, app.now)
        try:
            yield other, done
        finally:
            other.close()


def contents(app: App, but: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Every row of every table."""
    with app.database.read() as tx:
        tables = [table for table in metadata.sorted_tables if table.name not in but]
        return {table.name: sorted(repr(tuple(row)) for row in tx.execute(sa.select(table))) for table in tables}


def octets(folder: Path) -> bytes:
    """All that stands in a backup, unpacked."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return b"\n".join(
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files
    )


def flip(file: Path, where: int = -9) -> None:
    data = bytearray(file.read_bytes())
    data[where] ^= 1
    file.write_bytes(data)


def a_day(newsroom: Newsroom) -> None:
    """Mail of both newsrooms, one with a photo, one that waits, one that is broken."""
    newsroom.take(letter(1), mail_of(story(2), [("anh.jpg", a_picture()), ("tin.docx", word(*story(2).split("\n\n")))]))
    newsroom.take(letter(3, message_id="ba@x"), outlet="bao")
    newsroom.offer(letter(4, message_id="bon@x"))


# --- What comes back -----------------------------------------------------------------------------------------------


def test_every_row_and_every_octet_comes_back(newsroom: Newsroom, tmp_path: Path) -> None:
    a_day(newsroom)
    app = newsroom.app
    with app.database.write() as tx:
        audit.add(tx, "joined", by="", at=app.now(), note="dấu \\t \\N\t\n\"' và 😀")
    with restored(app, tmp_path) as (other, done):
        assert contents(other) == contents(app)
        for raw in newsroom.offered:
            assert other.raw.open(sha256(raw).hexdigest()).read_bytes() == raw
        here, there = ({file.name for file in one.blobs.root.glob("??/*")} for one in (app, other))
        assert here == there == set(done.manifest.blobs) and len(here) > 2
        with other.database.read() as tx:
            assert audit.broken(tx) is None
        assert done.has_key and done.without == [] and done.manifest.missing == []


def test_a_table_of_somebody_else_is_no_trouble(newsroom: Newsroom, tmp_path: Path) -> None:
    with newsroom.app.database.write() as tx:
        tx.execute(sa.text("CREATE TABLE strangers (word text)"))
    with restored(newsroom.app, tmp_path) as (other, done):
        assert "strangers" not in done.manifest.tables and contents(other) == contents(newsroom.app)


def test_life_goes_on_after_a_restore(newsroom: Newsroom, tmp_path: Path) -> None:
    """What waited becomes a draft, numbers go on behind those given, the search finds, the log of acts goes on."""
    a_day(newsroom)
    with restored(newsroom.app, tmp_path) as (other, _):
        again = Newsroom(other, newsroom.sandbox)
        rows = again.take(letter(5, message_id="nam@x"))
        assert len(rows) == 4 and len({row.receipt_no for row in rows}) == 4
        with other.database.write() as tx:
            audit.add(tx, "joined", by="", at=other.now())
            assert audit.broken(tx) is None
            assert search.left(tx) == 0


def test_who_was_signed_in_is_not_let_in_by_a_restore(newsroom: Newsroom, tmp_path: Path) -> None:
    row = {
        "token_hash": "x",
        "person": "p",
        "csrf": "c",
        "created_at": newsroom.app.now(),
        "seen_at": newsroom.app.now(),
    }
    with newsroom.app.database.write() as tx:
        tx.execute(sessions.insert().values(row))
    with restored(newsroom.app, tmp_path) as (other, _):
        assert contents(other)["sessions"] == []


def test_what_editors_said_of_twins_comes_back_and_outlives_a_new_index(newsroom: Newsroom, tmp_path: Path) -> None:
    lan = newsroom.person(name="Lan")
    one, two = taken(newsroom, ONE, "hoa"), taken(newsroom, TWO, "pao")
    three, four = taken(newsroom, story(7), "mai"), taken(newsroom, story(7).replace("27 mét", "29 mét"), "su")
    judging.say(newsroom.app, key(one), key(two), lan, "not-a-twin")
    assert three.id in ties(newsroom, four)
    merging.merge(newsroom.app, "demo", three.id, four.id, lan, {three.id: 1, four.id: 1})
    with restored(newsroom.app, tmp_path) as (other, _):
        there = Newsroom(other, newsroom.sandbox)
        for rebuilt in (False, True):
            assert not rebuilt or rebuilding.rebuild(other, GO)
            assert ties(there, one)[two.id].verdict == "not-a-twin" and ties(there, one)[two.id].verdict_by == lan.id
            with other.database.read() as tx:
                assert tx.execute(sa.select(sa.func.count()).select_from(twin_phrases)).scalar_one() > 0
            assert contents(other)["twin_merges"] == contents(newsroom.app)["twin_merges"] != []
        told = [ties(room, taken(room, COPY, "hoa", "bao")) for room in (newsroom, there)]
        assert told[0].keys() == told[1].keys() and one.id in told[1]  # what was taught is no tie to the other


# --- Letters -------------------------------------------------------------------------------------------------------


def test_no_letter_that_waited_leaves_unless_wished(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.take(letter(1))
    with restored(newsroom.app, tmp_path, Wishes()) as (other, done):
        (held,) = Newsroom(other, newsroom.sandbox).letters()
        assert (held.state, held.last_error, done.held_back) == ("failed", REASONS["restored"], 1)


def test_who_knows_that_nothing_left_lets_them_leave(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.take(letter(1))
    with restored(newsroom.app, tmp_path, Wishes(send_waiting=True)) as (other, done):
        (due,) = Newsroom(other, newsroom.sandbox).letters()
        assert (due.state, done.held_back) == ("due", 0) and isinstance(due.letter, Letter)


# --- Held mail -----------------------------------------------------------------------------------------------------


def test_nothing_of_held_mail_is_in_a_backup(newsroom: Newsroom, target: Path) -> None:
    """Held by the machine, by hand after it had been shown, and the same message in the other newsroom."""
    stamped = mail_of("Kính gửi Ban Biên tập.\n", [("ke-hoach-kin.docx", word("TỐI MẬT", *story(7).split("\n\n")))])
    newsroom.take(stamped, letter(30, subject="Tin", text="Tin thường ngày của thôn Chín, không có gì đặc biệt.\n" * 4))
    shown = mail_of(story(7), [("ke-hoach-kin.docx", word("bảng kín")), ("anh.jpg", a_picture())]).replace(
        b"<kin", b"<k2"
    )
    newsroom.offer(shown, outlet="bao")
    (row,) = [row for row in newsroom.take(shown) if row.state is not State.HELD and row.photos]
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person())
    made = make.back_up(newsroom.app, target, GO)
    said = octets(target)
    assert [words for words in TELLING if words.lower() in said.decode("utf-8", "replace").lower()] == []
    assert stamped not in said and shown not in said
    assert (made.manifest.left_out.mails, made.manifest.left_out.drafts) == (2, 3)
    assert len(made.manifest.raw) == 1 and made.manifest.blobs == {}


def test_what_became_held_is_told_of_and_goes_with_older_backups(newsroom: Newsroom, target: Path) -> None:
    (row,) = newsroom.take(mail_of(story(7), [("anh.jpg", a_picture())]))
    before = make.back_up(newsroom.app, target, GO)
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person())
    after = make.back_up(newsroom.app, target, GO)
    assert (before.held, after.held, len(manifest.complete(target))) == (0, 1, 2)
    assert make.prune(target, 1) == make.Pruned(1, files=True)
    assert manifest.complete(target) == [after.path] and b"n\xe1\xba\xadm l" not in octets(target).lower()


def test_what_was_released_is_in_the_next_one(newsroom: Newsroom, target: Path) -> None:
    (row,) = newsroom.take(mail_of(story(7), []))
    officer = newsroom.person("security_officer")
    decisions.hold(newsroom.app, "demo", row.id, officer)
    rereading.release(newsroom.app, newsroom.sandbox, "demo", row.id, officer, "no mark")
    made = make.back_up(newsroom.app, target, GO)
    assert made.manifest.left_out == manifest.LeftOut(0, 0) and len(made.manifest.raw) == 1


# --- Backups of one folder -----------------------------------------------------------------------------------------


def _files(target: Path) -> dict[Path, int]:
    return {
        file: file.stat().st_ino for pool in ("raw", "blobs") for file in (target / pool).rglob("*") if file.is_file()
    }


def test_what_the_folder_has_is_not_copied_again(newsroom: Newsroom, target: Path) -> None:
    a_day(newsroom)
    make.back_up(newsroom.app, target, GO)
    before = _files(target)
    newsroom.take(letter(9, message_id="chin@x"))
    made = make.back_up(newsroom.app, target, GO)
    assert {file: inode for file, inode in _files(target).items() if file in before} == before
    assert len(_files(target)) == len(before) + 1 == len(made.manifest.raw) + len(made.manifest.blobs)
    assert made.path == manifest.found(target) != manifest.complete(target)[1]


def test_a_file_that_was_cut_short_is_copied_again(newsroom: Newsroom, target: Path) -> None:
    newsroom.take(letter(1))
    make.back_up(newsroom.app, target, GO)
    (file,) = _files(target)
    whole = file.read_bytes()
    file.write_bytes(whole[:10])
    make.back_up(newsroom.app, target, GO)
    assert file.read_bytes() == whole


def test_a_file_that_rotted_here_is_named_and_not_passed_on(newsroom: Newsroom, target: Path) -> None:
    a_day(newsroom)
    rotten = sha256(letter(1)).hexdigest()
    flip(newsroom.app.raw.path(rotten))
    made = make.back_up(newsroom.app, target, GO)
    assert made.damaged == [rotten] and rotten not in made.manifest.raw
    assert rotten not in {file.name for file in _files(target)} and len(made.manifest.raw) == 3


def test_a_raw_mail_that_is_gone_is_told_of(newsroom: Newsroom, target: Path) -> None:
    a_day(newsroom)
    lost = sha256(letter(1)).hexdigest()
    newsroom.app.raw.delete(lost)
    told = make.back_up(newsroom.app, target, GO).manifest
    assert told.missing == [lost] and lost not in told.raw
    newsroom.app.raw.put(letter(1))
    make.back_up(newsroom.app, target, GO)
    newsroom.app.raw.delete(lost)
    told = make.back_up(newsroom.app, target, GO).manifest
    assert told.missing == [lost] and lost in told.raw  # an older backup has it still


def test_whoever_is_told_to_stop_leaves_nothing_half_made(newsroom: Newsroom, target: Path) -> None:
    a_day(newsroom)
    stop = Event()
    with pytest.raises(BackupTrouble, match="Stopped"):
        make.back_up(newsroom.app, target, stop, lambda step, done, of: stop.set())
    assert manifest.complete(target) == [] and list(target.glob(".unfinished-*")) == []


def test_files_stay_while_another_backup_counts_on_them(newsroom: Newsroom, target: Path) -> None:
    (row,) = newsroom.take(letter(1))
    make.back_up(newsroom.app, target, GO)
    decisions.hold(newsroom.app, "demo", row.id, newsroom.person())
    make.back_up(newsroom.app, target, GO)
    (target / ".unfinished-x").mkdir()
    assert make.prune(target, 1) == make.Pruned(1, files=False) and len(_files(target)) == 1
    (target / ".unfinished-x").rmdir()
    assert make.prune(target, 1) == make.Pruned(0, files=True) and not _files(target)


def test_a_full_disk_leaves_no_half_backup(newsroom: Newsroom, target: Path) -> None:
    newsroom.take(letter(1))
    limits = newsroom.app.settings.limits.model_copy(update={"free_disk_mb": 1 << 40})
    app = replace(newsroom.app, settings=newsroom.app.settings.model_copy(update={"limits": limits}))
    with pytest.raises(DiskFull):
        make.back_up(app, target, GO)
    assert manifest.complete(target) == [] and list(target.glob(".unfinished-*")) == []


# --- What restore refuses ------------------------------------------------------------------------------------------


@pytest.fixture
def made(newsroom: Newsroom, target: Path) -> Made:
    a_day(newsroom)
    return make.back_up(newsroom.app, target, GO)


def test_a_flipped_bit_of_a_mail_is_named_and_the_rest_can_be_had(
    newsroom: Newsroom, tmp_path: Path, made: Made
) -> None:
    rotten = sha256(letter(1)).hexdigest()
    flip(made.path.parent / "raw" / rotten[:2] / rotten)
    with elsewhere(newsroom.app, tmp_path) as settings:
        with pytest.raises(BackupTrouble, match=f"raw/{rotten[:2]}/{rotten}"):
            restore(settings, made.path, Wishes(), GO)
        done = restore(settings, made.path, Wishes(without_damaged=True), GO)
        assert done.without == [f"raw/{rotten[:2]}/{rotten}"]
        assert not (settings.data / "raw" / rotten[:2] / rotten).exists()


@pytest.mark.parametrize("where", [12, -9])
def test_a_flipped_bit_of_a_table_is_named(newsroom: Newsroom, tmp_path: Path, made: Made, where: int) -> None:
    flip(made.path / "tables" / "drafts.gz", where)
    with elsewhere(newsroom.app, tmp_path) as settings:
        with pytest.raises(BackupTrouble, match=r"tables/drafts\.gz"):
            restore(settings, made.path, Wishes(without_damaged=True), GO)
        assert not list((settings.data).glob("raw/??/*"))


def test_a_flipped_bit_of_the_list_is_found(newsroom: Newsroom, tmp_path: Path, made: Made) -> None:
    flip(made.path / "manifest.json", 40)
    with elsewhere(newsroom.app, tmp_path) as settings, pytest.raises(BackupTrouble, match="list of this backup"):
        restore(settings, made.path, Wishes(), GO)


def test_only_an_empty_place_is_restored_to(newsroom: Newsroom, tmp_path: Path, made: Made) -> None:
    with pytest.raises(BackupTrouble, match="not empty"):
        restore(newsroom.app.settings, made.path, Wishes(), GO)
    with elsewhere(newsroom.app, tmp_path) as settings:
        stranger = settings.data / "raw" / "ab" / "abc"
        stranger.parent.mkdir(parents=True)
        stranger.touch()
        with pytest.raises(BackupTrouble, match="not of this backup"):
            restore(settings, made.path, Wishes(), GO)
        stranger.unlink()
        restore(settings, made.path.parent, Wishes(), GO)  # the newest of the folder


def test_whoever_was_stopped_begins_again(newsroom: Newsroom, tmp_path: Path, made: Made) -> None:
    stop = Event()

    def at_the_tables(step: str, done: int, of: int) -> None:
        if step == "tables":
            stop.set()

    with elsewhere(newsroom.app, tmp_path) as settings:
        with pytest.raises(BackupTrouble, match="Stopped"):
            restore(settings, made.path, Wishes(), stop, at_the_tables)
        assert restore(settings, made.path, Wishes(), GO).manifest == made.manifest


def test_a_folder_without_a_backup_is_told_of(newsroom: Newsroom, tmp_path: Path) -> None:
    with pytest.raises(BackupTrouble, match="no complete backup"):
        restore(newsroom.app.settings, tmp_path / "nothing", Wishes(), GO)


# --- While others write, and tried out -----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_backup_of_every_moment_restores_whole(newsroom: Newsroom, tmp_path: Path) -> None:
    """Twenty times while mail is taken in: no table is ahead of another, every mail a row names is there."""
    app, stop = newsroom.app, Event()
    newsroom.take(letter(1))

    def write() -> None:
        number = 100
        while not stop.wait(0.02):
            number += 1
            newsroom.offer(letter(number, message_id=f"viet{number}@x"))

    writer = threading.Thread(target=write)
    writer.start()
    counts = []
    try:
        for _ in range(20):
            made = make.back_up(app, tmp_path / "backups", GO)
            with elsewhere(app, tmp_path) as settings:
                other = open_restored(settings, made.path, app)
                with other.database.read() as tx:
                    assert table_files.faults(tx) == []
                rows = contents(other)
                assert len(rows["arrivals"]) == len(rows["sightings"]) == len(made.manifest.raw)
                assert made.manifest.missing == []
                counts.append(len(rows["arrivals"]))
                other.close()
                shutil.rmtree(settings.data)
    finally:
        stop.set()
        writer.join()
    assert counts == sorted(counts) and counts[-1] > counts[0]


def open_restored(settings: Settings, path: Path, app: App) -> App:
    restore(settings, path, Wishes(), GO)
    return open_app(settings, app.now)


def test_a_drill_compares_and_leaves_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    a_day(newsroom)
    before = contents(newsroom.app)
    tried = drill(newsroom.app, tmp_path / "room", GO)
    assert (tried.differing, tried.damaged) == ([], []) and len(tried.manifest.raw) == 4
    assert list((tmp_path / "room").iterdir()) == [] and contents(newsroom.app) == before


def test_a_drill_names_what_differs(newsroom: Newsroom, tmp_path: Path) -> None:
    """As if an octet had changed on the way."""
    a_day(newsroom)

    spoiled: list[Path] = []

    def spoil(step: str, done: int, of: int) -> None:
        if step == "tables" and not spoiled and (found := list(tmp_path.glob("room/*/restored/raw/??/*"))):
            spoiled.append(found[0])
            flip(found[0])

    tried = drill(newsroom.app, tmp_path / "room", GO, spoil)
    assert len(tried.differing) == 2 and all(name.startswith("raw/") for name in tried.differing)
