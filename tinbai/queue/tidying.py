"""Small repairs of wording that an editor may take or leave: capitals, place of tone marks, blanks, quotation marks.

Pure: each takes a story and gives it back tidied; what is not surely wrong is not touched.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from tinbai.model import Block, Story

Kind = Literal["capitals", "tones", "blanks", "quotes"]
Tones = Literal["", "old", "new"]  # hòa, thủy; hoà, thuỷ; "" leaves them

_WORD = re.compile(r"\w+")
_START = re.compile(r"(?:^|[.!?…:\n“\"(–-])\s*$")
# Written in capitals whatever stands around them, where the story itself does not say otherwise.
_SHORT = frozenset(
    """
    UBND HĐND MTTQ BCH BTV TP TT TX HTX CLB THCS THPT PCCC CNTT QĐ NĐ BHXH BHYT OCOP TTXVN TƯ LLVT ANTT ATGT TDTT VHTT
    CCB HND LHPN ĐVTN CĐS KHKT TNHH CP VN USD GDP ASEAN LĐLĐ HĐQT CBCNV
    """.split()  # noqa: SIM905 - a list of words reads better as words
)
_LONGEST_RUN = 4  # words
_ROMAN = re.compile(r"[IVX]{2,}")


def tidied(kind: Kind, story: Story, tones: Tones = "") -> Story:
    """The story with that kind of repair made wherever it is due."""
    if kind == "capitals":
        return _without_capitals(story)
    if kind == "tones" and not tones:
        return story
    mend: Mapping[Kind, Callable[[str], str]] = {
        "tones": lambda text: placed(text, tones),
        "blanks": without_blanks,
        "quotes": with_curly_quotes,
    }
    return _each(story, mend[kind])


def _each(story: Story, mend: Callable[[str], str]) -> Story:
    """Every text of the story; a byline is somebody's name and stays."""
    return replace(
        story,
        title=mend(story.title),
        lead=mend(story.lead),
        body=tuple(_block(block, mend) for block in story.body),
        captions=tuple(map(mend, story.captions)),
    )


def _block(block: Block, mend: Callable[[str], str]) -> Block:
    items, rows = tuple(map(mend, block.items)), tuple(tuple(map(mend, row)) for row in block.rows)
    return replace(block, text=mend(block.text), items=items, rows=rows)


# --- Capitals ------------------------------------------------------------------------------------------------------


def _without_capitals(story: Story) -> Story:
    """A title (and sub-heads) all in capitals as a sentence; names are written as the text below writes them."""
    heads = (story.title, *(block.text for block in story.body if block.type == "subhead"))
    shouted = [head for head in heads if _is_shouted(head)]
    if not shouted:
        return story
    texts = [story.lead, *(block.text for block in story.body if block.type in ("paragraph", "quote"))]
    seen = _written([text for text in texts if text and not _is_shouted(text)], set(_runs(shouted)))
    body = tuple(
        replace(block, text=calm(block.text, seen)) if block.type == "subhead" else block for block in story.body
    )
    return replace(story, title=calm(story.title, seen), body=body)


def _is_shouted(text: str) -> bool:
    """Whether all its letters, more than a few, are capitals; short forms alone are none."""
    words = [word for word in _WORD.findall(text) if word.isalpha()]
    return len(words) > 2 and all(word == word.upper() for word in words) and not set(words) <= _SHORT


def calm(text: str, seen: Mapping[tuple[str, ...], str]) -> str:
    """The text in small letters but for its first one, names and short forms; only where all of it is in capitals."""
    if not _is_shouted(text):
        return text
    words = list(_WORD.finditer(text))
    small = [word[0].lower() for word in words]
    out, end = [], 0
    for place, word in enumerate(words):
        first = bool(_START.search(text[: word.start()]))
        out += [text[end : word.start()], _shaped(word[0], _known(small, place, seen), first)]
        end = word.end()
    return "".join(out) + text[end:]


