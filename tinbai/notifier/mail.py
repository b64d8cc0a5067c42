"""A letter becomes RFC 5322 octets, text and the same as HTML, and leaves by SMTP, TLS verified.

A folder of .eml files serves for trying out.
"""

import hashlib
import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Mapping, Sequence
from email.header import Header
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from tinbai import faults
from tinbai.addresses import written
from tinbai.errors import BadSettings, TryLater
from tinbai.model import Address, Delivery
from tinbai.notifier import html
from tinbai.settings import Way


class _Policy(EmailPolicy):
    """As Python folds, with two exceptions.

    A Message-ID stays on the line of its header's name: some programs read no further. Words beyond ASCII are encoded
    with the blanks between them: the usual folding leaves a blank between two encoded words, where readers drop it
    (RFC 2047 6.2).
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name in ("Message-ID", "In-Reply-To", "References", "List-Unsubscribe"):
            return self._line(name, f"{self.linesep} ".join(str(value).split()))
        if name == "Subject" and not str(value).isascii():
            return self._line(name, self._encoded(name, str(value)))
        if name in ("From", "To", "Reply-To") and not f"{(one := value.addresses[0]).display_name}{one}".isascii():
            return self._line(name, f"{self._encoded(name, one.display_name)}{self.linesep} <{one.addr_spec}>")
        return super().fold_binary(name, value)

    def _line(self, name: str, folded: str) -> bytes:
        return f"{name}: {folded}{self.linesep}".encode()  # beyond ASCII only in an address of RFC 6531

    def _encoded(self, name: str, words: str) -> str:
        return Header(words, "utf-8", self.max_line_length, name).encode(linesep=self.linesep)


POLICY = _Policy(linesep="\r\n", max_line_length=76)


class Outcome(StrEnum):
    SENT = "sent"
    LATER = "later"  # 4xx, no connection: try again
    REFUSED = "refused"  # 5xx: this address will never take it
    UNKNOWN = "unknown"  # cut off after the final dot: it may have arrived


class Result(NamedTuple):
    outcome: Outcome
    said: str = ""  # the server's code and words, for the editor
    fault: str = ""  # what is wrong on our side of it, one of FAULTS; "" where the server talks of this letter


# what keeps every letter from leaving -> in words (msgids)
FAULTS: Mapping[str, str] = {
    "signed-out": "The permission to send letters has ended or was never given.",
    "sign-in": "The mail server refuses the sign-in: password or permission are no longer good.",
    "sender": "The mail server does not let this account send letters from our address.",
    "reach": "The mail server cannot be reached.",
    "settings": "The password for sending letters is missing.",
    "relay": "The mail server takes letters for its own people only, not to be passed on.",
    "folder": "The folder for letters cannot be written to.",
}


# what no server was asked about, for the editor (msgids)
REASONS: Mapping[str, str] = {
    "address": "No letter can be sent to this address: on the way it could be read as another one.",
    "wide": "The address has letters beyond ASCII before the @, which our mail server does not take (SMTPUTF8).",
    "own-address": "Mail servers do not understand our own address: change it in the settings, or no letter leaves.",
    "own-wide": "Our own address has letters beyond ASCII, which our mail server does not take (SMTPUTF8).",
    "late": "It is more than three days late.",
    "restored": "It waited when the backup was made that was restored. Whether it left after that is not known, so it"
    " is not sent again; ask its reader before telling it once more.",
}


def compose(delivery: Delivery) -> EmailMessage:
    """The message; its headers are exactly those set here, whatever a sender put into his name or subject."""
    letter = delivery.letter
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(letter.sender)
    message["To"] = _address(letter.recipient)
    if letter.reply_to:
        message["Reply-To"] = _address(Address(letter.sender.name, letter.reply_to))
    message["Subject"] = _words(letter.subject)
    message["Date"] = format_datetime(delivery.created_at)
    message["Message-ID"] = f"<{letter.message_id}>"
    if letter.in_reply_to:
        message["In-Reply-To"] = f"<{_id(letter.in_reply_to)}>"
    if letter.references:
        message["References"] = " ".join(f"<{_id(reference)}>" for reference in letter.references)
    if letter.unsubscribe.startswith("https://"):  # RFC 8058 3.1 knows no other
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = letter.auto
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Loop"] = "tinbai"
    if letter.auto == "auto-replied":
        message["Precedence"] = "auto_reply"
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(html.page(letter), subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary(_boundary(letter.message_id))
    return message


def _boundary(message_id: str) -> str:
    """The same at each try, so that a retry has the same octets. No quoted-printable text has "=_" (RFC 2045 6.7)."""
    return f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:24]}"


def _words(text: str) -> str:
    """One line for a header. What looks like an encoded word is broken up: Python decodes it, line ends and all."""
    return " ".join(text.splitlines()).replace("=?", "= ?")


def _id(reference: str) -> str:
    """A sender's Message-ID is data too: printable ASCII without blanks and brackets, at most 250 characters."""
    return "".join(c for c in reference if "!" <= c <= "~" and c not in "<>")[:250]


