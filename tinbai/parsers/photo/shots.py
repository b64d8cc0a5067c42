"""Whether two pictures that lie upon each other are one shot, or two shots of one place a moment apart.

Copying changes a photo a little everywhere, and most at its edges: another size, JPEG, a place found not quite right.
Another light, also where a colour has come to its end, makes what is around a pixel lighter or darker, richer or poorer
as a whole: a copy made lighter by a quarter loses the lightest tones of each colour by itself, so no one curve of
tones tells what became of a grey level. Somebody who sways, turns or gets up changes it otherwise. So each pixel is
foretold by the other picture and what is close around it in both, and may be off by so much, and by a share of how
steep the light is there.

Asked of pictures of 256 px: of seventy people in a hall a head has three to ten of these, and on 128 px what one of
them did was as little as what JPEG does.
"""

from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageMath, ImageStat

from tinbai.parsers.photo.brought import brought, product
from tinbai.parsers.photo.overlay import shrunk, tones

# Copies in the light of their photo have up to 0.67, those of JPEG 10; of those lit otherwise, which a shot a second
# later hardly is, 1 in 100 has more than 1.0. Where people sway by a twentieth of a head no two shots of a hall have
# less; where one thing in a picture moved by half its size one of two has less than 0.9, one of four less than 0.7.
MOST: Final = 0.7
MOST_IN_ANOTHER_LIGHT: Final = 1.0
MOST_RESIZED: Final = 1.1  # a copy of 300 px of a drawing, a poster: at its hard edges JPEG shows in full
_ANOTHER_LIGHT: Final = 5.5  # grey levels on average; 4.8 at most between two shots of a hall
_SOFTER: Final = 1.0  # px; the finest things are what JPEG and resampling change most
_EDGE: Final = 4  # px that do not count: half of what is around them is missing
_AROUND: Final = 3  # px to each side; with five a colour that has come to its end was taken for another shot
_TONES_SIDE: Final = 64  # px of what the light of two pictures is compared by
_GRAIN: Final = 8  # variance that says nothing
_OFF: Final = 6  # grey levels
_OF_STEEPNESS: Final = 0.2  # px
_FINE: Final = 64  # steps of one
_FEW: Final = 4  # px of the 43,000; as many as one cell has where it is softened


def are_one(one: Image.Image, other: Image.Image, *, resized: bool = False) -> bool:
    """Whether nothing but copying made them differ. resized: one of the photos is far smaller."""
    found = apart(one, other)
    return found <= (MOST_RESIZED if resized else MOST) or (
        found <= MOST_IN_ANOTHER_LIGHT and _lit_by(one, other) >= _ANOTHER_LIGHT
    )


def apart(one: Image.Image, other: Image.Image) -> float:
    """How often what copying explains they differ, but for a few pixels; each is foretold by the other, and the milder
    answer counts. 0 when too little is left to compare."""
    if min(one.size) <= 4 * _EDGE:
        return 0.0
    one, other = (image.filter(ImageFilter.GaussianBlur(_SOFTER)) for image in (one, other))
    return min(_apart(one, brought(_lit(other, one), one)), _apart(other, brought(_lit(one, other), other)))


def _lit(image: Image.Image, like: Image.Image) -> Image.Image:
    return image.point(tones(shrunk(image, _TONES_SIDE), shrunk(like, _TONES_SIDE)))


def _lit_by(one: Image.Image, other: Image.Image) -> float:
    """By how many levels the light of one differs from that of the other, on average."""
    small = shrunk(one, _TONES_SIDE)
    return float(ImageStat.Stat(ImageChops.difference(small, _lit(small, shrunk(other, _TONES_SIDE)))).mean[0])


def _apart(one: Image.Image, other: Image.Image) -> float:
    off = _foretold_wrongly(one, other).filter(ImageFilter.BoxBlur(1)).convert("F")
    steep = _steepness(one).convert("F")
    shares = ImageMath.lambda_eval(
        lambda given: abs(given["off"] - 128) * (_FINE / 4) / (given["steep"] * (_OF_STEEPNESS / 4) + _OFF),
        off=off,
        steep=steep,
    ).convert("L")
    inner: Image.Image = shares.crop((_EDGE, _EDGE, one.width - _EDGE, one.height - _EDGE))
    return _but_for_a_few(inner.histogram()) / _FINE


def _foretold_wrongly(one: Image.Image, other: Image.Image) -> Image.Image:
    """Four times what a pixel is lighter than the other picture says, and 128: there it is so far from what is around
    it, and what is around it is so much richer in contrast here."""
    mine, theirs = _from_around(one), _from_around(other)
    both, own = _around(product(mine, theirs)), _around(product(theirs, theirs))
    found: Image.Image = ImageMath.lambda_eval(
        lambda given: (given["mine"] - given["theirs"] * (given["both"] + _GRAIN) / (given["own"] + _GRAIN)) * 4 + 128,
        mine=mine,
        theirs=theirs,
        both=both,
        own=own,
    )
    return found.convert("L")


def _from_around(image: Image.Image) -> Image.Image:
    """How far each pixel is from the mean of what is around it."""
    levels = ImageChops.subtract(image, image.filter(ImageFilter.BoxBlur(_AROUND)), 1, 128)
    found: Image.Image = ImageMath.lambda_eval(lambda given: given["levels"] - 128, levels=levels.convert("F"))
    return found


def _around(image: Image.Image) -> Image.Image:
    """The mean of what is around each pixel."""
    cells = max(2, round(image.width / _AROUND)), max(2, round(image.height / _AROUND))
    return image.resize(cells, Image.Resampling.BOX).resize(image.size, Image.Resampling.BILINEAR)


def _steepness(image: Image.Image) -> Image.Image:
    """Four times the mean of the steps from pixel to pixel across and down, of five by five pixels."""
    across = ImageChops.difference(ImageChops.offset(image, 1, 0), ImageChops.offset(image, -1, 0))
    down = ImageChops.difference(ImageChops.offset(image, 0, 1), ImageChops.offset(image, 0, -1))
    return ImageChops.add(across, down, 0.5).filter(ImageFilter.BoxBlur(2))


def _but_for_a_few(counts: list[int]) -> int:
    seen = 0
    for share in range(255, 0, -1):
        seen += counts[share]
        if seen >= _FEW:
            return share
    return 0
