"""Photos that come again: how many are known by what was done to them, and which pairs are called one and are not.

python -m benchmarks.twin_photos [SCENES [SAMPLE [FOLDER]]]: so many distinct scenes are compared with each other, a
sample of them and the pictures in the folder, if one is given, are copied in every way.
python -m benchmarks.twin_photos bursts [development|examination [HALLS]]: only shots of one hall a moment apart.
python -m benchmarks.twin_photos moments FOLDER: only the pictures in the folder, and what moves in them a moment later.
"""

import io
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from benchmarks import twin_bursts
from benchmarks import twin_scenes as scenes
from benchmarks.cost import table
from benchmarks.twin_tones import TONES, in_turn
from tinbai.parsers.photo import alike
from tinbai.parsers.photo.alike import Likeness, Seen
from tinbai.parsers.photo.hashes import apart, forms_of
from tinbai.parsers.photo.parts import search
from tinbai.parsers.photo.read import look

Change = Callable[[Image.Image, random.Random], Image.Image]


def encoded(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, kind, **({"quality": 85} | how))
    return out.getvalue()


def seen(data: bytes) -> Seen:
    """As the parser and the index see it."""
    found = look(data, "anh")
    if found is None or found.sight is None:
        raise ValueError("not a picture")
    sight = found.sight
    made = alike.seen(sight.width, sight.height, alike.hashes_of(sight), alike.deflated(sight))
    if made is None:
        raise ValueError("no grey levels")
    return made


# --- What is done to photos ----------------------------------------------------------------------------------------


def _again(kind: str, **how: Any) -> Change:
    return lambda image, _: Image.open(io.BytesIO(encoded(image, kind, **how))).convert("RGB")


def _fitted(side: int, quality: int) -> Change:
    squeeze = _again("JPEG", quality=quality)
    return lambda image, chance: squeeze(ImageOps.contain(image, (side, side)), chance)


def _turned(way: Image.Transpose) -> Change:
    return lambda image, _: image.transpose(way)


def _leaning(degrees: float) -> Change:
    def lean(image: Image.Image, chance: random.Random) -> Image.Image:
        turned = image.rotate(chance.choice((-degrees, degrees)), Image.Resampling.BICUBIC)
        across, down = round(image.height * degrees * 0.0088) + 1, round(image.width * degrees * 0.0088) + 1
        return turned.crop((across, down, image.width - across, image.height - down))

    return lean


def _framed(image: Image.Image, chance: random.Random) -> Image.Image:
    border = round(image.width * 0.05), round(image.height * 0.05)
    return ImageOps.expand(image, border, chance.choice(("white", "black", "red", "navy")))


def _painted(image: Image.Image, chance: random.Random) -> Image.Image:
    across, down = round(image.width * 0.05), round(image.height * 0.05)
    inner = image.crop((across, down, image.width - across, image.height - down))
    return ImageOps.expand(inner, (across, down), chance.choice(("white", "black", "red", "navy")))


