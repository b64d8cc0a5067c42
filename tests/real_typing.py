"""A real input tool at a real editor: fcitx5-unikey types Telex into a story in Chromium, on a screen of its own.

    python -m tests.real_typing

Needs Debian's xvfb, xdotool, dbus, fcitx5, fcitx5-unikey, fcitx5-frontend-gtk3 and chromium; takes most of a minute, so
it is no test of the suite. Prints what arrived in title and body and what was saved; ends with 1 when that is not what
was meant.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

from playwright.sync_api import Page, sync_playwright

from tests.conftest import Clock, settings_for
from tests.desk import served
from tests.mails import letter
from tests.newsroom import Newsroom
from tinbai.app import open_app
from tinbai.sandbox import Sandbox
from tinbai.store import drafts, people

PROGRAMS = ("Xvfb", "xdotool", "dbus-daemon", "fcitx5", "fcitx5-remote", "chromium")
TELEX = "tin dduwowngf Nguyeenx Traix, thuwr taoj nghieeng Vieetj Nam"
TYPED = "tin đường Nguyễn Trãi, thử tạo nghiêng Việt Nam"
_UNIKEY = Path("/usr/share/fcitx5/inputmethod/unikey.conf")
_READ = "(field) => { const one = document.querySelector(field); return one.value ?? one.innerText }"
_PROFILE = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=unikey

[Groups/0/Items/0]
Name=keyboard-us

[Groups/0/Items/1]
Name=unikey

[GroupOrder]
0=Default
"""


def lacking() -> list[str]:
    """Programs that are not installed."""
    found = [one for one in PROGRAMS if not which(one)]
    return found if _UNIKEY.exists() else [*found, "fcitx5-unikey"]


@contextmanager
def running(command: list[str], env: Mapping[str, str]) -> Iterator[None]:
    started = subprocess.Popen(command, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        started.terminate()
        started.wait(10)


@contextmanager
def screen(place: Path) -> Iterator[dict[str, str]]:
    """A screen and an input tool that nobody else uses; yields the environment for programs on it."""
    display = f":{90 + os.getpid() % 400}"
    config = place / "config" / "fcitx5"
    config.mkdir(parents=True)
    (config / "profile").write_text(_PROFILE)
    (config / "config").write_text("[Behavior]\nActiveByDefault=True\nPreloadInputMethod=True\n")
    bus = f"unix:path={place}/bus"
    env = os.environ | {
        "DISPLAY": display, "XDG_CONFIG_HOME": str(place / "config"), "DBUS_SESSION_BUS_ADDRESS": bus,
        "GTK_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx", "XDG_RUNTIME_DIR": str(place), "HOME": str(place),
    }  # fmt: skip
    with ExitStack() as stack:
        stack.enter_context(running(["Xvfb", display, "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], env))
        stack.enter_context(running(["dbus-daemon", "--session", "--nofork", f"--address={bus}"], env))
        time.sleep(1.0)
        stack.enter_context(running(["fcitx5", "--disable", "notifications,kimpanel,wayland"], env))
        time.sleep(2.0)
        yield env


def types(env: Mapping[str, str], keys: str) -> None:
    """Real key presses on that screen."""
    subprocess.run(["xdotool", "type", "--delay", "60", keys], env=dict(env), check=True)
    time.sleep(0.5)


def tried(page: Page, env: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields after typing; the body is left by a click elsewhere so that all is committed."""
    found = {}
    for field in ("#tieu-de", "#than-bai-soan"):
        page.focus(field)
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        time.sleep(0.3)
        subprocess.run(["fcitx5-remote", "-s", "unikey"], env=dict(env), check=True)
        time.sleep(0.5)
        types(env, TELEX)
        types(env, " ")
        page.wait_for_timeout(6000)  # it saves itself meanwhile
        value = page.evaluate(_READ, field)
        found[field] = str(value).strip()
    return found


def main() -> int:
    if missing := lacking():
        print("not installed:", ", ".join(missing))  # noqa: T201
        return 2
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        env = stack.enter_context(screen(place))
        clock = Clock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        app = open_app(settings_for(place, f"sqlite:///{place}/tinbai.db"), clock)
        sandbox = Sandbox(app.settings.limits)
        newsroom = Newsroom(app, sandbox)
        lan = newsroom.person(name="Lan")
        draft = newsroom.take(letter(1))[0]
        with app.database.write() as tx:
            token = people.new_link(tx, lan.id, app.now() + timedelta(hours=1))
        with served(app, sandbox) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=which("chromium"), headless=False, args=["--no-sandbox", "--ozone-platform=x11"],
                env={name: str(value) for name, value in env.items()},
            )  # fmt: skip
            page = browser.new_page()
            page.goto(f"{address}/vao/{token}")
            page.goto(f"{address}/tin/demo/{draft.id}")
            found = tried(page, env)
            browser.close()
        with app.database.read() as tx:
            saved = drafts.get(tx, "demo", draft.id).revision.story
        sandbox.close()
        app.close()
    found |= {"saved title": saved.title, "saved body": "\n".join(block.text for block in saved.body)}
    for field, value in found.items():
        print(f"{'same' if value == TYPED else 'OTHER'}  {field}: {value}")  # noqa: T201
    return int(any(value != TYPED for value in found.values()))


if __name__ == "__main__":
    sys.exit(main())
