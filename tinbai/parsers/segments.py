"""The parts of a mail body: what the sender wrote, and the wrapper around it. Nothing is dropped, everything is marked.

Vietnamese and English as Gmail, Outlook, Yahoo, Apple, Zimbra, Thunderbird and Notes write it; accents may be missing, so
words are compared without them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tinbai.model import SegmentType
from tinbai.parsers.document import Paragraph, Picture, Piece

_D = str.maketrans("đĐ", "dD")

# Header labels without accents: From, Date, To, Cc, Subject.
_LABELS = {
    "from": ("from", "tu", "nguoi gui", "de", "von", "gui tu"),
    "date": ("date", "sent", "gui", "da gui", "ngay gui", "ngay", "thoi gian", "gui luc", "vao", "datum"),
    "to": ("to", "toi", "den", "nguoi nhan", "gui den", "gui toi", "an", "kinh gui den"),
    "cc": ("cc", "dong gui", "bcc", "ban sao", "reply-to", "importance", "attachments", "tep dinh kem"),
    "subject": ("subject", "chu de", "tieu de", "ve viec", "betreff", "objet"),
}
_LABEL_OF = {name: kind for kind, names in _LABELS.items() for name in names}
_LABEL = re.compile(r"^[*\s]*([a-z][a-z -]{0,18})[*]*\s*:[*]*\s*(.*)$", re.DOTALL)

_FORWARD_MARK = re.compile(
    r"^[-_=\s>]*(?:begin forwarded message|forwarded message|forwarded by .{0,80}"
    r"|thu (?:da )?(?:duoc )?chuyen tiep|tin nhan (?:da )?(?:duoc )?chuyen tiep"
    r"|bat dau (?:thu|tin nhan|chuyen tiep).{0,40}|message transfere.{0,20}|chuyen tiep thu)\s*:?[-_=\s]*$"
)
_ORIGINAL_MARK = re.compile(
    r"^[-_=\s>]{2,}(?:original message|original appointment|thu goc|tin nhan goc|thu ban dau|message d'origine)[-_=\s]*$"
)
_RULE = re.compile(r"^[_]{10,}$|^[-]{20,}$")
_WROTE = re.compile(
    r"^(?:on\b.{4,300}\bwrote\s*:|(?:vao|ngay|luc|trong|thu)\b.{4,300}\b(?:da )?viet\s*:|.{2,200}\bda viet\s*:"
    r"|le\b.{4,200}\ba ecrit\s*:|am\b.{4,200}\bschrieb.{0,80}:|\d{4}-\d\d-\d\d.{4,200}:|.{2,120}\bwrote\s*:)\s*$",
    re.DOTALL,
)
_WROTE_START = re.compile(r"^(?:on|vao|ngay|luc|trong|le|am)\b.{8,}")

_GREETING = re.compile(
    r"^(?:kinh (?:gui|thua|chao)|than (?:gui|chao|men|ai gui)|gui|chao|xin chao|dear|hello|hi|good (?:morning|afternoon))\b.{0,120}$"
)
_NOT_GREETING = re.compile(r"\b(?:quy vi|cac ban|ba con|dong bao)\b")
_COVERING = re.compile(
    r"^(?:\W*)(?:(?:em|toi|minh|chau|don vi|chung (?:toi|em)|ban bien tap|hom nay|tuan nay|thay mat|van phong|to|xin|kem (?:theo|day)"
    r"|trong thu|duoi day|sau day|nho|mong|rat mong|kinh (?:de nghi|mong|nho)|de nghi|vua qua em|de kip|neu (?:duoc|co gi|can)"
    r"|please|attached|i am sending|here(?: is|with)|anh(?:,| )?chi|a/c|bbt|ubnd xa .{0,30} gui|cong an .{0,30} gui)\b)"
)
_SENDS = re.compile(
    r"\b(?:(?:xin |kinh |em |toi |co )?(?:chuyen|gui)(?: (?:den|toi|toi|kem|lai|theo|cho|ban|anh|quy))?\b.{0,80}?"
    r"\b(?:tin|bai|anh|hinh|file|tep|van ban|bao cao|ban sua|noi dung)\b"
    r"|(?:dang|sua|xem|dung|xu ly|bien tap|dang tai) (?:giup|ho|bai|tin)|dang (?:tai|len)? ?(?:giup|ho|cong)|dinh kem|attached|kem theo"
    r"|cam on|co gi (?:sai|thieu)|xin (?:duoc )?(?:gui|chuyen|bo sung)|nho (?:bbt|ban bien tap|anh|chi|quy)|de nghi (?:bbt|ban bien tap|quy)"
    r"|please (?:find|publish))"
)
_THANKS = re.compile(
    r"^(?:em |toi |chung toi |rat |xin |chan thanh |tran trong )*(?:cam on|cam ta|tks|thanks|thank you)\b.{0,140}$"
    r"|^(?:kinh )?chuc (?:ban bien tap|bbt|anh|chi|quy|cac|suc khoe|moi).{0,120}$|^mong (?:ban bien tap|bbt|quy bao|anh|chi|duoc).{0,120}$"
)
_CLOSING = re.compile(
    r"^(?:tran trong(?: (?:cam on|kinh chao|kinh thu|cam on va kinh chao|kinh gui))?|kinh thu|kinh chao|than ai|than men|than|tran trong va cam on"
    r"|tran trong\W+\w.{0,40}|(?:best |kind |warm )?regards|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|cheers|thanks and regards|chao than ai|kinh bao|em chao.{0,40})\W*$"
)
_FOOTER = re.compile(
    r"^(?:sent from (?:my|outlook|mail|yahoo|samsung).{0,80}|get outlook for.{0,40}|(?:da |duoc )?gui (?:bang|tu) (?:my |dien thoai|iphone|ipad|outlook|yahoo|gmail|thiet bi|zalo|samsung|android|mail).{0,80}"
    r"|(?:da )?duoc gui tu .{0,80}|da gui tu .{0,80}|(?:to )?unsubscribe.{0,200}|huy dang ky.{0,200}|this (?:e-?mail|message).{0,40}(?:confidential|intended).{0,2000}"
    r"|(?:thu|email) nay .{0,60}(?:bao mat|chi danh).{0,2000}|virus-free.{0,80}|khong co vi-?rut.{0,80})$",
    re.DOTALL,
)
_DASHES = re.compile(r"^(?:--\s?|[-–—_=*]{3,60})$")
_PRIVATE = re.compile(
    r"(?:\+?84|\b0)(?:[ .-]?\d){8,10}\b|\b(?:stk|so tai khoan|ngan hang|cccd|cmnd|zalo|dien thoai|dt|sdt|tel|phone|mobile|email|e-mail|fax|website)\b\s*[:.]"
)
_BYLINE = re.compile(r"^(?:tin|bai|anh|tac gia|thuc hien|nguon|nguoi viet|bai viet)\b[^:]{0,40}:")
_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Piecewise:
    """A segment with its pieces. `covering`: of a "new" one, sentences to the editors that are no story."""

    type: SegmentType
    pieces: tuple[Piece, ...]
    covering: bool = False


@dataclass(frozen=True, slots=True)
class Divided:
    """All segments in order; of a forward also who wrote the inner mail and what it was called."""

    segments: tuple[Piecewise, ...]
    inner_from: str | None = None
    inner_subject: str | None = None

    def of(self, kind: SegmentType) -> list[Piece]:
        return [piece for segment in self.segments if segment.type == kind for piece in segment.pieces]


def bare(text: str) -> str:
    """Lower-case without accents, blanks collapsed: the form in which wrapper words are compared."""
    decomposed = unicodedata.normalize("NFD", text[:4000].translate(_D).lower())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).replace("\xa0", " ").split())


def divide(pieces: Sequence[Piece], subject: str, has_attachments: bool) -> Divided:
    """Segments of a body. Its subject decides whether an old mail below was answered or forwarded."""
    words = [bare(piece.text) if isinstance(piece, Paragraph) else "" for piece in pieces]
    cut = _find_cut(pieces, words)
    own, own_words = pieces[: cut.start], words[: cut.start]
    segments = _own(own, own_words, has_attachments)
    if cut.start == len(pieces):
        return Divided(tuple(segments))
    forwarded = cut.forward or (cut.header and _is_forward(subject, own_words))
    kind: SegmentType = "forwarded" if forwarded else "quoted"
    inner = pieces[cut.start :]
    if not forwarded and cut.interleaved:
        segments += _interleaved(inner, words[cut.start :])
    else:
        segments.append(Piecewise(kind, tuple(inner)))
    return Divided(tuple(segments), cut.inner_from if forwarded else None, cut.inner_subject if forwarded else None)


# --- Where an old mail begins --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cut:
    start: int
    forward: bool = False
    header: bool = False
    interleaved: bool = False
    inner_from: str | None = None
    inner_subject: str | None = None


def _find_cut(pieces: Sequence[Piece], words: Sequence[str]) -> _Cut:
    for number, (piece, text) in enumerate(zip(pieces, words, strict=True)):
        if not isinstance(piece, Paragraph) or len(text) > 600:
            continue
        if _FORWARD_MARK.match(text):
            named = _header_block(pieces, words, number + 1)
            return _Cut(number, forward=True, header=True, inner_from=named[0], inner_subject=named[1])
        if _ORIGINAL_MARK.match(text):
            named = _header_block(pieces, words, number + 1)
            return _Cut(number, header=True, inner_from=named[0], inner_subject=named[1])
        block = _header_block(pieces, words, number)
        if block[2] >= 3:
            start = number - 1 if number and _RULE.match(words[number - 1]) else number
            return _Cut(start, header=True, inner_from=block[0], inner_subject=block[1])
        if _wrote(words, number):
            quoted_after = [p for p in pieces[number + 1 :] if isinstance(p, Paragraph)]
            return _Cut(number, interleaved=_has_answers(quoted_after))
        if piece.quoted:
            rest = [p for p in pieces[number:] if isinstance(p, Paragraph)]
            return _Cut(number, interleaved=_has_answers(rest))
    return _Cut(len(pieces))


def _header_block(pieces: Sequence[Piece], words: Sequence[str], start: int) -> tuple[str | None, str | None, int]:
    """(inner From, inner Subject, labels found) of "From: … Date: … Subject: …" beginning at `start`."""
    found: dict[str, str] = {}
    for number in range(start, min(start + 8, len(pieces))):
        piece = pieces[number]
        if not isinstance(piece, Paragraph):
            break
        label = _LABEL.match(words[number])
        kind = _LABEL_OF.get(label[1].strip()) if label and len(words[number]) < 400 else None
        if kind is None:
            if number == start:
                break
            if found and len(words[number]) < 200 and kind is None and number + 1 < len(pieces) and "cc" not in found:
                continue_label = _LABEL.match(words[number + 1]) if number + 1 < len(words) else None
                if continue_label and _LABEL_OF.get(continue_label[1].strip()):
                    continue  # a label's value wrapped onto a second line
            break
        if number == start and kind != "from":
            break
        found.setdefault(kind, piece.text.partition(":")[2].strip(" *\xa0"))
    return found.get("from"), found.get("subject"), len(found)


def _wrote(words: Sequence[str], number: int) -> bool:
    """An attribution line, possibly wrapped over two or three lines."""
    text = words[number]
    if _WROTE.match(text):
        return True
    if not _WROTE_START.match(text) or len(text) > 300:
        return False
    joined = text
    for following in words[number + 1 : number + 3]:
        joined += " " + following
        if len(following) > 200:
            return False
        if following.endswith(":") and _WROTE.match(joined) and re.search(r"[@<]|\d{4}", joined):
            return True
    return False


def _has_answers(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether own words stand between cited ones."""
    depths = [paragraph.quoted > 0 for paragraph in paragraphs if paragraph.text.strip()]
    return True in depths and False in depths[depths.index(True) :]


