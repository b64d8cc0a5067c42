"""A mail put together: its attachments each with their use, its items in order, what is wrong with it.

One decoded part is held at a time: 25 MB of photos must not cost 25 MB more. Documents come before photos, because a
stamp in one of them decides whether anything may leave, and because photos look for the story they belong to.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tinbai.model import (
    Address,
    Attachment,
    AttachmentUse,
    Byline,
    Content,
    Hold,
    Item,
    MailClass,
    Parsed,
    PhotoOrigin,
    Problem,
)
from tinbai.parsers import marks, sniff
from tinbai.parsers.archive import Room, unpacked
from tinbai.parsers.document import Document, Picture
from tinbai.parsers.encoding import repairs as encoding
from tinbai.parsers.encoding.repairs import repair_text
from tinbai.parsers.files import Reader, not_read, read_file
from tinbai.parsers.length import shortened
from tinbai.parsers.mail.classify import classify, is_bounce, is_reply
from tinbai.parsers.mail.msg import message_of
from tinbai.parsers.mail.read import Leaf, ReadMail, read_mail
from tinbai.parsers.mail.segments import Divided, divide
from tinbai.parsers.photo.read import is_decoration, look
from tinbai.parsers.story.album import Album
from tinbai.parsers.story.bodies import is_body_story, placed, same_story, segments_of, without_loose_end
from tinbai.parsers.story.photos import Keep, discover, finder
from tinbai.parsers.story.sketch import Sketch, sketch, with_author, worse

DEEPEST = 3  # messages attached to messages
_MOST_FORWARDS = 4
_ONE_STORY = 0.5  # share of common runs from which a text in the body is the story of the file
_HEAD = 12_288  # octets of an encoded part that tell whether it is a picture
_NO_FILES = frozenset({
    "text/calendar", "message/delivery-status", "message/disposition-notification", "text/rfc822-headers",
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys",
    "text/x-vcard", "text/vcard", "text/directory", "application/applefile", "text/x-amp-html",
})  # fmt: skip
_BRINGS: frozenset[AttachmentUse] = frozenset({"story", "document", "unreadable", "archive", "photo"})


def assemble(data: bytes | memoryview, readers: Mapping[str, Reader], keep: Keep) -> Parsed:
    """Everything that is understood of a message."""
    return assemble_read(read_mail(data), readers, keep)


def assemble_read(read: ReadMail, readers: Mapping[str, Reader], keep: Keep) -> Parsed:
    """The same of a message that is cut into parts."""
    return _Assembly(read, readers, keep, None, 0, Room()).parsed()


class _Assembly:
    def __init__(
        self, read: ReadMail, readers: Mapping[str, Reader], keep: Keep, hold: Hold | None, depth: int, room: Room
    ) -> None:
        """`hold`: what an outer message demands; `room`: what it left for archives."""
        read = _in_clean_letters(read)
        self._room = room
        self._problems: list[Problem] = [*read.problems]
        self._read = read = unpacked(read, self._problems, room)
        body = read.body
        self._readers = readers
        self._keep_outside = keep
        self._depth = depth
        self._divided = divide(body.pieces, read.mail.subject)
        self._problems += body.problems
        self._attachments: dict[float, Attachment] = {}
        self._sketches: list[Sketch] = []
        self._inner: list[tuple[float, Item]] = []
        self._album = Album(self._keep)
        self._read_before: dict[str, tuple[AttachmentUse, bool]] = {}
        self._hold = worse(hold, self._hold_of_mail())

    def parsed(self) -> Parsed:
        leaves = self._read.leaves
        if is_bounce(self._read):
            for leaf in leaves:
                self._list_only(leaf)
            return self._result("bounce", ())
        pictures = {leaf.number for leaf in leaves if _is_picture(leaf)}
        for leaf in leaves:
            if leaf.number not in pictures and not leaf.is_archive:
                self._file(leaf)
        for leaf in leaves:
            if leaf.is_archive:
                self._archive(leaf)
        for leaf in leaves:
            if leaf.number in pictures:
                self._picture(leaf)
        stories = self._body()
        self._settle_pdfs()
        self._give_photos(stories)
        items = self._items()
        class_ = self._class(items)
        return self._result(class_, items if class_ in ("submission", "reply") else ())

    # --- Holds ---------------------------------------------------------------------------------------------------

    def _hold_of_mail(self) -> Hold | None:
        """A stamp in the subject, in a file name or in the covering note holds everything that came with it."""
        mail = self._read.mail
        hold = marks.hold_of_subject(mail.subject)
        for leaf in self._read.leaves:
            hold = worse(hold, marks.hold_of_name(leaf.name))
        note = [piece for part in self._divided.segments if part.type != "quoted" for piece in part.pieces]
        return worse(hold, marks.hold_of(Document(tuple(note))))

    def _keep(self, content: Content) -> None:
        if self._hold != "secret":
            self._keep_outside(content)

    # --- Files -----------------------------------------------------------------------------------------------------

    def _file(self, leaf: Leaf) -> None:
        octets, _ = leaf.octets()
        media_type = sniff.media_type(octets, leaf.name, leaf.declared)
        sha256 = hashlib.sha256(octets).hexdigest()
        use, secret = self._use_of(leaf, octets, media_type, sha256)
        if not secret and leaf.listed:
            self._keep(Content(sha256, media_type, octets))
        self._list(leaf, media_type, len(octets), sha256, use)

    def _archive(self, leaf: Leaf) -> None:
        """Given away only when nothing inside is secret; its members are files of their own by now."""
        octets, _ = leaf.octets()
        media_type = sniff.media_type(octets, leaf.name, leaf.declared)
        sha256 = hashlib.sha256(octets).hexdigest()
        holds = [(one.number, one.hold) for one in self._sketches] + [(no, item.hold) for no, item in self._inner]
        secret = any(hold == "secret" and int(number) == int(leaf.number) for number, hold in holds)
        if not secret and leaf.listed:
            self._keep(Content(sha256, media_type, octets))
        self._list(leaf, media_type, len(octets), sha256, "archive")

    def _use_of(self, leaf: Leaf, octets: bytes, media_type: str, sha256: str) -> tuple[AttachmentUse, bool]:
        """(use, whether its content must stay where it is)."""
        if sha256 in self._read_before:
            return self._read_before[sha256]
        message = octets if media_type == "message/rfc822" else message_of(octets) if media_type == sniff.MSG else None
        if message is not None:
            return "message", self._message(leaf, message)
        if media_type in _NO_FILES or leaf.declared in _NO_FILES or not octets:
            return "ignored", False
        found = read_file(self._readers, media_type, octets, leaf.name)
        if found is None:
            problem = replace(not_read(media_type, octets, leaf.name), where=leaf.source)
            self._problems.append(problem)
            return ("unreadable" if problem.code != "attachment-not-read" else "document"), False
        self._read_before[sha256] = self._document(leaf, found)
        return self._read_before[sha256]

    def _document(self, leaf: Leaf, document: Document) -> tuple[AttachmentUse, bool]:
        problems = [replace(one, where=leaf.source) if one.where == leaf.name else one for one in document.problems]
        find = finder(leaf.source, self._keep, problems)
        mine = sketch(document, leaf.source, leaf.number, self._hold, find, self._written(), self._subject)
        for one in mine:
            one.folder = leaf.folder
        secret = any(one.hold == "secret" for one in mine)
        warning = marks.soft_warning(document)
        if not secret:
            self._problems += [*problems, replace(warning, where=leaf.source)] if warning else problems
        if not mine:
            return ("unreadable" if document.problems else "ignored"), False
        self._sketches += mine
        return ("story" if any(one.kind == "story" for one in mine) else "document"), secret

    def _message(self, leaf: Leaf, octets: bytes) -> bool:
        """An attached message: its items become ours. True when it holds something secret."""
        if self._depth >= DEEPEST:
            self._problems.append(Problem("mail-too-nested", "warning", leaf.source))
            return False
        inner = _Assembly(
            read_mail(octets), self._readers, self._keep, self._hold, self._depth + 1, self._room
        ).parsed()
        sender = inner.mail.sender if inner.mail else None
        for item in inner.items:
            self._inner.append((leaf.number, _from_inside(item, leaf.source, sender.name if sender else "")))
        secret = any(item.hold == "secret" for item in inner.items)
        if not secret:
            for problem in inner.problems:
                where = f"{leaf.source} > {problem.where}" if problem.where else leaf.source
                self._problems.append(replace(problem, where=where))
        return secret

    def _list(self, leaf: Leaf, media_type: str, size: int, sha256: str, use: AttachmentUse) -> None:
        self._attachments[leaf.number] = Attachment(leaf.source, media_type, size, sha256, use)

    def _list_only(self, leaf: Leaf) -> None:
        octets, _ = leaf.octets()
        media_type = sniff.media_type(octets, leaf.name, leaf.declared)
        use: AttachmentUse = "message" if media_type == "message/rfc822" else "ignored"
        self._list(leaf, media_type, len(octets), hashlib.sha256(octets).hexdigest(), use)

    # --- Photos ----------------------------------------------------------------------------------------------------

    def _picture(self, leaf: Leaf) -> None:
        octets, whole = leaf.octets()
        media_type = sniff.media_type(octets, leaf.name, leaf.declared)
        sha256 = hashlib.sha256(octets).hexdigest()
        if self._is_secret():
            self._list(leaf, media_type, len(octets), sha256, "photo")
            return
        looked = look(octets, leaf.name)
        if looked is None or is_decoration(looked, leaf.name) or self._is_quoted(leaf):
            use: AttachmentUse = "ignored" if self._is_quoted(leaf) else "signature" if looked else "document"
            self._list(leaf, media_type, len(octets), sha256, use)
            if leaf.listed:
                self._keep(Content(sha256, media_type, octets))
            return
        self._problems += looked.problems
        if not whole and not looked.problems:
            self._problems.append(Problem("photo-cut-off", "warning", leaf.name, {"name": leaf.name}))
        origin: PhotoOrigin = "attachment" if leaf.listed else "archive"
        found = discover(leaf.name, octets, origin, self._keep, looked, leaf.number)
        self._list(leaf, looked.media_type, len(octets), sha256, "photo")
        self._album.put(replace(found, folder=leaf.folder), leaf.content_id)

    def _is_secret(self) -> bool:
        """Whether nothing of this mail may leave: it is held as a whole, or all that was found in it is."""
        holds = [*(one.hold for one in self._sketches), *(item.hold for _, item in self._inner)]
        return self._hold == "secret" or (bool(holds) and all(hold == "secret" for hold in holds))

    def _is_quoted(self, leaf: Leaf) -> bool:
        """A picture that only the quoted old mail shows."""
        if not leaf.content_id:
            return False
        quoted = [p.content_id for p in self._divided.of("quoted") if isinstance(p, Picture)]
        return leaf.content_id in quoted and leaf.content_id not in self._shown()

    def _shown(self) -> set[str]:
        """Content-IDs that the HTML shows outside quotations."""
        shown = [piece for part in self._divided.segments if part.type != "quoted" for piece in part.pieces]
        return {piece.content_id for piece in shown if isinstance(piece, Picture) and piece.content_id}

    def _give_photos(self, notes: list[Sketch]) -> None:
        """Loose photos go to the story they belong to; where there is none they are an item of their own."""
        taking = [one for one in self._sketches if one.kind == "story" and one.hold != "secret"]
        if taking:
            self._problems += self._album.give(taking)
        elif self._album.photos and not any(one.hold == "secret" for one in self._sketches):
            self._sketches.append(self._album.alone(self._hold, notes))

    # --- The body --------------------------------------------------------------------------------------------------

    @property
    def _subject(self) -> str:
        return self._read.mail.subject

    def _written(self) -> date | None:
        return self._read.mail.date.date() if self._read.mail.date else None

    def _body(self) -> list[Sketch]:
        """Sketches of the texts in the body: those that are items are added, the others are returned as notes."""
        notes: list[Sketch] = []
        divided, author = self._divided, ""
        for _ in range(_MOST_FORWARDS):
            notes += self._texts(divided, author)
            if not divided.inner:
                break
            author = _name_of(divided.inner_from or "")
            divided = divide(divided.inner, divided.inner_subject or "")
        return notes

    def _texts(self, divided: Divided, author: str) -> list[Sketch]:
        names = [found.photo.name for found in self._album.photos]
        pieces = tuple(placed(without_loose_end(divided.story()), names))
        if not pieces:
            return []
        document = Document(pieces, encoding=self._read.body.encoding, repairs=self._read.body.repairs)
        found = sketch(document, "body", 0, self._hold, self._album.find, self._written(), self._subject)
        strict = is_reply(self._read, self._divided) or any(one.kind == "story" for one in self._sketches)
        notes = []
        for one in found:
            held = one.hold == "secret" and one.kind == "story" and not self._sketches
            if one.kind == "dispatch" or held or is_body_story(one, strict):
                one.kind = "dispatch" if one.kind == "dispatch" else "story"
                with_author(one, author)
                if not self._is_story_of_file(one):
                    self._sketches.append(one)
                    continue
            self._album.take_back(one.photos)
            notes.append(one)
        warning = marks.soft_warning(document)
        if warning and len(notes) < len(found):
            self._problems.append(warning)
        return notes

    def _is_story_of_file(self, one: Sketch) -> bool:
        """The story in the body is the one in the file: the file's stays, a difference is told."""
        for other in self._sketches:
            likeness = same_story(one, other) if other.source != "body" else 0.0
            if likeness >= _ONE_STORY:
                if one.text != other.text:
                    self._problems.append(Problem("body-differs", "info", other.source))
                return True
        return False

    # --- The result ------------------------------------------------------------------------------------------------

    def _items(self) -> tuple[Item, ...]:
        for one in self._sketches:
            self._problems += one.settle()
        numbered = [(one.number, one.item()) for one in self._sketches] + self._inner
        numbered.sort(key=lambda pair: pair[0])
        items = tuple(item for _, item in numbered)
        if not items and self._hold:
            # nothing could be read, but what came with a stamp must be held all the same
            source = next((a.name for _, a in sorted(self._attachments.items())), "body")
            items = (Item("document", source, hold=self._hold),)
        return items

    def _settle_pdfs(self) -> None:
        """A PDF beside a story is evidence; only one that came alone may be the story."""
        pdfs = {number for number, one in self._attachments.items() if one.media_type == "application/pdf"}
        others = [one.kind for one in self._sketches if one.number not in pdfs] + [item.kind for _, item in self._inner]
        if "story" not in others:
            return
        for sketched in self._sketches:
            if sketched.number in pdfs and sketched.kind == "story":
                sketched.kind = "document"
        for number in pdfs:
            one = self._attachments[number]
            if one.use in ("unreadable", "story"):
                self._attachments[number] = replace(one, use="document")

    def _class(self, items: tuple[Item, ...]) -> MailClass:
        brings = any(one.use in _BRINGS for one in self._attachments.values())
        files = any(
            one.use == "story" or (one.use == "unreadable" and one.media_type != "application/pdf")
            for one in self._attachments.values()
        )
        return classify(self._read, self._divided, bool(items) or brings, files)

    def _result(self, class_: MailClass, items: tuple[Item, ...]) -> Parsed:
        segments = segments_of(self._divided)
        mail = replace(
            self._read.mail,
            text="\n\n".join(segment.text for segment in segments if segment.type == "new"),
            segments=segments,
            attachments=tuple(self._attachments[one.number] for one in self._read.leaves if one.listed),
        )
        return Parsed(class_, mail, items, tuple(_once(self._problems)))


