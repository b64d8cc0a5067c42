"""Signing in: the right person gets in, nobody learns who has an account, failures cost patience."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.desk import PASSWORD, Visitor
from tinbai.app import App
from tinbai.store import people
from tinbai.web.passwords import hash_password

HASH = hash_password(PASSWORD)


@pytest.fixture
def visitor(app: App) -> Iterator[Visitor]:
    """Somebody at the login page; lan@example.vn has an account."""
    with app.database.write() as tx:
        person = people.add(tx, "lan@example.vn", "Lan", "vi", HASH, app.now())
        assert person
        people.join(tx, person, "demo", "editor")
    made = Visitor(app)
    made.get("/dang-nhap")
    yield made


def test_the_right_password_lets_in_and_leads_back(visitor: Visitor) -> None:
    asked = visitor.get("/so-cai?noi=demo")
    assert (asked.status, asked.to) == (303, "/dang-nhap?tiep=%2Fso-cai%3Fnoi%3Ddemo")
    answer = visitor.post("/dang-nhap", email=" LAN@example.vn ", mk=PASSWORD, tiep="/so-cai?noi=demo")
    assert (answer.status, answer.to) == (303, "/so-cai?noi=demo")
    assert visitor.get("/so-cai").status == 200
    assert visitor.get("/dang-nhap").to == "/"


def test_the_same_is_said_of_a_wrong_password_and_of_an_unknown_address(visitor: Visitor) -> None:
    wrong = visitor.post("/dang-nhap", email="lan@example.vn", mk="không phải mật khẩu")
    other = Visitor(visitor.app)
    other.get("/dang-nhap")
    with visitor.app.database.write() as tx:
        people.tidy(tx, visitor.app.now(), visitor.app.now() + timedelta(days=1))
    unknown = other.post("/dang-nhap", email="an0@example.vn", mk="không phải mật khẩu")
    assert wrong.status == unknown.status == 422
    assert "Địa chỉ hoặc mật khẩu chưa đúng. Còn 4 lần thử" in wrong.text
    same = unknown.text.replace("an0@example.vn", "lan@example.vn").replace(other.csrf, visitor.csrf)
    assert same == wrong.text


def test_five_failures_make_the_right_password_wait_and_not_for_ever(visitor: Visitor, clock: Clock) -> None:
    for _ in range(5):
        assert visitor.post("/dang-nhap", email="lan@example.vn", mk="sai mật khẩu rồi").status == 422
    answer = visitor.post("/dang-nhap", email="lan@example.vn", mk=PASSWORD)
    assert (answer.status, answer.headers["retry-after"]) == (429, "30")
    clock.forward(seconds=30)
    assert visitor.post("/dang-nhap", email="lan@example.vn", mk=PASSWORD).status == 303
    visitor.post("/dang-xuat")


def test_the_wait_grows_to_a_quarter_of_an_hour(visitor: Visitor, clock: Clock) -> None:
    waits = []
    for _ in range(19):
        answer = visitor.post("/dang-nhap", email="lan@example.vn", mk="sai mật khẩu rồi")
        if answer.status == 429:
            waits.append(int(answer.headers["retry-after"]))
            clock.forward(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    clock.forward(hours=25)
    assert "Còn 4 lần thử" in visitor.post("/dang-nhap", email="lan@example.vn", mk="sai mật khẩu rồi").text


def test_many_attempts_at_once_get_five_tries(visitor: Visitor) -> None:
    def attempt(_number: int) -> int:
        return visitor.post("/dang-nhap", csrf=token, email="lan@example.vn", mk="sai mật khẩu rồi").status

    token = visitor.csrf
    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(attempt, range(16)))
    assert answers == {422: 5, 429: 11}


def test_one_place_cannot_try_many_accounts(visitor: Visitor) -> None:
    for number in range(5):
        visitor.post("/dang-nhap", email=f"nguoi{number}@example.vn", mk="sai mật khẩu rồi")
    assert visitor.post("/dang-nhap", email="lan@example.vn", mk=PASSWORD).status == 429


def test_a_disabled_account_is_refused_like_a_wrong_password(visitor: Visitor) -> None:
    with visitor.app.database.write() as tx:
        people.disable(tx, "lan@example.vn", visitor.app.now())
    assert visitor.post("/dang-nhap", email="lan@example.vn", mk=PASSWORD).status == 422


def test_a_link_lets_in_once_and_looking_at_it_uses_nothing_up(app: App, clock: Clock) -> None:
    visitor = Visitor(app)
    with app.database.write() as tx:
        person = people.add(tx, "lan@example.vn", "Lan", "vi", None, app.now())
        assert person
        token = people.new_link(tx, person, app.now() + timedelta(hours=1))
        late = people.new_link(tx, person, app.now() + timedelta(hours=1))
    assert visitor.client.head(f"/vao/{token}").status_code == 204
    assert visitor.get(f"/vao/{token}").status == 303
    assert Visitor(app).get(f"/vao/{token}").status == 410
    clock.forward(hours=2)
    assert Visitor(app).get(f"/vao/{late}").status == 410


@pytest.mark.parametrize(("idle", "steps"), [(9, 1), (7, 4)], ids=["idle for nine hours", "a day and more"])
def test_a_session_ends(app: App, clock: Clock, idle: int, steps: int) -> None:
    visitor = Visitor(app)
    visitor.enter("editor")
    seen = []
    for _ in range(steps):
        clock.forward(hours=idle)
        seen.append(visitor.get("/hang-cho").status)
    assert seen == [200] * (steps - 1) + [303]


def test_signing_out_ends_the_session_on_the_server(app: App) -> None:
    visitor = Visitor(app)
    visitor.enter("editor")
    cookie = visitor.client.cookies["tinbai"]
    assert visitor.post("/dang-xuat").to == "/dang-nhap"
    visitor.client.cookies.set("tinbai", cookie)
    assert visitor.get("/hang-cho").status == 303


@pytest.mark.parametrize("onward", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", ""])
def test_nobody_is_led_to_a_foreign_page(visitor: Visitor, onward: str) -> None:
    assert visitor.post("/dang-nhap", email="lan@example.vn", mk=PASSWORD, tiep=onward).to == "/"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(visitor: Visitor) -> None:
    cookie = visitor.post("/dang-nhap", email="lan@example.vn", mk=PASSWORD).headers["set-cookie"]
    assert cookie.startswith("tinbai=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_behind_https_the_cookie_is_bound_to_it(app: App) -> None:
    web = app.settings.web.model_copy(update={"address": "https://desk.example.vn"})
    secured = App(app.settings.model_copy(update={"web": web}), app.database, app.raw, app.blobs, app.now)
    answer = Visitor(secured).get("/dang-nhap")
    assert answer.headers["set-cookie"].startswith("__Host-tinbai-form=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
