"""Is this mail a letter that came back, a warning of its delay or a complaint about it?

Structure first (RFC 3464 delivery reports, RFC 5965 complaints), then who wrote it and what, then what speaks against.
"""

import re
from collections.abc import Iterator, Sequence

from tinbai.parsers.mail import phrases
from tinbai.parsers.mail.noise import (
    ENOUGH,
    FIRST,
    PROSE,
    TALK,
    Noise,
    Sign,
    brief,
    brought,
    has_null_sender,
    lines_of,
    said,
    weighed,
)
from tinbai.parsers.mail.read import ReadMail
from tinbai.parsers.mail.spoken import in_one_language
from tinbai.parsers.mail.wrapper import FORWARD_SUBJECT, REPLY_SUBJECT, bare

_DAEMON = re.compile(
    r"^(?:.*mailer[-_ ]?daemon.*|(?:e-?)?mail(?:er)?[-_ ]?(?:daemon|robot|router|admin(?:istrator)?|sweeper|scanner)"
    r"|maildaemon|mdaemon.*|amavis.*|mailsweeper|mailmarshal"
    r"|(?:internet )?(?:e-?)?mail (?:delivery|transport|transfer)(?: (?:sub)?system| service| agent)?"
    r"|microsoftexchange.*"
    r"|bounces?(?:[-+=].*)?|microsoft outlook|system administrator|ndr|dsn|mta|smtp(?:d|-gateway)?"
    r"|.*\bmail[- ]?(?:system|gateway|server|service)(?: admin(?:istrator)?)?|he thong (?:gui )?thu(?: dien tu)?)$"
)
_POSTMASTER = re.compile(r"^(?:post[-_ ]?master|mail ?master|quan tri thu)\b")
_ROLE = re.compile(
    r"^(?:no-?_?reply|abuse|fbl|root|system|interscan|virus|anti-?virus|spam|filter|admin[a-z]*|quan ?tri)\b"
    r"|^(?:gw|maiser|cc:?mail)\b|-bounces?$"
    r"|gateway|\b(?:mailer|mailsystem|mailsys|serwer|servidor|serveur|server|forwarding|may chu|he thong|system)\b"
    r"|系[統统]|システム|시스템"
)
_COPIES = {"message/rfc822", "text/rfc822-headers"}
_STORY = 60  # words that no server writes without naming an address
_CODE = re.compile(
    r"(?:\b[45]\d\d[ -]|#)#?[45]\.\d{1,3}\.\d{1,3}\b|\b[45]\.\d\.\d{1,3}\b.{0,40}(?:smtp|error|status|unknown)"
    r"|^(?:reason|error|ly do|diagnostic)\b.{0,80}\b[45]\.\d\.\d"
)
_REPLY_CODE = re.compile(
    r"\b(?:smtp|error|said|status|code|host|remote|rcpt|server|loi)\b.{0,60}\b[45]\d\d\b|^[45]\d\d[ -]"
)
_ADDRESS = re.compile(r"[\w.+*-]{1,64}@[\w*-]{1,63}\.[\w.*-]{2,60}")
_SELF = re.compile(r"\b(?:em|tôi|cháu|mình)\b(?<!chúng tôi)", re.IGNORECASE)  # no server speaks of itself so
_FIELD = re.compile(
    r"^(?:final-recipient|diagnostic-code|reporting-mta|original-recipient|failed recipient"
    r"|action: (?:failed|delayed))\b"
)
_COPY = re.compile(
    r"^[-=>_ ]{2,}.{0,40}"
    r"(?:below this line|copy of|original|returned|ban sao|transcript|unsent|headers?|non-delivered)"
    r"|^(?:received: (?:from|by)|return-path:|original message follows|message text follows)"
)


def bounce(read: ReadMail) -> Noise | None:
    """A verdict with or without structure. A person may tell of a bounce: his words speak against it."""
    signs = [*_report(read), *_machine_sender(read)]
    subject = [*_subject(read)]
    if not signs and not subject:
        return None
    lines = lines_of(read.body.pieces)[:80]
    signs += [*_words(lines, sum(weight for weight, _ in signs)), *subject]
    if subject and (told := _colleague(read, lines)):
        signs.append((2, told))
    if subject and _COPIES & {leaf.declared for leaf in read.leaves}:
        signs.append((2 if lines else 3, "message/rfc822"))
    if sum(weight for weight, _ in signs) < ENOUGH:
        return None
    return weighed("bounce", [*signs, *brought(read)])


