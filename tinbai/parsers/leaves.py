"""What becomes of each file of a mail: a story or a document, a photo, a message of its own, or only an entry."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from tinbai.model import AttachmentUse, Byline, Item, Parsed, Problem
from tinbai.parsers import marks, sniff
from tinbai.parsers.document import Document
from tinbai.parsers.files import Reader, not_read, read_file
from tinbai.parsers.findings import Findings, kind_of
from tinbai.parsers.mail.calendar import invitation
from tinbai.parsers.mail.msg import message_of
from tinbai.parsers.mail.read import Leaf
from tinbai.parsers.office.evidence import EVIDENCE, evidence
from tinbai.parsers.photo.read import is_decoration, look
from tinbai.parsers.story.photos import discover, finder, hold_of
from tinbai.parsers.story.sketch import Sketch, sketch
from tinbai.picture import PhotoOrigin

_HEAD = 12_288  # octets of an encoded part that tell whether it is a picture
_NO_FILES = frozenset({
    "text/calendar", "message/delivery-status", "message/disposition-notification", "text/rfc822-headers",
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys",
    "application/pgp-encrypted",
    "text/x-vcard", "text/vcard", "text/directory", "application/applefile", "text/x-amp-html",
})  # fmt: skip


class Leaves:
    """One file after the other. `opened`: what is understood of an attached message, None where it lies too deep."""

    def __init__(
        self, found: Findings, readers: Mapping[str, Reader], opened: Callable[[bytes], Parsed | None]
    ) -> None:
        self._found = found
        self._readers = readers
        self._opened = opened
        self._read_before: dict[str, tuple[AttachmentUse, bool]] = {}

    def file(self, leaf: Leaf) -> None:
        """A file that is neither picture nor archive."""
        octets, _ = leaf.octets()
        media_type = kind_of(leaf, octets)
        use, secret = self._use_of(leaf, octets, media_type)
        self._found.enter(leaf, octets, media_type, use, keep=not secret)

    def archive(self, leaf: Leaf) -> None:
        """Given away only when nothing inside is secret; its members are files of their own by now."""
        octets, _ = leaf.octets()
        secret = self._found.is_secret_inside(leaf)
        self._found.enter(leaf, octets, kind_of(leaf, octets), "archive", keep=not secret)

    def only_listed(self, leaf: Leaf) -> None:
        """A part of a mail in which nothing is looked for."""
        octets, _ = leaf.octets()
        media_type = kind_of(leaf, octets)
        self._found.enter(
            leaf, octets, media_type, "message" if media_type == "message/rfc822" else "ignored", keep=False
        )

    def picture(self, leaf: Leaf) -> None:
        """A photo, or a logo, or one that an old mail showed."""
        found = self._found
        octets, whole = leaf.octets()
        media_type = kind_of(leaf, octets)
        if found.is_secret():
            found.enter(leaf, octets, media_type, "photo", keep=False)
            return
        looked = look(octets, leaf.name)
        if looked is None or is_decoration(looked, leaf.name) or found.is_quoted(leaf):
            use: AttachmentUse = "ignored" if found.is_quoted(leaf) else "signature" if looked else "document"
            found.enter(leaf, octets, media_type, use, keep=True)
            return
        if hold_of(looked) == "secret":
            found.sketches.append(Sketch("photos", leaf.source, leaf.number, "secret"))
            found.enter(leaf, octets, media_type, "document", keep=False)
            return
        found.problems += looked.problems
        if not whole and not looked.problems:
            found.problems.append(Problem("photo-cut-off", "warning", leaf.name, {"name": leaf.name}))
        origin: PhotoOrigin = "attachment" if leaf.listed else "archive"
        photo = discover(leaf.name, octets, origin, found.keep, looked, leaf.number)
        found.enter(leaf, octets, looked.media_type, "photo", keep=False)
        found.album.put(replace(photo, folder=leaf.folder), leaf.content_id)

    def _use_of(self, leaf: Leaf, octets: bytes, media_type: str) -> tuple[AttachmentUse, bool]:
        """(use, whether its content must stay where it is)."""
        sha256 = hashlib.sha256(octets).hexdigest()
        if sha256 in self._read_before:
            return self._read_before[sha256]
        message = octets if media_type == "message/rfc822" else message_of(octets) if media_type == sniff.MSG else None
        if message is not None:
            return self._message(leaf, message)
        if media_type == "text/calendar" and self._found.hold != "secret" and (what := invitation(octets)):
            self._found.problems.append(Problem("calendar-note", "info", leaf.source, {"what": what}))
        if media_type in _NO_FILES or leaf.declared in _NO_FILES:
            return "ignored", False
        if not octets:
            if leaf.listed and "." in leaf.name:  # what cannot be taken out of an archive is empty too, and told
                self._found.problems.append(Problem("document-empty", "warning", leaf.source))
            return "ignored", False
        document = read_file(self._readers, media_type, octets, leaf.name)
        if document is None:
            problem = replace(not_read(media_type, octets, leaf.name, leaf.declared), where=leaf.source)
            self._found.problems.append(problem)
            return ("unreadable" if problem.code != "attachment-not-read" else "document"), False
        self._read_before[sha256] = self._document(leaf, document, media_type)
        return self._read_before[sha256]

    def _document(self, leaf: Leaf, document: Document, media_type: str) -> tuple[AttachmentUse, bool]:
        found = self._found
        problems = [replace(one, where=leaf.source) if one.where == leaf.name else one for one in document.problems]
        find = finder(leaf.source, found.keep, problems)
        if media_type in EVIDENCE:
            mine = evidence(document, leaf.source, leaf.number, found.hold)
        else:
            mine = sketch(document, leaf.source, leaf.number, found.hold, find, found.written, found.subject)
        for one in mine:
            one.folder = leaf.folder
        secret = any(one.hold == "secret" for one in mine)
        warning = marks.soft_warning(document)
        if not secret:
            found.problems += [*problems, replace(warning, where=leaf.source)] if warning else problems
        if not mine:
            return ("unreadable" if document.problems else "ignored"), False
        found.sketches += mine
        if any(problem.code == "document-damaged" for problem in document.problems):
            return "unreadable", secret  # what could be saved of it is shown, but it must come again
        return ("story" if any(one.kind == "story" for one in mine) else "document"), secret

    def _message(self, leaf: Leaf, octets: bytes) -> tuple[AttachmentUse, bool]:
        """An attached message: its items become ours. One too deep is for an editor to open."""
        inner = self._opened(octets)
        if inner is None:
            self._found.problems.append(Problem("mail-too-nested", "warning", leaf.source))
            return "unreadable", False
        sender = inner.mail.sender if inner.mail else None
        for item in inner.items:
            self._found.inner.append((leaf.number, _from_inside(item, leaf.source, sender.name if sender else "")))
        secret = any(item.hold == "secret" for item in inner.items)
        if not secret:
            for problem in inner.problems:
                where = f"{leaf.source} > {problem.where}" if problem.where else leaf.source
                self._found.problems.append(replace(problem, where=where))
        unread = inner.class_ == "submission" and not inner.items
        return "unreadable" if unread else "message", secret


def is_picture(leaf: Leaf) -> bool:
    """By the first octets, so that nothing is decoded twice as a whole."""
    return kind_of(leaf, leaf.head(_HEAD)).startswith("image/")


def _from_inside(item: Item, outer: str, sender: str) -> Item:
    """An item of an attached message: its source names both; who sent that message is the byline's candidate."""
    byline = item.byline
    if byline is None and sender and item.kind == "story" and item.hold != "secret":
        byline = Byline(sender, (sender,))
    return replace(item, source=f"{outer} > {item.source}", byline=byline)
