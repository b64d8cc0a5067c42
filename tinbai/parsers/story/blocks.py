"""The body of a story as blocks: paragraphs, sub-heads, quotes, lists, tables and figures at their place."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from tinbai.model import Block
from tinbai.parsers.docx.numbering import written
from tinbai.parsers.story import byline, captions
from tinbai.parsers.story.genre import is_turn
from tinbai.parsers.story.lines import Line, is_opening, is_prose, is_rule

_TYPED = re.compile(
    r"^(?:(?P<bullet>[-–—•*+●▪◦·■□○►➢➤✓✔❖◆♦‣⁃∙])\s*(?=\S)|(?P<number>\d{1,2})\s?[.)/-]\s+(?=\S)|(?P<letter>[a-zđ])\s?[.)]\s+(?=\S))"
)
_LONGEST_ITEM = 80
_COUNTS = ("decimal", "decimalZero", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman")
_SPEECH = re.compile(r"[?!][”\"]?$|^[-–—]\s*(?:ừ|dạ|vâng|ơ|này|không,|có,|thế|à)\b", re.IGNORECASE)


def blocks_of(
    lines: Sequence[Line], keep: Callable[[int], bool], figures: Mapping[int, int], interview: bool
) -> tuple[Block, ...]:
    """keep: which lines are body. figures: index of a picture's line -> its number among the story's pictures."""
    out: list[Block] = []
    index = 0
    body = [number for number in range(len(lines)) if number in figures or keep(number)]
    plain_all = not any(line.bold or line.heading or line.larger or line.italic for line in (lines[n] for n in body))
    while index < len(body):
        number = body[index]
        line = lines[number]
        if line.picture is not None:
            out.append(Block("figure", photo=figures[number]))
        elif line.rows:
            out.append(Block("table", rows=line.rows))
        else:
            count, block = _list(lines, body, index)
            if block is None:
                count, block = 1, _text(lines, body, index, plain_all, interview)
            if block:
                out.append(block)
            index += count - 1
        index += 1
    return tuple(out)


def _list(lines: Sequence[Line], body: Sequence[int], index: int) -> tuple[int, Block | None]:
    """A run of list items, by Word's numbering or typed by hand; (lines it takes, the block or None)."""
    first = lines[body[index]]
    if first.label and not _is_numbered_subhead(lines, body, index):
        run = [first]
        for one, two in pairwise(body[index:]):
            line = lines[two]
            if two - one != 1 or not line.label or _is_numbered_subhead(lines, body, index + len(run)):
                break
            run.append(line)
        if any(line.ordered for line in run) and not _is_counted(run):
            return len(run), Block("list", ordered=False, items=tuple(f"{line.label} {line.text}" for line in run))
        return len(run), Block("list", ordered=first.ordered, items=tuple(line.text for line in run))
    return _typed_list(lines, body, index)


def _is_counted(run: Sequence[Line]) -> bool:
    """Whether the labels only count from one on; "Điều 1.", "1.2" and those of several levels are to be written out."""
    labels = [(line.label or "").rstrip(".)") for line in run]
    return any(all(label == written(n, form) for n, label in enumerate(labels, 1)) for form in _COUNTS)


def _is_numbered_subhead(lines: Sequence[Line], body: Sequence[int], index: int) -> bool:
    """ "1. Công tác xây dựng Đảng" in bold with text below is a sub-head, not a list of one item."""
    line = lines[body[index]]
    following = lines[body[index + 1]] if index + 1 < len(body) else Line()
    return (
        (line.bold or line.heading)
        and line.words <= 20
        and not line.text.endswith((".", ";"))
        and not following.label
        and bool(following.text)
    )


def _typed_list(lines: Sequence[Line], body: Sequence[int], index: int) -> tuple[int, Block | None]:
    items: list[str] = []
    kind = ""
    for place in range(index, len(body)):
        line = lines[body[place]]
        if place > index and body[place] - body[place - 1] != 1:
            break
        match = _TYPED.match(line.text)
        if not match or line.words > _LONGEST_ITEM or line.label or (line.bold and not items and line.words <= 20):
            break
        own = "number" if match["number"] else "letter" if match["letter"] else f"bullet{match['bullet']}"
        value = match["number"] or (str(ord(match["letter"]) - 96) if match["letter"] else "")
        if not items:
            kind = own
            if own in ("number", "letter") and value != "1":
                return 1, None
        elif (own != kind and not (kind.startswith("bullet") and own.startswith("bullet"))) or (
            own == "number" and int(value) != len(items) + 1
        ):
            break
        text = line.text[match.end() :] if own == kind else line.text
        items.append(text)
    if len(items) < 2 or (kind.startswith("bullet") and any(_SPEECH.search(item) for item in items)):
        return 1, None
    if kind == "letter":
        return len(items), Block("list", ordered=True, items=tuple(items))
    return len(items), Block("list", ordered=kind == "number", items=tuple(items))


def _text(lines: Sequence[Line], body: Sequence[int], index: int, plain_all: bool, interview: bool) -> Block | None:
    line = lines[body[index]]
    if is_rule(line.text):
        return None
    text = f"{line.label} {line.text}" if line.label and line.ordered else line.text
    if line.depth > 0 or "quote" in line.style or line.style in ("trích dẫn",):
        return Block("quote", text=text)
    if _is_subhead(lines, body, index, plain_all, interview):
        return Block("subhead", text=text)
    return Block("paragraph", text=text)


def _is_subhead(lines: Sequence[Line], body: Sequence[int], index: int, plain_all: bool, interview: bool) -> bool:
    line = lines[body[index]]
    following = next((lines[n] for n in body[index + 1 :] if lines[n].picture is None), None)
    if following is None or line.words > 20 or is_prose(line) or is_turn(line.text):
        return False
    if byline.is_labelled(line.text) or captions.read_caption([line.text]).credit:
        return False
    if line.text.endswith((".", ",", ";", ":")) and not line.heading:
        return bool(line.bold and line.text.endswith(":") and line.words <= 12 and not interview)
    named = line.text.startswith("“") and line.text.endswith("”") and (line.bold or line.larger)  # “Dân bàn, xã làm”
    if line.text.startswith(("“", '"', "-", "–", "(")) and not (line.heading or named):
        return False
    if interview and line.text.endswith("?"):
        return False
    if line.heading:
        return True
    if not (following.rows or following.label or following.words > line.words or following.bold):
        return False
    if line.bold or line.larger or line.caps:
        return line.align != "right"
    if line.italic:
        return line.words <= 12 and is_prose(following) and not line.centred
    before = next((lines[n] for n in reversed(body[:index]) if lines[n].picture is None), None)
    return (
        plain_all
        and not byline.is_bare(line.text)
        and line.words <= 10
        and line.text[:1].isupper()
        and not line.text.endswith(("!", "…"))
        and not is_opening(line.text)
        and is_prose(following)
        and (before is None or is_prose(before))
        and not interview
    )


def text_of(title: str | None, lead: str | None, body: Sequence[Block]) -> str:
    """item.text of the contract: title, lead and the words of the blocks, one a line."""
    out = [part for part in (title, lead) if part]
    for block in body:
        if block.type == "list":
            out += block.items
        elif block.type == "table":
            out += [" | ".join(cell for cell in row if cell) for row in block.rows]
        elif block.text:
            out.append(block.text)
    return "\n".join(out)
