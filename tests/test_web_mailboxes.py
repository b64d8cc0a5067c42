"""A mailbox set at the desk: tried first, kept shut, in force without a restart; and what a board sets for itself."""

import re
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from tests.desk import Answer, Visitor
from tests.mails import letter
from tests.newsroom import Newsroom
from tests.servers.domino import Domino
from tinbai import answering
from tinbai.app import App, open_app
from tinbai.sandbox import Sandbox
from tinbai.settings import Mailbox
from tinbai.store import kept_settings
from tinbai.store.kept_settings import Kept

PASSWORD = "ung dung 2026"


@pytest.fixture
def boss(app: App) -> Visitor:
    visitor = Visitor(app)
    visitor.enter("admin", name="Boss")
    visitor.get("/cai-dat/hop-thu")
    return visitor


@pytest.fixture
def server() -> Iterator[Domino]:
    with Domino([letter(1), letter(2)]) as running:
        yield running


def fields(server: Domino, **changes: str) -> dict[str, str]:
    typed = {"name": "BBT Lam Giang", "outlet": "demo", "host": "127.0.0.1", "port": str(server.port), "user": "bbt"}
    return typed | {"security": "none", "folder": "INBOX", "start": "now", "mat-khau": PASSWORD} | changes


def offer(boss: Visitor, typed: dict[str, str]) -> Answer:
    return boss.post("/cai-dat/hop-thu", None, **typed)


def keep(boss: Visitor, server: Domino, **changes: str) -> Answer:
    shut = re.search(r'name="khoa" value="([^"]+)"', offer(boss, fields(server, **changes)).text)
    assert shut
    return offer(boss, fields(server, **changes, **{"mat-khau": "", "khoa": shut[1], "giu": "1"}))


def test_it_is_tried_before_it_is_kept(boss: Visitor, server: Domino) -> None:
    answer = offer(boss, fields(server))
    assert answer.status == 200 and "Trong hộp có 2 thư cũ." in answer.text
    assert PASSWORD not in answer.text and not boss.app.settings.mailboxes
    assert keep(boss, server).status == 303
    (box,) = boss.app.settings.mailboxes
    assert (box.name, box.host, box.start, box.password()) == ("bbt-lam-giang", "127.0.0.1", "now", PASSWORD)
    assert not [said for said in server.asked if said.startswith(("STORE", "COPY", "EXPUNGE"))]


def test_it_may_have_an_address_that_answers_leave_from(boss: Visitor, server: Domino) -> None:
    assert offer(boss, fields(server, address="none")).status == 422
    keep(boss, server, address="ctv@example.vn", user="ctv")
    (box,) = boss.app.settings.mailboxes
    assert box.address == "ctv@example.vn" and "ctv@example.vn" in boss.app.settings.own_addresses()


def test_nobody_takes_the_address_of_a_contributor(boss: Visitor, server: Domino, sandbox: Sandbox) -> None:
    Newsroom(boss.app, sandbox).take(letter(1, sender="Páo <pao@ctv.example>"))
    whose = {"user": "pao@ctv.example", "address": "pao@ctv.example"}
    assert offer(boss, fields(server, **whose)).status == 422
    whose = {"user": "moi@ctv.example", "address": "moi@ctv.example"}
    assert offer(boss, fields(server, **whose)).status == 200


@pytest.mark.parametrize(
    ("user", "address"), [("bbt", "pao@ctv.example"), ("bbt", "ctv@example.vn"), ("toasoan@example.org",) * 2]
)
def test_nobody_writes_in_the_name_of_somebody_else(boss: Visitor, server: Domino, user: str, address: str) -> None:
    answer = offer(boss, fields(server, user=user, address=address))
    assert answer.status == 422 and "không thể từ địa chỉ khác" in answer.text


