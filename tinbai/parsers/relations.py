"""What a part of an Office package refers to (ISO/IEC 29500-2, 8.3)."""

import posixpath
import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

from lxml import etree

_PLAIN_TARGET: Final = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*")  # nothing to resolve in it


class Relation(NamedTuple):
    """`kind`: last word of the relationship's type ("image"); `target`: name of a part, or an address when external."""

    kind: str
    target: str
    external: bool


def relations_in(root: etree._Element, folder: str) -> dict[str, Relation]:
    """Identifier -> relation, of a part in that folder."""
    return {
        one.get("Id", ""): _relation(one.get("Type", ""), one.get("Target", ""), one.get("TargetMode"), folder)
        for one in root
    }


@lru_cache(maxsize=1024)  # documents come with the same few
def _relation(kind: str, target: str, mode: str | None, folder: str) -> Relation:
    external = mode == "External"
    return Relation(kind.rpartition("/")[2], target if external else _resolved(target, folder), external)


def _resolved(target: str, folder: str) -> str:
    if _PLAIN_TARGET.fullmatch(target):
        return f"{folder}/{target}" if folder else target
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
