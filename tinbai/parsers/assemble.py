"""A mail put together: its attachments each with their use, its items in order, what is wrong with it.

One decoded part is held at a time: 25 MB of photos must not cost 25 MB more. Documents come before photos, because a
stamp in one of them decides whether anything may leave, and because photos look for the story they belong to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tinbai.model import Address, AttachmentUse, Hold, Item, MailClass, Parsed, Problem
from tinbai.parsers import marks
from tinbai.parsers.archive import Room, unpacked
from tinbai.parsers.body import read_body
from tinbai.parsers.document import Document
from tinbai.parsers.encoding import repairs as encoding
from tinbai.parsers.encoding.repairs import repair_text
from tinbai.parsers.files import Reader
from tinbai.parsers.findings import Findings
from tinbai.parsers.leaves import Leaves, is_picture
from tinbai.parsers.length import shortened
from tinbai.parsers.mail.answers import auto_reply
from tinbai.parsers.mail.bounces import bounce
from tinbai.parsers.mail.classify import classify, is_reply
from tinbai.parsers.mail.links import sites_of
from tinbai.parsers.mail.noise import Noise
from tinbai.parsers.mail.read import ReadMail, read_mail
from tinbai.parsers.mail.segments import Divided, divide
from tinbai.parsers.mail.spam import spam_like
from tinbai.parsers.story.bodies import caption_by_files, caption_by_notes, head_by_notes, segments_of
from tinbai.parsers.story.named import named_by_file, named_by_subject
from tinbai.parsers.story.photos import Keep, written_in
from tinbai.parsers.story.sketch import Sketch, with_title, worse

DEEPEST = 3  # messages attached to messages
_BRINGS: frozenset[AttachmentUse] = frozenset({"story", "document", "unreadable", "archive", "photo"})


def assemble(
    data: bytes | memoryview, readers: Mapping[str, Reader], keep: Keep, *, wanted: bool = False
) -> Parsed:  # fmt: skip
    """Everything that is understood of a message. wanted: a person says that it is no machine's and no advertising."""
    return assemble_read(read_mail(data), readers, keep, wanted=wanted)


def assemble_read(read: ReadMail, readers: Mapping[str, Reader], keep: Keep, *, wanted: bool = False) -> Parsed:
    """The same of a message that is cut into parts."""
    return _Assembly(read, readers, keep, None, 0, Room()).parsed(wanted=wanted)


_BOUNCE_FIRST = 8  # a returned letter says much that automatic answers say too


class _Assembly:
    def __init__(
        self, read: ReadMail, readers: Mapping[str, Reader], keep: Keep, hold: Hold | None, depth: int, room: Room
    ) -> None:
        """`hold`: what an outer message demands; `room`: what it left for archives."""
        read = _in_clean_letters(read)
        problems = [*read.problems]
        read = unpacked(read, problems, room)
        divided = divide(read.body.pieces, read.mail.subject)
        problems += read.body.problems
        problems += _soft_warnings(read)
        problems += [Problem("material-linked", "warning", None, {"site": site}) for site in _linked(divided)]
        self._found = Findings(read, divided, keep, worse(hold, _hold_of_mail(read, divided)), problems)
        self._leaves = Leaves(self._found, readers, self._opened)
        self._readers, self._depth, self._room = readers, depth, room

    def parsed(self, *, wanted: bool = False) -> Parsed:
        found = self._found
        leaves = found.read.leaves
        returned = None if wanted else bounce(found.read)
        answered = auto_reply(found.read, found.divided, False, listens=False) if returned else None
        if returned and (answered is None or returned.score + _BOUNCE_FIRST >= answered.score):
            for leaf in leaves:
                self._leaves.only_listed(leaf)
            return self._result(returned.kind, (), returned)
        pictures = {leaf.number for leaf in leaves if is_picture(leaf)}
        for leaf in leaves:
            if leaf.number not in pictures and not leaf.is_archive:
                self._leaves.file(leaf)
        for leaf in leaves:
            if leaf.is_archive:
                self._leaves.archive(leaf)
        for leaf in leaves:
            if leaf.number in pictures:
                self._leaves.picture(leaf)
        notes = read_body(found)
        _settle_pdfs(found)
        head_by_notes(found.sketches, notes, found.divided.story())
        _name_untitled(found)
        _give_photos(found, notes)
        items = _items(found)
        class_, noise = ("submission", None) if wanted else self._class(items)
        return self._result(class_, items if class_ in ("submission", "reply") else (), noise)

    def _opened(self, octets: bytes) -> Parsed | None:
        """An attached message; None for one too deep."""
        if self._depth >= DEEPEST:
            return None
        found = self._found
        inner = read_mail(octets)
        if inner.mail.date is None:  # its years are counted from the day it was passed on
            inner = replace(inner, mail=replace(inner.mail, date=found.read.mail.date))
        return _Assembly(inner, self._readers, found.keep, found.hold, self._depth + 1, self._room).parsed()

    def _class(self, items: tuple[Item, ...]) -> tuple[MailClass, Noise | None]:
        """The class, and what speaks for a machine."""
        attachments = self._found.attachments.values()
        brings = any(one.use in _BRINGS for one in attachments)
        files = any(
            one.use == "story" or (one.use == "unreadable" and one.media_type != "application/pdf")
            for one in attachments
        )
        found = self._found
        if machine := auto_reply(found.read, found.divided, bool(items) or brings):
            return machine.kind, machine
        unasked = None if files or is_reply(found.read, found.divided) else spam_like(found.read)
        if unasked:
            return unasked.kind, unasked
        return classify(found.read, found.divided, bool(items) or brings, files), None

    def _result(self, class_: MailClass, items: tuple[Item, ...], noise: Noise | None) -> Parsed:
        found = self._found
        segments = segments_of(found.divided)
        mail = replace(
            found.read.mail,
            text="\n\n".join(segment.text for segment in segments if segment.type == "new"),
            segments=segments,
            attachments=tuple(found.attachments[one.number] for one in found.read.leaves if one.listed),
        )
        signs, by_sound = (noise.reasons, noise.by_sound) if noise else ((), False)
        return Parsed(class_, mail, items, tuple(_once(found.problems)), signs, by_sound)


