"""Drafts for tests of the desk: single ones made to measure, or a newsroom's day played through the pipeline."""

import hashlib
import io
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from PIL import Image

from tests import mails
from tests.conftest import Clock
from tests.newsroom import Newsroom
from tinbai import outside
from tinbai.app import App
from tinbai.cli.invented import as_sent_now
from tinbai.model import (
    Address,
    Arrival,
    Attachment,
    Block,
    Byline,
    Delivery,
    DeliveryState,
    Draft,
    Hold,
    Item,
    Letter,
    Mail,
    Parsed,
    Problem,
    Source,
    State,
    Story,
)
from tinbai.notifier.outbox import Outbox
from tinbai.picture import Photo
from tinbai.pipeline import accept
from tinbai.published import Publication
from tinbai.store import Tx, arrivals, deliveries, drafts, published
from tinbai.store.arrivals import Work
from tinbai.store.drafts import NewDraft
from tinbai.twins import sketch

LETTERS = Path(__file__).parent / "letters"
DEMO = Path(__file__).parent.parent / "tinbai" / "demo"


def a_draft(
    app: App,
    title: str = "Chè hữu cơ mở hướng thoát nghèo ở Phú Lương Thượng",
    *,
    outlet: str = "demo",
    state: State = State.RECEIVED,
    hours: float = 1,
    sender: str = "Hoàng Yến",
    problems: tuple[str, ...] = (),
    hold: Hold | None = None,
    photo: bool = False,
) -> Draft:
    """A draft that came in some hours ago, with the arrival it came from."""
    at = app.now() - timedelta(hours=hours)
    raw = f"Message-ID: <{outlet}.{title}.{hours}@example.vn>\n\n{title}\n".encode()
    source = Source("imap", outlet, "bbt", "INBOX", 1, hashlib.sha256(raw).hexdigest()[:12])
    accept(app, Arrival(source, raw, at))
    picture = app.blobs.put(a_picture())
    seen = Photo("anh.jpg", "image/jpeg", 1600, 1067, 200_000, picture, "attachment", thumb=picture)
    item = Item("story", "body", hold, title, body=(Block("paragraph", title),), photos=(seen,) if photo else ())
    text = Story("", "", ()) if hold == "secret" else Story(title, "", item.body, Byline(sender, (sender,)))
    new = NewDraft(
        outlet=outlet,
        arrival=hashlib.sha256(raw).hexdigest(),
        place=0,
        prefix="LG",
        year=at.year,
        state=state,
        received_at=at,
        sender=Address(sender, f"{sender.split()[-1].lower()}@example.org"),
        item=item,
        problems=tuple(Problem(code, "warning") for code in problems),
        story=text,
        words=293,
        content_hash=hashlib.sha256(title.encode()).hexdigest(),
    )
    sent = Mail(None, "" if hold else title, at, new.sender)
    attached = Attachment("anh.jpg", "image/jpeg", 200_000, picture, "photo")
    with app.database.write() as tx:
        work = _in_hand(tx, new.arrival, max(at, app.now()))
        made = drafts.create(tx, new)
        parsed = Parsed("submission", sent, (item,))
        arrivals.finish(tx, work, outcome="draft", reason=None, parsed=parsed, kept=[attached])
        return made


def _in_hand(tx: Tx, arrival: str, now: datetime) -> Work:
    """The lease on that mail; others that wait are leased in passing."""
    while work := arrivals.claim(tx, "test", now):
        if work.id == arrival:
            return work
    raise LookupError(arrival)


@cache
def a_picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((320, 213)).convert("RGB").save(out, "WEBP")
    return out.getvalue()


def on_the_shelf(app: App, reason: str = "defect", outlet: str = "demo") -> str:
    """A mail in quarantine; returns its id."""
    raw = f"Message-ID: <{reason}@example.vn>\r\nSubject: =?utf-8?q?h=E1=BB=8Fng?=\r\n\r\n<b>hỏng</b>".encode()
    accept(app, Arrival(Source("imap", outlet, "bbt", "INBOX", 1, reason), raw, app.now() - timedelta(hours=3)))
    with app.database.write() as tx:
        work = _in_hand(tx, hashlib.sha256(raw).hexdigest(), app.now())
        arrivals.quarantine(tx, work, reason, "ValueError")
    return work.id


def a_day(newsroom: Newsroom, clock: Clock, folder: Path = DEMO, hours: float = 30) -> None:
    """All letters of a folder, spread over the hours before now, each to the newsroom it was written to."""
    app = newsroom.app
    addresses = {outlet.address: outlet.code for outlet in app.settings.outlets}
    letters = sorted(folder.glob("*.eml"))
    clock.forward(hours=-hours)
    for letter in letters:
        sent = as_sent_now(app, letter.read_bytes())
        outlet = addresses.get(sent.recipient, "demo")
        newsroom.offer(
            sent.raw, outlet=outlet, mailbox="bbt" if outlet == "demo" else "toa-soan", envelope_from=sent.sender
        )
        newsroom.process()
        clock.forward(minutes=2)
        Outbox(app.database, app.settings.smtp_out, app.now, "screens").send_due()
        clock.forward(hours=hours / len(letters), minutes=-2)


def an_answer_of_a_stranger(newsroom: Newsroom) -> None:
    """Somebody else answers the first letter the newsroom sent: to whom does it belong?"""
    sent = newsroom.letters()[0].letter
    text = (
        "Kính gửi Ban Biên tập,\nChị Hoa nhờ tôi trả lời: ở đoạn hai xin sửa “12 hộ” thành “21 hộ”, "
        "và tên Trưởng thôn là Vàng A Sử. Ảnh lớn hơn tôi sẽ gửi trong chiều nay.\n"
    )
    headers = {"In-Reply-To": f"<{sent.message_id}>"}
    who = "Lò Thị Mai <mai.vanhoa@xa.example.vn>"
    raw = mails.letter(
        text=text, sender=who, subject=f"Re: {sent.subject}", message_id="mai1@xa.example.vn", headers=headers
    )
    newsroom.take(raw)


def online(app: App, draft: Draft, feed: str = "bao-ngoai", site: str = "Báo Ngoài", hours: float = 2) -> str:
    """The story of the draft stands on somebody's pages since so many hours; the publication's id."""
    url, now = f"https://{feed}.example/{draft.id}.html", app.now()
    found = now - timedelta(hours=hours)
    one = Publication(
        published.id_of(url), feed, None, site, url, draft.revision.story.title, "Minh Anh", found, now, 0, "",
        "waiting", None, 0,
    )  # fmt: skip
    text = draft.item.text.replace("2", "3", 1)
    new = sketch(text, None, now.date())
    with app.database.write() as tx:
        published.add(tx, one, now)
        published.settle(tx, published.indexed(one, draft.words))
        if new:
            outside.publish(tx, one, new, text, now)
    return one.id


def a_letter(app: App, draft: Draft, state: DeliveryState = "due", text: str = "Kính gửi chị Yến") -> str:
    """A letter about a draft in the outbox; returns its id."""
    identity = f"{state}-{draft.id}"
    sender, recipient = Address("Ban Biên tập", "bbt@example.vn"), Address("Hoàng Yến", "yen@example.org")
    subject = f"[{draft.receipt_no}] Đã nhận tin, bài"
    letter = Letter(recipient, sender, subject, text, f"{identity}@example.vn", None, (), "auto-replied")
    now = app.now()
    with app.database.write() as tx:
        new = Delivery(draft.outlet, identity, f"test:{identity}", "acknowledgement", draft.id, letter, now, now)
        deliveries.promise(tx, replace(new, state=state))
    return identity
