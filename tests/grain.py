"""Grain as photos have it, the same in every run: Pillow's own noise is drawn anew each time."""

import random

from PIL import Image


def grain(size: tuple[int, int], spread: float, seed: int = 1) -> Image.Image:
    """A grey picture around 128; `spread`: standard deviation of its levels."""
    levels = random.Random(seed).randbytes(size[0] * size[1])
    reach = spread * 3**0.5 / 128  # a uniform spread of the same deviation
    return Image.frombytes("L", size, levels).point(
        [min(255, max(0, round(128 + (v - 128) * reach))) for v in range(256)]
    )
