"""The door of this room: octets in, Parsed out. The octets decide what they are; the name only helps."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from tinbai.model import Attachment, AttachmentUse, Block, Content, Item, MailClass, Parsed, Segment
from tinbai.parsers import sniff
from tinbai.parsers.classify import classify
from tinbai.parsers.document import Document, Paragraph, Piece
from tinbai.parsers.mail import Leaf, ReadMail, read_mail
from tinbai.parsers.segments import Divided, divide
from tinbai.parsers.text import plain, read_text

Keep = Callable[[Content], None]


def parse(name: str, data: bytes | memoryview, keep: Keep) -> Parsed:
    """Everything that is understood of a file. Attachments, pictures and thumbnails go to `keep` one by one."""
    if sniff.media_type(data, name) != "message/rfc822":
        item = _story(name, read_text(bytes(data).decode("utf-8", "replace")).pieces)
        return Parsed("submission" if item else "other", None, (item,) if item else ())
    read = read_mail(data)
    attachments = tuple(_attachment(leaf, keep) for leaf in read.leaves)
    divided = divide(read.body.pieces, read.mail.subject)
    story = _story("body", divided.of("new") or divided.of("forwarded"))
    segments = tuple(Segment(part.type, plain(part.pieces)) for part in divided.segments)
    mail = replace(
        read.mail,
        text="\n\n".join(segment.text for segment in segments if segment.type == "new"),
        segments=segments,
        attachments=attachments,
    )
    items = (story,) if story else ()
    return Parsed(_class(read, divided, items), mail, items, read.problems)


def _class(read: ReadMail, divided: Divided, items: Sequence[Item]) -> MailClass:
    return classify(read, divided, bool(items))


def _attachment(leaf: Leaf, keep: Keep) -> Attachment:
    octets, _ = leaf.octets()
    media_type = sniff.media_type(octets, leaf.name, leaf.declared)
    sha256 = hashlib.sha256(octets).hexdigest()
    keep(Content(sha256, media_type, octets))
    use: AttachmentUse = "photo" if media_type.startswith("image/") else "document"
    return Attachment(leaf.name, media_type, len(octets), sha256, use)


def _story(source: str, pieces: Sequence[Piece]) -> Item | None:
    lines = [piece.text for piece in pieces if isinstance(piece, Paragraph)]
    if len(lines) < 2:
        return None
    body = tuple(Block("paragraph", text=line) for line in lines[1:])
    return Item("story", source, title=lines[0], body=body, text="\n".join(lines))


READERS: dict[str, Callable[[bytes | memoryview], Document]] = {}
