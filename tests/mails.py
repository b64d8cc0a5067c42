"""Invented mail for tests: stories that differ by their number, and nothing of real people."""

from collections.abc import Mapping

TO = "bbt@example.vn"
_DATE = "Mon, 2 Mar 2026 07:55:00 +0700"


def story(number: int) -> str:
    """Title, lead and two paragraphs, long enough to be recognised when they come again."""
    return (
        f"Khánh thành cầu số {number} ở xã Đồng Văn\n\n"
        f"Sáng 01/3, xã Đồng Văn tổ chức lễ khánh thành cầu dân sinh số {number} bắc qua suối Nậm Lúc.\n\n"
        f"Cầu dài {20 + number} mét, tổng kinh phí {300 + number} triệu đồng do nhân dân cùng đóng góp.\n\n"
        f"Ông Bàn Văn Sinh, Trưởng thôn {number}, cho biết từ nay học sinh không còn phải lội suối đến trường.\n\n"
        "Lê Thị Hoa\n"
    )


def letter(
    number: int = 1,
    *,
    text: str | None = None,
    sender: str = "Lê Thị Hoa <hoa@ctv.example>",
    to: str = TO,
    subject: str | None = None,
    message_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A plain mail with the story of that number in its body, UTF-8, CRLF."""
    fields = {
        "Return-Path": f"<{sender.rpartition('<')[2].rstrip('>')}>",
        "From": sender,
        "To": to,
        "Date": _DATE,
        "Subject": subject if subject is not None else f"Tin: Khánh thành cầu số {number}",
        "Message-ID": f"<{message_id or f'tin{number}@ctv.example'}>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    } | dict(headers or {})
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{head}\n{story(number) if text is None else text}".replace("\n", "\r\n").encode()


def with_file(number: int, name: str, content: str, text: str | None = None, to: str = TO) -> bytes:
    """The same with a file beside the text (which need not be what its name says)."""
    parts = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{story(number) if text is None else text}"
    parts += f"--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename={name}\n\n"
    parts += f"{content}\n--b--\n"
    return letter(number, text=parts, to=to, headers={"Content-Type": "multipart/mixed; boundary=b"})
