"""VNI for Windows (fonts named VNI-*): a base letter and a mark octet, or one octet; read here as Latin-1 characters.

134 letters. The mark of a capital is 20 hex below the small one; a capital base with a small mark occurs in hand-typed
text and means the capital. Agrees with UniKey, VietUni and VBKey.
"""

import re

_SINGLE = dict(zip("æìíîñòóôö", "ỉìíỵđịĩơư", strict=True))
_HATS, _TONES = "àáâãäå", "ïõøùû"  # marks that bring a hat with them, and bare tones: dot, tilde, grave, acute, hook
_MARKED = {
    "a": dict(zip(_HATS + "èéêëúü" + _TONES, "ầấâẫậẩằắăặẳẵạãàáả", strict=True)),
    "e": dict(zip(_HATS + _TONES, "ềếêễệểẹẽèéẻ", strict=True)),
    "o": dict(zip(_HATS + _TONES, "ồốôỗộổọõòóỏ", strict=True)),
    "u": dict(zip(_TONES, "ụũùúủ", strict=True)),
    "y": dict(zip(_TONES[1:], "ỹỳýỷ", strict=True)),
    "ô": dict(zip(_TONES, "ợỡờớở", strict=True)),
    "ö": dict(zip(_TONES, "ựữừứử", strict=True)),
}
TABLE = _SINGLE | {base + mark: letter for base, marks in _MARKED.items() for mark, letter in marks.items()}
TABLE |= {symbol.upper(): letter.upper() for symbol, letter in TABLE.items()}
_MIXED = {symbol[0] + symbol[1].lower(): letter for symbol, letter in TABLE.items() if len(symbol) == 2}
_ALL = TABLE | _MIXED
_MARKS_OF = {symbol[0]: "".join(other[1:] for other in _ALL if other[0] == symbol[0]) for symbol in _ALL}
_SINGLES = "".join(symbol for symbol in _ALL if len(symbol) == 1)
_SYMBOL = re.compile("|".join([*(f"{base}[{marks}]" for base, marks in _MARKS_OF.items() if marks), f"[{_SINGLES}]"]))


def decode(text: str, before: str = "", after: str = "") -> str:
    """The letters meant; characters outside the table stay; what is around the text does not matter."""
    return _SYMBOL.sub(lambda symbol: _ALL[symbol[0]], text)


def joined(before: str, after: str) -> bool:
    """Whether the two characters are one letter."""
    return before + after in _ALL
