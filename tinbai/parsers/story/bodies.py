"""The text of a mail: is it a story or a note to the editors, and which lines of it stand for a photo."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tinbai.model import Block, Segment
from tinbai.parsers.document import Paragraph, Picture, Piece, Span
from tinbai.parsers.mail.segments import Divided
from tinbai.parsers.mail.text import plain
from tinbai.parsers.mail.wrapper import ADDRESSED, TO_EDITORS, bare
from tinbai.parsers.story.labels import label_of
from tinbai.parsers.story.lines import Line, is_opening, is_prose
from tinbai.parsers.story.sketch import Sketch

_FEW_WORDS = 40  # a shorter text is a note, unless author or captions tell otherwise
_MANY_WORDS = 80  # beside a story in a file, or in a reply, a text needs as many to be another one
_SIGNED_WORDS = 35  # or as many when it has title, author or day, and two paragraphs as well
_LONGEST_NOTE = 150  # words; a longer text that speaks to the editors is a story with a note in it
_STORY = 4  # paragraphs of running text that no note to the editors has
_OWN_WORDS = 60  # in paragraphs that do not name the editors; with no title on top
_TO_THEM = re.compile(
    r"\b(?:ban bien tap|bbt|quy (?:bao|ban|dai|toa soan|co quan)|toa soan (?:giup|xem|cho)|anh chi)\b"
)
# what is asked of editors, accents apart
_ASKS = re.compile(
    r"\b(?:(?:muon|xin|duoc|cho (?:toi|em|chau|minh)) hoi|hoi (?:quy|ban bien tap|bbt|tham)"
    r"|cho (?:toi|em|chau|minh|chung toi|don vi) (?:biet|xin)|(?:som )?(?:hoi am|tra loi (?:giup|cho|toi|em))"
    r"|dinh chinh|kiem tra (?:giup|lai|va cho)|chua (?:nhan duoc|thay dang|duoc dang)|(?:go|rut|xoa) bai|xin phep"
    r"|kinh moi|tran trong moi|moi (?:quy|dai dien)|bao gia|dat mua|mua bao|sua (?:giup|lai)"
    r"|gui (?:bo sung|lai|kem)|dang (?:giup|lai)|xin (?:loi|nghi|hoan)|ho tro (?:toi|em|chung toi|don vi)"
    r"|nhuan but.{0,40}(?:chua|the nao|ra sao|bao nhieu|tai khoan)|(?:che do|chua .{0,20}|muc) nhuan but)\b"
)
# what letters to them are about, and memoirs with a title may be as well
_ABOUT_WORK = re.compile(
    r"\b(?:phan hoi|nhuan but|the le|hop dong|quang cao|bao bieu|cap nhat|hop tac|cong tac voi|xac nhan|xem xet"
    r"|(?:da|duoc|vua|moi) (?:gui|dang) bai|bai (?:cua (?:toi|em|minh)|viet cua (?:toi|em|minh)|toi|em) (?:gui|duoc|da)"
    r"|se (?:gui|viet|co gang))\b"
)
_BRIEF_WORDS = 15  # of news in one sentence
_HEAD = 160  # characters: how far into it the day of an event stands
_DAY = re.compile(r"(?<![\d/])(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])(?![\d])")
_EVENT = re.compile(
    r"\b(?:tổ chức|khai mạc|bế mạc|khai giảng|khai trương|khánh thành|khởi công|diễn ra|ra quân|phát động|ra mắt"
    r"|tham dự|tới dự|đến dự|trao|tặng|bàn giao|thăm|làm việc với|tiếp xúc|kiểm tra|giám sát|chủ trì|ký kết|công bố"
    r"|tuyên truyền|tập huấn|diễn tập|xét xử|bắt giữ|phát hiện|xảy ra|khen thưởng|tuyên dương|kết nạp"
    r"|tri ân|dâng hương|viếng)\b",
    re.IGNORECASE,
)
# what people say to each other, and news does not
_SPOKEN = re.compile(
    r"\b(?:em|tôi|mình|con|cháu)\b(?! (?:bé|gái|trai|học sinh|nhỏ|đường|số|người))|\b(?:ạ|nhé|nhá|giúp với)\b"
    r"|\b(?:vui lòng|đính chính|sửa lại|gửi lại|gửi kèm|xin (?:lỗi|sửa|gửi|phép|cảm ơn|nghỉ)|kính mời|kính gửi)\b"
    r"|\b(?:ảnh chụp|độ phân giải|tác giả|bài viết|tin bài|chưa đăng|gửi (?:bổ sung|bài|tin|ảnh|file|sau))\b"
    r"|^[^\w\n]*(?:mời|đề nghị|yêu cầu|nhờ|xin|thông báo|lịch|nhắc)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SHINGLE = 4  # words
_LISTED = re.compile(r"\(?(?:(?P<number>\d{1,2})\s?[.):/-]|[-–—*•+])\s*(?P<words>[^\W\d].*)", re.DOTALL)
_OF_STORY = re.compile(r"(?:tin|bai)(?: so)? ?\d")  # "Tin 1: …" heads a story, though a photo may be named so
_HEADS = re.compile(
    r"^\W*(?:tít|tiêu đề|tựa|tựa đề|đầu đề|tên bài|tên tin|title)(?: (?:bài|tin|chính))?\s*[:：]", re.IGNORECASE
)
_MARKER = re.compile(
    r"(?:(?:chen|dat|de|vi tri)\s+)?(?:anh|hinh)\s*(?:so\s*)?(\d{1,2})"
    r"(?:\s*(?:vao|o|tai)? ?(?:day|cho nay|vi tri nay)?)"
)
_FEW_IN_LINE = 14  # words of a line beside a list of captions
_MOST_IN_CAPTION = 40
_MOST_IN_PLAIN = 25


def is_body_story(one: Sketch, strict: bool, headed: bool = True) -> bool:
    """Whether the text of a mail is a story and no covering note. `strict`: a file brought one, or it is a reply;
    `headed`: its title stands in the text."""
    told = one.structured
    text = one.text
    words = len(text.split())
    prose = sum(1 for block in one.body if block.type in ("paragraph", "quote") and len(block.text.split()) >= 12)
    prose += bool(told.lead)
    signed = told.byline is not None or told.event_date is not None
    if words < _LONGEST_NOTE and ADDRESSED.search(bare(text)):
        # a story may be about editors, or somebody in it says "anh chị"
        of_editors = bool(TO_EDITORS.search(bare(text)))
        told_enough = told.title is not None and prose >= 2 and signed and not (of_editors and strict)
        short = not told_enough or (of_editors and told.event_date is None and prose < _STORY)
        if short and (strict or not _tells(one, headed)):
            return False
    if strict:
        return words >= (_SIGNED_WORDS if signed else _MANY_WORDS) and prose >= 2 and told.title is not None
    if words >= _FEW_WORDS and prose and (told.title or prose >= 2 or told.event_date):
        return True
    if words >= 20 and told.title and (told.byline or told.loose_captions or one.photos):
        return True
    return words >= _BRIEF_WORDS and _is_brief(told.lead or next((block.text for block in one.body), ""), text)


def _tells(one: Sketch, headed: bool) -> bool:
    """Whether a text that names the editors tells something and asks nothing of them: a reader's memoir that thanks the
    paper, an opinion, a grievance."""
    told = one.structured
    headed = headed and told.title is not None
    if _ASKS.search(bare(one.text)) or (not headed and _ABOUT_WORK.search(bare(one.text))):
        return False
    texts = [told.lead or "", *(block.text for block in one.body if block.type in ("paragraph", "quote"))]
    prose = [text for text in texts if len(text.split()) >= 12]
    own = [len(text.split()) for text in prose if not _TO_THEM.search(bare(text))]
    if headed:
        return len(prose) >= 2 and len(own) >= (1 if told.byline else 2)
    return len(own) >= 2 and sum(own) >= _OWN_WORDS and (told.byline is not None or told.event_date is not None)


def _is_brief(opening: str, text: str) -> bool:
    """Whether a sentence or two tell of an event as news does: its day, who did what, and nobody says "I"."""
    dated = is_opening(opening) or _DAY.search(opening[:_HEAD]) is not None
    return dated and opening.rstrip().endswith(".") and bool(_EVENT.search(opening)) and not _SPOKEN.search(text)


def same_story(a: Sketch, b: Sketch) -> float:
    """Which part of the shorter text stands in the longer one too, 0 to 1, by runs of four words."""
    mine, theirs = _shingles(a.text), _shingles(b.text)
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller else 0.0


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = [word for line in text.splitlines()[:2000] for word in bare(line).split()]
    return {tuple(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}


def placed(pieces: Sequence[Piece], names: Sequence[str]) -> list[Piece]:
    """Lines that only name an attached photo ("(IMG_2041.jpg)") become that photo, at its place; so do lines that
    say what it shows ("IMG_2041.jpg: Quang cảnh buổi lễ"), with the words as its caption."""
    known = {bare(name): name for name in names}
    stems = {bare(name.rpartition(".")[0]): name for name in names if len(name.rpartition(".")[0]) > 4}
    out: list[Piece] = []
    for piece in pieces:
        line = bare(piece.text).strip(" ()[]<>{}.:*-") if isinstance(piece, Paragraph) else ""
        name = _meant(line, known, stems, names) if line and len(line) < 160 else None
        told = _told(piece, names) if isinstance(piece, Paragraph) and not name else None
        if told:
            out += told
        else:
            out.append(Picture(name, None, "", f"name:{name}") if name else piece)
    return out


def _meant(line: str, known: Mapping[str, str], stems: Mapping[str, str], names: Sequence[str]) -> str | None:
    """The photo that a line names: by its file's name, or by a number ("chèn ảnh 1 vào đây")."""
    for word in ("", "chen anh", "chen", "anh", "hinh", "file", "tep"):
        rest = line.removeprefix(word).lstrip(" :") if line.startswith(word) else ""
        if rest and (name := known.get(rest) or stems.get(rest)):
            return name
    counted = _MARKER.fullmatch(line)
    number = int(counted[1]) if counted else 0
    own = [name for name in names if re.fullmatch(rf"\D*0?{number}\D*", name.rpartition(".")[0])]
    return own[0] if number and len(own) == 1 else names[number - 1] if 0 < number <= len(names) else None


