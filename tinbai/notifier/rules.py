"""Who is answered: no machine, no list, no bounce, not ourselves. RFC 3834, and what other people's loops taught."""

import re
from datetime import datetime, timedelta

from tinbai.model import Mail, MailClass

OLDEST = timedelta(days=3)
LOOP_HEADER = "x-loop"
LOOP_VALUE = "tinbai"
_ROBOT = re.compile(
    r"^(?:mailer-daemon|postmaster|(?:.*[._-])?(?:no|do-?not|donot)[._-]?reply(?:[.+_-].*)?|bounces?(?:[.+_-].*)?"
    r"|daemon|root|nobody|listserv|majordomo|.*-(?:request|owner|bounces)|owner-.*)$",
    re.IGNORECASE,
)
_BULK = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})


def why_silent(
    mail: Mail | None,
    class_: MailClass,
    *,
    envelope_from: str | None,
    envelope_to: tuple[str, ...] = (),
    own: frozenset[str],
    silent: bool,
    now: datetime,
) -> str | None:
    """The reason why this mail gets no letter, None when it may be answered. `own`: our addresses, lower-case."""
    if silent:
        return "import"
    if mail is None or mail.sender is None or "@" not in mail.sender.address:
        return "no-sender"
    return (
        _automatic(mail, class_, envelope_from)
        or _from_robot_or_us(mail.sender.address.lower(), own)
        or _not_to_us(mail, envelope_to, own)
        or ("old" if mail.date and now - mail.date > OLDEST else None)
    )


def _automatic(mail: Mail, class_: MailClass, envelope_from: str | None) -> str | None:
    headers = mail.headers
    if class_ in ("bounce", "auto_reply"):
        return class_.replace("_", "-")
    if envelope_from in ("", "<>") or headers.get("return-path", "x").strip() in ("", "<>"):
        return "null-sender"
    if headers.get("auto-submitted", "no").partition(";")[0].strip().lower() not in ("", "no"):
        return "auto-submitted"
    if headers.get("precedence", "").strip().lower() in _BULK:
        return "bulk"
    if any(name.startswith("list-") or name in ("mailing-list", "x-mailing-list") for name in headers):
        return "list"
    if headers.get("x-auto-response-suppress", "").strip().lower() not in ("", "none"):
        return "suppressed"
    if LOOP_VALUE in headers.get(LOOP_HEADER, "").lower():
        return "loop"
    if "x-failed-recipients" in headers or headers.get("content-type", "").startswith("multipart/report"):
        return "report"
    return None


def _from_robot_or_us(address: str, own: frozenset[str]) -> str | None:
    local, _, domain = address.rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    if address in own or plain in own:
        return "ourselves"
    return "robot" if _ROBOT.match(local) else None


def _not_to_us(mail: Mail, envelope_to: tuple[str, ...], own: frozenset[str]) -> str | None:
    """A mail that names other people only was not written to us. Delivered-To and the envelope count as naming."""
    named = [address.address for address in (*mail.to, *mail.cc)]
    if not named:
        return None
    reached = [mail.headers.get("delivered-to", ""), mail.headers.get("x-original-to", ""), *envelope_to]
    if any(_plain(one) in own for one in (*named, *reached)):
        return None
    return "not-to-us"


def _plain(address: str) -> str:
    local, _, domain = address.strip("<> ").lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