def _colleague(read: ReadMail, lines: Sequence[str]) -> str | None:
    """Another address in the sender's own domain: whose post a mail server tells about."""
    own = read.mail.sender.address.lower() if read.mail.sender else ""
    found = (one.lower().rstrip(".") for line in lines[:FIRST] for one in _ADDRESS.findall(line))
    return next((one for one in found if one != own and one.partition("@")[2] == own.partition("@")[2]), None)


def _report(read: ReadMail) -> Iterator[Sign]:
    """What RFC 3464, RFC 5965 and mail programs put into structure and header."""
    headers = read.mail.headers
    types = {leaf.declared for leaf in read.leaves}
    is_report = read.media_type == "multipart/report"
    kind = headers.get("report-type", "delivery-status") if is_report else ""
    if "message/feedback-report" in types or kind == "feedback-report":
        yield 20, "message/feedback-report"
    if "message/delivery-status" in types or "message/global-delivery-status" in types:
        yield 20, "message/delivery-status"
    elif kind == "delivery-status":
        yield 8, "multipart/report"
    elif "final-recipient" in read.report.lower():
        yield 8, "Final-Recipient"
    if "x-failed-recipients" in headers:
        yield 6, "X-Failed-Recipients"


def _machine_sender(read: ReadMail) -> Iterator[Sign]:
    sender = read.mail.sender
    if has_null_sender(read):
        yield 2, "Return-Path: <>"
    if sender is None:
        return
    local, name = bare(sender.address.partition("@")[0]), bare(sender.name)
    said = sender.address or sender.name
    if _DAEMON.match(local) or _DAEMON.match(name):
        yield 3, said
    elif _POSTMASTER.match(local) or _POSTMASTER.match(name):
        yield 2, said
    elif _ROLE.search(local) or _ROLE.search(name):
        yield 1, said


def _words(lines: Sequence[str], machine: int) -> Iterator[Sign]:
    """Phrases where they count; `machine`: what speaks for a machine as its sender, 0 where nothing does."""
    copied = next((n for n, line in enumerate(lines) if n and _COPY.match(bare(line))), len(lines))
    above = lines[:copied]
    beginning = " ".join(above[: FIRST if machine else 5])[:2000]
    text = _ADDRESS.sub("x@x", bare(beginning))  # without the dots of addresses
    opening = phrases.BOUNCE_OPENING.search(text)
    hint = phrases.BOUNCE_HINT.search(text)
    if opening:
        yield (4 if machine >= 2 else 3), said(beginning, opening)
    elif hint:
        yield (3 if machine else 2), said(beginning, hint)
    moved = "moved" in in_one_language(beginning, "", {"moved": 1})
    if machine and (opening or hint) and not moved and (addressee := _ADDRESS.search(beginning)):
        yield 2, addressee[0]
    diagnosis = next((line for line in above if _is_diagnosis(bare(line))), None)
    if diagnosis:
        yield 2, brief(diagnosis)
    if copied < len(lines) and (opening or hint or diagnosis):
        yield 1, brief(lines[copied])
    if any(one.search(text) for one in (phrases.CHALLENGE, phrases.LISTS)):
        yield -4, "an answer"
    elif moved:
        yield -2, "an answer"
    if not machine and any(TALK.search(bare(line)) or _SELF.search(line) for line in above[:FIRST]):
        yield -4, "talk"
    told = [len(line.split()) for line in above if _is_told(bare(line))]
    if len(told) >= 2 or sum(told) >= _STORY:
        yield (-8 if len(told) >= 3 or sum(told) >= _STORY else -3), "prose"


def _subject(read: ReadMail) -> Iterator[Sign]:
    subject = bare(read.mail.subject)
    if FORWARD_SUBJECT.match(subject) or REPLY_SUBJECT.match(subject):
        return
    if phrases.BOUNCE_SUBJECT.match(subject):
        yield 3, brief(read.mail.subject)
    elif phrases.BOUNCE_HINT.search(subject):
        yield 2, brief(read.mail.subject)


def _is_told(line: str) -> bool:
    """A paragraph as stories have them, and not a server's explanation."""
    words = len(line.split())
    if words < PROSE or _ADDRESS.search(line):
        return False
    return words >= _STORY or not phrases.BOUNCE_HINT.search(line)


def _is_diagnosis(line: str) -> bool:
    if _FIELD.match(line) or _CODE.search(line):
        return True
    beside = _ADDRESS.search(line) or _REPLY_CODE.search(line)
    return bool(beside and (phrases.DIAGNOSIS.search(line) or (_REPLY_CODE.search(line) and _ADDRESS.search(line))))