def _told(line: Paragraph, names: Sequence[str]) -> tuple[Piece, Piece] | None:
    """The photo and the caption of a line "NAME.jpg: words"."""
    text = line.text.strip(" -–*•+")
    if _OF_STORY.match(bare(text)):
        return None
    for name in names:
        stem = name.rpartition(".")[0] if re.search(r"\d", name) else name  # "Lan Anh:" may be somebody who speaks
        said = next((one for one in (name, stem) if len(one) > 4 and text.casefold().startswith(one.casefold())), "")
        rest = text[len(said) :].strip() if said else ""
        if rest[:1] in (":", "-", "–", "=") and rest[1:].strip() and len(rest) < 300:
            words = replace(line, spans=(Span(rest[1:].strip()),), style="caption", list_label=None)
            return Picture(name, None, "", f"name:{name}"), words
    return None


def head_by_notes(stories: Sequence[Sketch], notes: Sequence[Sketch], said: Sequence[Piece]) -> None:
    """A mail that names title and lead ("Tít: …", "Sapo: …") heads the one file that begins without a title."""
    untitled = [one for one in stories if one.source != "body" and one.kind == "story" and not one.structured.title]
    told = [note.structured for note in notes if note.structured.title]
    if len(untitled) != 1 or len(told) != 1 or not any(_HEADS.match(_said(piece)) for piece in said):
        return
    one, head = untitled[0], told[0]
    if head.lead:
        first = one.structured.lead
        one.body = (Block("paragraph", text=first), *one.body) if first else one.body
    day = one.structured.event_date or head.event_date
    one.structured = replace(one.structured, title=head.title, lead=head.lead or one.structured.lead, event_date=day)


