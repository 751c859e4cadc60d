"""What the browser tests look at: the demo's cooperative of Normandie, in a real Chromium."""

from __future__ import annotations

import asyncio
import email
import email.message
import email.policy
import json
import os
import random
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import scene
from tests.browser.cast import AUTHOR
from tests.browser.pages import VISITOR, address
from tests.interop.processes import Program, eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page

    from tests.browser.scene import Scene

    Opener = Callable[..., AbstractContextManager[Page]]

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 900}
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
COOPERATIVES = 3
_PORTS = range(20_000, 32_000, COOPERATIVES)
_PATIENCE = 300.0
Done = TypeVar("Done")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Playwright's own loop is the only one here."""
    return "asyncio"


@dataclass(frozen=True)
class Coop:
    """One running cooperative of the demo, and what happened in it."""

    url: str
    folder: Path
    scene: Scene

    def at(self, written: str) -> str:
        """Give the whole address of a page."""
        return self.url + address(written, self.scene).replace("HERE", self.url)

    def mailed_link(self, page: Page, name: str = AUTHOR) -> str:
        """Ask for a sign-in link on the page for it, and read it in the letter that comes."""
        letters = self.folder / "data" / "mail"
        before = set(letters.glob("*.eml"))
        page.goto(f"{self.url}/login")
        page.locator("[name=email]").fill(f"{name}@normandie.example")
        page.locator("form[action='/login/link'] button").click()
        page.locator("[role=status]").wait_for()
        letter = eventually(
            lambda: next(_written_to(name, set(letters.glob("*.eml")) - before), None),
            "a letter with a link",
        )
        body = letter.get_body(("plain",))
        assert body is not None
        words: list[str] = body.get_content().split()
        return next(word for word in words if word.startswith(self.url))


def _written_to(name: str, files: set[Path]) -> Iterator[email.message.EmailMessage]:
    """Give the letters to somebody: the upkeep writes to others meanwhile."""
    for file in files:
        letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        if letter["To"].startswith(f"{name}@"):
            yield letter


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Start the demo once, and give the address and the folder of the cooperative of Normandie."""
    folder = tmp_path_factory.mktemp("demo")
    port = str(_free_ports(COOPERATIVES))
    kept = str(folder / "all")
    command = [sys.executable, "-m", "fedicoop", "demo", "--dir", kept, "--port", port]
    running = Program("demo", command, folder)
    try:
        eventually(lambda: _settled(running), "the demo is ready", running, patience=_PATIENCE)
        assert running.ended is None, running.words()
        found: list[dict[str, Any]] = json.loads((folder / "all" / "demo.json").read_text("utf-8"))[
            "instances"
        ]
        one = next(each for each in found if each["name"] == "normandie")
        yield one["url"], Path(one["folder"])
    finally:
        running.stop()


@pytest.fixture(scope="session")
def coop(demo: tuple[str, Path]) -> Coop:
    """Give the cooperative of Normandie after what the scene adds to it."""
    url, folder = demo
    return Coop(url, folder, aside(scene.play(folder)))


def _settled(demo: Program) -> bool:
    """Tell whether the demo runs, or never will."""
    return demo.ended is not None or "Ctrl-C" in "".join(demo.lines)


def _free_ports(count: int) -> int:
    """Give the first of some ports in a row that nobody uses, below those lent to clients."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with ExitStack() as stack:
            try:
                for each in range(port, port + count):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", each))
            except OSError:
                continue
            return port
    raise AssertionError("no free ports")


def aside(deed: Coroutine[None, None, Done]) -> Done:
    """Do something in a thread: the loop of this one belongs to Playwright."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, deed).result()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once, with a profile of its own."""
    with sync_playwright() as playwright:
        path = os.environ.get("FEDICOOP_BROWSER_PATH", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Give the program that finds what some people cannot use; without it nothing is proved."""
    assert AXE.is_file(), f"{AXE} is missing: npm could not install tests/browser/package.json"
    return AXE.read_text("utf-8")


@pytest.fixture(scope="session")
def opened(chromium: Browser, coop: Coop) -> Opener:
    """Give a way to open a tab as somebody: French and a desk unless said otherwise."""
    spoken = ["fr"]

    @contextmanager
    def tab(who: str = VISITOR, locale: str = "fr-FR", **more: Any) -> Iterator[Page]:
        language = locale[:2]
        if language != spoken[0]:
            aside(scene.read_in(coop.folder, language))
            spoken[0] = language
        given: dict[str, Any] = {"viewport": DESK, "locale": locale, **more}
        context = chromium.new_context(base_url=coop.url, **given)
        context.set_default_timeout(15_000)
        token = coop.scene.sessions.get(who)
        if token:
            context.add_cookies([{"name": "fedicoop", "value": token, "url": coop.url}])
        try:
            yield context.new_page()
        finally:
            context.close()

    return tab
