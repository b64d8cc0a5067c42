"""Who acts in a scene: a contributor with his mail program, an editor at the desk."""

import imaplib
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

from tests.mails import letter
from tinbai import confirming, merging, publishing
from tinbai.decisions import decide, hold, undo
from tinbai.model import Verdict
from tinbai.store.people import Person

if TYPE_CHECKING:
    from tests.scenes.town import Town

ADDRESSES = {"bbt": "bbt@example.vn", "toasoan": "toasoan@example.org", "ctv": "ctv@mail.example"}


def account(address: str) -> str:
    """The name of a mailbox by its address: IMAP knows ASCII alone in a name."""
    local = address.partition("@")[0]
    return local if local.isascii() else local.encode("punycode").decode()


def route(address: str) -> str:
    """An address as SMTP knows it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def _named(shown: str, address: str) -> str:
    return formataddr((shown, address)) if address.isascii() else f"{shown} <{address}>"


@dataclass(frozen=True)
class Contributor:
    """His mailbox is one of the Dovecot, under the local part of his address."""

    town: "Town"
    name: str
    address: str
    shown: str

    def sends(self, number: int = 1, *boxes: str, text: str | None = None, **headers: str) -> str:
        """The story of that number to these mailboxes of the newsroom; returns its Message-ID."""
        identity = f"{self.name}.{self.town.name()}@{route(self.address).rpartition('@')[2]}"
        to = ", ".join(ADDRESSES[box] for box in boxes or ("bbt",))
        fields = self._dated(headers)
        raw = letter(
            number, text=text, sender=_named(self.shown, self.address), to=to, message_id=identity, headers=fields
        )
        self.puts(identity, raw, *boxes)
        return identity

    def puts(self, identity: str, raw: bytes, *boxes: str) -> None:
        """A mail of his own making."""
        self.town.written[identity] = route(self.address)
        for box in boxes or ("bbt",):
            self.town.deliver(ADDRESSES[box], raw)

    def letters(self) -> list[EmailMessage]:
        """What lies in his mailbox, the oldest first."""
        box = f"{self.town.tag}-{account(self.address)}"
        self.town.dovecot.maildir(box)
        server = imaplib.IMAP4("127.0.0.1", self.town.dovecot.port, timeout=20)
        with server:
            server.login(box, self.town.dovecot.password)
            server.select("INBOX", readonly=True)
            _, found = (
                server.fetch("1:*", "(BODY.PEEK[])") if server.untagged_responses["EXISTS"] != [b"0"] else ("", [])
            )
        return [message_from_bytes(part[1], policy=default) for part in found if isinstance(part, tuple)]

    def reads(self) -> str:
        """The words of the latest letter."""
        return _words(self.letters()[-1])

    def answers(
        self, words: str, *files: tuple[str, bytes], quoting: bool = True, threaded: bool = True, to: str = "",
        subject: str = "", sender: str = "", headers: Mapping[str, str] | None = None,
    ) -> str:  # fmt: skip
        """Press "answer" on the latest letter. `to`: elsewhere than the letter asks for; `sender`: another address."""
        letter = self.letters()[-1]
        answer = EmailMessage(policy=SMTP.clone(utf8=not self.address.isascii()))
        answer["From"] = _named(self.shown, sender or self.address)
        answer["To"] = where = to or str(letter["Reply-To"] or letter["From"])
        answer["Subject"] = subject or f"Re: {letter['Subject']}"
        identity = f"{self.name}.{self.town.name()}@{route(self.address).rpartition('@')[2]}"
        answer["Message-ID"] = f"<{identity}>"
        if threaded:
            answer["In-Reply-To"] = str(letter["Message-ID"])
            answer["References"] = f"{letter['References']} {letter['Message-ID']}"
        for name, value in self._dated(headers or {}).items():
            answer[name] = value
        answer.set_content(words + (f"\n\n{_quoted(letter)}" if quoting else "\n"))
        for name, data in files:
            answer.add_attachment(data, "application", "octet-stream", filename=name)
        self.town.written[identity] = route(sender or self.address)
        self.town.deliver(where.rpartition("<")[2].rstrip(">"), answer.as_bytes())
        return identity

    def _dated(self, headers: Mapping[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Date": format_datetime(self.town.clock.now)} | named


def _quoted(letter: EmailMessage) -> str:
    lines = _words(letter).splitlines()
    return f"Vào {letter['Date']}, {letter['From']} đã viết:\n" + "\n".join(f"> {line}" for line in lines) + "\n"


def _words(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


@dataclass(frozen=True)
class Editor:
    town: "Town"
    person: Person
    outlet: str

    def accepts(self, story: str) -> None:
        self._decides(story, Verdict.APPROVE, "")

    def asks(self, story: str, note: str = "Xin ảnh gốc.") -> None:
        self._decides(story, Verdict.ASK, note)

    def rejects(self, story: str, note: str = "Tin đã cũ.") -> None:
        self._decides(story, Verdict.REJECT, note)

    def _decides(self, story: str, verdict: Verdict, note: str) -> None:
        decide(self.town.app, self.outlet, self._draft(story), self.person, verdict, note)

    def undoes(self, story: str) -> None:
        undo(self.town.app, self.outlet, self._draft(story), self.person)

    def publishes(self, story: str, address: str = "https://bao.example.vn/tin/1") -> None:
        publishing.publish(self.town.app, self.outlet, self._draft(story), self.person, address)

    def holds(self, story: str) -> None:
        hold(self.town.app, self.outlet, self._draft(story), self.person)

    def confirms(self, story: str) -> None:
        confirming.confirm(self.town.app, self.outlet, self._draft(story), self.person)

    def merges(self, story: str, into: str) -> None:
        """Both are one story; whoever sent the second is told."""
        one, other = self.town.story(into, self.outlet), self.town.story(story, self.outlet)
        read = {draft.id: draft.revision.no for draft in (one, other)}
        merging.merge(self.town.app, self.outlet, one.id, other.id, self.person, read, told=True)

    def splits(self, story: str) -> None:
        """Take the merge back."""
        merging.undo(self.town.app, self.outlet, self._draft(story), self.person)

    def doubts(self, story: str) -> None:
        """Take the confirmation back."""
        confirming.take_back(self.town.app, self.outlet, self._draft(story), self.person)

    def _draft(self, story: str) -> str:
        return self.town.story(story, self.outlet).id
