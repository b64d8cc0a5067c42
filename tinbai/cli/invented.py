"""The invented letters of the demo, made to look as if they were sent this minute."""

import re
from dataclasses import dataclass
from email.header import Header, decode_header, make_header
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tinbai.app import App
from tinbai.model import Letter
from tinbai.store import deliveries

LETTERS = Path(__file__).parent.parent / "demo"
_OURS = re.compile(rb"<tb\.[^>\s]+>")  # the Message-ID of a letter of ours, from the time the letters were invented
_SUBJECT = re.compile(rb"(?im)^Subject: (.*\n(?:[ \t].*\n)*)")
_RECEIPT = re.compile(r"[A-Z]+-\d{4}-\d{6}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter with its envelope, and how it is called on the screen."""

    raw: bytes
    sender: str
    recipient: str
    title: str
    early: bool  # it answers a letter of ours that is not written yet


def as_sent_now(app: App, raw: bytes) -> Sent:
    """With the time of this moment (old mail is not answered), and answering the letter its sender really got.

    Return-Path and Delivered-To of the file become the envelope.
    """
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    head += b"\n"
    sender, recipient = _field(head, "Return-Path").strip("<>"), _field(head, "Delivered-To")
    head = re.sub(rb"(?im)^(?:Return-Path|Delivered-To):.*\n(?:[ \t].*\n)*", b"", head)
    now = format_datetime(app.now().astimezone(ZoneInfo(app.settings.timezone)))
    head = re.sub(rb"(?im)^Date:.*\n(?:[ \t].*\n)*", f"Date: {now}\n".encode(), head)
    answers = _OURS.search(head) is not None
    letter = _letter_to(app, recipient, head) if answers else None
    if letter:
        head = _OURS.sub(f"<{letter.message_id}>".encode(), head)
        head = _SUBJECT.sub(lambda subject: _with_receipt(subject, letter), head, count=1)
    title = _words(_SUBJECT.search(head)) or "–"
    return Sent((head + b"\n" + body).replace(b"\n", b"\r\n"), sender, recipient, title, answers and letter is None)


def _letter_to(app: App, office: str, head: bytes) -> Letter | None:
    """The latest letter that the sender of a reply got from that office."""
    author = _field(head, "From").rpartition("<")[2].strip("> ")
    with app.database.read() as tx:
        letters = deliveries.listed(tx, [outlet.code for outlet in app.settings.outlets])
    ours = [one.letter for one in letters if one.letter.sender.address == office]
    return next((letter for letter in ours if letter.recipient.address == author), None)


def _with_receipt(subject: "re.Match[bytes]", letter: Letter) -> bytes:
    """The subject line with the receipt number of the letter that is answered."""
    receipt = _RECEIPT.search(letter.subject)
    words = _RECEIPT.sub(receipt[0] if receipt else "", _words(subject))
    return f"Subject: {Header(words, 'utf-8', header_name='Subject').encode()}\n".encode()


def _words(subject: "re.Match[bytes] | None") -> str:
    return str(make_header(decode_header(subject[1].decode("ascii").strip()))) if subject else ""


def _field(head: bytes, name: str) -> str:
    found = re.search(rf"(?im)^{name}:[ \t]*(.*)$".encode(), head)
    return found[1].decode("ascii", "replace").strip() if found else ""
