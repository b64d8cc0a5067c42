"""A Document made into stories: title, lead, body, pictures with captions, byline, dateline, date of the event.

Position and looks come first, words second (DOMAIN.md 3.1). What is not title, lead, byline, caption, end mark, page
furniture or a word to the editors stays a block: nothing visible is lost.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from tinbai.model import Block, Byline
from tinbai.parsers.document import Document, Picture
from tinbai.parsers.story import byline, captions, captions_above, chat, decor, furniture, page, webform
from tinbai.parsers.story.blocks import blocks_of, text_of
from tinbai.parsers.story.captions import LooseCaption
from tinbai.parsers.story.dates import event_date
from tinbai.parsers.story.form import Form, form_of, signed_in
from tinbai.parsers.story.genre import guess_genre, is_interview, kind_named, kind_of_subject
from tinbai.parsers.story.headline import Headline, find_headline, is_strong
from tinbai.parsers.story.labels import in_series, joined
from tinbai.parsers.story.lines import Line, is_prose, is_rule, lines_of
from tinbai.parsers.story.signature import find_signature
from tinbai.parsers.story.stories import stories_of

__all__ = ["LooseCaption", "Shown", "Structured", "structure", "text_of"]

_DATELINE = re.compile(
    r"^\s*+(?:\((?P<in>[^()]{2,50})\)\s*+(?:[-–—:]\s*+)?[-–—]\s*+"
    r"|(?P<out>(?:cổng (?:ttđt|thông tin)|cttđt|ttđt|trang (?:ttđt|thông tin)|báo|đài|ttxvn|btv|vov|vtv"
    r"|ptth)\b[^-–—.,:;]{0,50}?|(?-i:[A-ZĐ]{2,5}O(?: online)?))\s*+[-–—]\s*+"
    r"|(?P<abroad>(?-i:[A-ZĐ])[\w. ]{1,40}, (?:\d{1,2} (?-i:[A-Z])[a-z]{2,8}\.?|(?-i:[A-Z])[a-z]{2,8}\.? \d{1,2})"
    r"(?:,? \d{4})?(?: ?\([^()]{2,30}\))?)\s*[-–—]+\s*"
    r"|(?P<paper>(?-i:[A-ZĐ])[^\W\d_]*(?: (?-i:[A-ZĐÀ-Ỹ])[^\W\d_]*){0,4} ?\((?-i:[A-ZĐ])[^()]{2,30}\))\s*[-–—]\s*"
    r"|(?P<town>(?-i:[A-ZĐ])[^\W\d_]*(?: (?-i:[A-ZĐÀ-Ỹ])[^\W\d_]*){0,3})\s[-–—]\s*"
    r"(?=(?:sáng|trưa|chiều|tối|đêm|ngày|hôm|vừa qua|mới đây|nhân dịp|từ ngày|trong ngày|thực hiện|thiết thực"
    r"|hướng tới|nhằm)\b)"
    r"|\(?(?P<place>(?-i:[A-ZĐ])[^\W\d_]*(?: (?-i:[A-ZĐ])[^\W\d_]*){0,4}"
    r", ?(?:ngày )?\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?)\)?\s*+[-–—]\s*+"
    r"|(?P<shout>(?-i:[A-ZĐÀ-Ỹ]{2,10}(?: [A-ZĐÀ-Ỹ]{2,10}){1,3}|[A-ZĐÀ-Ỹ]{6,12})"
    r"(?:, (?-i:[A-Z])[a-z]{2,12}(?: \d{1,2})?)?(?: \([^()]{2,20}\))?)\s[-–—]\s+)"
    r"(?=[^\W\d_])",
    re.IGNORECASE,
)

_SIGNED = re.compile(
    r"(?<=[.!?”…)]) +\(?(?:tin|bài|tác giả|người viết|thực hiện)\b[^.:]{0,24}:[^:]{3,60}$", re.IGNORECASE
)
_LEAD_LABEL = re.compile(
    r"^(?:sapo|sa[- ]?pô|tóm tắt|lời dẫn|nội dung(?: tin| bài| bài viết)?)\s*[:：]\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with what the text says of it."""

    picture: Picture
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Structured:
    """One story. Figure blocks of the body are numbers into `pictures`. photo_credit: who took the pictures when the
    byline names the photographer apart; `pictures` and `loose_captions` with no credit of their own have it already."""

    title: str | None = None
    lead: str | None = None
    body: tuple[Block, ...] = ()
    pictures: tuple[Shown, ...] = ()
    byline: Byline | None = None
    dateline: str | None = None
    event_date: date | None = None
    genre: str | None = None
    loose_captions: tuple[LooseCaption, ...] = ()
    photo_credit: str | None = None


