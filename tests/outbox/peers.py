"""Strangers' servers, which check every signature; and what is said to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import orjson
from sqlalchemy import select

from fedicoop.activitypub import signatures
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.activitypub.keys import keys_of
from fedicoop.activitypub.signatures import SignedRequest
from fedicoop.actors import Actor
from fedicoop.errors import Unauthenticated
from fedicoop.ids import new_id
from fedicoop.outbox import Delivery, HostTrouble, Outgoing, Reach
from tests.givens import given_stranger
from tests.posts.given import given_follow

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from fedicoop.activitypub.activity import Document
    from fedicoop.activitypub.keys import PublicKey
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.clocks import StoppedClock
    from tests.network import Internet

Reply = int | httpx2.Response | Exception


class Peer:
    """A server that takes letters; ``says`` decides what it answers to each well-signed one."""

    def __init__(self, internet: Internet, clock: StoppedClock, host: str) -> None:
        """Plug the server in."""
        self.internet = internet
        self.clock = clock
        self.host = host
        self.letters: list[Document] = []
        self.tried: list[Document] = []
        self.requests: list[httpx2.Request] = []
        self.says: Callable[[Document], Reply] = lambda _letter: 202
        self.gate: asyncio.Event | None = None
        self.busiest = 0
        self._inside = 0
        self._keys: dict[str, PublicKey] = {}
        internet.servers[host] = httpx2.MockTransport(self._answer)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        letter: Document = orjson.loads(request.content)
        self.tried.append(letter)
        self.requests.append(request)
        assert (await self._signed_by(request)) == letter["actor"]
        self._inside += 1
        self.busiest = max(self.busiest, self._inside)
        try:
            if self.gate is not None:
                await self.gate.wait()
            return self._reply(letter)
        finally:
            self._inside -= 1

    def _reply(self, letter: Document) -> httpx2.Response:
        reply = self.says(letter)
        if isinstance(reply, Exception):
            raise reply
        reply = httpx2.Response(reply) if isinstance(reply, int) else reply
        if reply.is_success:
            self.letters.append(letter)
        return reply

    async def _signed_by(self, request: httpx2.Request) -> str:
        """Check a signature as a stranger does: with the key it knows, else with the one shown."""
        seen = SignedRequest(
            request.method, str(request.url), list(request.headers.items()), request.content
        )
        claim = signatures.claim(seen, self.clock())
        known = self._keys.get(claim.key_id)
        try:
            if known is not None:
                return signatures.verify(claim, known).actor_uri
        except Unauthenticated:
            pass  # the key may have been changed
        self._keys[claim.key_id] = await self._shown(claim.key_id)
        return signatures.verify(claim, self._keys[claim.key_id]).actor_uri

    async def _shown(self, key_id: str) -> PublicKey:
        ask = httpx2.Request(
            "GET", key_id.partition("#")[0], headers={"accept": "application/activity+json"}
        )
        home = self.internet.servers["coop.example"]
        answer = await home.handle_async_request(ask)
        keys = {key.key_id: key for key in keys_of(orjson.loads(await answer.aread()))}
        return keys[key_id]

    @property
    def got(self) -> list[str]:
        """Give what was taken, in its order: the contents of notes, else types."""
        return [said(letter) for letter in self.letters]


def said(letter: Document) -> str:
    """Give what a letter says, in one word."""
    inner = letter["object"]
    kind: str = letter["type"]
    text = inner.get("content", "") if isinstance(inner, dict) else ""
    return f"{kind} {text}".strip()


def down(_letter: Document) -> Reply:
    """Answer nothing: the connection breaks."""
    return httpx2.ConnectError("down")


def a_note(ana: Actor, text: str = "bonjour", ident: str = "") -> Document:
    """Write a public note of Ana's."""
    return {
        "id": ident or f"https://coop.example/notes/{text}",
        "type": "Note",
        "attributedTo": ana.uri,
        "content": text,
        "to": [PUBLIC],
        "cc": [ana.followers],
    }


def an_activity(work: Work, ana: Actor, kind: str, inner: Document | str, **more: Any) -> Document:
    """Write an activity of Ana's to everybody."""
    document: Document = {
        "id": work.urls.activity(new_id(work.now())),
        "type": kind,
        "actor": ana.uri,
        "to": [PUBLIC],
        "cc": [ana.followers],
        "object": inner,
    }
    return document | more


async def publish(
    coop: Instance, ana: Actor, text: str = "bonjour", kind: str = "Create", **more: Any
) -> Document:
    """Let Ana say something about a note of hers in a transaction of its own."""
    async with coop.writing() as work:
        note = a_note(ana, text)
        activity = an_activity(work, ana, kind, note, **more)
        work.publish(activity, about=note["id"])
        return activity


async def given_follower(
    coop: Instance, ana: Actor, name: str = "bo", host: str = "peer.example", **more: Any
) -> Actor:
    """Let somebody elsewhere follow Ana; without ``shared`` the server has no shared inbox."""
    async with coop.writing() as work:
        stranger = await given_stranger(work, name, host)
        if not more.get("shared", True):
            stranger.shared_inbox = ""
        await given_follow(work, stranger, await here(work, ana))
        return stranger


async def here(work: Work, actor: Actor) -> Actor:
    """Give an actor as a row of this transaction."""
    return await work.session.get_one(Actor, actor.id)


async def letters(coop: Instance) -> list[Delivery]:
    """Give every letter there is, in the order they were written."""
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Delivery).order_by(Delivery.id)))


async def activities(coop: Instance) -> list[Outgoing]:
    """Give every activity that was said."""
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Outgoing).order_by(Outgoing.id)))


async def reach_of(coop: Instance, uri: str) -> set[str]:
    """Give the inboxes that an object ever went to."""
    async with coop.reading() as work:
        query = select(Reach.inbox).where(Reach.object_uri == uri)
        return set(await work.session.scalars(query))


async def trouble(coop: Instance, host: str = "peer.example") -> HostTrouble | None:
    """Give what is kept of a host in trouble."""
    async with coop.reading() as work:
        return await work.session.get(HostTrouble, host)
