"""What a person writes and no machine: it speaks against an automatic answer."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tinbai.parsers.mail import phrases
from tinbai.parsers.mail.noise import ENOUGH, FIRST, PROSE, TALK, Sign
from tinbai.parsers.mail.read import ReadMail
from tinbai.parsers.mail.segments import Divided
from tinbai.parsers.mail.spoken import tongues
from tinbai.parsers.mail.wrapper import REPLY_SUBJECT, bare

PERSON = {"offers": -4, "talk": -2, "told": -3}  # facets of languages/*.toml
_AWAY = ("absent", "unread", "closed", "moved")
_OF_AN_OFFICE = ("closed", "received", "later", "moved")
_OFFERS = re.compile(
    r"\b(?:toi|em|chau|minh|con|chung toi) (?:xin |co |muon |vua )*(?:gui|viet)\b.{0,40}"
    r"\b(?:bai|tin|anh|truyen|tho|phong su|ky su|tac pham)\b"
)
_WORK = re.compile(
    r"^(?:\[[^\]]{0,30}\] ?)?(?:bai|tho|truyen|tan van|tin|anh|ky|but ky|phong su|gui|thong cao|tap but|tap van"
    r"|tieu pham|y kien|nhat ky|story|poem|photos?|press release|pitch|column|article|leserbrief|lettre|cuento|poesia"
    r"|comunicado|chronique)\b"
)  # the kind of a work at the beginning of the subject
_NAMED = re.compile(
    r"^(?:(?:hi|hello|dear|hallo|liebe|lieber|cher|chere|querid[oa]|car[oa]|hej|ahoj) (?!all\b|sir|sender|customer"
    r"|writer|author|user|client|there|madam|team|friend|colleague|correspondent|valued|reader|contributor|everyone)"
    r"[\w-]{2,20}[,:!]|(?:anh|chi|em|chu|bac|co|thay) (?!chi\b|em\b|a\b)\w{2,10}(?: oi)?[,:!]"
    r"|(?!(?:hi|hello|hallo|bonjour|chao|hola|ciao)\b)[\w-]{2,20}, (?:je|me|ich|jeg|toi|em|i)\b"
    r"|folks|colleg|коллеги|\S{1,4}(?:姐|哥|总|老师|主任|様)[，,。]?)"
)  # who is spoken to by name


@dataclass(frozen=True, slots=True)
class Written:
    """A mail and what its sender wrote himself: the lines, their beginning, the facets found in it with their words."""

    read: ReadMail
    divided: Divided
    own: Sequence[str]
    beginning: str
    found: Mapping[str, str]


def person(written: Written, structure: int) -> Iterator[Sign]:
    """A story's length, talk, an answer above a quotation; `structure`: what the header weighs, beside which words
    that machines may use as well do not count."""
    own = written.own
    if is_long(own):
        yield -8, "length"
    elif is_long(own, 120, 2):
        yield -3, "length"
    if any(_OFFERS.search(bare(line)) for line in own[:FIRST]):
        yield -6, "a work is sent"
    if structure < ENOUGH:
        yield from _told(written)
    if structure:
        return
    if talks(own):
        yield -3, "talk"
    if written.divided.of("quoted"):
        yield -2, "answer above a quotation"


def _told(written: Written) -> Iterator[Sign]:
    mail, found = written.read.mail, written.found
    yield from ((weight, found[facet]) for facet, weight in PERSON.items() if facet in found)
    if _WORK.match(bare(mail.subject)):
        yield -4, mail.subject
    if any(facet in found for facet in _AWAY) and any(_NAMED.match(bare(line)) for line in written.own[:2]):
        yield -3, written.own[0]
    if any(facet in found for facet in _OF_AN_OFFICE) and _is_notice(written):
        yield -3, "a notice to the public"
    if "list-id" in mail.headers:
        yield -4, "List-Id"
    if mail.headers.get("auto-submitted", "").strip().lower() == "no":
        yield -6, "Auto-Submitted: no"
    if "self" in found and _acknowledges(found, written.beginning):
        yield -3, found["self"]  # who acknowledges for an office does not speak of himself


def _is_notice(written: Written) -> bool:
    """It tells of an office to nobody, and answers nothing: news of a closed school, of a hotline."""
    text = bare(written.beginning)
    return (
        not REPLY_SUBJECT.match(bare(written.read.mail.subject))
        and tongues(text)[:1] == ["vi"]
        and not any(phrase.search(text) for phrase in (phrases.SPOKEN_TO, phrases.TICKETS, phrases.MENTION))
    )


def _acknowledges(found: Collection[str], beginning: str) -> bool:
    """It says that something came in, and of nobody that he is away."""
    if any(facet in found for facet in (*_AWAY, "everyone", "recall")):
        return False
    return any(facet in found for facet in ("received", "form", "machine")) or bool(
        phrases.TICKETS.search(bare(beginning))
    )


def talks(own: Sequence[str]) -> bool:
    """A person speaks to a person."""
    return any(TALK.search(bare(line)) for line in own[:FIRST])


def is_long(lines: Sequence[str], words: int = 250, prose: int = 3) -> bool:
    """Longer than so many words, or with so many paragraphs of a story."""
    counts = [len(line.split()) for line in lines]
    return sum(counts) > words or sum(count >= PROSE for count in counts) >= prose
