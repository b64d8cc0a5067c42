"""`tinbai demo`: everything on this machine, with invented letters and a local outbox."""

import re
import shutil
import smtplib
import sys
import threading
from datetime import timedelta
from email.utils import format_datetime, make_msgid
from pathlib import Path

import click

from tinbai.app import App, open_app
from tinbai.cli.context import Given, given
from tinbai.cli.running import stop_event
from tinbai.i18n import text
from tinbai.jobs import Service
from tinbai.logs import configure
from tinbai.settings import Log, Outlet, Settings, SmtpIn, SmtpOut, Web
from tinbai.store import people
from tinbai.web.app import create

LETTERS = Path(__file__).parent.parent / "demo"
_OUTLETS = (
    Outlet(
        code="lam-giang",
        name="Cổng thông tin điện tử tỉnh Lam Giang",
        address="bbt@example.vn",
        receipt_prefix="LG",
    ),
    Outlet(code="bao-lam-giang", name="Báo Lam Giang", address="toasoan@example.org", receipt_prefix="BLG"),
)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("demo-data"), help="Folder, emptied at start.")
@click.option("--port", default=8080, show_default=True, help="Port of the desk; another one is taken if it is used.")
@click.option("--pause", default=1.5, show_default=True, help="Seconds between two letters.")
@given
def demo(given: Given, data: Path, port: int, pause: float) -> None:
    """Start with embedded defaults and watch a dozen invented letters arrive."""
    configure(Log(level="warning"))
    stop = stop_event()
    app = open_app(_settings(_emptied(data), _free(port)))
    service = Service(app, create)
    service.start()
    _say("The desk: {address}", address=service.desk_address)
    _say("One-time login: {address}", address=f"{service.desk_address}/vao/{_login(app)}")
    sys.stdout.flush()
    sender = threading.Thread(target=_send_all, args=(service.smtp_port, pause, stop), daemon=True)
    sender.start()
    stop.wait()
    service.stop()
    app.close()


def _say(msgid: str, **params: object) -> None:
    click.echo(text("vi", msgid, **params))


def _emptied(data: Path) -> Path:
    """Only a folder that an earlier demo made is removed."""
    if data.exists() and any(data.iterdir()):
        if not (data / "demo").exists():
            raise click.UsageError(f"--data {data}: this folder holds something else")
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True)
    (data / "demo").touch()
    return data


def _free(port: int) -> int:
    """The port, or 0 (any) when somebody listens there."""
    import socket

    with socket.socket() as probe:
        return 0 if probe.connect_ex(("127.0.0.1", port)) == 0 else port


def _settings(data: Path, port: int) -> Settings:
    return Settings(
        data=data,
        outlets=_OUTLETS,
        mailboxes=(),
        smtp_in=SmtpIn(enabled=True, port=0),
        smtp_out=SmtpOut(kind="folder", folder=data / "outbox", acks_per_sender_per_day=50),
        web=Web(port=port),
    )


def _login(app: App) -> str:
    """An editor called Lan with every outlet, and a token that lets her in once."""
    with app.database.write() as tx:
        person = people.add(tx, "lan@example.vn", "Lan", "vi", None, app.now())
        assert person, "the demo's database is empty at start"
        for outlet in app.settings.outlets:
            people.join(tx, person, outlet.code, "chief_editor")
        return people.new_link(tx, person, app.now() + timedelta(hours=24))


def _send_all(port: int, pause: float, stop: threading.Event) -> None:
    """Play the contributors: one letter after the other through the SMTP door."""
    letters = sorted(LETTERS.glob("*.eml"))
    for number, file in enumerate(letters, 1):
        raw, sender, recipient = _fresh(file.read_bytes())
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
            server.sendmail(sender, [recipient], raw)
        _say("Letter {number} of {all}: {name}", number=number, all=len(letters), name=file.stem)
        if stop.wait(pause):
            return
    _say("All letters are in. Stop with Ctrl-C.")


def _fresh(raw: bytes) -> tuple[bytes, str, str]:
    """The letter as if sent now (the rules of answering leave old mail alone), its sender and recipient."""
    head, blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    sender = _header(head, "Return-Path").strip("<>")
    recipient = _header(head, "Delivered-To")
    from datetime import UTC, datetime

    date = format_datetime(datetime.now(UTC))
    head = re.sub(rb"(?im)^(?:Return-Path|Delivered-To):.*\n", b"", head)
    head = re.sub(rb"(?im)^Date:.*$", f"Date: {date}".encode(), head)
    if not _header(head, "Message-ID"):
        head += f"\nMessage-ID: {make_msgid(domain='example.org')}".encode()
    return (head + blank + body).replace(b"\n", b"\r\n"), sender, recipient


def _header(head: bytes, name: str) -> str:
    found = re.search(rf"(?im)^{name}:[ \t]*(.*)$".encode(), head)
    return found[1].decode("ascii", "replace").strip() if found else ""