def _interleaved(pieces: Sequence[Piece], words: Sequence[str]) -> list[Piecewise]:
    """Cited and own words in turn; own words after the last citation may end in a signature."""
    runs: list[tuple[bool, list[int]]] = []
    for number, piece in enumerate(pieces):
        cited = piece.quoted > 0 if isinstance(piece, Paragraph) else bool(runs and runs[-1][0])
        if number == 0 or _wrote(words, number):
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
            out += _own(mine, [words[n] for n in numbers], False)
    return out


def _is_forward(subject: str, own_words: Sequence[str]) -> bool:
    """By the subject's prefix, and where that is silent by how little stands above; in doubt it is kept."""
    prefix = bare(subject)
    if re.match(r"^(?:fwd?|tr|chuyen tiep|forward)\s*:", prefix):
        return True
    if re.match(r"^(?:re|tl|tra loi|sv|aw)\s*:", prefix):
        return False
    return sum(len(text.split()) for text in own_words) < 40


# --- What the sender wrote himself ----------------------------------------------------------------------------------


def _own(pieces: Sequence[Piece], words: Sequence[str], has_attachments: bool) -> list[Piecewise]:
    kinds: list[SegmentType] = ["new"] * len(pieces)
    end = _mark_end(pieces, words, kinds)
    _mark_greeting(words, kinds, end)
    covering = [kind == "new" and _is_covering(pieces[n], words[n], n, words) for n, kind in enumerate(kinds)]
    _mark_trailing_cover(words, kinds, covering)
    out: list[Piecewise] = []
    for number, piece in enumerate(pieces):
        last = out[-1] if out else None
        if last and last.type == kinds[number] and last.covering == covering[number]:
            out[-1] = Piecewise(last.type, (*last.pieces, piece), last.covering)
        else:
            out.append(Piecewise(kinds[number], (piece,), covering[number]))
    return out