@pytest.mark.parametrize(("change", "step"), [({"port": "1"}, "Mã hóa"), ({"host": "no.invalid"}, "Tìm máy chủ")])
def test_what_does_not_work_says_at_which_step(
    boss: Visitor, server: Domino, change: dict[str, str], step: str
) -> None:
    answer = offer(boss, fields(server, **change, giu="1"))
    assert answer.status == 422 and "Chưa kết nối được" in answer.text and 'name="khoa"' not in answer.text
    assert re.search(rf'<li class="bad">.*?<span>{step}', answer.text)
    assert boss.app.settings.mailboxes == ()


@pytest.mark.parametrize("change", [{"host": ""}, {"user": ""}, {"port": "x"}, {"name": "?"}, {"security": "y"}])
def test_an_incomplete_form_is_asked_for_again(boss: Visitor, server: Domino, change: dict[str, str]) -> None:
    assert offer(boss, fields(server, **change)).status == 422


def test_the_password_is_not_to_be_read_in_the_database_and_lasts(boss: Visitor, server: Domino) -> None:
    keep(boss, server)
    with boss.app.database.read() as tx:
        row = str(tx.exec_driver_sql("SELECT value, secret FROM kept_settings").all())
    assert PASSWORD not in row and "password" not in row
    again = open_app(boss.app.settings.model_copy(update={"mailboxes": ()}), boss.app.now)
    assert again.settings.mailboxes[0].password() == PASSWORD
    again.close()


def test_it_is_tried_again_and_taken_away(boss: Visitor, server: Domino) -> None:
    keep(boss, server)
    assert 'class="trail wide"' in boss.post("/cai-dat/hop-thu/bbt-lam-giang", v="thu").text
    assert boss.post("/cai-dat/hop-thu/bbt-lam-giang", v="bo").status == 303
    assert boss.app.settings.mailboxes == ()
    told = boss.get("/cai-dat/nhat-ky?loai=account").text
    assert "Đặt hộp thư" in told and "Bỏ hộp thư" in told


def test_nobody_sets_a_mailbox_for_another_newsroom(boss: Visitor, server: Domino) -> None:
    assert offer(boss, fields(server, outlet="bao")).status == 404
    with boss.app.database.write() as tx:
        value = {"name": "toa-soan", "outlet": "bao", "host": "x", "user": "x"}
        kept_settings.put(tx, Kept("mailboxes", "toa-soan", value, None), by="x", at=boss.app.now())
    assert boss.app.follow()
    assert "toa-soan" not in boss.get("/cai-dat/hop-thu").text.split("</h1>")[1]
    assert boss.post("/cai-dat/hop-thu/toa-soan", v="bo").status == 404


def test_a_board_sets_how_it_works(boss: Visitor) -> None:
    boss.get("/cai-dat/toa-soan")
    sent = {"name": "Cổng Lam Giang", "reply_days": "3", "approval": "on", "shares": "on"}
    assert boss.post("/cai-dat/toa-soan/demo", None, **sent).status == 303
    found = boss.app.settings.outlet("demo")
    assert (found.name, found.reply_days, found.approval, found.second_factor) == (
        "Cổng Lam Giang",
        3,
        True,
        "optional",
    )
    assert found.address == "bbt@example.vn" and boss.app.settings.outlet("bao").approval is False
    assert boss.post("/cai-dat/toa-soan/demo", None, **(sent | {"reply_days": "0"})).status == 422
    assert boss.post("/cai-dat/toa-soan/bao", None, **sent).status == 404
    assert "approval: True" in boss.get("/cai-dat/nhat-ky").text


def test_what_no_longer_fits_is_left_out(boss: Visitor) -> None:
    with boss.app.database.write() as tx:
        for name, value in (("a", {"name": "a", "outlet": "gone", "host": "x"}), ("b", {"name": "b", "port": "far"})):
            kept_settings.put(tx, Kept("mailboxes", name, value, None), by="x", at=boss.app.now())
        kept_settings.put(tx, Kept("outlets", "demo", {"address": "x"}, None), by="x", at=boss.app.now())
    assert boss.app.follow() and not boss.app.follow()
    assert boss.app.settings.mailboxes == () and boss.app.settings.outlet("demo").address == "bbt@example.vn"


