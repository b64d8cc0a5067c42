"""The memory of one mailbox, kept in the database for the IMAP door."""

from collections.abc import Collection

from tinbai import faults, signing_in
from tinbai.app import App
from tinbai.intake.door import Place
from tinbai.model import Source
from tinbai.settings import Mailbox
from tinbai.store import mailboxes
from tinbai.store.tables import LONGEST_ADDRESS


class StoredLedger:
    """Implements intake.door.MailboxLedger; every method is one durable transaction."""

    def __init__(self, app: App, mailbox: Mailbox) -> None:
        self._app = app
        self._outlet = mailbox.outlet
        self._name = mailbox.name
        self._account = mailbox.user[:LONGEST_ADDRESS]
        self._sign_in = mailbox.sign_in

    def lease(self) -> bool:
        with self._app.database.write() as tx:
            return mailboxes.lease(tx, self._outlet, self._name, self._app.worker, self._app.now())

    def place(self, folder: str) -> Place:
        with self._app.database.write() as tx:
            mailboxes.notice_account(tx, self._outlet, self._name, folder, self._account, self._app.now())
            found = mailboxes.place(tx, self._outlet, self._name, folder)
        return Place(*found) if found else Place(None, 1)

    def set_place(self, folder: str, place: Place) -> None:
        with self._app.database.write() as tx:
            row = (place.uid_validity, place.first_uid, place.since)
            mailboxes.set_place(tx, self._outlet, self._name, folder, self._account, row)

    def known(self, folder: str, uid_validity: int, uids: Collection[int]) -> set[int]:
        with self._app.database.read() as tx:
            return mailboxes.known(tx, self._outlet, self._name, folder, uid_validity, uids)

    def find_copy(self, folder: str, message_id: str, size: int) -> str | None:
        with self._app.database.read() as tx:
            return mailboxes.find_copy(tx, self._outlet, self._name, message_id, size)

    def resighted(self, source: Source, message_id: str | None, size: int, arrival_id: str | None) -> None:
        with self._app.database.write() as tx:
            mailboxes.resighted(tx, source, arrival_id, self._app.now())

    def vanished(self, source: Source) -> None:
        with self._app.database.write() as tx:
            mailboxes.vanished(tx, source, self._app.now())

    def marked(self, source: Source) -> None:
        faults.point("intake.marked")
        with self._app.database.write() as tx:
            mailboxes.mark(tx, source, self._app.now())

    def unmarked(self, folder: str, uid_validity: int) -> list[int]:
        with self._app.database.read() as tx:
            return mailboxes.unmarked(tx, self._outlet, self._name, folder, uid_validity)

    def report(self, state: str, error: str | None = None, step: str | None = None) -> None:
        if error is None and state == "watching" and self._sign_in:
            error = signing_in.remark(self._app, self._sign_in, self._account)
        with self._app.database.write() as tx:
            mailboxes.report(tx, self._outlet, self._name, state, step, error, self._app.now())
