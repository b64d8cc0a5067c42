"""The same story again: texts are compared in a folded form in which layout, case and accents do not count."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from tinbai.model import Item

_WORD = re.compile(r"[0-9a-z]+")
# a pattern takes marks out three times as fast as a look at every letter
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_LEAST_WORDS = 12  # shorter texts are too common to be called the same story


def fold(text: str) -> list[str]:
    """Lower-case tokens without Vietnamese marks; NFC, NFD, tone placement and missing accents give the same."""
    decomposed = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return _WORD.findall(_MARKS.sub("", decomposed))


def content_hash(item: Item, words: Sequence[str]) -> str:
    """SHA-256 over the folded words of the story, or over its photos when it has too few; "" when there is nothing."""
    if len(words) >= _LEAST_WORDS:
        return hashlib.sha256(" ".join(words).encode()).hexdigest()
    if item.photos and not item.hold:
        return hashlib.sha256("\n".join([*words, *sorted(photo.sha256 for photo in item.photos)]).encode()).hexdigest()
    return ""
