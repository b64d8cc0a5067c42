"""A page saved in one file (.mht, RFC 2557), as Word also writes under the name .doc: its HTML with the pictures."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tinbai.model import Problem
from tinbai.parsers.document import Document, Picture, Piece, Table
from tinbai.parsers.mail import charset, headers
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.mail.mime import Part, Splitter
from tinbai.parsers.mail.text import read_text

_SOURCE = re.compile(r"""(\bsrc\s*=\s*["']?)([^"'\s>]{1,500})""", re.IGNORECASE)


def read_web_archive(octets: bytes | memoryview) -> Document:
    """The first text of the file, its pictures in their places; never raises."""
    splitter = Splitter()
    parts = list(_leaves(splitter.message(memoryview(octets))))
    texts = [part for part in parts if part.media_type in ("text/html", "text/plain")]
    if not texts:
        return Document((), problems=(Problem("document-damaged", "grave"),))
    page = texts[0]
    text, _ = charset.decode(page.decoded()[0], page.params.get("charset"))
    if page.media_type == "text/plain":
        return read_text(text)
    pictures = {name: part for part in parts if part is not page for name in _names(part)}
    document = read_html(_SOURCE.sub(lambda found: found[1] + _as_id(found[2], pictures), text))
    problems = document.problems if page.complete else (*document.problems, Problem("document-damaged", "warning"))
    return replace(document, pieces=tuple(_illustrated(document.pieces, pictures)), problems=problems)


def _leaves(part: Part) -> Iterator[Part]:
    if not part.children:
        yield part
    for child in part.children:
        yield from _leaves(child)


def _names(part: Part) -> Iterator[str]:
    """What the page may call a part: its address, the last word of it, its Content-ID."""
    location = headers.text(part.first("content-location") or b"").strip()
    if location:
        yield location
        yield location.replace("\\", "/").rpartition("/")[2]
    yield from headers.ids(part.first("content-id") or b"")


def _as_id(source: str, pictures: dict[str, Part]) -> str:
    for name in (source, source.removeprefix("cid:"), source.replace("\\", "/").rpartition("/")[2]):
        if name in pictures:
            return f"cid:{name.replace(' ', '%20')}"
    return source


def _illustrated(pieces: Iterable[Piece], pictures: dict[str, Part]) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, Table):
            yield Table(tuple(tuple(tuple(_illustrated(cell, pictures)) for cell in row) for row in piece.rows))
        elif isinstance(piece, Picture) and piece.content_id in pictures:
            data, _ = pictures[piece.content_id].decoded()
            yield replace(piece, data=data, name=piece.content_id.rpartition("/")[2], content_id=None)
        else:
            yield piece
