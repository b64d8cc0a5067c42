"""QR codes: what is drawn is what other programs draw and telephones read."""

from hashlib import sha256

import pytest

from tests.desk import Visitor
from tinbai.app import App
from tinbai.web import qr

LINK = "otpauth://totp/Tinbai:lan%40example.vn?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tinbai"


# sums of the modules as the program `qrcode` 8.2 draws them with the mask that is chosen here
@pytest.mark.parametrize(("text", "side", "sum"), [
    ("x" * 10, 21, "3c57fed290a3402c"),
    ("x" * 20, 25, "4b64b6797f490664"),
    ("x" * 40, 29, "abefbd76cc731c50"),
    ("x" * 60, 33, "3b239892bb588062"),
    ("x" * 80, 37, "b7e0b3cbc881006d"),
    ("x" * 100, 41, "3b1cbac996b5a950"),
    ("x" * 120, 45, "41c119024543b539"),
    ("x" * 150, 49, "1336208e16162851"),
    ("x" * 180, 53, "81d47104c29942ba"),
    ("x" * 213, 57, "f673820bb5ccd3f0"),
    (LINK, 41, "bc5bb9e24d59dfe1"),
])  # fmt: skip
def test_every_version_is_drawn_as_others_draw_it(text: str, side: int, sum: str) -> None:
    grid = qr.matrix(text)
    assert grid is not None and len(grid) == side
    assert sha256("".join("01"[dark] for row in grid for dark in row).encode()).hexdigest()[:16] == sum


def test_what_is_too_long_is_not_drawn() -> None:
    assert qr.matrix("x" * 214) is None and qr.svg("x" * 214) is None


def test_the_new_key_is_shown_as_a_picture_while_it_is_set_up(app: App) -> None:
    visitor = Visitor(app)
    visitor.enter("editor")
    assert visitor.get("/tai-khoan/ma.svg").status == 404
    visitor.get("/tai-khoan")
    visitor.post("/tai-khoan/ma")
    assert '<img class="qr" src="/tai-khoan/ma.svg"' in visitor.get("/tai-khoan").text
    answer = visitor.get("/tai-khoan/ma.svg")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["cache-control"] == "no-store" and answer.text.startswith("<svg ")
