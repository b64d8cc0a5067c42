"""SMTP intake of 500 KB mails, every 250 only after fsync, beside Debian's Postfix on the same file system.

python -m benchmarks.smtp [MAILS]        needs root (Postfix does)
"""

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import cost
from tests.servers import postfix
from tests.servers.ports import free_port, wait_for_port
from tests.servers.postfix import Postfix

ROUNDS = 5
SESSIONS = 4
OCTETS = 500_000


@contextlib.contextmanager
def ours(root: Path) -> Iterator[int]:
    """The SMTP door of a service with that role alone; its port."""
    port = free_port()
    settings = root / "settings.toml"
    settings.write_text(
        f'data = "{root / "data"}"\n[[outlets]]\ncode = "demo"\nname = "Ban Biên tập"\naddress = "bbt@example.vn"\n'
        f'[smtp_in]\nenabled = true\nport = {port}\n[log]\nlevel = "error"\n'
    )
    service = subprocess.Popen([sys.executable, "main.py", "run", "--only", "intake", "--settings", str(settings)])
    try:
        wait_for_port(port)
        yield port
    finally:
        service.terminate()
        service.wait(20)


def rate(port: int, mails: int) -> float:
    """Mails answered 250 per second of wall time."""
    command = [str(postfix.SOURCE), "-s", str(SESSIONS), "-m", str(mails), "-l", str(OCTETS), "-f", "lan@example.org"]
    started = time.monotonic()
    subprocess.run([*command, "-t", "bbt@example.vn", f"127.0.0.1:{port}"], check=True)
    return mails / (time.monotonic() - started)


def main(mails: int) -> None:
    if not postfix.AVAILABLE or not postfix.SOURCE:
        sys.exit("Postfix is not installed, or this is not root")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=".") as name:
        root = Path(name).absolute()
        root.chmod(0o755)
        with ours(root) as mine, Postfix(below=root) as theirs:
            for port in (mine, theirs.port):
                rate(port, 10)
            pairs = [(rate(mine, mails), rate(theirs.port, mails)) for _ in range(ROUNDS)]
    ratio = statistics.median(ours_ / theirs_ for ours_, theirs_ in pairs)
    medians = [statistics.median(pair[place] for pair in pairs) for place in (0, 1)]
    rows = [
        ("Tinbai", "Postfix", "ratio, pair by pair"),
        (f"{medians[0]:.0f}/s", f"{medians[1]:.0f}/s", f"{ratio:.2f}"),
    ]
    cost.table(f"{OCTETS // 1000} KB mails by SMTP, {SESSIONS} sessions, {ROUNDS} rounds of {mails}", rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
