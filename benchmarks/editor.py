"""The editor whom locust plays 200 times, see editors.py: one act every 5 seconds or so, with a session of his own."""

import os
import re
from itertools import cycle
from pathlib import Path

from locust import HttpUser, poisson, task

_SESSIONS = cycle(Path(os.environ["EDITOR_SESSIONS"]).read_text("utf-8").split())
_STORY = re.compile(r'href="(/tin/demo/[0-9a-f]+)"')
_NEXT = re.compile(r'href="([^"]+)" rel="next"')
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Editor(HttpUser):
    """What he saw last leads on: a story of the page, the page after it."""

    wait_time = poisson(0.2)  # at moments of their own: paced exactly, all who began in one second act in one instant

    def on_start(self) -> None:
        self.client.cookies.set("tinbai", next(_SESSIONS))
        self.page = ""

    @task(4)
    def queue(self) -> None:
        self.page = self.client.get("/hang-cho", name="queue").text

    @task(2)
    def further(self) -> None:
        found = _NEXT.search(self.page)
        self.page = self.client.get(found[1].replace("&amp;", "&") if found else "/hang-cho", name="next page").text

    @task(2)
    def search(self) -> None:
        self.client.get("/hang-cho?xem=tat-ca&tim=hoi+nghi", name="search")

    @task(4)
    def story(self) -> None:
        found = _STORY.findall(self.page)
        if found:
            self.client.get(found[len(found) // 2], name="story")
        else:
            self.queue()

    @task(2)
    def take(self) -> None:
        """Take a story in hand: the form needs the token of the page it stands on."""
        found, token = _STORY.findall(self.page), _TOKEN.search(self.page)
        if found and token:
            form = {"csrf": token[1], "v": "nhan"}
            origin = {"Origin": str(self.host)}
            self.client.post(f"{found[0]}/nhan", form, headers=origin, allow_redirects=False, name="take in hand")
        else:
            self.queue()

    @task(2)
    def triage(self) -> None:
        self.client.get("/hang-cho/triage", name="triage")

    @task(1)
    def today(self) -> None:
        self.client.get("/", name="today")

    @task(3)
    def bare(self) -> None:
        self.client.get("/healthz", name="bare page")
