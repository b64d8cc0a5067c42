"""What a browser does that it must not: scripts that run, and asking anybody but the desk. Each is seen in two ways.

Chromium finds whatever name at a socket of this machine: what asks by a way that no event tells of (a connection made
beforehand, a font, a rule of style) knocks there all the same.
"""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

from tests.hostile import EVIL

_REFUSED = re.compile(r"Refused to|violates the following|Blocked |^Ignored call", re.IGNORECASE)


class Knocking:
    """A listening socket that answers nobody and remembers who came, and what was asked first."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listening.getsockname()[1]
        self.heard: list[str] = []
        threading.Thread(target=self._listen, name="knocking", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._hear, args=(line,), daemon=True).start()

    def _hear(self, line: socket.socket) -> None:
        with line:
            line.settimeout(1)
            try:
                asked = line.recv(400)
            except OSError:
                asked = b""
            self.heard.append(asked.partition(b"\r\n")[0].decode("latin-1"))
            try:
                line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            except OSError:
                return

    def close(self) -> None:
        self._listening.close()


@contextmanager
def knocking() -> Iterator[Knocking]:
    made = Knocking()
    yield made
    made.close()


def all_names_lead_to(port: int) -> str:
    """A switch of Chromium."""
    return f"--host-resolver-rules=MAP {EVIL} 127.0.0.1:{port}, MAP *.{EVIL} 127.0.0.1:{port}"


@dataclass
class Watch:
    """Put on a context of the browser. `refused`: what the browser itself held back, so it was markup already."""

    home: str
    ran: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.expose_function("ran", lambda number: self.ran.append(f"called {number}"))
        context.on("request", self._asked)
        context.on("page", self._new)
        context.on("dialog", self._dialog)
        context.on("console", self._said)
        context.on("weberror", lambda told: self.errors.append(str(told.error)))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.left.append(request.url)

    def _new(self, page: Page) -> None:
        if page.opener():
            self.left.append(f"window {page.url}")

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # the desk's own question about what is not saved
            dialog.accept()
            return
        self.ran.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _said(self, said: ConsoleMessage) -> None:
        framed = "/goc-html/khung" in said.text + said.location["url"] or "frame is sandboxed" in said.text
        if framed and not said.text.startswith("ran "):  # what the frame of a mail's own HTML is for
            return
        if said.text.startswith("ran "):
            self.ran.append(f"console {said.text}")
        elif _REFUSED.search(said.text):
            self.refused.append(said.text)
        elif said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.errors.append(said.text)
