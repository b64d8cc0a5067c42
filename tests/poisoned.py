"""A newsroom in which whatever somebody else may have written is a payload: by mail, by its doors, and in every row.

What pages show comes from so many places that no list of them stays whole. So the mails come through the pipeline, and
then every text of the database that a person may have written gets payloads behind it, whichever column it stands in.
"""

import base64
import html
import json
import random
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from urllib.parse import quote

import sqlalchemy as sa

from tests.filled import Things
from tests.hostile import PAYLOADS
from tests.mails import story
from tests.newsroom import Newsroom
from tests.test_parsers_archive import pack
from tests.test_parsers_photo_metadata import exif_of, iptc, small
from tests.word import docx, inline, paragraph, run
from tinbai import contributing
from tinbai.store import audit, contributors, filters, letter_templates, people
from tinbai.store.tables import metadata

TOGETHER = 3  # payloads behind one text
MAILS = 2
# columns with words of our own (a code, a message of the catalogue, what is searched), and keys of the same in JSON
_OURS = {"unit", "problem_codes", "facets", "bare", "scope", "receipt_no", "act", "kind", "url", "message_id", "query"}
_OURS_INSIDE = {"unit", "code", "message_id", "address", "media_type", "references", "in_reply_to", "sent_at", "date"}
_NAMES = {
    "name",
    "sender_name",
    "byline",
    "site",
    "title",
    "subject",
    "caption",
    "credit",
    "note",
}  # also when one word
_NAMES_OF = ("people", "attachments", "drafts", "publications")
_WORDS = re.compile(r"\S\s+\S|[^\x00-\x7f]")


def payloads_of(words: str) -> Sequence[str]:
    """Always the same for the same words, so that what belongs together stays together."""
    return random.Random(zlib.crc32(words.encode("utf-8", "replace"))).sample(PAYLOADS, TOGETHER)


def poisoned(words: str) -> str:
    return f"{words} {' '.join(payloads_of(words))}"


def spoil(newsroom: Newsroom, things: Things) -> Things:
    """Everything at once; `bad0`, `bad1` … are the drafts of the mails."""
    app = newsroom.app
    rows = newsroom.take(*(mail(number) for number in range(MAILS)))
    bad = [row for row in rows if row.sender_address.startswith("nguoi")]
    _by_other_doors(newsroom, things)
    sections = tuple(poisoned(one)[:64] for one in ("Thời sự", "Kinh tế"))
    outlets = tuple(
        one.model_copy(update={"name": poisoned(one.name), "sections": sections}) for one in app.settings.outlets
    )
    feeds = tuple(one.model_copy(update={"outside": poisoned(one.outside or one.name)}) for one in app.settings.feeds)
    newsroom.app = replace(app, settings=app.settings.model_copy(update={"outlets": outlets, "feeds": feeds}))
    _rewrite(newsroom)
    own = {f"bad{number}": f"demo/{row.id}" for number, row in enumerate(bad)}
    return {**things, **own}


def _by_other_doors(newsroom: Newsroom, things: Things) -> None:
    """The contributor's page, notes, filters, letters' wording, the trail of acts."""
    app, place = newsroom.app, newsroom.app.blobs.spool / "up"
    place.write_bytes(b"<script>ran(1)</script>")
    contributing.answer(app, things["own"], "\n\n".join(PAYLOADS), [(one, place) for one in PAYLOADS[::15]])
    newsroom.process()
    with app.database.write() as tx:
        lan = next(one for one in people.listed(tx) if one.name == "Lan")
        contributors.note(tx, "demo", things["sender"], "Gọi điện trước khi sửa", by=lan.id, at=app.now())
        filters.add(tx, lan.id, "Tin của tôi", "tim=" + quote(PAYLOADS[32]))
        letter_templates.save(
            tx, "demo", "ask", ("Xin bổ sung", "Kính gửi anh chị"), language="vi", default="vi", by=lan.id, at=app.now()
        )
        for one in PAYLOADS:
            audit.add(tx, "settings", by=lan.id, at=app.now(), outlet="demo", object=one, note=one)