def _marked(image: Image.Image, chance: random.Random) -> Image.Image:
    image = image.copy()
    width = round(image.width * chance.uniform(0.08, 0.18))
    height = min(round(width * chance.uniform(0.4, 1)), image.height // 6)
    edge = round(image.width * chance.uniform(0, 0.03))
    x = chance.choice((edge, image.width - width - edge))
    y = chance.choice((edge, image.height - height - edge))
    draw = ImageDraw.Draw(image)
    draw.rectangle((x, y, x + width, y + height), fill=chance.choice(("white", "red", "navy", "gold")))
    draw.ellipse((x + 4, y + 4, x + height - 4, y + height - 4), fill="green")
    return image


def _captured(image: Image.Image, _: random.Random) -> Image.Image:
    """From the screen of a telephone, with what is above and below it cut away roughly."""
    shown = ImageOps.contain(image, (1080, 1080)).filter(ImageFilter.GaussianBlur(0.7))
    return ImageEnhance.Contrast(shown.crop((3, 4, shown.width - 5, shown.height - 3))).enhance(1.1)


def _cropped(least: float, most: float) -> Change:
    def crop(image: Image.Image, chance: random.Random) -> Image.Image:
        across, down = chance.uniform(least, most), chance.uniform(least, most)
        left, top = chance.uniform(0, across), chance.uniform(0, down)
        box = (left, top, left + 1 - across, top + 1 - down)
        sides = [round(side * (image.height if at % 2 else image.width)) for at, side in enumerate(box)]
        part = image.crop((sides[0], sides[1], sides[2], sides[3]))
        return part if chance.random() < 0.5 else ImageOps.contain(part, (600, 600))

    return crop


COPIES: dict[str, Change] = {
    "resized to 50 %": lambda image, _: image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS),
    "resized to 200 px": _fitted(200, 80),
    "JPEG 30": _again("JPEG", quality=30),
    "JPEG 10": _again("JPEG", quality=10),
    "WebP 50": _again("WEBP", quality=50),
    "by a messenger": _fitted(960, 55),
    "turned by 90": _turned(Image.Transpose.ROTATE_270),
    "turned by 180": _turned(Image.Transpose.ROTATE_180),
    "turned by 270": _turned(Image.Transpose.ROTATE_90),
    "mirrored": _turned(Image.Transpose.FLIP_LEFT_RIGHT),
    "brighter": lambda image, _: ImageEnhance.Brightness(image).enhance(1.25),
    "darker": lambda image, _: ImageEnhance.Brightness(image).enhance(0.7),
    "more contrast": lambda image, _: ImageEnhance.Contrast(image).enhance(1.35),
    "in grey": lambda image, _: image.convert("L"),
    "from a screen": _captured,
    "leaning by 1": _leaning(1),
    "leaning by 2": _leaning(2),
    "border of 5 %": _framed,
    "margin of 5 % painted over": _painted,
    "mark in a corner": _marked,
}
LIGHTS: dict[str, Change] = {what: in_turn((change, _fitted(1280, 60))) for what, change in TONES.items()}
PARTS: dict[str, Change] = {
    "cropped by 5 to 15 %": _cropped(0.05, 0.15),
    "cropped by 15 to 25 %": _cropped(0.15, 0.25),
    "cropped by 5 to 25 %": _cropped(0.05, 0.25),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A photo as it was first sent."""

    image: Image.Image
    seen: Seen


def recall(known: Sequence[Known], what: str, change: Change, find: Callable[[Seen, Seen], object]) -> list[str]:
    chance = random.Random(what)
    found, spent = 0, 0.0
    for one in known:
        copy = seen(encoded(change(one.image, chance), quality=80))
        start = time.process_time()
        found += bool(copy.hashes) and find(copy, one.seen) is not None
        spent += time.process_time() - start
    return [what, f"{found / len(known):.3f}", f"{spent / len(known) * 1000:.0f}"]


def compare(new: Seen, old: Seen) -> Likeness | None:
    """As one photo; of what is only alike nothing is made."""
    found = alike.compare(new, old)
    return found if found and found.same else None


def one_or_part(new: Seen, old: Seen) -> object:
    """At once, else in the background."""
    return compare(new, old) or search(new, old)


# --- What is not one -----------------------------------------------------------------------------------------------


def near(photos_: Sequence[Seen]) -> list[tuple[int, int]]:
    """The pairs whose hashes are near in any form, as the index finds them."""
    forms = [[bits for one in photo.hashes for _, bits in forms_of(one)] for photo in photos_]
    found = []
    for a, b in combinations(range(len(photos_)), 2):
        if min((apart(one, other) for one in forms[a] for other in photos_[b].hashes), default=256) <= 64:
            found.append((a, b))
    return found


def false_pairs(what: str, pictures: Iterable[Image.Image], sample: int = 0) -> list[str]:
    """sample: of how many pairs parts are looked for; 0: of all."""
    all_of_them = [seen(encoded(image)) for image in pictures]
    pairs = list(combinations(range(len(all_of_them)), 2))
    nearby = near(all_of_them)
    merged = {pair for pair in nearby if compare(all_of_them[pair[0]], all_of_them[pair[1]])}
    tried = random.Random(5).sample(pairs, sample) if 0 < sample < len(pairs) else pairs
    parts = sum(
        bool(all_of_them[a].hashes and all_of_them[b].hashes) and search(all_of_them[a], all_of_them[b]) is not None
        for a, b in tried
    )
    told = sum(not one.hashes for one in all_of_them)
    return [
        what, str(len(all_of_them)), str(told), str(len(pairs)), str(len(nearby)), str(len(merged)),
        f"{len(merged) / len(pairs):.4%}", f"{parts} of {len(tried)}",
    ]  # fmt: skip


def bursts(which: str, halls: int, shots: int = 3) -> None:
    """Of each hall a first shot and later ones, each compared with the first; copies of the first beside them."""
    rows = [["a moment later", "pairs", "called one or a part", "shown as alike"]]
    seeds = range(twin_bursts.SEEDS[which], twin_bursts.SEEDS[which] + halls)
    firsts = {seed: Known(image := twin_bursts.burst(seed, 0, 0), seen(encoded(image, quality=92))) for seed in seeds}
    for what, (moved, sway) in twin_bursts.KINDS.items():
        later = [
            (seen(encoded(twin_bursts.burst(seed, moved, shot, sway))), firsts[seed].seen)
            for seed in seeds
            for shot in range(1, shots + 1)
        ]
        called = sum(one_or_part(*pair) is not None for pair in later)
        shown = sum((found := alike.compare(*pair)) is not None and not found.same for pair in later)
        rows.append([what, str(halls * shots), str(called), str(shown)])
    table(f"bursts of a hall, {which}: {halls} halls", rows)
    copies = ("JPEG 30", "JPEG 10", "resized to 200 px", "by a messenger", "leaning by 1", "mark in a corner")
    rows = [["copies", "known", "ms a pair"]]
    rows += [recall(list(firsts.values()), what, COPIES[what], compare) for what in copies]
    rows += [recall(list(firsts.values()), what, change, compare) for what, change in LIGHTS.items()]
    rows += [recall(list(firsts.values()), what, change, one_or_part) for what, change in PARTS.items()]
    table("copies of their first shots", rows)


def moments(folder: Path, shots: int = 2) -> None:
    """Pictures in which something has moved, each compared with a shot of it in which nothing has."""
    images = [Image.open(file).convert("RGB") for file in sorted(folder.iterdir())]
    firsts = [
        (image, seen(encoded(twin_bursts.stirred(image, random.Random(at), 0, 0)))) for at, image in enumerate(images)
    ]
    firsts = [(image, first) for image, first in firsts if first.hashes]
    rows = [["a moment later moved", "pairs", "called one or a part", "shown as alike"]]
    for what, (moved, by) in twin_bursts.STIRRED.items():
        later = [
            (seen(encoded(twin_bursts.stirred(image, random.Random(f"{what} {at} {shot}"), moved, by))), first)
            for at, (image, first) in enumerate(firsts)
            for shot in range(shots)
        ]
        called = sum(one_or_part(*pair) is not None for pair in later)
        shown = sum((found := alike.compare(*pair)) is not None and not found.same for pair in later)
        rows.append([what, str(len(later)), str(called), str(shown)])
    table(f"{folder}: {len(firsts)} pictures a moment later", rows)


def cost() -> str:
    """Processor time of the whole look at a photo of 12 million pixels."""
    large = encoded(scenes.scene(1).resize((4000, 3000), Image.Resampling.BICUBIC), quality=90)
    spent = []
    for _ in range(7):
        start = time.process_time()
        look(large, "anh.jpg")
        spent.append(time.process_time() - start)
    return f"{sorted(spent)[3] * 1000:.0f} ms for {len(large) / 1e6:.1f} MB of JPEG, 4000 x 3000"


def main(count: int = 1000, sample: int = 60, folder: str = "") -> None:
    print(f"looking at a photo: {cost()}", flush=True)
    groups = {"scenes": [scenes.scene(seed) for seed in range(sample)]}
    if folder:
        groups[folder] = [Image.open(file).convert("RGB") for file in sorted(Path(folder).iterdir())]
    for name, images in groups.items():
        known = [Known(image, seen(encoded(image, quality=92))) for image in images]
        known = [one for one in known if one.seen.hashes]
        rows = [["copies", "known", "ms a pair"]]
        rows += [recall(known, what, change, compare) for what, change in (COPIES | LIGHTS).items()]
        rows += [recall(known, what, change, one_or_part) for what, change in PARTS.items()]
        table(f"{name}: {len(known)} of {len(images)} have enough to see", rows)
    head = ["not one", "photos", "little to see", "pairs", "near", "called one", "share", "called part"]
    rows = [
        head,
        false_pairs("distinct scenes", (scenes.scene(seed) for seed in range(10_000, 10_000 + count)), 1500),
        *(false_pairs("shots of a hall", shots) for shots in scenes.film(6, 8)),
        false_pairs("symmetric", (scenes.symmetric(seed) for seed in range(60)), 300),
        false_pairs("documents", (scenes.document(seed) for seed in range(60)), 300),
        false_pairs("portraits", (scenes.portrait(seed) for seed in range(60)), 300),
        false_pairs("charts", (scenes.chart(seed) for seed in range(60)), 300),
    ]
    table("pairs that are two", rows)
    bursts("development", 6)
    if folder:
        moments(Path(folder))


if __name__ == "__main__":
    if sys.argv[1:2] == ["moments"]:
        moments(Path(sys.argv[2]))
        sys.exit()
    if sys.argv[1:2] == ["bursts"]:
        bursts("".join(sys.argv[2:3]) or "development", int("".join(sys.argv[3:4]) or 6))
        sys.exit()
    main(int(sys.argv[1]) if sys.argv[1:] else 1000, int(sys.argv[2]) if sys.argv[2:] else 60, "".join(sys.argv[3:4]))
