"""The same story again: texts are compared in a folded form in which layout, case and accents do not count."""

import hashlib
import re
import unicodedata

from tinbai.model import Item

_WORD = re.compile(r"[0-9a-z]+")
_D = str.maketrans({"đ": "d"})
_LEAST_WORDS = 12  # shorter texts are too common to be called the same story


def fold(text: str) -> list[str]:
    """Lower-case tokens without Vietnamese marks; NFC, NFD, tone placement and missing accents give the same."""
    decomposed = unicodedata.normalize("NFD", text.lower()).translate(_D)
    return _WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c)))


def content_hash(item: Item) -> str:
    """SHA-256 over the folded words of the story, or over its photos when it has too few; "" when there is nothing."""
    words = fold(item.text)
    if len(words) >= _LEAST_WORDS:
        return hashlib.sha256(" ".join(words).encode()).hexdigest()
    if item.photos and not item.hold:
        return hashlib.sha256("\n".join([*words, *sorted(photo.sha256 for photo in item.photos)]).encode()).hexdigest()
    return ""
