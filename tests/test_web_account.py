"""A person's own account: the second factor from set-up to the lost telephone, the password, sessions elsewhere."""

import base64
import re
from datetime import datetime

import pytest

from tests.conftest import Clock
from tests.desk import PASSWORD, Answer, Visitor
from tinbai.app import App
from tinbai.store import audit, people
from tinbai.web import totp
from tinbai.web.passwords import hash_password

LAN = "lan@example.vn"
NEW = "một câu khác hẳn đấy"


@pytest.fixture
def lan(app: App) -> Visitor:
    """An editor with a password, at her own account."""
    visitor = Visitor(app)
    visitor.enter("editor")
    with app.database.write() as tx:
        people.set_password(tx, LAN, hash_password(PASSWORD))
    visitor.come_back(LAN)
    visitor.get("/tai-khoan")
    return visitor


def sign_in(app: App, made: Visitor, password: str = PASSWORD) -> tuple[Visitor, Answer]:
    visitor = Visitor(app, made=made.made)
    visitor.get("/dang-nhap")
    return visitor, visitor.post("/dang-nhap", email=LAN, mk=password)


def code(secret: str, clock: Clock) -> str:
    return totp.code(base64.b32decode(secret), int(clock.now.timestamp()) // totp.STEP)


def set_up(visitor: Visitor, clock: Clock) -> tuple[str, list[str]]:
    """Switch the second factor on; returns its secret and the codes of last resort."""
    visitor.post("/tai-khoan/ma")
    found = re.search(r"secret=([A-Z2-7]+)", visitor.get("/tai-khoan").text)
    assert found
    answer = visitor.post("/tai-khoan/ma/xac-nhan", ma=code(found[1], clock))
    assert answer.status == 200
    return found[1], re.findall(r"<li>([2-9A-Z]{5}-[2-9A-Z]{5})</li>", answer.text)


def second_step(visitor: Visitor, answer: Answer, given: str) -> Answer:
    token = re.search(r'name="v" value="([^"]+)"', answer.text)
    assert token
    return visitor.post("/dang-nhap/ma", v=token[1], ma=given, tiep="/so-cai")


def test_with_a_second_factor_the_password_alone_opens_nothing(lan: Visitor, clock: Clock) -> None:
    secret, codes = set_up(lan, clock)
    assert len(codes) == 10
    clock.forward(minutes=1)
    visitor, answer = sign_in(lan.app, lan)
    assert answer.status == 200 and visitor.get("/hang-cho").status == 303
    assert second_step(visitor, answer, "000000").status == 422
    assert second_step(visitor, answer, code(secret, clock)).to == "/so-cai"
    assert visitor.get("/hang-cho").status == 200


def test_no_code_is_taken_twice(lan: Visitor, clock: Clock) -> None:
    secret, codes = set_up(lan, clock)
    for given in (code(secret, clock), codes[0]):  # the first one was used to switch it on
        visitor, answer = sign_in(lan.app, lan)
        expected = 303 if given == codes[0] else 422
        assert second_step(visitor, answer, given).status == expected
    visitor, answer = sign_in(lan.app, lan)
    assert second_step(visitor, answer, codes[0]).status == 422
    assert second_step(visitor, answer, codes[1].lower()).status == 303
    assert "Còn 8 mã dự phòng" in visitor.get("/tai-khoan").text


def test_a_one_time_link_asks_for_the_code_too(lan: Visitor, clock: Clock) -> None:
    set_up(lan, clock)
    with lan.app.database.write() as tx:
        person = people.by_email(tx, LAN)
        assert person
        token = people.new_link(tx, person.id, clock.forward(minutes=1))
        clock.forward(minutes=-1)
    visitor = Visitor(lan.app, made=lan.made)
    answer = visitor.get(f"/vao/{token}")
    assert answer.status == 200 and 'name="ma"' in answer.text
    clock.forward(minutes=6)
    assert second_step(visitor, answer, "000000").status == 410


def test_guessing_codes_costs_patience(lan: Visitor, clock: Clock) -> None:
    secret, _ = set_up(lan, clock)
    clock.forward(minutes=1)
    visitor, answer = sign_in(lan.app, lan)
    given = [second_step(visitor, answer, f"{number:06}").status for number in range(6)]
    assert given[:4] == [422] * 4 and given[-1] == 429
    assert second_step(visitor, answer, code(secret, clock)).status == 429


def test_the_secret_is_not_to_be_read_in_the_database(lan: Visitor, clock: Clock) -> None:
    secret, codes = set_up(lan, clock)
    with lan.app.database.read() as tx:
        rows = [str(tx.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in ("second_factors", "recovery_codes")]
    assert not any(words in row for row in rows for words in (secret, *codes))


def test_it_is_switched_off_with_the_password(lan: Visitor, clock: Clock) -> None:
    set_up(lan, clock)
    assert lan.post("/tai-khoan/ma/bo", cu="nicht das").status == 422
    assert lan.post("/tai-khoan/ma/bo", cu=PASSWORD).status == 303
    assert sign_in(lan.app, lan)[1].to == "/"


def test_where_it_is_required_nothing_opens_before_it_is_set_up(app: App, clock: Clock) -> None:
    outlets = tuple(one.model_copy(update={"second_factor": "required"}) for one in app.settings.outlets)
    strict = App(app.settings.model_copy(update={"outlets": outlets}), app.database, app.raw, app.blobs, app.now)
    visitor = Visitor(strict)
    visitor.enter("editor")
    assert [visitor.get(path).to for path in ("/hang-cho", "/so-cai", "/")] == ["/tai-khoan#ma"] * 3
    visitor.get("/tai-khoan")
    set_up(visitor, clock)
    assert visitor.get("/hang-cho").status == 200


def test_a_new_password_ends_every_other_session(lan: Visitor) -> None:
    other, _ = sign_in(lan.app, lan)
    assert other.get("/hang-cho").status == 200
    assert lan.post("/tai-khoan/mat-khau", cu="falsch", moi=NEW).status == 422
    assert lan.post("/tai-khoan/mat-khau", cu=PASSWORD, moi="kurz").status == 422
    assert lan.post("/tai-khoan/mat-khau", cu=PASSWORD, moi=NEW).status == 303
    assert (lan.get("/hang-cho").status, other.get("/hang-cho").status) == (200, 303)
    assert sign_in(lan.app, lan, NEW)[1].to == "/"


def test_a_session_elsewhere_is_ended_from_the_list(lan: Visitor) -> None:
    other, _ = sign_in(lan.app, lan)
    third, _ = sign_in(lan.app, lan)
    page = lan.get("/tai-khoan").text
    ids = re.findall(r'name="phien" value="([0-9a-f]{16})"', page)
    assert len(ids) == 2 and "testclient" in page
    assert lan.post("/tai-khoan/phien", phien=ids[0]).status == 303
    assert sorted([other.get("/hang-cho").status, third.get("/hang-cho").status]) == [200, 303]
    lan.post("/tai-khoan/phien", phien="khac")
    assert [one.get("/hang-cho").status for one in (lan, other, third)] == [200, 303, 303]
    assert lan.post("/tai-khoan/phien", phien="0" * 16).status == 404


def test_a_stranger_cannot_end_it(lan: Visitor) -> None:
    minh = Visitor(lan.app, made=lan.made)
    minh.enter("editor", name="Minh")
    with lan.app.database.read() as tx:
        person = people.by_email(tx, LAN)
        assert person
        (mine,) = people.open_sessions(tx, person.id, person_since(lan), person_since(lan))
    assert minh.post("/tai-khoan/phien", phien=mine.id).status == 404
    assert lan.get("/hang-cho").status == 200


def person_since(visitor: Visitor) -> datetime:
    return visitor.app.now().replace(year=2020)


def test_the_log_tells_of_it_and_shows_who_tampers(lan: Visitor, clock: Clock) -> None:
    set_up(lan, clock)
    with lan.app.database.read() as tx:
        told = [row.act for row in tx.exec_driver_sql("SELECT act FROM audit ORDER BY no")]
        assert audit.broken(tx) is None
    assert told[-2:] == ["signed-in", "second-factor-on"]
    for act in ("UPDATE audit SET note = 'x'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="only added to"), lan.app.database.write() as tx:
            tx.exec_driver_sql(act)
