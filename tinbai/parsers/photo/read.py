"""A picture: how large it is as seen, a small copy without metadata, a fingerprint, and whether it is a photo at all.

Everything that leaves here is made anew from pixels, so no position, name or colour profile of the original goes along.
"""

import io
import re
import warnings
from dataclasses import dataclass

from PIL import Image

from tinbai.model import PhotoFact, Problem
from tinbai.parsers import sniff
from tinbai.parsers.photo import colours, pixels
from tinbai.parsers.photo.broken import BROKEN
from tinbai.parsers.photo.facts import facts_of
from tinbai.parsers.photo.metadata import NOTHING_SAID, Metadata, metadata_of
from tinbai.parsers.photo.pixels import TOO_LARGE

THUMB_SIDE = 320  # pixels
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
    said: Metadata = NOTHING_SAID


def look(data: bytes | memoryview, name: str) -> Looked | None:
    """What can be said about a picture; None when the octets are not those of one.

    Damage is a Problem, never an exception: photo-cut-off (usable), photo-unreadable, photo-too-large,
    photo-format-unsupported (a picture, but of a kind that cannot be opened here).
    """
    kind = sniff.media_type(data, name)
    if not kind.startswith("image/"):
        return None
    if kind not in pixels.PLUGINS or (kind == "image/heic" and not pixels.heif_known()):
        width, height = pixels.size_of_heif(data) if kind == "image/heic" else (0, 0)
        return Looked(kind, width, height, problems=(_problem("photo-format-unsupported", name, kind=kind),))
    try:
        decoded = pixels.decode(bytes(data), THUMB_SIDE)
    except (*TOO_LARGE, MemoryError):
        return Looked(kind, 0, 0, problems=(_problem("photo-too-large", name),))
    except BROKEN:
        return Looked(kind, 0, 0, problems=(_problem("photo-unreadable", name),))
    width, height = decoded.size
    thumb = pixels.webp(decoded.image, quality=72, method=0)  # method 4: a fifth smaller, four times the work
    flat = colours.flatness(decoded.image) if max(decoded.size) < _PHOTO_SIDE else 0.0
    if not decoded.whole:
        cut_off = _problem("photo-cut-off", name)
        return Looked(kind, width, height, thumb, None, decoded.animated, (cut_off,), flat, said=decoded.said)
    facts = facts_of(name, kind, decoded.size, len(data), decoded.said, decoded.image)
    if decoded.animated:
        facts = ("pages" if kind == "image/tiff" else "moving", *facts)
    print_ = _fingerprint(decoded.image)
    return Looked(kind, width, height, thumb, print_, decoded.animated, (), flat, facts, decoded.said)


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


def derive(data: bytes, side: int) -> bytes:
    """The picture as upright sRGB WebP without metadata, its longer side at most `side` pixels; never enlarged.
    Raises ValueError when it cannot be read."""
    try:
        return pixels.webp(pixels.decode(data, side).image, quality=80, method=4)
    except (*TOO_LARGE, *BROKEN) as error:
        raise ValueError(f"not a readable picture ({type(error).__name__})") from None


def _problem(code: str, name: str, **params: str) -> Problem:
    return Problem(code, "warning", name, {"name": name, **params})


# --- Likeness ----------------------------------------------------------------------------------------------


def _fingerprint(image: Image.Image) -> int:
    """Difference hash: of nine by eight grey cells, is each one brighter than its right neighbour?"""
    cells = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (cells[row * 9 + column] > cells[row * 9 + column + 1])
    return bits


_ALIKE_BITS = 10  # of 64; resizing and recompression changed at most 3 in our pictures
_ALIKE_BITS_ALONE = 4  # where there is no small copy to compare
_ALIKE_SHAPE = 0.02  # relative difference of the proportions
_GRID = 24  # cells a side
_ALIKE_MEAN = 3.0  # grey levels
_ALIKE_CELL = 14.0


def same_picture(a: Looked, b: Looked) -> bool:
    """Whether both are the same photo at another size or compression; two shots of one scene are not."""
    if a.fingerprint is None or b.fingerprint is None or not _same_shape(a, b):
        return False
    differing = (a.fingerprint ^ b.fingerprint).bit_count()
    if differing > _ALIKE_BITS:
        return False
    if a.thumb is None or b.thumb is None:
        return differing <= _ALIKE_BITS_ALONE
    return _same_cells(_cells(a.thumb), _cells(b.thumb))


def _same_shape(a: Looked, b: Looked) -> bool:
    mine, theirs = a.width * b.height, b.width * a.height
    rounding = max(a.width, a.height, b.width, b.height)  # one pixel more or less in the smaller one
    return abs(mine - theirs) <= max(_ALIKE_SHAPE * max(mine, theirs), rounding)


def _cells(thumb: bytes) -> bytes:
    with Image.open(io.BytesIO(thumb), formats=("WEBP",)) as image:
        return image.convert("L").resize((_GRID, _GRID), Image.Resampling.BOX).tobytes()


def _same_cells(a: bytes, b: bytes) -> bool:
    """Small everywhere, not only on the whole: a second shot differs strongly where somebody moved."""
    apart = [abs(mine - theirs) for mine, theirs in zip(a, b, strict=True)]
    return max(apart) <= _ALIKE_CELL and sum(apart) / len(apart) <= _ALIKE_MEAN


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
    longer, shorter = max(looked.width, looked.height), min(looked.width, looked.height)
    if not shorter:
        return False
    if shorter < _SMALL_SIDE // 2 or longer < _SMALL_SIDE or longer * shorter < _FEW_PIXELS:
        return True
    if shorter < 2 * _SMALL_SIDE and longer >= 4 * shorter:
        return True
    if longer >= _PHOTO_SIDE:
        return False
    if _TELLING.search(name):
        return True
    return looked.flatness >= (_FLAT_AND_NUMBERED if _NUMBERED.match(name) else _FLAT)
