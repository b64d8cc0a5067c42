"""Roundup takes mails from a folder into a classic tracker: CPU per mail as JSON on stdout.

    python roundup_tracker.py FOLDER WORK     every *.eml of FOLDER; WORK: an empty folder for the tracker

Runs in the environment of the peers, not in ours.
"""

import json
import subprocess
import sys
import time
from email import message_from_bytes
from email.utils import parseaddr
from io import BytesIO
from pathlib import Path


def install(home: Path) -> None:
    """A classic tracker on SQLite, by Roundup's own command."""
    admin = str(Path(sys.executable).parent / "roundup-admin")
    command = [admin, "-i", str(home)]
    subprocess.run([*command, "install", "classic", "sqlite"], check=True, stdout=subprocess.DEVNULL)
    config = home / "config.ini"
    text = config.read_text("utf-8")
    for key, value in {"domain": "example.vn", "host": "127.0.0.1", "web": "http://127.0.0.1/tin/"}.items():
        text = text.replace(f"\n#{key} = ", f"\n{key} = {value}\n# ").replace(
            f"\n{key} = NO DEFAULT", f"\n{key} = {value}"
        )
    config.write_text(text, "utf-8")
    subprocess.run(
        [admin, "-i", str(home), "initialise", "secret"], check=True, stdout=subprocess.DEVNULL, input=b"y\n"
    )


def main(folder: Path, work: Path) -> None:
    home = work / "tracker"
    install(home)
    from roundup import instance, mailer

    mailer.Mailer.smtp_send = lambda *_args, **_named: None  # type: ignore[attr-defined,method-assign]
    tracker = instance.open(str(home))
    mails = [file.read_bytes() for file in sorted(folder.glob("*.eml"))]
    register(tracker, mails)
    take = gate(tracker, home)
    take(mails[0])
    started = time.process_time()
    for mail in mails[1:]:
        take(mail)
    spent = time.process_time() - started
    database = tracker.open("admin")
    print(json.dumps({"cpu_ms": 1000 * spent / (len(mails) - 1), "stored": len(database.msg.list())}))
    database.close()


def register(tracker, mails) -> None:  # type: ignore[no-untyped-def]
    database = tracker.open("admin")
    for address in {parseaddr(message_from_bytes(mail)["From"])[1] for mail in mails}:
        database.user.create(username=address.replace("@", "."), address=address, roles="User")
    database.commit()
    database.close()


def gate(tracker, home: Path):  # type: ignore[no-untyped-def]
    """What takes one mail, as the command roundup-mailgw does."""
    from roundup.scripts.roundup_mailgw import parse_arguments

    _, arguments = parse_arguments(["roundup-mailgw", str(home)])

    def take(raw: bytes) -> None:
        gateway = tracker.MailGW(tracker, arguments)
        gateway.trapExceptions = 0
        gateway.main(BytesIO(raw))

    return take


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
