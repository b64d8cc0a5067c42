"""What a door needs from the house: a place to hand mail over, and a memory of what a mailbox has shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tinbai.model import Accepted, Arrival, Source


class Accept(Protocol):
    """Makes the message durable (raw file, folder, row) and only then returns. Raises TryLater (DiskFull) when it
    cannot; then nothing must be marked, moved or answered 250. May be called from several threads at once."""

    def __call__(self, arrival: Arrival) -> Accepted: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where we are in one folder of one mailbox. uid_validity None: never connected."""

    uid_validity: int | None
    first_uid: int  # UIDs below were there before us and are not ours ("from now"); 1 means everything
    since: datetime | None = None  # when "from now" was: after a UIDVALIDITY change older mail is told by it


class MailboxLedger(Protocol):
    """The memory of one mailbox; every method is durable when it returns and may be called from one thread only."""

    def lease(self) -> bool:
        """Take or renew the right to poll this mailbox (90 s). False: another process has it."""

    def place(self, folder: str) -> Place: ...

    def set_place(self, folder: str, place: Place) -> None: ...

    def known(self, folder: str, uid_validity: int, uids: Collection[int]) -> set[int]:
        """Which of these UIDs have been recorded, with any outcome."""

    def resighted(self, source: Source, message_id: str | None, size: int, arrival_id: str | None) -> None:
        """Record a UID whose body is not fetched after UIDVALIDITY changed: its mail is known under another UID.

        arrival_id None: a mail from before our time ("from now"); it must be recorded too, as none of ours.
        """

    def find_copy(self, folder: str, message_id: str, size: int) -> str | None:
        """The arrival this mailbox showed earlier with that Message-ID and that size (octets), if exactly one."""

    def vanished(self, source: Source) -> None:
        """Record a UID that was expunged before it could be fetched."""

    def marked(self, source: Source) -> None:
        """The mail was flagged or moved as the settings ask."""

    def unmarked(self, folder: str, uid_validity: int) -> list[int]:
        """UIDs that are durable but not yet marked (a crash came between)."""

    def report(self, state: str, error: str | None = None, step: str | None = None) -> None:
        """For the health page: "connecting", "watching", "waiting", "failed"; error in plain words, no secrets.

        `error` is a msgid of locale/vi/intake.po, `step` one of the names of Step.
        """


@dataclass(frozen=True, slots=True)
class Step:
    """One thing `tinbai check` tried. `detail`: what was found, or a msgid that says what is wrong."""

    name: Literal["dns", "tls", "login", "folder", "fetch"]
    ok: bool
    detail: str
