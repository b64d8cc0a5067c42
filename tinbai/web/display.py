"""How a reader wants the desk: size of type, theme, contrast, a stranger's language, keys on or off; one cookie."""

from collections.abc import Mapping
from dataclasses import dataclass

_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "size": ("0", "1", "2", "3"),  # 15, 16, 18, 20 px
    "theme": ("", "light", "dark"),  # "": as the system says
    "contrast": ("", "standard", "more"),
    "language": ("", "vi", "en"),
    "keys": ("", "off"),  # single keys as short cuts (WCAG 2.1.4)
}


@dataclass(frozen=True, slots=True)
class Display:
    size: str = "1"
    theme: str = ""
    contrast: str = ""
    language: str = ""
    keys: str = ""

    @classmethod
    def read(cls, cookie: str) -> "Display":
        """From the cookie; whatever is not allowed there counts as not said."""
        return cls().changed(dict(zip(_ALLOWED, cookie.split("."), strict=False)))

    def changed(self, wishes: Mapping[str, str]) -> "Display":
        """With those of the wishes that are allowed."""
        said = {name: wishes.get(name, "") for name in _ALLOWED}
        kept = {n: said[n] if n in wishes and said[n] in values else getattr(self, n) for n, values in _ALLOWED.items()}
        return Display(**kept)

    def written(self) -> str:
        return ".".join((self.size, self.theme, self.contrast, self.language, self.keys))

    @property
    def smaller(self) -> str:
        return str(max(0, int(self.size) - 1))

    @property
    def larger(self) -> str:
        return str(min(3, int(self.size) + 1))

    @property
    def other_theme(self) -> str:
        return "light" if self.theme == "dark" else "dark"

    @property
    def other_contrast(self) -> str:
        return "standard" if self.contrast == "more" else "more"
