"""The nouns that travel between rooms; all frozen, none knows a database, a network or a library.

Arrival (raw bytes, source, time) -> Parsed (Mail + Items + Problems) -> Draft -> Decision -> Delivery.
The JSON form of Mail, Item and Problem is the command-line contract (`tinbai parse`, schema 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from tinbai.picture import Crop, Photo

# --- Arrival -----------------------------------------------------------------------------------------------

Door = Literal["imap", "smtp", "archive", "page"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a message was seen. `(outlet, mailbox, folder, uid_validity, uid)` names one sighting for ever.

    imap: mailbox is the name in the settings, folder/uid_validity/uid are the server's.
    smtp: mailbox is the listener's name, folder the recipient address, uid the transaction's number (str).
    archive: mailbox is "import", folder the archive's path, uid the place in it (file name or offset).
    page: an answer given on the contributor's own page; mailbox is "page", folder the draft's id, uid drawn by chance.
    """

    door: Door
    outlet: str
    mailbox: str
    folder: str = ""
    uid_validity: int = 0
    uid: str = ""
    envelope_from: str | None = None  # "" is the null sender of bounces; None: not known (IMAP, archive)
    envelope_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it was handed to us, before anybody looked inside.

    `raw` is the message's octets, or the path of a finished file holding them (large mail; the receiver moves it away).
    `silent`: no letter may ever go out because of this arrival (archives).
    """

    source: Source
    raw: bytes | Path
    received_at: datetime  # aware, when we first had it in hand
    silent: bool = False


class Accepted(StrEnum):
    """What became of an offered arrival; in every case it is durable when this is returned."""

    NEW = "new"
    SEEN_AGAIN = "seen_again"  # the same message, by any door
    KNOWN = "known"  # this very sighting was recorded before (interrupted marking)


# --- Mail and items (what parsing yields) ------------------------------------------------------------------

MailClass = Literal["submission", "reply", "bounce", "auto_reply", "other"]
SegmentType = Literal["new", "greeting", "closing", "signature", "quoted", "forwarded", "footer"]
AttachmentUse = Literal["story", "photo", "document", "archive", "message", "signature", "unreadable", "ignored"]
ItemKind = Literal["story", "dispatch", "document", "photos"]
Hold = Literal["secret", "internal"]
Encoding = Literal["unicode", "tcvn3", "vni", "mojibake", "mixed"]
Severity = Literal["info", "warning", "grave"]
BlockType = Literal["paragraph", "subhead", "quote", "list", "table", "figure"]
RepairKind = Literal[
    "tcvn3", "vni", "mojibake", "end-mark", "caption-label", "doubled", "dateline", "joined", "cut", "left-out"
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or was repaired. The words for people are made from `code` and `params` by `i18n`."""

    code: str  # kebab-case, listed in parsers/problems.py
    severity: Severity
    where: str | None = None  # attachment name, header name or None for the whole mail
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Segment:
    type: SegmentType
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A leaf part that is not body text. bytes and sha256 are those of the decoded part as sent."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    use: AttachmentUse


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a story's body; which fields count depends on `type`."""

    type: BlockType
    text: str = ""  # paragraph, subhead, quote
    ordered: bool = False  # list
    items: tuple[str, ...] = ()  # list
    rows: tuple[tuple[str, ...], ...] = ()  # table
    photo: int = -1  # figure: index into the item's photos


@dataclass(frozen=True, slots=True)
class Byline:
    raw: str
    authors: tuple[str, ...] = ()
    unit: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of the sender's wording: what stood there and what stands there now.

    `before` is as it came, blanks and invisible letters included. `after` is "" for a line that is not in the story;
    `behind` is then the wording of the story it stood behind, "" at its beginning.
    """

    kind: RepairKind
    before: str
    after: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A story or document found in a mail. Of a secret one nothing but kind, hold and source is ever filled in."""

    kind: ItemKind
    source: str  # "body", an attachment's name, or "OUTER > INNER"
    hold: Hold | None = None
    title: str | None = None
    lead: str | None = None
    body: tuple[Block, ...] = ()
    byline: Byline | None = None
    dateline: str | None = None
    event_date: date | None = None
    genre: str | None = None
    photos: tuple[Photo, ...] = ()
    text: str = ""
    encoding: Encoding = "unicode"
    repairs: tuple[Repair, ...] = ()  # not in the JSON of the contract


