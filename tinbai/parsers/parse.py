"""The door of this room: octets in, Parsed out. The octets decide what they are; the name only helps."""

from dataclasses import replace

from tinbai.model import Content, Mail, Parsed, Problem
from tinbai.parsers import marks, names, sniff
from tinbai.parsers.archive import PACKED
from tinbai.parsers.assemble import assemble, assemble_read
from tinbai.parsers.doc.read import read_doc
from tinbai.parsers.document import Document
from tinbai.parsers.docx.flat import read_flat_package, read_word_2003
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.files import Reader, not_read, read_file, read_html_file, read_text_file
from tinbai.parsers.mail.mime import Part
from tinbai.parsers.mail.msg import message_of
from tinbai.parsers.mail.read import Leaf, ReadMail
from tinbai.parsers.mail.web_archive import read_web_archive
from tinbai.parsers.odt.read import read_odt
from tinbai.parsers.office.evidence import EVIDENCE, SHEETS, SLIDES, evidence
from tinbai.parsers.office.sheets import read_sheets
from tinbai.parsers.office.slides import read_slides
from tinbai.parsers.pdf.read import read_pdf
from tinbai.parsers.photo.read import look
from tinbai.parsers.rtf.read import read_rtf
from tinbai.parsers.story.photos import Keep, discover, finder, hold_of
from tinbai.parsers.story.sketch import Sketch, sketch, worse

READERS: dict[str, Reader] = {
    sniff.DOCX: read_docx,
    sniff.OOXML + "wordprocessingml.template": read_docx,
    "application/vnd.ms-word.document.macroenabled.12": read_docx,
    "application/vnd.ms-word.template.macroenabled.12": read_docx,
    sniff.DOC: read_doc,
    sniff.ODT: read_odt,
    sniff.ODT + "-flat-xml": read_odt,
    sniff.SXW: read_odt,
    sniff.SXW + ".template": read_odt,
    "application/pdf": read_pdf,
    "application/rtf": read_rtf,
    sniff.FLAT_PACKAGE: read_flat_package,
    sniff.WORD_2003: read_word_2003,
    SLIDES: read_slides,
    SHEETS: read_sheets,
    "text/plain": read_text_file,
    "text/html": read_html_file,
    sniff.WEB_ARCHIVE: read_web_archive,
}

_NOTHING_TELLING = ("text/plain", "application/octet-stream")  # a mail without a decent header is one by its name


def parse(name: str, data: bytes | memoryview, keep: Keep, *, wanted: bool = False) -> Parsed:
    """Everything that is understood of a file: a mail, or a bare document or photo.

    Attachments, pictures of documents and thumbnails go to `keep` one by one; nothing of a secret item does.
    wanted: a person says that it brings a story, whatever it looks like.
    """
    media_type = sniff.media_type(data, name)
    if media_type == "message/rfc822" or (name.lower().endswith(".eml") and media_type in _NOTHING_TELLING):
        return assemble(data, READERS, keep, wanted=wanted)
    if media_type == sniff.MSG and (message := message_of(data)) is not None:
        return assemble(message, READERS, keep, wanted=wanted)
    safe = names.safe(name, 1, media_type)
    if media_type in PACKED:
        return _archive(safe, bytes(data), keep)
    return _photo(safe, bytes(data), keep) if media_type.startswith("image/") else _file(safe, media_type, data, keep)


def _archive(name: str, data: bytes, keep: Keep) -> Parsed:
    """As if it had come with an empty mail."""
    leaf = Leaf(name, "", Part((), "", {}, memoryview(b"")), 1, ready=data)
    read = ReadMail(Mail(None, "", None, None), Document(()), (leaf,), (), None, "")
    return replace(assemble_read(read, READERS, keep), mail=None)


def _file(name: str, media_type: str, data: bytes | memoryview, keep: Keep) -> Parsed:
    document = read_file(READERS, media_type, data, name)
    hold = marks.hold_of_name(name)
    if document is None:
        return Parsed("other", None, (), (not_read(media_type, data, name),))
    problems: list[Problem] = []
    found: list[Content] = []
    find = finder(name, found.append, problems)
    if media_type in EVIDENCE:
        sketches = evidence(document, name, 1, hold)
    else:
        sketches = sketch(document, name, 1, hold, find, None, "")
    problems += [problem for one in sketches for problem in one.settle()]
    items = tuple(one.item() for one in sketches)
    if any(item.hold == "secret" for item in items):
        return Parsed("submission", None, items)
    for content in found:
        keep(content)
    return Parsed("submission" if items else "other", None, items, (*document.problems, *problems))


def _photo(name: str, data: bytes, keep: Keep) -> Parsed:
    looked = look(data, name, alone=True)
    hold = worse(marks.hold_of_name(name), hold_of(looked) if looked else None)
    alone = Sketch("photos", name, 1, hold)
    if looked is None or hold == "secret":
        problems = () if hold == "secret" else (not_read("image/x-unknown", data, name),)
        return Parsed("other" if looked is None else "submission", None, (alone.item(),) if hold else (), problems)
    alone.photos.append(discover(name, data, "attachment", keep, looked))
    return Parsed("submission", None, (alone.item(),), (*looked.problems, *alone.settle()))