def octets(delivery: Delivery) -> bytes:
    """The message as it is sent. ValueError when its recipient can have no letter from us."""
    return compose(delivery).as_bytes()


def _address(address: Address) -> MailAddress:
    local, at, domain = written(address.address).rpartition("@")
    if not at:
        raise ValueError(f"{address.address!r} is no address")
    return MailAddress(_words(address.name), local, domain)


def _ready(delivery: Delivery) -> bytes | Result:
    """The message as it is sent, or why it cannot be written; about our own address an operator can do something."""
    try:
        return octets(delivery)
    except ValueError:
        pass
    try:
        _address(delivery.letter.sender)
    except ValueError:
        return Result(Outcome.LATER, REASONS["own-address"], "sender")
    return Result(Outcome.REFUSED, REASONS["address"])


class Folder:
    """Letters as .eml files, complete when they appear."""

    def __init__(self, settings: Way) -> None:
        self._folder = settings.folder

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send(self, delivery: Delivery) -> Result:
        raw = _ready(delivery)
        if isinstance(raw, Result):
            return raw
        try:
            faults.point("send.connected")
            self._write(raw, self._folder / f"{delivery.created_at:%Y%m%dT%H%M%S}-{delivery.id}.eml")
        except OSError as error:
            return Result(Outcome.LATER, _said(error), "folder")
        faults.point("send.handed-over")
        return Result(Outcome.SENT)

    def _write(self, raw: bytes, target: Path) -> None:
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False, suffix=".tmp") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(target)


