"""Archives: every kind is read whole, in the same order each time, and may be gone through again."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers.fakes import MemoryAccept
from tinbai.errors import TinbaiError, TryLater
from tinbai.intake import archive, mbox
from tinbai.intake.spool import IN_MEMORY
from tinbai.model import Accepted, Arrival

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def _mail(number: int, body: str = "Tin, bài", date: str = "") -> bytes:
    dated = f"Date: {date}\n" if date else ""
    return f"From: lan@example.vn\n{dated}Message-ID: <{number}@example.vn>\nSubject: {number}\n\n{body}\n".encode()


def _maildir(folder: Path, number: int = 3) -> Path:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for n in range(number):
        place = folder / "new" / f"17000000{n:02}.M1P{n}.host" if n % 2 else folder / "cur" / f"17000000{n:02}.M1.h:2,S"
        place.write_bytes(_mail(n))
    return folder


def _mbox(file: Path, *mails: bytes, line: bytes = b"From lan@example.vn Mon Jan  1 08:00:00 2024") -> Path:
    file.write_bytes(b"".join(line + b"\n" + mail + b"\n" for mail in mails))
    return file


def _folder(folder: Path, number: int = 3) -> Path:
    for n in range(number):
        at = folder / f"{n % 2}"
        at.mkdir(parents=True, exist_ok=True)
        (at / f"{n}.eml").write_bytes(_mail(n))
    return folder


def _all(path: Path, tmp_path: Path) -> Iterator[Arrival]:
    spool = tmp_path / "spool"
    spool.mkdir(exist_ok=True)
    return archive.messages(path, "demo", spool, silent=True, now=lambda: NOW)


def _octets(arrival: Arrival) -> bytes:
    return arrival.raw if isinstance(arrival.raw, bytes) else arrival.raw.read_bytes()


def _archive(kind: str, tmp_path: Path, number: int) -> Path:
    if kind == "maildir":
        return _maildir(tmp_path / "Maildir", number)
    if kind == "mbox":
        return _mbox(tmp_path / "Inbox", *(_mail(n) for n in range(number)))
    return _folder(tmp_path / "mails", number)


KINDS = pytest.mark.parametrize("kind", ["maildir", "mbox", "folder"])


@KINDS
def test_every_message_is_found_as_it_was(tmp_path: Path, kind: str) -> None:
    path = _archive(kind, tmp_path, 7)
    assert archive.count(path) == 7
    assert sorted(_octets(arrival) for arrival in _all(path, tmp_path)) == [_mail(n) for n in range(7)]


@KINDS
def test_the_sources_name_door_outlet_archive_and_place(tmp_path: Path, kind: str) -> None:
    path = _archive(kind, tmp_path, 7)
    arrivals = list(_all(path, tmp_path))
    sources = [arrival.source for arrival in arrivals]
    assert {(s.door, s.outlet, s.mailbox, s.folder) for s in sources} == {
        ("archive", "demo", "import", str(path.resolve()))
    }
    assert len({s.uid for s in sources}) == 7 and all(arrival.silent for arrival in arrivals)


@KINDS
def test_after_an_interrupt_the_next_run_brings_the_rest_and_nothing_twice(tmp_path: Path, kind: str) -> None:
    path = _archive(kind, tmp_path, 9)

    def interrupted(_: Arrival) -> None:
        if len(accept.offered) == 4:
            raise TryLater("the disk is full")

    accept = MemoryAccept(before=interrupted)
    with pytest.raises(TryLater):
        for arrival in _all(path, tmp_path):
            accept(arrival)
    accept.before = lambda _: None
    for arrival in _all(path, tmp_path):
        accept(arrival)
    assert accept.by_result == {Accepted.NEW: 9, Accepted.KNOWN: 4}


@KINDS
def test_a_relative_path_is_the_same_archive(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _archive(kind, tmp_path, 2)
    monkeypatch.chdir(tmp_path)
    assert [a.source for a in _all(Path(path.name), tmp_path)] == [a.source for a in _all(path, tmp_path)]


def test_reading_a_maildir_mail_does_not_make_it_another(tmp_path: Path) -> None:
    path = _maildir(tmp_path / "Maildir", 2)
    before = {arrival.source for arrival in _all(path, tmp_path)}
    for name in ("new", "cur"):
        for file in list((path / name).iterdir()):
            file.rename(path / "cur" / f"{file.name.partition(':2,')[0]}:2,RS")
    assert {arrival.source for arrival in _all(path, tmp_path)} == before


def test_a_maildir_mail_that_gets_flags_while_we_read_is_still_found(tmp_path: Path) -> None:
    path = _maildir(tmp_path / "Maildir", 3)
    arrivals = _all(path, tmp_path)
    seen = [_octets(next(arrivals))]
    (unread,) = (path / "new").iterdir()
    unread.rename(path / "cur" / f"{unread.name}:2,S")  # listed already, under its former name
    assert sorted(seen + [_octets(a) for a in arrivals]) == [_mail(n) for n in range(3)]


def test_a_mail_deleted_while_we_read_is_passed_over(tmp_path: Path) -> None:
    path = _folder(tmp_path / "mails", 5)
    arrivals = _all(path, tmp_path)
    next(arrivals)
    (path / "1" / "1.eml").unlink()
    assert len(list(arrivals)) == 3


def test_other_mailboxes_of_a_maildir_are_left_alone(tmp_path: Path) -> None:
    path = _maildir(tmp_path / "Maildir", 2)
    _maildir(path / ".Sent", 4)
    assert archive.count(path) == 2


def test_another_mail_at_the_same_place_is_another_sighting(tmp_path: Path) -> None:
    path = _folder(tmp_path / "mails", 1)
    (old,) = _all(path, tmp_path)
    (path / "0" / "0.eml").write_bytes(_mail(99))
    (new,) = _all(path, tmp_path)
    assert old.source.uid == new.source.uid and old.source != new.source


@pytest.mark.parametrize("kind", ["eml", "mbox"])
def test_a_large_mail_becomes_a_file_of_its_own(tmp_path: Path, kind: str) -> None:
    large = _mail(1, "x" * IN_MEMORY)
    path = tmp_path / "large"
    path.write_bytes(large) if kind == "eml" else _mbox(path, large)
    (arrival,) = _all(path, tmp_path)
    assert isinstance(arrival.raw, Path) and arrival.raw.parent == tmp_path / "spool"
    assert arrival.raw.read_bytes() == large and path.exists()


def test_one_eml_is_an_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "tin.eml"
    path.write_bytes(_mail(1))
    (arrival,) = _all(path, tmp_path)
    assert (arrival.source.uid, arrival.raw, archive.count(path)) == ("tin.eml", _mail(1), 1)


@pytest.mark.parametrize("content", [b"PK\x03\x04 no mail", b"Not a mail at all\n", b"From here on no mail\nfollows\n"])
def test_a_file_that_is_no_mail_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tin.docx"
    path.write_bytes(content)
    with pytest.raises(TinbaiError, match="neither a Maildir"):
        list(_all(path, tmp_path))


def test_a_folder_without_mail_is_refused_and_an_empty_mailbox_is_not(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(TinbaiError, match="neither a Maildir"):
        archive.count(tmp_path / "nothing")
    (tmp_path / "Inbox").write_bytes(b"")
    assert (archive.count(_maildir(tmp_path / "Maildir", 0)), archive.count(tmp_path / "Inbox")) == (0, 0)


def test_a_file_name_that_is_not_unicode_can_be_written_down(tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "t\udce0i.eml").write_bytes(_mail(1))
    (arrival,) = _all(folder, tmp_path)
    assert arrival.source.uid == "t\\xe0i.eml"


# --- mbox ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        b"From lan@example.vn Mon Jan  1 08:00:00 2024",
        b"From - Mon Jan  1 08:00:00 2024",
        b"From 1787654321@xxx Mon Jan 01 08:00:00 +0000 2024",
        b"From MAILER-DAEMON Mon Jan  1 08:00:00 2024",
        b'From "L. A. N."@example.vn Mon Jan  1 08:00 2024 +0700\r',
        b"From -",
        b"From lan@example.vn",
    ],
)
def test_many_programs_from_lines_divide(tmp_path: Path, line: bytes) -> None:
    path = _mbox(tmp_path / "Inbox", _mail(1), _mail(2), line=line)
    assert [a.raw for a in _all(path, tmp_path)] == [_mail(1), _mail(2)]


@pytest.mark.parametrize(
    "body",
    [
        "Một câu.\n\nFrom now on the road is closed.\nSubject: no header",
        "Một câu.\n\nFrom 08:00 on 1 May 2024 the road is closed.\n\nNo header follows.",
        "From: lan@example.vn\n\nFrom the people",
        "x\n\nFrom lan@example.vn",
    ],
)
def test_a_sentence_that_begins_with_from_divides_nothing(tmp_path: Path, body: str) -> None:
    path = _mbox(tmp_path / "Inbox", _mail(1, body), _mail(2))
    assert [a.raw for a in _all(path, tmp_path)] == [_mail(1, body), _mail(2)]


def test_one_quote_mark_before_from_is_taken_away(tmp_path: Path) -> None:
    path = _mbox(tmp_path / "Inbox", _mail(1, ">From me\n>>From you\n> From him\n>Frome\nx >From her"))
    (arrival,) = _all(path, tmp_path)
    assert arrival.raw == _mail(1, "From me\n>From you\n> From him\n>Frome\nx >From her")


def test_a_from_line_with_its_time_divides_without_a_blank_line(tmp_path: Path) -> None:
    line = b"From lan@example.vn Mon Jan  1 08:00:00 2024\n"
    path = tmp_path / "Inbox"
    path.write_bytes(line + _mail(1) + line + _mail(2))
    assert [a.raw for a in _all(path, tmp_path)] == [_mail(1), _mail(2)]


def test_lines_that_end_in_crlf_are_kept(tmp_path: Path) -> None:
    path = _mbox(tmp_path / "Inbox", _mail(1), _mail(2))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [a.raw for a in _all(path, tmp_path)] == [_mail(n).replace(b"\n", b"\r\n") for n in (1, 2)]


def test_what_is_appended_to_an_mbox_changes_no_earlier_place(tmp_path: Path) -> None:
    path = _mbox(tmp_path / "Inbox", _mail(1))
    (first,) = _all(path, tmp_path)
    with path.open("ab") as file:
        file.write(b"From lan@example.vn Mon Jan  1 08:00:00 2024\n" + _mail(2) + b"\n")
    again, second = _all(path, tmp_path)
    assert again.source == first.source and second.raw == _mail(2)


def test_a_line_without_end_is_no_trouble(tmp_path: Path) -> None:
    mail = _mail(1, "From " + "1:11 2024 " * 300_000)
    path = _mbox(tmp_path / "Inbox", mail, _mail(2))
    assert mbox.count(path) == 2 and [_octets(a) for a in _all(path, tmp_path)] == [mail, _mail(2)]


# --- when it came --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "received"),
    [
        ("Tue, 03 Feb 2026 08:00:00 +0700", datetime(2026, 2, 3, 1, tzinfo=UTC)),
        ("Tue, 03 Feb 2026\n 08:00:00 -0000", datetime(2026, 2, 3, 8, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", NOW),  # a clock that was never set
        ("Fri, 01 Jan 2038 00:00:00 +0000", NOW),
        ("Thu, 99 Foo 2001 99:99:99 +99999", NOW),
        ("", NOW),
    ],
)
def test_a_mail_came_at_its_date_where_that_is_sensible(tmp_path: Path, date: str, received: datetime) -> None:
    path = tmp_path / "tin.eml"
    path.write_bytes(_mail(1, date=date))
    (arrival,) = _all(path, tmp_path)
    assert arrival.received_at == received


def test_maildir_and_mbox_know_better_than_the_date(tmp_path: Path) -> None:
    mail = _mail(0, date="Tue, 03 Feb 2026 08:00:00 +0700")
    maildir = _maildir(tmp_path / "Maildir", 1)
    next((maildir / "cur").iterdir()).write_bytes(mail)
    boxed = _mbox(tmp_path / "Inbox", mail)
    assert [next(_all(path, tmp_path)).received_at for path in (maildir, boxed)] == [
        datetime.fromtimestamp(1700000000, UTC),
        datetime(2024, 1, 1, 8, tzinfo=UTC),
    ]


@pytest.mark.parametrize("kind", ["maildir", "folder"])
def test_pipes_devices_and_links_out_of_an_archive_are_left_alone(tmp_path: Path, kind: str) -> None:
    path = _archive(kind, tmp_path, 3)
    below = path / "cur" if kind == "maildir" else path
    (outside := tmp_path / "outside").write_bytes(_mail(9))
    for name, target in (("a.eml", Path("/dev/zero")), ("b.eml", outside)):
        (below / name).symlink_to(target)
    os.mkfifo(below / "c.eml")
    (below / "d.eml").mkdir()
    assert archive.count(path) == len(list(_all(path, tmp_path))) == 3


def test_a_pipe_is_no_archive(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TinbaiError):
        archive.count(tmp_path / "pipe")