@dataclass(frozen=True, slots=True)
class Mail:
    message_id: str | None
    subject: str
    date: datetime | None
    sender: Address | None  # "from" in JSON
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    segments: tuple[Segment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reply_to: tuple[Address, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)  # the few that decide about answering, lower-case names


@dataclass(frozen=True, slots=True)
class Parsed:
    """All that was understood of one file. `mail` is None for a bare document or photo.

    `signs`: what speaks for a machine as its writer, in the words of the mail, the weightiest first; else empty.
    `by_sound`: little but the sound of its words speaks for one, or it speaks as a person to a person: one may
    have written it.
    """

    class_: MailClass
    mail: Mail | None
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()
    signs: tuple[str, ...] = ()
    by_sound: bool = False

    @property
    def by_machine(self) -> bool:
        """Whether surely no person wrote it: what only sounds like a machine may be an author's answer."""
        return self.class_ in ("bounce", "auto_reply") and not self.by_sound


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that parsing brought to light (attachment, picture of a document, thumbnail), named by their SHA-256."""

    sha256: str
    media_type: str
    data: bytes


# --- Draft, decision, delivery -----------------------------------------------------------------------------


class State(StrEnum):
    """State of a draft; words and allowed steps in queue/review.py."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    REVISION_REQUESTED = "revision_requested"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETRACTED = "retracted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_A_STORY = "not_a_story"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Story:
    """The text of one revision: what an editor may change, and nothing else."""

    title: str
    lead: str
    body: tuple[Block, ...]
    byline: Byline | None = None
    captions: tuple[str, ...] = ()  # one per photo, "" where there is none
    credits: tuple[str, ...] = ()
    crops: tuple[Crop | None, ...] = ()  # one per photo, None or missing: the whole photo
    order: tuple[int, ...] = ()  # numbers of photos from 1, the cover first; the others follow as they came


@dataclass(frozen=True, slots=True)
class Revision:
    """Number 1 is what the machine made of the mail; each later one has an editor as author.

    Immutable once it is not `open`: while its author types, what is saved by itself goes into the same revision, and
    `saves` counts how often. With `no` it names a text for ever.
    """

    no: int
    at: datetime
    author: str  # a person's id, or "machine"
    story: Story
    saves: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """What the author sent in place of a story that waits: taken when nobody had changed the text, else offered.

    no: from 1. revision: the one it became; None while it is only offered. settled_by: who took or left it.
    place: which item of its mail.
    """

    no: int
    arrival: str
    at: datetime
    item: Item
    story: Story
    problems: tuple[Problem, ...] = ()
    revision: int | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    outlet: str
    id: str
    receipt_no: str
    arrival: str  # id of the arrival it came from
    state: State
    received_at: datetime
    sender: Address | None
    item: Item
    problems: tuple[Problem, ...]
    revision: Revision  # the head
    words: int
    content_hash: str
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    sent_again: int = 0
    section: str = ""  # of the newsroom's own list, "" while nobody has chosen one


class Verdict(StrEnum):
    APPROVE = "approve"
    ASK = "ask"  # ask for changes
    REJECT = "reject"
    RETURN = "return"  # the head of the board sends it back to the editor; no letter


@dataclass(frozen=True, slots=True)
class Decision:
    outlet: str
    draft: str
    no: int
    at: datetime
    by: str
    verdict: Verdict
    note: str  # goes to the sender: the points asked for, or the reason
    from_state: State
    to_state: State
    undone_at: datetime | None = None


ActKind = Literal["checked", "held", "released", "drafted", "published", "joined", "parted"]


@dataclass(frozen=True, slots=True)
class Act:
    """What a person did to a draft besides writing and deciding.

    checked: looked at every page the machine could not read, no stamp there; held: found a stamp; released: says that
    what the machine held bears none (`note`: why); drafted: took what the machine had called no story into the queue
    (`note`: the reason it had); published: says that it stands on the newsroom's own pages (`note`: where).
    """

    outlet: str
    draft: str
    no: int
    at: datetime
    by: str
    kind: ActKind
    note: str = ""
    undone_at: datetime | None = None
    undone_by: str | None = None


DeliveryState = Literal["due", "sent", "cancelled", "failed", "stale"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain-text letter ready to be sent; `recipient` has been checked against the rules of answering."""

    recipient: Address
    sender: Address
    subject: str
    text: str
    message_id: str
    in_reply_to: str | None
    references: tuple[str, ...]
    auto: Literal["auto-replied", "auto-generated"]
    reply_to: str | None = None  # with a token, so that the answer finds its story
    return_path: str | None = None  # with a token, so that a bounce finds its letter; None: the sender's address
    unsubscribe: str = ""  # where one click ends such letters (RFC 8058)
    language: Literal["vi", "en"] = "vi"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox. `key` is unique for ever: the same letter can be promised only once."""

    outlet: str
    id: str
    key: str
    kind: str  # "acknowledgement", "decision"
    draft: str | None
    letter: Letter
    created_at: datetime
    due: datetime
    tries: int = 0
    state: DeliveryState = "due"
    last_error: str | None = None
    sent_at: datetime | None = None
    possibly_twice: int = 0
    mailbox: str = ""  # of the settings, where what it answers came in and its own address is known; "": none