def _rewrite(newsroom: Newsroom) -> None:
    with newsroom.app.database.write() as tx:
        for table in metadata.sorted_tables:
            if table.name == "audit":  # nothing there can be changed, and payloads came into it by its own door
                continue
            texts = [one for one in table.columns if isinstance(one.type, sa.String) and one.name not in _OURS]
            keys = list(table.primary_key.columns)
            for row in tx.execute(sa.select(table)).mappings().all() if keys else ():
                new = {one.name: _spoilt(table.name, one.name, row[one.name]) for one in texts if one not in keys}
                changed = {name: value for name, value in new.items() if value != row[name]}
                if changed:
                    tx.execute(table.update().where(*(key == row[key.name] for key in keys)).values(changed))


def _spoilt(table: str, column: str, value: str | None) -> str | None:
    if not value:
        return value
    if value.startswith(('{"', '["', '[{"')):
        return json.dumps(_inside(json.loads(value), column), ensure_ascii=False)
    named = column in _NAMES and table in _NAMES_OF
    return poisoned(value) if named or _WORDS.search(value) else value


def _inside(value: object, key: str) -> object:
    match value:
        case dict():
            return {name: _inside(one, name) for name, one in value.items()}
        case list():
            return [_inside(one, key) for one in value]
        case str() if value and key not in _OURS_INSIDE and (_WORDS.search(value) or key in _NAMES):
            return poisoned(value)
    return value


def mail(number: int) -> bytes:
    """A story with payloads in each header, both bodies, a Word file, a photo's metadata, a picture and an archive."""
    turn = [PAYLOADS[(number * len(PAYLOADS) // MAILS + place) % len(PAYLOADS)] for place in range(len(PAYLOADS))]
    here = [" ".join(turn[place : place + TOGETHER]) for place in range(0, len(turn), TOGETHER)]
    whole = MIMEMultipart("mixed")
    whole["From"] = f"{_header(here[1])} <nguoi{number}@ctv.example>"
    whole["To"] = f"{_header(here[2])} <bbt@example.vn>"
    whole["Subject"] = _header(f"Tin: {here[0]}")
    whole["Date"], whole["Message-ID"] = "Mon, 2 Mar 2026 07:55:00 +0700", f"<xau{number}@ctv.example>"
    body = MIMEMultipart("alternative")
    words = "\n\n".join(f"Đoạn {place} của tin {number}: {one}" for place, one in enumerate(turn))
    body.attach(MIMEText(f"{story(90 + number)}\n\n{words}", "plain", "utf-8"))
    body.attach(MIMEText(f"<html><body><p>{story(90 + number)}</p>{''.join(f'<p>{one}</p>' for one in turn)}", "html"))
    whole.attach(body)
    caption, name = here[3].encode(), here[4].encode()
    inside = pack({f"{quote(one, safe=' <>=()')}.jpg": small(exif=exif_of({0x010E: caption})) for one in turn[:4]})
    files = {
        f"{here[5]}.jpg": small(exif=exif_of({0x010E: caption, 0x013B: name})),
        f"{here[6]}.JPEG": iptc((2, 120, caption[:2000]), (2, 80, name[:200])),
        f"{here[7]}.svg": f"<svg xmlns='http://www.w3.org/2000/svg' onload='ran({number})'/>".encode(),
        f"{here[8]}.docx": _word(turn),
        f"{here[9]}.zip": inside,
        f"{here[10]}.html": f"<script>{turn[0]}</script>".encode(),
    }
    for file, octets in files.items():
        part = MIMEImage(octets, "jpeg") if file.lower().endswith(("jpg", "jpeg")) else MIMEApplication(octets)
        part["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(file, safe='')}"
        whole.attach(part)
    return whole.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _header(text: str) -> str:
    octets = text.encode()
    pieces = [octets[place : place + 42] for place in range(0, len(octets), 42)]
    return "\n ".join(f"=?utf-8?b?{base64.b64encode(one).decode()}?=" for one in pieces)


def _word(turn: Sequence[str]) -> bytes:
    """Its text, the alternative text of a picture, and addresses of pictures and links outside."""
    lines = [paragraph(run(html.escape(_sayable(one)))) for one in (*story(7).split("\n\n"), *turn)]
    links = {f"l{place}": html.escape(_sayable(one)) for place, one in enumerate(turn[:20])}
    shown = [paragraph(inline(name, html.escape(_sayable(turn[place])))) for place, name in enumerate(links)]
    return docx("".join((*lines, *shown)), links=links)


def _sayable(text: str) -> str:
    """What XML can hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text)
