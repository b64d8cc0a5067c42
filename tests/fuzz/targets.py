"""The readers as functions of octets, each with good files to start from and what must be true of its answer."""

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from tests.ole import compound
from tests.post import STORY, photo, word
from tests.test_parsers_msg import attached, attachment, message
from tests.test_parsers_msg import embedded as saved
from tests.test_parsers_tnef import embedded, file, winmail
from tinbai import codec
from tinbai.model import Parsed
from tinbai.parsers.contract import to_json
from tinbai.parsers.doc.read import read_doc
from tinbai.parsers.document import Document, Paragraph, Piece
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.mail.html import read_html
from tinbai.parsers.mail.mime import Splitter
from tinbai.parsers.mail.msg import message_of
from tinbai.parsers.mail.segments import divide
from tinbai.parsers.mail.text import read_text
from tinbai.parsers.mail.tnef import Tnef
from tinbai.parsers.odt.read import read_odt
from tinbai.parsers.parse import parse
from tinbai.parsers.pdf.read import read_pdf
from tinbai.parsers.problems import PROBLEMS
from tinbai.parsers.rtf.read import read_rtf

TESTS = Path(__file__).parent.parent
CORPORA = TESTS.parent.parent / "shared" / "corpora"
UNSEEN = frozenset("\0\u00ad\u200b\u200c\u200d\u2060\ufeff")


class Wrong(AssertionError):
    """A reader's answer that breaks a promise; the words say which."""


@dataclass(frozen=True)
class Target:
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]


def whole(data: bytes, name: str = "mail.eml") -> Parsed:
    """Read as the child does, and hold the answer to the contract."""
    parsed = parse(name, data, lambda _content: None)
    text = json.dumps(to_json(parsed, name, "vi"), ensure_ascii=False)
    text.encode()  # no lone surrogates
    if unicodedata.normalize("NFC", text) != text:
        raise Wrong("not NFC")
    if UNSEEN & set(text) or "\\u0000" in text:
        raise Wrong(f"what cannot be seen: {sorted(UNSEEN & set(text))}")
    if codec.parsed.loads(codec.parsed.dumps(parsed)) != parsed:
        raise Wrong("comes back different from JSON")
    for item in parsed.items:
        if item.hold == "secret" and (item.title or item.text or item.body or item.photos):
            raise Wrong("words of a secret item")
    return parsed


def _document(read: Callable[[bytes], Document]) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        for problem in read(data).problems:
            if problem.code not in PROBLEMS:
                raise Wrong(f"a problem without words: {problem.code}")

    return run


def _mime(data: bytes) -> None:
    leaves = [Splitter().message(memoryview(data))]
    while leaves:
        part = leaves.pop()
        leaves += part.children
        part.decoded()
        part.disposition()


def _segments(data: bytes) -> None:
    subject, _, body = data.decode("utf-8", "replace").partition("\n")
    nothing_lost(read_text(body).pieces, subject)


def nothing_lost(pieces: tuple[Piece, ...], subject: str) -> None:
    """Raise Wrong unless every piece of a body stands in a segment, in its order."""
    found = [piece for part in divide(pieces, subject).segments for piece in part.pieces]
    if words_of(found) != words_of(pieces):
        raise Wrong("segments lose or move words")


def words_of(pieces: list[Piece] | tuple[Piece, ...]) -> list[str]:
    return [word for piece in pieces if isinstance(piece, Paragraph) for word in piece.text.split()]


def _tnef(data: bytes) -> None:
    found = Tnef(data)
    found.text()
    found.body()


def _html(data: bytes) -> None:
    read_html(data.decode("utf-8", "replace"))


def _msg(data: bytes) -> None:
    if (message := message_of(data)) is not None:
        _mime(message)


def _files(pattern: str) -> Callable[[], Iterator[bytes]]:
    def seeds() -> Iterator[bytes]:
        for folder in (TESTS / "documents", TESTS / "letters"):
            for found in sorted(folder.glob(pattern)):
                yield found.read_bytes()

    return seeds


def _attached(ending: str) -> Iterator[bytes]:
    """Files of that kind in our letters."""
    for letter in sorted((TESTS / "letters").glob("*.eml")):
        for part in message_from_bytes(letter.read_bytes(), policy=SMTP).walk():
            content = part.get_payload(decode=True)
            if (part.get_filename() or "").lower().endswith(ending) and isinstance(content, bytes):
                yield content


def _documents(ending: str) -> Callable[[], Iterator[bytes]]:
    def seeds() -> Iterator[bytes]:
        yield from _files(f"*{ending}")()
        yield from _attached(ending)
        if ending == ".docx":
            yield word(*STORY)

    return seeds


def _bodies() -> Iterator[bytes]:
    for letter in _files("*.eml")():
        parsed = parse("mail.eml", letter, lambda _content: None)
        if parsed.mail and parsed.mail.text:
            yield f"{parsed.mail.subject}\n{parsed.mail.text}".encode()


def _winmails() -> Iterator[bytes]:
    page = "".join(f"<p>{line}</p>" for line in STORY)
    inner = winmail(file("tin.docx", word(*STORY)), html=page, subject="Tin")
    yield winmail(file("anh.jpg", photo(1, 60, 40)), embedded("Tin", inner), html=page)
    for found in sorted(CORPORA.glob("tnef/**/*.*"))[:60]:
        if found.suffix in (".tnef", ".dat"):
            yield found.read_bytes()


def _messages() -> Iterator[bytes]:
    yield compound(message(attached(attachment("anh.jpg", photo(1, 60, 40)), saved(message(head=24)))))


TARGETS: Mapping[str, Target] = {
    "mail": Target(lambda data: void(whole(data)), _files("*.eml")),
    "mime": Target(_mime, _files("*.eml")),
    "segments": Target(_segments, _bodies),
    "docx": Target(_document(read_docx), _documents(".docx")),
    "doc": Target(_document(read_doc), _documents(".doc")),
    "odt": Target(_document(read_odt), _documents(".odt")),
    "rtf": Target(_document(read_rtf), _documents(".rtf")),
    "pdf": Target(_document(read_pdf), _documents(".pdf")),
    "html": Target(_html, lambda: iter([b"<p align=center><b>Tin</b><table><tr><td>a<td>b</table><ul><li>c</ul>"])),
    "tnef": Target(_tnef, _winmails),
    "msg": Target(_msg, _messages),
}


def void(_answer: object) -> None:
    """A target answers nothing; what is wrong it raises."""
