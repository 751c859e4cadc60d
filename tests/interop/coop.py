"""Our own server as a process of its own, and its members as their client programs see it."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2
import orjson

from fedicoop.accounts import service as accounts
from fedicoop.app import open_instance
from tests.interop.processes import Json, Program, eventually, free_port, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTIVITY = "application/activity+json"
HOST = "coop.localhost"


class Coop:
    """One running instance, asked over the network only."""

    def __init__(self, folder: Path) -> None:
        """Make it and start it; members come later."""
        self.port = free_port()
        self.authority = f"{HOST}:{self.port}"
        self.url = f"http://{self.authority}"
        self.folder = folder / "coop"
        self._settings = {
            "FEDICOOP_SERVER__PUBLIC_URL": self.url,
            "FEDICOOP_SERVER__PORT": str(self.port),
            "FEDICOOP_DEVELOPMENT__INSECURE_HTTP": "true",
            "FEDICOOP_DEVELOPMENT__ALLOW_NETWORKS": "127.0.0.0/8",
        }
        self._say("init", "--host", HOST, "--name", "Coop de rencontre")
        command = [sys.executable, "-m", "fedicoop", "serve", str(self.folder)]
        self.program = Program("coop", command, folder, self._settings)
        # Not every resolver knows names under .localhost; the server is told its name by hand.
        self.http = httpx2.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"host": self.authority},
            trust_env=False,
            timeout=20,
        )
        eventually(self._lives, "our server answers", self.program)

    def _lives(self) -> bool:
        assert self.program.ended is None, self.program.words()
        try:
            return self.http.get("/livez").status_code == 200
        except httpx2.TransportError:
            return False

    def _say(self, *words: str) -> str:
        at = 2 if words[0] in {"member", "queue"} else 1
        command = [sys.executable, "-m", "fedicoop", *words[:at], str(self.folder), *words[at:]]
        return run(command, self._settings)

    def stop(self) -> None:
        """End the server."""
        self.http.close()
        self.program.stop()

    def member(self, name: str) -> Member:
        """Admit a member and give her a token, as ``fedicoop member create`` and ``token`` do.

        Not by these commands: two starts of the program for every test are most of the test.
        """
        return Member(self, name, asyncio.run(self._admit(name)))

    async def _admit(self, name: str) -> str:
        instance = open_instance(self.folder, self._settings)
        try:
            async with instance.writing() as work:
                member = await accounts.admit(work, name, email=f"{name}@{HOST}")
                return await accounts.create_token(work, member, "interop")
        finally:
            await instance.close()

    def erase(self, name: str) -> None:
        """Erase a member, as an operator does."""
        self._say("member", "erase", name, "--yes")

    def waiting(self) -> list[Json]:
        """Give the letters that could not be delivered yet."""
        found: list[Json] = orjson.loads(self._say("queue", "list", "--json"))
        return found

    def ask(self, address: str, **headers: str) -> httpx2.Response:
        """Ask for a document as an unsigned stranger does."""
        path = address.removeprefix(self.url)
        return self.http.get(path, headers={"accept": ACTIVITY, **headers})

    def document(self, address: str) -> Json:
        """Give a public document."""
        answer = self.ask(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.text}"
        assert answer.headers["content-type"].startswith(ACTIVITY)
        found: Json = answer.json()
        return found

    def count(self, address: str) -> int:
        """Give how many are in a collection."""
        return int(self.document(address)["totalItems"])


@dataclass(frozen=True)
class Member:
    """A member of ours at her client program."""

    coop: Coop
    name: str
    token: str

    @property
    def uri(self) -> str:
        """Give her address."""
        return f"{self.coop.url}/users/{self.name}"

    def does(self, activity: Json) -> str:
        """Post to her outbox (ActivityPub, section 6); give the address of what came of it."""
        answer = self.coop.http.post(
            f"/users/{self.name}/outbox",
            content=orjson.dumps({"@context": "https://www.w3.org/ns/activitystreams", **activity}),
            headers={"authorization": f"Bearer {self.token}", "content-type": ACTIVITY},
        )
        words = f"{activity['type']}: {answer.status_code} {answer.text}"
        assert answer.status_code == 201, f"{words}\n{self.coop.program.words()}"
        return str(answer.headers["location"])

    def writes(self, content: str, *, to: str = PUBLIC, reply_to: str = "") -> str:
        """Publish a note; give its address."""
        note: Json = {"type": "Note", "content": content, "to": [to]}
        note |= {"cc": [f"{self.uri}/followers"]} if to == PUBLIC else {}
        return self.does(note | ({"inReplyTo": reply_to} if reply_to else {}))

    def arrived(self) -> list[Json]:
        """Give the activities in her inbox, newest first."""
        headers = {"accept": ACTIVITY, "authorization": f"Bearer {self.token}"}
        answer = self.coop.http.get(f"/users/{self.name}/inbox?page=1", headers=headers)
        assert answer.status_code == 200, answer.text
        found: list[Json] = answer.json()["orderedItems"]
        return found

    def received(self, uri: str) -> Json | None:
        """Give a note that reached her, as her inbox has it now."""
        for activity in self.arrived():
            inner = activity.get("object")
            if isinstance(inner, dict) and inner.get("id") == uri:
                return inner
        return None

    @property
    def followers(self) -> int:
        """Give how many follow her."""
        return self.coop.count(f"{self.uri}/followers")

    @property
    def following(self) -> int:
        """Give how many she follows."""
        return self.coop.count(f"{self.uri}/following")


@contextmanager
def running(folder: Path) -> Iterator[Coop]:
    """Have our server for a while."""
    coop = Coop(folder)
    try:
        yield coop
    finally:
        coop.stop()