def structure(document: Document, written: date | None, subject: str = "") -> tuple[Structured, ...]:
    """The stories of a file, in order; none when nothing is there. `written`: day of the mail, for missing years."""
    lines = decor.without_signs(chat.without_stamps(lines_of(webform.unfolded(document))))
    lines = [_by_table(line) for line in lines]
    forms = [form for line in lines if line.rows and (form := form_of(line.rows))]
    if filled := webform.filled(lines):
        forms, lines = [filled[0]], filled[1]
    lines = _without_furniture(joined([part for line in lines for one in in_series(line) for part in _parted(one)]))
    stories = [_story(part, written, subject) for part in stories_of(lines)]
    if len(forms) == 1:
        stories = [_by_form(story, forms[0], written) for story in stories]
    signed = [story.byline for story in stories if story.byline]
    if len(stories) > 1 and len(signed) == 1 and stories[-1].byline:
        stories = [replace(story, byline=signed[0]) for story in stories]  # signed once, below the last one
    return tuple(stories)


def _by_table(line: Line) -> Line:
    """A table of signatures as the line that names who wrote; other lines as they are."""
    who = signed_in(line.rows) if line.rows else None
    return line if who is None else Line(f"Tác giả: {who}" if who else "", align="right")


def _by_form(story: Structured, form: Form, written: date | None) -> Structured:
    """A story with what it does not say itself, but the form above it."""
    return replace(
        story,
        title=story.title or form.title or None,
        byline=story.byline or form.byline(),
        event_date=story.event_date or (form.event(written) if form.day else None),
        genre=kind_named(form.kind) or story.genre,
    )


def as_it_stands(document: Document) -> Structured:
    """A file that is no story: its title, and everything else in order, nothing taken for byline, lead or furniture."""
    lines = lines_of(document)
    headline = find_headline(lines, "")
    figures = _figures(lines)
    blocks = blocks_of(lines, lambda index: index not in headline.used, figures, interview=False)
    return Structured(headline.title, None, blocks, tuple(Shown(line.picture) for line in lines if line.picture))


def _parted(line: Line) -> Iterable[Line]:
    """A line whose end mark is followed by the byline in the same paragraph, as two."""
    marked = furniture.end_mark(line.text) if line.text else None
    signed = _SIGNED.search(line.text) if marked is None and line.words > 15 else None
    if signed and byline.is_labelled(signed[0].strip()):
        yield replace(line, text=line.text[: signed.start()].rstrip())
        yield replace(line, text=signed[0].strip(), align="right", same=False)
        return
    if marked is None or not marked[1]:
        yield line
        return
    text, rest = marked
    yield replace(line, text=f"{text}/.")
    yield replace(line, text=rest.strip(" -–—"), align="right", same=False)


def _without_furniture(lines: Sequence[Line]) -> list[Line]:
    """Without page furniture, lists of links and imprint; they come with texts pasted from web sites."""
    kept: list[Line] = []
    lines = _without_menu(lines)
    from_page = any(line.text and page.is_page_line(line.text) for line in lines)
    related = False
    seen = 0
    ended = False
    for index, line in enumerate(lines):
        if line.rows and form_of(line.rows):
            continue
        if not line.text:
            kept.append(line)
            continue
        seen += 1
        ended = ended or bool(furniture.end_mark(line.text)) or byline.is_labelled(line.text)
        if (ended or from_page) and page.is_link(line.text):
            continue
        if furniture.is_furniture(line.text) and not (seen <= 3 and furniture.is_kicker(line.text)):
            related = furniture.opens_related(line.text) and (ended or index * 3 > len(lines) * 2)
            continue
        if related and not is_prose(line) and not byline.is_labelled(line.text):
            continue
        related = False
        kept.append(line)
    return _without_masthead(kept)


