"""A message's header field by field, as its octets stand, and its body as slices: signatures count every octet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MOST = 1 << 20  # octets of a header; more is no mail
_MOST_FIELDS = 2000
_BLANK = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Field:
    """`name` in lower case; `line`: the whole field with its name, CRLF line ends, without the last."""

    name: str
    line: bytes

    @property
    def value(self) -> bytes:
        return self.line.partition(b":")[2]

    @property
    def words(self) -> str:
        """Unfolded text."""
        return b" ".join(self.value.split()).decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Message:
    """The fields from the top, and the body in pieces that end with a line; all with CRLF line ends."""

    fields: tuple[Field, ...]
    _raw: memoryview
    _start: int

    def body(self) -> Iterator[bytes]:
        at, end = self._start, len(self._raw)
        while at < end:
            piece = bytes(self._raw[at : at + _CHUNK])
            cut = piece.rfind(b"\n") + 1
            while not cut and at + len(piece) < end:  # a line longer than a piece
                more = bytes(self._raw[at + len(piece) : at + len(piece) + _CHUNK])
                found = more.find(b"\n") + 1
                cut = len(piece) + found if found else 0
                piece += more
            piece = piece[: cut or len(piece)]
            at += len(piece)
            yield _crlf(piece)

    def named(self, name: str) -> list[Field]:
        return [field for field in self.fields if field.name == name]


def message(raw: bytes | memoryview) -> Message:
    """Never raises; what is no field of a header is passed over."""
    view = memoryview(raw)
    head = bytes(view[:_MOST])
    blank = _BLANK.search(head)
    start = blank.end() if blank else len(view)
    lines = _crlf(head[: blank.start()] if blank else head).split(b"\r\n")
    joined: list[list[bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and joined:
            joined[-1].append(line)
        else:
            joined.append([line])
    fields = []
    for field in joined[:_MOST_FIELDS]:
        whole = b"\r\n".join(field)
        if found := _FIELD.fullmatch(whole):
            fields.append(Field(found[1].decode("ascii").lower(), whole))
    return Message(tuple(fields), view, start)


def _crlf(octets: bytes) -> bytes:
    if octets.count(b"\n") == octets.count(b"\r\n"):
        return octets
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
