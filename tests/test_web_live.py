"""Streams of events: they tell counters of one's own newsrooms, and two hundred of them cost no thread."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import pytest

from tests.conftest import Clock
from tests.desk import Visitor, served
from tests.desk_data import a_draft
from tests.newsroom import Newsroom
from tinbai.store import Tx, people
from tinbai.web import live


def opened(address: str, path: str, cookie: str = "", last: str = "") -> socket.socket:
    """A stream that was asked for, answered 200."""
    host, port = address.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)), timeout=20)
    more = f"Last-Event-ID: {last}\r\n" if last else ""
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n{more}\r\n".encode())
    return line


def heard(line: socket.socket, wanted: bytes) -> str:
    """What came up to the words wanted."""
    came = b""
    while wanted not in came:
        more = line.recv(4096)
        if not more:
            break
        came += more
    return came.decode()


def cookies(visitor: Visitor) -> str:
    return "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())


@pytest.fixture
def cookie(newsroom: Newsroom) -> str:
    visitor = Visitor(newsroom.app, newsroom.sandbox)
    visitor.enter("editor")
    return cookies(visitor)


@pytest.mark.slow
def test_a_page_hears_of_new_stories_of_its_newsrooms(
    newsroom: Newsroom, cookie: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_EVERY", 0.05)
    since = (clock.now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with served(newsroom.app, newsroom.sandbox) as address:
        line = opened(address, f"/su-kien?tu={since}", cookie)
        assert "text/event-stream" in heard(line, b"retry: 3000")
        a_draft(newsroom.app, "Của báo", outlet="bao", hours=0.1)
        a_draft(newsroom.app, "Chè", hours=0.2)
        said = heard(line, b'"n"')
        event = re.search(r"id: (\S+)\r?\nevent: news\r?\ndata: (\{[^}]*\})", said)
        assert event and json.loads(event[2]) == {"n": 1} and "Chè" not in said
        again = opened(address, f"/su-kien?tu={since}", cookie, last=event[1])
        heard(again, b"retry: 3000")
        a_draft(newsroom.app, "Mùa vàng", hours=0.05)
        assert '"n": 2' in heard(again, b'"n"')
        line.close()
        again.close()


@pytest.mark.slow
def test_two_hundred_streams_cost_no_thread_and_pages_still_answer(newsroom: Newsroom, cookie: str) -> None:
    with served(newsroom.app, newsroom.sandbox) as address:
        first = opened(address, "/su-kien", cookie)
        heard(first, b"retry")
        before = threading.active_count()
        lines = [opened(address, "/su-kien", cookie) for _ in range(199)]
        for line in lines:
            assert " 200 " in heard(line, b"retry")
        workers = [one for one in threading.enumerate() if one.name == "pulse"]
        # who it is is looked up by Starlette's threads, of which there are 40 whatever is open
        assert len(workers) == 1 and threading.active_count() - before <= 40
        page = opened(address, "/hang-cho", cookie)
        assert " 200 " in heard(page, b"</html>")
        for line in (first, page, *lines):
            line.close()
        deadline = time.monotonic() + 30
        while any(one.name == "pulse" for one in threading.enumerate()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(one.name == "pulse" for one in threading.enumerate())


@pytest.mark.slow
@pytest.mark.parametrize("why", ["signed out", "another role", "taken out", "disabled"])
def test_a_stream_ends_soon_after_its_session_or_its_rights(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """A colleague's stream goes on; what is asked does not grow with the streams."""
    monkeypatch.setattr(live, "_EVERY", 0.05)
    monkeypatch.setattr(live, "_ASKED", 0.1)
    asked: list[int] = []
    rights = people.rights

    def counted(tx: Tx, tokens: Collection[str], *since: datetime) -> dict[str, dict[str, str]]:
        asked.append(len(tokens))
        return rights(tx, tokens, *since)

    monkeypatch.setattr(people, "rights", counted)
    here, there = Visitor(newsroom.app, newsroom.sandbox), Visitor(newsroom.app, newsroom.sandbox)
    person = here.enter("editor")
    there.enter("editor", name="Minh")
    with served(newsroom.app, newsroom.sandbox) as address:
        ends, stays = opened(address, "/su-kien", cookies(here)), opened(address, "/su-kien", cookies(there))
        heard(ends, b"retry"), heard(stays, b"retry")
        _wait(lambda: asked[-3:] == [2, 2, 2])  # all of them at once, and both stand
        with newsroom.app.database.write() as tx:
            match why:
                case "signed out":
                    people.close_sessions(tx, person)
                case "another role":
                    people.join(tx, person, "demo", "auditor")
                case "taken out":
                    people.leave(tx, person, "demo")
                case _:
                    people.disable(tx, "lan@example.vn", newsroom.app.now())
        assert "event" not in heard(ends, b"\r\n0\r\n")  # the last chunk of an answer that is over
        told = len(asked)
        _wait(lambda: len(asked) > told)
        a_draft(newsroom.app, "Mùa vàng", hours=-0.1)
        assert '"n": 1' in heard(stays, b'"n"')
        for line in (ends, stays):
            line.close()


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_stranger_hears_nothing(newsroom: Newsroom) -> None:
    assert Visitor(newsroom.app, newsroom.sandbox).get("/su-kien").status == 303
