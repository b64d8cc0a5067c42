"""How a letter's expected JSON is compared with what `tinbai parse` gives: what is absent is not laid down.

Texts are compared as NFC with white space collapsed, ids without brackets, dates as moments; figures count only where
the expected body has some; a caption may keep or lose its label; an expected problem must be among those found.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tinbai.model import Content
from tinbai.parsers.contract import to_json
from tinbai.parsers.parse import parse

LETTERS = Path(__file__).parent / "letters"
_LABEL = re.compile(r"^(?:Ảnh|Hình)\s*\d*\s*[:.]\s*")
_AS_SIGNATURE = {"closing": "signature", "footer": "signature"}
_IDS = ("message_id", "in_reply_to", "references")
_NOT_COMPARED = ("file", "_hints", "schema")


def understood(letter: Path) -> tuple[dict[str, Any], dict[str, Content]]:
    """What parsing makes of a letter, and the contents it gave away."""
    kept: dict[str, Content] = {}
    parsed = parse(letter.name, letter.read_bytes(), lambda content: kept.__setitem__(content.sha256, content))
    return to_json(parsed, letter.name, "vi"), kept


def expected_of(letter: Path) -> dict[str, Any]:
    """The expected JSON beside a letter."""
    loaded: dict[str, Any] = json.loads(letter.with_suffix(".json").read_text("utf-8"))
    return loaded


def differences(expected: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """Where the two disagree, one line each; empty when the letter is understood as laid down."""
    found: list[str] = []
    for key in expected:
        if key == "problems":
            found += _problems(expected[key], actual[key])
        elif key not in _NOT_COMPARED:
            found += _compare(key, expected[key], actual.get(key))
    return found + list(_hints(expected.get("_hints", {}), actual))


def _compare(path: str, expected: Any, actual: Any) -> Iterator[str]:
    key = path.rsplit(".", 1)[-1]
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name in expected:
            yield from _compare(f"{path}.{name}", expected[name], actual.get(name))
    elif isinstance(expected, list) and isinstance(actual, list):
        if key == "body" and not any(block["type"] == "figure" for block in expected):
            actual = [block for block in actual if block["type"] != "figure"]
        if len(expected) != len(actual):
            yield f"{path}: {len(expected)} expected, {len(actual)} found: {_short(actual)}"
        for number, (one, other) in enumerate(zip(expected, actual, strict=False)):
            yield from _compare(f"{path}[{number}]", one, other)
    elif _plain(key.partition("[")[0], expected) != _plain(key.partition("[")[0], actual):
        yield f"{path}: expected {_short(expected)}, found {_short(actual)}"


def _plain(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if key in _IDS:
        return text.strip("<>")
    if key == "date":
        return datetime.fromisoformat(text)
    return _LABEL.sub("", text) if key == "caption" else text


def _problems(expected: list[dict[str, Any]], actual: list[dict[str, Any]]) -> Iterator[str]:
    for one in expected:
        if not any(all(_plain(key, found[key]) == _plain(key, one[key]) for key in one) for found in actual):
            yield f"problems: none like {one} among {_short(actual)}"


def _hints(hints: dict[str, Any], actual: dict[str, Any]) -> Iterator[str]:
    items = json.dumps(actual["items"], ensure_ascii=False)
    for words in hints.get("never_in_items", []):
        if words in items:
            yield f"items: contain {words!r}"
    if "segment_types" in hints:
        types: list[str] = []
        for segment in actual["mail"]["segments"]:
            kind = _AS_SIGNATURE.get(segment["type"], segment["type"])
            if types[-1:] != [kind]:
                types.append(kind)
        if types != hints["segment_types"]:
            yield f"segments: expected {hints['segment_types']}, found {types}"
    sizes = {photo["name"]: [photo["width"], photo["height"]] for item in actual["items"] for photo in item["photos"]}
    for name, size in hints.get("upright", {}).items():
        if sizes.get(name) != size:
            yield f"photos: {name} is {sizes.get(name)}, upright it is {size}"
    if "story" in hints:
        stories = [item for item in actual["items"] if item["kind"] == "story"]
        yield from _compare("story", hints["story"], stories[0] if stories else None)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "…"
