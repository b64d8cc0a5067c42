"""Mails built for tests: the standard library writes them, photos are noise of a given seed."""

import io
import random
from dataclasses import dataclass, field
from email.message import EmailMessage

import docx
from PIL import Image

from tinbai.model import Content, Parsed
from tinbai.parsers.parse import parse

TITLE = "Khe Ngọc trồng mới 15 ha quế"
LEAD = (
    "Từ đầu tháng 10/2025 đến nay, bà con các thôn Nà Lũng, Khuổi Rọ (xã Khe Ngọc) đã trồng mới 15 ha quế, "
    "đạt 75% kế hoạch năm."
)
BODY = (
    "Cây giống do hợp tác xã của xã ươm, giá 900 đồng một cây, rẻ hơn 300 đồng so với mua ngoài tỉnh. Hội Nông dân xã "
    "cử bốn hội viên có kinh nghiệm hướng dẫn kỹ thuật cho các hộ mới trồng.",
    "Xã phấn đấu hoàn thành diện tích còn lại trước ngày 30/11, đồng thời tiếp tục rà soát đất trống để mở rộng.",
)
BYLINE = "Tin: Đặng Phúc Vinh"
STORY = (TITLE, LEAD, *BODY, BYLINE)
OTHER = (
    "Bình Trúc tập huấn nuôi cá lồng cho 45 hội viên",
    "Ngày 16/10/2025, Hội Nông dân xã Bình Trúc tổ chức lớp tập huấn kỹ thuật nuôi cá lồng cho 45 hội viên.",
    "Học viên được hướng dẫn chọn giống, mật độ thả, phòng bệnh trong mùa nước đục và ghi nhật ký nuôi.",
    "Cuối buổi, học viên thực hành xử lý lồng nuôi tại bến Gáo. Toàn xã hiện có 62 lồng cá trên sông.",
    "Tin: Phùng Văn Khải",
)
NOTE = "Kính gửi Ban Biên tập,\n\nEm xin gửi tin của xã, nhờ anh chị đăng giúp.\n\nTrân trọng!"


def photo(seed: int, width: int = 1200, height: int = 800, form: str = "JPEG") -> bytes:
    """A picture of patches, sharp enough for a photo; the same seed gives the same picture at any size."""
    spots = random.Random(seed).randbytes(8 * 6 * 3)
    small = Image.frombytes("RGB", (8, 6), spots)
    out = io.BytesIO()
    small.resize((width, height), Image.Resampling.NEAREST).save(out, form, quality=85)
    return out.getvalue()


def word(*paragraphs: str, pictures: tuple[bytes, ...] = ()) -> bytes:
    """A .docx of plain paragraphs, the pictures after the second one."""
    document = docx.Document()
    for number, text in enumerate(paragraphs):
        document.add_paragraph(text)
        if number == 1:
            for data in pictures:
                document.add_picture(io.BytesIO(data))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def mail(text: str = NOTE, subject: str = "Gửi tin", html: str | None = None, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Đặng Phúc Vinh <vinh@example.org>"
    message["To"] = "bbt@example.vn"
    message["Subject"] = subject
    message["Date"] = "Fri, 10 Oct 2025 10:44:00 +0700"
    message["Message-ID"] = "<test@example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def attach(message: EmailMessage, name: str, data: bytes, kind: str = "application/octet-stream") -> EmailMessage:
    main, _, sub = kind.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message


@dataclass
class Read:
    """What parsing made of a mail, and what it gave away."""

    parsed: Parsed
    kept: dict[str, Content] = field(default_factory=dict)

    def uses(self) -> list[tuple[str, str]]:
        assert self.parsed.mail
        return [(one.name, one.use) for one in self.parsed.mail.attachments]

    def codes(self) -> list[str]:
        return [problem.code for problem in self.parsed.problems]


def read(message: EmailMessage | bytes, name: str = "mail.eml") -> Read:
    kept: dict[str, Content] = {}
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return Read(parse(name, raw, lambda content: kept.__setitem__(content.sha256, content)), kept)
