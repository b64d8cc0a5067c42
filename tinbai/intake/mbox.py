"""The messages of an mbox file, found where they stand; no line and no message is too long."""

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tinbai.intake.spool import Growing

_CHUNK = 1 << 20
# "From " alone is also the beginning of a sentence: the next line must be a header field, and see _tells.
_FROM = re.compile(rb"From (?P<told>[^\n]{1,300})\n(?=[!-9;-~]{1,76}[ \t]*:|>From )")
_TIME, _YEAR = re.compile(rb"\d:\d\d"), re.compile(rb"\b(?:19|20)\d\d\b")
# mboxrd: one ">" more than was written. With "^" for the line end 309 MB take 10.8 s instead of 4.2 s.
_QUOTED = re.compile(rb"\n>(?=>*From )")


@dataclass(frozen=True, slots=True)
class Boxed:
    """One message: `offset` of its From_ line in octets, and what that line tells (sender and time)."""

    offset: int
    told: str
    raw: bytes | Path


@dataclass(frozen=True, slots=True)
class _Span:
    offset: int
    start: int
    end: int
    told: bytes


def begins_like_one(head: bytes) -> bool:
    """Whether a file that starts with these octets is an mbox."""
    line = _FROM.match(head)
    return line is not None and _tells(line["told"])


def count(file: Path) -> int:
    """How many messages there are."""
    if not file.stat().st_size:
        return 0
    with _mapped(file) as octets:
        return sum(1 for _ in _spans(octets))


def messages(file: Path, spool: Path) -> Iterator[Boxed]:
    """Every message in the order of the file, unescaped; large ones as files in the spool. Raises DiskFull."""
    if not file.stat().st_size:  # an empty mailbox, and nothing that could be mapped
        return
    with _mapped(file) as octets:
        for span in _spans(octets):
            yield Boxed(span.offset, span.told.decode("latin-1").strip(), _unescaped(octets, span, spool))


def _mapped(file: Path) -> mmap.mmap:
    """The file without reading it: a mailbox of gigabytes costs no memory of ours."""
    with file.open("rb") as handle:
        return mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)


def _spans(octets: mmap.mmap) -> Iterator[_Span]:
    found = _starts(octets)
    line = next(found, None)
    while line is not None:
        following = next(found, None)
        end = following.start() if following else len(octets)
        yield _Span(line.start(), line.end(), _without_blank_line(octets, line.end(), end), line["told"])
        line = following


def _starts(octets: mmap.mmap) -> Iterator["re.Match[bytes]"]:
    """The From_ lines."""
    at = 0
    while True:
        line = _FROM.match(octets, at)
        if line and _tells(line["told"]) and (_after_blank_line(octets, at) or _is_dated(line["told"])):
            yield line
        before = octets.find(b"\nFrom ", at)
        if before < 0:
            return
        at = before + 1


def _tells(told: bytes) -> bool:
    """A sender alone, "-", or something with a time and a year."""
    return told.strip() == b"-" or _is_dated(told) or (b"@" in told and len(told.split()) == 1)


def _is_dated(told: bytes) -> bool:
    """Some programs leave out the blank line before; then only a From_ line with its time counts."""
    return bool(_TIME.search(told) and _YEAR.search(told))


def _after_blank_line(octets: mmap.mmap, at: int) -> bool:
    return at == 0 or octets[max(0, at - 3) : at].endswith((b"\n\n", b"\n\r\n"))


def _without_blank_line(octets: mmap.mmap, start: int, end: int) -> int:
    """The blank line between two messages belongs to the mbox, not to the message."""
    for blank in (b"\r\n\r\n", b"\n\n"):
        if end - len(blank) >= start and octets[end - len(blank) : end] == blank:
            return end - len(blank) // 2
    return end


def _unescaped(octets: mmap.mmap, span: _Span, spool: Path) -> bytes | Path:
    growing = Growing(spool)
    try:
        begin = span.start
        for quote in _QUOTED.finditer(octets, span.start - 1, span.end):
            _copy(octets, begin, quote.end() - 1, growing)
            begin = quote.end()
        _copy(octets, begin, span.end, growing)
        return growing.finish()
    except BaseException:
        growing.discard()
        raise


def _copy(octets: mmap.mmap, begin: int, end: int, growing: Growing) -> None:
    for start in range(begin, end, _CHUNK):
        growing.write(octets[start : min(start + _CHUNK, end)])
