"""A newsroom in which everything has happened once, for whoever looks at pages: photographs, axe, the eye.

Its day is invented and always the same, so that a new picture differs only where the desk does. "demo" and "bao" are
at work, "moi" has just been opened and is empty.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests import desk_data, test_judging, test_ties
from tests.conftest import Clock, settings_for
from tests.desk import PASSWORD, served
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.servers.oauth import SignInServer
from tinbai import approval, decisions, judging
from tinbai.app import App, open_app
from tinbai.feeds.trouble import SILENT
from tinbai.intake.imap_trouble import BAD_LOGIN
from tinbai.model import Byline, State, Verdict
from tinbai.notifier import marks
from tinbai.sandbox import Sandbox
from tinbai.settings import Feed, Mailbox, Outlet, Settings, SmtpIn, Way
from tinbai.store import deliveries, draft_links, drafts, mailboxes, notes, people, search, second_factors
from tinbai.store import feeds as read
from tinbai.store.people import Person
from tinbai.web import second_factor
from tinbai.web.passwords import hash_password

NOW = datetime(2026, 3, 4, 3, 20, tzinfo=UTC)  # a Wednesday, 10:20 in Vietnam
UNIT = "Trung tâm Văn hóa - Thông tin và Truyền thông huyện Phú Lương Thượng"
# what no page may break under: no blank to break at, another direction of writing, marks upon marks
AWKWARD = (
    "Khônggiantríchdẫndài" * 4,
    "‏אירוע בעיר: 12 משפחות‏ và Lễ hội Lồng Tồng",
    "Z̴̛͙͕̈́͐͑a̶̡͔̓͗́l̷̢̛͓̈́g̵͔̣̀̈́ơ̴̙̺͗ ậ̷̣̂́ệ̴̃̂̃ tiêu đề có dấu chồng dấu",
)
Things = Mapping[str, str]
Spoil = Callable[[Newsroom, Things], Things]


@dataclass
class Filled:
    """The newsroom, served; `things`: what addresses of pages are filled with."""

    newsroom: Newsroom
    clock: Clock
    address: str
    things: Things

    def enter(self, who: str) -> str:
        """The address of a one-time login of the person with that name."""
        app = self.newsroom.app
        with app.database.write() as tx:
            person = next(one for one in people.listed(tx) if one.name == who)
            return f"{self.address}/vao/{people.new_link(tx, person.id, app.now() + timedelta(hours=1))}"


class Eyes:
    """A context of the browser per person, signed in once."""

    def __init__(self, browser: Browser, house: Filled) -> None:
        self.browser, self.house = browser, house
        self.contexts: dict[str, BrowserContext] = {}

    def of(self, who: str) -> Page:
        if who not in self.contexts:
            self.contexts[who] = self.browser.new_context(locale="vi-VN", reduced_motion="reduce")
            page = self.contexts[who].new_page()
            if who:
                page.goto(self.house.enter(who))
            return page
        return self.contexts[who].pages[0]


@contextmanager
def filled(folder: Path, sandbox: Sandbox, spoil: Spoil | None = None) -> Iterator[Filled]:
    """Play the day and serve the desk. `spoil`: what is done to the newsroom before."""
    clock = Clock(NOW)
    with SignInServer() as provider:
        app = open_app(_settings(folder, provider), clock)
        newsroom = Newsroom(app, sandbox)
        things = _prepare(newsroom, clock)
        if spoil:
            things = spoil(newsroom, things)
        with served(newsroom.app, sandbox) as address:
            yield Filled(newsroom, clock, address, things)
        app.close()


def _settings(place: Path, provider: SignInServer) -> Settings:
    """Mailboxes and a listener to which nobody connects; a provider with a page for signing in."""
    boxes = (
        Mailbox(name="bbt", outlet="demo", host="imap.example.vn", user="bbt@example.vn"),
        Mailbox(
            name="lam-giang", outlet="demo", host="imap.example.org", user="tinbai.lamgiang@example.org", sign_in="m365"
        ),
    )
    feeds = (
        Feed(name="bao-ngoai", url="https://bao-ngoai.example/rss", outside="Báo Ngoài"),
        Feed(name="cong-huyen", url="https://huyen.example/sitemap.xml", outside="Cổng TTĐT huyện Phú Lương"),
    )
    settings = settings_for(place, f"sqlite:///{place}/tinbai.db")
    demo, bao = settings.outlets
    sections = ("Thời sự", "Kinh tế", "Văn hóa - Xã hội")
    out = Way(kind="smtp", host="smtp.example.invalid", user="toasoan@example.org", sign_in="m365")
    outlets = (
        demo.model_copy(update={"sections": sections}),
        bao.model_copy(update={"approval": True, "approval_link": "open", "smtp_out": out}),
        Outlet(code="moi", name="Cổng TTĐT xã Nà Lũng", address="nalung@example.org", receipt_prefix="NL"),
    )
    changes = {"outlets": outlets, "mailboxes": boxes, "smtp_in": SmtpIn(enabled=True), "feeds": feeds}
    return settings.model_copy(update={**changes, "sign_ins": (provider.service(),)})


def _prepare(newsroom: Newsroom, clock: Clock) -> Things:
    """Letters, decisions, a mail on the shelf, a mailbox that fails, a story for each thing that can befall one."""
    app = newsroom.app
    desk_data.a_day(newsroom, clock)
    clock.now = NOW
    lan, minh = newsroom.person("chief_editor", name="Lan"), newsroom.person("editor", name="Minh")
    with app.database.write() as tx:
        people.join(tx, lan.id, "bao", "chief_editor")
        mailboxes.report(tx, "demo", "bbt", "watching", None, None, NOW)
        mailboxes.report(tx, "demo", "lam-giang", "failed", "login", BAD_LOGIN, NOW)
        found = drafts.queue(tx, ["demo"], [State.RECEIVED])
        drafts.claim(tx, "demo", found[2].id, minh.id, NOW)
        drafts.claim(tx, "demo", found[3].id, lan.id, NOW)
        drafts.release(tx, "demo", found[3].id, lan.id)
    clock.now = NOW - timedelta(minutes=10)
    decisions.decide(app, "demo", found[0].id, minh, Verdict.ASK, "Xin bổ sung chú thích cho ảnh.")
    clock.now = NOW
    decisions.decide(app, "demo", found[1].id, minh, Verdict.APPROVE, "")
    _online(app)
    desk_data.an_answer_of_a_stranger(newsroom)
    desk_data.on_the_shelf(app, "parser-died")
    desk_data.on_the_shelf(app, "defect")
    newsroom.person("admin+chief_editor", "moi", "Hoa")
    return _things(app, found[0].id) | _people(newsroom) | _befallen(newsroom, lan, minh)


def _online(app: App) -> None:
    with app.database.read() as tx:
        shown = drafts.get(tx, "demo", _longest(app))
    desk_data.online(app, shown)
    with app.database.write() as tx:
        for feed in app.settings.feeds:
            read.notice(tx, feed.name, feed.url, NOW)
        read.succeeded(tx, "bao-ngoai", NOW + timedelta(minutes=15), NOW)
        read.failed(tx, "cong-huyen", SILENT, NOW + timedelta(minutes=30), NOW)


def _longest(app: App) -> str:
    with app.database.read() as tx:
        return max(drafts.queue(tx, ["demo"], [State.RECEIVED]), key=lambda row: (row.photos, row.words)).id


def _things(app: App, asked: str) -> dict[str, str]:
    """Of the day as it was."""
    with app.database.read() as tx:
        story = drafts.get(tx, "demo", _longest(app))
        held = drafts.queue(tx, ["demo"], [State.HELD])[0]
        letter = deliveries.listed(tx, ["demo"])[-1]
        twins = next(
            f"bao/{row.id}/trung/bao/{tie.other_draft}"
            for row in reversed(drafts.queue(tx, ["bao"], list(State)))
            for tie in draft_links.of_draft(tx, "bao", row.id)
            if (tie.relation, tie.other_outlet) == ("edited", "bao")
        )
    assert story.sender
    return {
        "story": f"demo/{story.id}",
        "sender": story.sender.address,
        "held": f"demo/{held.id}",
        "letter": f"demo/{letter.id}",
        "twins": twins,
        "own": marks.page_token(app.keys, "demo", asked, app.now().date()),
        "ended": marks.page_token(app.keys, "demo", asked, app.now().date() - 2 * marks.SHOWN),
        "reminder": marks.reminder_token(app.keys, "demo", story.sender.address, app.now().date()),
        "decided": f"demo/{asked}",
    }


def _people(newsroom: Newsroom) -> dict[str, str]:
    """An administrator of all, a security officer, somebody invited, somebody with a second factor."""
    app = newsroom.app
    newsroom.person("security_officer", name="Thu")
    boss, other = newsroom.person("admin", name="Quân"), newsroom.person("editor", name="Sinh")
    with app.database.write() as tx:
        people.join(tx, boss.id, "bao", "admin")
        for person in (boss, other):
            people.set_password(tx, person.email, hash_password(PASSWORD))
        second_factor.begin(tx, app.keys, other.id)
        second_factors.confirm(tx, other.id, app.now(), ["AAAAA-BBBBB"])
        guest = people.add(tx, "khach@example.vn", "", "vi", None, app.now())
        assert guest
        people.join(tx, guest, "demo", "editor")
        invitation = people.new_link(tx, guest, app.now() + timedelta(hours=48), "invite")
    return {"invitation": invitation, "with_code": other.email, "password": PASSWORD}


def _befallen(newsroom: Newsroom, lan: Person, minh: Person) -> dict[str, str]:
    """Stories asked for approval, changed by two, sent again, noted, unread, taught, with awkward words."""
    app = newsroom.app
    for hours, title in enumerate(AWKWARD):
        awkward = desk_data.a_draft(app, title, outlet="bao", hours=hours, sender=AWKWARD[0], photo=True)
    linh = newsroom.person("editor", "bao", "Linh")
    asked = [desk_data.a_draft(app, f"Khánh thành cầu số {n}", outlet="bao", photo=True) for n in (1, 2)]
    links = []
    for draft in asked:
        made = decisions.decide(app, "bao", draft.id, linh, Verdict.APPROVE, "")
        link = approval.Link("bao", draft.id, made.no, lan.id)
        links.append(approval.token(app.keys, link, app.now().date()))
    changed = desk_data.a_draft(app, "Hội thi tiếng hát then", hours=3)
    first = replace(changed.revision.story, title="Hội thi tiếng hát then năm 2026")
    decisions.edit(app, "demo", changed.id, minh, 1, first)
    scanned = desk_data.a_draft(app, "Thông báo quét thành ảnh", hours=4, problems=("pdf-scanned",))
    with app.database.write() as tx:
        named = replace(scanned.revision.story, byline=Byline("Hoàng Yến", ("Hoàng Yến",), UNIT))
        drafts.save(tx, "demo", scanned.id, scanned.revision, named, "machine", 9, app.now())
        search.index(tx, "demo", scanned.id)
        text = "Chị Lan xem giúp trang 2 có dấu gì không ạ."
        notes.add(tx, "demo", scanned.id, by=minh.id, text=text, named=[lan.id], at=app.now())
    one, other = (
        test_judging.taken(newsroom, test_judging.ONE, "hoa"),
        test_judging.taken(newsroom, test_judging.TWO, "p"),
    )
    judging.say(app, ("demo", one.id), ("demo", other.id), lan, "not-a-twin")
    again = test_judging.taken(newsroom, test_ties.STORY, "vinh")
    mine = replace(again.revision.story, title="Tít của biên tập")
    decisions.edit(app, "demo", again.id, lan, 1, mine)
    newsroom.take(letter(1, text=test_ties.EDITED, sender="vinh <vinh@ctv.example>", message_id="lai@x"))
    return {
        "awkward": f"bao/{awkward.id}",
        "approval": links[0],
        "approval_two": links[1],
        "awaiting": f"bao/{asked[0].id}",
        "changed": f"demo/{changed.id}",
        "scanned": f"demo/{scanned.id}",
        "offered": f"demo/{again.id}",
        "unit": UNIT,
    }
