"""The parts of a mail body: what the sender wrote, and the wrapper around it. Nothing is dropped, everything is marked.

As Gmail, Outlook, Yahoo, Apple, Zimbra, Thunderbird and Notes write it; the words themselves stand in wrapper.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tinbai.model import SegmentType
from tinbai.parsers.document import Paragraph, Picture, Piece
from tinbai.parsers.mail import wrapper
from tinbai.parsers.mail.cut import OldHeader, find_cut, wrote
from tinbai.parsers.mail.wrapper import bare

_SENTENCE = 12  # words from which a line is no title or label
_CAPTION = re.compile(r"(?:anh|hinh)(?: so)? ?\d{1,2} ?[:.)–-] ?\S{2}")  # said to the editors, but of a photo
_NUMBERED = re.compile(r"^(?:anh|hinh) (?:so )?\d")  # a caption
_LISTED = re.compile(r"\s*(?:\d{1,2}[.)/]|[-–*•+])\s*\S")
_LONGEST_LINE = 200
_ADDRESSEE = re.compile(
    r"[-–+]\s*(?:ban (?:bien|bt|quan tri)|bbt|phong (?:bien|tin|thoi su|noi dung)|cong (?:ttdt|tt|thong tin)|toa soan"
    r"|bao |dai (?:pt|phat|truyen)|trang (?:tt|thong tin)|trung tam (?:tt|truyen|thong tin|van hoa))\b.{0,60}$"
)
_SALUTED = re.compile(
    r"^(\s*(?:Kính|Thân|Dear|Chào|Xin|Thưa|Gửi|Em|Kinh|Than|Chao|Thua|Gui)\b[^.!?:;\n]{2,60}[.!])\s+(\S+ \S+ \S.*)$",
    re.DOTALL,
)
_SELF = re.compile(r"^(?:E|Em|Cháu|CTV|Tôi)[ ,:.]+(?=[^\W\d_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piecewise:
    """A segment with its pieces. `covering`: of a "new" one, sentences to the editors that are no story."""

    type: SegmentType
    pieces: tuple[Piece, ...]
    covering: bool = False


@dataclass(frozen=True, slots=True)
class Divided:
    """All segments in order. Of a forward also `inner`: the old mail without its header, and `header` itself."""

    segments: tuple[Piecewise, ...]
    inner: tuple[Piece, ...] = ()
    header: OldHeader | None = None

    def of(self, kind: SegmentType) -> list[Piece]:
        return [piece for segment in self.segments if segment.type == kind for piece in segment.pieces]

    def story(self) -> list[Piece]:
        """What the sender wrote without the sentences to the editors, and a credit line standing below the closing."""
        own = [piece for part in self.segments if part.type == "new" and not part.covering for piece in part.pieces]
        below = [*self.of("closing"), *self.of("signature")]
        return own + [piece for piece in below if isinstance(piece, Paragraph) and is_credit(piece.text)]


def is_credit(line: str) -> bool:
    """A line that names an author: "Tin, ảnh: Nguyễn Văn A"."""
    return len(line) <= 120 and bool(wrapper.BYLINE.match(bare(line)))


def divide(pieces: Sequence[Piece], subject: str) -> Divided:
    """Segments of a body. Its subject decides whether an old mail below was answered or forwarded."""
    pieces = [part for piece in pieces for part in _without_parting(piece)]
    pieces = _without_salutation(pieces)
    words = [bare(piece.text) if isinstance(piece, Paragraph) else "" for piece in pieces]
    cut = find_cut(pieces, words)
    own, own_words = pieces[: cut.start], words[: cut.start]
    segments = _own(own, own_words)
    if cut.start == len(pieces):
        return Divided(tuple(segments))
    old = tuple(pieces[cut.start :])
    if cut.forward or _is_forward(subject, own_words, cut.header):
        forwarded = Piecewise("forwarded", old)
        return Divided((*segments, forwarded), _uncited(pieces[cut.below :]), cut.inner)
    if cut.interleaved:
        segments += _interleaved(old, words[cut.start :])
    else:
        segments.append(Piecewise("quoted", old))
    return Divided(tuple(segments))


def _without_parting(piece: Piece) -> Sequence[Piece]:
    """A short covering paragraph that ends in "Trân trọng.", as two."""
    if not isinstance(piece, Paragraph) or len(piece.text) > 400 or len(piece.spans) != 1:
        return (piece,)
    found = wrapper.PARTING.search(piece.text)
    above = bare(piece.text[: found.start() + 1]) if found else ""
    if found is None or not (_is_covering(above, True) or wrapper.SENT_BY.match(above)):
        return (piece,)
    parts = (piece.text[: found.start() + 1], found[1])
    return tuple(replace(piece, spans=(replace(piece.spans[0], text=part),)) for part in parts)


def _without_salutation(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """A first paragraph "Kính gửi Ban Biên tập! Nhờ đăng trước 20/11." as two: what is asked is no greeting."""
    first = next((number for number, piece in enumerate(pieces) if _has_words(piece)), None)
    piece = pieces[first] if first is not None else None
    if first is None or not isinstance(piece, Paragraph) or len(piece.spans) != 1:
        return pieces
    found = _SALUTED.match(piece.text)
    if found is None or not wrapper.GREETING.match(bare(found[1])) or wrapper.NOT_GREETING.search(bare(found[1])):
        return pieces
    parts = [replace(piece, spans=(replace(piece.spans[0], text=text),)) for text in found.groups()]
    return [*pieces[:first], *parts, *pieces[first + 1 :]]


def _uncited(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A forwarded mail as it was: programs that forward by citing put it one level down."""
    depth = min((piece.quoted for piece in pieces if isinstance(piece, Paragraph)), default=0)
    if not depth:
        return tuple(pieces)
    return tuple(
        replace(piece, quoted=piece.quoted - depth) if isinstance(piece, Paragraph) else piece for piece in pieces
    )


