"""A photo of a story as it travels: what its file is, what is shown of it, what it is known by when it comes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

PhotoOrigin = Literal["attachment", "inline", "document", "archive"]
PhotoFact = Literal["screenshot", "recompressed", "moving", "pages", "blurred", "dark"]


@dataclass(frozen=True, slots=True)
class Crop:
    """What is shown of a photo; its file is never changed. The fractions of width and height that are cut off count on
    the whole photo as seen upright; after that it is mirrored from left to right, then turned."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    turn: int = 0  # degrees clockwise: 0, 90, 180, 270
    mirrored: bool = False


def in_order(order: Sequence[int], photos: int) -> list[int]:
    """All photo numbers, counted from 1, as an editor has put them; whatever he did not put anywhere stands behind."""
    put = [number for number in dict.fromkeys(order) if 1 <= number <= photos]
    return [*put, *(number for number in range(1, photos + 1) if number not in put)]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a photo is found by when it comes again, see parsers/photo/sight.py; of pages and drawings, which all look
    alike, there are no hashes."""

    width: int  # px, as seen
    height: int
    hashes: tuple[str, ...]  # 64 hexadecimal digits: of the whole and of its middle, smaller and smaller
    grey: str  # the small picture's grey levels, deflated, base64


@dataclass(frozen=True, slots=True)
class Photo:
    """width and height in pixels as seen (after EXIF orientation); `thumb` is the sha256 of the 320 px derivative.
    The suggested words stand in the photo's own file; they are its caption and credit once an editor takes them."""

    name: str
    media_type: str
    width: int
    height: int
    bytes: int
    sha256: str
    origin: PhotoOrigin
    also: tuple[str, ...] = ()
    caption: str | None = None
    credit: str | None = None
    thumb: str | None = None
    facts: tuple[PhotoFact, ...] = ()  # not in the JSON of the contract: problems tell them
    suggested_caption: str | None = None
    suggested_credit: str | None = None
    crop: Crop | None = None  # what the document shows of it; None: all. `thumb` shows the same
    sight: Sight | None = None  # only on the way from the parser; the index of photos keeps it