def _known(words: Sequence[str], place: int, seen: Mapping[tuple[str, ...], str]) -> str:
    """How the text below writes the word at that place, by the longest run of words that stands in both."""
    for length in range(_LONGEST_RUN, 1, -1):
        for begin in range(max(0, place - length + 1), min(place, len(words) - length) + 1):
            if written := seen.get(tuple(words[begin : begin + length])):
                return written.split()[place - begin]
    alone = seen.get((words[place],), "")
    # one syllable in a capital is a part of some longer name: "Hội" of "Hội Nông dân"
    return alone if alone and alone == alone.upper() != alone[:1] else words[place]


def _shaped(capitals: str, written: str, first: bool) -> str:
    if capitals in _SHORT or _ROMAN.fullmatch(capitals) or any(sign.isdigit() for sign in capitals):
        return capitals
    return written[:1].upper() + written[1:] if first else written


def _runs(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Every word and short run of words, in small letters."""
    for text in texts:
        words = [word.lower() for word in _WORD.findall(text)]
        for length in range(1, _LONGEST_RUN + 1):
            yield from (tuple(words[index : index + length]) for index in range(len(words) - length + 1))


def _written(texts: Iterable[str], wanted: Collection[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """How the texts write those runs of words; what begins a sentence says nothing."""
    counts: dict[tuple[str, ...], Counter[str]] = {}
    firsts = {run[0] for run in wanted}
    for line in (line for text in texts for line in text.split("\n")):
        words = list(_WORD.finditer(line))
        small = [word[0].lower() for word in words]
        for index, word in enumerate(words):
            if small[index] not in firsts or _START.search(line[max(0, word.start() - 3) : word.start()]):
                continue
            for length in range(1, min(_LONGEST_RUN, len(words) - index) + 1):
                written = line[word.start() : words[index + length - 1].end()]
                run = tuple(small[index : index + length])
                if run in wanted and len(written.split()) == length and written.count(" ") == length - 1:
                    counts.setdefault(run, Counter())[written] += 1
    return {run: found.most_common(1)[0][0] for run, found in counts.items()}


# --- Tone marks ----------------------------------------------------------------------------------------------------

_VOWELS = {"o": "oòóỏõọ", "a": "aàáảãạ", "e": "eèéẻẽẹ", "u": "uùúủũụ", "y": "yỳýỷỹỵ"}


def _pairs() -> Iterator[tuple[str, str]]:
    """(old, new) for every tone of oa, oe, uy, in small, mixed and capital letters."""
    for one, two in ("oa", "oe", "uy"):
        for tone in range(1, 6):
            old, new = _VOWELS[one][tone] + two, one + _VOWELS[two][tone]
            yield from ((old, new), (old.capitalize(), new.capitalize()), (old.upper(), new.upper()))


_NEW = dict(_pairs())
_OLD = {new: old for old, new in _NEW.items()}
_OPEN = re.compile(r"(?<![qQ])(?:[oòóỏõọOÒÓỎÕỌ][aàáảãạeèéẻẽẹAÀÁẢÃẠEÈÉẺẼẸ]|[uùúủũụUÙÚỦŨỤ][yỳýỷỹỵYỲÝỶỸỴ])(?!\w)")


def placed(text: str, tones: Tones) -> str:
    """The mark where the house wants it in open syllables: hòa or hoà. In closed ones (hoàng) all agree."""
    table = _NEW if tones == "new" else _OLD
    return _OPEN.sub(lambda found: table.get(found[0], found[0]), text)


# --- Blanks and quotation marks ------------------------------------------------------------------------------------

_BLANKS = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_BEFORE = re.compile(r"(?<=\w) +(?=[,;:!?](?:\s|$)|\.(?:\s|$))")


def without_blanks(text: str) -> str:
    """One blank between words and none before a stop."""
    return _BEFORE.sub("", _BLANKS.sub(" ", text))


def with_curly_quotes(text: str) -> str:
    """“…” for "…" where the marks come in pairs; an inch sign has no partner and stays."""
    parts = text.split('"')
    if len(parts) < 3 or len(parts) % 2 == 0 or any(part[:1].isspace() for part in parts[1::2]):
        return text
    return "".join(part if place == 0 else ("“" if place % 2 else "”") + part for place, part in enumerate(parts))
