"""What a site's robots.txt lets us read (RFC 9309): the longest rule that matches counts, `*` and `$` are known.

Not urllib.robotparser: it takes the first rule that matches and reads `*` as a letter, so that `Disallow: /*?` forbids
nothing and an `Allow` behind a `Disallow` is not seen.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

OURS = "tinbai"
LARGEST = 512 * 1024  # octets; the RFC wants 500 KiB read
_MOST_RULES = 5000
_LONGEST_RULE = 2000
_SLOWEST = 60.0  # seconds; a longer pause means in effect never, and is not asked of browsers
_LINE = re.compile(r"^\s*([A-Za-z-]{1,40})\s*:\s*([^#]*)")


@dataclass(frozen=True, slots=True)
class Rules:
    """rules: (pattern, allowed). pause: seconds the site asks for between two requests."""

    rules: tuple[tuple[str, bool], ...] = ()
    pause: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether the address may be read; robots.txt itself always."""
        parts = urlsplit(url)
        path = _normal(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        if path == "/robots.txt":
            return True
        found = [(len(pattern), allowed) for pattern, allowed in self.rules if _matches(pattern, path)]
        return max(found, default=(0, True))[1]  # of two as long the one that allows


EVERYTHING = Rules()
NOTHING = Rules((("/", False),))


def read(text: str) -> Rules:
    """The rules for us: of the groups that name us, else of those for everybody."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names: list[str] = []
    begun = False  # whether the group has a rule: then the next name begins another group
    for line in text.lstrip("\ufeff").splitlines()[: _MOST_RULES * 2]:
        found = _LINE.match(line)
        if not found:
            continue
        key, value = found[1].lower(), found[2].strip()[:_LONGEST_RULE]
        if key == "user-agent":
            names = [*names, value.lower()] if not begun else [value.lower()]
            begun = False
            groups.setdefault(value.lower(), [])
        elif key in ("allow", "disallow", "crawl-delay"):
            begun = True
            for name in names:
                groups[name].append((key, value))
    mine = [rules for name, rules in groups.items() if _is_us(name)]
    return _made(next(iter(mine), groups.get("*", [])))


def _is_us(name: str) -> bool:
    return re.split(r"[/\s]", name, maxsplit=1)[0] == OURS


def _made(lines: list[tuple[str, str]]) -> Rules:
    rules = [(_normal(value), key == "allow") for key, value in lines[:_MOST_RULES] if key != "crawl-delay" and value]
    pauses = [float(value) for key, value in lines if key == "crawl-delay" and re.fullmatch(r"\d{1,6}(\.\d+)?", value)]
    return Rules(tuple(rules), min(max(pauses, default=0.0), _SLOWEST))


def _normal(path: str) -> str:
    """Letters written as they are or as %XX are the same; a %2F stays one."""
    kept = path.replace("%2F", "%252F").replace("%2f", "%252F")
    return quote(unquote(kept, errors="replace"), safe="/?&=*$%:@!,;+~'()-._")


def _matches(pattern: str, path: str) -> bool:
    """`*` stands for anything, `$` at the end for the end; no regular expression, which could take for ever."""
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1] if ends else rest:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not ends:
        return True
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if rest else at == len(path)
