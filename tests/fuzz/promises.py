"""What must be true of an answer, whatever the octets were; Wrong says which of it is not."""

import unicodedata
from collections.abc import Iterator, Sequence

from tinbai import codec
from tinbai.model import Parsed
from tinbai.parsers.contract import to_json
from tinbai.parsers.document import Document, Paragraph, Piece
from tinbai.parsers.mail.segments import divide
from tinbai.parsers.parse import parse
from tinbai.parsers.problems import PROBLEMS
from tinbai.parsers.story.structure import Structured

UNSEEN = frozenset("\0\u00ad\u200b\u200c\u200d\u2060\ufeff")


class Wrong(AssertionError):
    """A reader's answer that breaks a promise; the words say which."""


def whole(data: bytes, name: str = "mail.eml") -> Parsed:
    """Read as the child does, and hold the answer to the contract."""
    parsed = parse(name, data, lambda _content: None)
    for text in _texts(to_json(parsed, name, "vi")):
        text.encode()  # no lone surrogates
        if unicodedata.normalize("NFC", text) != text:
            raise Wrong(f"not NFC: {text[:80]!a}")
        if UNSEEN & set(text):
            raise Wrong(f"what cannot be seen: {sorted(UNSEEN & set(text))}")
    if codec.parsed.loads(codec.parsed.dumps(parsed)) != parsed:
        raise Wrong("comes back different from JSON")
    for item in parsed.items:
        if item.hold == "secret" and (item.title or item.text or item.body or item.photos):
            raise Wrong("words of a secret item")
    return parsed


def _texts(value: object) -> Iterator[str]:
    """Text by text: a letter set together over the quotation marks of JSON would be none of ours."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def named(document: Document) -> None:
    """Raise Wrong unless each problem has its words."""
    for problem in document.problems:
        if problem.code not in PROBLEMS:
            raise Wrong(f"a problem without words: {problem.code}")


def nothing_lost(pieces: tuple[Piece, ...], subject: str) -> None:
    """Raise Wrong unless every piece of a body stands in a segment, in its order."""
    found = [piece for part in divide(pieces, subject).segments for piece in part.pieces]
    if words_of(found) != words_of(pieces):
        raise Wrong("segments lose or move words")


def words_of(pieces: Sequence[Piece]) -> list[str]:
    return [word for piece in pieces if isinstance(piece, Paragraph) for word in piece.text.split()]


def in_order(stories: Sequence[Structured]) -> None:
    """Raise Wrong unless figures have their pictures and nothing is there only to be empty."""
    for story in stories:
        shown = [block.photo for block in story.body if block.type == "figure"]
        if sorted(shown) != sorted(set(shown)) or any(not 0 <= number < len(story.pictures) for number in shown):
            raise Wrong("figures without pictures")
        words = [story.title, story.lead, story.dateline, *(one.caption for one in story.pictures)]
        words += [one.caption for one in story.loose_captions]
        if any(one is not None and not one.strip() for one in words):
            raise Wrong("empty words")
        if story.byline and not (story.byline.raw or story.byline.unit):
            raise Wrong("a byline of nothing")
