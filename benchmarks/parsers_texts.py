"""Texts in old encodings without a font's name, stories typed in old fonts, and lines with secrecy marks."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from pydoc_data import topics

from benchmarks.figures import Figure, Material, loud, progress, share
from benchmarks.parsers_noise import news
from tests import oldfonts_accuracy as oldfonts
from tests import test_parsers_marks as marking
from tests.oldfonts import HANDS, PLACES
from tests.vietnamese import document, in_tcvn3, in_vni
from tinbai.parsers import marks
from tinbai.parsers.encoding import legacy

WINDOWS = (3, 5, 8, 12, 20)  # words
WRITERS = {"tcvn3": in_tcvn3, "vni": in_vni}
LANGUAGES = ("fr", "de", "es", "pt_BR")


def figures(material: Material) -> Iterator[Figure]:
    stories = news(material, 300)
    for kind, write in WRITERS.items():
        for size in WINDOWS:
            windows = list(_windows(stories, size))
            right = sum(legacy.kind_of_text(write(window)) == kind for window in windows)
            wanted = ">= 99 %" if size >= 12 else ""
            yield Figure(f"{kind} without a font, {size} words", share(right, len(windows)), wanted)
    yield from _false_hits(material, stories)
    yield from _accuracy(material)
    yield from _secrecy()


def _windows(texts: Sequence[str], size: int) -> Iterator[str]:
    """Every so many words of each text, one after the other."""
    for text in texts:
        words = unicodedata.normalize("NFC", text).split()
        for start in range(0, len(words) - size + 1, 5 * size):
            yield " ".join(words[start : start + size])


def _false_hits(material: Material, stories: Sequence[str]) -> Iterator[Figure]:
    clean = {"Vietnamese": list(stories), "English": list(topics.topics.values())}
    clean |= {language: texts for language in LANGUAGES if (texts := _translated(material, language))}
    for language, texts in clean.items():
        windows = [window for size in WINDOWS for window in _windows(texts, size)]
        hits = [window for window in windows if legacy.kind_of_text(window)]
        for window in hits[:5]:
            progress(f"false hit in {language}: {window!r}")
        yield Figure(f"clean {language}: false hits of {len(windows)}", str(len(hits)), "0")


def _translated(material: Material, language: str) -> list[str]:
    """Sentences of Django's translations, which the peers bring along."""
    library = material.peers.parent.parent / "lib"
    files = sorted(library.glob(f"python*/site-packages/django/**/locale/{language}/LC_MESSAGES/*.po"))
    if not files:
        loud(f"ABSENT: Django's translations below {library}; no false hits counted in {language}")
    return [" ".join(_sentences(path)) for path in files]


def _sentences(path: Path) -> Iterator[str]:
    inside = False
    for line in path.read_text("utf-8").splitlines():
        inside = line.startswith("msgstr") or (inside and line.startswith('"'))
        if inside:
            yield line.partition('"')[2].rstrip('"').replace("\\n", " ")


def _accuracy(material: Material) -> Iterator[Figure]:
    texts = oldfonts.stories()[:2] if material.quick else oldfonts.stories()
    for hand in HANDS:
        counts = {place: oldfonts.measured(place, hand, texts) for place in PLACES}
        worst = min(counts, key=lambda place: counts[place].accuracy)
        figure = f"{counts[worst].accuracy:.6f}"
        yield Figure(f"{hand.plain}: letters right, {len(PLACES)} places, worst ({worst})", figure, ">= 0.999")


def _secrecy() -> Iterator[Figure]:
    wanted = {"secret_hold": ("secret", False), "internal_hold": ("internal", False),
              "soft_warning": (None, True), "clear": (None, False)}  # fmt: skip
    right = sum(
        (marks.hold_of_line(line), bool(marks.soft_warning(document(line)))) == wanted[expected]
        for line, expected in marking.CASES
    )
    yield Figure("secrecy cases right", share(right, len(marking.CASES)), "all")
    held = sum(marks.hold_of_line(line) is not None for line in marking.INNOCENT)
    yield Figure(f"of {len(marking.INNOCENT)} innocent lines, held", str(held), "0")