def _mark_end(pieces: Sequence[Piece], words: Sequence[str], kinds: list[SegmentType]) -> int:
    """Mark footer, signature and closing from below; returns where they begin."""
    end = len(pieces)
    for number in range(len(pieces) - 1, -1, -1):
        if words[number] and _FOOTER.match(words[number]):
            kinds[number] = "footer"
        elif words[number]:
            break
    dashes = _dashes(words)
    if dashes is not None:
        for number in range(dashes, len(pieces)):
            if kinds[number] != "footer" and not isinstance(pieces[number], Picture):
                kinds[number] = "signature"
        end = dashes
    for number in range(max(0, end - 12), end):
        if _CLOSING.match(words[number]) and _only_short_after(words, number + 1, end):
            for after in range(number, end):
                if isinstance(pieces[after], Picture) or kinds[after] == "footer":
                    continue
                kinds[after] = "closing" if after == number or not _PRIVATE.search(words[after]) else "signature"
            return number
    return _mark_private_tail(words, kinds, end)


def _dashes(words: Sequence[str]) -> int | None:
    """Where "-- " or a rule of dashes parts a signature off: near the end, short lines only."""
    for number in range(len(words) - 1, max(-1, len(words) - 16), -1):
        if words[number] in ("--", "-- ") or (_DASHES.match(words[number]) and number > 0):
            rest = [text for text in words[number + 1 :] if text]
            if len(rest) <= 12 and all(len(text) <= _LONGEST_LINE for text in rest):
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
        if len(words[number]) <= 120 and _PRIVATE.search(words[number]) and not _BYLINE.match(words[number]):
            start = number
        elif number < start - 1 or start == end:
            break
    for number in range(start, end):
        if kinds[number] == "new":
            kinds[number] = "signature"
    return start


