"""True answers to a letter of ours as mail programs write them, in several languages.

Invented: what each program keeps of a thread (headers, subject, quoted letter) is how it is known to answer.
"""

import base64
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formataddr
from html import escape

from tests.mails import letter
from tinbai.model import Letter
from tinbai.queue.answers import Said

AT_HOME = "Hoa Le <hoale1990@mail.example>"  # the same person, an address nobody knows
OFFICE = "Văn phòng xã <vanphong@xa.example>"  # in Cc of the story
Quote = Callable[[str, str], str]


def author(number: int) -> str:
    """Who sent the story of that number."""
    return f"Lê Thị Hoa <hoa{number}@ctv.example>"


@dataclass(frozen=True)
class Client:
    """thread: which headers it sets. quote(own words, our letter) -> the whole text. coding: how the text travels."""

    name: str
    subject: str
    thread: Sequence[str]
    quote: Quote
    coding: str = "8bit"


def _marked(line: str) -> Quote:
    """Own words, a line that says who wrote, our letter behind ">"."""
    return lambda own, ours: f"{own}\n{line}\n\n" + "".join(f"> {one}\n" for one in ours.splitlines())


def _block(head: str) -> Quote:
    """Own words above our letter as it is, under a head of old fields."""
    return lambda own, ours: f"{own}\n{head}\n\n{ours}"


def _below(line: str) -> Quote:
    """Our letter first, the own words under it."""
    return lambda own, ours: f"{line}\n" + "".join(f"> {one}\n" for one in ours.splitlines()) + f"\n{own}"


def _nothing(own: str, _ours: str) -> str:
    return own


BOTH, REPLY, OLD = ("In-Reply-To", "References"), ("In-Reply-To",), ("References",)
_VI = "Từ: Cổng TTĐT <bbt@example.vn>\nĐã gửi: Thứ Hai, 2 Tháng 3 2026 9:12 SA\nĐến: Lê Thị Hoa\nChủ đề: Tin"
_EN = "From: Portal <bbt@example.vn>\nSent: Monday, March 2, 2026 9:12 AM\nTo: Hoa <hoa@ctv.example>\nSubject: News"
_SAMSUNG = "Từ: Cổng TTĐT <bbt@example.vn>\nNgày: 02/03/2026 09:12 (GMT+07:00)\nĐến: Hoa\nChủ đề: Tin"
CLIENTS = (
    Client("gmail", "Re: ", BOTH, _marked("Vào 09:12, Th 2, 2 thg 3, 2026 Cổng TTĐT <bbt@example.vn> đã viết:")),
    Client("gmail-html", "Re: ", BOTH, _marked("On Mon, 2 Mar 2026 at 09:12, Portal <bbt@example.vn> wrote:"), "html"),
    Client("outlook", "RE: ", BOTH, _block(_VI)),
    Client("outlook-web", "Re: ", BOTH, _block(f"{'_' * 32}\n{_EN}"), "html"),
    Client("outlook-phone", "RE: ", REPLY, _block(f"Tải Outlook cho Android\n{'_' * 32}\n{_VI}")),
    Client("apple", "Re: ", BOTH, _marked("Vào 09:12, 2 thg 3, 2026, Cổng TTĐT <bbt@example.vn> viết:"), "qp"),
    Client("yahoo", "Re: ", BOTH, _block("Vào Thứ Hai, 2 tháng 3, 2026 lúc 09:12 GMT+7, Cổng TTĐT đã viết:")),
    Client("zimbra", "Trả lời: ", BOTH, _block(f"----- Thư gốc -----\n{_VI}"), "base64"),
    Client("thunderbird", "Re: ", BOTH, _below("On 3/2/26 09:12, Portal wrote:")),
    Client("notes", "Re: ", OLD, _nothing),
    Client("roundcube", "Re: ", BOTH, _marked("Ngày 2026-03-02 09:12, Cổng TTĐT đã viết:"), "base64"),
    Client("old-phone", "TL: ", (), _block(f"-------- Thư gốc --------\n{_SAMSUNG}"), "html"),
    Client("old-webmail", "Trả lời: ", (), _marked("Cổng TTĐT đã viết:"), "windows-1258"),
    Client("no-quote", "RE: RE: ", BOTH, _nothing),
)
WORDS: tuple[tuple[str, Said], ...] = (
    ("Em xin đính chính: tên nhân vật là Vàng A Sử, nhờ ban biên tập sửa giúp em.\n", "reply"),
    ("Em xin dinh chinh ten nhan vat la Vang A Su, nho BBT sua giup.\n", "reply"),
    ("Cảm ơn ban biên tập ạ.\n", "thanks"),
    ("Cam on anh chi nhieu!\n", "thanks"),
    ("Cho tôi xin rút bài này, đơn vị chưa duyệt.\n", "withdrawal"),
    ("Toi xin rut bai nay lai.\n", "withdrawal"),
    ("The bridge is 21 metres long, not 12. Please correct it.\n", "reply"),
    ("Many thanks!\n", "thanks"),
    ("Le pont mesure 21 mètres et non 12.\n", "reply"),
    ("Bao giờ bài được đăng ạ?\n", "reply"),
)


