"""A private Postfix: its own configuration and queue in a folder, one port of 127.0.0.1. Needs root, as Postfix does.

    with Postfix(relay=sink.port) as postfix:           # what it takes goes on to that port
        smtplib.SMTP("127.0.0.1", postfix.port)

Without `relay` every message is taken into the queue and then thrown away.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.certificate import Certificate
from tests.servers.ports import free_port, wait_for_port

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
_PROGRAM = shutil.which("postfix", path=_PATH)
AVAILABLE = _PROGRAM is not None and os.geteuid() == 0
SOURCE = shutil.which("smtp-source", path=_PATH)

_MAIN = """
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/log
maillog_file_prefixes = {root}
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.example.vn
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks reject
default_transport = {transport}
relay_transport = {transport}
alias_maps =
alias_database =
local_recipient_maps =
message_size_limit = 62914560
default_process_limit = 20
smtp_tls_security_level = none
smtputf8_enable = {wide}
{tls}
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
postlog   unix-dgram n  -       n       -       1       postlogd
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
proxymap  unix  -       -       n       -       -       proxymap
smtp      unix  -       -       n       -       -       smtp
discard   unix  -       -       n       -       -       discard
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
"""


class Postfix:
    """Starts on enter; on exit it stops and its folder goes away. With `certificate` it offers STARTTLS.

    `wide`: it takes addresses with letters beyond ASCII (SMTPUTF8).
    """

    def __init__(
        self, relay: int | None = None, certificate: Certificate | None = None, below: Path | None = None, *,
        wide: bool = True,
    ) -> None:  # fmt: skip
        self.port = free_port()
        self._relay, self._certificate, self._wide = relay, certificate, wide
        self.root = Path(tempfile.mkdtemp(prefix="postfix-", dir=below))
        self.root.chmod(0o755)

    def __enter__(self) -> Self:
        assert _PROGRAM, "postfix is not installed"
        for name in ("queue", "data", "conf"):
            (self.root / name).mkdir()
        account = pwd.getpwnam("postfix")
        os.chown(self.root / "data", account.pw_uid, account.pw_gid)
        (self.root / "conf" / "main.cf").write_text(self._settings())
        (self.root / "conf" / "master.cf").write_text(_MASTER.format(port=self.port))
        self._command("start")
        try:
            wait_for_port(self.port)
        except TimeoutError:
            raise RuntimeError(f"postfix did not start: {self.log()}") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._command("stop")
        for _ in range(100):
            if self._quiet("status"):
                break
            time.sleep(0.05)
        shutil.rmtree(self.root, ignore_errors=True)

    def log(self) -> str:
        log = self.root / "log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def queued(self) -> int:
        """Messages that have not left yet."""
        queue = self.root / "queue"
        kinds = ("maildrop", "incoming", "active", "deferred")
        return sum(1 for kind in kinds for file in (queue / kind).rglob("*") if file.is_file())

    def _command(self, what: str) -> None:
        done = subprocess.run([str(_PROGRAM), "-c", str(self.root / "conf"), what], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"postfix {what}: {done.stderr}{self.log()}")

    def _quiet(self, what: str) -> int:
        return subprocess.run([str(_PROGRAM), "-c", str(self.root / "conf"), what], capture_output=True).returncode

    def _settings(self) -> str:
        transport = f"smtp:[127.0.0.1]:{self._relay}" if self._relay else "discard:"
        tls = ""
        if self._certificate:
            pair = self._certificate
            tls = f"smtpd_tls_cert_file = {pair.certificate}\nsmtpd_tls_key_file = {pair.key}"
            tls += "\nsmtpd_tls_security_level = may"
        return _MAIN.format(root=self.root, transport=transport, tls=tls, wide="yes" if self._wide else "no")