def _mark_greeting(words: Sequence[str], kinds: list[SegmentType], end: int) -> None:
    """Salutations at the top, one to three lines; "Kính thưa quý vị" opens a radio script and stays."""
    seen = 0
    for number in range(min(end, 6)):
        text = words[number]
        if not text:
            continue
        if seen < 3 and _GREETING.match(text) and len(text) <= 140 and not _NOT_GREETING.search(text[:60]):
            kinds[number] = "greeting"
            seen += 1
        else:
            break


def _is_covering(piece: Piece, text: str, number: int, words: Sequence[str]) -> bool:
    """A sentence to the editors ("Em xin gửi tin …"), by its words; only short ones near the top or the end."""
    if not isinstance(piece, Paragraph) or not text or len(text) > 400:
        return False
    if _THANKS.match(text):
        return True
    near_top = sum(1 for earlier in words[:number] if earlier) < 5
    near_end = sum(1 for later in words[number + 1 :] if later) < 7
    if not (near_top or near_end):
        return False
    return bool(_COVERING.match(text) and _SENDS.search(text)) or bool(near_top and _SENDS.match(text))


def _mark_trailing_cover(words: Sequence[str], kinds: list[SegmentType], covering: list[bool]) -> None:
    """Short lines between two covering ones at the top (file lists, "1. …") go with them."""
    marked = [n for n, is_cover in enumerate(covering) if is_cover]
    if len(marked) >= 2 and marked[-1] - marked[0] <= 8:
        between = range(marked[0], marked[-1])
        if all(len(words[n]) <= 140 for n in between):
            for number in between:
                if kinds[number] == "new" and words[number]:
                    covering[number] = True
