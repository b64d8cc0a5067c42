"""What a letter carries so that its answer, and its bounce, name it: signed addresses and a short code (SAFETY 4).

A provider that delivers `bbt+anything@` to `bbt@` gets both into addresses; for all others a line of the letter holds a
code, and a bounce is known by the Message-ID in what it returns. Whoever has a mark may add to that one story, no more.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tinbai.keys import Keys

ANSWERED = timedelta(days=365)  # how long an answer finds its story by the mark alone
_LONGEST_LOCAL = 64  # octets, RFC 5321 4.5.3.1.1
_REPLY, _BOUNCE, _CODE, _PAGE, _REMINDER = "reply", "bounce", "code", "page", "reminder"
SHOWN = timedelta(days=90)  # how long a link to the contributor's page leads there
_TOKEN = re.compile(r"\+([a-z2-7]{40,64})@", re.IGNORECASE)
# as people type it, too: "lg 2026 000001", and with the dashes their programs make of a hyphen
_NUMBER = re.compile(r"\b([A-Z0-9]{1,8})[\s‐-—-]{1,3}(\d{4})[\s‐-—-]{1,3}(\d{6})\b", re.ASCII | re.IGNORECASE)
# between both what quoting, bold type and the lines of a table leave there
_MARKED = re.compile(r"\b([A-Z0-9]{1,8}-\d{4}-\d{6})[\s>|*·:./-]{1,8}([2-9B-HJ-NP-TV-Z]{8})\b", re.ASCII)
_OURS = re.compile(rb"<(tb\.[0-9a-f]{24}\.[0-9a-f]{12}@[A-Za-z0-9.-]{1,253})>")
_MOST = 20  # marks looked at in one mail: more is no thread, but somebody who tries


def reply_address(keys: Keys, address: str, letter: str, day: date) -> str | None:
    """Where an answer to the letter goes; None where the address has no room for a token."""
    return _with_token(keys, _REPLY, address, letter, day)


def return_path(keys: Keys, address: str, letter: str, day: date) -> str | None:
    """Where a bounce of the letter goes (VERP); None where the address has no room."""
    return _with_token(keys, _BOUNCE, address, letter, day)


def _with_token(keys: Keys, purpose: str, address: str, letter: str, day: date) -> str | None:
    local, _, domain = address.rpartition("@")
    marked = f"{local}+{keys.sealed(purpose, bytes.fromhex(letter), day + ANSWERED)}"
    return f"{marked}@{domain}" if len(marked.encode()) <= _LONGEST_LOCAL else None


def answered(keys: Keys, addresses: Iterable[str], today: date) -> str | None:
    """The id of the letter that one of these addresses was the reply address of."""
    return _letter_of(keys, _REPLY, addresses, today)


def bounced(keys: Keys, addresses: Iterable[str], today: date) -> str | None:
    """The id of the letter that one of these addresses was the return path of."""
    return _letter_of(keys, _BOUNCE, addresses, today)


def _letter_of(keys: Keys, purpose: str, addresses: Iterable[str], today: date) -> str | None:
    tokens = [found[1] for address in addresses if (found := _TOKEN.search(address))]
    opened = (keys.opened(purpose, token, today) for token in tokens[:_MOST])
    return next((letter.hex() for letter in opened if letter), None)


def code(keys: Keys, outlet: str, receipt_no: str) -> str:
    return keys.code(_CODE, f"{outlet} {receipt_no}")


def receipts(keys: Keys, outlet: str, text: str) -> Iterator[str]:
    """Receipt numbers of this outlet in the text that have our code beside them; each once."""
    told = dict.fromkeys(found.groups() for found, _ in zip(_MARKED.finditer(text), range(_MOST), strict=False))
    seen: set[str] = set()
    for receipt_no, written in told:
        if receipt_no not in seen and keys.is_code(_CODE, f"{outlet} {receipt_no}", written):
            seen.add(receipt_no)
            yield receipt_no


def page_token(keys: Keys, outlet: str, draft: str, day: date) -> str:
    """What opens the contributor's page of one story, and nothing else."""
    return keys.sealed(_PAGE, f"{outlet}:{draft}".encode(), day + SHOWN)


def page_of(keys: Keys, token: str, today: date = date.min) -> tuple[str, str] | None:
    """(outlet, draft) of a link that has not ended; without a day also of one that has."""
    opened = keys.opened(_PAGE, token, today)
    outlet, colon, draft = opened.decode().partition(":") if opened else ("", "", "")
    return (outlet, draft) if colon else None


def reminder_token(keys: Keys, outlet: str, address: str, day: date) -> str:
    """What ends reminders to one address, and nothing else."""
    return keys.sealed(_REMINDER, f"{outlet}:{address}".encode(), day + ANSWERED)


def reminder_of(keys: Keys, token: str, today: date) -> tuple[str, str] | None:
    """(outlet, address) of a link that has not ended."""
    opened = keys.opened(_REMINDER, token, today)
    outlet, colon, address = opened.decode().partition(":") if opened else ("", "", "")
    return (outlet, address) if colon else None


def numbers(text: str) -> list[str]:
    """What looks like a receipt number; anybody can write one, so it proves nothing."""
    return list(dict.fromkeys("-".join(found).upper() for found in _NUMBER.findall(text)))


def message_ids(raw: bytes | memoryview) -> list[str]:
    """Message-IDs of letters of ours that stand anywhere in a mail: nobody else knows one (see letters.message_id)."""
    return list(dict.fromkeys(found[1].decode() for found, _ in zip(_OURS.finditer(raw), range(_MOST), strict=False)))
