"""Three whole cooperatives in three processes, with real HTTP: what ``./run demo`` promises."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import pytest

from fedicoop.demo import folders, run
from fedicoop.demo.network import Network, read
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow
PATIENCE = 60
ACTIVITY = "application/activity+json"


def free_ports(count: int) -> int:
    """Give the first of some ports in a row on which nobody listens."""
    for first in range(18100, 19000, count):
        try:
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise OSError("no free ports")


class Door:
    """A visitor of one of the servers, who finds it without any DNS and keeps its cookies."""

    def __init__(self, url: str) -> None:
        """Stand before the server of an address."""
        self.host = url.removeprefix("http://")
        port = self.host.partition(":")[2]
        self._client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)

    def close(self) -> None:
        """Go away."""
        self._client.close()

    def request(self, method: str, path: str, token: str = "", **more: Any) -> httpx2.Response:
        """Ask a server by its real name at its loopback address, for documents."""
        headers = {"host": self.host, "accept": ACTIVITY, **more.pop("headers", {})}
        if token:
            headers["authorization"] = f"Bearer {token}"
        return self._client.request(method, path, headers=headers, **more)

    def page(self, path: str) -> str:
        """Open a page."""
        found = self.request("GET", path, headers={"accept": "text/html"})
        assert found.status_code == 200, path
        return found.text

    def sign_in(self, link: str) -> None:
        """Follow a sign-in link, and click where its page says so."""
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.page(link))
        assert csrf is not None
        form, headers = {"csrf": csrf[1]}, {"accept": "text/html"}
        assert self.request("POST", link, data=form, headers=headers).status_code == 303


def token(ground: folders.Ground, key: str, name: str) -> str:
    """Get a bearer token as an operator does, while the server runs."""
    command = [sys.executable, "-m", "fedicoop", "member", "token"]
    done = subprocess.run(  # noqa: S603 - our own program
        [*command, str(ground.folder / key), name],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return done.stdout.split()[-1]


def soon(there: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait until something is so; False when it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if there():
            return True
        time.sleep(0.1)
    return False


async def start_once(network: Network, folder: Path) -> folders.Ground:
    """Run the demo in this process until it is ready, then stop it."""
    ground = folders.prepare(str(folder), network, reset=False)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(run.live(ground))
        while not (folder / "demo.json").exists() and not task.done():  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.1)
        task.cancel()
    return folders.prepare(str(folder), network, reset=False)


@contextmanager
def running(ground: folders.Ground) -> Iterator[subprocess.Popen[str]]:
    """Run the command a second time; it is ready when it has printed its table."""
    cooperatives = ground.network.cooperatives
    options = ["--dir", str(ground.folder), "--port", str(cooperatives[0].port)]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "fedicoop", "demo", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)


def read_until_ready(process: subprocess.Popen[str]) -> str:
    """Give what a demo prints until its table is complete."""
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if "Ctrl-C" in line:
            break
    return "".join(lines)


@pytest.fixture
def doors() -> Iterator[list[Door]]:
    """Give a list of doors to close."""
    found: list[Door] = []
    yield found
    for door in found:
        door.close()


async def test_a_note_from_normandie_is_soon_on_national(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], doors: list[Door]
) -> None:
    """After a second start, which has nothing to seed: the demo's whole promise."""
    first = free_ports(3)
    ground = await start_once(read(3, first), tmp_path / "demo")
    assert ground.is_seeded
    assert "All servers are stopped." in capsys.readouterr().out
    doors += [Door(each.url) for each in ground.network.cooperatives[:2]]
    national, normandie = doors

    with running(ground) as process:
        printed = read_until_ready(process)
        assert normandie.host in printed
        link = re.search(r"amelie0 +admin +http://[^/]+(/sign-in/link/\S+)", printed)
        assert link is not None
        national.sign_in(link[1])
        _check_what_was_seeded(national, normandie)
        _check_the_letters(printed, national)
        _check_a_new_note(ground, national, normandie)
    assert process.returncode == 0
    assert soon(lambda: _nobody_listens(first))


def _check_what_was_seeded(national: Door, normandie: Door) -> None:
    """See that what Normandie said before is shown to a member of the national one."""
    assert "lycée de Rouen" in national.page(f"/@cooperative@{normandie.host}")
    hers = national.page(f"/@ulysse1@{normandie.host}")
    assert "deux retraités" in hers
    assert "confirmée" not in hers  # for members only
    assert "deuxième toit" in normandie.page("/@groupe_rouen")
    assert "Avant de louer un toit" in national.page("/@solaire_citoyen")
    assert f"@ulysse1@{normandie.host}" in national.page("/@solaire_citoyen/members")
    assert f'value="{normandie.host}"' in national.page("/network"), "one page for all of them"


def _check_the_letters(printed: str, national: Door) -> None:
    """Open the page of letters that was printed, a digest and a reminder, and a link in each."""
    address = re.search(r"letters +(file://\S+national-letters/index\.html)", printed)
    assert address is not None
    index = Path(urlsplit(address[1]).path)
    pages = dict(re.findall(r'<a href="(\d+\.html)">([^<]+)</a>', index.read_text("utf-8")))
    letters = {title: (index.parent / name).read_text("utf-8") for name, title in pages.items()}
    wanted = {"rendez-vous à venir": "/agenda", ": Café des membres": "/answer/"}
    for words, path in wanted.items():
        letter = next(letters[title] for title in letters if title.endswith(words))
        link = re.search(rf'href="http://[^/"]+({path}[^"]*)"', letter)
        assert link is not None, words
        national.page(link[1])


def _check_a_new_note(ground: folders.Ground, national: Door, normandie: Door) -> None:
    """Let a member post, and see that whoever follows her elsewhere reads it."""
    hers, mine = token(ground, "normandie", "wassim3"), token(ground, "national", "evelyne")
    note = {
        "type": "Note",
        "content": "<p>Le marché est ouvert</p>",
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
    }
    posted = normandie.request(
        "POST",
        "/users/wassim3/outbox",
        hers,
        json=note,
        headers={"content-type": ACTIVITY},
    )
    assert posted.status_code == 201
    uri = posted.headers["location"]

    def is_there() -> bool:
        page = national.request("GET", "/users/evelyne/inbox?page=true", mine)
        return any(_object_id(each) == uri for each in _items(page))

    assert soon(is_there)
    assert "Le marché est ouvert" in national.page("/home")
    assert "Le marché est ouvert" in national.page(f"/@wassim3@{normandie.host}")


def _items(page: httpx2.Response) -> list[dict[str, Any]]:
    assert page.status_code == 200
    items: list[dict[str, Any]] = page.json()["orderedItems"]
    return items


def _object_id(activity: dict[str, Any]) -> object:
    inner = activity["object"]
    return inner["id"] if isinstance(inner, dict) else inner


def _nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
