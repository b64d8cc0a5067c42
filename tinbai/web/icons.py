"""The icons of the desk: one sprite per page, holding only the symbols that the page used."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

_FILE = Path(__file__).parent / "templates" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)".*?</symbol>')
_USED = re.compile(r'<use href="#i-([a-z0-9-]+)"/>')
_SPRITE = "<!--sprite-->"


@cache
def symbols() -> Mapping[str, str]:
    """name -> its <symbol> element."""
    return {found[1]: found[0] for found in _SYMBOL.finditer(_FILE.read_text("utf-8"))}


@cache
def icon(name: str, small: bool = False) -> Markup:
    """The icon; KeyError when the sprite file has none of that name. Icons are decoration, the word stands beside."""
    if name not in symbols():
        raise KeyError(name)
    size = "i i-s" if small else "i"
    return Markup(f'<svg class="{size}" aria-hidden="true"><use href="#i-{name}"/></svg>')


def with_sprite(page: str) -> str:
    """The page with the symbols it uses where its template has the sprite's mark."""
    inner = "".join(symbols()[name] for name in dict.fromkeys(_USED.findall(page)))
    sprite = f'<svg class="vh" width="0" height="0" aria-hidden="true" focusable="false">{inner}</svg>'
    return page.replace(_SPRITE, sprite)
