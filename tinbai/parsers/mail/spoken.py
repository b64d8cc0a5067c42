"""What notes of machines say, by language (languages/*.toml): absence, until when, who instead, received, moved …

A note says several such things in one language, so they are looked for in the languages that a text is in, and those of
one language count together: "tot" is Dutch for until, and "good" in Vietnamese.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from tinbai.parsers.mail.noise import said
from tinbai.parsers.mail.wrapper import bare

_MOST = 3  # languages that are looked into
_ACCENTED = re.compile(r"[ạảãấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹđơư]")
_WORD = re.compile(r"[^\W\d_]+")
_INNER_DOT = re.compile(r"(?<=\d)\.|\.(?=\w)")  # of a date or an address, which ends no sentence
_VOWELS = tuple(one.split() for one in ("oà òa", "oá óa", "oả ỏa", "oã õa", "oạ ọa", "uỷ ủy", "uý úy", "oè òe"))
_TABLES: dict[str, dict[str, str | list[str]]] = {
    file.stem: tomllib.loads(file.read_text("utf-8"))
    for file in sorted((Path(__file__).parent / "languages").glob("*.toml"))
}
_WORDS = {name: frozenset(str(table["words"]).split()) for name, table in _TABLES.items() if "words" in table}
_SCRIPTS = {name: re.compile(str(table["script"])) for name, table in _TABLES.items() if "script" in table}


def _written(text: str) -> str:
    """Lower-case with accents, the tones of Vietnamese in one place: "hoà" as "hòa"."""
    text = " ".join(unicodedata.normalize("NFC", text).lower().split())
    for two, one in _VOWELS:
        text = text.replace(two, one)
    return text


def _compiled(name: str, form: Callable[[str], str]) -> dict[str, re.Pattern[str]]:
    before = r"(?<!\w)" if name in _WORDS else ""
    return {
        facet: re.compile(f"{before}(?:{'|'.join(form(one) for one in phrases)})")
        for facet, phrases in _TABLES[name].items()
        if isinstance(phrases, list)
    }


_FACETS = {name: _compiled(name, bare) for name in _TABLES}
_WITH_ACCENTS = _compiled("vi", _written)


def tongues(text: str) -> list[str]:
    """The languages a text may be in, by its letters and its small words; the likeliest first."""
    by_script = [name for name, letters in _SCRIPTS.items() if letters.search(text.lower())]
    words = set(_WORD.findall(bare(text)))
    known = {name: len(words & small) for name, small in _WORDS.items()}
    if _ACCENTED.search(text.lower()):
        known["vi"] += 3
    best = max(known.values())
    near = [name for name, hits in known.items() if hits and hits >= min(3, best * 0.6)]
    return (by_script + sorted(near, key=lambda name: -known[name]))[: _MOST + len(by_script)]


def facets(text: str, name: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What a text says in one language: the facet, and where it stands."""
    has_accents = name == "vi" and bool(_ACCENTED.search(text.lower()))
    table, form = (_WITH_ACCENTS, _written(text)) if has_accents else (_FACETS[name], bare(text))
    form = _INNER_DOT.sub("/", form)
    for facet, pattern in table.items():
        if found := pattern.search(form):
            yield facet, found


def in_one_language(text: str, subject: str, weights: Mapping[str, int]) -> dict[str, str]:
    """The facets of that language in which a text says most by their weights, each with its words."""
    most: dict[str, str] = {}
    for name in tongues(f"{subject} {text}"):
        found = {facet: said(text, one) for facet, one in facets(text, name)}
        if not most or _sum(found, weights) > _sum(most, weights):
            most = found
    return most


def _sum(found: Collection[str], weights: Mapping[str, int]) -> int:
    return sum(weights.get(facet, 0) for facet in found)
