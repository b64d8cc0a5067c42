"""Text in a folded form in which layout, case and accents do not count, and each word still knows its place."""

import hashlib
import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain

from tinbai.model import Item

# A figure with its separators is one word: a corrected "13,271" is one change, not two.
_WORD = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,/:-][0-9]+)*")
_PLAIN = re.compile(r"[0-9a-z]+")
# a pattern takes marks out three times as fast as a look at every letter
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_LEAST_WORDS = 12  # shorter texts are too common to be called the same story
_SEPARATOR = re.compile(r"[.,/:-]")
_DIGIT = re.compile(b"[0-9]")
_CAPITALS = bytes(chr(sign) in string.ascii_uppercase for sign in range(256))


def fold(text: str) -> list[str]:
    """Lower-case tokens without Vietnamese marks; NFC, NFD, tone placement and missing accents give the same."""
    return _PLAIN.findall(plain(text).lower())


def plain(text: str) -> str:
    """The text without marks; case and everything between the words stay."""
    decomposed = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return _MARKS.sub("", decomposed)


def content_hash(item: Item, words: Sequence[str]) -> str:
    """SHA-256 over the folded words of the story, or over its photos when it has too few; "" when there is nothing."""
    if len(words) >= _LEAST_WORDS:
        return hashlib.sha256(" ".join(words).encode()).hexdigest()
    if item.photos and not item.hold:
        return hashlib.sha256("\n".join([*words, *sorted(photo.sha256 for photo in item.photos)]).encode()).hexdigest()
    return ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as compared: figures are "#" there and stand in `figures` by place.

    `names`: 1 where a word has a capital although it is no sentence's first; all 0 in a text of capitals.
    `paragraphs`: places where they begin.
    """

    shown: list[str]
    figures: dict[int, str]
    names: bytearray
    paragraphs: list[int]

    def exact(self) -> list[str]:
        """With the figures in their places."""
        words = self.shown.copy()
        for place, figure in self.figures.items():
            words[place] = figure
        return words

    def paragraph_of(self, word: int) -> int:
        return bisect_right(self.paragraphs, word) - 1


def words_of(text: str) -> Words:
    """`text` is plain (see `plain`); a paragraph is a line."""
    lines = [found for line in text.split("\n") if (found := _WORD.findall(line))]
    paragraphs = [0, *accumulate(map(len, lines))][:-1]
    written = [*chain.from_iterable(lines)]
    shown = " ".join(written).lower().split(" ") if written else []
    initials = "".join([word[0] for word in written]).encode("ascii")
    figures: dict[int, str] = {}
    for place in (match.start() for match in _DIGIT.finditer(initials)):
        figures[place], shown[place] = _figure(shown[place]), "#"
    names = bytearray(initials.translate(_CAPITALS))
    for place in paragraphs:
        names[place] = 0
    if sum(names) > len(names) // 2:
        names = bytearray(len(names))
    return Words(shown, figures, names, paragraphs)


def spans(text: str) -> list[tuple[int, int]]:
    """Where each word of `words_of(plain(text))` stands in `text`, which is NFC."""
    sources: list[int] = []  # for each letter of the plain text
    for place, letter in enumerate(text):
        sources.extend([place] * _length(letter))
    words = (match.span() for match in _WORD.finditer(plain(text)))
    return [(sources[start], sources[end - 1] + 1) for start, end in words]


@cache
def _length(letter: str) -> int:
    return len(plain(letter))


def _figure(word: str) -> str:
    """ "05/11" and "5-11" are one figure, and a day; so are "2.200" and "2,200", which are none."""
    if word.isdigit():
        return word.lstrip("0") or "0"
    parts = [part.lstrip("0") or "0" for part in _SEPARATOR.split(word)]
    is_short = len(parts) in (2, 3) and max(map(len, parts[:2])) <= 2  # of thousands of digits there is no number
    by_day = is_short and int(parts[0]) <= 31 and int(parts[1]) <= 12
    if by_day and ("/" in word or "-" in word or (len(parts) == 3 and len(parts[2]) == 4)):
        return "/".join(parts)
    return ".".join(parts)