def _interleaved(pieces: Sequence[Piece], words: Sequence[str]) -> list[Piecewise]:
    """Cited and own words in turn; own words after the last citation may end in a signature."""
    runs: list[tuple[bool, list[int]]] = []
    attributed = 1
    for number, piece in enumerate(pieces):
        attributed = max(attributed, wrote(pieces, words, number))
        cited = piece.quoted > 0 if isinstance(piece, Paragraph) else bool(runs and runs[-1][0])
        if number < attributed:
            cited = True
        if runs and runs[-1][0] == cited:
            runs[-1][1].append(number)
        else:
            runs.append((cited, [number]))
    out: list[Piecewise] = []
    for cited, numbers in runs:
        mine = [pieces[n] for n in numbers]
        if cited:
            out.append(Piecewise("quoted", tuple(mine)))
        else:
            out += _own(mine, [words[n] for n in numbers])
    return out


def _is_forward(subject: str, own_words: Sequence[str], header: bool) -> bool:
    """By the subject's prefix, and where that is silent by how little stands above; in doubt it is kept."""
    prefix = bare(subject)
    if wrapper.FORWARD_SUBJECT.match(prefix):
        return True
    if not header or wrapper.REPLY_SUBJECT.match(prefix):
        return False
    return sum(len(text.split()) for text in own_words) < 40


# --- What the sender wrote himself ----------------------------------------------------------------------------------


def _own(pieces: Sequence[Piece], words: Sequence[str]) -> list[Piecewise]:
    kinds: list[SegmentType] = ["new"] * len(pieces)
    end = _mark_end(pieces, words, kinds)
    _mark_greeting(words, kinds, end)
    covering = _covering(pieces, words, kinds)
    _mark_trailing_cover(pieces, words, kinds, covering)
    _mark_name(pieces, kinds, covering)
    _mark_thanks(words, kinds, covering)
    looks = list(zip(kinds, covering, strict=True))
    runs = groupby(range(len(pieces)), key=looks.__getitem__)
    return [Piecewise(kind, tuple(pieces[n] for n in numbers), is_cover) for (kind, is_cover), numbers in runs]


def _mark_end(pieces: Sequence[Piece], words: Sequence[str], kinds: list[SegmentType]) -> int:
    """Mark footer, signature and closing from below; returns where they begin."""
    end = len(pieces)
    for number in range(len(pieces) - 1, -1, -1):
        if words[number] and wrapper.FOOTER.match(words[number]):
            kinds[number] = "footer"
        elif words[number] and not (wrapper.DASHES.match(words[number]) and "footer" in kinds[number + 1 : number + 2]):
            break
        elif words[number]:
            kinds[number] = "footer"  # the rule that parts it off
    dashes = _dashes(words)
    if dashes is not None:
        for number in range(dashes, len(pieces)):
            if kinds[number] != "footer" and not isinstance(pieces[number], Picture):
                kinds[number] = "signature"
        end = dashes
    words = ["" if kinds[number] == "footer" else text for number, text in enumerate(words)]
    first = next((number for number, text in enumerate(words) if text), 0)  # "Em chào anh chị," on top is no closing
    for number in range(max(first + 1, end - 12), end):
        if wrapper.CLOSING.match(words[number]) and _only_short_after(words, number + 1, end):
            for after in range(number, end):
                if isinstance(pieces[after], Picture) or kinds[after] == "footer":
                    continue
                kinds[after] = "closing" if after == number or not wrapper.PRIVATE.search(words[after]) else "signature"
            return number
    return _mark_private_tail(words, kinds, end)