def true_answer(client: Client, words: str, ours: Letter, sender: str, no: int) -> bytes:
    """The mail with which that program answers our letter."""
    text = client.quote(words, ours.text)
    headers = dict.fromkeys(client.thread, f"<{ours.message_id}>") | _coding(client.coding)
    return letter(
        sender=sender,
        to=formataddr((ours.sender.name, ours.reply_to or ours.sender.address)).replace("\n", ""),
        subject=f"{client.subject}{ours.subject}",
        text=_coded(client.coding, text),
        message_id=f"{client.name}.{no}@client.example",
        headers=headers,
    )


def _coding(coding: str) -> dict[str, str]:
    kinds = {"html": ("text/html; charset=utf-8", "base64"), "base64": ("text/plain; charset=utf-8", "base64"),
             "windows-1258": ("text/plain; charset=windows-1258", "base64"),
             "qp": ("text/plain; charset=utf-8", "quoted-printable")}  # fmt: skip
    if coding not in kinds:
        return {}
    kind, transfer = kinds[coding]
    return {"Content-Type": kind, "Content-Transfer-Encoding": transfer}


def _coded(coding: str, text: str) -> str:
    if coding == "html":
        text = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.splitlines())
    if coding == "qp":
        return "\n".join(_quoted(line) for line in text.splitlines())
    if coding == "8bit":
        return text
    octets = _in_1258(text) if coding == "windows-1258" else text.encode()
    return base64.encodebytes(octets).decode()


def _in_1258(text: str) -> bytes:
    """Letters with their marks behind them, as that code page has them."""
    out = bytearray()
    for sign in text:
        base, tone = _SPLIT.get(sign, (sign, ""))
        out += (base + tone).encode("windows-1258", "replace")
    return bytes(out)


def _table() -> dict[str, tuple[str, str]]:
    found = {}
    for sign in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))):
        parts = unicodedata.normalize("NFD", sign)
        tones = [one for one in parts if one in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(one for one in parts if one not in tones))
        if tones and len(rest) == 1:
            found[sign] = (rest, tones[0])
    return found


_SPLIT = _table()


def _quoted(line: str) -> str:
    """Quoted-printable with soft line ends, as Apple Mail cuts."""
    coded = [chr(octet) if 32 <= octet < 127 and octet != 61 else f"={octet:02X}" for octet in line.encode()]
    rows, row = [], ""
    for one in coded:
        if len(row) + len(one) > 74:
            rows.append(f"{row}=")
            row = ""
        row += one
    last = f"{row[:-1]}=20" if row.endswith(" ") else row
    return "\n".join([*rows, last])
