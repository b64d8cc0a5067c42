"""The catalogues: every text a person sees is an English msgid here and a Vietnamese sentence in locale/vi/*.po.

One .po per room (desk, letters, problems, cli), read at start with Babel: no compiled files to keep in step.
English is the msgid itself, or locale/en/*.po where plurals need it.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
NAMES: Mapping[Language, str] = {"vi": "Vietnamese", "en": "English"}  # msgids
LOCALE = Path(__file__).parent / "locale"


@cache
def catalogue(language: Language) -> Mapping[str, tuple[str, ...]]:
    """msgid -> its forms: one for plain texts, (singular, plural) where English has both."""
    forms: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id or not message.string:
                    continue
                plural = isinstance(message.id, tuple | list)
                key = message.id[0] if plural else str(message.id)
                forms[key] = tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)
    return forms


def text(language: Language, msgid: str, /, **params: object) -> str:
    """The sentence for `msgid` with {name} placeholders filled in."""
    words = catalogue(language).get(msgid, (msgid,))[0]
    return words.format(**params) if params else words


def count(language: Language, one: str, many: str, n: int, /, **params: object) -> str:
    """The sentence for n things; Vietnamese has one form, English two. {n} is the number as written there."""
    forms = catalogue(language).get(one, (one, many))
    words = forms[0] if n == 1 or len(forms) == 1 else forms[1]
    return words.format(n=number(language, n), **params)


def number(language: Language, n: int) -> str:
    """1.475 in Vietnamese, 1,475 in English."""
    return f"{n:,}".replace(",", ".") if language == "vi" else f"{n:,}"


def moment(language: Language, at: datetime, zone: str) -> str:
    """A local time as an official letter writes it: 16:05 ngày 03/10/2025."""
    local = at.astimezone(ZoneInfo(zone))
    return local.strftime("%H:%M ngày %d/%m/%Y") if language == "vi" else f"{local.day} {local:%B %Y, %H:%M}"
