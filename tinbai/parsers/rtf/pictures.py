"""Pictures of a Rich Text: the octets behind \\pict, and the shapes that hold pictures and text boxes."""

import re
from dataclasses import dataclass, field

from tinbai.parsers import sniff
from tinbai.parsers.document import Paragraph, Picture, Piece, Span
from tinbai.parsers.photo.crop import crop_of, inches_of
from tinbai.parsers.photo.metafile import bitmap_of, ending_of
from tinbai.picture import Crop

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
    height: int = 0
    alt: str = ""
    cuts: dict[str, int] = field(default_factory=dict)  # twips of the size without them, by the letter of \\piccropX
    shown: Crop | None = None  # what the shape around it says
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
        if self.ending in (".emf", ".wmf") and (bitmap := bitmap_of(octets)):
            octets, name = bitmap, f"{number}{ending_of(bitmap)}"
        if sniff.media_type(octets).startswith("image/") and not name.endswith((".emf", ".wmf")):
            return Picture(name, octets, self.alt, crop=self._crop(octets)), ""
        return Picture(name, None, self.alt), "picture-drawing" if octets else "picture-missing"

    def _crop(self, octets: bytes) -> Crop | None:
        if self.shown or not any(self.cuts.values()):
            return self.shown
        inches = inches_of(octets) or (0.0, 0.0)
        width, height = self.width or inches[0] * 1440, self.height or inches[1] * 1440
        if width <= 0 or height <= 0:
            return None
        cuts = {side: self.cuts.get(side, 0) for side in "ltrb"}
        return crop_of((cuts["l"] / width, cuts["t"] / height, cuts["r"] / width, cuts["b"] / height))


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

    @property
    def crop(self) -> Crop | None:
        """In 65,536ths, as in the drawings of .doc."""
        left, top, right, bottom = (self._number(f"cropFrom{side}") for side in ("Left", "Top", "Right", "Bottom"))
        across, down = (self._properties.get(name) == "1" for name in ("fFlipH", "fFlipV"))
        turn = self._number("rotation") + (180 if down else 0)
        return crop_of((left, top, right, bottom), turn, across != down)

    def _number(self, name: str) -> float:
        value = self._properties.get(name, "")
        return int(value) / 65_536 if re.fullmatch(r"[-+]?[0-9]{1,10}", value) else 0.0

    def words(self) -> list[Piece]:
        """WordArt."""
        text = self._properties.get("gtextUNICODE", "")
        return [Paragraph((Span(text),))] if text else []
