"""Addresses nobody has and forms that never end: the desk goes on for everybody else."""

import re
import socket
import time
import urllib.request
from contextlib import ExitStack
from urllib.parse import urlsplit

import anyio
import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from tests.desk import Visitor, served
from tests.desk_data import a_draft
from tinbai.app import App
from tinbai.notifier import marks
from tinbai.sandbox import Sandbox
from tinbai.web import forms

MANY = "9" * 5000


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tin/demo/%00", 404),
        ("/anh/demo/%00/320.webp", 404),
        ("/thu-di/demo/%00", 404),
        (f"/tin/demo/x/ban/{MANY}", 404),
        (f"/anh/demo/x/{MANY}/320.webp", 404),
        ("/hang-cho?sau=0001-01-01T00:00:00%2B14:00~x", 200),
        ("/thu-di?sau=9999-12-31T23:59:59-14:00~x", 200),
        ("/hang-cho/moi?tu=9999-12-31T23:59:59-14:00", 404),
    ],
)
def test_odd_addresses_are_no_defect(app: App, address: str, status: int) -> None:
    visitor = Visitor(app)
    visitor.enter("editor")
    assert visitor.get(address).status == status


@pytest.mark.parametrize("place", [MANY, "999999", "²"])
def test_a_part_that_the_original_has_not_is_not_restored(app: App, place: str) -> None:
    visitor, address = Visitor(app), f"/tin/demo/{a_draft(app).id}"
    visitor.enter("editor")
    visitor.get(address)
    assert visitor.post(f"{address}/sua", None, **{"khoi-phuc": place}).status == 303


def test_forms_that_never_end_hold_up_nobody(app: App, sandbox: Sandbox) -> None:
    with served(app, sandbox) as address, ExitStack() as lines:
        place = urlsplit(address)
        for _ in range(50):  # more than there are threads
            line = lines.enter_context(socket.create_connection((place.hostname, place.port or 0), timeout=10))
            form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\na=b"
            line.sendall(b"POST /dang-nhap HTTP/1.1\r\nHost: x\r\n" + form)
        with urllib.request.urlopen(f"{address}/dang-nhap", timeout=20) as answer:
            assert answer.status == 200


@pytest.mark.slow
def test_a_link_sends_one_form_with_files_at_a_time(app: App, sandbox: Sandbox) -> None:
    """However slowly and however often: the other links' forms are read meanwhile."""
    slow, quick = (a_draft(app, f"Tin {number}") for number in (1, 2))
    tokens = [marks.page_token(app.keys, "demo", one.id, app.now().date()) for one in (slow, quick)]
    with served(app, sandbox) as address, ExitStack() as lines:

        def begun(token: str, length: int = 9999) -> socket.socket:
            place = urlsplit(address)
            line = lines.enter_context(socket.create_connection((place.hostname, place.port or 0), timeout=20))
            head = f"POST /t/{token}/tat-ca HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
            line.sendall(f"{head}Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n".encode())
            return line

        begun(tokens[0])
        deadline = time.monotonic() + 20
        while not forms._OWNERS and time.monotonic() < deadline:
            time.sleep(0.01)
        for _ in range(12):  # more than are read at the same time
            assert b" 503 " in begun(tokens[0]).recv(100)
        assert b" 413 " in begun(tokens[1], 10**9).recv(100)  # before a word of it came
        visited = httpx.get(f"{address}/t/{tokens[1]}")
        csrf = re.search(r'name="csrf" value="([^"]+)"', visited.text)
        assert csrf
        files, fields = {"anh": ("cầu.txt", b"x")}, {"csrf": csrf[1], "loi": "Ảnh đây ạ"}
        sent = httpx.post(f"{address}/t/{tokens[1]}/tat-ca", data=fields, files=files, cookies=visited.cookies)
        assert sent.status_code == 303


def test_what_is_too_long_is_read_no_further() -> None:
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    with pytest.raises(HTTPException) as refused:
        anyio.run(forms._read, Request({"type": "http", "headers": []}, receive), 5000)
    assert refused.value.status_code == 413 and read == 6