def keep_as_before(boss: Visitor, **value: str) -> None:
    """A mailbox as it was kept when nothing was looked at."""
    with boss.app.database.write() as tx:
        fields = {"name": "cu", "outlet": "demo", "host": "imap.example.vn", "user": "ctv@example.vn"} | value
        kept_settings.put(tx, Kept("mailboxes", "cu", fields, None), by="x", at=boss.app.now())
    assert boss.app.follow()


@pytest.mark.parametrize("address", ["", "bbt@example.vn", "ctv@example.vn", "CTV@example.vn"])
def test_a_mailbox_that_answers_from_its_own_address_is_quiet(boss: Visitor, address: str) -> None:
    keep_as_before(boss, address=address)
    assert "Thư trả lời đang gửi đi từ" not in boss.get("/cai-dat/hop-thu").text + boss.get("/van-hanh").text


@pytest.mark.parametrize("address", ["pao@ctv.example", "toasoan@example.org", "khac@example.vn"])
def test_a_mailbox_kept_before_that_answers_from_elsewhere_is_told(boss: Visitor, address: str) -> None:
    keep_as_before(boss, address=address)
    said = f"Thư trả lời đang gửi đi từ {address}, không phải địa chỉ của hộp thư này"
    page = boss.get("/cai-dat/hop-thu").text
    assert said in page and "Xin thôi theo dõi hộp thư này, rồi khai lại" in page
    assert said in boss.get("/van-hanh").text
    with capture_logs() as logs:
        answering.warn(boss.app)
    assert [(one["log_level"], one["mailbox"]) for one in logs] == [("warning", "cu")] and address not in str(logs)


def test_an_address_that_a_contributor_writes_from_later_is_told(boss: Visitor, sandbox: Sandbox) -> None:
    keep_as_before(boss, user="pao@ctv.example", address="pao@ctv.example")
    assert "cộng tác viên gửi bài từ địa chỉ đó" not in boss.get("/cai-dat/hop-thu").text
    Newsroom(boss.app, sandbox).take(letter(1, sender="Páo <pao@ctv.example>"))
    assert "cộng tác viên gửi bài từ địa chỉ đó" in boss.get("/cai-dat/hop-thu").text
    with boss.app.database.read() as tx:
        assert answering.doubts(tx, boss.app.settings) == {"cu": (answering.CONTRIBUTOR, "pao@ctv.example")}


def test_what_the_newsroom_itself_sent_in_makes_its_address_no_contributor_s(boss: Visitor, sandbox: Sandbox) -> None:
    Newsroom(boss.app, sandbox).take(letter(1, sender="Ban Biên tập <bbt@example.vn>"))
    keep_as_before(boss, address="bbt@example.vn")
    with boss.app.database.read() as tx:
        assert not answering.doubts(tx, boss.app.settings)


def test_the_file_may_name_an_address_as_its_keeper_likes(boss: Visitor) -> None:
    box = Mailbox(name="tep", outlet="demo", host="x", user="bbt@example.vn", address="ctv@example.vn")
    with boss.app.database.read() as tx:
        assert not answering.doubts(tx, boss.app.settings.model_copy(update={"mailboxes": (box,)}))


def test_a_mailbox_kept_with_an_address_that_no_letter_can_bear_is_read_and_told(boss: Visitor) -> None:
    keep_as_before(boss, user="bbt@straße.example", address="bbt@straße.example")
    (box,) = boss.app.settings.mailboxes
    assert (box.user, box.address) == ("bbt@straße.example", "")
    assert "Địa chỉ trả lời bbt@straße.example không được dùng" in boss.get("/cai-dat/hop-thu").text
