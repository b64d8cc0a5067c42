"""Operation tells of each feed whether it is read, what it brought, and what is wrong."""

from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.desk import Visitor
from tinbai.app import App
from tinbai.feeds import trouble
from tinbai.published import Publication
from tinbai.settings import Feed
from tinbai.store import feeds, published

FEED = Feed(name="bao-ngoai", url="https://bao.example/rss", outside="Báo Ngoài")


@pytest.fixture
def reader(app: App) -> Visitor:
    made = Visitor(App(app.settings.model_copy(update={"feeds": (FEED,)}), app.database, app.raw, app.blobs, app.now))
    made.enter("editor")
    return made


def _read(visitor: Visitor, error: str = "") -> None:
    now = visitor.app.now()
    with visitor.app.database.write() as tx:
        feeds.notice(tx, FEED.name, FEED.url, now)
        if error:
            feeds.failed(tx, FEED.name, error, now + timedelta(minutes=30), now)
        else:
            feeds.succeeded(tx, FEED.name, now + timedelta(minutes=15), now)


def _brought(visitor: Visitor, *outcomes: str) -> None:
    now = visitor.app.now()
    with visitor.app.database.write() as tx:
        for n, what in enumerate(outcomes):
            one = Publication(str(n), FEED.name, None, "", "", "", "", None, now, 0, "", "waiting", None, 0)
            published.add(tx, one, now)
            if what == "indexed":
                published.settle(tx, published.indexed(one, 100))
            elif what != "waiting":
                published.settle(tx, published.left_out(one, what))


def test_a_feed_that_is_read_tells_what_it_brought(reader: Visitor) -> None:
    _read(reader)
    _brought(reader, "indexed", "indexed", "waiting", "robots", "no-story")
    page = reader.get("/van-hanh").text
    assert "Báo Ngoài" in page and "Đã đối chiếu 2 tin, bài. Còn 1 trang chờ đọc." in page
    assert "Bỏ qua: 1 không cho chương trình đọc, 1 trang không có tin, bài" in page


def test_a_feed_that_cannot_be_read_is_said_and_is_no_alarm(reader: Visitor) -> None:
    _read(reader, trouble.ROBOTS)
    page = reader.get("/van-hanh").text
    assert "Trang này không cho chương trình tự động đọc địa chỉ này (robots.txt)." in page
    assert "Sẽ thử lại lúc 08:30" in page and "cảnh báo)" not in page


def test_a_feed_of_too_many_stories_is_said(reader: Visitor) -> None:
    now = reader.app.now()
    with reader.app.database.write() as tx:
        feeds.notice(tx, FEED.name, FEED.url, now)
        feeds.succeeded(tx, FEED.name, now + timedelta(minutes=15), now, remark=trouble.TOO_MANY)
    _brought(reader, "indexed", "elsewhere", "fault")
    page = reader.get("/van-hanh").text
    assert "Trong một ngày có hơn 2.000 tin, bài mới; chỉ lấy những tin, bài mới nhất." in page
    assert "Bỏ qua: 1 nằm ở trang khác, 1 gặp lỗi của Tinbai" in page


def test_a_feed_nobody_reads_is_said(reader: Visitor, clock: Clock) -> None:
    assert "Chưa đọc lần nào" in reader.get("/van-hanh").text
    _read(reader)
    clock.forward(minutes=26)
    assert "Không ai đọc: phần nhận thư chưa chạy" in reader.get("/van-hanh").text


def test_machines_get_figures(reader: Visitor) -> None:
    _read(reader)
    _brought(reader, "indexed", "robots")
    figures = reader.get("/metrics").text
    assert 'tinbai_feed_up{feed="bao-ngoai"} 1.0' in figures
    assert 'tinbai_publications{feed="bao-ngoai",place="robots"} 1.0' in figures
