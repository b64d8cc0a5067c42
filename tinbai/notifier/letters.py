"""The letters: plain text, at most a page, threaded on the sender's mail, never a word of another author's story."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tinbai.i18n import Language, count, moment, text
from tinbai.keys import Keys
from tinbai.model import Address, Delivery, Letter, Mail, Verdict
from tinbai.notifier import marks
from tinbai.notifier.templates import Template

LONGEST_SUBJECT = 200
_LONGEST_TITLE = 120
# controls, line and paragraph separators, bidirectional overrides: a subject is data, not layout
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class House:
    """The newsroom a letter comes from. `keys` sign its marks; `plus`: mail to local+anything@domain reaches it."""

    outlet: str
    name: str
    address: str
    language: Language
    timezone: str
    reply_days: int
    keys: Keys | None = None
    plus: bool = False
    page: str = ""  # under which address contributors reach their page: https://desk.example.vn
    templates: Mapping[str, Template] = field(default_factory=dict)  # its own words, by kind of letter
    mailbox: str = ""  # whose `address` it is; "": the newsroom's own


@dataclass(frozen=True, slots=True)
class Told:
    """One story as the sender is told of it: points are (msgid, values) of what is missing."""

    draft: str
    receipt_no: str
    title: str
    words: int
    photos: int
    points: Sequence[tuple[str, dict[str, str]]]


def clean(words: str, longest: int = LONGEST_SUBJECT) -> str:
    """One line without controls, cut at a word where possible."""
    line = " ".join(_UNSAFE.sub(" ", unicodedata.normalize("NFC", words)).split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def message_id(key: str, house: House) -> str:
    """Derived from the delivery's key and a secret drawn once, so that nobody can guess it; never changes again."""
    token = secrets.token_hex(6)
    digest = hashlib.sha256(f"{key}\n{token}".encode()).hexdigest()[:24]
    return f"tb.{digest}.{token}@{house.address.rpartition('@')[2]}"


def acknowledgement(house: House, mail: Mail, stories: Sequence[Told], received_at: datetime) -> tuple[str, str]:
    """(subject, text): the receipt numbers, what was understood, what is missing."""
    language = house.language
    at = moment(language, received_at, house.timezone)
    told, first = told_of(house, stories), stories[0]
    title = clean(first.title, _LONGEST_TITLE)
    values = {"stories": told, "time": at, "days": str(house.reply_days), "receipt": first.receipt_no, "title": title}
    if own := house.templates.get("acknowledgement"):
        return _own(house, own, mail.sender.name if mail.sender else "", values)
    understood = "Thank you. {house} received the following from you on {time}:"
    lines = [
        _greeting(house, mail),
        "",
        text(language, understood, house=house.name, time=at),
        told,
        text(language, "You will hear from us within {days} working days.", days=house.reply_days),
        text(language, "When you write to us about it, please keep the receipt number in the subject line."),
        *_closing(house),
    ]
    subject = text(language, "[{receipt}] Received: {title}", receipt=first.receipt_no, title=title)
    return clean(subject), "\n".join(lines) + "\n"


def told_of(house: House, stories: Sequence[Told]) -> str:
    """A line for each, what is missing of it below."""
    language, lines = house.language, []
    for story in stories:
        photos = count(language, "{n} photo", "{n} photos", story.photos)
        words = count(language, "{n} word", "{n} words", story.words)
        title = clean(story.title, _LONGEST_TITLE) or text(language, "(no title)")
        lines.append(f"- [{story.receipt_no}] “{title}” ({words}, {photos})")
        lines += [f"  + {text(language, msgid, **_cleaned(values))}" for msgid, values in story.points]
    if any(story.points for story in stories):
        lines.append(text(language, "To complete the points marked “+”, please reply to this email."))
    return "\n".join(lines)


def held(house: House, mail: Mail, received_at: datetime) -> tuple[str, str]:
    """The generic letter for held mail; it repeats nothing of the mail, not even its subject."""
    language = house.language
    at = moment(language, received_at, house.timezone)
    if own := house.templates.get("held"):
        return _own(house, own, mail.sender.name if mail.sender else "", {"time": at})
    lines = [
        _greeting(house, mail),
        "",
        text(
            language,
            "{house} is unable to process the message you sent on {time}. A member of staff will contact you.",
            house=house.name,
            time=at,
        ),
        *_closing(house),
    ]
    return text(language, "About your message"), "\n".join(lines) + "\n"


