"""Words for the search: what is typed with marks means them, what is typed without finds the words that have them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
PLAIN = "a" * 17 + "e" * 11 + "i" * 5 + "o" * 17 + "u" * 11 + "y" * 5 + "d"
_TO_PLAIN = str.maketrans(MARKED, PLAIN)
_TOKEN = re.compile(r"[^\W_]+")
_TERM = re.compile(r'"([^"]*)"?|“([^”]*)”?|(\S+)')
_MOST_TERMS = 12
# hoà and hòa, thuỷ and thủy are one word written in two ways; quý has its mark where it must be
_LATE = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\W\d_])", re.IGNORECASE)
_TONES = {
    late: early
    for plain, marks in (("a", "àáảãạ"), ("e", "èéẻẽẹ"), ("y", "ỳýỷỹỵ"))
    for before in (("u",) if plain == "y" else ("o",))
    for late, early in zip(
        (f"{before}{mark}" for mark in marks),
        (f"{mark}{plain}" for mark in ("ùúủũụ" if before == "u" else "òóỏõọ")),
        strict=True,
    )
}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand side by side; `marked`: with the marks they were typed with."""

    tokens: tuple[str, ...]
    marked: bool


def shown(text: str) -> str:
    """Composed, one blank between words, the mark of a tone where most put it; in upper and lower case as it is."""
    return _LATE.sub(_early, " ".join(unicodedata.normalize("NFC", text).split()))


def _early(found: "re.Match[str]") -> str:
    early = _TONES[found[0].lower()]
    return "".join(new.upper() if old.isupper() else new for old, new in zip(found[0], early, strict=True))


def lower(text: str) -> str:
    """In lower case, letter by letter: a place in one is a place in the other."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


def bare(lowered: str) -> str:
    """Without marks; every letter stays one letter."""
    return lowered.translate(_TO_PLAIN)


def tokens(lowered: str) -> list[str]:
    """Its words and numbers without any sign."""
    return _TOKEN.findall(lowered)


@lru_cache(maxsize=64)
def terms(search: str) -> Sequence[Term]:
    """What is looked for: each word by itself, those in quotes side by side."""
    found = []
    for quoted, curly, word in _TERM.findall(search):
        wanted = tuple(tokens(lower(shown(quoted or curly or word))))
        if wanted:
            found.append(Term(wanted, any(token != bare(token) for token in wanted)))
    return tuple(found[:_MOST_TERMS])


def first_hit(text: str, plain: str, wanted: Sequence[Term]) -> tuple[int, int] | None:
    """(start, end) of the terms side by side, else of the first that is there; `plain`: the text without marks, letter
    by letter."""
    for term in _sought(tuple(wanted)):
        hit = _hit(text, plain, term)
        if hit:
            return hit
    return None


def holds_all(text: str, plain: str, wanted: Sequence[Term]) -> bool:
    """Whether every term stands in the text; `plain`: the text without marks."""
    return all(_hit(text, plain, term) for term in wanted)


@lru_cache(maxsize=64)
def _sought(wanted: tuple[Term, ...]) -> tuple[Term, ...]:
    """All of them side by side, then each."""
    return (_joined(wanted), *wanted) if len(wanted) > 1 else wanted


def _joined(wanted: Sequence[Term]) -> Term:
    tokens_ = tuple(token for term in wanted for token in term.tokens)
    if all(term.marked for term in wanted):
        return Term(tokens_, True)
    return Term(tuple(bare(token) for token in tokens_), False)


def _hit(text: str, plain: str, term: Term) -> tuple[int, int] | None:
    searched, pattern = lower(text) if term.marked else plain, _pattern(term.tokens)
    found = pattern.search(searched)
    while found and searched[max(0, found.start() - 1) : found.start()].isalnum():  # the end of a longer word
        found = pattern.search(searched, found.start() + 1)
    return (found.start(), found.end()) if found else None


@lru_cache(maxsize=64)
def _pattern(side_by_side: tuple[str, ...]) -> "re.Pattern[str]":
    """It begins with a letter, not with what must not stand before it: that is found ten times as fast."""
    return re.compile(r"[\W_]+".join(side_by_side) + r"(?![^\W_])")
