"""Mails to measure with, made anew each time: a text, a story in Word with a photo, ten photos at once."""

import io
import random
from email.message import EmailMessage
from email.policy import SMTP

from docx import Document
from docx.shared import Cm
from PIL import Image, ImageFilter

_WORDS = """
xã Khe Ngọc tổ chức hội nghị tổng kết phong trào toàn dân xây dựng nông thôn mới với sự tham gia của đại diện các thôn
bản lãnh đạo Ủy ban nhân dân tỉnh Lam Giang đồng chí Chủ tịch phát biểu chỉ đạo kết quả đạt được trong sáu tháng đầu năm
""".split()


def text(number: int, size: int = 1024) -> bytes:
    """A plain mail whose body has about `size` octets."""
    message = _mail(number)
    message.set_content(_prose(random.Random(number), size))
    return message.as_bytes()


def rich(number: int) -> bytes:
    """A story as .docx with its picture and a photo attached: about 0.8 MB as it travels."""
    dice = random.Random(number)
    message = _mail(number)
    message.set_content("Kính gửi Ban Biên tập, em xin gửi tin và ảnh.\n\nTrân trọng.\n")
    docx = "vnd.openxmlformats-officedocument.wordprocessingml.document"
    message.add_attachment(_word(dice), maintype="application", subtype=docx, filename=f"tin-{number}.docx")
    message.add_attachment(
        photo(dice, 2600, 1950, 380_000), maintype="image", subtype="jpeg", filename=f"anh-{number}.jpg"
    )
    return message.as_bytes()


def big(number: int, photos: int = 10, octets: int = 25_000_000) -> bytes:
    """A mail of about 25 MB with ten photos."""
    dice = random.Random(number)
    message = _mail(number)
    message.set_content(_prose(dice, 2000))
    each = octets * 3 // 4 // photos
    for no in range(photos):
        message.add_attachment(
            photo(dice, 4000, 3000, each), maintype="image", subtype="jpeg", filename=f"anh-{no}.jpg"
        )
    return message.as_bytes()


def photo(dice: random.Random, width: int, height: int, octets: int) -> bytes:
    """A JPEG of a scene with grain, as near to `octets` as its quality allows and padded to it exactly."""
    small = Image.effect_noise((width // 8, height // 8), 60 + dice.random() * 20).filter(ImageFilter.GaussianBlur(2))
    scene = Image.merge("RGB", [small.resize((width, height)).point(lambda v, k=k: v * k // 10) for k in (10, 9, 7)])
    best = b""
    for quality in (95, 90, 80, 70, 50, 30):
        out = io.BytesIO()
        scene.save(out, "JPEG", quality=quality)
        best = out.getvalue()
        if len(best) <= octets:
            break
    return best + dice.randbytes(max(0, octets - len(best)))


def _word(dice: random.Random) -> bytes:
    document = Document()
    document.add_paragraph().add_run(_sentence(dice, 12).upper()).bold = True
    for _ in range(6):
        document.add_paragraph(_prose(dice, 600))
    document.add_picture(io.BytesIO(photo(dice, 1280, 960, 180_000)), width=Cm(14))
    document.add_paragraph("Ảnh 1: Quang cảnh hội nghị.")
    document.add_paragraph("Tin, ảnh: Lò Văn Sáng")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _mail(number: int) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Lò Văn Sáng <sang{number % 40}@example.org>"
    message["To"] = "bbt@example.vn"
    message["Subject"] = f"Tin: {_sentence(random.Random(number), 8)} {number}"
    message["Message-ID"] = f"<{number}.{random.Random(number).randrange(10**9)}@example.org>"
    message["Date"] = "Wed, 25 Nov 2026 08:00:00 +0700"
    return message


def _sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choice(_WORDS) for _ in range(words))


def _prose(dice: random.Random, octets: int) -> str:
    lines: list[str] = []
    while sum(len(line.encode()) + 2 for line in lines) < octets:
        lines.append(_sentence(dice, 25).capitalize() + f" số {dice.randrange(1000)}.")
    return "\n\n".join(lines)
