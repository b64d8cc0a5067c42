"""Changes of files, each after its kind: of a package a part is changed and not its wrapping, of markup an element, of
Rich Text a group, of a text a line, of a picture a chunk; and now and then plain octets."""

import random
import re
from collections.abc import Callable

from tests.fuzz import chunks, lines, markup, parts

Octets = Callable[[bytes, random.Random], bytes]

_LIMITS = (b"\0", b"\xff", b"\x7f", b"\x80", b"\xff\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f")
_PICTURES = (b"\x89PNG", b"RIFF", b"\xff\xd8\xff", b"\x01\0\0\0")
_MAIN = (b"document.xml", b"content.xml", b"WordDocument", b"1Table", b"sheet1.xml", b"slide1.xml")
_OTHERS: list[bytes] = []  # lines of texts seen before, for others to take


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A copy with one to eight changes; a package stays one, mostly."""
    if chance.random() < 0.9:
        opened = parts.apart(data)
        if opened is not data:
            return parts.together(changed(opened, chance))
    return changed(data, chance)


def changed(data: bytes, chance: random.Random, octets: Octets | None = None) -> bytes:
    """The same of a package taken apart. `octets`: what changes octets of no known kind."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        data = _once(data, chance, octets or octets_changed)
    return data


def _once(data: bytes, chance: random.Random, octets: Octets) -> bytes:
    if parts.is_apart(data):
        return _part_changed(data, chance, octets)
    if chance.random() < 0.25:
        return octets(data, chance)
    if data.startswith(rb"{\rtf"):
        return lines.rtf_changed(data, chance, _words_of_rtf(data))
    if markup.is_markup(data):
        return markup.changed(data, chance)
    if data.startswith(_PICTURES):
        return chunks.changed(data, chance, octets)
    if b"\0" not in data[:1000] and b"\n" in data:
        return _lines_changed(data, chance)
    return octets(data, chance)


def _part_changed(data: bytes, chance: random.Random, octets: Octets) -> bytes:
    """Its main part half of the time; or a part gone, doubled, or with the content of another one."""
    found = parts.parts_of(data)
    if not found:
        return data
    mains = [number for number, (name, _) in enumerate(found) if name.endswith(_MAIN)]
    at = chance.choice(mains) if mains and chance.random() < 0.5 else chance.randrange(len(found))
    name, content = found[at]
    draw = chance.random()
    if draw < 0.03:
        del found[at]
    elif draw < 0.06:
        found.append(chance.choice(found))
    elif draw < 0.09:
        found[at] = (name, chance.choice(found)[1])
    else:
        found[at] = (name, _once(content, chance, octets))
    return parts.written(data[:4], found)


def _lines_changed(data: bytes, chance: random.Random) -> bytes:
    made = lines.lines_changed(data, chance, _OTHERS)
    if len(_OTHERS) < 5000:
        _OTHERS.extend(line for line in data.split(b"\n")[:40] if 0 < len(line) < 200)
    return made


_RTF = re.compile(rb"\\([a-z]{2,20})")


def _words_of_rtf(data: bytes) -> list[bytes]:
    return _RTF.findall(data[:50_000])


def octets_changed(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 2, 4, 16, 256, 4096)))
    match chance.randrange(6):
        case 0:
            return data[:at] + chance.choice(_LIMITS) + data[at + 1 :]
        case 1:
            return data[:at] + chance.randbytes(end - at) + data[end:]
        case 2:
            return data[:at] + data[end:]
        case 3:
            return data[:end] + data[at:end] * chance.choice((1, 1, 30)) + data[end:]
        case 4:
            other = chance.randrange(len(data) + 1)
            return data[:other] + data[at:end] + data[other:]
        case _:
            return _number_changed(data, chance)


def _number_changed(data: bytes, chance: random.Random) -> bytes:
    """Another value for a number written in digits; most formats of text have them."""
    found = list(re.finditer(rb"\d+", data[:100_000]))
    if not found:
        return data[: chance.randrange(len(data) + 1)]
    one = chance.choice(found)
    return data[: one.start()] + chance.choice((b"0", b"-1", b"99999999999", b"65536")) + data[one.end() :]
