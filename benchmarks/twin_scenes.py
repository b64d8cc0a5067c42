"""Pictures made for the benchmark of photos: scenes as reporters take them, and those that look alike and are not one.

Textures have as much of each size as photos have (1/f); a seed gives the same picture on every machine.
"""

import random
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIZE = (960, 640)
Colour = tuple[int, int, int]


def scene(seed: int) -> Image.Image:
    """Ground, sky, things and people; every third one a hall with a banner."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return hall(seed)
    image = Image.blend(_texture(chance, 3), _ground(chance), chance.uniform(0.35, 0.6))
    draw = ImageDraw.Draw(image)
    for _ in range(chance.randrange(3, 9)):
        _thing(draw, chance)
    for _ in range(chance.randrange(2, 14)):
        _person(
            draw, chance, chance.randrange(SIZE[0]), chance.randrange(SIZE[1] // 3, SIZE[1]), chance.uniform(0.5, 3)
        )
    return _taken(image, chance)


def hall(seed: int, shot: int = 0) -> Image.Image:
    """A meeting: banner, flags, rows of heads. In another shot some people have moved; every second one of these is
    taken from the very same place, the others are held a little differently."""
    chance, other = random.Random(seed), random.Random(seed * 1000 + shot)
    image = Image.blend(_texture(chance, 3), Image.new("RGB", SIZE, _colour(chance, 90, 230)), 0.75)
    draw = ImageDraw.Draw(image)
    left, right = chance.randrange(100, 260), chance.randrange(700, 860)
    draw.rectangle((left, 40, right, 150), fill=(chance.randrange(150, 210), 20, 30))
    for line, text in enumerate(("HỘI NGHỊ", f"TỔNG KẾT CÔNG TÁC NĂM {chance.randrange(2000, 2030)}")):
        font = ImageFont.load_default(28 - 6 * line)
        draw.text((left + 40 + 20 * line, 55 + 45 * line), text, fill=(250, 220, 60), font=font)
    for x in range(left - 60, left, 20):
        draw.polygon(((x, 60), (x + 16, 70), (x, 200)), fill=(200, 20, 20))
    for row in range(5):
        top, scale = 210 + 75 * row, 0.8 + 0.45 * row
        for x in range(chance.randrange(20, 60), SIZE[0], round(38 * scale)):
            place = x + chance.randrange(-6, 7)
            if shot and other.random() < 0.15:
                place += other.choice((-1, 1)) * other.randrange(6, 18)
            _person(draw, chance, place, top + chance.randrange(-8, 9), scale)
    image = _taken(image, other)
    if shot and shot % 2 == 0:
        shift = other.uniform(0.002, 0.02)
        image = image.rotate(other.uniform(-0.8, 0.8), Image.Resampling.BICUBIC)
        x, y = round(SIZE[0] * shift), round(SIZE[1] * other.uniform(0.002, 0.02))
        image = image.crop((x + 12, y + 12, SIZE[0] - 12, SIZE[1] - 12)).resize(SIZE, Image.Resampling.BICUBIC)
    return image


def symmetric(seed: int) -> Image.Image:
    """A gate, a plate, a pattern: its left half is its right one."""
    half = scene(seed * 3 + 1).crop((0, 0, SIZE[0] // 2, SIZE[1]))
    image = Image.new("RGB", SIZE)
    image.paste(half, (0, 0))
    image.paste(half.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (SIZE[0] // 2, 0))
    return image


def document(seed: int) -> Image.Image:
    """A page photographed or scanned: one letterhead, other words."""
    chance = random.Random(seed)
    page = Image.new("RGB", (900, 1270), (252, 252, 248))
    draw = ImageDraw.Draw(page)
    draw.text(
        (90, 60),
        "ỦY BAN NHÂN DÂN XÃ          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        fill=20,
        font=ImageFont.load_default(20),
    )
    for line in range(180, 1180, 30):
        words = " ".join("".join(chance.choices("aeinotghc", k=chance.randrange(2, 7))) for _ in range(14))
        draw.text((90, line), words[: chance.randrange(40, 75)], fill=(30, 30, 30), font=ImageFont.load_default(18))
    if seed % 2:
        shade = Image.linear_gradient("L").resize(page.size).convert("RGB")
        page = ImageChops.multiply(page, Image.blend(shade, Image.new("RGB", page.size, "white"), 0.7))
    return page


def portrait(seed: int) -> Image.Image:
    """A head on white or blue, as on a card."""
    chance = random.Random(seed)
    image = Image.new("RGB", (600, 800), chance.choice(((245, 245, 245), (70, 120, 200))))
    draw = ImageDraw.Draw(image)
    middle, width, top = 300 + chance.randrange(-15, 16), chance.randrange(95, 130), chance.randrange(150, 200)
    draw.rounded_rectangle((middle - 230, 560, middle + 230, 900), 90, fill=_colour(chance, 20, 240))
    draw.polygon(((middle - 40, 560), (middle + 40, 560), (middle, 680)), fill=_colour(chance, 150, 250))
    draw.ellipse((middle - width, top, middle + width, top + 380), fill=_skin(chance))
    draw.chord(
        (middle - width - 8, top - 20, middle + width + 8, top + chance.randrange(190, 300)),
        180,
        360,
        fill=(25, 20, 20),
    )
    for x in (middle - 45, middle + 45):
        draw.ellipse((x - 12, top + 165, x + 12, top + 180), fill=(30, 20, 20))
    draw.arc((middle - 45, top + 230, middle + 45, top + 300), 20, 160, fill=(140, 60, 60), width=6)
    return _taken(image, chance)


def chart(seed: int) -> Image.Image:
    """A month's chart or map in the colours of the month before."""
    chance = random.Random(seed)
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    draw.text((80, 30), f"Số liệu tháng {chance.randrange(1, 13)}", fill="black", font=ImageFont.load_default(36))
    for x in range(100, 860, 95):
        draw.rectangle((x, chance.randrange(150, 520), x + 60, 580), fill=(30, 90, 170))
    return image


