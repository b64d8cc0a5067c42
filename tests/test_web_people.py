"""Who may use the desk: invited by a link that works once, given roles, locked; never more than the inviter keeps."""

import re

import pytest

from tests.desk import Answer, Visitor
from tinbai.app import App
from tinbai.store import audit, people
from tinbai.store.people import Person

NEW = "một câu khác hẳn đấy"
MINH = "minh@example.vn"


@pytest.fixture
def boss(app: App) -> Visitor:
    """The administrator of the portal, not of the newspaper."""
    visitor = Visitor(app)
    visitor.enter("admin", name="Boss")
    visitor.get("/cai-dat/nguoi-dung")
    return visitor


def found(app: App, email: str = MINH) -> Person:
    with app.database.read() as tx:
        person = people.by_email(tx, email)
    assert person
    return person


def invite(boss: Visitor, **fields: str) -> Answer:
    return boss.post("/cai-dat/nguoi-dung", None, **({"email": MINH, "ten": "Minh", "vai-demo": "editor"} | fields))


def link(answer: Answer) -> str:
    at = re.search(r'class="once">[^<]*(/moi/[^<]+)<', answer.text)
    assert at
    return at[1]


def change(boss: Visitor, what: str, person: str = MINH, **fields: str) -> Answer:
    return boss.post(f"/cai-dat/nguoi-dung/{found(boss.app, person).id}", None, **({"v": what} | fields))


def test_an_invitation_opens_the_desk_once(boss: Visitor) -> None:
    path = link(invite(boss))
    minh = Visitor(boss.app, made=boss.made)
    assert minh.get(path).status == 200 and minh.get(path).status == 200  # looking uses nothing up
    assert minh.post(path, ten="Minh", moi="kurz").status == 422
    assert minh.post(path, ten="Lê Minh", moi=NEW).to == "/"
    assert minh.get("/hang-cho").status == 200 and found(boss.app).name == "Lê Minh"
    assert Visitor(boss.app, made=boss.made).get(path).status == 404


def test_a_later_link_makes_the_earlier_one_void(boss: Visitor) -> None:
    first = link(invite(boss))
    second = link(change(boss, "moi"))
    visitor = Visitor(boss.app, made=boss.made)
    assert (visitor.get(first).status, visitor.get(second).status) == (404, 200)


def test_locking_ends_sessions_and_links(boss: Visitor) -> None:
    path = link(invite(boss))
    minh = Visitor(boss.app, made=boss.made)
    minh.get(path)
    minh.post(path, ten="Minh", moi=NEW)
    again = link(change(boss, "moi"))
    assert change(boss, "khoa").status == 303
    assert (minh.get("/hang-cho").status, minh.get(again).status) == (303, 404)
    minh.get("/dang-nhap")
    assert minh.post("/dang-nhap", email=MINH, mk=NEW).status == 422
    change(boss, "mo")
    assert minh.post("/dang-nhap", email=MINH, mk=NEW).to == "/"


def test_roles_add_up_and_count_at_once(boss: Visitor) -> None:
    invite(boss)
    boss.client.post(
        f"/cai-dat/nguoi-dung/{found(boss.app).id}",
        data={"csrf": boss.csrf, "v": "vai-tro", "vai-demo": ["chief_editor", "security_officer", "admin", "emperor"]},
    )
    assert found(boss.app).roles == {"demo": "chief_editor+security_officer+admin"}
    change(boss, "vai-tro")
    assert found(boss.app).roles == {}


@pytest.mark.parametrize("wish", ["khoa", "mo", "bo-ma", "moi"])
def test_who_works_elsewhere_too_is_not_locked_or_taken_over_from_here(boss: Visitor, wish: str) -> None:
    invite(boss)
    with boss.app.database.write() as tx:
        people.join(tx, found(boss.app).id, "bao", "chief_editor")
    assert change(boss, wish).status == 403
    assert change(boss, "vai-tro", **{"vai-demo": "auditor", "vai-bao": "auditor"}).status == 303
    assert found(boss.app).roles == {"demo": "auditor", "bao": "chief_editor"}


def test_people_of_another_newsroom_do_not_exist(boss: Visitor) -> None:
    with boss.app.database.write() as tx:
        person = people.add(tx, MINH, "Minh", "vi", None, boss.app.now())
        assert person
        people.join(tx, person, "bao", "editor")
    assert MINH not in boss.get("/cai-dat/nguoi-dung").text
    assert [change(boss, wish).status for wish in ("khoa", "vai-tro", "moi")] == [404] * 3
    assert invite(boss).status == 422


def test_nobody_locks_himself_out(boss: Visitor) -> None:
    me = "boss@example.vn"
    assert change(boss, "khoa", me).status == 403
    assert change(boss, "vai-tro", me, **{"vai-demo": "editor"}).status == 403
    assert found(boss.app, me).roles == {"demo": "admin"}


def test_a_newsroom_without_a_security_officer_is_told_so(boss: Visitor) -> None:
    assert "chưa có cán bộ bảo mật" in boss.get("/cai-dat/nguoi-dung").text
    invite(boss, **{"vai-demo": "security_officer"})
    assert "chưa có cán bộ bảo mật" not in boss.get("/cai-dat/nguoi-dung").text


def test_the_log_tells_who_did_it_page_by_page(boss: Visitor) -> None:
    invite(boss)
    for _ in range(60):
        change(boss, "vai-tro", **{"vai-demo": "editor"})
    first = boss.get("/cai-dat/nhat-ky").text
    onward = re.search(r'href="(/cai-dat/nhat-ky\?[^"]*sau=[^"]+)"', first)
    assert onward and first.count("<tr>") == 51
    second = boss.get(onward[1].replace("&amp;", "&")).text
    assert "Mời" in second and "minh@example.vn" in second and "Cổng TTĐT tỉnh Lam Giang: Biên tập viên" in second
    assert "Đổi vai trò" not in boss.get("/cai-dat/nhat-ky?tim=khong-co").text
    assert boss.get("/cai-dat/nhat-ky?loai=version").text.count("<tr>") == 0
    assert "Chuỗi nhật ký nguyên vẹn" in boss.get("/cai-dat/nhat-ky?kiem=1").text


def test_a_line_changed_behind_our_back_shows(boss: Visitor) -> None:
    invite(boss)
    with boss.app.database.write() as tx:
        if boss.app.database.is_sqlite:
            tx.exec_driver_sql("DROP TRIGGER audit_no_update")
        else:
            tx.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER audit_no_change")
        tx.exec_driver_sql("UPDATE audit SET note = 'demo: auditor' WHERE act = 'invited'")
    with boss.app.database.read() as tx:
        assert audit.broken(tx)
    assert "Chuỗi nhật ký đứt" in boss.get("/cai-dat/nhat-ky?kiem=1").text