def _mark_name(pieces: Sequence[Piece], kinds: list[SegmentType], covering: Sequence[bool]) -> None:
    """The sender's name below a covering note, with or without the unit, is its closing; below a story it is kept."""
    own = [n for n, kind in enumerate(kinds) if kind == "new" and not covering[n]]
    if not any(covering) or any(_is_prose(pieces[n]) for n in own):
        return
    last = max(n for n, is_cover in enumerate(covering) if is_cover)
    below = [n for n in own if n > last and _has_words(pieces[n])]
    named = next((n for n in below[-4:] if _is_signed(_text(pieces[n]))), None)
    tail = [n for n in own if named is not None and n >= named]
    if all(len(_text(pieces[n])) <= 80 and not _text(pieces[n]).endswith((".", "!", "?", ":", ";")) for n in tail):
        for number in tail:
            kinds[number] = "closing"


def _mark_thanks(words: Sequence[str], kinds: list[SegmentType], covering: list[bool]) -> None:
    """Thanks and wishes that end a mail take leave, they say nothing of what was sent."""
    for number in range(len(words) - 1, -1, -1):
        if kinds[number] == "new" and words[number]:
            if (
                not covering[number]
                or not wrapper.THANKS.match(words[number])
                or wrapper.ASKS_TO_PRINT.search(words[number])
            ):
                return
            kinds[number], covering[number] = "closing", False


def _text(piece: Piece) -> str:
    return piece.text.strip() if isinstance(piece, Paragraph) else ""


def _is_signed(text: str) -> bool:
    """A name of one to five words with capital letters, perhaps behind "Em", perhaps with a unit behind a dash."""
    words = re.split(r" [-–] ", re.sub(r" ạ\W*$", "", _SELF.sub("", text)))[0].rstrip(".,").split()
    return 0 < len(words) <= 5 and all(word.isalpha() and word[0].isupper() and len(word) <= 10 for word in words)


def _has_words(piece: Piece) -> bool:
    return bool(_text(piece))


def _dashes(words: Sequence[str]) -> int | None:
    """Where "-- " or a rule parts a signature off, near the end. Below a rule such as "***" a story may go on: there
    only lines that are no sentences are a signature."""
    for number in range(len(words) - 1, max(-1, len(words) - 16), -1):
        marked = words[number] in ("--", "-- ")
        if marked or (wrapper.DASHES.match(words[number]) and number > 0):
            rest = [text for text in words[number + 1 :] if text]
            longest, most = (_LONGEST_LINE, 12) if marked else (100, 8)
            sentences = not marked and any(text.endswith((".", "!", "?", "”", ":")) for text in rest)
            if len(rest) <= most and all(len(text) <= longest for text in rest) and not sentences:
                return number
    return None


def _only_short_after(words: Sequence[str], start: int, end: int) -> bool:
    rest = [text for text in words[start:end] if text]
    return len(rest) <= 8 and all(len(text) <= 120 for text in rest)


def _mark_private_tail(words: Sequence[str], kinds: list[SegmentType], end: int) -> int:
    """Telephone, bank and identity numbers at the very end belong to a signature, never to a story."""
    start = end
    for number in range(end - 1, max(-1, end - 8), -1):
        if kinds[number] == "footer" or not words[number]:
            continue
        if (
            len(words[number]) <= 120
            and wrapper.PRIVATE.search(words[number])
            and not wrapper.BYLINE.match(words[number])
            and not wrapper.PUBLIC.search(words[number])
        ):
            start = number
        elif number < start - 1 or start == end:
            break
    start = _below_byline(words, start, end)
    for number in range(start, end):
        if kinds[number] == "new":
            kinds[number] = "signature"
    return start


