"""Is this mail advertising or fraud? Kinds of signs are weighed; a story that tells of such things is none.

No single sign is enough, nor is a filter's mark in the header: what filters put aside a newsroom may have waited for.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tinbai.parsers.mail.noise import Noise, Sign, brought, said, weighed
from tinbai.parsers.mail.read import ReadMail
from tinbai.parsers.mail.text import plain
from tinbai.parsers.mail.wrapper import bare

_WEIGHTS = {"offers": 2, "calls": 2, "promises": 1, "addressed": 1, "threats": 4, "stories": -3}
_MOST = {"offers": 2, "calls": 2, "threats": 2, "stories": 3}  # phrases of one kind that count; of the others one
_LONG = 350  # words; who sells is brief
_LOOKED_AT = 4000  # characters; bare() reads no more
_EDITORS = re.compile(
    r"\b(?:toa soan|ban bien tap|bbt|ban bien soan|(?:gui|xin gui) (?:bai|tin|anh)|tin bai|editors?)\b"
)
_LEVEL = re.compile(r"^\*{5,}|^(?:[5-9]|\d\d)\b")
_TABLES: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


class Phrases:
    """Of one kind. Most texts have none: that is known by one look for all of them, and each is looked for after it."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._any = _phrase("|".join(phrases))
        self._each = [_phrase(one) for one in phrases]

    def found(self, text: str) -> list[re.Match[str]]:
        """Where each of those that are said is said first."""
        return [one for phrase in self._each if (one := phrase.search(text))] if self._any.search(text) else []


def _phrase(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{form})")


def _compiled(form: Callable[[str], str]) -> dict[str, Phrases]:
    return {kind: Phrases([form(one) for its in of.values() for one in its]) for kind, of in _TABLES.items()}


_WRITTEN, _BARE = _compiled(str), _compiled(bare)  # "bắn cá" is no "ban cán" where accents are written


def spam_like(read: ReadMail) -> Noise | None:
    """The verdict by what a mail says and what filters on its way wrote."""
    text = " ".join((read.mail.subject, plain(read.body.pieces)[:_LOOKED_AT]))
    signs = [*_filters(read), *_words(text)]
    if not any(weight >= 4 for weight, _ in signs) and sum(weight == 2 for weight, _ in signs) < 2:
        return None
    return weighed("other", [*signs, *brought(read)])


def sells(text: str) -> bool:
    """Something is offered in it, or the reader is told several times what to do."""
    kinds = [weight for weight, _ in _words(text) if weight == _WEIGHTS["offers"]]
    return len(kinds) >= 2 or bool(_BARE["offers"].found(bare(text)))


def _filters(read: ReadMail) -> Iterator[Sign]:
    headers = read.mail.headers
    if (
        headers.get("x-spam-flag", "").lower().startswith("yes")
        or headers.get("x-spam-status", "").lower()[:3] == "yes"
    ):
        yield 4, "X-Spam-Flag"
    elif any(_LEVEL.match(headers.get(name, "")) for name in ("x-spam-level", "x-ms-exchange-organization-scl")):
        yield 3, "X-Spam-Level"


def _words(text: str) -> Iterator[Sign]:
    written, folded = " ".join(unicodedata.normalize("NFC", text).lower().split()), bare(text)
    signs, read = (_BARE, folded) if written == folded else (_WRITTEN, written)
    for kind, phrases in signs.items():
        found = phrases.found(read)[: _MOST.get(kind, 1)]
        yield from ((_WEIGHTS[kind], said(text, one)) for one in found)
    if _EDITORS.search(folded):
        yield -6, "to the editors"
    if len(read.split()) > _LONG:
        yield -3, "length"
