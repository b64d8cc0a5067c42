"""Plain changes of octets; of a zip its members are changed, so that the change is not lost in a checksum."""

import contextlib
import io
import random
import re
import zipfile
import zlib

_LIMITS = (b"\0", b"\xff", b"\x7f", b"\x80", b"\xff\xff", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A copy with one to eight changes."""
    if data[:4] == b"PK\x03\x04" and chance.random() < 0.8:
        with contextlib.suppress(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
            return _member_changed(data, chance)  # one that no longer opens is changed like any other
    for _ in range(chance.randint(1, 8)):
        data = _changed(data, chance)
    return data


def _changed(data: bytes, chance: random.Random) -> bytes:
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


def _member_changed(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))] or old.namelist()
        if not names:
            raise zipfile.BadZipFile("nothing in it")
        chosen = chance.choice(names)
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, (_markup_changed if chance.random() < 0.7 else _changed)(content, chance)
                         if name == chosen else content)  # fmt: skip
    return out.getvalue()


def _markup_changed(data: bytes, chance: random.Random) -> bytes:
    """An element twice, gone, moved into another, or with another one's name."""
    tags = list(re.finditer(rb"<[^>]*>", data))
    if len(tags) < 2:
        return _changed(data, chance)
    one, other = chance.choice(tags), chance.choice(tags)
    match chance.randrange(3):
        case 0:
            return data[: one.start()] + data[one.end() :]
        case 1:
            return data[: one.start()] + other[0] + data[one.end() :]
        case _:
            return data[: one.end()] + other[0] + data[one.end() :]
