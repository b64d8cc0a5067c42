"""What becomes of the text of a mail: stories, also of mails forwarded in it, and notes that go with the files."""

import re
from datetime import date

from tinbai.model import Problem
from tinbai.parsers import marks
from tinbai.parsers.document import Document, Paragraph
from tinbai.parsers.findings import Findings
from tinbai.parsers.mail.classify import is_reply
from tinbai.parsers.mail.segments import Divided, divide
from tinbai.parsers.story.bodies import captioned, is_body_story, placed, same_story, without_loose_end
from tinbai.parsers.story.named import named_by_subject
from tinbai.parsers.story.sketch import Sketch, sketch, with_author, with_title

_MOST_FORWARDS = 4
_PHOTOS = re.compile(r"\b(?:ảnh|hình)\b")
_ONE_STORY = 0.5  # share of common runs from which a text in the body is the story of the file


def read_body(found: Findings) -> list[Sketch]:
    """Sketches of the texts in the body: those that are items are added, the others are returned as notes."""
    notes: list[Sketch] = []
    divided, author, written = found.divided, "", found.sent
    for _ in range(_MOST_FORWARDS):
        notes += _texts(found, divided, author, written)
        if not divided.inner:
            break
        header = divided.header
        author = _name_of((header and header.sender) or "")
        written = (header and header.day) or written
        divided = divide(divided.inner, (header and header.subject) or "")
    return notes


def _texts(found: Findings, divided: Divided, author: str, written: date | None) -> list[Sketch]:
    """`written`: day of the mail it stands in, which "Sáng nay" counts from."""
    names = [one.photo.name for one in found.album.photos]
    pieces = tuple(placed(without_loose_end(divided.story()), names))
    if not found.sketches or (len(found.sketches) == 1 and _tells_photos(divided)):
        pieces = tuple(captioned(pieces, len(names)))
    if not pieces:
        return []
    body = found.read.body
    document = Document(pieces, encoding=body.encoding, repairs=body.repairs)
    sketches = sketch(document, "body", 0, found.hold, found.album.find, written, found.subject)
    strict = is_reply(found.read, found.divided) or any(one.kind == "story" for one in found.sketches)
    headed = [one.structured.title is not None for one in sketches]
    if len(sketches) == 1 and not found.sketches:
        with_title(sketches[0], named_by_subject(found.subject))
    notes = []
    told = [is_body_story(one, strict, above) for one, above in zip(sketches, headed, strict=True)]
    if any(told):  # a brief among others may be no more than a title and a lead
        told = [
            known or bool(one.structured.title and one.structured.lead)
            for known, one in zip(told, sketches, strict=True)
        ]
    for one, is_told in zip(sketches, told, strict=True):
        held = one.hold == "secret" and one.kind == "story" and not found.sketches
        if one.kind == "dispatch" or held or is_told:
            one.kind = "dispatch" if one.kind == "dispatch" else "story"
            with_author(one, author)
            if not _is_story_of_file(found, one):
                found.sketches.append(one)
                continue
        found.album.take_back(one.photos)
        notes.append(one)
    warning = marks.soft_warning(document)
    if warning and len(notes) < len(sketches):
        found.problems.append(warning)
    return notes


def _tells_photos(divided: Divided) -> bool:
    """Whether the covering sentences speak of photos."""
    said = [piece for part in divided.segments if part.covering for piece in part.pieces]
    return any(isinstance(piece, Paragraph) and _PHOTOS.search(piece.text.lower()) for piece in said)


def _is_story_of_file(found: Findings, one: Sketch) -> bool:
    """The story in the body is the one in the file: the file's stays, a difference is told."""
    for other in found.sketches:
        likeness = same_story(one, other) if other.source != "body" else 0.0
        if likeness >= _ONE_STORY:
            if one.text != other.text:
                found.problems.append(Problem("body-differs", "info", other.source))
            return True
    return False


def _name_of(address: str) -> str:
    return address.partition("<")[0].strip(" \"'*")
