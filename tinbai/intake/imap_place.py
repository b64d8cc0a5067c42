"""Where we stand in a folder: the first connection ("from now"), and what to do when UIDVALIDITY has changed."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from tinbai.intake.door import MailboxLedger, Place
from tinbai.intake.imap_connection import Connection, Header, Selected
from tinbai.intake.imap_fetch import Fetcher
from tinbai.settings import Mailbox

log = structlog.get_logger("intake.imap")

_HEADERS_AT_ONCE = 500


def settle(
    mailbox: Mailbox,
    connection: Connection,
    selected: Selected,
    ledger: MailboxLedger,
    fetcher: Fetcher,
    now: Callable[[], datetime],
) -> Place:
    """The valid place in the folder just selected; new mail is every unknown UID from `first_uid` on."""
    place = ledger.place(mailbox.folder)
    if place.uid_validity == selected.uid_validity:
        return place
    if place.uid_validity is None:
        place = _first_place(mailbox, connection, selected, now())
    else:
        log.warning(
            "UIDVALIDITY has changed", action="rescan", mailbox=mailbox.name, uid_validity=selected.uid_validity
        )
        place = _rescan(mailbox, connection, selected, ledger, fetcher, place)
    ledger.set_place(mailbox.folder, place)
    return place


def _first_place(mailbox: Mailbox, connection: Connection, selected: Selected, now: datetime) -> Place:
    if mailbox.start == "all":
        return Place(selected.uid_validity, 1)
    return Place(selected.uid_validity, _next_uid(connection, selected), now)


def _next_uid(connection: Connection, selected: Selected) -> int:
    return selected.uid_next or max(connection.uids(1, selected), default=0) + 1


def _rescan(
    mailbox: Mailbox, connection: Connection, selected: Selected, ledger: MailboxLedger, fetcher: Fetcher, place: Place
) -> Place:
    """Every remembered UID is void: match by Message-ID and size, download nothing that is known.

    Two messages here with the same Message-ID and size are not told apart by them: their bodies are fetched, and the
    accept finds out. Mail from before our time is told by its INTERNALDATE; in doubt a message is taken in, because a
    letter shown twice can be put aside and a lost one cannot. Safe to interrupt: the place is written last.
    """
    uids = connection.uids(1, selected)
    known = ledger.known(mailbox.folder, selected.uid_validity, uids)
    headers = _headers(connection, uids)
    times = Counter((header.message_id, header.size) for header in headers.values())
    ours, before_us = set(known), []
    for uid in uids:
        header = headers.get(uid)
        if uid in known or header is None:
            ours.add(uid)
        elif copy := _copy(ledger, mailbox.folder, header, times):
            ledger.resighted(fetcher.source(uid), header.message_id, header.size, copy)
            ours.add(uid)
        elif place.since and header.internal_date and header.internal_date < place.since:
            before_us.append(uid)
        else:
            ours.add(uid)
        if uid % 200 == 0:
            ledger.lease()
    first = 1 if place.since is None else min(ours, default=_next_uid(connection, selected))
    for uid in before_us:
        if uid > first:
            ledger.resighted(fetcher.source(uid), headers[uid].message_id, headers[uid].size, None)
    log.info("folder scanned again", action="rescan", mailbox=mailbox.name, ours=len(ours), before_us=len(before_us))
    return Place(selected.uid_validity, first, place.since)


def _headers(connection: Connection, uids: Sequence[int]) -> dict[int, Header]:
    found: dict[int, Header] = {}
    for start in range(0, len(uids), _HEADERS_AT_ONCE):
        found |= connection.headers(uids[start : start + _HEADERS_AT_ONCE])
    return found


def _copy(ledger: MailboxLedger, folder: str, header: Header, times: Counter[tuple[str | None, int]]) -> str | None:
    if header.message_id is None or times[header.message_id, header.size] > 1:
        return None
    return ledger.find_copy(folder, header.message_id, header.size)
