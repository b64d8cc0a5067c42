"""Strings that make a regular expression try the most ways, made from itself and from what mails hold."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tinbai.parsers

_sre = importlib.import_module("re._parser")  # the parser of expressions has no public door
_CHARS = importlib.import_module("re._constants")
_CATEGORIES = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_DIGIT": "a",
               "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_WORD": "-"}  # fmt: skip
_PLENTY = 5  # repetitions from which on a string may be lengthened there
_TRIED = "a \u00a07.,:;-–()>\"'/@\nẢAĐ_"
_ROOM = "tinbai.parsers."
_VERBS = {"match": "match", "search": "search", "fullmatch": "fullmatch", "finditer": "search", "findall": "search",
          "sub": "search", "split": "search"}  # fmt: skip
BITS = (
    "a", " ", ">", "7", "(", "Ảnh: ", "\u00a0", "a b ", "Lê ", ". ", "a.", "a@", "1/", "\n", "<a ", "tin ảnh ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """An expression, where it stands, and how it is asked."""

    name: str
    pattern: "re.Pattern[Any]"
    verbs: tuple[str, ...]


def uses() -> list[Use]:
    """Every expression that a module of the parsers holds compiled, in tables too."""
    modules = [importlib.import_module(one.name) for one in pkgutil.walk_packages(tinbai.parsers.__path__, _ROOM)]
    asked: dict[str, dict[str, set[str]]] = {"": {}}
    for module in modules:
        mine = asked.setdefault(module.__name__, {})
        for name, verb in re.findall(rf"\b(\w+)\.({'|'.join(_VERBS)})\b", inspect.getsource(module)):
            mine.setdefault(name, set()).add(_VERBS[verb])
            asked[""].setdefault(name, set()).add(_VERBS[verb])
    found: dict[re.Pattern[Any], Use] = {}
    for module in modules:
        for name, held in vars(module).items():
            verbs = asked[module.__name__ if name.startswith("_") else ""].get(name, {"match", "search"})
            for pattern in _held(held):
                use = Use(f"{module.__name__.removeprefix(_ROOM)}.{name}", pattern, tuple(sorted(verbs)))
                found.setdefault(pattern, use)
    return list(found.values())


def _held(value: object) -> Iterator["re.Pattern[Any]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _held(one)
    elif isinstance(value, (tuple, list, frozenset, set)):
        for one in value:
            yield from _held(one)


def hostile(pattern: "re.Pattern[Any]", size: int) -> Iterator[str | bytes]:
    """Strings of about so many characters: what repeats in the expression repeated, with and without what stands
    before it and after it, ending in something that does not match; and the usual bits."""
    seen: set[str] = set()
    for before, body, after in _repeats(_sre.parse(pattern.pattern, pattern.flags & ~re.DEBUG)):
        times = size // max(1, len(body))
        seen |= {before + body * times + "\x01", body * times + after[:-1] + "\x01"}
        seen |= {before + (body + after) * (size // len(body + after)) + "\x01"}
        seen |= {(before + body) * (size // len(before + body)) + "\x01"}
    for bit in BITS:
        seen.add(bit * (size // len(bit)) + "\x01")
    for text in seen:
        yield text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text


def _repeats(tree: Any) -> Iterator[tuple[str, str, str]]:
    """(what stands before, once what repeats, what follows) of each repetition that may go on for long."""
    items = list(tree)
    for number, (kind, what) in enumerate(items):
        before, after = _sample(items[:number]), _sample(items[number + 1 :])
        for inner in _inside(kind, what):
            for one, body, rest in _repeats(inner):
                yield before + one, body, rest + after
        if kind in (_CHARS.MAX_REPEAT, _CHARS.MIN_REPEAT, _CHARS.POSSESSIVE_REPEAT) and what[1] >= _PLENTY:
            for body in _several(what[2]):
                yield before, body, after


def _inside(kind: Any, what: Any) -> Sequence[Any]:
    if kind in (_CHARS.MAX_REPEAT, _CHARS.MIN_REPEAT, _CHARS.POSSESSIVE_REPEAT):
        return (what[2],)
    if kind is _CHARS.SUBPATTERN:
        return (what[3],)
    if kind is _CHARS.BRANCH:
        return tuple(what[1])
    if kind in (_CHARS.ASSERT, _CHARS.ASSERT_NOT):
        return (what[1],)
    return (what,) if kind is _CHARS.ATOMIC_GROUP else ()


def _several(tree: Any) -> Iterator[str]:
    """One string for each way the repeated part may begin."""
    items = list(tree)
    if len(items) == 1 and items[0][0] is _CHARS.SUBPATTERN:
        yield from _several(items[0][1][3])
    elif len(items) == 1 and items[0][0] is _CHARS.BRANCH:
        for branch in items[0][1][1]:
            yield _sample(branch) or "a"
    elif len(items) == 1 and items[0][0] in (_CHARS.IN, _CHARS.ANY, _CHARS.NOT_LITERAL):
        matches = [char for char in _TRIED if _fits(items[0], char)]
        yield from matches[:4] or ["a"]
    else:
        yield _sample(items) or "a"


def _sample(tree: Any) -> str:
    """A short string that the expression matches; look-arounds are not heeded."""
    out = ""
    for kind, what in tree:
        if kind is _CHARS.LITERAL:
            out += chr(what)
        elif kind in (_CHARS.IN, _CHARS.ANY, _CHARS.NOT_LITERAL):
            out += next((char for char in _TRIED if _fits((kind, what), char)), "a")
        elif kind in (_CHARS.MAX_REPEAT, _CHARS.MIN_REPEAT, _CHARS.POSSESSIVE_REPEAT):
            out += _sample(what[2]) * what[0]
        elif kind is _CHARS.SUBPATTERN:
            out += _sample(what[3])
        elif kind is _CHARS.ATOMIC_GROUP:
            out += _sample(what)
        elif kind is _CHARS.BRANCH:
            out += _sample(what[1][0])
    return out


def _fits(item: tuple[Any, Any], char: str) -> bool:
    kind, what = item
    if kind is _CHARS.ANY:
        return char != "\n"
    if kind is _CHARS.NOT_LITERAL:
        return bool(ord(char) != what)
    negated = bool(what) and bool(what[0][0] is _CHARS.NEGATE)
    return negated != any(_in(one, char) for one in what)


def _in(one: tuple[Any, Any], char: str) -> bool:
    kind, what = one
    if kind is _CHARS.LITERAL:
        return bool(ord(char) == what)
    if kind is _CHARS.RANGE:
        return bool(what[0] <= ord(char) <= what[1])
    if kind is _CHARS.CATEGORY:
        name = str(what)
        tests = {"DIGIT": char.isdigit(), "SPACE": char.isspace(), "WORD": char.isalnum() or char == "_"}
        wanted = tests.get(name.rsplit("_", 1)[-1], False)
        return wanted != ("_NOT_" in name)
    return False
