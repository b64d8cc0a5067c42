"""Prints of a text: few hashes of runs of five words, chosen so that a shared passage gives shared prints.

Nested winnowing: kept is the least hash of every 32 (16 in short texts), asked is the least of every 8. The least of a
large window is the least of each small window around it, so any shared run of 12 words around a kept print is found
with a quarter of the look-ups that asking for all would take.

A hash of five words is the exclusive or of five random numbers, one for each word in its place (tabulation hashing):
no language's own hash, which may be another one tomorrow, and a third of the time of a polynomial.
"""

import hashlib
import re
import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from tinbai.queue.twins.fold import Words

GRAM = 5
_ASKED, _KEPT, _KEPT_SHORT = 8, 32, 16
_SHORT = 200  # words
BITS = 40  # of a print; what stands in the key above them says to which index it belongs
_OCTETS = BITS // 8


_LANE = 8  # octets that hold one number, as array("Q") reads them


@lru_cache(maxsize=65_536)
def _word(word: str) -> bytes:
    """What the word adds as first, second … fifth of five: five lanes, the least octet first."""
    digest = hashlib.blake2b(word.encode(), digest_size=GRAM * _OCTETS).digest()
    numbers = (int.from_bytes(digest[at : at + _OCTETS]) for at in range(0, len(digest), _OCTETS))
    return b"".join(number.to_bytes(_LANE, "little") for number in numbers)


def grams(words: Sequence[str]) -> list[int]:
    """A hash for every five words in a row.

    The text is one long number: moved down by a word and a lane, the second lane of each next word comes to lie on the
    first of each word. So four operations hash all of it, which takes less time than word by word.
    """
    count = len(words) - GRAM + 1
    if count < 1:
        return []
    text = int.from_bytes(b"".join(map(_word, words)), "little")
    step = (GRAM + 1) * _LANE * 8
    mixed = text ^ text >> step ^ text >> 2 * step ^ text >> 3 * step ^ text >> 4 * step
    lanes = array("Q", mixed.to_bytes(len(words) * GRAM * _LANE, "little"))
    if sys.byteorder == "big":
        lanes.byteswap()
    return lanes[: count * GRAM : GRAM].tolist()


def asked(hashes: Sequence[int]) -> dict[int, int]:
    """Print -> first place of it in the text."""
    return _least(hashes, _ASKED)


def kept(hashes: Sequence[int]) -> dict[int, int]:
    return _least(hashes, _KEPT_SHORT if len(hashes) < _SHORT else _KEPT)


def _least(hashes: Sequence[int], window: int) -> dict[int, int]:
    found: dict[int, int] = {}
    if not hashes:
        return found
    if len(hashes) <= window:
        least = min(hashes)
        return {least: hashes.index(least)}
    place = -1
    for end in range(window, len(hashes) + 1):
        start = end - window
        if place < start:  # the least fell out of the window
            least = min(hashes[start:end])
            place = end - 1
            while hashes[place] != least:
                place -= 1
            found.setdefault(least, place)
        elif hashes[end - 1] <= least:
            least, place = hashes[end - 1], end - 1
            found.setdefault(least, place)
    return found


def prints_of(words: Words) -> tuple[dict[int, int], dict[int, int]]:
    """What to ask for and what to keep. The figures count here, else every form would be one crowd."""
    hashes = grams(words.exact())
    return asked(hashes), kept(hashes)


# --- The same form of the same unit --------------------------------------------------------------------------------

_FORM_GRAMS, _FORM_NAMES = 2, 2
_RUN = re.compile(b"\1{2,}")


def series_of(words: Words) -> list[int]:
    """What last month's report of the same unit has too, however many units use the form: its wording and a name."""
    names = [name for name, _ in _names(words).most_common(_FORM_NAMES)]
    if not names:
        return []
    masked = ["*" if name else word for word, name in zip(words.shown, words.names, strict=True)]
    left = set(grams(masked))
    form: list[int] = []
    while left and len(form) < _FORM_GRAMS:
        form.append(min(left))
        left.discard(form[-1])
    numbers = [int.from_bytes(_word("series " + " ".join(name))[:_LANE], "little") for name in names]
    return [gram ^ number for gram in form for number in numbers]


def _names(words: Words) -> Counter[tuple[str, ...]]:
    """Runs of two words and more with a capital; first said, first in equal numbers."""
    spans = (run.span() for run in _RUN.finditer(words.names))
    return Counter(tuple(words.shown[start:end]) for start, end in spans)
