"""A picture: how large it is as seen, a small copy without metadata, a fingerprint, and whether it is a photo at all.

Everything that leaves here is made anew from pixels, so no position, name or colour profile of the original goes along.
"""

import io
import re
import warnings
from dataclasses import dataclass

from PIL import Image

from tinbai.model import Problem
from tinbai.parsers import sniff
from tinbai.parsers.photo import colours, pixels
from tinbai.parsers.photo.broken import BROKEN
from tinbai.parsers.photo.crop import derive as derive
from tinbai.parsers.photo.facts import facts_of
from tinbai.parsers.photo.metadata import NOTHING_SAID, Metadata, metadata_of
from tinbai.parsers.photo.pixels import TOO_LARGE
from tinbai.parsers.photo.sight import sight_of
from tinbai.picture import PhotoFact, Sight

THUMB_SIDE, GREY_SIDE = 320, 96  # pixels
_DRAWINGS = frozenset({"image/emf", "image/wmf", "image/svg+xml"})
_WRITTEN = (b"Exif\0\0", b"eXIf", b"EXIF", b"8BIM", b"adobe:ns:meta", b"tEXt", b"iTXt", b"zTXt", b"II*\0", b"MM\0*")


@dataclass(frozen=True, slots=True)
class Looked:
    """width and height as seen (after EXIF orientation), 0 when the picture cannot be read.
    `thumb`: WebP of at most 320 px; `fingerprint`: 64-bit difference hash of the upright picture; `flatness`: of a
    picture so small that it may be a decoration, see colours.py; `said`: what its file says of itself."""

    media_type: str
    width: int
    height: int
    thumb: bytes | None = None
    fingerprint: int | None = None
    animated: bool = False
    problems: tuple[Problem, ...] = ()
    flatness: float = 0.0
    facts: tuple[PhotoFact, ...] = ()
    grey: bytes = b""  # of the upright picture, its longer side 96 px: what likeness.py looks at
    has_palette: bool = False  # 256 colours at most, so few are true
    said: Metadata = NOTHING_SAID
    sight: Sight | None = None


def look(data: bytes | memoryview, name: str, *, alone: bool = False) -> Looked | None:
    """What can be said about a picture; None when the octets are not those of one. Of a mark only its size is told,
    unless it came `alone`: a mail may bring a thousand.

    Damage is a Problem, never an exception: photo-cut-off (usable), photo-unreadable, photo-too-large,
    photo-format-unsupported (a picture, but of a kind that cannot be opened here), photo-drawing (no photo: lines).
    """
    kind = sniff.media_type(data, name)
    if not kind.startswith("image/"):
        return None
    if kind not in pixels.PLUGINS or (kind == "image/heic" and not pixels.heif_known()):
        width, height = pixels.size_of_heif(data) if kind == "image/heic" else (0, 0)
        code = "photo-drawing" if kind in _DRAWINGS else "photo-format-unsupported"
        return Looked(kind, width, height, problems=(_problem(code, name, kind=kind),))
    try:
        decoded = pixels.decode(bytes(data), THUMB_SIDE)
    except (*TOO_LARGE, MemoryError):
        return Looked(kind, 0, 0, problems=(_problem("photo-too-large", name),))
    except BROKEN:
        return Looked(kind, 0, 0, problems=(_problem("photo-unreadable", name),))
    width, height = decoded.size
    if _is_mark(decoded.size) and not alone:
        return Looked(kind, width, height, animated=decoded.animated, said=decoded.said)
    thumb = pixels.webp(decoded.image, quality=72, method=0)  # method 4: a fifth smaller, four times the work
    flat = colours.flatness(decoded.image) if max(decoded.size) < _PHOTO_SIDE else 0.0
    if not decoded.whole:
        cut_off = _problem("photo-cut-off", name)
        return Looked(kind, width, height, thumb, None, decoded.animated, (cut_off,), flat, said=decoded.said)
    facts = facts_of(name, kind, decoded.size, len(data), decoded.said, decoded.image)
    if decoded.animated:
        facts = ("pages" if kind == "image/tiff" else "moving", *facts)
    grey = decoded.image.convert("L")
    return Looked(
        media_type=kind,
        width=width,
        height=height,
        thumb=thumb,
        fingerprint=_fingerprint(grey),
        animated=decoded.animated,
        flatness=flat,
        facts=facts,
        grey=grey.resize(pixels.fitted(decoded.size, GREY_SIDE), Image.Resampling.BOX).tobytes(),
        has_palette=decoded.has_palette,
        said=decoded.said,
        sight=sight_of(decoded.image, decoded.size),
    )


def lines_of(data: bytes) -> tuple[str, ...]:
    """The words written into a picture's file, without decoding it; for pictures of documents, before they are shown.
    Not of HEIC, which documents do not have."""
    if not any(mark in data for mark in _WRITTEN):
        return ()
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=pixels.FORMATS) as image:
            return metadata_of(image).lines
    except (*TOO_LARGE, *BROKEN):
        return ()


def _problem(code: str, name: str, **params: str) -> Problem:
    return Problem(code, "warning", name, {"name": name, **params})


def _fingerprint(image: Image.Image) -> int:
    """Difference hash of a grey picture: of nine by eight grey cells, is each one brighter than its right neighbour?"""
    cells = image.resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (cells[row * 9 + column] > cells[row * 9 + column + 1])
    return bits


# --- Photo or decoration? ----------------------------------------------------------------------------------

_TELLING = re.compile(r"logo|icon|signature|chu[ _-]?ky|banner|spacer|pixel|facebook|zalo|twitter|linkedin", re.I)
_NUMBERED = re.compile(r"^(?:image|outlook-|att)[\w-]*\.(?:png|gif|jpe?g|bmp)$", re.I)
_FEW_PIXELS = 20_000
_SMALL_SIDE = 100
_PHOTO_SIDE = 480  # chat programs send photos at this size: never a decoration
_FLAT = 0.70  # see colours.flatness
_FLAT_AND_NUMBERED = 0.62  # image001.png is how mail programs call whatever stands in a signature


def is_decoration(looked: Looked, name: str) -> bool:
    """Logos, icons, pictures of signatures, spacers: by size, shape, name and flatness; in doubt it is a photo."""
    size = looked.width, looked.height
    if not min(size):
        return False
    if _is_mark(size):
        return True
    if max(size) >= _PHOTO_SIDE:
        return False
    if _TELLING.search(name):
        return True
    return looked.flatness >= (_FLAT_AND_NUMBERED if _NUMBERED.match(name) else _FLAT)


def _is_mark(size: tuple[int, int]) -> bool:
    """Too small or too narrow to be a photo, whatever it shows."""
    longer, shorter = max(size), min(size)
    too_small = shorter < _SMALL_SIDE // 2 or longer < _SMALL_SIDE or longer * shorter < _FEW_PIXELS
    return too_small or (shorter < 2 * _SMALL_SIDE and longer >= 4 * shorter)
