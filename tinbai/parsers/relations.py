"""What the parts of an Office package refer to (ISO/IEC 29500-2, 8.3), mostly taken from the octets as they stand: to
read ten of them as XML cost a tenth of what a short story costs."""

import html
import posixpath
import re
from typing import Final, NamedTuple
from urllib.parse import unquote

from lxml import etree

_ELEMENT: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?Relationship\s([^<>]*)>")
_ATTRIBUTE: Final = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_UNUSUAL: Final = re.compile(rb"<!|\0|[\x80-\xff]")  # comments, CDATA, a document type; UTF-16
_WHOLE: Final = re.compile(rb"(?:</(?:[\w.-]{1,40}:)?Relationships\s*>|/>)\s*\Z")
_PLAIN_TARGET: Final = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*")  # nothing to resolve in it


class Relation(NamedTuple):
    """`kind`: last word of the relationship's type ("image"); `target`: name of a part, or an address when external."""

    kind: str
    target: str
    external: bool


def written(octets: bytes, folder: str) -> dict[str, Relation] | None:
    """Identifier -> relation, of a part in that folder; None where they have to be read as XML."""
    if _UNUSUAL.search(octets) or not _WHOLE.search(octets, max(0, len(octets) - 200)):
        return None
    elements = _ELEMENT.findall(octets)
    if len(elements) != octets.count(b"Target=") or len(elements) != octets.count(b"Relationship "):
        return None
    found: dict[str, Relation] = {}
    for element in elements:
        text = element.decode("ascii")
        said = {name: one or other for name, one, other in _ATTRIBUTE.findall(text)}
        if "&" in text:
            said = {name: html.unescape(value) for name, value in said.items()}
        found[said.get("Id", "")] = _relation(
            said.get("Type", ""), said.get("Target", ""), said.get("TargetMode"), folder
        )
    return found


def parsed(root: etree._Element, folder: str) -> dict[str, Relation]:
    return {
        one.get("Id", ""): _relation(one.get("Type", ""), one.get("Target", ""), one.get("TargetMode"), folder)
        for one in root
    }


def _relation(kind: str, target: str, mode: str | None, folder: str) -> Relation:
    external = mode == "External"
    return Relation(kind.rpartition("/")[2], target if external else _resolved(target, folder), external)


def _resolved(target: str, folder: str) -> str:
    if _PLAIN_TARGET.fullmatch(target):
        return f"{folder}/{target}" if folder else target
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
