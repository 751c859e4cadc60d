"""What the browser tests look at: the demo's cooperatives, in Debian's Chromium."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.interop.processes import ROOT, Program, environment, eventually, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1200, "height": 900}


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Playwright's own loop is the only one here."""
    return "asyncio"


@dataclass(frozen=True)
class Coop:
    """One running cooperative of the demo."""

    url: str
    folder: Path
    members: list[str]

    def link(self, name: str) -> str:
        """Make a link that signs a member in once, as an operator does."""
        done = subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-m", "fedicoop", "member", "link", str(self.folder), name],
            env=environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return next(word for word in done.stdout.split() if word.startswith("http"))


@pytest.fixture(scope="session")
def coop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coop]:
    """Start the demo once, and give the cooperative of Normandie."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    while port > 60_000:
        port = free_port()
    command = [sys.executable, "-m", "fedicoop", "demo", "--dir", folder / "all", "--port", port]
    demo = Program("demo", [str(part) for part in command], folder)
    try:
        eventually(lambda: "Ctrl-C" in "".join(demo.lines), "the demo is ready", demo, patience=150)
        found: list[dict[str, Any]] = json.loads((folder / "all" / "demo.json").read_text("utf-8"))[
            "instances"
        ]
        one = next(each for each in found if each["name"] == "normandie")
        members = [each["username"] for each in one["members"]]
        yield Coop(one["url"], Path(one["folder"]), members)
    finally:
        demo.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once."""
    with sync_playwright() as playwright:
        path = os.environ.get("FEDICOOP_BROWSER_PATH", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(coop: Coop, chromium: Browser) -> dict[str, Any]:
    """Sign a member in, and give what her browser keeps."""
    context = chromium.new_context(locale="fr-FR")
    sign_in(context, coop, coop.members[0])
    state: dict[str, Any] = dict(context.storage_state())
    context.close()
    return state


def sign_in(context: BrowserContext, coop: Coop, name: str) -> None:
    """Open a member's link and press the button."""
    page = context.new_page()
    page.goto(coop.link(name))
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()
    page.close()
