"""The desk in a test: a browser without a screen, signed in as whoever is wanted."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import httpx
import uvicorn
from starlette.applications import Starlette

from tests import asgi
from tests.servers.ports import free_port, wait_for_port
from tinbai.app import App
from tinbai.sandbox import Sandbox
from tinbai.store import people
from tinbai.web.app import create

PASSWORD = "chè xanh Phú Lương Thượng"
_NAME = {"user-agent": "testclient"}
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Visitor:
    """A browser on the desk that follows no redirect by itself."""

    def __init__(self, app: App, sandbox: Sandbox | None = None, made: Starlette | None = None) -> None:
        self.app = app
        self.made = made or create(app, sandbox or Sandbox(app.settings.limits))
        way = asgi.Way(self.made)
        self.client = httpx.Client(transport=way, base_url="http://testserver", headers=_NAME, trust_env=False)
        self.csrf = ""

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> "Answer":
        return self._remember(Answer(self.client.get(address, headers=headers)))

    def post(self, address: str, /, headers: Mapping[str, str] | None = None, **fields: str) -> "Answer":
        """A form of the page seen last; csrf="" in fields leaves the token out."""
        data = {"csrf": self.csrf} | fields
        return self._remember(Answer(self.client.post(address, data=data, headers=headers)))

    def enter(self, role: str | None, outlet: str = "demo", *others: str, name: str = "Lan") -> str:
        """Make an account with the role in the outlets, sign in by a one-time link, and return its id."""
        with self.app.database.write() as tx:
            person = people.add(tx, f"{name.lower()}@example.vn", name, "vi", None, self.app.now())
            assert person
            for one in (outlet, *others):
                if role:
                    people.join(tx, person, one, role)
        self.come_back(f"{name.lower()}@example.vn")
        return person

    def come_back(self, email: str) -> None:
        """Sign in by a one-time link."""
        with self.app.database.write() as tx:
            person = people.by_email(tx, email)
            assert person
            token = people.new_link(tx, person.id, self.app.now() + timedelta(hours=1))
        assert self.get(f"/vao/{token}").status == 303
        self.get("/phim-tat")

    def _remember(self, answer: "Answer") -> "Answer":
        found = _CSRF.search(answer.text)
        if found:
            self.csrf = found[1]
        return answer


@contextmanager
def served(app: App, sandbox: Sandbox) -> Iterator[str]:
    """The desk on a free port of this machine; yields its address."""
    port = free_port()
    config = uvicorn.Config(create(app, sandbox), port=port, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for_port(port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


class Answer:
    """What came back, typed."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.text
        self.headers = response.headers

    @property
    def to(self) -> str:
        """Where a redirect leads."""
        return str(self.headers.get("location", ""))
