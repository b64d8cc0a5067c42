"""Pictures decoded to small upright RGB pixels, whatever their kind and however damaged; pixels encoded as WebP."""

import contextlib
import importlib
import io
import re
import struct
import warnings
from dataclasses import dataclass, replace

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

from tinbai.parsers.photo import colours
from tinbai.parsers.photo.broken import BROKEN
from tinbai.parsers.photo.metadata import Metadata, metadata_of

MOST_PIXELS = 120_000_000  # deliberately above Pillow's 89 million: telephones make 108 million
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
MOST_OCTETS = 400_000_000  # of decoded pixels; only JPEG is decoded at a smaller size

PLUGINS = {
    "image/jpeg": (JpegImagePlugin,),
    "image/png": (PngImagePlugin,),
    "image/gif": (GifImagePlugin,),
    "image/webp": (WebPImagePlugin,),
    "image/tiff": (TiffImagePlugin,),
    "image/bmp": (BmpImagePlugin,),
    "image/avif": (AvifImagePlugin,),
    "image/heic": (),
}
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF")
_MOST_MISSING = 20  # times what is there
_MOVING = frozenset({"GIF", "WEBP", "PNG", "AVIF", "TIFF"})
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """`image`: upright RGB, no larger than asked for; `size`: of the whole picture, upright; `said`: by its file."""

    image: Image.Image
    size: tuple[int, int]
    animated: bool  # there are further pictures or pages in it
    whole: bool
    said: Metadata
    has_palette: bool = False


def decode(data: bytes, side: int) -> Decoded:
    """The picture scaled down so that its longer side is at most `side`. Raises BROKEN, TOO_LARGE, MemoryError."""
    try:
        return _decode_once(data, side)
    except OSError:
        filled = _filled(data)
        if filled is None:
            raise
    return replace(_decode_once(filled, side), whole=False)


def _filled(data: bytes) -> bytes | None:
    """A picture cut off in transfer so completed that its decoder gives the part that is there; the rest turns grey."""
    if data.startswith(b"\xff\xd8"):
        return data + b"\xff\xd9"
    missing = int.from_bytes(data[4:8], "little") + 8 - len(data)
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    return data + bytes(missing) if is_webp and 0 < missing <= _MOST_MISSING * len(data) else None


def _decode_once(data: bytes, side: int) -> Decoded:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data), formats=(*FORMATS, "HEIF") if _heif_loaded() else FORMATS)
        size = image.size
        if size[0] * size[1] > MOST_PIXELS:
            raise Image.DecompressionBombError(size)
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            image.draft("RGB", fitted(size, side))
            image.load()
            whole = True
        else:
            if _octets_of(image) > MOST_OCTETS:
                raise Image.DecompressionBombError(size)
            whole = _load(image)
            size = image.size  # a TIFF turns itself upright while loading
        turn = UPRIGHT.get(_orientation(image))
        animated = image.format in _MOVING and bool(getattr(image, "is_animated", False))
        said, has_palette = metadata_of(image), image.mode == "P"
        small = _small(image, fitted(size, side))
    if turn is not None:
        small = small.transpose(turn)
        if turn in (UPRIGHT[5], UPRIGHT[6], UPRIGHT[7], UPRIGHT[8]):
            size = (size[1], size[0])
    return Decoded(small, size, animated, whole, said, has_palette)


def _octets_of(image: Image.Image) -> int:
    """What its pixels take once decoded; those with transparent parts are copied before they are made smaller."""
    flat = 1 if image.mode in ("1", "L", "P") else 4
    return image.width * image.height * (2 * flat if "A" in image.mode or "transparency" in image.info else flat)


def _load(image: ImageFile.ImageFile | Image.Image) -> bool:
    """Decode; False when the file broke off and only the upper part is there. Raises when nothing is there."""
    try:
        image.load()
        return True
    except OSError:
        if not isinstance(image, ImageFile.ImageFile) or image.format not in ("PNG", "BMP", "TIFF", "GIF"):
            raise
        image.tile = []  # Pillow keeps what it decoded so far; with no tile left it stops asking for more
        image.load()
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            image.load_end()  # it turns itself upright only when all is there, but tells the size as seen
        if not image.getbbox(alpha_only=False):
            raise
        return False


def fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size scaled down, proportions kept, so that the longer side is at most `side`."""
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except BROKEN:
        return 1  # damaged EXIF says nothing; the picture itself is fine


def _small(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """RGB pixels in sRGB at the size, on white where transparent, and nothing else of the image."""
    profile = image.info.get("icc_profile")
    flat = colours.plain_mode(image)
    if flat.size != size:
        flat = flat.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    flat = colours.srgb(flat, profile)
    return Image.frombytes("RGB", flat.size, flat.tobytes())


def webp(image: Image.Image, quality: int, method: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=method)
    return out.getvalue()


def jpeg(image: Image.Image, quality: int) -> bytes:
    """What other programs can open; transparency becomes white."""
    out = io.BytesIO()
    if image.mode != "RGB":
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground.convert("RGB")
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


# --- HEIC: by an optional plugin, else only its size ---------------------------------------------------------


def _heif_loaded() -> bool:
    return "HEIF" in Image.OPEN


def heif_known() -> bool:
    if not _heif_loaded():
        with contextlib.suppress(ImportError):
            importlib.import_module("pillow_heif").register_heif_opener()
    return _heif_loaded()


def size_of_heif(data: bytes | memoryview) -> tuple[int, int]:
    """Upright size from the item properties: the largest "ispe" is the picture, the others its tiles and thumbnail;
    "irot" turns by quarter circles (ISO/IEC 23008-12, 6.5.3 and 6.5.10)."""
    head = bytes(data[: 256 * 1024])
    sizes = [struct.unpack(">II", found[1]) for found in re.finditer(rb"ispe\0\0\0\0(.{8})", head, re.DOTALL)]
    width, height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    turned = re.search(rb"irot([\x01\x03])", head)
    return (height, width) if turned else (width, height)
