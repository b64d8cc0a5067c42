"""Pictures of a Rich Text: the octets behind \\pict, and the shapes that hold pictures and text boxes."""

import re
from dataclasses import dataclass, field

from tinbai.parsers import sniff
from tinbai.parsers.document import Paragraph, Picture, Piece, Span

KINDS = {"pngblip": ".png", "jpegblip": ".jpg", "emfblip": ".emf", "wmetafile": ".wmf", "macpict": ".pict",
         "pmmetafile": ".wmf", "dibitmap": ".dib", "wbitmap": ".ddb"}  # fmt: skip
_NO_HEX = re.compile(rb"[^0-9a-fA-F]+")
_WIDE = 2160  # twips, 1.5 inch: wider than what is set into a line of text
_PICTURE = "pib"
_FILL = "fillBlip"


@dataclass(slots=True)
class Blip:
    """A \\pict group being read."""

    ending: str = ""
    width: int = 0  # twips, as it is shown
    scale: int = 100
    alt: str = ""
    _hex: list[bytes] = field(default_factory=list)
    _binary: list[bytes] = field(default_factory=list)

    def hex(self, digits: bytes) -> None:
        self._hex.append(digits)

    def binary(self, octets: bytes) -> None:
        self._binary.append(octets)

    @property
    def is_wide(self) -> bool:
        return not self.width or self.width * self.scale // 100 >= _WIDE

    def picture(self, number: int) -> tuple[Picture, str]:
        """(the picture, what is wrong with it)."""
        octets = b"".join(self._binary)
        if not octets:
            digits = _NO_HEX.sub(b"", b"".join(self._hex))
            octets = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        name = f"{number}{self.ending or '.bin'}"
        if sniff.media_type(octets).startswith("image/") and not name.endswith((".emf", ".wmf")):
            return Picture(name, octets, self.alt), ""
        return Picture(name, None, self.alt), "picture-drawing" if octets else "picture-missing"


@dataclass(slots=True)
class Shape:
    """A \\shp or \\picprop group being read: its properties, its picture, its text boxes."""

    blip: Blip | None = None
    boxes: list[Piece] = field(default_factory=list)
    _name: str = ""
    _properties: dict[str, str] = field(default_factory=dict)

    def name(self, text: str) -> None:
        self._name = text.strip()

    def value(self, text: str) -> None:
        self._properties[self._name] = text.strip()

    @property
    def takes_picture(self) -> bool:
        return self._name in (_PICTURE, _FILL)

    @property
    def is_hidden(self) -> bool:
        return self._properties.get("fHidden") == "1"

    @property
    def alt(self) -> str:
        return " ".join(self._properties.get("wzDescription", "").split())

    def words(self) -> list[Piece]:
        """WordArt."""
        text = self._properties.get("gtextUNICODE", "")
        return [Paragraph((Span(text),))] if text else []
