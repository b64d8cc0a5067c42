"""Did a machine write this mail, or somebody who sells? Signs for and against are weighed, and the reasons are kept.

What speaks for a bounce stands in bounces.py, for an automatic answer in answers.py, for advertising in spam.py; here
is what they share.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tinbai.parsers.document import Piece
from tinbai.parsers.mail.read import Leaf, ReadMail
from tinbai.parsers.mail.text import plain

ENOUGH = 6  # the weight from which a mail is a machine's
FIRST = 12  # lines of a text in which machines say what they are
PROSE = 25  # words from which a line is a story's paragraph
_SHOWN = 80  # characters of a reason
_DOCUMENT = re.compile(r"\.(?:docx?|docm|dotx|odt|rtf|pdf|zip|rar|7z|xlsx?|pptx?|mht)$", re.IGNORECASE)

TALK = re.compile(
    r"\b(?:anh|chi|em|bac|chu|co|ban|bbt) (?:oi|a|nhe|nhi)\b|\bem (?:gui|xin)\b|\bnhe\b|\?(?:\s|$)"
    r"|\ba[.! ]*$|\b(?:ne|nha|nhen|nghen) (?:em|anh|chi|chu|co|ban|con)\b|\bgiup (?:em|minh|chau|toi)\b"
    r"|\banh (?:thong cam|gui ve)\b"
    r"|\b(?:dinh kem|bo sung anh|(?<!ban da )(?<!quy vi da )(?<!tac gia da )(?:gui bai|gui tin))\b"
    r"|\b(?:please find|attached is|i have attached|here is the|let me know|pitch|i would like|i'd like)\b"
    r"|\b(?:would|could|can) you\b|\bi(?:'m| am) (?:sending|writing|submitting|attaching)\b"
    r"|\b(?:cho (?:em|toi|minh|chau|con) (?:hoi|gui)|(?:nho|mong) (?:anh|chi|toa soan|ban|bbt|cac)\b"
    r"(?! (?:chi )?(?:thong cam|luong thu|hieu)))\b"
    r"|\bgui (?:kem|lai|toa soan|bbt)\b"
)  # what a person says to a person

Sign = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Noise:
    """`kind`: "other" is advertising or fraud. `score`: at least ENOUGH; `reasons`: the signs that spoke for it, the
    weightiest first; `by_sound`: as in Parsed."""

    kind: Literal["bounce", "auto_reply", "other"]
    score: int
    reasons: tuple[str, ...]
    by_sound: bool = False


def weighed(kind: Literal["bounce", "auto_reply", "other"], signs: Sequence[Sign]) -> Noise | None:
    """The verdict if the signs weigh enough."""
    score = sum(weight for weight, _ in signs)
    if score < ENOUGH:
        return None
    heaviest = sorted(signs, key=lambda sign: -sign[0])
    return Noise(kind, score, tuple(reason for weight, reason in heaviest if weight > 0))


def lines_of(pieces: Iterable[Piece]) -> list[str]:
    """Lines of a text that say something, of its first 8,000 characters."""
    return [line[:600] for line in plain(pieces)[:8000].split("\n") if line.strip()]


def said(text: str, found: re.Match[str]) -> str:
    """The words of a text in whose bare form a phrase was found."""
    first = found.string[: found.start()].count(" ")
    return brief(" ".join(text.split()[first : first + found[0].count(" ") + 1]))


def brief(text: str) -> str:
    """At most some words, as a reason is shown."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"


def has_null_sender(read: ReadMail) -> bool:
    """The envelope named nobody to answer to (RFC 5321 4.5.5), as far as Return-Path tells."""
    return read.mail.headers.get("return-path", "x").strip() in ("", "<>")


def brought(read: ReadMail) -> Iterator[Sign]:
    """Documents and photos, which no machine sends; logos shown inside a text are none."""
    if any(_DOCUMENT.search(leaf.name) for leaf in read.leaves):
        yield -10, "documents"
    if any(_is_photo(leaf) for leaf in read.leaves):
        yield -6, "photos"


def _is_photo(leaf: Leaf) -> bool:
    return leaf.declared.startswith("image/") and not leaf.inline and len(leaf.part.body) > 20_000
