"""The icons of the desk: one sprite per page, holding only the symbols that the page used."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

_FILE = Path(__file__).parent / "templates" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)".*?</symbol>')


@cache
def symbols() -> Mapping[str, str]:
    """name -> its <symbol> element."""
    return {found[1]: found[0] for found in _SYMBOL.finditer(_FILE.read_text("utf-8"))}


class Icons:
    """What one page uses; icons are decoration, the word stands beside them."""

    def __init__(self) -> None:
        self._used: dict[str, str] = {}

    def icon(self, name: str, small: bool = False) -> Markup:
        """The icon; KeyError when the sprite file has none of that name."""
        self._used[name] = symbols()[name]
        size = "i i-s" if small else "i"
        return Markup(f'<svg class="{size}" aria-hidden="true"><use href="#i-{name}"/></svg>')

    def sprite(self) -> Markup:
        """The symbols used so far; call it at the end of the page."""
        inner = "".join(self._used.values())
        return Markup(f'<svg class="vh" width="0" height="0" aria-hidden="true" focusable="false">{inner}</svg>')
