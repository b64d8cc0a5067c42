"""The readers as functions of octets, each with good files to start from and what must be true of its answer."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from email.policy import SMTP

from PIL import Image

from tests.fuzz import parts, seeds
from tests.fuzz.looks import read_looks
from tests.fuzz.promises import Wrong, in_order, named, nothing_lost, whole
from tests.post import attach, mail
from tinbai.model import Problem
from tinbai.parsers import dispatch, marks
from tinbai.parsers.archive import Room, unpacked
from tinbai.parsers.doc.read import read_doc
from tinbai.parsers.document import Document
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.mail.mime import Splitter
from tinbai.parsers.mail.msg import message_of
from tinbai.parsers.mail.read import read_mail
from tinbai.parsers.mail.text import read_text
from tinbai.parsers.mail.tnef import Tnef
from tinbai.parsers.odt.read import read_odt
from tinbai.parsers.office.sheets import read_sheets
from tinbai.parsers.office.slides import read_slides
from tinbai.parsers.pdf.read import read_pdf
from tinbai.parsers.photo import pixels
from tinbai.parsers.photo.crop import derive, inches_of, upright
from tinbai.parsers.photo.metafile import bitmap_of
from tinbai.parsers.photo.read import is_decoration, lines_of, look
from tinbai.parsers.rtf.read import read_rtf
from tinbai.parsers.story import byline
from tinbai.parsers.story.captions import read_caption
from tinbai.parsers.story.changes import changes
from tinbai.parsers.story.dates import event_date
from tinbai.parsers.story.structure import structure
from tinbai.picture import Crop

_DAY = date(2025, 10, 10)
_MOST_PIXELS = 1_000_000  # larger ones are decoded no differently, only longer


@dataclass(frozen=True)
class Target:
    """`run` takes a file, or a package taken apart, which it puts together first."""

    run: Callable[[bytes], None]
    seeds: seeds.Seeds


def _document(read: Callable[[bytes], Document]) -> Callable[[bytes], None]:
    return lambda data: named(read(parts.together(data)))


def _mime(data: bytes) -> None:
    leaves = [Splitter().message(memoryview(data))]
    while leaves:
        part = leaves.pop()
        leaves += part.children
        part.decoded()
        part.disposition()


def _segments(data: bytes) -> None:
    subject, _, body = data.decode("utf-8", "replace").partition("\n")
    nothing_lost(read_text(body).pieces, subject)


def _story(data: bytes) -> None:
    subject, _, text = data.decode("utf-8", "replace").partition("\n")
    document = read_looks(text)
    marks.hold_of(document)
    marks.hold_of_subject(subject)
    dispatch.score(document)
    stories = structure(document, _DAY, subject)
    in_order(stories)
    changes(document, stories)


def _byline(data: bytes) -> None:
    lines = data.decode("utf-8", "replace").split("\n")[:20]
    read = byline.read_byline(lines)
    if any(not name.strip() for name in read.byline.authors):
        raise Wrong("an author without a name")
    for line in lines:
        byline.is_labelled(line)
        byline.is_bare(line)
        byline.is_name(line)


def _captions(data: bytes) -> None:
    lines = data.decode("utf-8", "replace").split("\n")[:50]
    told = read_caption(lines)
    if told.text is not None and not told.text.strip():
        raise Wrong("an empty caption")
    event_date(lines[0], lines[1:], _DAY)


def _photo(data: bytes) -> None:
    usual = pixels.MOST_PIXELS
    pixels.MOST_PIXELS = Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        _look(data)
    finally:
        pixels.MOST_PIXELS = Image.MAX_IMAGE_PIXELS = usual


def _look(data: bytes) -> None:
    drawn = bitmap_of(data)
    for octets in (data, drawn) if drawn else (data,):
        looked = look(octets, "anh.jpg", alone=True)
        if looked is None:
            continue
        is_decoration(looked, "anh.jpg")
        lines_of(octets)
        inches_of(octets)
        upright(Crop(left=0.1, top=0.2), octets)
        with contextlib.suppress(ValueError):
            derive(octets, 64, Crop(left=0.3, turn=90))


def _tnef(data: bytes) -> None:
    found = Tnef(data)
    found.text()
    found.body()


def _archive(data: bytes) -> None:
    packed = parts.together(data).removeprefix(seeds.RAW)
    problems: list[Problem] = []
    read = unpacked(read_mail(attach(mail(), "tin.zip", packed).as_bytes(policy=SMTP)), problems, Room())
    for leaf in read.leaves:
        leaf.octets()
    named(Document((), problems=tuple(problems)))


def _html(data: bytes) -> None:
    read_html(data.decode("utf-8", "replace"))


def _msg(data: bytes) -> None:
    if (message := message_of(parts.together(data))) is not None:
        _mime(message)


def _whole(data: bytes) -> None:
    whole(data)


TARGETS: Mapping[str, Target] = {
    "mail": Target(_whole, seeds.files("*.eml")),
    "mime": Target(_mime, seeds.files("*.eml")),
    "segments": Target(_segments, seeds.bodies),
    "story": Target(_story, seeds.papers),
    "byline": Target(_byline, seeds.bylines),
    "captions": Target(_captions, seeds.captions),
    "photo": Target(_photo, seeds.pictures),
    "docx": Target(_document(read_docx), seeds.documents(".docx")),
    "doc": Target(_document(read_doc), seeds.documents(".doc")),
    "odt": Target(_document(read_odt), seeds.documents(".odt")),
    "rtf": Target(_document(read_rtf), seeds.documents(".rtf")),
    "pdf": Target(_document(read_pdf), seeds.documents(".pdf")),
    "pptx": Target(_document(read_slides), seeds.documents(".pptx")),
    "xlsx": Target(_document(read_sheets), seeds.documents(".xlsx")),
    "html": Target(_html, seeds.pages),
    "tnef": Target(_tnef, seeds.winmails),
    "archive": Target(_archive, seeds.archives),
    "msg": Target(_msg, seeds.messages),
}
