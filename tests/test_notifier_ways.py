"""A newsroom's letters leave by its own server; what keeps a way shut is told in plain words."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from html import escape

import pytest
import sqlalchemy as sa

from tests.conftest import Clock
from tests.desk import Visitor
from tests.servers.sink import Sink
from tests.test_notifier_mail import out
from tests.test_notifier_outbox import promise, state
from tinbai import signing_in
from tinbai.app import App
from tinbai.i18n import text
from tinbai.notifier.mail import FAULTS
from tinbai.notifier.outbox import Outbox
from tinbai.settings import Mailbox, Outlet, Settings, SmtpOut, Way
from tinbai.store import deliveries, heartbeats
from tinbai.store.tables import deliveries as table
from tinbai.web.health_letters import REMEDIES

OWN = "smtp_out.bao"


@pytest.fixture
def sinks() -> Iterator[tuple[Sink, Sink]]:
    with Sink() as ours, Sink(login=("bao", "secret")) as theirs:
        yield ours, theirs


def way(port: int, **values: object) -> Way:
    return Way.model_validate({"kind": "smtp", "host": "127.0.0.1", "port": port, "security": "none"} | values)


def with_ways(app: App, main: SmtpOut, own: Way) -> App:
    outlets = tuple(
        outlet.model_copy(update={"smtp_out": own}) if outlet.code == "bao" else outlet
        for outlet in app.settings.outlets
    )
    return replace(app, settings=app.settings.model_copy(update={"smtp_out": main, "outlets": outlets}))


def send(app: App) -> None:
    """One pass over every way, as the service shares them out."""
    for name, share in app.settings.shares().items():
        able = signing_in.able(app, app.settings.ways()[name])
        Outbox(app.database, able, app.now, name, jitter=0, name=name, share=share).send_due()


def promise_both(app: App) -> None:
    made = promise(app, "for demo")
    other = replace(made.letter, message_id=f"b.{made.letter.message_id}")
    with app.database.write() as tx:
        assert deliveries.promise(tx, replace(made, outlet="bao", id="b", key="for bao", letter=other))


def test_each_letter_leaves_by_the_way_of_its_newsroom(
    app: App, sinks: tuple[Sink, Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAO", "secret")
    ours, theirs = sinks
    app = with_ways(app, out(ours.port), way(theirs.port, user="bao", password_env="BAO"))
    promise_both(app)
    send(app)
    assert (len(ours.letters), len(theirs.letters)) == (1, 1)
    assert theirs.letters[0].user == "bao"
    with app.database.read() as tx:
        assert {job: beat.fault for job, beat in heartbeats.everyone(tx).items()} == {"smtp_out": "", OWN: ""}


def test_a_refused_sign_in_holds_up_nobody_else_and_is_told(
    app: App, sinks: tuple[Sink, Sink], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAO", "old")
    ours, theirs = sinks
    app = with_ways(app, out(ours.port), way(theirs.port, user="bao", password_env="BAO"))
    promise_both(app)
    send(app)
    assert (len(ours.letters), len(theirs.letters)) == (1, 0) and state(app, "for bao").state == "due"
    visitor = Visitor(app)
    visitor.enter("editor", outlet="bao")
    page = visitor.get("/van-hanh").text
    assert "Máy chủ gửi thư không cho đăng nhập" in page and "mật khẩu ứng dụng mới" in page
    assert "Máy chủ trả lời: 535 5.7.8 wrong name or password." in page
    monkeypatch.setenv("BAO", "secret")
    clock.forward(minutes=2)
    send(app)
    assert len(theirs.letters) == 1
    assert "không cho đăng nhập" not in visitor.get("/van-hanh").text


def test_a_newsroom_does_not_read_of_another_ones_way(app: App, sinks: tuple[Sink, Sink]) -> None:
    app = with_ways(app, out(sinks[0].port), way(sinks[1].port, user="bao", password_env="NOT_SET_HERE"))
    promise_both(app)
    send(app)
    visitor = Visitor(app)
    visitor.enter("editor")
    page = visitor.get("/van-hanh").text
    assert "Thiếu mật khẩu" not in page and "Thư đi:" not in page


@pytest.mark.parametrize(
    ("step", "answer", "fault"),
    [
        ("MAIL", "553 5.7.1 not your address", "sender"),
        ("MAIL", "530 5.7.57 client not authenticated", "sender"),
        ("MAIL", "451 4.3.0 later", ""),
        ("RCPT", "530 5.7.0 log in first", "sign-in"),
        ("RCPT", "550 5.1.1 no such user", ""),
        ("RCPT", "554 5.7.1 blocked", ""),
        ("RCPT", "554 5.7.1 <hoa@ctv.example>: Relay access denied", "relay"),
        ("DOT", "550 5.7.60 Client does not have permissions to send as this sender", "sender"),
        ("DOT", "554 5.2.252 SendAsDenied; bbt@example.vn not allowed to send as toasoan@example.org", "sender"),
        ("CONNECT", "554 5.7.1 go away", "reach"),
    ],
)
def test_what_ails_a_way(app: App, sinks: tuple[Sink, Sink], step: str, answer: str, fault: str) -> None:
    promise(app)
    sinks[0].say(step, answer, times=2)
    Outbox(app.database, out(sinks[0].port), app.now, "s").send_due()
    with app.database.read() as tx:
        found = heartbeats.everyone(tx)["smtp_out"]
    assert (found.fault, bool(found.said), found.since) == (fault, bool(fault), app.now() if fault else None)
    assert not fault or fault in FAULTS


@pytest.mark.parametrize("fault", FAULTS)
def test_the_page_says_of_every_fault_what_to_do(app: App, fault: str) -> None:
    app = replace(app, settings=app.settings.model_copy(update={"smtp_out": out(9)}))
    with app.database.write() as tx:
        heartbeats.beat(tx, "smtp_out", app.now(), fault, "554 no")
    visitor = Visitor(app)
    visitor.enter("editor")
    page = visitor.get("/van-hanh").text
    for msgid in (FAULTS[fault], REMEDIES[fault]):
        assert escape(text("vi", msgid, way="smtp_out").rstrip("."), quote=False) in page


def test_a_fault_that_lasts_began_once(app: App, clock: Clock) -> None:
    began = clock.now
    for _ in range(3):
        with app.database.write() as tx:
            heartbeats.beat(tx, "smtp_out", clock.now, "reach", "no route")
        clock.forward(hours=1)
    with app.database.read() as tx:
        assert heartbeats.everyone(tx)["smtp_out"].since == began
    with app.database.write() as tx:
        heartbeats.beat(tx, "smtp_out", clock.now)
        assert heartbeats.everyone(tx)["smtp_out"].since is None


def test_a_permission_that_is_not_there_is_said_before_any_letter_waits(app: App) -> None:
    service = {"name": "m365", "kind": "microsoft", "client_id": "x"}
    values = app.settings.model_dump() | {"sign_ins": [service]}
    values["smtp_out"] = {"kind": "smtp", "host": "smtp.example", "user": "bbt", "sign_in": "m365"}
    visitor = Visitor(replace(app, settings=Settings.model_validate(values)))
    visitor.enter("editor")
    page = visitor.get("/van-hanh").text
    assert "Chưa có ai đăng nhập" in page and "tinbai signin smtp_out" in page


def test_the_way_of_a_newsroom_needs_a_known_sign_in() -> None:
    outlet = Outlet(code="bao", name="Báo", address="b@bao.example", smtp_out=Way(sign_in="nowhere"))
    with pytest.raises(ValueError, match="nowhere is none of sign_ins"):
        Settings(outlets=(outlet,))


def test_every_letter_is_carried_by_one_way(app: App) -> None:
    own = way(1)
    boxes = tuple(
        Mailbox(name=name, outlet=outlet, host="x", user="x", address="a@example.vn", smtp_out=smtp)
        for name, outlet, smtp in (("m", "bao", own), ("n", "demo", own), ("o", "demo", None))
    )
    made = with_ways(app, app.settings.smtp_out, own)
    settings = made.settings.model_copy(update={"mailboxes": boxes})
    first = promise(app, "x")
    pairs = list(itertools.product(("demo", "bao"), ("", "m", "n", "o", "gone")))
    with app.database.write() as tx:
        for n, (outlet, name) in enumerate(pairs):
            letter = replace(first.letter, message_id=f"{n}.{first.letter.message_id}")
            one = replace(first, outlet=outlet, mailbox=name, id=f"x{n}", key=f"x{n}", letter=letter)
            assert deliveries.promise(tx, one)
    with app.database.read() as tx:
        mine = sa.select(table.c.id).where(table.c.id.like("x%"))
        carried = [
            (*pairs[int(one[1:])], name)
            for name, share in settings.shares().items()
            for one in tx.execute(mine.where(*deliveries.carried(share))).scalars()
        ]
        assert sorted(carried) == sorted((outlet, name, settings.way_of(outlet, name)) for outlet, name in pairs)
