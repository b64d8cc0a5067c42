"""PDFs written by hand: lines of Courier at their places, so that every letter is 0.6 of its size wide."""

import re
import zlib
from collections.abc import Sequence

FACES = {"": "Courier", "b": "Courier-Bold", "i": "Courier-Oblique", "x": "Courier"}


def line(x: float, y: float, text: str, look: str = "", size: int = 10) -> str:
    """look: b bold, i italic, x printed in no colour."""
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{list(FACES).index(look)} {size} Tf {3 if look == 'x' else 0} Tr {x} {y} Td ({shown}) Tj ET"


def column(*texts: str, x: float = 50, top: float = 700, pitch: float = 12) -> list[str]:
    """Lines one below the other."""
    return [line(x, top - pitch * number, text) for number, text in enumerate(texts)]


def pdf(*pages: Sequence[str], title: str = "") -> bytes:
    """A page of 500 by 800 points for each list of lines."""
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(pages)))
    fonts = " ".join(f"/F{n} {4 + n} 0 R" for n in range(len(FACES)))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 500 800] >>",
        3: f"<< /Title ({title}) >>",
    }
    for number, face in enumerate(FACES.values()):
        objects[4 + number] = f"<< /Type /Font /Subtype /Type1 /BaseFont /{face} /Encoding /WinAnsiEncoding >>"
    for number, page in enumerate(pages):
        content = "\n".join(page)
        own = 10 + 2 * number
        objects[own] = f"<< /Type /Page /Parent 2 0 R /Resources << /Font << {fonts} >> >> /Contents {own + 1} 0 R >>"
        objects[own + 1] = f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
    out, places = "%PDF-1.4\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{body}\nendobj\n"
    entries = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    trailer = f"trailer << /Root 1 0 R /Info 3 0 R /Size {max(objects) + 1} >>"
    return f"{out}xref\n0 1\n0000000000 65535 f \n{entries}{trailer}\nstartxref\n{len(out)}\n%%EOF".encode("latin-1")


def packed(made: bytes) -> bytes:
    """The same with the objects that are no streams packed into one (ISO 32000-1, 7.5.7), and its end cut off."""
    objects = re.findall(rb"(\d+) 0 obj\n(.*?)\nendobj\n", made, re.DOTALL)
    alone = b"".join(b"%s 0 obj\n%s\nendobj\n" % one for one in objects if one[1].endswith(b"endstream"))
    inside = [one for one in objects if not one[1].endswith(b"endstream")]
    starts = [sum(len(body) + 1 for _, body in inside[:place]) for place in range(len(inside))]
    head = b" ".join(b"%s %d" % (number, start) for (number, _), start in zip(inside, starts, strict=True)) + b"\n"
    content = zlib.compress(head + b"\n".join(body for _, body in inside))
    looks = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>" % (
        len(inside), len(head), len(content),
    )  # fmt: skip
    return b"%%PDF-1.5\n%s99 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (alone, looks, content)
