"""How surely texts without fonts are read whatever encoding they came in: `python -m tests.legacy_recall` prints recall
over windows of stories of newspapers, and false hits on clean texts. With a number, every so manieth story is taken.

Other languages are the translations that the programs of this machine bring along (/usr/share/locale).
"""

import gettext
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from tests import vietnamese
from tests.oldfonts_accuracy import NEWS
from tinbai.parsers.document import Document, Paragraph
from tinbai.parsers.encoding import repairs
from tinbai.parsers.files import read_text_file

SIZES = (5, 8, 12, 20)
LOCALES = Path("/usr/share/locale")
LANGUAGES = ("fr", "de", "es", "it", "pt", "sv", "pl", "cs", "hu", "tr", "id")
EVERY = 10
FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


def _old(kind: str) -> Callable[[str], bytes]:
    letters = {letter: old for old, letter in vietnamese.table(kind)}

    def write(text: str) -> bytes:
        return b"".join(map(_octet, "".join(letters.get(one) or letters.get(one.lower(), one) for one in text)))

    return write


def _octet(letter: str) -> bytes:
    """As Windows keeps it: dashes and quotation marks too. Raises UnicodeEncodeError for what it has no place for."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def _windows_1258(text: str) -> bytes:
    """As Windows writes it: the five tones apart, the other marks with their letters."""
    out = ""
    for one in text:
        whole = unicodedata.normalize("NFD", one)
        tone = next((mark for mark in whole if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
        out += unicodedata.normalize("NFC", whole.replace(tone, "")) + tone if tone else one
    return out.encode("cp1258")


def _seen(octets: bytes) -> str:
    """As a program shows them that takes them for windows-1252."""
    return "".join(bytes((one,)).decode("cp1252", "ignore") or chr(one) for one in octets)


WRITERS: dict[str, Callable[[str], bytes]] = {
    "TCVN3": _old("tcvn3"),
    "VNI": _old("vni"),
    "TCVN3 as UTF-8": lambda text: _seen(_old("tcvn3")(text)).encode(),
    "VNI as UTF-8": lambda text: _seen(_old("vni")(text)).encode(),
    "windows-1258": _windows_1258,
    "UTF-8": str.encode,
    "UTF-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "UTF-8, letters and marks apart": lambda text: unicodedata.normalize("NFD", text).encode(),
    "UTF-8 read as windows-1252": lambda text: _seen(text.encode()).encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, no mark": lambda text: text.encode("utf-16-le"),
    "UTF-16, upper octet first, no mark": lambda text: text.encode("utf-16-be"),
}


def read(octets: bytes) -> Document:
    return repairs.repair(read_text_file(octets))


def words(document: Document) -> list[str]:
    return " ".join(one.text for one in document.pieces if isinstance(one, Paragraph)).split()


def windows(texts: Sequence[str], size: int) -> Iterator[str]:
    """Stretches of so many words, none shared; of Vietnamese those that show it by three marked words."""
    for text in texts:
        all_ = text.split()
        for place in range(0, len(all_) - size + 1, size):
            yield " ".join(all_[place : place + size])


def tells(window: str) -> bool:
    """Whether it has Vietnamese letters at all: a row of figures or of foreign names says nothing."""
    return sum(not word.isascii() for word in window.split()) >= 3


def recall(write: Callable[[str], bytes], texts: Sequence[str], size: int) -> tuple[float, int]:
    """(share of windows whose words all come out, capitals apart; how many windows)."""
    right = count = 0
    for window in filter(tells, windows(texts, size)):
        wanted = [word.casefold() for word in repairs.clean(window, vietnamese=True).split()]
        with suppress(UnicodeEncodeError):  # letters of other languages, which the encoding does not have
            right += [word.casefold() for word in words(read(write(window)))] == wanted
            count += 1
    return right / max(count, 1), count


def false_hits(texts: Sequence[str], size: int) -> tuple[int, int]:
    """(windows taken for an old encoding or mojibake, of how many)."""
    found = [repairs.repair_text(window)[1] != "unicode" for window in windows(texts, size)]
    return sum(found), len(found)


def news(every: int) -> list[str]:
    if not NEWS.exists():
        return []
    stories = NEWS.read_text("utf-8").splitlines()[::every]
    return [unicodedata.normalize("NFC", json.loads(story)["text"]) for story in stories]


def foreign(language: str) -> list[str]:
    """Messages of programs; "en": those they were translated from."""
    found: list[str] = []
    for path in sorted((LOCALES / ("fr" if language == "en" else language) / "LC_MESSAGES").glob("*.mo")):
        with path.open("rb") as stream, suppress(UnicodeDecodeError):
            catalog = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
            pairs = [(key, text) for key, text in catalog.items() if isinstance(key, str) and key]
            found.append(" ".join(key if language == "en" else text for key, text in pairs))
    return found


def main() -> None:
    every = int(sys.argv[1]) if len(sys.argv) > 1 else EVERY
    texts = news(every)
    sys.stdout.write(f"{len(texts)} stories of newspapers{'' if texts else ' (ABSENT)'}; windows of {SIZES} words\n")
    for name, write in WRITERS.items():
        shares = [recall(write, texts, size) for size in SIZES]
        figures = "  ".join(f"{share:.4f} of {count}" for share, count in shares)
        sys.stdout.write(f"{name:36} {figures}\n")
        sys.stdout.flush()
    for form in FORMS:
        clean = [unicodedata.normalize(form, text) for text in texts]
        sys.stdout.write(f"false hits, Vietnamese {form}: {[false_hits(clean, size) for size in SIZES]}\n")
    for language in ("en", *LANGUAGES):
        hits = [false_hits(foreign(language), size) for size in SIZES]
        sys.stdout.write(f"false hits, {language}: {hits if hits[0][1] else 'NOT SHOWN: no texts'}\n")


if __name__ == "__main__":
    main()
