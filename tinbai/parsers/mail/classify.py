"""What kind of mail is this: a story, a reply, a bounce, a machine's answer, or something else.

Headers first (RFC 3464, RFC 3834), words only where there are none; and no story may be taken for a machine's answer.
"""

import re

from tinbai.model import MailClass
from tinbai.parsers.mail.read import ReadMail
from tinbai.parsers.mail.segments import Divided
from tinbai.parsers.mail.text import plain
from tinbai.parsers.mail.wrapper import bare, one_of

_DAEMON = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-?daemon|maildaemon|mdaemon|mail delivery (?:sub)?system|bounces?)\b", re.I
)
_BOUNCE_SUBJECT = re.compile(
    one_of(
        r"undeliver(?:ed|able)|nondeliverable|non[- ]?delivery|not delivered|returned mail|failure notice",
        r"delivery (?:status notification|failure|has failed|report|problem|notification)",
        r"mail delivery (?:failed|failure|system|problem)|delivery to the following|could not be delivered",
        r"message (?:delivery )?(?:failed|delayed|blocked)|warning: (?:message|could not send)",
        r"khong (?:the )?(?:gui|phat|chuyen) (?:duoc )?|thong bao (?:trang thai gui|gui that bai)",
        r"thu (?:bi )?tra lai|gui (?:thu )?that bai",
        r"unzustellbar|non remis|nao entregue|no entregado|mancata consegna",
    )
)
_BOUNCE_WORDS = re.compile(
    one_of(
        r"\b5\.\d{1,3}\.\d{1,3}\b|\b(?:550|551|552|553|554)[ -]",
        r"user unknown|unknown user|mailbox (?:is )?full|no such user|quota exceeded|does not exist",
        r"recipient address rejected|permanent (?:fatal )?error|could not be delivered|unable to deliver",
        r"has been delayed|diagnostic-code|final-recipient",
        r"khong ton tai|hop thu (?:da )?day|khong the (?:gui|phat)",
    )
)
_AUTO_SUBJECT = re.compile(
    r"^(?:(?:re|aw|sv|tl)\s*:\s*)?\W*"
    + one_of(
        r"auto(?:matic|mated|matische)?[ -]?(?:re(?:ply|sponse)|answer|antwort|generated)|automatic reply",
        r"out of (?:the )?office|ooo\b|away from|vacation|on (?:annual |holiday |sick )?leave|abwesen|absence",
        r"r[e]ponse automatique|respuesta automatica|resposta automatica|risposta automatica|autosvar",
        r"automatisch antwoord|fuera de la oficina",
        r"(?:thu )?tra loi tu dong|phan hoi tu dong|tu dong tra loi|(?:thong bao )?vang mat",
        r"i am (?:currently )?(?:out|away|on)",
        r"автоответ|自動|自动",
    )
)
_AUTO_WORDS = re.compile(
    one_of(
        r"(?:i am|i will be|i'm|we are) (?:currently )?"
        r"(?:out of (?:the )?office|away|on (?:leave|vacation|holiday)|not in the office)",
        r"out of (?:the )?office|limited access to (?:my )?e-?mail|this is an automat|do not reply to this",
        r"will (?:reply|respond|be back|return) (?:to you )?(?:when|as soon|after|on)",
        r"(?:toi|em) (?:hien |dang |se )*(?:di cong tac|nghi phep|vang mat|khong co mat|nghi thai san)",
        r"(?:thu|email) (?:nay )?(?:duoc )?(?:tra loi|gui) tu dong",
        r"day la (?:thu|email|tin nhan) (?:tra loi )?tu dong|he thong (?:tra loi )?tu dong",
        r"da nhan duoc (?:email|thu) cua (?:ban|quy)",
        r"ich bin (?:bis|derzeit|momentan)|je suis absent|estoy fuera|estare ausente",
    )
)
_REPLY_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|tl|tra loi|sv|aw|antw|res|ref|回复|答复|vs)\s*(?:\[\d+\])?\s*[:：]", re.I
)
_ADVERT = re.compile(
    one_of(
        r"unsubscribe|huy dang ky|view (?:this email )?in (?:your )?browser|xem tren trinh duyet",
        r"khuyen mai|uu dai|giam gia|lien he ngay|click here",
    )
)