def film(count: int, shots: int) -> Iterator[list[Image.Image]]:
    """Bursts: each a list of shots of one hall."""
    for number in range(count):
        yield [hall(9000 + number, shot) for shot in range(shots)]


# --- What they are made of -----------------------------------------------------------------------------------------


def _texture(chance: random.Random, bands: int) -> Image.Image:
    image = Image.new("RGB", SIZE, (128, 128, 128))
    for octave in range(1, 8):
        size = 2**octave * 3 // 2 + 1, 2**octave + 1
        noise = Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * bands))
        image = Image.blend(image, noise.resize(SIZE, Image.Resampling.BICUBIC), 0.5 if octave == 1 else 0.3)
    return image


def _ground(chance: random.Random) -> Image.Image:
    image = Image.new("RGB", SIZE, _colour(chance, 130, 250))
    draw = ImageDraw.Draw(image)
    for layer in range(1, chance.randrange(2, 5)):
        top = SIZE[1] * layer // 4
        line = [(x, top + chance.randrange(-60, 60)) for x in range(0, SIZE[0] + 121, 120)]
        draw.polygon((*line, (SIZE[0], SIZE[1]), (0, SIZE[1])), fill=_colour(chance, 30, 200))
    return image


def _thing(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1] // 4, SIZE[1])
    width, height = chance.randrange(30, 260), chance.randrange(30, 220)
    shape = chance.choice((draw.rectangle, draw.ellipse))
    shape((x, y - height, x + width, y), fill=_colour(chance, 10, 250))
    if chance.random() < 0.5:
        draw.polygon(
            ((x - 10, y - height), (x + width + 10, y - height), (x + width // 2, y - height - 60)),
            fill=_colour(chance, 60, 200),
        )


def _person(draw: ImageDraw.ImageDraw, chance: random.Random, x: int, y: int, scale: float) -> None:
    head = round(9 * scale)
    shirt, skin = _colour(chance, 20, 250), _skin(chance)
    draw.rounded_rectangle((x - 2 * head, y + head, x + 2 * head, y + 6 * head), head, fill=shirt)
    draw.ellipse((x - head, y - head, x + head, y + head + head // 2), fill=skin)
    draw.chord((x - head, y - head - 2, x + head, y + head), 180, 360, fill=(25, 20, 20))


def _taken(image: Image.Image, chance: random.Random) -> Image.Image:
    """A little soft, with the noise of a sensor."""
    noise = Image.frombytes("RGB", image.size, chance.randbytes(image.width * image.height * 3))
    return Image.blend(image.filter(ImageFilter.GaussianBlur(0.8)), noise, 0.04)


def _colour(chance: random.Random, low: int, high: int) -> Colour:
    return chance.randrange(low, high), chance.randrange(low, high), chance.randrange(low, high)


def _skin(chance: random.Random) -> Colour:
    tone = chance.randrange(150, 225)
    return tone, tone * 3 // 4, tone * 3 // 5
