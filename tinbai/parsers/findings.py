"""What a mail has yielded so far, while its parts are looked at one after the other."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta

from tinbai.model import Attachment, AttachmentUse, Content, Hold, Item, Problem
from tinbai.parsers import sniff
from tinbai.parsers.document import Picture
from tinbai.parsers.mail.read import Leaf, ReadMail
from tinbai.parsers.mail.segments import Divided
from tinbai.parsers.story.album import Album
from tinbai.parsers.story.photos import Keep
from tinbai.parsers.story.sketch import Sketch

_RECENT = timedelta(days=60)


@dataclass
class Findings:
    """`hold`: what the mail as a whole demands; `inner`: items of attached messages, by the number of the part."""

    read: ReadMail
    divided: Divided
    keep_outside: Keep
    hold: Hold | None
    problems: list[Problem]
    attachments: dict[float, Attachment] = field(default_factory=dict)
    sketches: list[Sketch] = field(default_factory=list)
    inner: list[tuple[float, Item]] = field(default_factory=list)
    album: Album = field(init=False)

    def __post_init__(self) -> None:
        self.album = Album(self.keep)

    def keep(self, content: Content) -> None:
        """Give away what nothing secret forbids."""
        if self.hold != "secret":
            self.keep_outside(content)

    def enter(self, leaf: Leaf, octets: bytes, media_type: str, use: AttachmentUse, *, keep: bool) -> None:
        """Put a file among the attachments; a file inside an archive is listed for its use alone and never given."""
        sha256 = hashlib.sha256(octets).hexdigest()
        if keep and leaf.listed:
            self.keep(Content(sha256, media_type, octets))
        self.attachments[leaf.number] = Attachment(leaf.source, media_type, len(octets), sha256, use)

    @property
    def subject(self) -> str:
        return self.read.mail.subject

    @property
    def sent(self) -> date | None:
        """The day of the mail."""
        return self.read.mail.date.date() if self.read.mail.date else None

    @property
    def written(self) -> date | None:
        """The day the files were written for: files of a mail that was passed on came with the old one."""
        header = self.divided.header if self.divided.inner or self.divided.of("forwarded") else None
        old = header.day if header else None
        return old if old and (self.sent is None or timedelta(0) <= self.sent - old <= _RECENT) else self.sent

    def is_secret(self) -> bool:
        """Whether nothing of this mail may leave: it is held as a whole, or all that was found in it is."""
        holds = self._holds()
        return self.hold == "secret" or (bool(holds) and all(hold == "secret" for _, hold in holds))

    def is_secret_inside(self, leaf: Leaf) -> bool:
        """Whether an archive has something secret in it."""
        return any(hold == "secret" and int(number) == int(leaf.number) for number, hold in self._holds())

    def _holds(self) -> list[tuple[float, Hold | None]]:
        mine = [(one.number, one.hold) for one in self.sketches if one.kind != "photos"]  # one may be stamped alone
        return [*mine, *((number, item.hold) for number, item in self.inner)]

    def is_quoted(self, leaf: Leaf) -> bool:
        """A picture that only the quoted old mail shows."""
        if not leaf.content_id:
            return False
        quoted = [piece.content_id for piece in self.divided.of("quoted") if isinstance(piece, Picture)]
        return leaf.content_id in quoted and leaf.content_id not in self._shown()

    def _shown(self) -> set[str]:
        """Content-IDs that the HTML shows outside quotations."""
        shown = [piece for part in self.divided.segments if part.type != "quoted" for piece in part.pieces]
        return {piece.content_id for piece in shown if isinstance(piece, Picture) and piece.content_id}


def kind_of(leaf: Leaf, octets: bytes) -> str:
    """The media type of a file by its octets."""
    return sniff.media_type(octets, leaf.name, leaf.declared)
