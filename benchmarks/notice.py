"""From the moment a mail lies in an IMAP mailbox to its draft in the queue, beside the server's own notice (IDLE).

python -m benchmarks.notice [MAILS]
"""

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from imapclient import IMAPClient  # type: ignore[import-untyped]

from benchmarks import cost, letters
from tests.servers.dovecot import AVAILABLE, Dovecot
from tinbai.store import Database, drafts, mailboxes

WITHIN = 30.0


@contextlib.contextmanager
def service(root: Path, dovecot: Dovecot) -> Iterator[Database]:
    """The whole service watching the mailbox `bbt`; its database."""
    (root / "password").write_text(dovecot.password)
    settings = root / "settings.toml"
    settings.write_text(
        f'data = "{root / "data"}"\n[[outlets]]\ncode = "demo"\nname = "Ban Biên tập"\naddress = "bbt@example.vn"\n'
        f'[[mailboxes]]\nname = "bbt"\noutlet = "demo"\nhost = "127.0.0.1"\nport = {dovecot.port}\nsecurity = "none"\n'
        f'user = "bbt"\npassword_file = "{root / "password"}"\n[web]\nport = 0\n[log]\nlevel = "error"\n'
    )
    command = [sys.executable, "main.py", "run", "--settings", str(settings)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()  # the address of the desk: it runs
    database = Database(f"sqlite:///{root / 'data' / 'tinbai.db'}")
    try:
        _until(lambda: _watching(database))
        yield database
    finally:
        process.terminate()
        process.wait(20)
        database.close()


def _watching(database: Database) -> bool:
    """Whether the mailbox was swept once."""
    with database.read() as tx:
        return any(box.state == "watching" for box in mailboxes.health(tx))


def _has(database: Database, number: int) -> bool:
    with database.read() as tx:
        return sum(drafts.counts(tx, ["demo"]).values()) == number


def _until(true: Callable[[], bool]) -> float:
    """Seconds until it is true. Raises TimeoutError."""
    started = time.monotonic()
    while not true():
        if time.monotonic() - started > WITHIN:
            raise TimeoutError("nothing happened")
        time.sleep(0.005)
    return time.monotonic() - started


def noticed(dovecot: Dovecot, mails: list[bytes]) -> list[float]:
    """Seconds until a client that does nothing but IDLE is told."""
    waits = []
    with IMAPClient("127.0.0.1", dovecot.port, ssl=False, timeout=30) as client:
        client.login("bare", dovecot.password)
        client.select_folder("INBOX")
        for mail in mails:
            client.idle()
            started = time.monotonic()
            dovecot.deliver("bare", mail)
            while not client.idle_check(timeout=10):
                pass
            waits.append(time.monotonic() - started)
            client.idle_done()
    return waits


def main(count: int) -> None:
    if not AVAILABLE:
        sys.exit("Dovecot is not installed")
    mails = [letters.rich(number) for number in range(count)]
    with tempfile.TemporaryDirectory(prefix="bench-") as name, Dovecot() as dovecot:
        for user in ("bbt", "bare"):
            dovecot.maildir(user)
        with service(Path(name), dovecot) as database:
            waits = []
            for number, mail in enumerate(mails, 1):
                dovecot.deliver("bbt", mail)
                waits.append(_until(partial(_has, database, number)))
        bare = noticed(dovecot, mails)
    rows = [("", "median s", "longest s")]
    for title, figures in (("draft in the queue", waits), ("bare IDLE on this server", bare)):
        rows.append((title, f"{statistics.median(figures):.2f}", f"{max(figures):.2f}"))
    cost.table(f"A mail of 0.8 MB lies in the mailbox, {count} times", rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
