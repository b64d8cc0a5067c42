"""Words without their Vietnamese marks, in Python and in SQL, so that what is typed without marks finds them."""

import unicodedata

import sqlalchemy as sa

MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
PLAIN = "a" * 17 + "e" * 11 + "i" * 5 + "o" * 17 + "u" * 11 + "y" * 5 + "d"
_TO_PLAIN = str.maketrans(MARKED, PLAIN)


def lower(words: str) -> str:
    """Lower case, composed, one blank between words; as long as the words allow a place in one is a place in both."""
    return " ".join(unicodedata.normalize("NFC", words).lower().split())


def bare(lowered: str) -> str:
    """Without marks; every letter stays one letter."""
    return lowered.translate(_TO_PLAIN)


def in_column(field: sa.ColumnElement[str], words: str) -> sa.ColumnElement[bool]:
    """Whether a column holds the words, in any case; words typed without marks find those with them."""
    wanted, text = words.lower(), sa.func.lower(field)
    if wanted == bare(wanted):
        text = sa.func.translate(text, MARKED, PLAIN)
    return text.contains(wanted, autoescape=True)