_DECIDED = {
    Verdict.APPROVE: "[{receipt}] Your story has been approved",
    Verdict.ASK: "[{receipt}] More information needed for your story",
    Verdict.REJECT: "[{receipt}] About your story",
}
_SAID = {
    Verdict.APPROVE: "Your story “{title}” has been approved for publication. We may edit it lightly.",
    Verdict.ASK: "We would like to publish your story “{title}”. Before we can, please help us with the following:",
    Verdict.REJECT: "Thank you for sending us “{title}”. We considered it carefully but cannot use it. Here is why:",
}
_AFTER = {
    Verdict.APPROVE: "Thank you for working with us.",
    Verdict.ASK: "Please reply to this email. Until we hear from you, we cannot continue with your story.",
    Verdict.REJECT: "We look forward to hearing from you again.",
}


def decision_notice(
    house: House, name: str, receipt_no: str, title: str, verdict: Verdict, note: str
) -> tuple[str, str]:
    """(subject, text) telling what was decided; `note` is the editor's own, the points asked for or the reason."""
    language = house.language
    said = [_UNSAFE.sub(" ", line).rstrip() for line in note.strip().splitlines()]
    shown = clean(title, _LONGEST_TITLE) or text(language, "(no title)")
    if own := house.templates.get(verdict.value):
        return _own(house, own, name, {"receipt": receipt_no, "title": shown, "note": "\n".join(said)})
    lines = [_greeting_to(house, name), ""]
    lines.append(text(language, _SAID[verdict], title=shown))
    lines += said
    lines += [text(language, _AFTER[verdict]), text(language, "Receipt number: {receipt}", receipt=receipt_no)]
    lines += _closing(house)
    return clean(text(language, _DECIDED[verdict], receipt=receipt_no)), "\n".join(lines) + "\n"


def published(
    house: House, name: str, receipt_no: str, title: str, address: str, at: datetime
) -> tuple[str, str]:  # fmt: skip
    """(subject, text) telling where the story stands."""
    language, when = house.language, moment(house.language, at, house.timezone)
    shown = clean(title, _LONGEST_TITLE) or text(language, "(no title)")
    if own := house.templates.get("published"):
        return _own(house, own, name, {"receipt": receipt_no, "title": shown, "link": address, "time": when})
    said = text(language, "Your story “{title}” was published on {time}. You can read it here:", title=shown, time=when)
    lines = [
        _greeting_to(house, name),
        "",
        said,
        address,
        text(language, "If a name or a figure is wrong, please reply to this email as soon as you can."),
        text(language, "Receipt number: {receipt}", receipt=receipt_no),
        *_closing(house),
    ]
    subject = text(language, "[{receipt}] Your story has been published", receipt=receipt_no)
    return clean(subject), "\n".join(lines) + "\n"


def merged(
    house: House, name: str, receipt_no: str, title: str, other_receipt: str, other_at: datetime
) -> tuple[str, str]:
    """(subject, text) telling that the story was put into the file of another one, of which nothing is told but when it
    came, and its number where it is the same sender's; `other_receipt`: "" where it is not."""
    language, when = house.language, moment(house.language, other_at, house.timezone)
    shown = clean(title, _LONGEST_TITLE) or text(language, "(no title)")
    if own := house.templates.get("merged"):
        values = {"receipt": receipt_no, "other_receipt": other_receipt or "–", "title": shown, "time": when}
        return _own(house, own, name, values)
    lines = [_greeting_to(house, name), ""]
    lines.append(
        text(
            language,
            "Your story “{title}” covers the same event as one we received on {time} (receipt number {receipt}), so we "
            "are handling the two together.",
            title=shown,
            time=when,
            receipt=other_receipt,
        )
        if other_receipt
        else text(
            language,
            "Your story “{title}” covers the same event as another one we received on {time}, so we are handling the "
            "two together.",
            title=shown,
            time=when,
        )
    )
    lines.append(
        text(language, "If yours is a corrected version, or about a different event, please reply to this email.")
    )
    lines += [text(language, "Receipt number: {receipt}", receipt=receipt_no), *_closing(house)]
    return clean(text(language, "[{receipt}] Two stories about the same event", receipt=receipt_no)), "\n".join(
        lines
    ) + "\n"


def fresh_link(house: House, name: str, receipt_no: str, address: str) -> tuple[str, str]:
    """(subject, text) with a new link to the contributor's page, which somebody asked for in his name."""
    language = house.language
    if own := house.templates.get("link"):
        return _own(house, own, name, {"receipt": receipt_no, "link": address})
    lines = [
        _greeting_to(house, name),
        "",
        text(language, "On this page you can see where your stories stand, reply to us and send better photos:"),
        address,
        text(language, "Please do not share this link. If you did not ask for it, you can ignore this email."),
        *_closing(house),
    ]
    subject = text(language, "[{receipt}] Link to your stories", receipt=receipt_no)
    return clean(subject), "\n".join(lines) + "\n"