def is_bounce(read: ReadMail) -> bool:
    """A delivery report, with or without the headers that say so."""
    words = _words(read)
    headers = read.mail.headers
    subject = bare(read.mail.subject)
    sender = read.mail.sender
    local = sender.address.partition("@")[0] if sender else ""
    daemon = bool(_DAEMON.match(local) or (sender and _DAEMON.match(sender.name)))
    if read.media_type == "multipart/report" and headers.get("report-type", "delivery-status") == "delivery-status":
        return True
    if "x-failed-recipients" in headers or (read.report and "final-recipient" in read.report.lower()):
        return True
    null_sender = headers.get("return-path", "x").strip() in ("", "<>")
    says = bool(_BOUNCE_SUBJECT.search(subject))
    if daemon and (says or _BOUNCE_WORDS.search(words[:6000])):
        return True
    return null_sender and says and bool(_BOUNCE_WORDS.search(words[:6000]))


def is_auto_reply(read: ReadMail, words: str, has_items: bool) -> bool:
    """An answer by a machine: vacation notes, receipts. Without headers only when subject or words say it plainly."""
    headers = read.mail.headers
    subject = bare(read.mail.subject)
    said = bool(_AUTO_SUBJECT.match(subject))
    submitted = headers.get("auto-submitted", "").partition(";")[0].strip().lower()
    if submitted.startswith("auto-replied"):
        return True
    if any(name in headers for name in ("x-autoreply", "x-autorespond", "x-mail-autoreply", "x-vacation")):
        return headers.get("x-autoreply", "yes").lower() not in ("no", "")
    if read.media_type == "multipart/report" and headers.get("report-type") == "disposition-notification":
        return True
    if headers.get("precedence", "").lower() in ("auto_reply", "auto-reply"):
        return True
    if submitted and submitted != "no" and (said or not has_items):
        return True
    short = len(words.split()) <= 220
    if said and short and not read.leaves:
        return True
    if has_items or read.leaves:
        return False
    null_sender = headers.get("return-path", "x").strip() in ("", "<>")
    return short and bool(_AUTO_WORDS.search(words[:1500])) and (null_sender or said or bool(read.mail.in_reply_to))


def is_bulk(read: ReadMail, words: str) -> bool:
    """Newsletters and advertising."""
    headers = read.mail.headers
    listed = any(name in ("list-unsubscribe", "list-id", "list-post", "feedback-id") for name in headers)
    bulk = headers.get("precedence", "").lower() in ("bulk", "list", "junk")
    flagged = headers.get("x-spam-flag", "").lower().startswith("yes")
    return flagged or (listed and (bulk or bool(_ADVERT.search(words)))) or (bulk and bool(_ADVERT.search(words)))


def classify(read: ReadMail, divided: Divided, has_items: bool, has_files: bool = False) -> MailClass:
    """The class of the mail as the contract defines it. `has_files`: stories or documents came as attachments, which
    neither newsletters nor machines send; a contributor may write through a mailing list."""
    if is_bounce(read):
        return "bounce"
    words = _words(read)
    if is_auto_reply(read, words, has_items):
        return "auto_reply"
    if not has_files and is_bulk(read, words):
        return "other"
    if is_reply(read, divided):
        return "reply"
    return "submission" if has_items else "other"


def _words(read: ReadMail) -> str:
    return bare(plain(read.body.pieces)[:8000])


def is_reply(read: ReadMail, divided: Divided) -> bool:
    """It answers an earlier mail: says so in its header, and in its subject or by what it quotes."""
    if not (read.mail.in_reply_to or read.mail.references):
        return False
    return bool(_REPLY_SUBJECT.match(read.mail.subject)) or bool(divided.of("quoted"))
