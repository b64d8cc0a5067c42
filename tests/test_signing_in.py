"""Signing in to mailboxes without a password: what a person does, how it is kept alive, what is told at its end."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import Clock
from tests.desk import Visitor
from tests.servers import dovecot as dovecot_server
from tests.servers.dovecot import Dovecot
from tests.servers.oauth import SignInServer
from tests.servers.sink import Sink
from tests.servers.watch import Watch, mailbox
from tests.test_notifier_outbox import promise
from tinbai import signing_in
from tinbai.app import App
from tinbai.cli.main import cli
from tinbai.errors import BadSettings, TryLater
from tinbai.notifier.mail import connect
from tinbai.notifier.outbox import Outbox
from tinbai.oauth import flow
from tinbai.settings import Mailbox, SmtpOut, Way
from tinbai.store import grants

BACK = "http://127.0.0.1/"


@pytest.fixture
def server() -> Iterator[SignInServer]:
    with SignInServer() as running:
        yield running


@pytest.fixture
def house(app: App, server: SignInServer) -> App:
    """A mailbox that signs in at the server."""
    box = Mailbox(name="bbt", outlet="demo", host="127.0.0.1", user="bbt", sign_in="m365")
    changed = app.settings.model_copy(update={"sign_ins": (server.service(),), "mailboxes": (box,)})
    return replace(app, settings=changed, file=None)


def signed_in(house: App, server: SignInServer) -> None:
    asked = flow.device_code(server.service(), house.now())
    server.approve()
    signing_in.keep(house, "m365", "bbt", flow.device_tokens(server.service(), asked.device, house.now()))


def token(house: App) -> str:
    found = signing_in.able(house, house.settings.mailboxes[0]).token()
    assert found
    return found


def test_a_code_is_entered_on_another_device(house: App, server: SignInServer) -> None:
    asked = flow.device_code(server.service(), house.now())
    assert (asked.code, asked.every) == ("ABCD-EFGH", 5)
    with pytest.raises(flow.NotYet):
        flow.device_tokens(server.service(), asked.device, house.now())
    server.approve()
    signing_in.keep(house, "m365", "bbt", flow.device_tokens(server.service(), asked.device, house.now()))
    assert token(house) in server.valid


def test_a_browser_comes_back_with_a_code_that_only_we_can_use(house: App, server: SignInServer) -> None:
    service = server.service()
    asked = flow.authorisation(service, "bbt", BACK)
    came = server.visit(asked.address)
    assert flow.code_tokens(service, asked, BACK, came, house.now()).access in server.valid
    other = flow.authorisation(service, "bbt", BACK)
    for wrong in (
        came,
        server.visit(asked.address),
        BACK,
        f"{BACK}?state={other.state}&error=access_denied",
        "http://[x",
    ):
        with pytest.raises(flow.Refusal):
            flow.code_tokens(service, other, BACK, wrong, house.now())
    stolen = replace(flow.authorisation(service, "bbt", BACK), verifier="x" * 43)
    with pytest.raises(flow.Refusal):
        flow.code_tokens(service, stolen, BACK, server.visit(stolen.address), house.now())


@pytest.mark.parametrize("said", ["authorization_pending", "slow_down"])
def test_a_browser_s_code_does_not_wait_for_a_person_on_another_device(
    house: App, server: SignInServer, said: str
) -> None:
    """Both words belong to the other flow (RFC 8628 3.5): here they are a refusal, which asks for a new beginning."""
    asked = flow.authorisation(server.service(), "bbt", BACK)
    came, server.refuses = server.visit(asked.address), said
    with pytest.raises(flow.Refusal) as refused:
        flow.code_tokens(server.service(), asked, BACK, came, house.now())
    assert (refused.value.message, refused.value.code) == (flow.REFUSED, "authorization_pending")
    assert not isinstance(refused.value, flow.NotYet) and not server.valid
    server.refuses = ""
    assert flow.code_tokens(server.service(), asked, BACK, came, house.now()).access in server.valid


def test_a_token_is_renewed_before_it_ends_and_only_then(house: App, server: SignInServer, clock: Clock) -> None:
    signed_in(house, server)
    first, asked = token(house), len(server.asked)
    assert token(house) == first and len(server.asked) == asked
    clock.forward(minutes=56)
    second = token(house)
    assert second != first and second in server.valid
    clock.forward(minutes=56)
    assert token(house) in server.valid  # with the refresh token that came with the second


def test_tokens_are_kept_shut(house: App, server: SignInServer) -> None:
    signed_in(house, server)
    with house.database.read() as tx:
        kept = grants.get(tx, "m365", "bbt")
    assert kept and not any(secret in kept.secret for secret in (*server.valid, *server.refresh))


def test_a_refusal_asks_for_a_person_and_is_not_repeated(house: App, server: SignInServer, clock: Clock) -> None:
    signed_in(house, server)
    clock.forward(hours=2)
    server.refuses = "invalid_grant"
    for _ in range(3):
        with pytest.raises(BadSettings, match="sign in anew"):
            token(house)
    assert [one.get("grant_type") for one in server.asked].count("refresh_token") == 1
    assert signing_in.remark(house, "m365", "bbt") == flow.REFUSED
    server.refuses = ""
    signed_in(house, server)
    assert token(house) in server.valid and signing_in.remark(house, "m365", "bbt") is None


def test_a_service_that_is_away_costs_no_grant(house: App, server: SignInServer, clock: Clock) -> None:
    signed_in(house, server)
    clock.forward(hours=2)
    server.silent = True
    with pytest.raises(TryLater):
        token(house)
    server.silent = False
    assert token(house) in server.valid


@pytest.mark.parametrize("said", ["authorization_pending", "slow_down"])
def test_a_word_that_belongs_to_no_renewal_costs_no_grant(
    house: App, server: SignInServer, clock: Clock, said: str
) -> None:
    signed_in(house, server)
    clock.forward(hours=2)
    server.refuses = said
    with pytest.raises(TryLater):
        token(house)
    server.refuses = ""
    assert token(house) in server.valid


def test_an_end_that_is_near_is_told(house: App, server: SignInServer, clock: Clock) -> None:
    assert signing_in.remark(house, "m365", "bbt") == signing_in.NOT_SIGNED_IN
    server.refresh_life = 30 * 24 * 3600
    signed_in(house, server)
    assert signing_in.remark(house, "m365", "bbt") is None
    clock.forward(days=24)
    assert signing_in.remark(house, "m365", "bbt") == signing_in.SOON


def test_nobody_has_signed_in_yet(house: App) -> None:
    with pytest.raises(BadSettings, match="Nobody has signed in"):
        token(house)


@pytest.mark.parametrize(
    ("answer", "error"),
    [({"access_token": 7}, TryLater), ({"access_token": "a"}, flow.Refusal), ({}, TryLater)],
)
def test_an_answer_that_is_none(
    server: SignInServer, house: App, answer: dict[str, object], error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_token", lambda fields: (200, answer))
    with pytest.raises(error):
        flow.device_tokens(server.service(), "x", house.now())


@pytest.fixture
def file(house: App, server: SignInServer, tmp_path: Path) -> Path:
    """The same house as the command reads it."""
    file = tmp_path / "settings.toml"
    service = server.service()
    file.write_text(f"""
