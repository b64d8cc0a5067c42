"""TCVN3 (also called ABC; fonts named .Vn*): one octet per letter, read here as the Latin-1 character of that octet.

67 small letters and the seven capitals Ă Â Ê Ô Ơ Ư Đ. The other 60 accented capitals have no octet: they are the small
letters shown in an upper-case font (.VnTimeH). Agrees with UniKey, VietUni and glibc's TCVN5712-1.
"""

import codecs
import re
import unicodedata

from tinbai.parsers.encoding.syllables import spellable

_OCTETS = bytes.fromhex(
    "A1A2A3A4A5A6A7 A8A9AAABACADAE B5B6B7B8B9 BBBCBDBE C6 C7C8C9CACB CCCECFD0D1 D2D3D4D5D6 D7D8DCDDDE "
    "DFE1E2E3E4 E5E6E7E8E9 EAEBECEDEE EFF1F2F3F4 F5F6F7F8F9 FAFBFCFDFE"
)
_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
TABLE = dict(zip(_OCTETS.decode("latin-1"), _LETTERS, strict=True))
_TRANSLATION = str.maketrans(TABLE)
_DECODING = bytes(range(256)).decode("latin-1").translate(_TRANSLATION)
NO_CAPITAL = frozenset(_LETTERS[14:])  # small letters whose capital has no octet
UNUSED = frozenset(chr(octet) for octet in range(0xC0, 0x100)) - TABLE.keys()


def _bare(letter: str) -> str:
    """The letter without its tone: ấ -> â."""
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in "\u0300\u0301\u0303\u0309\u0323"))


# Some converters write a capital as bare capital + small accented letter ("Aµ" for À): read, never written.
PAIRS = {_bare(letter).upper() + letter: letter.upper() for letter in NO_CAPITAL}
_PAIR = re.compile(f"[{''.join({pair[0] for pair in PAIRS})}][{''.join({pair[1] for pair in PAIRS})}]")


# Standing alone these are bullets, fractions and signs of arithmetic: "ã", "ẳ", "ẵ", "ắ", "ữ" are no words, "ì" is.
_SIGN = re.compile(r"((?:(?<!\S)|(?<=\d))[·¼½¾÷](?=[\s\d.,;)]|$)|(?<=\d)×(?=\d)|(?<=\d )×(?= \d))")

_BEYOND = re.compile("[^\x00-\xff]")
_MAY_BE_SIGN = re.compile("[·¼½¾÷×]")  # found much sooner

_KEPT = 0xE000  # where signs wait, out of reach of the table
_BACK = {_KEPT + octet: chr(octet) for octet in range(0xA0, 0x100)}


def decode(text: str, before: str = "", after: str = "") -> str:
    """The letters meant; characters outside the table and signs standing alone stay. `before` and `after`: what a
    change of look parts from it; "·" alone is a sign, after "x" it is a letter."""
    if _MAY_BE_SIGN.search(text) and _SIGN.search(text):
        whole = _SIGN.sub(lambda found: chr(ord(found[0]) + _KEPT), before + text + after)
        text = whole[len(before) : len(before) + len(text)]
        return _PAIR.sub(_capital, _letters(text)).translate(_BACK)
    return _PAIR.sub(_capital, _letters(text))


def _letters(text: str) -> str:
    if _BEYOND.search(text):
        return text.translate(_TRANSLATION)
    return codecs.charmap_decode(text.encode("latin-1"), "strict", _DECODING)[0]  # in a tenth of the time


def _capital(pair: re.Match[str]) -> str:
    return PAIRS.get(pair[0], pair[0])


# The octet of "ư" is a hyphen to programs that think it is Latin; a PDF, and what is copied from one, has "®-êng".
_HYPHEN = re.compile(r"(?<![\d-])([^\W\d_]{0,3})[-\u2010\u2011]([^\W\d_]{0,4})(?![\w-])")


def decode_within(text: str, before: str = "", after: str = "") -> str:
    """As `decode`, for a text of which the encoding is sure: a hyphen that makes a syllable as "ư" is one."""
    decoded = decode(text, before, after)
    return _HYPHEN.sub(_horned, decoded) if "-" in decoded else decoded


def _horned(found: re.Match[str]) -> str:
    begin, end = found[1], found[2]
    starts_word = found.start() == 0 or not found.string[found.start() - 1].isalpha()
    if not (begin or end) or not starts_word or not spellable(f"{begin}ư{end}".lower()):
        return found[0]
    return f"{begin}{'Ư' if begin.isupper() and end.isupper() else 'ư'}{end}"


def joined(before: str, after: str) -> bool:
    """Whether the two characters are one letter (a capital pair)."""
    return before.translate(_TRANSLATION) + after.translate(_TRANSLATION) in PAIRS


_LINE_START = re.compile(r"(?:^|[.!?…]\s+)[“\"(]?([^\W\d_])(?=[^\W\d_]|\s+[^\W\d_])")
_COMMITTEE = re.compile(r"\bủy ban(?= [A-ZĐÂÊÔƠƯ])")
_WORD = re.compile(r"[^\W\d_]+")


def restore_capitals(line: str) -> str:
    """Capitals that had no octet, where nothing else can be meant: in words and lines otherwise in capitals, at the
    beginning of a sentence, and in "Ủy ban Nhân dân". For text whose font is unknown."""
    ascii_letters = [letter for letter in line if letter.isascii() and letter.isalpha()]
    capitals = sum(letter.isupper() for letter in ascii_letters)
    if capitals >= 2 and capitals >= 0.8 * len(ascii_letters):
        return line.upper()
    line = _WORD.sub(_whole_word, line)
    line = _LINE_START.sub(lambda found: _raised(found), line)
    return _COMMITTEE.sub("Ủy ban", line)


def _whole_word(found: re.Match[str]) -> str:
    word = found[0]
    sure = [letter for letter in word if letter not in NO_CAPITAL]
    return word.upper() if len(sure) > 1 and all(letter.isupper() for letter in sure) else word


def _raised(found: re.Match[str]) -> str:
    letter = found[1]
    if letter not in NO_CAPITAL:
        return found[0]
    return found[0][:-1] + letter.upper()
