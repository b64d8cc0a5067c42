"""QR codes (ISO/IEC 18004): octets at level M in versions 1 to 10, as SVG; enough for an address of 200 letters."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

# version -> (octets of correction in a block, octets of data in each block, centres of the alignment patterns)
_VERSIONS: dict[int, tuple[int, tuple[int, ...], tuple[int, ...]]] = {
    1: (10, (16,), ()),
    2: (16, (28,), (6, 18)),
    3: (26, (44,), (6, 22)),
    4: (18, (32,) * 2, (6, 26)),
    5: (24, (43,) * 2, (6, 30)),
    6: (16, (27,) * 4, (6, 34)),
    7: (18, (31,) * 4, (6, 22, 38)),
    8: (22, (38, 38, 39, 39), (6, 24, 42)),
    9: (22, (36, 36, 36, 37, 37), (6, 26, 46)),
    10: (26, (43, 43, 43, 43, 44), (6, 28, 50)),
}
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)
_QUIET = 4  # modules of white around it, 6.3.8
_LOOKALIKE = ((True, False, True, True, True, False, True, False, False, False, False),)

Grid = list[list[bool]]


def svg(text: str) -> str | None:
    """The picture, black on white; None for a text that is too long."""
    grid = matrix(text)
    if grid is None:
        return None
    side = len(grid) + 2 * _QUIET
    dots = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for y, row in enumerate(grid) for x, dark in enumerate(row) if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dots}"/></svg>'
    )


def matrix(text: str) -> Grid | None:
    """Rows of modules, True is dark."""
    octets = text.encode()
    fitting = (v for v, (_, blocks, _) in _VERSIONS.items() if len(octets) + (3 if v > 9 else 2) <= sum(blocks))
    version = next(fitting, None)
    if version is None:
        return None
    bits = list(_interleaved(version, _data(version, octets)))
    drawn = [_drawn(version, bits, mask) for mask in range(len(_MASKS))]
    return min(drawn, key=_penalty)


def _data(version: int, octets: bytes) -> bytes:
    """Mode, length, octets, end and padding (7.4)."""
    room = sum(_VERSIONS[version][1])
    counted = 16 if version > 9 else 8
    value = (0b0100 << counted | len(octets)) << 8 * len(octets) | int.from_bytes(octets, "big")
    length = 4 + counted + 8 * len(octets)
    free = 8 * room - length
    value, length = value << min(4, free), length + min(4, free)
    value, length = value << -length % 8, length + -length % 8
    filled = value.to_bytes(length // 8, "big")
    return filled + (b"\xec\x11" * room)[: room - len(filled)]


def _interleaved(version: int, data: bytes) -> Iterator[bool]:
    """The bits in the order they are drawn: octet by octet of all blocks, then their correction (7.6)."""
    correction, sizes, _ = _VERSIONS[version]
    blocks, at = [], 0
    for size in sizes:
        blocks.append(data[at : at + size])
        at += size
    generator = _generator(correction)
    for part in (blocks, [_remainder(block, generator) for block in blocks]):
        for column in zip_longest(*part):
            for octet in column:
                if octet is not None:
                    yield from (bool(octet >> bit & 1) for bit in range(7, -1, -1))


def _times(a: int, b: int) -> int:
    """In the field of 256 with 0x11d."""
    product = 0
    for bit in range(7, -1, -1):
        product = product << 1 ^ (product >> 7) * 0x11D
        product ^= (b >> bit & 1) * a
    return product


def _generator(degree: int) -> list[int]:
    found, root = [*([0] * (degree - 1)), 1], 1
    for _ in range(degree):
        found = [_times(one, root) ^ (found[at + 1] if at + 1 < degree else 0) for at, one in enumerate(found)]
        root = _times(root, 2)
    return found


def _remainder(block: bytes, generator: Sequence[int]) -> list[int]:
    rest = [0] * len(generator)
    for octet in block:
        factor = octet ^ rest.pop(0)
        rest.append(0)
        rest = [one ^ _times(by, factor) for one, by in zip(rest, generator, strict=True)]
    return rest


def _drawn(version: int, bits: Sequence[bool], mask: int) -> Grid:
    side = 17 + 4 * version
    grid: Grid = [[False] * side for _ in range(side)]
    taken: Grid = [[False] * side for _ in range(side)]

    def put(y: int, x: int, dark: bool) -> None:
        if 0 <= y < side and 0 <= x < side:
            grid[y][x], taken[y][x] = dark, True

    _patterns(version, side, put)
    _formats(version, side, mask, put)
    queue = iter(bits)
    for y, x in _walk(side):
        if not taken[y][x]:
            grid[y][x] = next(queue, False) ^ _MASKS[mask](y, x)
    return grid


def _patterns(version: int, side: int, put: Callable[[int, int, bool], None]) -> None:
    """Timing, the three finders with their white, alignment (6.3)."""
    for at in range(side):
        put(6, at, at % 2 == 0)
        put(at, 6, at % 2 == 0)
    for top, left in ((3, 3), (3, side - 4), (side - 4, 3)):
        for y in range(-4, 5):
            for x in range(-4, 5):
                put(top + y, left + x, max(abs(y), abs(x)) not in (2, 4))
    centres = _VERSIONS[version][2]
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    for top in centres:
        for left in centres:
            if (top, left) not in corners:
                for y in range(-2, 3):
                    for x in range(-2, 3):
                        put(top + y, left + x, max(abs(y), abs(x)) != 1)


def _formats(version: int, side: int, mask: int, put: Callable[[int, int, bool], None]) -> None:
    """Level and mask beside the finders, the version too from 7 on (7.9, 7.10)."""
    told = _with_check(mask, 0x537, 10) ^ 0x5412  # level M is 00
    for at in range(15):
        dark = bool(told >> at & 1)
        put(at if at < 6 else at + 1 if at < 8 else side - 15 + at, 8, dark)
        put(8, side - 1 - at if at < 8 else 15 - at if at == 8 else 14 - at, dark)
    put(side - 8, 8, True)
    if version > 6:
        numbered = _with_check(version, 0x1F25, 12)
        for at in range(18):
            dark, far, near = bool(numbered >> at & 1), side - 11 + at % 3, at // 3
            put(far, near, dark)
            put(near, far, dark)


def _with_check(value: int, generator: int, length: int) -> int:
    rest = value
    for _ in range(length):
        rest = rest << 1 ^ (rest >> length - 1) * generator
    return value << length | rest


def _walk(side: int) -> Iterator[tuple[int, int]]:
    """Columns in pairs from the right, up and down in turn, past the timing pattern (7.7.3)."""
    up = True
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for y in range(side - 1, -1, -1) if up else range(side):
            yield y, right
            yield y, right - 1
        up = not up


def _penalty(grid: Grid) -> int:
    """How hard it is to read (7.8.3): runs, squares, what looks like a finder, too dark or too light."""
    side, lines = len(grid), [*grid, *map(list, zip(*grid, strict=True))]
    found = 0
    for line in lines:
        run = 1
        for at in range(1, side + 1):
            if at < side and line[at] == line[at - 1]:
                run += 1
            else:
                found += run - 2 if run >= 5 else 0
                run = 1
        for at in range(side - 10):
            part = tuple(line[at : at + 11])
            found += 40 * (part in _LOOKALIKE or part[::-1] in _LOOKALIKE)
    for y in range(side - 1):
        for x in range(side - 1):
            found += 3 * (grid[y][x] == grid[y][x + 1] == grid[y + 1][x] == grid[y + 1][x + 1])
    dark = sum(map(sum, grid)) * 100 // side**2
    return found + abs(dark - 50) // 5 * 10