def reminder(house: House, name: str, days: int) -> tuple[str, str]:
    """(subject, text) to somebody of whom nothing has come for so many days."""
    language = house.language
    if own := house.templates.get("reminder"):
        return _own(house, own, name, {"days": str(days), "address": house.address})
    asked = "If there is news where you are, we would be glad to receive it at {address}."
    lines = [
        _greeting_to(house, name),
        "",
        text(language, "We have not received a story from you for {days} days.", days=days),
        text(language, asked, address=house.address),
        text(language, "Thank you for working with us."),
        *_closing(house),
    ]
    return text(language, "We look forward to your stories"), "\n".join(lines) + "\n"


def _ends(house: House, link: str) -> str:
    """How letters of this kind are ended, whatever the newsroom has made of their words."""
    language = house.language
    if link:
        words = "To stop these reminders, reply with the words “No more” or open: {link}"
        said = text(language, words, link=link)
    else:
        said = text(language, "To stop these reminders, reply with the words “No more”.")
    return f"\n{said}\n"


def _own(house: House, template: Template, name: str, values: Mapping[str, str]) -> tuple[str, str]:
    """The newsroom's own words."""
    shown = clean(name, 80)
    called = shown if shown and "@" not in shown else text(house.language, "contributor")
    subject, body = template.filled({"name": called, "house": house.name} | dict(values))
    return clean(subject), body


def _greeting(house: House, mail: Mail) -> str:
    return _greeting_to(house, mail.sender.name if mail.sender else "")


def _greeting_to(house: House, name: str) -> str:
    shown = clean(name, 80)
    if not shown or "@" in shown:
        return text(house.language, "Dear contributor,")
    return text(house.language, "Dear {name},", name=shown)


def _closing(house: House) -> list[str]:
    board = text(house.language, "The editorial board")
    signed = [house.name] if board in house.name else [board, house.name]
    return ["", text(house.language, "Yours sincerely,"), *signed]


def _last_lines(house: House, keys: Keys, receipt_no: str, draft: str | None, now: datetime) -> str:
    """The way to the contributor's page, and the code by which an answer that quotes it is joined to its story."""
    lines = [""]
    if house.page and draft:
        address = f"{house.page}/t/{marks.page_token(keys, house.outlet, draft, now.date())}"
        lines.append(text(house.language, "Follow your story, reply or send photos: {link}", link=address))
    words = "Reply code: {receipt} {code} (please keep this line in your reply)"
    code = marks.code(keys, house.outlet, receipt_no)
    lines.append(text(house.language, words, receipt=receipt_no, code=code))
    return "\n".join(lines) + "\n"


def _cleaned(values: dict[str, str]) -> dict[str, str]:
    return {key: clean(value, 100) for key, value in values.items()}


def promised(
    house: House,
    recipient: Address,
    mail_ids: tuple[str | None, Sequence[str]],
    letter: tuple[str, str],
    *,
    key: str,
    kind: str,
    draft: str | None,
    now: datetime,
    due: datetime,
    receipt_no: str = "",
    unsubscribe: str = "",
) -> Delivery:
    """The letter as a row of the outbox. `mail_ids`: Message-ID and References of the mail it answers.

    `receipt_no`: of the story it tells of, under which an answer is joined to it; "" when it must not name any.
    """
    answered, references = mail_ids
    thread = tuple(dict.fromkeys([*references, *([answered] if answered else [])]))[-20:]
    subject, body = letter
    identity = secrets.token_hex(8)
    reply_to = return_path = None
    if house.keys and receipt_no:
        body += _last_lines(house, house.keys, receipt_no, draft if kind != "link" else None, now)
    if kind == "reminder":
        body += _ends(house, unsubscribe)
    if house.keys and house.plus:
        reply_to = marks.reply_address(house.keys, house.address, identity, now.date()) if receipt_no else None
        return_path = marks.return_path(house.keys, house.address, identity, now.date())
    return Delivery(
        outlet=house.outlet,
        id=identity,
        key=key,
        kind=kind,
        draft=draft,
        letter=Letter(
            recipient=Address(clean(recipient.name, 80), recipient.address),
            sender=Address(clean(house.name, 80), house.address),
            subject=subject,
            text=body,
            message_id=message_id(key, house),
            in_reply_to=answered,
            references=thread,
            auto="auto-replied" if kind == "acknowledgement" else "auto-generated",
            reply_to=reply_to,
            return_path=return_path,
            unsubscribe=unsubscribe,
            language=house.language,
        ),
        created_at=now,
        due=due,
        mailbox=house.mailbox,
    )