def _without_menu(lines: Sequence[Line]) -> Sequence[Line]:
    """Without a menu: entries of a list, most of them known, above the first running text."""
    first = next((index for index, line in enumerate(lines) if is_prose(line)), len(lines))
    entries = [index for index in range(first) if lines[index].label and lines[index].words <= 5]
    known = [index for index in entries if furniture.is_menu(lines[index].text)]
    found = {index for index in range(first) if furniture.is_menu(lines[index].text)}
    if len(known) >= 2 and len(known) * 2 >= len(entries):
        found.update(entries)
    elif len(found) < 3:
        return lines
    return [line for index, line in enumerate(lines) if index not in found]


def _without_masthead(lines: list[Line]) -> list[Line]:
    tail = range(max(0, len(lines) - 12), len(lines))
    found = [index for index in tail if lines[index].text and furniture.is_masthead(lines[index].text)]
    if len(found) < 3:
        return lines
    return [line for index, line in enumerate(lines) if not (index >= found[0] and line.text and not is_prose(line))]


def _story(lines: list[Line], written: date | None, subject: str) -> Structured:
    lines = _without_greeting(lines)
    headline = find_headline(lines, subject)
    signature = find_signature(lines, max(headline.used, default=-1) + 1)
    fixed = headline.used | headline.above | signature.lines | signature.dropped
    offered = _offered(lines, fixed)
    placed = captions_above.place(lines, fixed | offered, _usual_words(lines))
    gone = fixed | placed.taken
    lead_at = None if offered else _lead_at(lines, gone)
    signed = [lines[index].text for index in sorted(signature.lines)] or headline.signed
    read = byline.read_byline(signed) if signed else None
    figures = _figures(lines)
    texts = [line.text for index, line in enumerate(lines) if line.text and index not in gone]
    shortened = [_without_end_mark(line) for line in lines]
    asked = is_interview(texts) or _asks(lines)
    blocks = blocks_of(shortened, lambda index: index not in gone and index != lead_at, figures, asked)
    dateline, lead = _dateline(shortened[lead_at].text) if lead_at is not None else (None, None)
    pictures, loose, credit, made = _credited(lines, figures, placed, read, blocks)
    told = _finished(headline, lead, dateline, blocks, pictures, loose, credit, made, read, written, asked)
    guessed = told.genre if told.genre not in ("feature", "news_brief") else None
    return replace(told, genre=guessed or kind_of_subject(subject) or told.genre)


def _finished(
    headline: Headline,
    lead: str | None,
    dateline: str | None,
    blocks: tuple[Block, ...],
    pictures: tuple[Shown, ...],
    loose: tuple[LooseCaption, ...],
    credit: str | None,
    made: Byline | None,
    read: byline.Read | None,
    written: date | None,
    asked: bool,
) -> Structured:
    first = [block.text for block in blocks if block.type == "paragraph"][:2]
    day = event_date(lead, (headline.title or "", *first), written) or event_date(dateline, (), written)
    works = read.works if read else ""
    genre = guess_genre(headline.title, lead, blocks, works, headline.kicker, day, len(pictures) + len(loose), asked)
    if headline.unit and not made:
        made = Byline(headline.unit, (), headline.unit)
    return Structured(headline.title, lead, blocks, pictures, made, dateline, day, genre, loose, credit)


def _without_greeting(lines: list[Line]) -> list[Line]:
    """Without words to the editors above the title."""
    skipped: set[int] = set()
    texts = [index for index, line in enumerate(lines) if line.text][:6]
    for index in texts:
        text = lines[index].text
        if furniture.is_greeting(text) or furniture.is_covering(text) or _is_note(lines, index, texts):
            above = (i for i in texts if i < index and not is_prose(lines[i]) and not lines[i].caps)
            skipped.update(i for i in above if not (is_strong(lines[i]) and lines[i].words >= 4))
            skipped.add(index)
        elif is_prose(lines[index]):
            break
    skipped |= {index for index in texts[:8] if furniture.is_form_label(lines[index].text)}
    skipped |= set(takewhile(lambda index: index in skipped or is_rule(lines[index].text), texts))
    rest = [line for index, line in enumerate(lines) if index not in skipped]
    return rest if any(line.text for line in rest) else lines


