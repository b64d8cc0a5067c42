"""`tinbai demo`: everything on this machine, with invented letters and a local outbox."""

import shutil
import smtplib
import socket
import sys
import threading
from datetime import timedelta
from pathlib import Path

import click

from tinbai.app import App, open_app
from tinbai.cli.context import Given, given
from tinbai.cli.invented import LETTERS, Sent, as_sent_now
from tinbai.cli.stopping import stop_event
from tinbai.errors import TinbaiError
from tinbai.i18n import text
from tinbai.jobs import Service
from tinbai.logs import configure
from tinbai.settings import Log, Outlet, Settings, SmtpIn, SmtpOut, Web
from tinbai.store import people
from tinbai.web.app import create

_OUTLETS = (
    Outlet(
        code="lam-giang",
        name="Cổng thông tin điện tử tỉnh Lam Giang",
        address="bbt@example.vn",
        receipt_prefix="LG",
    ),
    Outlet(code="bao-lam-giang", name="Báo Lam Giang", address="toasoan@example.org", receipt_prefix="BLG"),
)
_PATIENCE = 50  # fifths of a second
_MARK = "tinbai-demo"  # names a folder as one that a demo made and may empty


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
    try:
        service.start()
        _say("The desk: {address}", address=service.desk_address)
        _say("One-time login: {address}", address=f"{service.desk_address}/vao/{_login(app)}")
        sender = threading.Thread(target=_send_all, args=(app, service.smtp_port, pause, stop), daemon=True)
        sender.start()
        stop.wait()
    finally:
        service.stop()
        app.close()


def _say(msgid: str, **params: object) -> None:
    click.echo(text("vi", msgid, **params))
    sys.stdout.flush()  # make and pipes would keep it back otherwise


def _emptied(data: Path) -> Path:
    """Only a folder that an earlier demo made is removed, and not while that demo runs."""
    mark = data / _MARK
    if data.exists() and any(data.iterdir()):
        if not mark.exists():
            raise click.UsageError(f"--data {data}: this folder holds something else, name another one")
        if _answers(mark.read_text()):
            raise TinbaiError(f"{data}: another demo is running here; stop it, or name another folder with --data")
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return data


def _answers(port: str) -> bool:
    """Whether the SMTP intake of the demo that made a folder is still there."""
    return port.isdigit() and _is_used(int(port))


def _is_used(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free(port: int) -> int:
    """The port, or 0 (any) when somebody listens there."""
    return 0 if port and _is_used(port) else port


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


def _send_all(app: App, port: int, pause: float, stop: threading.Event) -> None:
    """Play the contributors: one letter after the other through the SMTP door."""
    (app.settings.data / _MARK).write_text(str(port))
    letters = sorted(LETTERS.glob("*.eml"))
    for number, file in enumerate(letters, 1):
        letter = _written(app, file, stop)
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
                server.sendmail(letter.sender, [letter.recipient], letter.raw)
        except (OSError, smtplib.SMTPException) as error:
            if not stop.is_set():
                _say("Letter {number} could not be handed over: {error}", number=number, error=error)
            return
        _say("Letter {number} of {all}: {title}", number=number, all=len(letters), title=letter.title)
        if stop.wait(pause):
            return
    _say("All letters are in. Stop with Ctrl-C.")


def _written(app: App, file: Path, stop: threading.Event) -> Sent:
    """The letter; whoever answers one of ours waits for it first, but not for ever."""
    for _ in range(_PATIENCE):
        letter = as_sent_now(app, file.read_bytes())
        if not letter.early or stop.wait(0.2):
            break
    return letter