def _in_clean_letters(read: ReadMail) -> ReadMail:
    """Body, header and file names decoded from old encodings; names of files are sources and shown to people."""
    mail = read.mail
    mail = replace(
        mail,
        subject=repair_text(mail.subject)[0],
        sender=_renamed(mail.sender) if mail.sender else None,
        to=tuple(map(_renamed, mail.to)),
        cc=tuple(map(_renamed, mail.cc)),
    )
    leaves = tuple(replace(leaf, name=repair_text(leaf.name)[0] or leaf.name) for leaf in read.leaves)
    return replace(read, body=encoding.repair(shortened(read.body)), mail=mail, leaves=leaves)


def _renamed(address: Address) -> Address:
    return address if address.name.isascii() else replace(address, name=repair_text(address.name)[0])


def _is_picture(leaf: Leaf) -> bool:
    """By the first octets, so that nothing is decoded twice as a whole."""
    head = leaf.head(_HEAD)
    return sniff.media_type(head, leaf.name, leaf.declared).startswith("image/")


def _from_inside(item: Item, outer: str, sender: str) -> Item:
    """An item of an attached message: its source names both; who sent that message is the byline's candidate."""
    byline = item.byline
    if byline is None and sender and item.kind == "story" and item.hold != "secret":
        byline = Byline(sender, (sender,))
    return replace(item, source=f"{outer} > {item.source}", byline=byline)


def _name_of(address: str) -> str:
    return address.partition("<")[0].strip(" \"'*")


def _once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Each problem once."""
    seen = set()
    for problem in problems:
        key = (problem.code, problem.where, *sorted(problem.params.items()))
        if key not in seen:
            seen.add(key)
            yield problem
