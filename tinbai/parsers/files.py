"""A file that is no picture: read by the reader of its kind, repaired, or a word why it was not read."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tinbai.model import Problem
from tinbai.parsers import sniff
from tinbai.parsers.document import Document
from tinbai.parsers.encoding import repairs as encoding
from tinbai.parsers.length import shortened
from tinbai.parsers.mail import charset, sealed
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.mail.text import read_text

Reader = Callable[[bytes | memoryview], Document]

# Kinds in which stories are written; whatever else is not read (tables, slides, sound) came beside a story.
_WRITTEN = frozenset({
    "application/msword", "application/rtf", "application/vnd.oasis.opendocument.text", "application/pdf",
    "application/x-ole-storage", "multipart/related", "application/vnd.ms-outlook", "application/vnd.apple.pages",
})  # fmt: skip
_WRITTEN_NAME = re.compile(r"\.(?:docx?|docm|dotx?|odt|fodt|rtf|pdf|wps|pages|wpd|mht|mhtml)$", re.IGNORECASE)
_TEXT_NAME = re.compile(r"(?:\.(?:txt|text|md|html?)|^[^.]*)$", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*+=\s*+["']?\s*+([\w.:-]{1,40})""", re.IGNORECASE)
_TRACES = {
    b"PK\x03\x04": (
        ("macros-inside", re.compile(rb"vbaProject\.bin")),
        ("objects-inside", re.compile(rb"(?:word|ppt|xl)/embeddings/[^/\0]{1,80}\.\w{2,5}")),
    ),
    b"\xd0\xcf\x11\xe0": (
        ("macros-inside", re.compile(re.escape("_VBA_PROJECT".encode("utf-16-le")))),
        ("objects-inside", re.compile(re.escape("\x03ObjInfo".encode("utf-16-le")))),
    ),
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_file(readers: Mapping[str, Reader], media_type: str, octets: bytes | memoryview, name: str) -> Document | None:
    """The repaired document of a file, its problems bearing the file's name; None for a kind that is not read."""
    reader = readers.get(media_type)
    if reader is None or (media_type == "text/plain" and not _TEXT_NAME.search(name)):
        return None
    document = encoding.repair(shortened(reader(octets)))
    problems = tuple(replace(problem, where=problem.where or name) for problem in document.problems)
    if not document.pieces and not problems:
        problems = (Problem("document-empty", "warning", name),)
    return replace(document, problems=(*problems, *_inside(octets, name)))


def _inside(octets: bytes | memoryview, name: str) -> Iterator[Problem]:
    """What Office keeps in a file and nobody opens here, by its names, which stand in clear in both kinds of file."""
    traces = _TRACES.get(bytes(octets[:4]), ())
    whole = bytes(octets) if traces else b""
    for code, trace in traces:
        if trace.search(whole):
            yield Problem(code, "warning", name)


def not_read(media_type: str, octets: bytes | memoryview, name: str, declared: str = "") -> Problem:
    """Why a file was not read. `declared`: the media type its mail names."""
    if sealed.is_encrypted(declared, bytes(octets[:64])):
        return Problem("mail-encrypted", "grave", name)
    if media_type == "application/x-ole-storage" and _ENCRYPTED in bytes(octets[: 16 * 1024 * 1024]):
        return Problem("document-encrypted", "grave", name)
    if media_type in _WRITTEN or _WRITTEN_NAME.search(name):
        return Problem("format-not-read", "warning", name)
    return Problem("attachment-not-read", "info", name)


def read_text_file(octets: bytes | memoryview) -> Document:
    """A .txt file; in UTF-16 also without the mark."""
    codec = sniff.utf16(bytes(octets[:4096]))
    return read_text(bytes(octets).decode(codec, "replace") if codec else charset.decode(bytes(octets))[0])


def read_html_file(octets: bytes | memoryview) -> Document:
    """A .html file, in the charset its head declares."""
    declared = _META.search(bytes(octets[:4096]))
    return read_html(charset.decode(bytes(octets), declared[1].decode("ascii", "replace") if declared else None)[0])
