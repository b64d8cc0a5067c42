"""Addresses nobody has and forms that never end: the desk goes on for everybody else."""

import socket
import urllib.request
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from tests.desk import Visitor, served
from tests.desk_data import a_draft
from tinbai.app import App
from tinbai.sandbox import Sandbox

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
