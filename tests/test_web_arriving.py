"""Addresses nobody has and forms that never end: the desk goes on for everybody else."""

import re
import select
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
from tinbai.web import forms, own_page

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


def test_of_what_announces_itself_as_too_long_nothing_is_read() -> None:
    async def receive() -> Message:
        raise AssertionError("it was read")

    request = Request({"type": "http", "headers": [(b"content-length", b"5001")]}, receive)
    with pytest.raises(HTTPException) as refused:
        anyio.run(forms._read, request, 5000)
    assert refused.value.status_code == 413


def taken(address: str, head: str, most: int) -> tuple[bytes, int]:
    """(the first line of the answer, how many octets were taken before it came) of a body in chunks without an end."""
    place, chunk, sent = urlsplit(address), b"10000\r\n" + b"x" * 65536 + b"\r\n", 0
    with socket.create_connection((place.hostname, place.port or 0), timeout=30) as line:
        line.sendall(head.encode())
        while sent < most and not select.select([line], [], [], 0)[0]:
            line.sendall(chunk)
            sent += 65536
        return line.recv(100), sent


SLACK = 16 << 20  # octets on their way in the buffers of both ends


@pytest.mark.parametrize("length", ["Content-Length: 1048577", "Content-Length: 999999999"])
def test_a_piece_or_a_form_that_says_it_is_too_long_is_refused_at_once(app: App, sandbox: Sandbox, length: str) -> None:
    token = marks.page_token(app.keys, "demo", a_draft(app).id, app.now().date())
    form = "Content-Type: application/x-www-form-urlencoded"
    with served(app, sandbox) as address:
        place = urlsplit(address)
        for request in (f"PUT /t/{token}/tep/{'0' * 16}?tu=0", f"POST /t/{token}"):
            if request.startswith("POST") and length.endswith("7"):
                continue  # a form may have two of them
            with socket.create_connection((place.hostname, place.port or 0), timeout=30) as line:
                line.sendall(f"{request} HTTP/1.1\r\nHost: x\r\n{form}\r\n{length}\r\n\r\n".encode())
                assert b" 413 " in line.recv(100)


@pytest.mark.parametrize("length", ["x", "+5", "-5", "5\r\nContent-Length: 6", "²", "0x5", "9" * 5000])
def test_a_length_that_is_no_number_comes_to_nobody(app: App, sandbox: Sandbox, length: str) -> None:
    with served(app, sandbox) as address:
        place = urlsplit(address)
        for path in ("/dang-nhap", f"/t/{'a' * 40}/tat-ca"):
            with socket.create_connection((place.hostname, place.port or 0), timeout=30) as line:
                line.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
                assert re.match(rb"HTTP/1\.1 4\d\d ", line.recv(100))


@pytest.mark.parametrize(
    ("request_", "most"), [("PUT {page}/tep/0000000000000000?tu=0", 1 << 20), ("POST {page}", forms.LONGEST)]
)
def test_what_does_not_say_how_long_it_is_is_read_to_its_limit(
    app: App, sandbox: Sandbox, request_: str, most: int
) -> None:
    token = marks.page_token(app.keys, "demo", a_draft(app).id, app.now().date())
    head = f"{request_.format(page=f'/t/{token}')} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    with served(app, sandbox) as address:
        said, sent = taken(address, f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n", 20 * SLACK)
    assert b" 413 " in said and sent < most + SLACK


@pytest.mark.slow
def test_a_form_with_files_is_spooled_to_its_limit_and_no_further(app: App, sandbox: Sandbox) -> None:
    token = marks.page_token(app.keys, "demo", a_draft(app).id, app.now().date())
    head = f"POST /t/{token}/tat-ca HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    kind = "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    part = '--b\r\nContent-Disposition: form-data; name="anh"; filename="a.jpg"\r\n\r\n'
    with served(app, sandbox) as address:
        said, sent = taken(address, f"{head}{kind}{len(part):x}\r\n{part}\r\n", 250 << 20)
    assert b" 413 " in said and own_page._FORM <= sent < own_page._FORM + SLACK