def caption_by_notes(stories: Sequence[Sketch], notes: Sequence[Sketch]) -> None:
    """What a covering note says of the photos belongs to the one story that has photos nobody speaks of."""
    told = tuple(one for note in notes for one in note.structured.loose_captions)
    silent = [one for one in stories if one.photos and not one.structured.loose_captions]
    holders = [one for one in silent if one.loose] or silent
    if told and len(holders) == 1:
        holders[0].structured = replace(holders[0].structured, loose_captions=told)


def caption_by_files(stories: Sequence[Sketch], papers: Sequence[Sketch]) -> list[Sketch]:
    """Files that say nothing but what the photos show give it to the one story that has them; returns those files."""
    used = []
    holders = [one for one in stories if one.loose]
    for paper in papers if len(holders) == 1 else ():
        told = paper.structured
        named = _by_name(paper.text, [found.photo.name for found in holders[0].photos])
        if named:
            holders[0].photos = [
                replace(one, photo=replace(one.photo, caption=one.photo.caption or named.get(one.photo.name)))
                for one in holders[0].photos
            ]
        elif told.loose_captions and not told.lead and not any(block.type != "subhead" for block in paper.body):
            caption_by_notes(holders, [paper])
        else:
            continue
        used.append(paper)
    return used


def _by_name(text: str, names: Sequence[str]) -> dict[str, str]:
    """What "NAME.jpg: words" says of each photo; nothing where other words stand before it."""
    known = {name.casefold(): name for name in names} | {
        name.rpartition(".")[0].casefold(): name for name in names if re.search(r"\d", name)
    }
    spelt = "|".join(sorted(map(re.escape, filter(None, known)), key=len, reverse=True))
    marks = list(re.finditer(rf"(?<!\w)({spelt})\s*[:=–-]\s*(?=\w)", text, re.IGNORECASE)) if spelt else []
    if not marks or text[: marks[0].start()].count(" ") > _FEW_IN_LINE:
        return {}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {
        known[mark[1].casefold()]: text[mark.end() : end].strip(" \n;-") for mark, end in zip(marks, ends, strict=True)
    }


