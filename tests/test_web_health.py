"""Operation says in plain words what works, what does not, and what to do."""

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tests.desk_data import a_draft, a_letter
from tinbai.app import App
from tinbai.intake.imap_trouble import BAD_LOGIN
from tinbai.settings import Mailbox, SmtpIn
from tinbai.store import mailboxes
from tinbai.web import health


@pytest.fixture
def watched(app: App) -> Visitor:
    """A newsroom with one mailbox."""
    box = Mailbox(name="bbt", outlet="demo", host="imap.example.vn", user="bbt")
    settings = app.settings.model_copy(update={"mailboxes": (box,)})
    made = Visitor(App(settings, app.database, app.raw, app.blobs, app.now))
    made.enter("editor")
    return made


def report(visitor: Visitor, state: str, step: str | None = None, error: str | None = None) -> None:
    with visitor.app.database.write() as tx:
        mailboxes.report(tx, "demo", "bbt", state, step, error, visitor.app.now())


def test_a_mailbox_that_works_is_quiet(watched: Visitor) -> None:
    report(watched, "watching")
    page = watched.get("/van-hanh").text
    assert "<strong>Mọi việc đều ổn.</strong>" in page
    assert page.count('<li class="ok">') == 5


def test_a_refused_password_is_said_with_its_remedy(watched: Visitor) -> None:
    report(watched, "failed", "login", BAD_LOGIN)
    page = watched.get("/van-hanh").text
    assert "<strong>1 hộp thư gặp lỗi.</strong>" in page
    assert "bbt: Máy chủ thư không chấp nhận tên đăng nhập hoặc mật khẩu." in page
    assert "Xin tạo mật khẩu ứng dụng mới" in page
    marks = [mark for mark in ("ok", "bad", "na") for _ in range(page.count(f'<li class="{mark}">'))]
    assert marks == ["ok", "ok", "bad", "na", "na"]
    assert "(có 1 cảnh báo)" in page


def test_a_mailbox_nobody_watches_is_an_alarm(watched: Visitor, clock: Clock) -> None:
    report(watched, "watching")
    clock.forward(minutes=11)
    page = watched.get("/van-hanh").text
    assert "Không ai theo dõi: phần nhận thư chưa chạy" in page
    assert "tinbai run --only intake" in page


def test_a_mailbox_not_yet_looked_into_is_no_alarm(watched: Visitor) -> None:
    page = watched.get("/van-hanh").text
    assert "Chưa kiểm tra" in page
    assert "gặp lỗi" not in page


def test_without_any_door_the_next_step_is_said(app: App) -> None:
    visitor = Visitor(app)
    visitor.enter("editor")
    assert "Xin khai báo ở mục mailboxes của tệp settings.toml" in visitor.get("/van-hanh").text


def test_a_listener_is_a_door_too(app: App) -> None:
    settings = app.settings.model_copy(update={"smtp_in": SmtpIn(enabled=True)})
    visitor = Visitor(App(settings, app.database, app.raw, app.blobs, app.now))
    visitor.enter("editor")
    page = visitor.get("/van-hanh").text
    assert "Nhận trực tiếp (SMTP) tại 127.0.0.1" in page
    assert "40 MB" in page


def test_letters_that_wait_too_long_are_an_alarm(watched: Visitor, clock: Clock) -> None:
    a_letter(watched.app, a_draft(watched.app))
    assert "Ghi vào thư mục trên máy này" in watched.get("/van-hanh").text
    clock.forward(minutes=11)
    report(watched, "watching")
    assert "<strong>Thư đi: Thư chờ lâu hơn mức bình thường.</strong>" in watched.get("/van-hanh").text


def test_a_full_disk_is_said(watched: Visitor) -> None:
    limits = watched.app.settings.limits.model_copy(update={"free_disk_mb": 10**9})
    settings = watched.app.settings.model_copy(update={"limits": limits})
    app = watched.app
    visitor = Visitor(App(settings, app.database, app.raw, app.blobs, app.now))
    visitor.enter("editor", name="An")
    report(visitor, "watching")
    assert "Đầy: đã ngừng nhận thư" in visitor.get("/van-hanh").text
    assert visitor.get("/readyz").status == 503


def test_every_step_has_a_remedy() -> None:
    assert set(health._STEPS) == set(health._REMEDIES)
