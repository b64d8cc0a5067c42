"""A private Dovecot: no root needed, nothing of the machine's own installation is touched; works as root too.

    with Dovecot() as dovecot:
        dovecot.deliver("bbt", raw)                 # into Maildir/new, as a delivery agent does
        IMAPClient("127.0.0.1", dovecot.port, ssl=False).login("bbt", dovecot.password)

Every user name is a mailbox. With `certificate`: TLS on `tls_port` and STARTTLS on `port`.
"""

import contextlib
import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.certificate import Certificate
from tests.servers.ports import free_port, wait_for_port

_PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
AVAILABLE = _PROGRAM is not None

_SETTINGS = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
listen = 127.0.0.1
protocols = imap
disable_plaintext_auth = no
auth_mechanisms = plain login
default_vsz_limit = 0
first_valid_uid = 1
mail_location = maildir:{root}/mail/%u/Maildir
mail_uid = {user}
mail_gid = {group}
mailbox_list_index = no
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{users}
{tls}
{more}
"""


class Dovecot:
    """Starts on enter, stops on exit and removes its folder. `more`: further lines of dovecot.conf."""

    password = "mat-khau-thu"

    def __init__(self, certificate: Certificate | None = None, more: str = "") -> None:
        self.port = free_port()
        self.tls_port = free_port() if certificate else 0
        # not below pytest's folder: that one is closed to the user the mail processes run as
        self.root = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        self.root.chmod(0o755)
        self._certificate, self._more = certificate, more
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        assert _PROGRAM, "dovecot is not installed"
        (self.root / "mail").mkdir()
        shutil.chown(self.root / "mail", self._user, self._group)
        settings = self.root / "dovecot.conf"
        settings.write_text(self._settings())
        self._process = subprocess.Popen([_PROGRAM, "-F", "-c", str(settings)], stderr=subprocess.DEVNULL)
        try:
            wait_for_port(self.port)
        except TimeoutError:
            raise RuntimeError(f"dovecot did not start: {self.log()}") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def log(self) -> str:
        log = self.root / "log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def maildir(self, user: str) -> Path:
        folder = self.root / "mail" / user / "Maildir"
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        for made in (folder.parent, folder, *folder.iterdir()):
            if made.is_dir():
                shutil.chown(made, self._user, self._group)
        return folder

    def deliver(self, user: str, raw: bytes, name: str | None = None) -> Path:
        """A message into Maildir/new, by way of tmp."""
        folder = self.maildir(user)
        name = name or f"{time.time_ns()}.{os.urandom(4).hex()}.test"
        (folder / "tmp" / name).write_bytes(raw)
        shutil.chown(folder / "tmp" / name, self._user, self._group)
        return (folder / "tmp" / name).rename(folder / "new" / name)

    def messages(self, user: str, folder: str = "") -> list[Path]:
        """The files of a folder ("" is INBOX), read or not."""
        root = self.maildir(user) / (f".{folder}" if folder else "")
        return sorted(file for part in ("cur", "new") if (root / part).is_dir() for file in (root / part).iterdir())

    def forget_uids(self, user: str) -> None:
        """Remove the index files: the next session sees another UIDVALIDITY, and UIDs count from 1.

        Waits a second: Dovecot makes UIDVALIDITY from the clock.
        """
        time.sleep(1.1)
        for file in self.maildir(user).rglob("dovecot*"):
            if file.is_file():
                file.unlink()

    def stop_answering(self, stopped: bool) -> None:
        """Freeze or thaw the master process (new connections wait in the queue)."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP if stopped else signal.SIGCONT)

    @property
    def _user(self) -> str:
        """Mail access as root is refused by Dovecot."""
        return "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    @property
    def _group(self) -> str:
        gid = pwd.getpwnam(self._user).pw_gid
        return grp.getgrgid(gid).gr_name

    def _settings(self) -> str:
        users = ""
        if os.geteuid() != 0:
            users = (
                f"default_internal_user = {self._user}\n"
                f"default_internal_group = {self._group}\ndefault_login_user = {self._user}\n"
            )
        tls = "ssl = no"
        if self._certificate:
            tls = f"ssl = yes\nssl_cert = <{self._certificate.certificate}\nssl_key = <{self._certificate.key}"
        return _SETTINGS.format(
            root=self.root,
            user=self._user,
            group=self._group,
            password=self.password,
            port=self.port,
            tls_port=self.tls_port,
            users=users,
            tls=tls,
            more=self._more,
        )
