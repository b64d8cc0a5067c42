"""What goes wrong between us and a mailbox, told in one of a few plain sentences (msgids of locale/vi/intake.po)."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from imapclient.exceptions import LoginError  # type: ignore[import-untyped]

from tinbai.errors import TryLater

StepName = Literal["dns", "tls", "login", "folder", "fetch"]

NO_HOST = "The name of the mail server was not found."
NO_CONNECTION = "The mail server could not be reached."
BAD_CERTIFICATE = "The certificate of the mail server could not be verified, so no password was sent."
NO_TLS = "An encrypted connection to the mail server could not be made, so no password was sent."
NO_STARTTLS = "The mail server does not offer encryption (STARTTLS), so no password was sent."
BAD_LOGIN = "The mail server did not accept the user name or the password."
NO_FOLDER = "The folder was not found on the mail server."
SILENT = "The mail server has stopped answering."
LOST = "The connection to the mail server was lost."
REFUSED = "The mail server refused a command."
NOT_MARKED = "Mail is taken in, but it could not be marked or moved in the mailbox."
NOT_FETCHED = "Some messages could not be fetched; they will be tried again."
LIMITED = "The mail server limits how often mail is read; it is asked more seldom now."

# RFC 5530 and RFC 9051 7.1, and what Yahoo, Gmail and Exchange say instead
_LIMIT = re.compile(
    r"\[(?:LIMIT|INUSE|UNAVAILABLE|THROTTLED)\]|too many|rate.?limit|throttl|limit reached"
    r"|exceeded (?:command|bandwidth)|try again later",
    re.IGNORECASE,
)


class MailboxTrouble(TryLater):
    """The mailbox cannot be used just now; the connection is of no more use. `detail` is for the log."""

    def __init__(self, message: str, step: StepName, detail: str = "") -> None:
        super().__init__(message)
        self.message, self.step, self.detail = message, step, detail


class Limited(MailboxTrouble):
    """The provider has had enough of us for a while; whoever asks on is locked out for longer."""


class Refused(MailboxTrouble):
    """The server said NO or BAD, or something we do not understand; the connection still stands."""


@contextmanager
def during(step: StepName) -> Iterator[None]:
    """Whatever imapclient, imaplib, ssl or the socket raise becomes MailboxTrouble or Refused."""
    try:
        yield
    except TryLater:
        raise
    except imaplib.IMAP4.error as error:
        raise _of_answer(error, step) from error
    except OSError as error:
        message, at = _of_socket(error, step)
        raise MailboxTrouble(message, at, _first_line(error)) from error
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError) as error:
        # imapclient's parser meets an answer it was not written for; which error that is depends on the answer
        raise Refused(REFUSED, step, type(error).__name__) from error


def _of_answer(error: imaplib.IMAP4.error, step: StepName) -> MailboxTrouble:
    said = _first_line(error)
    if _LIMIT.search(said):
        return Limited(LIMITED, "fetch", said)
    if isinstance(error, LoginError):
        return MailboxTrouble(BAD_LOGIN, "login", str(error))
    if isinstance(error, imaplib.IMAP4.abort):
        return MailboxTrouble(LOST, step, said)
    return Refused(NO_FOLDER if step == "folder" else REFUSED, step, said)


def _of_socket(error: OSError, step: StepName) -> tuple[str, StepName]:
    if isinstance(error, ssl.SSLCertVerificationError):
        return BAD_CERTIFICATE, "tls"
    if isinstance(error, socket.gaierror):
        return NO_HOST, "dns"
    if isinstance(error, ssl.SSLError) and step == "tls":
        return NO_TLS, "tls"
    if isinstance(error, TimeoutError):
        return SILENT, step
    return (NO_CONNECTION if step in ("dns", "tls") else LOST), step


def _first_line(error: Exception) -> str:
    """Server texts may be long; a log line gets the beginning. They name folders and flags, never a mail's content."""
    return str(error).partition("\n")[0][:200]
