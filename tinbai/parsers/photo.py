"""A picture: how large it is as seen, a small copy without metadata, a fingerprint, and whether it is a photo at all.

Everything that leaves here is made anew from pixels, so no position, name or colour profile of the original goes along.
"""

import contextlib
import importlib
import io
import re
import struct
import warnings
import zlib
from dataclasses import dataclass

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from tinbai.model import Problem
from tinbai.parsers import colours, sniff

THUMB_SIDE = 320  # pixels
MOST_PIXELS = 120_000_000  # deliberately above Pillow's 89 million: telephones make 108 million
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

_PLUGINS = {
    "image/jpeg": (JpegImagePlugin,),
    "image/png": (PngImagePlugin,),
    "image/gif": (GifImagePlugin,),
    "image/webp": (WebPImagePlugin,),
    "image/tiff": (TiffImagePlugin,),
    "image/bmp": (BmpImagePlugin,),
    "image/avif": (AvifImagePlugin,),
    "image/heic": (),
}
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "HEIF")
_MOVING = frozenset({"GIF", "WEBP", "PNG", "AVIF"})
# What Pillow's plugins raise on damaged files, as met in fuzzing; the rest would be a defect of ours.
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, ZeroDivisionError,
           AttributeError, RuntimeError, struct.error, zlib.error)  # fmt: skip
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looked:
    """width and height as seen (after EXIF orientation), 0 when the picture cannot be read.
    `thumb`: WebP of at most 320 px; `fingerprint`: 64-bit difference hash of the upright picture."""

    media_type: str
    width: int
    height: int
    thumb: bytes | None = None
    fingerprint: int | None = None
    animated: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Decoded:
    """`image`: upright RGB, no larger than asked for; `size`: of the whole picture, upright."""

    image: Image.Image
    size: tuple[int, int]
    animated: bool
    whole: bool


def look(data: bytes | memoryview, name: str) -> Looked | None:
    """What can be said about a picture; None when the octets are not those of one.

    Damage is a Problem, never an exception: photo-cut-off (usable), photo-unreadable, photo-too-large,
    photo-format-unsupported (a picture, but of a kind that cannot be opened here).
    """
    kind = sniff.media_type(data, name)
    if not kind.startswith("image/"):
        return None
    if kind not in _PLUGINS or (kind == "image/heic" and not _heif_known()):
        width, height = _size_of_heif(data) if kind == "image/heic" else (0, 0)
        return Looked(kind, width, height, problems=(_problem("photo-format-unsupported", name, kind=kind),))
    try:
        decoded = _decode(bytes(data), THUMB_SIDE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return Looked(kind, 0, 0, problems=(_problem("photo-too-large", name),))
    except _BROKEN:
        return Looked(kind, 0, 0, problems=(_problem("photo-unreadable", name),))
    width, height = decoded.size
    thumb = _webp(decoded.image, quality=72, method=0)  # method 4: a fifth smaller, four times the work
    if not decoded.whole:
        return Looked(kind, width, height, thumb, None, decoded.animated, (_problem("photo-cut-off", name),))
    return Looked(kind, width, height, thumb, _fingerprint(decoded.image), decoded.animated)


def derive(data: bytes, side: int) -> bytes:
    """The picture as upright sRGB WebP without metadata, its longer side at most `side` pixels; never enlarged.
    Raises ValueError when it cannot be read."""
    try:
        return _webp(_decode(data, side).image, quality=80, method=4)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, *_BROKEN) as error:
        raise ValueError(f"not a readable picture ({type(error).__name__})") from None


def _problem(code: str, name: str, **params: str) -> Problem:
    return Problem(code, "warning", name, {"name": name, **params})


# --- Decoding ----------------------------------------------------------------------------------------------


def _decode(data: bytes, side: int) -> _Decoded:
    try:
        return _decode_once(data, side)
    except OSError:
        if not data.startswith(b"\xff\xd8"):
            raise
    # cut off in transfer: with an end mark of our own libjpeg fills the rest with grey
    decoded = _decode_once(data + b"\xff\xd9", side)
    return _Decoded(decoded.image, decoded.size, decoded.animated, whole=False)


def _decode_once(data: bytes, side: int) -> _Decoded:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data), formats=_FORMATS if _heif_loaded() else _FORMATS[:-1])
        size = image.size
        if size[0] * size[1] > MOST_PIXELS:
            raise Image.DecompressionBombError(size)
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            image.draft("RGB", _fitted(size, side))
            image.load()
            whole = True
        else:
            whole = _load(image)
            size = image.size  # a TIFF turns itself upright while loading
        turn = _UPRIGHT.get(_orientation(image))
        animated = image.format in _MOVING and bool(getattr(image, "is_animated", False))
        small = _small(image, _fitted(size, side))
    if turn is not None:
        small = small.transpose(turn)
        if turn in (_UPRIGHT[5], _UPRIGHT[6], _UPRIGHT[7], _UPRIGHT[8]):
            size = (size[1], size[0])
    return _Decoded(small, size, animated, whole)


def _load(image: ImageFile.ImageFile | Image.Image) -> bool:
    """Decode; False when the file broke off and only the upper part is there. Raises when nothing is there."""
    try:
        image.load()
        return True
    except OSError:
        if not isinstance(image, ImageFile.ImageFile) or image.format not in ("PNG", "BMP", "TIFF"):
            raise
        image.tile = []  # Pillow keeps what it decoded so far; with no tile left it stops asking for more
        image.load()
        if not image.getbbox(alpha_only=False):
            raise
        return False


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size scaled down, proportions kept, so that the longer side is at most `side`."""
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1  # damaged EXIF says nothing; the picture itself is fine


def _small(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """RGB pixels in sRGB at the size, on white where transparent, and nothing else of the image."""
    profile = image.info.get("icc_profile")
    flat = colours.plain_mode(image)
    if flat.size != size:
        flat = flat.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    flat = colours.srgb(flat, profile)
    return Image.frombytes("RGB", flat.size, flat.tobytes())


def _webp(image: Image.Image, quality: int, method: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=method)
    return out.getvalue()


# --- HEIC: by an optional plugin, else only its size ---------------------------------------------------------


def _heif_loaded() -> bool:
    return "HEIF" in Image.OPEN


def _heif_known() -> bool:
    if not _heif_loaded():
        with contextlib.suppress(ImportError):
            importlib.import_module("pillow_heif").register_heif_opener()
    return _heif_loaded()


def _size_of_heif(data: bytes | memoryview) -> tuple[int, int]:
    """Upright size from the item properties: the largest "ispe" is the picture, the others its tiles and thumbnail;
    "irot" turns by quarter circles (ISO/IEC 23008-12, 6.5.3 and 6.5.10)."""
    head = bytes(data[: 256 * 1024])
    sizes = [struct.unpack(">II", found[1]) for found in re.finditer(rb"ispe\0\0\0\0(.{8})", head, re.DOTALL)]
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    turned = re.search(rb"irot([\x01\x03])", head)
    return (height, width) if turned else (width, height)


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
    pixels = longer * shorter
    if shorter < _SMALL_SIDE // 2 or longer < _SMALL_SIDE or pixels < _FEW_PIXELS:
        return True
    if shorter < 2 * _SMALL_SIDE and longer >= 4 * shorter:
        return True
    if longer >= _PHOTO_SIDE:
        return False
    if _TELLING.search(name):
        return True
    return looked.thumb is not None and colours.flatness(looked.thumb) >= (
        _FLAT_AND_NUMBERED if _NUMBERED.match(name) else _FLAT
    )
