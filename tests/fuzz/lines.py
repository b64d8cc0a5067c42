"""Changes of plain text, line by line, and of the groups and words of RTF."""

import random
import re
from collections.abc import Sequence

from tests.fuzz.markup import ODD, WORDS

_WORD = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?")
_MOST = 300_000  # octets looked at


def lines_changed(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A line gone, doubled, moved, joined to the next, cited, lengthened, or one of `others` set in."""
    lines = data.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(9):
        case 0:
            del lines[at]
        case 1:
            lines[at:at] = [lines[at]] * chance.choice((1, 1, 3, 50))
        case 2:
            lines.insert(to, lines.pop(at))
        case 3:
            lines[at : at + 2] = [chance.choice((b" ", b"", b" - ", b"\t")).join(lines[at : at + 2])]
        case 4:
            marks = chance.choice((b"> ", b">", b"- ", b"1. ", b"\xc2\xa0", b"* "))
            lines[at] = marks * chance.choice((1, 1, 2, 100)) + lines[at]
        case 5:
            lines[at] += chance.choice(WORDS).encode() * chance.choice((1, 1, 1, 300))
        case 6:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        case 7 if b" " in lines[at]:
            words = lines[at].split(b" ")
            chance.shuffle(words)
            lines[at] = b" ".join(words)
        case _:
            lines.insert(at, chance.choice(others) if others else b"")
    return b"\n".join(lines)


def rtf_changed(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    """A group gone, doubled, moved or nested, or a control word that is another one or has another number."""
    groups = _groups(data)
    if chance.random() < 0.5 or not groups:
        found = list(_WORD.finditer(data[:_MOST]))
        if not found:
            return data
        one = chance.choice(found)
        name = one[1] if chance.random() < 0.5 or not words else chance.choice(words)
        number = chance.choice(ODD[:6]) if chance.random() < 0.5 else one[2] or b""
        return data[: one.start()] + b"\\" + name + number + b" " + data[one.end() :]
    start, end = chance.choice(groups)
    group = data[start:end]
    match chance.randrange(5):
        case 0:
            return data[:start] + data[end:]
        case 1:
            return data[:end] + group * (chance.choice((1, 1, 20)) if len(group) < 5000 else 1) + data[end:]
        case 2:
            to = chance.choice(groups)[0]
            return data[:to] + group[:20_000] + data[to:]
        case 3:
            times = chance.choice((1, 3, 300))
            return data[:start] + b"{" * times + group + b"}" * times + data[end:]
        case _:
            return data[:start] + group[1:-1] + data[end:]


def _groups(data: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    begun: list[int] = []
    for mark in re.finditer(rb"(?<!\\)[{}]", data[:_MOST]):
        if mark[0] == b"{":
            begun.append(mark.start())
        elif begun:
            found.append((begun.pop(), mark.end()))
    return found
