"""Letters in a newsroom's own words: a subject and a text with places for what differs, checked before they are kept.

What nobody has rewritten is written by letters.py; its words with the places left open are what an editor starts from.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LONGEST_SUBJECT, LONGEST_BODY = 200, 4000
_PLACE = re.compile(r"\{([a-z_]{1,20})\}")
_BRACE = re.compile(r"[{}]")

# kind -> the places its words may have; those that must stand there come first, then "|"
PLACES: Mapping[str, str] = {
    "acknowledgement": "stories | receipt title name house time days",
    "approve": "receipt | title name house",
    "ask": "note receipt | title name house",
    "reject": "note receipt | title name house",
    "published": "link | receipt title name house time",
    "merged": "other_receipt receipt | title name house time",
    "held": "| name house time",
    "link": "link | receipt name house",
    "reminder": "| address name house days",
}


@dataclass(frozen=True, slots=True)
class Template:
    subject: str
    body: str

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """(subject, text) with the values at their places. What stands inside a value is not looked at again."""
        subject = _PLACE.sub(lambda place: values.get(place[1], ""), self.subject)
        return " ".join(subject.split()), _PLACE.sub(lambda place: values.get(place[1], ""), self.body).strip() + "\n"


def places(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(must stand in the text, may stand there) of a kind."""
    must, _, may = PLACES[kind].partition("|")
    return tuple(must.split()), tuple(may.split())


def faults(kind: str, template: Template) -> Sequence[tuple[str, dict[str, str]]]:
    """What is wrong with it, as (msgid, values); nothing when it may be used."""
    must, may = places(kind)
    words = f"{template.subject}\n{template.body}"
    found: list[tuple[str, dict[str, str]]] = []
    if not template.subject.strip() or not template.body.strip():
        found.append(("The letter needs a subject and a text.", {}))
    if len(template.subject) > LONGEST_SUBJECT or len(template.body) > LONGEST_BODY or "\n" in template.subject.strip():
        found.append(("The letter is too long.", {}))
    unknown = [name for name in _PLACE.findall(words) if name not in (*must, *may)]
    found += [("There is no place called {place} in this letter.", {"place": f"{{{name}}}"}) for name in unknown]
    if _BRACE.search(_PLACE.sub("", words)):
        found.append(("A brace stands alone: places look like {place}.", {"place": "{receipt}"}))
    absent = [name for name in must if f"{{{name}}}" not in template.body]
    found += [("The text must have the place {place}.", {"place": f"{{{name}}}"}) for name in absent]
    return found
