"""Lines of a file that only say where a photo goes, "[CHÈN ẢNH 1 Ở ĐÂY]" or "(IMG_2041.jpg)", and which photo it is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tinbai.parsers import flow
from tinbai.parsers.document import Document, Paragraph, Picture, Piece, Span
from tinbai.parsers.mail.wrapper import bare

_VERB = r"(?:chen|dat|de|dan|them|gan|dua|lay|vi tri|cho dat|cho)"
_HERE = r"(?: (?:vao|o|tai|cho))?(?: (?:day|cho nay|vi tri nay|phan nay|doan nay|giua bai|dau bai|cuoi bai))?"
_TOLD = re.compile(rf"{_VERB} (?:anh|hinh)(?: so)? ?(?P<n>\d{{1,2}})?{_HERE}")
_BARE = re.compile(r"(?:anh|hinh)(?: so)? ?(?P<n>\d{1,2})(?: (?:o|tai) (?:day|cho nay))?")
_FILE = re.compile(r"(?:(?:anh|hinh|file|chen)[ :]+)?(?P<name>[^/\\:*?\"<>|]{1,80}\.(?:jpe?g|png|heic|webp|gif))")
_NAME = re.compile(
    r"(?:img|dsc|dscf|dscn|dji|pict?)[_-]?\d{3,14}(?:\.\w{3,4})?|[^/\\:*?\"<>|]{1,80}\.(?:jpe?g|png|heic)"
)
_TEXT = 40  # words without which a file only lists photos
_KEY = "place:"


def with_places(document: Document) -> Document:
    """The document with a picture of no octets in the place of every such line; one with pictures of its own shows
    them where they go."""
    if any(True for _ in flow.pictures(document.pieces)):
        return document
    listed = sum(
        len(piece.text.split()) for piece in document.pieces if isinstance(piece, Paragraph) and not _told(piece)
    )
    count = 0
    pieces: list[Piece] = []
    for piece in document.pieces:
        key = _place(piece.text, count + 1) if isinstance(piece, Paragraph) else None
        told = _told(piece) if isinstance(piece, Paragraph) and not key and listed >= _TEXT else None
        key = told[0] if told else key
        count += key is not None
        pieces.append(Picture("", None, "", f"{_KEY}{key}") if key else piece)
        if told and isinstance(piece, Paragraph):
            pieces.append(replace(piece, spans=(Span(told[1]),), style="caption", list_label=None))
    return replace(document, pieces=tuple(pieces)) if count else document


def _told(line: Paragraph) -> tuple[str, str] | None:
    """(name, words) of "IMG_2041: Quang cảnh buổi lễ"."""
    head, mark, words = line.text.partition(":")
    name = bare(head).strip(" -–*•+")
    return (name, words.strip()) if mark and words.strip() and len(name) < 90 and _NAME.fullmatch(name) else None


def _place(text: str, next_one: int) -> str | None:
    if len(text) > 120:
        return None
    words = bare(text).strip()
    inside = words.strip(" []()<>{}*-–.:")
    if found := _TOLD.fullmatch(inside) or (_BARE.fullmatch(inside) if words[:1] in "[(<{" else None):
        return found["n"] or str(next_one)
    named = _FILE.fullmatch(inside)
    return named["name"] if named else None


def key_of(picture: Picture) -> str | None:
    """The number or name of the photo that such a picture stands for."""
    return (picture.content_id or "").removeprefix(_KEY) if (picture.content_id or "").startswith(_KEY) else None


def number_of(key: str) -> int | None:
    """The number of the photo, None where it is named."""
    return int(key) if key.isdigit() else None


def meant(key: str, names: Sequence[str], ordinals: Sequence[int | None]) -> int | None:
    """Which of the photos with these names, or with these numbers in their names, a place is meant for."""
    if key.isdigit():
        number = int(key)
        if None not in ordinals and len(set(ordinals)) == len(ordinals):
            return ordinals.index(number) if number in ordinals else None
        return number - 1 if 0 < number <= len(names) else None
    stem = key.rpartition(".")[0] or key
    return next((n for n, name in enumerate(names) if bare(name) == key or bare(name).rpartition(".")[0] == stem), None)
