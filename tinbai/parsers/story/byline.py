"""The line that says who wrote and who photographed, in the shapes of DOMAIN.md 3.2, parted into its meaning."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tinbai.model import Byline
from tinbai.parsers.story.people import (
    bare,
    is_addressed,
    is_board,
    is_initials,
    is_unit,
    pen_name,
    person,
    posted,
    predicate,
    titled,
    unit_inside,
    unmarked,
)

_WORK = (
    r"(?:tin,? anh(?= ?:)|bai,? anh(?= ?:)"
    r"|tin|bài viết|bài|chùm ảnh|bộ ảnh|ảnh|hình ảnh|hình|video clip|video|clip|phóng sự ảnh|phóng sự|ghi chép"
    r"|bút ký|tùy bút|tản văn|truyện ngắn|truyện|thơ|đồ họa|lời(?=\s*+(?::|[,&+/–-]|và\b|ảnh\b)))"
)
_WORKS = rf"{_WORK}(?:(?:\s*+[,&+/–-]\s*+|\s++và\s++|\s++){_WORK}\b){{0,4}}"
_WHO = (
    r"(?:nhóm tác giả|tác giả(?: bài viết)?|t/g|tg|người viết(?: bài| tin)?|người thực hiện|thực hiện|t/h"
    r"|nhóm thực hiện|biên soạn|biên tập|người gửi(?: bài| tin)?|(?:người )?đưa tin|cộng tác viên|ctv|nhóm pv"
    r"|nhóm phóng viên|pv|viết bài|bài và ảnh của|bút danh|kịch bản|lời bình|author|written by|reported by|by"
    r"|text(?: and photos?)?(?: by)?|story(?: by)?"
    r"|(?:thay mặt|đại diện|t/m) (?:gia đình|tang quyến))"
)
_FROM = r"(?:nguồn tin|nguồn bài|nguồn|source|theo)"
_LABEL = re.compile(
    rf"(?P<work>{_WORKS})\s*+(?:của\s*+)?[:：]\s*+|(?P<who>{_WHO})\s*+[:：]\s*+|(?P<from>{_FROM})\s*+[:：]\s*+",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"^\W{{0,2}}(?:{_LABEL.pattern})", re.IGNORECASE)
_NEXT = re.compile(
    rf"(?:[;,.|/–—-]\s*+|(?<!\s)\s++"
    rf"|\()(?={_LABEL.pattern.replace('?P<work>', '?:').replace('?P<who>', '?:').replace('?P<from>', '?:')})",
    re.IGNORECASE,
)
_NO_COLON = re.compile(
    r"^(?P<label>(?:tin|bài)(?:\s*+(?:,|và|&|-|–)\s*+|\s++)ảnh|ảnh\s*+(?:,|và|&)\s*+(?:tin|bài)|tin|bài)\s++(?P<rest>[^\W\d_].*)$"
    rf"|^(?P<works>{_WORKS})\s++(?:của|do)\s++(?P<by>[^\W\d_].*?)(?:(?<!\s)\s++thực hiện)?\.?$",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"^\W{{0,2}}(?:{_WHO}|{_WORKS})\s*+[:：]?\s*+$", re.IGNORECASE)
_DID = r"(?:thực hiện|tổng hợp|ghi|biên soạn|sưu tầm|lược ghi|thực hiện và ghi|t/h|th|st|gt|dịch|lược thuật)"
_BY = re.compile(
    r"^(?:(?:Story|Text|Words|Written|Reported|Photos?)(?: and photos?)? )?[Bb]y "
)  # English, with no colon
_STARRED = re.compile(r" ?(?:\(\*{1,3}\)|\*{1,3})\s*$")
_FOOTED = re.compile(r"^\(?\*{1,3}\)?:?\s*")
_DONE = re.compile(
    rf"^\(?\s*+(?P<name>[^()]{{3,60}}?)\s*+(?:\(\s*+(?P<did>{_DID})\s*+\)|[-–]?\s*+(?P<did2>thực hiện|tổng hợp"
    rf"|biên soạn|sưu tầm|lược ghi)\s*+\)?)\.?$",
    re.IGNORECASE,
)
_THEO = re.compile(
    r"^\(?\s*+(?:theo|nguồn)(?:\s*+:)?\s++(?P<from>(?-i:[A-ZĐ])(?:[^.;]|\.(?=\w)){1,60}?)\)?\.?$", re.IGNORECASE
)
_BY_FROM = re.compile(r"^(?P<who>[^()]{2,40}?)\s*\((?:theo|nguồn:?)\s+(?P<from>[^()]{2,60})\)\.?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^(?P<name>[^()]{2,60}?)\s*\((?P<unit>[^()]{2,90})\)\.?$")
_PRIVATE = re.compile(
    r"[,;.|(–—\s-]{0,6}(?:(?:sđt|đt|dt|điện thoại|di động|đtdđ|tel|phone|mobile|zalo|email|e-mail|stk"
    r"|số tài khoản|liên hệ|hotline)\s*+(?:zalo|liên hệ|di động)?\s*+[:.]?\s*+)?"
    r"(?:(?:\+?84|(?<!\d)0)(?:[ .-]?\d){8,10}(?!\d)|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++|(?:stk"
    r"|số tài khoản)\s*+[:.]?\s*+[\d .-]{6,24}(?:\s*+[-–,]?\s*+ngân hàng[^,;)]*+)?)\s*+\)?",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?<!\s)\s++[-–—]\s++|(?:(?<!\s)\s++)?(?:[,;&+]|(?<![Đđ])/)\s*+|(?<!\s)\s++và\s++"
    r"|(?<!\s)\s++and\s++|(?<=\w)\s*+[–—]\s*+(?=[^\W\d_])|(?<=[^\W\d_])-\s++"
)

_HYPHENED = re.compile(r"^((?:[^\W\d_]+ ){1,4}[^\W\d_]+)-((?:[^\W\d_]+ ){1,4}[^\W\d_]+)$")

# "NAME (UNIT) - NAME (UNIT)"
_EACH_WITH_UNIT = re.compile(r"([^()]{3,50}?)\s?\(([^()]{2,90})\)(?:\s*[-–—,;&]\s*|\s+và\s+|\.?$)")

_LONGEST = 220  # characters of a byline


@dataclass(frozen=True, slots=True)
class Read:
    """What byline lines say. credit: the photographer named apart; works: the labels, lower-case ("tin, ảnh")."""

    byline: Byline
    credit: str | None = None
    works: str = ""


@dataclass
class _Gathered:
    authors: list[str]
    photographers: list[str]
    editors: list[str]
    unit: str | None = None
    source: str | None = None
    works: str = ""


def without_private(text: str) -> str:
    """A byline without telephone, e-mail address and account, which never enter a draft; without the sign of a
    footnote too."""
    text = _STARRED.sub("", text)
    clean = " ".join((_PRIVATE.sub(" ", text) if re.search(r"\d{3}|@", text) else text).split())
    clean = re.sub(r"\( ?\)", "", clean)
    clean = re.sub(r" ?[,;–—-]? ?\b(?:sđt|đt|điện thoại|email|zalo|stk) ?[:.]?$", "", clean, flags=re.IGNORECASE)
    return " ".join(clean.split()).strip(" ,;–—-|")


def is_labelled(text: str) -> bool:
    """Whether a line is a byline by its label and what follows it; "Ảnh: Quang cảnh hội nghị" is none."""
    if len(text) > _LONGEST:
        return False
    if found := _BY.match(text):
        return is_name(text[found.end() :])
    first = _FIRST.match(text)
    if first is None:
        loose = _NO_COLON.match(text)
        return bool(loose and _is_who(without_private(loose["rest"] or loose["by"])))
    clean = without_private(text)
    first = _FIRST.match(clean)
    if first is None:
        return False
    rest = clean[first.end() :]
    if first["from"]:
        return bool(rest) and len(rest.split()) <= 15 and not rest.endswith((".", ";", ":")) and rest[0].isupper()
    parts = _NEXT.split(rest, maxsplit=1)
    content = (parts[0] or "").strip(" .")
    if first["who"] and bare(first["who"]) not in ("thực hiện", "pv", "ctv"):
        return 0 < len(rest.split()) <= 20
    if first["work"] and len(re.findall(_WORK, bare(first["work"]))) > 1 and 0 < len(content.split()) <= 6:
        return True
    if bare(first[0]).startswith(("tin", "bài")) and len(content.split()) <= 16:
        named = _PARTS.split(content, maxsplit=1)[0].strip()
        if unmarked(named) or (person(named) and not content.endswith(".")):
            return True
    return _is_who(content) or (pen_name(content) is not None and bare(first[0]).startswith(("tin", "bài")))


def is_label_alone(text: str) -> bool:
    """ "Người viết" or "Tin, ảnh:" with the name in the next line."""
    return (
        len(text) < 30
        and bool(_ALONE.match(text))
        and bare(text).strip(" :") not in ("ảnh", "hình", "tin", "bài", "hình ảnh", "video")
    )


def is_bare(text: str) -> bool:
    """Whether a line without a label could be a byline: a name, a name with its unit, initials, a unit."""
    if len(text) > _LONGEST:
        return False
    clean = without_private(text)
    if not clean or len(clean) > 110 or clean.endswith((":", "?", "!", ";")) or is_addressed(clean):
        return False
    if _LABEL.search(clean):
        return False
    return _is_who(clean.rstrip("."), strict=True) if not clean.endswith("..") else False


def is_name(text: str) -> bool:
    """Whether a line is only the name of one or more persons."""
    clean = without_private(text).strip("() ") if len(text) <= _LONGEST else ""
    parts = [part for part in _PARTS.split(clean) if part]
    return bool(parts) and not is_addressed(clean) and all(person(part) for part in parts)


def _is_who(text: str, strict: bool = False) -> bool:
    text = _apart(text.strip(" ."))
    done = _done(text)
    if done:
        return _is_who(done["name"], strict)
    if _BY_FROM.match(text) or (_THEO.match(text) and len(text.split()) <= 10):
        return True
    bracketed = text.strip("()")
    placed = _IN_BRACKETS.match(text)
    if placed:
        return is_name(placed["name"]) or is_unit(placed["name"])
    if _each_with_unit(text):
        return True
    if is_board(bracketed) or is_initials(bracketed) or person(bracketed) or titled(bracketed) or posted(bracketed):
        return True
    if is_unit(bracketed):
        shouted = bracketed.isupper() and not all(map(is_unit, bracketed.split(" - ")[1:] or [""]))
        return len(bracketed.split()) <= (9 if shouted else 14) and not predicate(bracketed)
    first = _PARTS.split(bracketed, maxsplit=1)
    if len(first) < 2 or len(bracketed.split()) > 22:
        return False
    return bool(person(first[0]) or is_initials(first[0])) and _is_rest(first[1], strict)


def _done(text: str) -> re.Match[str] | None:
    """ "Lan Anh (thực hiện)"; "Tổ Tổng hợp" is an organisation."""
    return None if is_unit(text) else _DONE.match(text)


def _each_with_unit(text: str) -> list[tuple[str, str]]:
    """(name, organisation) of each author; none when the line is anything else."""
    pairs: list[tuple[str, str]] = []
    end = 0
    while end < len(text):
        found = _EACH_WITH_UNIT.match(text, end)
        if found is None or not person(found[1]):
            return []
        pairs.append((found[1], found[2]))
        end = found.end()
    return pairs if len(pairs) > 1 else []


def _is_rest(text: str, strict: bool) -> bool:
    """What may follow a name: more names, a unit, a post held ("Công chức Văn hóa xã …")."""
    parts = [part.strip(" .") for part in _PARTS.split(text) if part.strip(" .")]
    return (
        all(person(part) or is_initials(part) or is_board(part) for part in parts)
        or is_unit(text)
        or unit_inside(text) is not None
        or (not strict and len(text.split()) <= 6 and text[:1].isupper())
    )


def read_byline(lines: Sequence[str]) -> Read:
    """What the lines of a byline mean. Who only photographed or edited is the author where nobody else is named."""
    clean = [line for line in (without_private(_FOOTED.sub("", one)) for one in lines) if line]
    gathered = _Gathered([], [], [])
    for line in _with_label_alone(clean):
        for works, content in _sections(line):
            _gather(gathered, works, content)
    photographers = [name for name in gathered.photographers if name not in gathered.authors]
    named_apart = bool(gathered.authors or gathered.unit or gathered.source) and bool(photographers)
    if photographers and not named_apart:
        gathered.authors = photographers
    gathered.authors = gathered.authors or gathered.editors
    byline = Byline("\n".join(clean), tuple(gathered.authors), gathered.unit, gathered.source)
    return Read(byline, ", ".join(photographers) if named_apart else None, gathered.works)


def _with_label_alone(lines: Sequence[str]) -> list[str]:
    """ "Người viết" and the name below it as one line."""
    joined: list[str] = []
    for line in lines:
        if joined and is_label_alone(joined[-1]):
            joined[-1] = f"{joined[-1].rstrip(' :')}: {line}"
        else:
            joined.append(line)
    return joined


def _sections(line: str) -> list[tuple[str, str]]:
    """(label, content) of a line: "Tin: A - Ảnh: B" has two."""
    found = []
    if (said := _BY.match(line)) and is_name(line[said.end() :]):
        line = f"By: {line[said.end() :]}"
    for part in _split_labels(line):
        label = _FIRST.match(part)
        loose = None if label else _NO_COLON.match(part)
        if label:
            kind = "from" if label["from"] else bare(label["work"] or label["who"] or "")
            found.append(
                (
                    kind,
                    part[label.end() :].strip(" ,;.–—-|()")
                    if "(" not in part[label.end() :]
                    else part[label.end() :].strip(" ,;.–—-|"),
                )
            )
        elif loose and _is_who(loose["rest"] or loose["by"]):
            found.append((bare(loose["label"] or loose["works"]), (loose["rest"] or loose["by"])))
        else:
            found.append(("", part))
    return found


def _split_labels(line: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for match in _NEXT.finditer(line):
        if line[start : match.start()].strip() and not re.fullmatch(
            rf"\W*{_WORKS}(?:\W|và)*", line[start : match.start()], re.IGNORECASE
        ):
            parts.append(line[start : match.start()].strip())
            start = match.end()
    parts.append(line[start:].strip())
    return [part for part in parts if part]


def _gather(gathered: _Gathered, works: str, content: str) -> None:
    if works and works != "from":
        gathered.works = f"{gathered.works}; {works}" if gathered.works else works
    if works == "from":
        gathered.source = gathered.source or content.strip(" .()")
        return
    photo_only = bool(works) and bool(re.fullmatch(r"(?:hình ảnh|ảnh|hình|video clip|video|clip|\W|và)+", works))
    aside = works == "biên tập" or bool(re.fullmatch(r"(?:video clip|video|clip|\W)+", works))
    names = gathered.editors if aside else gathered.photographers if photo_only else gathered.authors
    if photo_only and gathered.authors and is_unit(content.strip(" ().")):
        names.append(content.strip(" ()."))
        return
    _who(gathered, names, content, bool(works))


def _who(gathered: _Gathered, names: list[str], content: str, labelled: bool) -> None:
    """Sort the words after a label into authors, unit and source."""
    text = _apart(content.strip())
    sourced, quoted = _BY_FROM.match(text), _THEO.match(text)
    if sourced or quoted:
        gathered.source = (sourced or quoted)["from"].strip()  # type: ignore[index]
        if sourced:
            _who(gathered, names, sourced["who"], labelled)
        return
    if pairs := _each_with_unit(text):
        names += [person(name) or name for name, _ in pairs]
        units = dict.fromkeys(unit_of(words) or "" for _, words in pairs)
        gathered.unit = gathered.unit or "; ".join(filter(None, units)) or None
        return
    done = _done(text)
    if done:
        text = done["name"]
    placed = _IN_BRACKETS.match(text)
    if placed and not done:
        gathered.unit = gathered.unit or unit_of(placed["unit"])
        text = placed["name"]
    text = text.strip(" ().")
    if is_unit(text) and not is_board(text):
        gathered.unit = gathered.unit or text
        return
    rest = text
    while rest:
        match = _PARTS.search(rest)
        part, rest = (
            (rest[: match.start()].strip(" ."), rest[match.end() :].strip()) if match else (rest.strip(" ."), "")
        )
        alone = unmarked(part) if not match and not names and part.islower() else None
        name = person(part) or titled(part) or posted(part) or alone or (pen_name(part) if labelled or names else None)
        if not part:
            continue
        if is_board(part) or (is_initials(part) and not person(part)):
            gathered.source = gathered.source or part
        elif name:
            if name not in names:
                names.append(name)
        elif is_unit(part) or names:
            whole = f"{part}{match[0]}{rest}" if match and rest else part
            gathered.unit = gathered.unit or unit_of(whole)
            return
        elif labelled and 0 < len(part.split()) <= 5:
            names.append(part)


def _apart(text: str) -> str:
    """ "QUỐC VIỆT-THANH NHÃ" are two persons; in "Anne-Marie Lan" the hyphen belongs to a name."""
    found = _HYPHENED.match(text)
    return f"{found[1]} - {found[2]}" if found and person(found[1]) and person(found[2]) else text


def unit_of(text: str) -> str | None:
    """The organisation in what follows a name, without the post held there."""
    clean = text.strip(" .()")
    return clean if is_unit(clean) else unit_inside(clean)
