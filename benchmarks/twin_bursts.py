"""Bursts of one meeting hall: the camera stands still, about seventy people sit, a second passes between two shots.

All sway a little, some may have moved: an editor who is told that two such shots are one photo is told what is wrong.
Of real pictures a shot a moment later is made by moving what is in them, as heads move in a hall.
Seeds of development are those to choose limits by; those of the examination are looked at when all is chosen.
"""

import random
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageStat

SIZE = (1280, 853)
_DRAWN = 2  # times as large: so a person can move by parts of a pixel
_ROWS = 7
SWAY: Final = 0.05  # of the width of a head: standard deviation of how far everybody is from where he sat
SEEDS: Final = {"development": 20_000, "examination": 90_000}
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """Where the middle of a head is and how wide it is, in pixels of the drawing; what he wears; where he looks."""

    x: float
    y: float
    head: float
    shirt: Colour
    skin: Colour
    turned: float  # of the head's width: how far the face is from its middle
    raised: bool = False  # a hand


def burst(seed: int, moved: int, shot: int, sway: float = SWAY) -> Image.Image:
    """A shot in which so many people have moved since shot 0, in which nobody has."""
    people = _seated(random.Random(seed))
    chance = random.Random(f"{seed} {moved} {shot} {sway}")
    moving = set(chance.sample(range(len(people)), moved)) if shot else set[int]()
    people = [_later(one, chance, sway if shot else 0.0, at in moving) for at, one in enumerate(people)]
    image = _hall(random.Random(seed + 1))
    draw = ImageDraw.Draw(image)
    for one in people:
        _draw(draw, one)
    return _taken(image, chance)


KINDS: Final[dict[str, tuple[int, float]]] = {
    "all sway by 2 % of a head": (0, 0.02),
    "all sway by 5 % of a head": (0, SWAY),
    "all sway by 10 % of a head": (0, 0.1),
    **{f"as by 5 %, and {moved} of 70 moved": (moved, SWAY) for moved in (1, 2, 4, 8)},
}