class Smtp:
    """One connection for several letters, opened with the first and again after a fault."""

    def __init__(self, settings: Way) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None
        self._null_sender_refused = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._drop()

    def send(self, delivery: Delivery) -> Result:
        """Hand the letter over. Never raises for what a server says."""
        raw = _ready(delivery)
        if isinstance(raw, Result):
            return raw
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException, BadSettings, TryLater) as error:
            self._drop()
            return Result(Outcome.LATER, _said(error), self._fault(error))
        faults.point("send.connected")
        result = self._transaction(server, delivery, raw)
        if result.outcome is not Outcome.SENT:
            self._drop()
        faults.point("send.handed-over")
        return result

    def _fault(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return "sign-in"
        if isinstance(error, BadSettings):
            return "signed-out" if self._settings.sign_in else "settings"
        return "reach"

    def _transaction(self, server: smtplib.SMTP, delivery: Delivery, raw: bytes) -> Result:
        """MAIL, RCPT, DATA one by one, so that it is known on which side of the final dot the connection broke."""
        recipient = written(delivery.letter.recipient.address)
        is_wide = not raw.isascii()
        if is_wide and not server.has_extn("smtputf8"):
            if recipient.isascii():
                return Result(Outcome.LATER, REASONS["own-wide"], "sender")
            return Result(Outcome.REFUSED, REASONS["wide"])
        try:
            code, said = self._mail_from(server, delivery, ("SMTPUTF8",) if is_wide else ())
            if code != 250:  # about us, not about the recipient: an operator can mend it
                return Result(Outcome.LATER, _text(code, said), "sender" if code >= 500 else "")
            code, said = server.rcpt(recipient)
            if code not in (250, 251):
                return _policy(code, said) if _is_policy(code, said) else _refusal(code, said)
            code, said = server.docmd("DATA")
            if code != 354:
                return _refusal(code, said)
        except (OSError, smtplib.SMTPException) as error:
            return Result(Outcome.LATER, _said(error))
        try:
            server.send(_dotted(raw))
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Result(Outcome.UNKNOWN, _said(error))
        return Result(Outcome.SENT, _text(code, said)) if code == 250 else _refusal(code, said)

    def _mail_from(self, server: smtplib.SMTP, delivery: Delivery, options: Sequence[str]) -> tuple[int, bytes]:
        """The null sender for acknowledgements (RFC 3834 3.3); submission servers that refuse it get our address.

        Other letters name the address that their own bounce is known by, where we have such addresses.
        """
        ours = written(delivery.letter.return_path or delivery.letter.sender.address)
        if delivery.letter.auto == "auto-replied" and not self._null_sender_refused:
            code, said = server.mail("", options)
            if code == 250:
                return code, said
            if code >= 500:
                self._null_sender_refused = True
                server.rset()
            else:
                return code, said
        return server.mail(ours, options)

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            try:
                if self._server.noop()[0] == 250:
                    return self._server
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        self._server = connect(self._settings)
        return self._server

    def _drop(self) -> None:
        if self._server is not None:
            try:
                self._server.quit()
            except (OSError, smtplib.SMTPException):
                self._server.close()
            self._server = None


_LOGIN = (530, 535, 538)  # RFC 4954 6
# Exchange says it only after the whole letter: the account may not send as our address, whoever gets the letter
_NOT_AS_US = re.compile(rb"\b5\.7\.60\b|\b5\.2\.252\b|SendAsDenied", re.IGNORECASE)
CHANNELS: dict[str, type[Folder] | type[Smtp]] = {"folder": Folder, "smtp": Smtp}


def connect(settings: Way) -> smtplib.SMTP:
    """A connection that is encrypted as configured (no silent downgrade), verified and logged in."""
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    timeout = settings.timeout_seconds
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, settings.port or 465, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port or 587, timeout=timeout)
    try:
        server.ehlo()
        if settings.security == "starttls":
            server.starttls(context=context)  # raises when the server does not offer it
            server.ehlo()
        if access := settings.token():
            server.auth("XOAUTH2", partial(_xoauth2, settings.user, access))
        elif settings.user:
            server.login(settings.user, settings.password())
    except BaseException:
        server.close()
        raise
    return server


def _xoauth2(user: str, access: str, challenge: bytes | None = None) -> str:
    """An empty answer to the challenge by which the server says why it refuses."""
    return "" if challenge else f"user={user}\x01auth=Bearer {access}\x01\x01"


def check(settings: Way) -> str:
    """For `tinbai check`: what was tried and found. Raises TryLater with the server's words."""
    if settings.kind == "none":
        return "not set; letters wait in the outbox"
    if settings.kind == "folder":
        settings.folder.mkdir(parents=True, exist_ok=True)
        return f"folder {settings.folder}"
    try:
        connect(settings).quit()
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(f"{settings.host}: {_said(error)}") from None
    security = "not encrypted" if settings.security == "none" else settings.security
    return f"{settings.host}, {security}, {'logged in' if settings.user else 'no login'}"


def _dotted(raw: bytes) -> bytes:
    """RFC 5321 4.5.2: CRLF line ends only, leading dots doubled, the final dot."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").split(b"\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _refusal(code: int, said: bytes) -> Result:
    if _NOT_AS_US.search(said):
        return Result(Outcome.LATER, _text(code, said), "sender")
    return Result(Outcome.REFUSED if 500 <= code < 600 else Outcome.LATER, _text(code, said))


def _policy(code: int, said: bytes) -> Result:
    fault = "sign-in" if code in _LOGIN else "relay" if b"relay" in said.lower() else ""
    return Result(Outcome.LATER, _text(code, said), fault)


def _is_policy(code: int, said: bytes) -> bool:
    """Login wanted, relaying denied, blocked (RFC 3463 X.7.X): no word about whether the address exists."""
    return code in _LOGIN or said.lstrip().startswith(b"5.7.")


def _text(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}"[:300]


def _said(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _text(error.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    return str(error)[:300] or type(error).__name__
