"""Rich Text as a row of tokens, in linear time: control words, characters by number, braces, text, binary data.

Rich Text Format Specification 1.9.1, "RTF Syntax".
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Kind = Literal["word", "symbol", "open", "close", "text", "hex", "binary"]

# A parameter has few digits; more are swallowed with it. A picture's lines of figures are one token.
_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]+)(?:(-?[0-9]{1,9})[0-9]*)?[ ]?"
    rb"|\\'([0-9a-fA-F]{2})"
    rb"|\\([^a-zA-Z])"
    rb"|([{}])"
    rb"|([0-9a-fA-F]{60,}+(?:[\r\n]{1,2}+[0-9a-fA-F]++)++|[^\\{}\r\n\0]+)",
    re.DOTALL,
)
_WORD, _NUMBER, _HEX, _SYMBOL, _BRACE, _TEXT = range(1, 7)


class Token(NamedTuple):
    """`name`: of a word or symbol; `number`: its parameter; `octets`: of text, \\'xx and \\bin."""

    kind: Kind
    name: str = ""
    number: int | None = None
    octets: bytes = b""


_OPEN, _CLOSE = Token("open"), Token("close")


def tokens(data: bytes) -> Iterator[Token]:
    place = 0
    while place < len(data):
        for found in _TOKEN.finditer(data, place):
            group = found.lastindex
            if group == _TEXT:
                yield Token("text", "", None, found[_TEXT].translate(None, b"\r\n"))
            elif group == _WORD:
                yield Token("word", found[_WORD].decode("ascii"))
            elif group == _NUMBER:
                number = int(found[_NUMBER])
                if found[_WORD] == b"bin":
                    place = found.end() + max(number, 0)
                    yield Token("binary", "", None, data[found.end() : place])
                    break
                yield Token("word", found[_WORD].decode("ascii"), number)
            elif group == _HEX:
                yield Token("hex", "", None, bytes.fromhex(found[_HEX].decode("ascii")))
            elif group == _BRACE:
                yield _OPEN if found[_BRACE] == b"{" else _CLOSE
            else:
                yield Token("symbol", found[_SYMBOL].decode("latin-1"))
        else:
            return
