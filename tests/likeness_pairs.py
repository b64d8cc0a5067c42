"""Pairs of photos that are one, and pairs that are two: python -m tests.likeness_pairs prints precision and recall.

The same: a photo resized, compressed anew, cropped by up to a quarter, in another format, turned by its orientation.
Different: bursts of one meeting hall in which a few people have moved, whole and cropped, and photos of other scenes.
"""

import io
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from tinbai.parsers.photo.likeness import is_part, same_picture
from tinbai.parsers.photo.read import Looked, look

WIDTH, HEIGHT = 1200, 800
HALLS, SHOTS = 9, (0, 1, 2, 4, 12)  # people who have moved in each shot of a burst
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    what: str
    first: Looked  # the photo as attached
    second: Looked  # what may be in the document


def encoded(image: Image.Image, kind: str = "JPEG", **how: Any) -> Looked:
    out = io.BytesIO()
    image.save(out, kind, **how)
    looked = look(out.getvalue(), "anh")
    assert looked is not None
    return looked


def hall(seed: int, moved: int = 0) -> Image.Image:
    """A meeting hall with two dozen people in four rows; `moved` of them sit elsewhere than in shot 0."""
    chance = random.Random(seed)

    def colour(low: int, high: int) -> Colour:
        return chance.randrange(low, high), chance.randrange(low, high), chance.randrange(low, high)

    wall = Image.linear_gradient("L").resize((WIDTH, HEIGHT)).convert("RGB")
    image = Image.blend(wall, Image.new("RGB", (WIDTH, HEIGHT), colour(90, 230)), 0.6)
    draw = ImageDraw.Draw(image)
    draw.rectangle((WIDTH // 4, HEIGHT // 14, 3 * WIDTH // 4, HEIGHT // 4), fill=(190, 20, 20))
    for number in range(9):
        left = WIDTH // 4 + 15 + number * WIDTH // 20
        draw.rectangle((left, HEIGHT // 9, left + WIDTH // 35, HEIGHT // 6), fill=(250, 220, 60))
    for row in range(4):
        top = HEIGHT * (45 + 14 * row) // 100
        draw.rectangle((0, top + HEIGHT // 14, WIDTH, top + HEIGHT // 10), fill=(120, 80, 50))
    people = [(chance.randrange(60, WIDTH - 60), number % 4, colour(100, 220), colour(30, 250)) for number in range(24)]
    other = random.Random(seed * 100 + moved)
    sitting_elsewhere = set(other.sample(range(24), moved))
    for number, (x, row, skin, shirt) in enumerate(people):
        y, size = HEIGHT * (42 + 14 * row) // 100, WIDTH // 60 * (2 + row) // 2
        if number in sitting_elsewhere:
            x += other.choice((-1, 1)) * other.randrange(size // 2, 2 * size)
        draw.rounded_rectangle((x - size, y + size // 2, x + size, y + 3 * size), radius=size // 2, fill=shirt)
        draw.ellipse((x - size // 2, y - size // 2, x + size // 2, y + size // 2 + size // 4), fill=skin)
        draw.ellipse((x - size // 2, y - size // 2, x + size // 2, y), fill=(20, 15, 15))
    noise = Image.frombytes("L", image.size, other.randbytes(WIDTH * HEIGHT)).convert("RGB")
    return Image.blend(image.filter(ImageFilter.GaussianBlur(1)), noise, 0.02)


def copies(image: Image.Image, chance: random.Random) -> Iterator[tuple[str, Looked]]:
    """The photo as other programs leave it."""
    for side in (320, 480, 640, 1000):
        filters = (Image.Resampling.BILINEAR, Image.Resampling.LANCZOS, Image.Resampling.BICUBIC)
        smaller = image.resize((side, round(side * image.height / image.width)), chance.choice(filters))
        yield f"resized to {side}", encoded(smaller, quality=chance.choice((60, 75, 85)))
    for quality in (20, 40, 70):
        yield f"quality {quality}", encoded(image, quality=quality)
    half = image.resize((image.width // 2, image.height // 2))
    for kind in ("PNG", "WEBP", "BMP", "TIFF"):
        yield kind, encoded(half, kind)
    exif = Image.Exif()
    exif[0x0112] = 6
    yield "turned", encoded(image.transpose(Image.Transpose.ROTATE_90), exif=exif, quality=80)
    for number in range(6):
        across, down = chance.random() * 0.25, chance.random() * 0.25
        left, top = chance.random() * across, chance.random() * down
        box = [
            left * image.width,
            top * image.height,
            (left + 1 - across) * image.width,
            (top + 1 - down) * image.height,
        ]
        part = image.crop((round(box[0]), round(box[1]), round(box[2]), round(box[3])))
        if number % 2:
            part = part.resize((part.width // 2, part.height // 2), Image.Resampling.LANCZOS)
        yield f"cropped by {across:.2f} and {down:.2f}", encoded(part, quality=chance.choice((60, 75, 85)))


def same_pairs(photos: dict[str, Image.Image]) -> Iterator[Pair]:
    chance = random.Random(11)
    for name, image in photos.items():
        first = encoded(image, quality=90)
        for what, second in copies(image, chance):
            yield Pair(f"{name} {what}", first, second)


def different_pairs(photos: dict[str, Image.Image]) -> Iterator[Pair]:
    for seed in range(HALLS):
        shots = [hall(seed, moved) for moved in SHOTS]
        wholes = [encoded(shot, quality=85) for shot in shots]
        parts = [encoded(shot.crop((45, 22, 1125, 750)), quality=85) for shot in shots]
        for number, whole in enumerate(wholes):
            for other in range(number + 1, len(shots)):
                yield Pair(f"hall {seed}: {SHOTS[number]} and {SHOTS[other]} moved", whole, wholes[other])
                yield Pair(f"hall {seed}: {SHOTS[number]} and {SHOTS[other]} moved, cropped", whole, parts[other])
    known = [(name, encoded(image, quality=85)) for name, image in photos.items()]
    for number, (name, first) in enumerate(known):
        for another, second in known[number + 1 :]:
            yield Pair(f"{name} and {another}", first, second)


def is_one(pair: Pair) -> bool:
    return same_picture(pair.first, pair.second) or is_part(pair.second, pair.first)


def halls(count: int = HALLS) -> dict[str, Image.Image]:
    return {f"hall {seed}": hall(seed) for seed in range(count)}


def main() -> None:
    """Print what came of all pairs."""
    same = [(pair.what, is_one(pair)) for pair in same_pairs(halls())]
    different = [(pair.what, is_one(pair)) for pair in different_pairs(halls())]
    missed, merged = [what for what, one in same if not one], [what for what, one in different if one]
    found = len(same) - len(missed)
    sys.stdout.write(f"the same: {len(same)}, recall {found / len(same):.3f}, missed: {missed}\n")
    sys.stdout.write(f"different: {len(different)}, precision {found / (found + len(merged)):.4f}, merged: {merged}\n")


if __name__ == "__main__":
    main()
