"""The day of the event a story tells of, from its first sentences (DOMAIN.md 3.2).

A date counts by what stands before it: "Sáng 9-10", "Ngày 09/10/2025" name the event; "Quyết định số 12 ngày …",
"trước ngày …", "sinh ngày …" and the years of an anniversary do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_WHEN = r"(?:rạng sáng|sáng sớm|sáng|trưa|chiều|tối|đêm|khuya|hôm nay|hôm qua|hôm|vào lúc|vào hồi|vào)"
_DATE = re.compile(
    r"(?<![\d/.,])(?:"
    r"(?P<d1>\d{1,2})\s?/\s?(?P<m1>\d{1,2})\s?/\s?(?P<y1>\d{4})"
    r"|(?P<d2>\d{1,2})(?P<s2>[-.])(?P<m2>\d{1,2})(?P=s2)(?P<y2>\d{4})"
    r"|(?P<d3>\d{1,2})\s+tháng\s+(?P<m3>\d{1,2}|giêng|chạp)(?:\s*(?:,|năm)\s*(?P<y3>\d{4}))?"
    r"|(?P<d4>\d{1,2})\s?/\s?(?P<m4>\d{1,2})"
    r"|(?P<d5>\d{1,2})[-.](?P<m5>\d{1,2})"
    r")(?![\d/%])(?![,.]\d)(?!-\d)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?<![\d/.,])(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)? (?P<m1>[A-Z][a-z]{2,8})\.?,? (?P<y1>20\d\d)"
    r"|(?P<m2>[A-Z][a-z]{2,8})\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?(?:, (?P<y2>20\d\d))?)\b"
)
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RANGE = re.compile(
    r"(?:(?<![\d/.,-])(?P<d>\d{1,2})(?:\s?[/.]\s?(?P<m>\d{1,2}))?)"
    r"(?:,\s{0,3}\d{1,2}(?:/\d{1,2})?){0,9}\s{0,9}(?:-|–|—|,|và|đến(?: hết)?(?: ngày)?|đến|tới)\s{0,9}$",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    rf"(?:^|[^\w])(?P<when>{_WHEN}|ngày|các ngày|hai ngày|ba ngày|\d+ ngày|mùng|mồng)\s*(?:nay|qua)?\W{{0,3}}$",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(rf"(?:^|[^\w])(?:{_WHEN})\b[^.;]{{0,24}}$", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:^|[.!?)”\"–-]\s+|^\W*)(?:Vào |Trong |Từ |Trong các |Trong hai |Trong ba |Trong \d+ )?(?:[Nn]gày|[Hh]ôm)\s*$"
)
_FROM = re.compile(r"(?:^|[.!?)”\"–-]\s+|^\W*)(?:Từ|Trong|Vào|Suốt)\s+$")  # "Từ 16 đến 20/11, …"
_REACHED = re.compile(
    r"^\W*(?:tính )?(?:đến|tới) (?:hết )?(?:ngày )?(?=\d)", re.IGNORECASE
)  # "Đến ngày 09/11, xã đã …"
_ACCENTS = {
    "sang": "sáng", "trua": "trưa", "chieu": "chiều", "toi": "tối", "dem": "đêm", "ngay": "ngày", "hom": "hôm",
    "tu": "từ", "den": "đến", "thang": "tháng", "nam": "năm",
}  # fmt: skip
_UNACCENTED = re.compile(
    r"\b(?:sang|trua|chieu|toi|dem|ngay|hom|tu|den|thang|nam)\b(?= ?(?:ngay |hom |nay\b|qua\b|\(?\d))", re.IGNORECASE
)
_HOUR = re.compile(
    r"\d{1,2} ?(?:giờ|h)(?: ?\d{1,2}(?: ?phút)?)?,? (?:sáng |trưa |chiều |tối |đêm )?ngày\s*$", re.IGNORECASE
)
_RELATIVE = re.compile(  # "Sáng nay, …", "Chiều qua, …": said on the day of the mail
    r"^\W*(?:(?:vào|trong|(?:vào )?(?:lúc )?\d{1,2} ?(?:giờ|h)(?: ?\d{2})?(?: phút)?,?) )?(?:rạng )?(?:ngày )?"
    r"(?:(?:sáng|trưa|chiều|tối|đêm|hôm)(?: ngày hôm| hôm)? (?:nay|(?P<before>qua)))\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:quyết định|nghị quyết|kế hoạch|công văn|văn bản|chỉ thị|nghị định|thông tư|thông báo|công điện"
    r"|hướng dẫn|luật|kết luận|quy định|tờ trình|báo cáo)\b"
    r"(?:[^.;,]{0,60}|[^.;,]{0,20}\bsố\s+\S+,\s*ngày\s*)$|(?:sinh|mất|hy sinh)\s++(?:vào\s++)?(?:ngày)?\s*+$"
    r"|(?:trước|sau|đến hết|hết|tính đến|đến|tới|cho đến|chậm nhất|hạn)\s++(?:hết\s++)?(?:ngày)?\s*+$"
    r"|\bnăm\s+\d{4}\s+ngày\s*$|-(?:ubnd|hđnd|cp|ttg|tw|ct|nq|qđ|kh|hu|tu|đu)\b,?\s*+(?:ngày\s*+)?$",
    re.IGNORECASE,
)
_MEETING = re.compile(  # "Theo báo cáo tại phiên họp ngày 27/3": the day is the meeting's
    r"\btại (?:phiên họp|hội nghị|kỳ họp|cuộc họp|buổi họp|đại hội|hội thảo|lễ|buổi làm việc)\b[^.;,]{0,60}\bngày\s*$",
    re.IGNORECASE,
)
_ANNIVERSARY = re.compile(
    r"(?:kỷ niệm|kỉ niệm|năm ngày|quốc gia|quốc tế|việt nam|thành lập|quốc khánh|nhân ngày|chào mừng|hướng tới"
    r"|truyền thống|hưởng ứng)[^.;,]{0,80}$",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(r"\bNgày\s+(?:[A-ZĐ]|hội|thế giới|quốc)[^.;,\d]{2,60}$")
_MONTHS = {"giêng": 1, "chạp": 12}
_FAR = timedelta(days=30)
_RECENT = timedelta(days=60)
_LONG_AGO = timedelta(days=400)  # older days in a lead are history, no event


@dataclass(frozen=True, slots=True)
class _Found:
    rank: int  # 0: an event's day beyond doubt ... 3: a day named in passing
    place: int
    day: date


def event_date(lead: str | None, others: Sequence[str], written: date | None) -> date | None:
    """The event's day: of the lead if it names one, else of the first other text that says it plainly and is recent.

    written: day of the mail; it gives the missing year. Without it only a year named in the lead does.
    """
    lead = _accented(lead)
    first = _dates(lead or "", written or _year_in(lead or ""))
    if first:
        return min(first, key=lambda one: (one.rank, one.place)).day
    if english := _english_day(lead or "", written):
        return english
    if written and lead and (reached := _reached(lead, written)):
        return reached
    said = _RELATIVE.match(lead or "")
    if said and written:
        return written - timedelta(days=said["before"] is not None)
    if written is None or _DATE.search(lead or ""):
        return None
    for text in others:
        plain = [one for one in _dates(text, written) if one.rank == 0 and abs(written - one.day) <= _RECENT]
        if plain:
            return min(plain, key=lambda one: one.place).day
    return None


def _accented(lead: str | None) -> str | None:
    """A lead typed without accents with those words accented that tell a day."""
    if not lead or not lead.isascii():
        return lead
    return _UNACCENTED.sub(lambda found: _ACCENTS[found[0].lower()], lead)


def _reached(lead: str, written: date) -> date | None:
    """The day up to which a lead reports, when it lies right before the mail."""
    told = _REACHED.match(lead)
    match = _DATE.match(lead, told.end()) if told else None
    day = _day(match, "", written) if match else None
    return day if day and timedelta(0) <= written - day <= _FAR and re.search(r"\bđã\b", lead[:300]) else None


def _english_day(text: str, written: date | None) -> date | None:
    """The first day of a text in English: "10 November 2026", "Nov. 10"."""
    for match in _ENGLISH.finditer(text[:600]):
        month = (match["m1"] or match["m2"])[:3].lower()
        if month in _ENGLISH_MONTHS:
            year = match["y1"] or match["y2"]
            day = int(match["d1"] or match["d2"])
            return _made(day, _ENGLISH_MONTHS.index(month) + 1, int(year) if year else None, written)
    return None


def _year_in(text: str) -> date | None:
    years = set(re.findall(r"\b(20\d\d)\b", text))
    return date(int(years.pop()), 12, 31) if len(years) == 1 else None


def _dates(text: str, written: date | None) -> list[_Found]:
    found = []
    for match in _DATE.finditer(text[:3000]):
        before = text[max(0, match.start() - 100) : match.start()]
        rank = _rank(match, before)
        if rank is None:
            continue
        day = _day(match, before, written)
        if day and (written is None or written - day <= _LONG_AGO):
            found.append(_Found(rank, match.start(), day))
    return found


def _rank(match: "re.Match[str]", before: str) -> int | None:
    first = _RANGE.search(before)
    head = before[: first.start()] if first else before
    full = bool(match["y1"] or match["y2"] or match["y3"])
    calendar = _CALENDAR.search(head)
    if _OTHER.search(head) and not _MEETING.search(head):
        return None
    in_brackets = head.rstrip().endswith("(")
    if (calendar and calendar["when"].lower() not in ("ngày", "vào")) or (in_brackets and _TIME_OF_DAY.search(head)):
        return 0
    if calendar and (_OPENING.search(head) or _HOUR.search(head)):
        return 0
    if first and _FROM.search(head):
        return 0
    if _ANNIVERSARY.search(head) or _NAMED_DAY.search(head):
        return 3
    if calendar or match["d3"]:
        return 1
    if _TIME_OF_DAY.search(head) and (match["d4"] or full):
        return 1
    return 2 if full and not in_brackets else (3 if full else None)


def _day(match: "re.Match[str]", before: str, written: date | None) -> date | None:
    day, month, year = (
        next((match[f"{letter}{n}"] for n in "12345" if _has(match, f"{letter}{n}")), None) for letter in "dmy"
    )
    if day is None or month is None:
        return None
    number = _MONTHS.get(month.lower()) or int(month)
    last = _made(int(day), number, int(year) if year else None, written)
    first = _RANGE.search(before)
    if last is None or first is None or first["d"] is None:
        return last
    begun = _made(int(first["d"]), int(first["m"]) if first["m"] else last.month, last.year, written)
    if begun is None:
        return last
    if begun > last:
        begun = _made(begun.day, begun.month, last.year - 1, written) or begun
    return begun if timedelta(0) <= last - begun <= timedelta(days=62) else last


def _has(match: "re.Match[str]", name: str) -> bool:
    return name in match.re.groupindex and match[name] is not None


def _made(day: int, month: int, year: int | None, written: date | None) -> date | None:
    try:
        if year is not None:
            return date(year, month, day) if 1900 <= year <= 2100 else None
        if written is None:
            return None
        made = date(written.year, month, day)
        return date(written.year - 1, month, day) if made > written + _FAR else made
    except ValueError:
        return None