def _is_note(lines: Sequence[Line], index: int, texts: Sequence[int]) -> bool:
    """Whether a line among the first three speaks of sending, with a text below it that does not."""
    return index in texts[:3] and index != texts[-1] and furniture.speaks_of_sending(lines[index].text)


def _usual_words(lines: Sequence[Line]) -> int:
    counts = sorted(line.words for line in lines if is_prose(line))
    return counts[len(counts) // 2] if counts else 0


def _offered(lines: Sequence[Line], fixed: frozenset[int]) -> frozenset[int]:
    """The line below the title that says to whom a work is given: it opens the body, and no lead goes before it."""
    first = next((index for index, line in enumerate(lines) if line.text and index not in fixed), 0)
    given = 0 < first < len(lines) - 1 and furniture.is_offered(lines[first].text)
    return frozenset({first}) if given else frozenset()


def _lead_at(lines: Sequence[Line], gone: frozenset[int]) -> int | None:
    """The first paragraph of running text; a short line may be the lead too, a heading or a rule not."""
    for index, line in enumerate(lines):
        if index in gone or line.picture or is_rule(line.text):
            continue
        if line.rows or line.label:
            return None
        if line.text.startswith("(") and line.text.endswith(")"):
            continue
        if is_prose(line) or line.words >= 12 or (line.words >= 8 and (line.bold or line.italic)):
            return index
        if line.text.endswith((".", "!", "…")):
            return index
        if not line.bold and not line.caps and not line.heading:
            return index
    return None


def _dateline(text: str) -> tuple[str | None, str]:
    text = _LEAD_LABEL.sub("", text)
    match = _DATELINE.match(text)
    rest = text[match.end() :] if match else ""
    if not match or (match["shout"] and not (re.split("[,(]", match["shout"])[0].isupper() and rest[:1].isupper())):
        return None, text
    named = next(place for place in match.groups() if place)
    return named.strip(), rest[:1].upper() + rest[1:]


def _without_end_mark(line: Line) -> Line:
    marked = furniture.end_mark(line.text) if line.text else None
    return replace(line, text=marked[0]) if marked else line


def _asks(lines: Sequence[Line]) -> bool:
    """Questions in bold, each with an answer below: an interview without labels."""
    asked = [index for index, line in enumerate(lines) if line.bold and line.text.rstrip('”" ').endswith("?")]
    return len(asked) >= 2 and all(index + 1 < len(lines) and not lines[index + 1].bold for index in asked)


def _figures(lines: Sequence[Line]) -> dict[int, int]:
    pictures = [index for index, line in enumerate(lines) if line.picture is not None]
    return {index: number for number, index in enumerate(pictures)}


def _credited(
    lines: Sequence[Line],
    figures: dict[int, int],
    placed: captions.Placed,
    read: byline.Read | None,
    blocks: Sequence[Block],
) -> tuple[tuple[Shown, ...], tuple[LooseCaption, ...], str | None, Byline | None]:
    """Pictures and loose captions with their credit, and the byline: who only took the photos of a written story
    is their credit and no author."""
    made = read.byline if read else None
    credit = read.credit if read else None
    paragraphs = sum(1 for block in blocks if block.type == "paragraph")
    if read and made and not credit and re.fullmatch(r"(?:hình ảnh|ảnh|hình)", read.works) and paragraphs >= 2:
        credit = ", ".join(made.authors) or None
        made = replace(made, authors=())
    shown = []
    for index in figures:
        picture = lines[index].picture
        caption = placed.of.get(index, captions.Caption(None))
        if picture is not None:
            shown.append(Shown(picture, caption.text, caption.credit or credit))
    loose = tuple(one if one.credit else replace(one, credit=credit) for one in placed.loose)
    return tuple(shown), loose, credit, made