def _below_byline(words: Sequence[str], start: int, end: int) -> int:
    """Name, unit and address between "Tin: Đỗ Thủy" and a telephone number sign the mail, not the story."""
    if start == end:
        return start
    for number in range(start - 1, max(-1, start - 6), -1):
        text = words[number]
        if wrapper.BYLINE.match(text) and len(text) <= 120:
            return number + 1
        if len(text) > 80 or text.endswith((".", "!", "?", ":", "”")):
            break
    return start


def _mark_greeting(words: Sequence[str], kinds: list[SegmentType], end: int) -> None:
    """Salutations at the top, one to three lines; "Kính thưa quý vị" opens a radio script and stays."""
    seen = 0
    for number in range(min(end, 6)):
        text = words[number]
        if not text:
            continue
        if (
            seen < 3
            and wrapper.GREETING.match(text)
            and len(text) <= 140
            and not wrapper.NOT_GREETING.search(text[:60])
            and not wrapper.SALUTES_AND_SENDS.match(text)
        ):
            kinds[number] = "greeting"
            seen += 1
        elif seen and _ADDRESSEE.match(text) and len(text) <= 90 and words[number - 1].endswith((";", ":", ",")):
            kinds[number] = "greeting"  # one more of those it is addressed to
        else:
            break


def _covering(pieces: Sequence[Piece], words: Sequence[str], kinds: Sequence[SegmentType]) -> list[bool]:
    """Which pieces are sentences to the editors ("Em xin gửi tin …"): short ones before the story or after it, never
    between its sentences, where "Tôi xin hứa …" or "Cảm ơn …" is what somebody said."""
    near = [n for n, text in enumerate(words) if text]
    near = [*near[:5], *near[-5:]]
    signed = next(
        (n for n in reversed(near[-5:]) if wrapper.BYLINE.match(words[n]) and not _NUMBERED.match(words[n])), len(words)
    )
    said = [n in near and wrapper.speaks(_text(piece), n > signed) for n, piece in enumerate(pieces)]
    top = [
        (_is_covering(text, True) or said[n] or (n in near and _is_sent_by(piece, text, "greeting" in kinds[:n])))
        and not wrapper.is_dedication(_text(piece))
        and not wrapper.is_to_audience(_text(piece))
        for n, (text, piece) in enumerate(zip(words, pieces, strict=True))
    ]
    story = [n for n, kind in enumerate(kinds) if kind == "new" and not top[n] and _is_prose(pieces[n])]
    first, last = (story[0], story[-1]) if story else (len(pieces), -1)
    found = []
    for number, (piece, text) in enumerate(zip(pieces, words, strict=True)):
        short = kinds[number] == "new" and isinstance(piece, Paragraph) and 0 < len(text) <= 400
        below = number > last and (said[number] or _is_covering(text, False))
        found.append(short and (top[number] if number < first else below))
    return found


def _is_prose(piece: Piece) -> bool:
    """A sentence of a story; an item of a list of what was sent is none."""
    if not isinstance(piece, Paragraph) or piece.list_label or _LISTED.match(piece.text):
        return False
    return len(piece.text.split()) >= _SENTENCE


def _is_covering(text: str, before: bool) -> bool:
    if wrapper.THANKS.match(text):
        return True
    speaks = wrapper.COVERING.match(text) or (before and wrapper.ADDRESSED.search(text))
    return bool((speaks and wrapper.SENDS.search(text)) or (before and wrapper.SENDS.match(text)))


def _is_sent_by(piece: Piece, text: str, greeted: bool) -> bool:
    """Whether an organisation says that it sends something: humbly, with what is to be done, or below a salutation."""
    found = wrapper.SENT_BY.match(text) if len(text) <= 300 else None
    if found is None or not isinstance(piece, Paragraph) or all(span.bold for span in piece.spans):
        return False
    asks = found["humble"] or wrapper.ASKS_TO_PRINT.search(text) or wrapper.ADDRESSED.search(text)
    return bool(asks or (greeted and text.endswith(".")))


def _mark_trailing_cover(
    pieces: Sequence[Piece], words: Sequence[str], kinds: Sequence[SegmentType], covering: list[bool]
) -> None:
    """Lines between two covering ones (file lists, "1. …") go with them, unless they are a story's."""
    marked = [n for n, is_cover in enumerate(covering) if is_cover]
    if len(marked) < 2 or marked[-1] - marked[0] > 8:
        return
    between = range(marked[0], marked[-1])
    if all(len(words[n]) <= 140 and not _is_prose(pieces[n]) for n in between):
        for number in between:
            if kinds[number] == "new" and words[number] and not _CAPTION.match(words[number]):
                covering[number] = True
