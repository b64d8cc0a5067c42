"""Colour of pictures: every mode of Pillow made plain RGB, embedded profiles made sRGB, and how flat a drawing is."""

import io
import math
from heapq import nlargest

from PIL import Image

_COARSE = [value & 0xF8 for value in range(256)]
_SRGB = (b"sRGB", "sRGB".encode("utf-16-be"))  # how the usual profiles call themselves


def plain_mode(image: Image.Image) -> Image.Image:
    """RGB, L or CMYK with 8 bits a channel; transparent parts become white. The embedded profile still applies."""
    if image.mode in ("RGB", "L", "CMYK"):
        return image if "transparency" not in image.info else _on_white(image.convert("RGBA"))
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I") or image.mode == "F":
        return _sixteen_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        return _on_white(image.convert("RGBA"))
    return image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _sixteen_bits(image: Image.Image) -> Image.Image:
    """Grey with 16 bits or more; whatever the range, white stays white."""
    wide = image.convert("F")
    extrema = wide.getextrema()
    top = float(extrema[1]) if isinstance(extrema[1], (int, float)) else 255.0
    white = 65535.0 if top > 255 or image.mode.startswith("I;16") else 255.0 if top > 1 else 1.0
    scale = 255.0 / white
    return wide.point(lambda value: value * scale).convert("L")


def srgb(image: Image.Image, profile: object) -> Image.Image:
    """The image in RGB, brought to sRGB where it carries another profile that can be read."""
    if isinstance(profile, bytes) and profile and not any(name in profile for name in _SRGB):
        from PIL import ImageCms  # 6 ms, and few pictures need it

        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a damaged profile, or one for another mode
        if converted is not None:
            return converted
    return image if image.mode == "RGB" else image.convert("RGB")


_COLOURFUL = 0.5  # colours a pixel: with so many the commonest three have no more than half of the pixels


def flatness(image: Image.Image) -> float:
    """Share of the pixels that have one of the three commonest colours (5 bits a channel): 0.75 to 0.97 for logos and
    signatures, at most 0.60 for photos (a night sky); 0.5 where there are too many colours to be counted."""
    sample = image.resize((max(1, image.width // 2), max(1, image.height // 2)), Image.Resampling.NEAREST)
    counts = sample.point(_COARSE * 3).getcolors(math.ceil(_COLOURFUL * sample.width * sample.height))
    if counts is None:
        return _COLOURFUL
    return sum(nlargest(3, (count for count, _ in counts))) / (sample.width * sample.height)