def _seated(chance: random.Random) -> list[Person]:
    """Rows from the back to the front, ten people in each."""
    people, near = [], chance.uniform(0.55, 1.0)
    for row in range(_ROWS):
        head = SIZE[0] * _DRAWN * (0.013 + 0.0052 * row) * near
        top = SIZE[1] * _DRAWN * (0.33 + 0.012 * row + 0.0085 * row * row)
        step = SIZE[0] * _DRAWN / 10
        for place in range(10):
            x = step * (place + 0.5 + 0.5 * (row % 2) - 0.25) + chance.uniform(-0.2, 0.2) * step
            y = top + chance.uniform(-0.3, 0.3) * head
            shirt = chance.choice((_colour(chance, 20, 90), _colour(chance, 40, 220), _colour(chance, 170, 245)))
            tone = chance.randrange(140, 220)
            skin = (tone, tone * 3 // 4, tone * 3 // 5)
            people.append(Person(x, y, head, shirt, skin, chance.uniform(-0.2, 0.2)))
    return people


def _later(one: Person, chance: random.Random, sway: float, moved: bool) -> Person:
    """The same person a second later. Who moves leans over, turns or raises a hand."""
    x, y = one.x + chance.gauss(0, sway) * one.head, one.y + chance.gauss(0, sway / 2) * one.head
    turned, raised = one.turned + chance.gauss(0, sway / 2), False
    if moved:
        how = chance.randrange(4)
        if how <= 1:
            x += chance.choice((-1, 1)) * chance.uniform(0.4, 1.2) * one.head
            y += chance.uniform(-0.2, 0.4) * one.head
        elif how == 2:
            turned = -0.3 if turned > 0 else 0.3
            x += chance.choice((-1, 1)) * 0.3 * one.head
        else:
            raised = True
    return Person(x, y, one.head, one.shirt, one.skin, turned, raised)


def _hall(chance: random.Random) -> Image.Image:
    """Wall with a banner, flowers, windows; the floor is nearly hidden."""
    size = SIZE[0] * _DRAWN, SIZE[1] * _DRAWN
    wall = Image.new("RGB", size, _colour(chance, 120, 235))
    light = Image.linear_gradient("L").resize(size).convert("RGB")
    image = Image.blend(wall, light, 0.25)
    grain = Image.frombytes("RGB", (64, 43), chance.randbytes(64 * 43 * 3)).resize(size, Image.Resampling.BICUBIC)
    image = Image.blend(image, grain, 0.12)
    draw = ImageDraw.Draw(image)
    left, right, unit = chance.randrange(300, 600), chance.randrange(1900, 2250), size[1] / 100
    draw.rectangle((left, 6 * unit, right, 22 * unit), fill=(chance.randrange(150, 210), 20, 30))
    for line, text in enumerate(("HỘI NGHỊ", f"TỔNG KẾT CÔNG TÁC NĂM {chance.randrange(2000, 2030)}")):
        font = ImageFont.load_default(90 - 20 * line)
        draw.text((left + 120, (7 + 8 * line) * unit), text, fill=(250, 220, 60), font=font)
    for x in (chance.randrange(60, 200), chance.randrange(2300, 2420)):
        draw.rectangle((x, 8 * unit, x + 130, 26 * unit), fill=_colour(chance, 200, 255), outline=(90, 70, 50), width=8)
    draw.rectangle((0, 45 * unit, *size), fill=_colour(chance, 60, 140))
    return image


def _draw(draw: ImageDraw.ImageDraw, one: Person) -> None:
    x, y, half = one.x, one.y, one.head / 2
    if one.raised:
        draw.line((x + 2 * half, y + 3 * half, x + 2.6 * half, y - 2 * half), fill=one.shirt, width=round(0.8 * half))
        draw.ellipse((x + 2.1 * half, y - 3 * half, x + 3.1 * half, y - 1.8 * half), fill=one.skin)
    shade = one.shirt[0] * 7 // 10, one.shirt[1] * 7 // 10, one.shirt[2] * 7 // 10
    draw.rounded_rectangle((x - 2.2 * half, y + 1.1 * half, x + 2.2 * half, y + 6.5 * half), half, fill=one.shirt)
    draw.polygon(((x - half, y + 1.1 * half), (x + half, y + 1.1 * half), (x, y + 3.2 * half)), fill=(235, 235, 235))
    draw.line((x, y + 3 * half, x, y + 6.5 * half), fill=shade, width=max(1, round(0.15 * half)))
    draw.ellipse((x - half, y - 1.3 * half, x + half, y + 1.3 * half), fill=(28, 22, 20))
    face = x + 2 * one.turned * half
    draw.ellipse((face - 0.8 * half, y - 0.8 * half, face + 0.8 * half, y + 1.3 * half), fill=one.skin)
    for side in (-0.35, 0.35):
        eye = face + side * half, y + 0.05 * half
        draw.ellipse((eye[0] - 0.12 * half, eye[1] - 0.1 * half, eye[0] + 0.12 * half, eye[1] + 0.1 * half), fill=40)


def _taken(image: Image.Image, chance: random.Random) -> Image.Image:
    """By a camera that shakes by one to three pixels, with a breath of light more or less and the noise of a sensor."""
    by = [chance.choice((-1, 1)) * chance.uniform(1, 3) * _DRAWN / 2 for _ in range(2)]
    lean = chance.uniform(-0.0006, 0.0006)
    image = image.transform(
        image.size, Image.Transform.AFFINE, (1, lean, by[0], -lean, 1, by[1]), Image.Resampling.BICUBIC
    )
    margin = 6 * _DRAWN
    inner = image.crop((margin, margin, image.width - margin, image.height - margin))
    small = inner.resize(SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))
    noise = Image.frombytes("RGB", SIZE, chance.randbytes(SIZE[0] * SIZE[1] * 3)).filter(ImageFilter.GaussianBlur(0.5))
    small = ImageChops.add(small, noise.point([level // 20 for level in range(256)] * 3), 1, -6)
    return ImageEnhance.Brightness(small).enhance(chance.uniform(0.98, 1.02))


def _colour(chance: random.Random, low: int, high: int) -> Colour:
    return chance.randrange(low, high), chance.randrange(low, high), chance.randrange(low, high)


# --- Of real pictures ----------------------------------------------------------------------------------------------

STIRRED: Final[dict[str, tuple[int, float]]] = {
    "nothing": (0, 0.0),
    "70 things by about 5 % of their size": (70, 0.05),
    "70 things by about 10 %": (70, 0.1),
    "1 thing by 50 %": (1, 0.5),
    "1 thing by 100 %": (1, 1.0),
    "2 things by 100 %": (2, 1.0),
    "4 things by 50 %": (4, 0.5),
}
_THING = 0.016  # of the width: half the size of a head in the middle of a hall
_PLAIN = 18  # standard deviation of grey levels; nobody sees a piece of sky move


def stirred(image: Image.Image, chance: random.Random, moved: int, by: float) -> Image.Image:
    """A moment later: so many pieces with something to see lie elsewhere, by so much of their size (about so much, if
    it is less than a third), the others where they lay."""
    image = image.resize((SIZE[0], round(SIZE[0] * image.height / image.width)), Image.Resampling.LANCZOS)
    out, done = image.copy(), 0
    for _ in range(400 if moved else 0):
        half = chance.uniform(0.8, 1.6) * _THING * image.width
        x, y = (chance.uniform(2 * half + 9, side - 2 * half - 9) for side in image.size)
        box = round(x - 1.3 * half), round(y - 1.3 * half), round(x + 1.3 * half), round(y + 1.3 * half)
        if ImageStat.Stat(image.crop(box).convert("L")).stddev[0] < _PLAIN:
            continue
        far = 2 * half * (by if by >= 1 / 3 else abs(chance.gauss(0, by))) * chance.choice((-1, 1))
        _move(out, image, box, (far, far * chance.uniform(-0.3, 0.3)))
        done += 1
        if done == moved:
            break
    return _taken_by_hand(out, chance)


def _move(out: Image.Image, image: Image.Image, box: tuple[int, int, int, int], by: tuple[float, float]) -> None:
    size = box[2] - box[0], box[3] - box[1]
    there = (1, 0, box[0] + by[0], 0, 1, box[1] + by[1])
    piece, mask = image.transform(size, Image.Transform.AFFINE, there, Image.Resampling.BICUBIC), Image.new("L", size)
    edge = 0.12 * size[0]
    ImageDraw.Draw(mask).ellipse((edge, edge, size[0] - edge, size[1] - edge), fill=255)
    out.paste(piece, box[:2], mask.filter(ImageFilter.GaussianBlur(edge / 3)))


def _taken_by_hand(image: Image.Image, chance: random.Random) -> Image.Image:
    """Held up to three pixels aside, with the noise of a sensor and a breath of light more or less."""
    lean, margin = chance.uniform(-0.0006, 0.0006), 8
    way = (1, lean, chance.uniform(-3, 3), -lean, 1, chance.uniform(-3, 3))
    image = image.transform(image.size, Image.Transform.AFFINE, way, Image.Resampling.BICUBIC)
    image = image.crop((margin, margin, image.width - margin, image.height - margin))
    noise = Image.frombytes("RGB", image.size, chance.randbytes(image.width * image.height * 3))
    noise = noise.filter(ImageFilter.GaussianBlur(0.5)).point([level // 24 for level in range(256)] * 3)
    return ImageEnhance.Brightness(ImageChops.add(image, noise, 1, -5)).enhance(chance.uniform(0.98, 1.02))
