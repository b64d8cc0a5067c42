"""Which story a mail answers: by a mark of ours, or by a letter of ours that somebody of that story answers.

Whatever is less than that is suggested to an editor, who joins it with one key: a subject is no proof, and neither is a
thread that went on to a stranger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile

from tinbai.app import App
from tinbai.model import Draft, Mail, State
from tinbai.notifier import marks
from tinbai.parsers.mail.wrapper import REPLY_SUBJECT, bare
from tinbai.queue.twins.fold import fold
from tinbai.store import Tx, arrivals, contributors, deliveries, drafts, senders, suggestions
from tinbai.store.suggestions import Suggestion, Why

_MOST_IDS = 50  # of References, the latest: more than any honest thread has
_MOST_NUMBERS = 4
_MOST_SUGGESTED = 3
_RECENT = timedelta(days=60)
_MARKS = frozenset({"re", "tl", "tra", "loi", "sv", "aw", "fw", "fwd"})
_LONGEST = 20_000  # characters in which a code is looked for


@dataclass(frozen=True, slots=True)
class Answered:
    """`draft`: the story the mail belongs to, None where nothing proves it; `suggested`: those it may belong to.

    `marked`: it bears a mark of ours for that story.
    """

    draft: str | None = None
    suggested: tuple[tuple[str, Why], ...] = ()
    marked: bool = False

    def doubted(self) -> "Answered":
        """The same when it is not sure who wrote the mail: what would have been joined is asked about."""
        return self if self.draft is None else Answered(None, ((self.draft, "thread"), *self.suggested))


def answered(tx: Tx, app: App, outlet: str, mail: Mail | None, at: datetime) -> Answered:
    """`at`: when the mail came."""
    found = proven(tx, app, outlet, mail, at)
    if mail is None or found.draft:
        return found
    all_found = [*found.suggested, *_alike(tx, outlet, mail, at)]
    first = dict(reversed(all_found))  # the best reason of each
    return Answered(None, tuple((draft, first[draft]) for draft in dict(all_found))[:_MOST_SUGGESTED])


def proven(tx: Tx, app: App, outlet: str, mail: Mail | None, at: datetime) -> Answered:
    """The same without the stories that are merely like it."""
    if mail is None:
        return Answered()
    marked = _by_mark(tx, app, outlet, mail, at)
    if marked:
        return Answered(marked, marked=True)
    found: list[tuple[str, Why]] = []
    for draft, why in _named(tx, outlet, mail):
        if _is_known(tx, drafts.get(tx, outlet, draft), mail):
            return Answered(draft)
        found.append((draft, why))
    return Answered(None, tuple(found))


def number(typed: str) -> str:
    """A receipt number as it is kept, from what somebody types."""
    return "".join(typed.upper().split()).strip("[]")


def suggest(tx: Tx, outlet: str, arrival: str, found: Answered, at: datetime) -> None:
    """Keep what an editor is to be asked."""
    for draft, why in found.suggested:
        suggestions.add(tx, Suggestion(outlet, arrival, draft, why, at))


def _by_mark(tx: Tx, app: App, outlet: str, mail: Mail, at: datetime) -> str | None:
    letter = marks.answered(app.keys, addressed(mail), at.date())
    sent = deliveries.by_id(tx, outlet, letter) if letter else None
    if sent and sent.draft:
        return sent.draft
    text = "\n".join([mail.subject, *(part.text for part in mail.segments)])[:_LONGEST]
    for receipt_no in marks.receipts(app.keys, outlet, text):
        if draft := drafts.by_receipt(tx, outlet, receipt_no):
            return draft
    return None


def addressed(mail: Mail) -> Iterator[str]:
    """Every address it was sent to, as far as its header tells."""
    yield from (one.address for one in (*mail.to, *mail.cc))
    yield from (mail.headers.get(name, "") for name in ("delivered-to", "x-original-to"))


def _named(tx: Tx, outlet: str, mail: Mail) -> Iterator[tuple[str, Why]]:
    """Drafts of letters of ours that the mail answers, and those whose number its subject names."""
    names = [*mail.in_reply_to[:_MOST_IDS], *mail.references[-_MOST_IDS:]]
    found = deliveries.draft_of_message(tx, names) if names else None
    if found and found[0] == outlet:
        yield found[1], "thread"
    for receipt_no in marks.numbers(mail.subject)[:_MOST_NUMBERS]:
        if draft := drafts.by_receipt(tx, outlet, receipt_no):
            yield draft, "receipt"


def _is_known(tx: Tx, draft: Draft, mail: Mail) -> bool:
    """Whether the sender has had to do with the story: sent it, was named in a mail of it, or got a letter about it.

    Also from another address that an editor has said to be his.
    """
    if mail.sender is None or not mail.sender.address:
        return False
    his = contributors.addresses_of(contributors.standing(tx, draft.outlet), mail.sender.address)
    return not _participants(tx, draft).isdisjoint(his)


def _participants(tx: Tx, draft: Draft) -> set[str]:
    known = {draft.sender.address} if draft.sender else set()
    known |= {letter.letter.recipient.address for letter in deliveries.of_draft(tx, draft.outlet, draft.id)}
    for one in drafts.mails(tx, draft.outlet, draft.id):
        parsed = arrivals.parsed(tx, draft.outlet, one.arrival)
        if parsed and parsed.mail:
            people = (parsed.mail.sender, *parsed.mail.reply_to, *parsed.mail.cc)
            known |= {person.address for person in people if person}
    return {address.lower() for address in known}


def _alike(tx: Tx, outlet: str, mail: Mail, at: datetime) -> Iterator[tuple[str, Why]]:
    """Stories of the same sender with the subject that is answered, or that wait for his answer."""
    if mail.sender is None:
        return
    own = senders.latest(tx, outlet, mail.sender.address, at - _RECENT)
    wanted = _unanswered(mail.subject)
    if REPLY_SUBJECT.match(bare(mail.subject)) and wanted:
        yield from ((row.id, "subject") for row in own if fold(row.title) == wanted)
    yield from ((row.id, "sender") for row in own if row.state is State.REVISION_REQUESTED)


def _unanswered(subject: str) -> list[str]:
    """Its words without the marks of answers and forwards before them."""
    words = fold(subject)
    return list(dropwhile(lambda word: word in _MARKS, words))
