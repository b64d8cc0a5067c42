"""What is done with a mail in the mailbox once it is durable: nothing, a keyword, or a move. Repeatable at will."""

from collections.abc import Callable, Sequence

import structlog

from tinbai.intake.door import MailboxLedger
from tinbai.intake.imap_connection import Connection
from tinbai.intake.imap_trouble import NOT_MARKED, Refused
from tinbai.model import Source
from tinbai.settings import Mailbox

log = structlog.get_logger("intake.imap")

_AT_ONCE = 100


class Marker:
    """Marks whatever the ledger calls unmarked, so a crash between accept and mark is made good at the next pass."""

    def __init__(
        self,
        mailbox: Mailbox,
        connection: Connection,
        uid_validity: int,
        ledger: MailboxLedger,
        source: Callable[[int], Source],
    ) -> None:
        self._mailbox, self._connection, self._ledger = mailbox, connection, ledger
        self._uid_validity, self._source = uid_validity, source
        self._target = mailbox.move_to

    def mark(self) -> str | None:
        """Mark all that waits for it; a sentence for the health page when the server refuses, which harms nothing.

        Two movers at once would leave two copies (MOVE is no lock), so nothing is touched without the lease.
        """
        if self._mailbox.after == "nothing":
            return None
        uids = self._ledger.unmarked(self._mailbox.folder, self._uid_validity)
        for start in range(0, len(uids), _AT_ONCE):
            if not self._ledger.lease():
                return None
            part = uids[start : start + _AT_ONCE]
            try:
                self._mark(part)
            except Refused as error:
                log.warning("mail not marked", action="mark", mailbox=self._mailbox.name, error=error.detail)
                return NOT_MARKED
            for uid in part:
                self._ledger.marked(self._source(uid))
        return None

    def _mark(self, uids: Sequence[int]) -> None:
        if self._mailbox.after == "keyword":
            self._connection.add_flag(uids, self._mailbox.keyword)
            return
        if not (there := self._connection.existing(uids)):
            return  # moved already, by us before a crash or by somebody else
        try:
            self._connection.move(sorted(there), self._target)
        except Refused:  # most often the folder does not exist yet (TRYCREATE)
            self._target = self._connection.create(self._mailbox.move_to)
            self._connection.move(sorted(there), self._target)
