"""What kind of mail is this that a person wrote: a story, a reply, or something else.

What machines write is weighed in bounces.py and answers.py, before; no story may be taken for it.
"""

import re

from tinbai.model import MailClass
from tinbai.parsers.mail.read import ReadMail
from tinbai.parsers.mail.segments import Divided
from tinbai.parsers.mail.spam import sells
from tinbai.parsers.mail.text import plain
from tinbai.parsers.mail.wrapper import bare, one_of

_REPLY_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|tl|tra loi|sv|aw|antw|res|ref|回复|答复|vs)\s*+(?:\[\d++\])?\s*+[:：]", re.I
)
_ADVERT = re.compile(
    one_of(
        r"unsubscribe|huy dang ky|view (?:this email )?in (?:your )?browser|xem tren trinh duyet",
        r"khuyen mai|uu dai|giam gia|lien he ngay|click here",
    )
)
_TEASER = re.compile(
    r"xem them|doc tiep|xem chi tiet|chi tiet tai|read more|continue reading|learn more|(?:\.\.\.|…|\])$"
)
_LETTERS = re.compile(r"^(?:no-?_?reply|news(?:letter)?|bantin|ban-tin|marketing|promo|sales|deals|mailer|digest)\b")
_TO_PRESS = re.compile(
    r"thong cao|press release|for immediate release|communique de presse|kinh gui (?:quy )?bao|gui dang"
)
_MOST_LINKS = 3  # of a story with its unsubscribe line; newsletters are made of them
_TOLD = 25  # words from which a line is a story's paragraph, twice
_TOLD_AT_ONCE = 60  # words of a single one


def is_bulk(read: ReadMail, words: str) -> bool:
    """Newsletters and advertising."""
    headers = read.mail.headers
    listed = any(name in ("list-unsubscribe", "list-id", "list-post", "feedback-id") for name in headers)
    bulk = headers.get("precedence", "").lower() in ("bulk", "list", "junk")
    return (listed and (bulk or bool(_ADVERT.search(words)))) or (bulk and bool(_ADVERT.search(words)))


def reports(read: ReadMail, words: str) -> bool:
    """A mailing list or a press office brings a story: told in paragraphs, with nothing to buy and hardly a link."""
    lines = plain(read.body.pieces)[:8000].split("\n")
    sender = bare(read.mail.sender.address) if read.mail.sender else ""
    if _LETTERS.match(sender) and not _TO_PRESS.search(f"{bare(read.mail.subject)} {words}"):
        return False
    if words.count("://") > _MOST_LINKS or sum(bool(_TEASER.search(bare(line))) for line in lines) > 1:
        return False
    told = [count for line in lines if (count := len(line.split())) >= _TOLD]
    return (len(told) >= 2 or max(told, default=0) >= _TOLD_AT_ONCE) and not sells(words)


def classify(read: ReadMail, divided: Divided, has_items: bool, has_files: bool = False) -> MailClass:
    """The class of a mail that no machine wrote, as the contract defines it. `has_files`: stories or documents came as
    attachments, which newsletters do not bring; a contributor may write through a mailing list."""
    words = _words(read)
    if not has_files and is_bulk(read, words) and not (has_items and reports(read, words)):
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
