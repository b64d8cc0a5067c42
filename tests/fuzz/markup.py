"""Changes of XML and HTML that leave it well formed: elements gone, doubled, moved, nested, renamed, their attributes
and words changed. Names a reader asks for are tried where no file has them."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tinbai.parsers

_TAG = re.compile(rb"<(/?)([A-Za-z_][\w:.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
_ASKED = re.compile(r"\"([a-z]{1,6}:[A-Za-z]+)\"")
_HTML = b"a b blockquote br center div font h1 hr i img li ol p pre script span style table tbody td th title tr ul"
_MOST = 300_000  # octets looked at
ODD = (
    b"0", b"1", b"-1", b"2147483647", b"-2147483648", b"99999999999999999999", b"1e308", b"NaN", b"", b"x", b"true",
    b"off", b"none", b"12.5pt", b"-3cm", b"100%", b"../../a", b"#", b"&#x10ffff;", b"\xc3\xa0" * 400,
)  # fmt: skip
WORDS = (
    "MẬT", "Ảnh 1: ", "Tin, ảnh: Lê Văn A", "\u00a0", "\u2028", "e\u0301", "\ufeff", "&#8205;", "/.", "1. ", "(", "ﬀ",
    "½", "İ", "\U0001f600", "\t", "&amp;", "Sapo: ", "²",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Element:
    start: int
    inside: int
    inside_end: int
    end: int
    name: bytes


def is_markup(data: bytes) -> bool:
    return data.lstrip()[:1] == b"<" or data.startswith(b"\xef\xbb\xbf<")


def changed(data: bytes, chance: random.Random) -> bytes:
    """One change; the data itself where there is no element."""
    found = elements(data)
    if not found:
        return data
    return chance.choice(_CHANGES)(data, found, chance)


def elements(data: bytes) -> list[Element]:
    """Those that are closed, in the order in which they end."""
    found: list[Element] = []
    open_tags: list[re.Match[bytes]] = []
    for tag in _TAG.finditer(data[:_MOST]):
        if tag[4]:
            found.append(Element(tag.start(), tag.end(), tag.end(), tag.end(), tag[2]))
        elif not tag[1]:
            open_tags.append(tag)
        elif open_tags and open_tags[-1][2] == tag[2]:
            begun = open_tags.pop()
            found.append(Element(begun.start(), begun.end(), tag.start(), tag.end(), tag[2]))
    return found


@cache
def _asked() -> tuple[bytes, ...]:
    """Names of elements and attributes that stand in the readers' sources."""
    folder = Path(tinbai.parsers.__file__).parent
    sources = (file.read_text() for room in ("docx", "odt", "office") for file in (folder / room).glob("*.py"))
    return tuple(sorted({name.encode() for source in sources for name in _ASKED.findall(source)}))


def _name(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    """Another element's, or one that is asked for and whose prefix is declared."""
    if chance.random() < 0.5:
        return chance.choice(found).name
    if b"xmlns:" not in data[:4000]:
        return chance.choice(_HTML.split())
    known = [name for name in _asked() if b"xmlns:" + name.partition(b":")[0] + b"=" in data[:8000]]
    return chance.choice(known) if known else chance.choice(found).name


def _gone(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    one = chance.choice(found)
    return data[: one.start] + data[one.end :]


def _unwrapped(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    one = chance.choice(found)
    return data[: one.start] + data[one.inside : one.inside_end] + data[one.end :]


def _doubled(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    one = chance.choice(found)
    whole = data[one.start : one.end]
    times = chance.choice((1, 1, 2, 20)) if len(whole) < 5000 else 1
    return data[: one.end] + whole * times + data[one.end :]


def _moved(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    """A copy of it at the beginning or end of another one's inside."""
    one, other = chance.choice(found), chance.choice(found)
    place = chance.choice((other.inside, other.inside_end, other.end))
    return data[:place] + data[one.start : min(one.end, one.start + 20_000)] + data[place:]


def _nested(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    one = chance.choice(found)
    name, times = _name(data, found, chance), chance.choice((1, 1, 3, 300))
    return (
        data[: one.start]
        + (b"<" + name + b">") * times
        + data[one.start : one.end]
        + (b"</" + name + b">") * times
        + data[one.end :]
    )


def _renamed(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    one = chance.choice(found)
    name = _name(data, found, chance)
    tag = b"<" + name + data[one.start + 1 + len(one.name) : one.inside]
    if one.inside == one.end:
        return data[: one.start] + tag + data[one.end :]
    return data[: one.start] + tag + data[one.inside : one.inside_end] + b"</" + name + b">" + data[one.end :]


def _attribute_changed(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    values = list(_ATTRIBUTE.finditer(data[:_MOST]))
    if not values:
        return _attribute_added(data, found, chance)
    one = chance.choice(values)
    value = chance.choice((chance.choice(ODD), chance.choice(values)[2][1:-1], b"")).replace(b'"', b"")
    new = b'%s="%s"' % (one[1], value) if chance.random() < 0.9 else b""
    return data[: one.start()] + new + data[one.end() :]


def _attribute_added(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    one = chance.choice(found)
    at = one.start + 1 + len(one.name)
    return data[:at] + b' %s="%s"' % (_name(data, found, chance), chance.choice(ODD)) + data[at:]


def _element_added(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    one, name = chance.choice(found), _name(data, found, chance)
    return data[: one.inside] + b"<" + name + b"/>" + data[one.inside :]


def _words_changed(data: bytes, found: Sequence[Element], chance: random.Random) -> bytes:
    one = chance.choice([element for element in found if element.inside < element.inside_end] or found)
    words = chance.choice(WORDS).encode() * chance.choice((1, 1, 1, 200))
    place = chance.choice((one.inside, one.inside_end))
    return data[:place] + words + data[place:]


_CHANGES: tuple[Callable[[bytes, Sequence[Element], random.Random], bytes], ...] = (
    _gone, _unwrapped, _doubled, _moved, _nested, _renamed, _attribute_changed, _attribute_changed, _attribute_added,
    _element_added, _words_changed,
)  # fmt: skip
