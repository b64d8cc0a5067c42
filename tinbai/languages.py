"""The language a contributor is written to in: what an editor has set, else what he writes, else the newsroom's.

A person's own words say more than his story, and a story more than nothing: who sends photos only is known by what he
sent before. Whatever is not clear leaves the newsroom's own language.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

from tinbai.app import App
from tinbai.i18n import LANGUAGES, Language
from tinbai.model import Draft, Mail, Parsed
from tinbai.parsers.mail.wrapper import bare
from tinbai.store import Tx, arrivals, contributor_languages, contributors, drafts, senders

_LOOKED_BACK, _MOST = timedelta(days=365), 3  # stories of the sender, where this one tells nothing
_LONGEST = 4000  # characters of a text that are looked at
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# signs that English never has and hardly another language
_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]")
# small words that are no syllable of the other language, also where that is typed without its marks
_WORDS = {
    "vi": "toi anh chi em kinh gui duoc khong cua trong ngay nhung voi nguoi tin bai xin nhe giup viet hinh chao",
    "en": "the and of is are was were with for from this that please have has been which will you your our their by "
    "its dear",
}
_SMALL = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_SURE = 3  # different small words
_SHARE = {"vi": 0.12, "en": 0.15}
_MARKED = 0.35  # of words have any mark: a name or two in an English text are fewer, and so are all of French


def of_story(tx: Tx, app: App, draft: Draft) -> Language:
    """Of the letters about this story."""
    parsed = arrivals.parsed(tx, draft.outlet, draft.arrival)
    return of_sender(tx, app, draft.outlet, draft.sender.address if draft.sender else "", parsed)


def of_sender(tx: Tx, app: App, outlet: str, address: str, parsed: Parsed | None = None) -> Language:
    """Of letters to this address; `parsed`: the mail that is answered."""
    mine = contributors.addresses_of(contributors.standing(tx, outlet), address)
    if set_ := contributor_languages.chosen(tx, outlet, mine):
        return next(one for one in LANGUAGES if one == set_.language)
    written = of_mail(parsed) if parsed else None
    return written or _of_earlier(tx, outlet, address, app.now()) or app.settings.outlet(outlet).language


def _of_earlier(tx: Tx, outlet: str, address: str, now: datetime) -> Language | None:
    for one in senders.latest(tx, outlet, address, now - _LOOKED_BACK, limit=_MOST) if address else ():
        parsed = arrivals.parsed(tx, outlet, drafts.get(tx, outlet, one.id).arrival)
        if parsed and (written := of_mail(parsed)):
            return written
    return None


def of_mail(parsed: Parsed) -> Language | None:
    """The language its sender writes; None where that is not clear."""
    return next((found for words in _texts(parsed) if (found := of_words(words[:_LONGEST]))), None)


def _texts(parsed: Parsed) -> Iterator[str]:
    mail: Mail | None = parsed.mail
    if mail:
        yield f"{mail.subject}\n{mail.text}"
    yield from ("\n".join(filter(None, (item.title, item.lead, item.text))) for item in parsed.items if not item.hold)


def of_words(text: str) -> Language | None:
    """Vietnamese by its marks or, typed without them, by its small words; English by its small words."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    if not words:
        return None
    plain = [bare(word) for word in words]
    marked = sum(1 for word, one in zip(words, plain, strict=True) if word != one)
    if marked >= _MARKED * len(words) and any(map(_VIETNAMESE.search, words)):
        return "vi"
    shares = {name: [word for word in plain if word in small] for name, small in _SMALL.items()}
    sure = [
        name for name in LANGUAGES if len(set(shares[name])) >= _SURE and len(shares[name]) >= _SHARE[name] * len(words)
    ]
    return sure[0] if len(sure) == 1 else None
