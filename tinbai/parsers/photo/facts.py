"""Facts about a photo that decide whether it can be printed: a screenshot, squeezed by a messenger, blurred, dark.

The sender is told the first two, so they are claimed only on evidence that a camera's own file never shows. Blur and
darkness are measured on the small copy and are hints for the editor.
"""

import re

from PIL import Image, ImageChops, ImageFilter

from tinbai.parsers.photo.metadata import Metadata
from tinbai.picture import PhotoFact

# Sizes of screens in pixels. Of telephones: no camera has such proportions. Of computers: exported photos have, too.
_TELEPHONES = frozenset({
    (640, 1136), (750, 1334), (1242, 2208), (1125, 2436), (828, 1792), (1242, 2688), (1170, 2532), (1284, 2778),
    (1080, 2340), (1179, 2556), (1290, 2796), (1206, 2622), (1320, 2868), (1260, 2736), (720, 1280), (720, 1440),
    (720, 1480), (720, 1520), (720, 1544), (720, 1560), (720, 1570), (720, 1600), (720, 1612), (720, 1650),
    (1080, 2160), (1080, 2220), (1080, 2246), (1080, 2248), (1080, 2280), (1080, 2310), (1080, 2312), (1080, 2316),
    (1080, 2376), (1080, 2388), (1080, 2392), (1080, 2400), (1080, 2408), (1080, 2412), (1080, 2424), (1080, 2460),
    (1080, 2520), (1220, 2712), (1220, 2656), (1224, 2700), (1240, 2772), (1264, 2780), (1440, 2560), (1440, 2880),
    (1440, 2960), (1440, 3040), (1440, 3088), (1440, 3120), (1440, 3200), (1440, 3216),
})  # fmt: skip
_COMPUTERS = frozenset({
    (1024, 768), (1280, 720), (1280, 800), (1280, 1024), (1360, 768), (1366, 768), (1440, 900), (1536, 864),
    (1600, 900), (1680, 1050), (1920, 1080), (1920, 1200), (2160, 1440), (2256, 1504), (2560, 1080), (2560, 1440),
    (2560, 1600), (2880, 1800), (3024, 1964), (3440, 1440), (3840, 2160), (1620, 2160), (1640, 2360), (1668, 2388),
    (2048, 1536), (2048, 2732),
})  # fmt: skip
_CAPTURED = re.compile(r"screen[ _-]?shot|screen[ _-]?capture|snipaste|ch[uụ]p[ _-]?m[aà]n[ _-]?h[iì]nh", re.IGNORECASE)
_NARROW = 1.9  # proportions from which on only telephones have them
_EVEN = 0.5  # share of neighbours of one colour: 0.57 and more on pages and menus, at most 0.27 in photos of ours

_MESSENGER = re.compile(
    r"z\d{10,}_[0-9a-f]{8,}(?:\D.*)?|FB_IMG_\d+.*|received_\d{8,}.*|\d{6,}_\d{8,}_\d{6,}_[nobs](?:\D.*)?"
    r"|IMG-\d{8}-WA\d+.*|WhatsApp Image .*|viber(?:_image|[ _-]).*|photo_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d.*"
    r"|zalo[ _-].*",
    re.IGNORECASE,
)
_SENT_SIDES = frozenset({960, 1280, 1600, 2048, 2560})  # px, longer side after Zalo, WhatsApp, Facebook, Viber
_MESSENGER_SIDE = 2560
_MESSENGER_QUALITY = 82  # programs that export photos for the web seldom go so low
_SQUEEZED_OCTETS, _SQUEEZED_PIXELS = 60_000, 1_000_000

_TILES = 10  # a side
# Strength of edges, in grey levels, in the sharpest of a hundred tiles but five: 5.5 to 25 in 36 sharp photos, 1.4 to 5
# in the same blurred by 0.6 to 1 per cent of their width; and how much of it a further blur leaves: 0.35 to 0.66 where
# edges are weak but sharp (mist, the moon), 0.73 to 1 in blurred ones.
_SHARP, _SURELY_BLURRED, _NOTHING = 5.0, 1.5, 0.3
_LEFT_OF_SHARP = 0.7
_DARK_LIGHTS, _DARK_MEAN = 150, 36  # grey levels: of the brightest 0.5 per cent, of the whole


def facts_of(
    name: str, media_type: str, size: tuple[int, int], octets: int, said: Metadata, small: Image.Image
) -> tuple[PhotoFact, ...]:
    """What holds of a picture; `size` upright, `small` its copy of at most 320 px."""
    found: list[PhotoFact] = []
    if _is_screenshot(name, media_type, size, said, small):
        found.append("screenshot")
    elif _is_recompressed(name, media_type, size, octets, said):
        found.append("recompressed")
    grey = small.convert("L")
    if _is_dark(grey):
        found.append("dark")
    elif "screenshot" not in found and _is_blurred(grey):
        found.append("blurred")
    return tuple(found)


def _is_screenshot(name: str, media_type: str, size: tuple[int, int], said: Metadata, small: Image.Image) -> bool:
    if said.by_camera:
        return False
    if said.is_screenshot or _CAPTURED.search(name):
        return True
    shorter, longer = min(size), max(size)
    is_telephone = (shorter, longer) in _TELEPHONES
    if is_telephone and media_type == "image/png" and longer >= _NARROW * shorter:
        return True
    return (is_telephone or size in _COMPUTERS or size[::-1] in _COMPUTERS) and _evenness(small) >= _EVEN


def _evenness(small: Image.Image) -> float:
    """Share of the pixels that are exactly like their neighbour."""
    red, green, blue = ImageChops.difference(small, ImageChops.offset(small, 1, 0)).split()
    counts = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    return counts[0] / max(1, sum(counts))


def _is_recompressed(name: str, media_type: str, size: tuple[int, int], octets: int, said: Metadata) -> bool:
    if media_type != "image/jpeg":
        return False
    if octets < _SQUEEZED_OCTETS and size[0] * size[1] > _SQUEEZED_PIXELS:
        return True
    if said.by_camera or max(size) > _MESSENGER_SIDE:
        return False
    if _MESSENGER.fullmatch(name):
        return True
    low = said.quality is not None and said.quality <= _MESSENGER_QUALITY
    return max(size) in _SENT_SIDES and low and not said.has_exif


def _is_dark(grey: Image.Image) -> bool:
    """Nothing bright in it at all: a festival at night has its lamps."""
    counts = grey.histogram()
    total, seen = sum(counts), 0
    mean = sum(level * count for level, count in enumerate(counts)) / total
    for level in range(255, -1, -1):
        seen += counts[level]
        if seen * 200 >= total:
            return level < _DARK_LIGHTS and mean < _DARK_MEAN
    return False


def _is_blurred(grey: Image.Image) -> bool:
    """Not even the sharpest parts have edges: a lens with a small depth of field leaves some sharp."""
    if min(grey.size) < 4 * _TILES:
        return False
    edges = _edges(grey)
    if not _NOTHING < edges < _SHARP:
        return False
    return edges < _SURELY_BLURRED or _edges(grey.filter(ImageFilter.GaussianBlur(1))) > _LEFT_OF_SHARP * edges


def _edges(grey: Image.Image) -> float:
    """Strength of the edges in the sharpest tiles but five."""
    curved = grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128))
    strengths = curved.crop((1, 1, grey.width - 1, grey.height - 1)).point([abs(level - 128) for level in range(256)])
    tiles = strengths.point([min(255, 8 * level) for level in range(256)])  # fractions of a level count
    means = sorted(tiles.resize((_TILES, _TILES), Image.Resampling.BOX).tobytes())
    return means[-6] / 8
