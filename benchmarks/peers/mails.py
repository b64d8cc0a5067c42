"""What other tools make of mails and replies; JSON lines on stdout. Runs in the environment of the peers, not in ours.

python mails.py fields < PATHS      subject, sender, names of attachments, text, whether flufl.bounce sees a bounce
python mails.py replies < TEXTS     each line a JSON string, the text of a reply: what each tool keeps of it
"""

import email
import email.policy
import json
import sys
from collections.abc import Callable
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import Any

Fields = dict[str, Any]


def compat32(raw: bytes) -> Fields:
    message = email.message_from_bytes(raw)

    def header(name: str) -> str:
        return str(make_header(decode_header(str(message[name] or ""))))

    names, texts = [], []
    for part in message.walk():
        if part.is_multipart():
            continue
        name = part.get_filename()
        if name:
            names.append(str(make_header(decode_header(name))))
        elif part.get_content_type() == "text/plain":
            octets = part.get_payload(decode=True) or b""
            texts.append(octets.decode(part.get_content_charset() or "utf-8", "replace"))
    return {"subject": header("subject"), "from": parseaddr(header("from"))[1], "names": names, "text": "".join(texts)}


def default(raw: bytes) -> Fields:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    return {
        "subject": str(message["subject"] or ""),
        "from": parseaddr(str(message["from"] or ""))[1],
        "names": [part.get_filename() or "" for part in message.iter_attachments()],
        "text": body.get_content() if body else "",
    }


def mail_parser(raw: bytes) -> Fields:
    import mailparser

    mail = mailparser.parse_from_bytes(raw)
    return {
        "subject": mail.subject,
        "from": mail.from_[0][1] if mail.from_ else "",
        "names": [one["filename"] for one in mail.attachments],
        "text": "".join(mail.text_plain),
    }


def imap_tools(raw: bytes) -> Fields:
    from imap_tools import MailMessage

    mail = MailMessage.from_bytes(raw)
    names = [one.filename for one in mail.attachments]
    return {"subject": mail.subject, "from": mail.from_, "names": names, "text": mail.text}


def fast_mail_parser(raw: bytes) -> Fields:
    from fast_mail_parser import parse_email

    mail = parse_email(raw)
    sender = next((value for key, value in mail.headers.items() if key.lower() == "from"), "")
    names = [one.filename for one in mail.attachments]
    sender = sender[0] if isinstance(sender, list) else sender
    return {"subject": mail.subject, "from": parseaddr(sender)[1], "names": names, "text": "".join(mail.text_plain)}


def flufl(raw: bytes) -> Fields:
    from flufl.bounce import all_failures

    return {"bounce": any(map(bool, all_failures(email.message_from_bytes(raw))))}


def mail_parser_reply(text: str) -> str:
    from mailparser_reply import EmailReplyParser

    return str(EmailReplyParser(languages=["en", "de", "fr"]).parse_reply(text=text) or "")


def email_reply_parser(text: str) -> str:
    from email_reply_parser import EmailReplyParser

    return str(EmailReplyParser.parse_reply(text))


def quotequail(text: str) -> str:
    import quotequail as tool

    return "".join(part for is_new, part in tool.quote(text) if is_new)


FIELDS: dict[str, Callable[[bytes], Fields]] = {
    "email, compat32": compat32, "email, default": default, "mail-parser": mail_parser, "imap-tools": imap_tools,
    "fast-mail-parser": fast_mail_parser, "flufl.bounce": flufl,
}  # fmt: skip
REPLIES: dict[str, Callable[[str], str]] = {
    "mail-parser-reply": mail_parser_reply, "email-reply-parser": email_reply_parser, "quotequail": quotequail,
}  # fmt: skip


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # what a tool prints itself is no answer
    for line in map(str.strip, sys.stdin):
        given: Any = json.loads(line) if sys.argv[1] == "replies" else Path(line).read_bytes()
        tools: dict[str, Callable[[Any], Any]] = dict(REPLIES if sys.argv[1] == "replies" else FIELDS)
        for tool, read in tools.items():
            try:
                found = read(given)
            except Exception:  # noqa: BLE001  a tool may fail in any way, and then has failed
                found = None
            answers.write(json.dumps({"of": line, "tool": tool, "found": found}) + "\n")


if __name__ == "__main__":
    main()
