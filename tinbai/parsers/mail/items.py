"""Items of lists that Word writes into HTML as plain paragraphs: a sign of a symbol font, or a number, and blanks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tinbai.parsers.document import Span

_SIGNS = re.compile(r"^[ \xa0]*[·•▪●○◦■□*–—-](?:[ ]?\xa0){2,} ?")
_NUMBER = re.compile(r"^[ \xa0]*(?P<label>(?:\d{1,2}|[a-zđ])[.)])(?:[ ]?\xa0){2,} ?")
_SIGN_FONTS = ("symbol", "wingdings", "webdings", "zapfdingbats")


def item_of(spans: Sequence[Span]) -> tuple[str, bool, tuple[Span, ...]] | None:
    """(label, whether it counts, the words) of such a paragraph; None where it is none."""
    if not spans:
        return None
    first = spans[0]
    font, sign = (first.font or "").lower(), first.text.strip(" \xa0")
    if len(sign) == 1 and (font.startswith(_SIGN_FONTS) or (font.startswith("courier") and sign == "o")):
        return "-", False, _cut(spans, len(first.text))
    text = "".join([span.text for span in spans])
    if "\xa0" not in text:
        return None
    if found := _SIGNS.match(text):
        return "-", False, _cut(spans, found.end())
    if found := _NUMBER.match(text):
        return found["label"], True, _cut(spans, found.end())
    return None


def _cut(spans: Sequence[Span], length: int) -> tuple[Span, ...]:
    """Without the first letters, and without blanks where it then begins."""
    rest: list[Span] = []
    for span in spans:
        text = span.text[length:]
        length = max(0, length - len(span.text))
        text = text if rest else text.lstrip(" \xa0")
        if text:
            rest.append(replace(span, text=text))
    return tuple(rest)