def captioned(pieces: Sequence[Piece], photos: int) -> Sequence[Piece]:
    """A text that is nothing but a list with an item for each of the photos: each item says what its photo shows."""
    lines = [number for number, piece in enumerate(pieces) if isinstance(piece, Paragraph) and piece.text.strip()]
    listed = {number: item for number in lines if (item := _item(pieces[number]))}
    counted = [item[0] for item in listed.values() if item[0]]
    rest = [number for number in lines if number not in listed]
    if not listed and len(lines) == photos and all(_is_short(pieces[number]) for number in lines):
        listed, rest = {number: (0, _said(pieces[number])) for number in lines}, []
    elif photos < 2 or len(listed) != photos or counted not in ([], list(range(1, photos + 1))):
        return pieces
    if len(rest) > 3 or any(len(_words(pieces[number])) > _FEW_IN_LINE for number in rest):
        return pieces
    out = list(pieces)
    for order, (number, item) in enumerate(listed.items(), 1):
        out[number] = Paragraph((Span(f"Ảnh {order}: {item[1]}"),))
    return out


def _is_short(piece: Piece) -> bool:
    line = Line(_said(piece))
    plain = label_of(line.text) is None and not is_prose(line) and not is_opening(line.text) and not line.caps
    return plain and 3 < line.words <= _MOST_IN_PLAIN


def _said(piece: Piece) -> str:
    return piece.text.strip() if isinstance(piece, Paragraph) else ""


def _item(piece: Piece) -> tuple[int, str] | None:
    """(number or 0, words) of a short item of a list."""
    if not isinstance(piece, Paragraph) or len(_words(piece)) > _MOST_IN_CAPTION:
        return None
    if piece.list_label:
        return 0, piece.text.strip()
    found = _LISTED.match(piece.text.strip())
    return (int(found["number"] or 0), found["words"]) if found else None


def _words(piece: Piece) -> list[str]:
    return piece.text.split() if isinstance(piece, Paragraph) else []


def without_loose_end(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Pictures that only follow the text have no place in it."""
    end = len(pieces)
    while end and isinstance(last := pieces[end - 1], Picture) and (last.content_id or "").startswith("part-"):
        end -= 1
    return pieces[:end]


def segments_of(divided: Divided) -> tuple[Segment, ...]:
    """Neighbouring parts of one kind are one segment."""
    out: list[Segment] = []
    for part in divided.segments:
        text = plain(part.pieces)
        if out and out[-1].type == part.type:
            out[-1] = Segment(part.type, f"{out[-1].text}\n{text}")
        elif text.strip() or part.type != "new":
            out.append(Segment(part.type, text))
    return tuple(out)
