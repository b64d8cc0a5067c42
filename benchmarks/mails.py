"""CPU per mail from the octets in hand to the draft in the queue, beside django-helpdesk and Roundup.

python -m benchmarks.mails [MAILS]
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import cost, letters
from tinbai import pipeline
from tinbai.app import App, open_app
from tinbai.logs import configure
from tinbai.model import Arrival, Source
from tinbai.sandbox import Sandbox
from tinbai.settings import Log, Outlet, Settings
from tinbai.store import drafts

PEERS = Path(".venv-peers/bin/python")
ROUNDS = 3


def ours(mails: list[bytes], work: Path) -> tuple[float, int]:
    """(CPU ms per mail after the first, drafts made). Synchronous=FULL, blobs synced, thumbnails made."""
    settings = Settings(data=work, outlets=(Outlet(code="demo", name="Ban Biên tập", address="bbt@example.vn"),))
    app = open_app(settings)
    sandbox = Sandbox(settings.limits)
    try:
        _take(app, sandbox, mails[0], 0)
        helper = sandbox.pid
        before = cost.spent([helper])
        for number, mail in enumerate(mails[1:], 1):
            _take(app, sandbox, mail, number)
        used = cost.spent([helper]) - before
        with app.database.read() as tx:
            made = sum(drafts.counts(tx, ["demo"]).values())
    finally:
        sandbox.close()
        app.close()
    return 1000 * used / (len(mails) - 1), made


def _take(app: App, sandbox: Sandbox, mail: bytes, number: int) -> None:
    source = Source("smtp", "demo", "smtp", "bbt@example.vn", uid=str(number), envelope_from="a@example.org")
    pipeline.accept(app, Arrival(source, mail, datetime.now(UTC)))
    assert pipeline.process_next(app, sandbox)


def peer(script: str, folder: Path, work: Path) -> tuple[float, int]:
    """The same of a peer, which runs in an environment of its own."""
    command = [PEERS, Path(__file__).parent / "peers" / script, folder, work]
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return said["cpu_ms"], said["stored"]


def main(count: int) -> None:
    configure(Log(level="error"))
    if not PEERS.exists():
        sys.exit("the peers are not installed: make .venv-peers/.done")
    kinds: dict[str, Callable[[int], bytes]] = {"text, 1 KB": letters.text, ".docx and JPEG, 0.8 MB": letters.rich}
    rows = [("mail", "Tinbai ms", "django-helpdesk ms", "ratio", "Roundup ms", "ratio", "mail size KB")]
    for name, make in kinds.items():
        mails = [make(number) for number in range(count + 1)]
        figures = [_round(mails) for _ in range(ROUNDS)]
        mine, desk, tracker = (statistics.median(figure[place] for figure in figures) for place in range(3))
        size = statistics.mean(map(len, mails)) / 1024
        figures_shown = (f"{mine:.1f}", f"{desk:.1f}", f"{mine / desk:.2f}", f"{tracker:.1f}", f"{mine / tracker:.2f}")
        rows.append((name, *figures_shown, f"{size:.0f}"))
    cost.table(f"CPU per mail, median of {ROUNDS} rounds of {count} mails", rows)


def _round(mails: list[bytes]) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=".") as name:
        root = Path(name)
        folder = root / "mails"
        folder.mkdir()
        for number, mail in enumerate(mails):
            (folder / f"{number:05}.eml").write_bytes(mail)
        for place in ("ours", "helpdesk", "roundup"):
            (root / place).mkdir()
        mine, made = ours(mails, root / "ours")
        assert made == len(mails), f"{made} drafts of {len(mails)} mails"
        desk, stored = peer("helpdesk_queue.py", folder, root / "helpdesk")
        assert stored == len(mails), f"django-helpdesk stored {stored}"
        tracker, stored = peer("roundup_tracker.py", folder, root / "roundup")
        assert stored >= len(mails) - 1, f"Roundup stored {stored}"
    return mine, desk, tracker


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
