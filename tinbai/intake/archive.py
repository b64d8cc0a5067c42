"""Archives: a Maildir, an mbox, a folder of .eml files, one .eml. They are read and never changed."""

import email.utils
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tinbai.errors import TinbaiError
from tinbai.intake import mbox
from tinbai.intake.spool import Growing
from tinbai.model import Arrival, Source

MAILBOX = "import"
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before, nobody here had mail: the clock of the sender stood wrong
_HEAD = 1 << 16
_CHUNK = 1 << 20
_LONGEST_FOLDER, _LONGEST_UID = 512, 255  # characters, as the ledger keeps them
_FIELD = re.compile(rb"\s*(?:\xef\xbb\xbf)?[!-9;-~]{1,76}[ \t]*:")
_DATE = re.compile(rb"^date[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE)
_SECONDS = re.compile(r"(\d{9,10})\.")  # a Maildir file's name begins with the time of delivery


@dataclass(frozen=True, slots=True)
class _Found:
    """One message: its place, and when it came as far as the archive itself knows."""

    place: str
    raw: bytes | Path
    told: datetime | None


def count(path: Path) -> int:
    """How many messages the archive holds. Raises TinbaiError when it is none."""
    if path.is_dir():
        return sum(1 for _ in _files(path))
    return mbox.count(path) if _is_mbox(path) else 1


def messages(
    path: Path, outlet: str, spool: Path, *, silent: bool, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[Arrival]:
    """Every message, always in the same order, large ones as files in the spool.

    Going through an archive again yields the same sources, so what was accepted before is known. The source's
    uid_validity is a fingerprint of the message: another mail at the same place (a folder that was exported again,
    an mbox that was compacted) is another sighting. Raises TinbaiError when the path is no archive, DiskFull.
    """
    folder = _words(str(path.resolve()))[-_LONGEST_FOLDER:]
    for found in _found(path, spool):
        source = Source("archive", outlet, MAILBOX, folder, _fingerprint(found.raw), found.place[-_LONGEST_UID:])
        yield Arrival(source, found.raw, _received(found, now()), silent)


def _found(path: Path, spool: Path) -> Iterator[_Found]:
    if path.is_dir():
        for file in _files(path):
            raw = _read(file, spool)
            if raw is not None:
                yield _Found(_place(file.relative_to(path)), raw, _from_name(file))
    elif _is_mbox(path):
        for boxed in mbox.messages(path, spool):
            yield _Found(str(boxed.offset), boxed.raw, _moment(boxed.told.partition(" ")[2]))
    else:
        raw = _read(path, spool)
        if raw is not None:
            yield _Found(_words(path.name), raw, None)


def _is_mbox(file: Path) -> bool:
    if not file.is_file():
        raise TinbaiError(f"{file}: neither a Maildir, an mbox, a folder of .eml files nor a mail")
    with file.open("rb") as handle:
        head = handle.read(_HEAD)
    if not head or mbox.begins_like_one(head):
        return True
    if not _FIELD.match(head):
        raise TinbaiError(f"{file}: neither a Maildir, an mbox, a folder of .eml files nor a mail")
    return False


def _files(folder: Path) -> Iterator[Path]:
    """The messages of a Maildir, or every .eml and Maildir below a folder. Dot-folders (a Maildir's Sent, Trash) are
    left out: they are other mailboxes."""
    empty = True
    for at, below, names in os.walk(folder, onerror=_raise):
        parent = Path(at)
        mails = [parent / name for name in names if name.lower().endswith(".eml")]
        below[:] = sorted(name for name in below if not name.startswith("."))
        if _is_maildir(parent):
            below.clear()
            # "new" is listed first: a mail that is read meanwhile moves to "cur" and is met there
            mails = [*(parent / "new").iterdir(), *(parent / "cur").iterdir()]
            empty = False
        for file in sorted(mails, key=lambda file: file.name):
            if not file.name.startswith(".") and not _is_strange(file, folder):
                empty = False
                yield file
    if empty:
        raise TinbaiError(f"{folder}: neither a Maildir, an mbox, a folder of .eml files nor a mail")


def _is_strange(file: Path, folder: Path) -> bool:
    """A pipe or a device never ends, and a link out of the archive would bring a file of this machine into the desk.

    A file that is gone is not strange: it may be met again under another name.
    """
    try:
        regular = stat.S_ISREG(file.stat().st_mode)
    except FileNotFoundError:
        return False
    return not regular or (file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()))


def _raise(error: OSError) -> None:
    raise error


def _is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in ("cur", "new", "tmp"))


def _is_in_maildir(folder: Path) -> bool:
    return folder.name in ("cur", "new") and _is_maildir(folder.parent)


def _place(file: Path) -> str:
    """The path inside the archive; a Maildir's flags and whether its mail is new may change, so they do not count."""
    if file.parent.name in ("cur", "new"):
        file = file.parent.parent / file.name.partition(":2,")[0]
    return _words(str(file))


def _words(path: str) -> str:
    """A path as text; octets that are none are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _read(file: Path, spool: Path) -> bytes | Path | None:
    """The message; None when it was deleted meanwhile. A Maildir's mail that got other flags is looked for again."""
    growing = Growing(spool)
    try:
        with _current(file).open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                growing.write(chunk)
        return growing.finish()
    except FileNotFoundError:
        return None
    except BaseException:
        growing.discard()
        raise


def _current(file: Path) -> Path:
    if file.exists() or not _is_in_maildir(file.parent):
        return file
    name = file.name.partition(":2,")[0]
    renamed = (other for other in (file.parent.parent / "cur").iterdir() if other.name.partition(":2,")[0] == name)
    return next(renamed, file)


def _fingerprint(raw: bytes | Path) -> int:
    """63 bits of the message's SHA-256, as a number that every database keeps."""
    if isinstance(raw, bytes):
        digest = hashlib.sha256(raw)
    else:
        with raw.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256")
    return int.from_bytes(digest.digest()[:8]) >> 1


def _received(found: _Found, now: datetime) -> datetime:
    """When the mail came: as the archive tells, else as its Date says, else now."""
    for moment in (found.told, _dated(found.raw)):
        if moment and _EARLIEST <= moment <= now:
            return moment
    return now


def _from_name(file: Path) -> datetime | None:
    seconds = _SECONDS.match(file.name) if _is_in_maildir(file.parent) else None
    return datetime.fromtimestamp(int(seconds[1]), UTC) if seconds else None


def _dated(raw: bytes | Path) -> datetime | None:
    if isinstance(raw, bytes):
        head = raw[:_HEAD]
    else:
        with raw.open("rb") as handle:
            head = handle.read(_HEAD)
    head = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    date = _DATE.search(head)
    return _moment(date[1].decode("latin-1")) if date else None


def _moment(words: str) -> datetime | None:
    """A time as mail writes it, in UTC where no zone is named; None for anything else."""
    try:
        moment = email.utils.parsedate_to_datetime(words.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