def _linked(divided: Divided) -> Iterator[str]:
    """The sites that the sender's words lead to, not those of an old mail below them."""
    return sites_of(piece for part in divided.segments if part.type != "quoted" for piece in part.pieces)


def _hold_of_mail(read: ReadMail, divided: Divided) -> Hold | None:
    """A stamp in the subject, in a file name or in the covering note holds everything that came with it."""
    hold = marks.hold_of_subject(read.mail.subject)
    for leaf in read.leaves:
        hold = worse(hold, marks.hold_of_name(leaf.name))
    note = [piece for part in divided.segments if part.type != "quoted" for piece in part.pieces]
    return worse(hold, marks.hold_of(Document(tuple(note)), written_in(note)))


def _soft_warnings(read: ReadMail) -> Iterator[Problem]:
    """Marks typed without accents in the subject or a file's name: too weak for a hold, told to the editor."""
    for words, where in ((read.mail.subject, None), *((leaf.name, leaf.source) for leaf in read.leaves)):
        if warning := marks.soft_warning_of_name(words):
            yield replace(warning, where=where)  # never the subject itself: a part of the mail may be held


def _give_photos(found: Findings, notes: list[Sketch]) -> None:
    """Loose photos go to the story they belong to; where there is none they are an item of their own."""
    taking = [one for one in found.sketches if one.kind == "story" and one.hold != "secret"]
    if taking:
        found.problems += found.album.give(taking)
        caption_by_notes(taking, notes)
        papers = [one for one in found.sketches if one.kind == "document" and one.hold is None and not one.photos]
        used = caption_by_files(taking, papers)
        found.sketches = [one for one in found.sketches if one not in used]
    elif found.album.photos and not any(one.hold == "secret" and one.kind != "photos" for one in found.sketches):
        found.sketches.append(found.album.alone(found.hold, notes))


def _settle_pdfs(found: Findings) -> None:
    """A PDF beside a story is evidence; only one that came alone may be the story."""
    pdfs = {number for number, one in found.attachments.items() if one.media_type == "application/pdf"}
    others = [one.kind for one in found.sketches if one.number not in pdfs] + [item.kind for _, item in found.inner]
    if "story" not in others:
        return
    for sketched in found.sketches:
        if sketched.number in pdfs and sketched.kind == "story":
            sketched.kind = "document"
    for number in pdfs:
        one = found.attachments[number]
        if one.use in ("unreadable", "story"):
            found.attachments[number] = replace(one, use="document")


def _name_untitled(found: Findings) -> None:
    """A file's story without a title is named by the mail's subject, where it came alone, else by the file's name."""
    stories = [one for one in found.sketches if one.kind == "story"]
    for one in stories:
        if one.source != "body" and sum(other.number == one.number for other in stories) == 1:
            alone = len(stories) == 1
            with_title(one, (named_by_subject(found.subject) if alone else None) or named_by_file(one.source))


def _items(found: Findings) -> tuple[Item, ...]:
    for one in found.sketches:
        found.problems += one.settle()
    numbered = [(one.number, one.item()) for one in found.sketches] + found.inner
    numbered.sort(key=lambda pair: pair[0])
    items = tuple(item for _, item in numbered)
    if not items and found.hold:
        # nothing could be read, but what came with a stamp must be held all the same
        source = next((a.name for _, a in sorted(found.attachments.items())), "body")
        items = (Item("document", source, hold=found.hold),)
    return items


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
    """An address is no text: nothing in it is decoded, only what cannot be seen goes."""
    if address.name.isascii() and address.address.isascii():
        return address
    return Address(repair_text(address.name)[0], encoding.clean(address.address, vietnamese=False).strip())


def _once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Each problem once."""
    seen = set()
    for problem in problems:
        key = (problem.code, problem.where, *sorted(problem.params.items()))
        if key not in seen:
            seen.add(key)
            yield problem