data = "{house.settings.data}"
database = "{house.settings.database}"
[[outlets]]
code = "demo"
name = "Demo"
address = "bbt@example.vn"
[[mailboxes]]
name = "bbt"
outlet = "demo"
host = "127.0.0.1"
user = "bbt"
sign_in = "m365"
[[sign_ins]]
name = "m365"
kind = "other"
client_id = "tinbai"
scope = "mail"
device_url = "{service.device_url}"
token_url = "{service.token_url}"
""")
    return file


def test_the_command_signs_in(house: App, server: SignInServer, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: server.approve())
    done = CliRunner().invoke(cli, ["--settings", str(file), "signin", "bbt"])
    assert done.exit_code == 0, done.output
    assert "ABCD-EFGH" in done.output and "Đã đăng nhập: bbt" in done.output
    with house.database.read() as tx:
        assert grants.get(tx, "m365", "bbt")
    assert CliRunner().invoke(cli, ["--settings", str(file), "signin", "khac"]).exit_code != 0


def test_a_provider_that_is_asked_too_often_is_asked_less_often(
    server: SignInServer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        server.refuses = {1: "slow_down", 2: "authorization_pending"}.get(len(waited), "")
        server.approve()

    monkeypatch.setattr("time.sleep", wait)
    assert CliRunner().invoke(cli, ["--settings", str(file), "signin", "bbt"]).exit_code == 0
    assert waited == [5, 10, 10]


def test_the_desk_signs_in_step_by_step(house: App, server: SignInServer) -> None:
    visitor = Visitor(house)
    visitor.enter("admin")
    assert "Đăng nhập ở nhà cung cấp" in visitor.get("/cai-dat/hop-thu").text
    page = visitor.post("/cai-dat/hop-thu/bbt/dang-nhap")
    assert "ABCD-EFGH" in page.text and f"{server.address}/enter" in page.text
    shut = page.text.partition('name="khoa" value="')[2].partition('"')[0]
    early = visitor.post("/cai-dat/hop-thu/bbt/dang-nhap/xong", khoa=shut, ma="ABCD-EFGH", noi="")
    assert "Chưa có ai nhập mã" in early.text
    server.approve()
    assert visitor.post("/cai-dat/hop-thu/bbt/dang-nhap/xong", khoa=shut).status == 303
    assert token(house) in server.valid
    assert visitor.post("/cai-dat/hop-thu/bbt/dang-nhap/xong", khoa="x").status == 404


def test_the_desk_signs_in_with_a_browser(house: App, server: SignInServer, clock: Clock) -> None:
    visitor, there = Visitor(house), "/cai-dat/hop-thu/bbt/dang-nhap"
    visitor.enter("admin")
    assert "Đăng nhập bằng trình duyệt này" in visitor.get("/cai-dat/hop-thu").text

    def sent() -> tuple[str, str]:
        """(the way to the provider, what the page keeps shut)"""
        text = visitor.post(there, v="trinh-duyet").text
        (address,) = re.findall(rf'href="({server.address}/authorize[^"]+)"', text)
        (shut,) = re.findall(r'name="khoa" value="([^"]+)"', text)
        return html.unescape(address), shut

    address, shut = sent()
    came = server.visit(address)
    stranger, _ = sent()
    for wrong in (server.visit(stranger), flow.BACK, "x", f"{flow.BACK}?error=access_denied"):
        assert visitor.post(f"{there}/xong", khoa=shut, ve=wrong).status == 303
        with pytest.raises(BadSettings):
            token(house)
    assert visitor.post(f"{there}/xong", khoa="x", ve=came).status == 404
    assert visitor.post(f"{there}/xong", khoa=shut, ve=f" {came} ").status == 303
    assert "Đã đăng nhập: bbt" in visitor.get("/cai-dat/hop-thu").text and token(house) in server.valid
    address, shut = sent()
    server.refuses = "authorization_pending"  # a word of the other flow
    assert visitor.post(f"{there}/xong", khoa=shut, ve=server.visit(address)).status == 303
    assert "không cho truy cập nữa" in visitor.get("/cai-dat/hop-thu").text
    server.refuses = ""
    late, shut = sent()
    clock.forward(minutes=31)
    visitor.post(f"{there}/xong", khoa=shut, ve=server.visit(late))
    assert "Mã đã hết hạn" in visitor.get("/cai-dat/hop-thu").text


@pytest.mark.slow
@pytest.mark.skipif(not dovecot_server.AVAILABLE, reason="dovecot is not installed")
def test_a_real_dovecot_lets_in_who_has_a_token(server: SignInServer, tmp_path: Path) -> None:
    conf = tmp_path / "oauth2.conf"
    conf.write_text(
        f"introspection_url = {server.address}/introspect?token=\nintrospection_mode = get\n"
        "active_attribute = active\nactive_value = true\nusername_attribute = username\n"
    )
    conf.chmod(0o644)
    more = (
        f"auth_mechanisms = plain xoauth2\npassdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {conf}\n}}\n"
    )
    (tmp_path / "spool").mkdir()
    with Dovecot(more=more) as running:
        running.deliver("bbt", b"Message-ID: <1@x>\r\nSubject: x\r\n\r\nbody\r\n")
        server.valid = {"good-token"}
        box = mailbox(running.port, tmp_path / "none", sign_in="m365", start="all").with_token(lambda: "good-token")
        with Watch(box, tmp_path / "spool") as door:
            assert door.accept.wait(1), (door.ledger.reports, running.log())
        with Watch(box.with_token(lambda: "bad"), tmp_path / "spool") as door:
            assert door.until(lambda: "failed" in door.states)
    assert server.introspected >= 2


def test_letters_leave_by_token_too(server: SignInServer) -> None:
    with Sink(bearer={"good"}) as sink:
        out = SmtpOut(kind="smtp", host="127.0.0.1", port=sink.port, security="none", user="bbt", sign_in="m365")
        connect(out.with_token(lambda: "good")).quit()
        with pytest.raises(OSError):
            connect(out.with_token(lambda: "bad"))


def test_the_ends_of_tokens_are_as_the_provider_says(server: SignInServer, house: App) -> None:
    server.life = 600
    asked = flow.device_code(server.service(), house.now())
    server.approve()
    assert flow.device_tokens(server.service(), asked.device, house.now()).ends == house.now() + timedelta(seconds=600)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink(bearer={"nobody has it"}) as running:
        yield running


@pytest.fixture
def sending(app: App, server: SignInServer, sink: Sink) -> App:
    """Letters of all newsrooms leave by a server that lets in by tokens."""
    values = {"kind": "smtp", "host": "127.0.0.1", "port": sink.port, "security": "none", "user": "gui"}
    changed = {"sign_ins": (server.service(),), "smtp_out": SmtpOut.model_validate(values | {"sign_in": "m365"})}
    return replace(app, settings=app.settings.model_copy(update=changed), file=None)


def test_the_desk_signs_in_to_send_letters_and_one_leaves(sending: App, server: SignInServer, sink: Sink) -> None:
    visitor, way = Visitor(sending), "/cai-dat/hop-thu-di/smtp_out"
    visitor.enter("admin", "demo", "bao")
    shown = visitor.get("/cai-dat/hop-thu").text
    assert "Chưa có ai đăng nhập" in shown and f'action="{way}/dang-nhap"' in shown
    assert '<li class="bad">' in visitor.post(way).text
    page = visitor.post(f"{way}/dang-nhap")
    assert "Đăng nhập để gửi thư bằng gui" in page.text and "ABCD-EFGH" in page.text
    (shut,) = re.findall(r'name="khoa" value="([^"]+)"', page.text)
    early = visitor.post(f"{way}/dang-nhap/xong", khoa=shut, ma="ABCD-EFGH", noi="")
    assert "Chưa có ai nhập mã" in early.text and f'action="{way}/dang-nhap/xong"' in early.text
    server.approve()
    assert visitor.post(f"{way}/dang-nhap/xong", khoa=shut).status == 303
    assert "Chưa có ai đăng nhập" not in visitor.get("/cai-dat/hop-thu").text
    sink.bearer = server.valid
    tried = visitor.post(way).text
    assert '<li class="ok">' in tried and '<li class="bad">' not in tried
    promise(sending, "a")
    able = signing_in.able(sending, sending.settings.smtp_out)
    Outbox(sending.database, able, sending.now, "w", jitter=0).send_due()
    assert [taken.user for taken in sink.letters] == ["gui"]
    assert "Đăng nhập để gửi thư" in visitor.get("/cai-dat/nhat-ky").text


def test_the_desk_signs_in_to_send_letters_with_a_browser(sending: App, server: SignInServer) -> None:
    visitor, there = Visitor(sending), "/cai-dat/hop-thu-di/smtp_out/dang-nhap"
    visitor.enter("admin", "demo", "bao")
    visitor.get("/cai-dat/hop-thu")
    text = visitor.post(there, v="trinh-duyet").text
    (address,) = re.findall(rf'href="({server.address}/authorize[^"]+)"', text)
    (shut,) = re.findall(r'name="khoa" value="([^"]+)"', text)
    assert visitor.post(f"{there}/xong", khoa=shut, ve=flow.BACK).status == 303
    with pytest.raises(BadSettings):
        signing_in.able(sending, sending.settings.smtp_out).token()
    assert visitor.post(f"{there}/xong", khoa=shut, ve=server.visit(html.unescape(address))).status == 303
    assert signing_in.able(sending, sending.settings.smtp_out).token() in server.valid


def test_who_keeps_one_newsroom_alone_signs_in_for_its_own_letters_only(sending: App) -> None:
    """By smtp_out the letters of "bao" leave too, by smtp_out.demo those of "demo" alone."""
    visitor = Visitor(sending)
    visitor.enter("admin")
    shown = visitor.get("/cai-dat/hop-thu").text
    assert "quản trị tất cả các tòa soạn" in shown and "hop-thu-di/smtp_out/dang-nhap" not in shown
    for then in ("dang-nhap", "dang-nhap/xong"):
        assert visitor.post(f"/cai-dat/hop-thu-di/smtp_out/{then}", khoa="x").status == 403
    own = Way.model_validate({"kind": "smtp", "host": "127.0.0.1", "user": "demo", "sign_in": "m365"})
    demo, bao = sending.settings.outlets
    outlets = (demo.model_copy(update={"smtp_out": own}), bao.model_copy(update={"smtp_out": own}))
    apart = Visitor(replace(sending, settings=sending.settings.model_copy(update={"outlets": outlets})))
    apart.come_back("lan@example.vn")
    apart.get("/cai-dat/hop-thu")
    assert apart.post("/cai-dat/hop-thu-di/smtp_out.demo/dang-nhap").status == 200
    for other in ("smtp_out.bao", "smtp_out", "khong-co"):
        assert apart.post(f"/cai-dat/hop-thu-di/{other}/dang-nhap").status == 404
        assert apart.post(f"/cai-dat/hop-thu-di/{other}").status == 404
