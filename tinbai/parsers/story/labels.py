"""Labels of captions: "Ảnh 1:", "Hình số 2 -", "Ảnh 1, 2:", "Ảnh cuối:", "Trong ảnh:", "(Ảnh: …)"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tinbai.parsers.story.lines import Line, is_prose
from tinbai.parsers.story.people import bare

MIDDLE, LAST = 0, -1
_PLACES = {
    "một": 1, "nhất": 1, "đầu": 1, "đầu tiên": 1, "trên": 1, "trái": 1, "bên trái": 1, "hai": 2, "nhì": 2, "ba": 3,
    "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "giữa": MIDDLE, "cuối": LAST, "cuối cùng": LAST, "dưới": LAST,
    "phải": LAST, "bên phải": LAST,
}  # fmt: skip
_WORDS = "|".join(sorted(_PLACES, key=len, reverse=True))
_COUNTED = r"\d{1,2}(?:\s*+(?:,|và|[-–&+])\s*+(?:ảnh |hình )?\d{1,2}(?!\d)){0,20}"
_LABEL = re.compile(
    r"^(?:[-–*•+]\s*+)?[(\[]?\s*+(?:ảnh|hình|(?:anh|hinh)(?=\s?\d)|hình ảnh|ảnh minh họa|chú thích (?:ảnh|hình)"
    r"|chú thích|nội dung ảnh)"
    rf"(?:\s*+(?:số\s*+|thứ\s*+)?(?P<place>{_COUNTED}|(?:{_WORDS})\b)|\s*+(?:số|thứ))?"
    r"(?:\s*+(?P<mark>[:：.)\]/]|(?<=\d),)|\s++[-–—]|\s*+[-–—]\s)\s*+(?P<rest>.*)$"
    rf"|^(?:[-–*•+]\s*+)?[ah]\s?(?P<short>{_COUNTED})\s*+[:：.]\s*+(?P<rest3>.*)$"
    r"|^[(\[]?(?:trong ảnh|trong hình|trong ảnh là)\s*+[:：]\s*+(?P<rest2>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    r"^\(?(?:ảnh|hình)\s*+(?:số\s*+)?(?P<number>\d{1,2})\)?\s++(?P<rest>[^\W\d_].*)$", re.IGNORECASE | re.DOTALL
)
_IN_SERIES = re.compile(
    r"(?:^|[;|.:)-]\s{0,3}|\s)"
    r"(?P<label>(?:ảnh|hình)\s?(?:(?:số\s)?(?P<n>\d{1,2})\s?[:：.-]|(?:bên\s)?(?P<side>trên|dưới|trái|phải)\s?[:：]))",
    re.IGNORECASE,
)
_PAIRS = (["trên", "dưới"], ["trái", "phải"])
_ALONE = re.compile(r"^\W*(?:ảnh|hình)\s*(?:số\s*)?\d{1,2}\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """places: which photos it means, from 1, MIDDLE or LAST. sure: it can only be a caption's. colon: "Ảnh: …"."""

    rest: str
    places: tuple[int, ...] = ()
    sure: bool = False
    colon: bool = False


def label_of(text: str) -> Label | None:
    """The label a text begins with, and the words behind it."""
    found = _LABEL.match(text)
    if found is None:
        return None
    if found["rest2"] is not None:
        return Label(found["rest2"].rstrip("]"), (), True)
    if found["short"]:
        return Label(found["rest3"], _places(found["short"]), True)
    places = _places(found["place"] or "")
    rest = found["rest"]
    if text[:1] in "([" and rest[-1:] in (")", "]") and rest.count("(") < rest.count(")") + rest.count("]"):
        rest = rest[:-1]
    words = bare(text).lstrip("-–*•+ ")
    return Label(rest, places, bool(places) or words.startswith(("(", "[", "chú thích")), found["mark"] in (":", "："))


def numbered(text: str) -> Label | None:
    """ "Ảnh 2 Đại biểu dự lễ": a number and no mark; its looks must tell that it is a caption."""
    found = _NUMBERED.match(text)
    return Label(found["rest"], (int(found["number"]),)) if found else None


def is_label_alone(text: str) -> bool:
    """ "Ảnh 1", with what it shows in the next line."""
    return len(text) < 16 and bool(_ALONE.match(text))


def in_series(line: Line) -> list[Line]:
    """A line that tells of several photos, "Ảnh 1: …; Ảnh 2: …" or "Ảnh trên: …; ảnh dưới: …", as a line for each."""
    marks = list(_IN_SERIES.finditer(line.text)) if line.text else []
    said = [mark["n"] or bare(mark["side"]) for mark in marks]
    if len(marks) < 2 or (said not in _PAIRS and said != [str(n) for n in range(1, len(marks) + 1)]):
        return [line]
    head = bare(line.text[: marks[0].start()]).strip(" :.-–(")
    if head and not re.fullmatch(r"(?:chú thích|ghi chú|nội dung)(?: (?:các )?(?:ảnh|hình))?", head):
        return [line]
    ends = [*(mark.start() for mark in marks[1:]), len(line.text)]
    return [
        replace(line, text=line.text[mark.start("label") : end].strip(" ;|-–"))
        for mark, end in zip(marks, ends, strict=True)
    ]


def unbracketed(text: str) -> str:
    """ "(Giờ giải lao)": brackets around all of it are no part of what is shown."""
    inner = text[1:-1]
    return inner.strip() if text[:1] + text[-1:] in ("()", "[]") and not set(inner) & set("()[]") else text


def _places(words: str) -> tuple[int, ...]:
    if not words[:1].isdigit():
        return (_PLACES[bare(words)],) if words else ()
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if len(numbers) == 2 and re.search(r"[-–]", words) and 0 < numbers[1] - numbers[0] <= 12:
        return tuple(range(numbers[0], numbers[1] + 1))
    return tuple(numbers)


def joined(lines: Sequence[Line]) -> list[Line]:
    """The lines with a label that stands alone put before the short line below it."""
    out: list[Line] = []
    for line in lines:
        short = line.text and not is_prose(line) and label_of(line.text) is None and not is_label_alone(line.text)
        if out and short and is_label_alone(out[-1].text):
            out[-1] = replace(line, text=f"{out[-1].text.rstrip(' .:')}: {line.text}", label=None)
        else:
            out.append(line)
    return out
