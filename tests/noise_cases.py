"""Invented mails of machines and of people (tests/noise/*.txt), one a line, and what they must be taken for."""

from dataclasses import dataclass
from pathlib import Path

from tests.mails import letter, story
from tinbai.model import Content, MailClass
from tinbai.parsers.parse import parse

FOLDER = Path(__file__).parent / "noise"
_PARAGRAPH = (
    "Sáng 28/11, tại nhà văn hóa thôn Nà Lũng, Ủy ban nhân dân xã Khe Ngọc phối hợp với đơn vị thi công tổ chức bàn "
    "giao công trình cho bà con, với sự có mặt của đại diện các hộ được thụ hưởng và lãnh đạo các đoàn thể của xã."
)
STORY = f"{story(7)}\n{_PARAGRAPH}\n\nÔng Lý Văn Páo, Bí thư chi bộ, nói: “{_PARAGRAPH}”\n\n{_PARAGRAPH}\n"


@dataclass(frozen=True)
class Case:
    """`expected`: "not" is any class but those of machines."""

    expected: str
    sender: str
    subject: str
    headers: dict[str, str]
    body: str

    @property
    def name(self) -> str:
        return f"{self.expected}: {self.sender[:24]} {self.subject[:40]} {self.body[:24]}"

    def raw(self) -> bytes:
        return letter(text=self.body, sender=self.sender, subject=self.subject, headers=self.headers)

    def understood(self) -> MailClass:
        kept: list[Content] = []
        return parse("mail.eml", self.raw(), kept.append).class_

    @property
    def holds(self) -> bool:
        found = self.understood()
        return found not in ("bounce", "auto_reply") if self.expected == "not" else found == self.expected


def cases(name: str) -> list[Case]:
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return [_case(line) for line in lines if line and not line.startswith("#")]


def _case(line: str) -> Case:
    expected, sender, subject, headers, body = (cell.strip() for cell in line.split(" | ", 4))
    named = (one.partition(":") for one in headers.split(" ; ") if one)
    text = body.replace("¶", "\n").replace("{story}", STORY).replace("{paragraph}", _PARAGRAPH)
    return Case(expected, sender, subject, {name.strip(): value.strip() for name, _, value in named}, text)


def titles() -> list[str]:
    """Titles of stories about post, absence and automata."""
    return (FOLDER / "titles.txt").read_text("utf-8").splitlines()
