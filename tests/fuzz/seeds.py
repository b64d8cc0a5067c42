"""Good files to start from: those of the project's letters and papers, and a few made here."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import SMTP
from functools import cache
from pathlib import Path

from PIL import Image

from tests import test_parsers_photo_metafile as metafile
from tests.fuzz.looks import written_looks
from tests.ole import compound
from tests.post import STORY, photo, word
from tests.test_parsers_msg import attached, attachment, message
from tests.test_parsers_msg import embedded as saved
from tests.test_parsers_tnef import embedded, file, winmail
from tinbai.model import Parsed
from tinbai.parsers.docx.read import read_docx
from tinbai.parsers.parse import parse

TESTS = Path(__file__).parent.parent
CORPORA = TESTS.parent.parent / "shared" / "corpora"
RAW = b"\x1eraw"
_KINDS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF")

Seeds = Callable[[], Iterator[bytes]]


def files(pattern: str) -> Seeds:
    def seeds() -> Iterator[bytes]:
        for folder in (TESTS / "documents", TESTS / "letters"):
            for found in sorted(folder.glob(pattern)):
                yield found.read_bytes()

    return seeds


def attachments(ending: str) -> Iterator[bytes]:
    """Files of that kind in our letters."""
    for letter in sorted((TESTS / "letters").glob("*.eml")):
        for part in message_from_bytes(letter.read_bytes(), policy=SMTP).walk():
            content = part.get_payload(decode=True)
            if (part.get_filename() or "").lower().endswith(ending) and isinstance(content, bytes):
                yield content


def documents(ending: str) -> Seeds:
    def seeds() -> Iterator[bytes]:
        yield from files(f"*{ending}")()
        yield from attachments(ending)
        if ending == ".docx":
            yield word(*STORY)

    return seeds


@cache
def _letters() -> tuple[Parsed, ...]:
    return tuple(parse("mail.eml", letter, lambda _content: None) for letter in files("*.eml")())


def bodies() -> Iterator[bytes]:
    for parsed in _letters():
        if parsed.mail and parsed.mail.text:
            yield f"{parsed.mail.subject}\n{parsed.mail.text}".encode()


def papers() -> Iterator[bytes]:
    """Word files as text with looks."""
    for found in documents(".docx")():
        looks = written_looks(read_docx(found))
        if looks:
            yield f"Tin\n{looks}".encode()


def pages() -> Iterator[bytes]:
    """HTML parts of our letters."""
    yield b"<p align=center><b>Tin</b><table><tr><td>a<td>b</table><ul><li>c</ul>"
    for letter in files("*.eml")():
        for part in message_from_bytes(letter, policy=SMTP).walk():
            content = part.get_payload(decode=True)
            if part.get_content_type() == "text/html" and isinstance(content, bytes):
                yield content


def bylines() -> Iterator[bytes]:
    for parsed in _letters():
        for item in parsed.items:
            if item.byline and item.byline.raw:
                yield item.byline.raw.encode()


def captions() -> Iterator[bytes]:
    yield "Ảnh 1: Quang cảnh hội nghị. Ảnh: Lò Văn Sáng\n(Trong ảnh: Đồng chí A trao quà)".encode()
    for parsed in _letters():
        for item in parsed.items:
            told = [one.caption for one in item.photos if one.caption]
            if told:
                yield "\n".join(told).encode()


def pictures() -> Iterator[bytes]:
    """Small ones of each kind, with metadata and without, and drawings that wrap one."""
    small = Image.open(io.BytesIO(photo(1, 64, 48)))
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x0112] = "Quang cảnh hội nghị", "Lò Văn Sáng", 6
    for kind in _KINDS:
        for image in (small, small.convert("L"), small.convert("P").convert("RGBA")):
            out = io.BytesIO()
            made = image.convert("RGB") if kind == "JPEG" else image
            made.save(out, kind, exif=exif) if kind not in ("GIF", "BMP") else made.save(out, kind)
            yield out.getvalue()
    moving = io.BytesIO()
    small.save(moving, "GIF", save_all=True, append_images=[small.rotate(90), small.rotate(180)])
    yield moving.getvalue()
    out = io.BytesIO()
    small.resize((16, 12)).save(out, "PNG")
    yield metafile.emf(metafile.stretched(metafile.bmp((16, 12))))
    yield metafile.emf(metafile.plus(out.getvalue(), 100))
    yield metafile.wmf((0x0F43, bytes(22) + metafile.bmp((16, 12))[14:]))
    for found in (*attachments(".heic"), *attachments(".webp"), *attachments(".jpg")):
        if len(found) < 30_000:
            yield found


def winmails() -> Iterator[bytes]:
    page = "".join(f"<p>{line}</p>" for line in STORY)
    inner = winmail(file("tin.docx", word(*STORY)), html=page, subject="Tin")
    yield winmail(file("anh.jpg", photo(1, 60, 40)), embedded("Tin", inner), html=page)
    for found in sorted(CORPORA.glob("tnef/**/*.*"))[:60]:
        if found.suffix in (".tnef", ".dat"):
            yield found.read_bytes()


def archives() -> Iterator[bytes]:
    """Taken apart and, behind RAW, with the octets of the archive itself to change."""
    inside = {"tin/bài.docx": word(*STORY), "anh.jpg": photo(1, 60, 40), "tin.txt": "\n".join(STORY).encode()}
    packed, rolled = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in inside.items():
            made.writestr(name, content)
    with tarfile.open(fileobj=rolled, mode="w") as tar:
        for name, content in inside.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    yield packed.getvalue()
    yield from (RAW + one for one in (packed.getvalue(), rolled.getvalue(), gzip.compress(rolled.getvalue())))
    yield from (RAW + one for ending in (".7z", ".rar", ".zip") for one in attachments(ending) if len(one) < 30_000)


def messages() -> Iterator[bytes]:
    yield compound(message(attached(attachment("anh.jpg", photo(1, 60, 40)), saved(message(head=24)))))
