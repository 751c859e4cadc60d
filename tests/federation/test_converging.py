"""Whatever the network does to letters, two cooperatives end up knowing the same.

Letters are lost, arrive without an answer and so come again, come twice, come late, and after
letters that were sent later; what members do meanwhile is drawn by hypothesis.
"""

from __future__ import annotations

import tempfile
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from fedicoop.inbox import worker as inbox
from tests.clocks import StoppedClock
from tests.federation.telling import Member, plain, seen
from tests.network import Internet

if TYPE_CHECKING:
    from collections.abc import Iterator

FATES = ["arrives", "is lost", "arrives unanswered", "comes twice", "is held up"]
DEEDS = ["writes", "edits", "deletes", "likes", "likes no more", "answers", "waits", "delivers"]


class Unreliable(httpx2.AsyncBaseTransport):
    """A way to a server on which each letter has its fate; questions are always answered."""

    def __init__(self, server: httpx2.AsyncBaseTransport, fates: Iterator[str]) -> None:
        """Take the real way, and what happens to one letter after another."""
        self._server = server
        self._fates = fates
        self._held: list[httpx2.Request] = []
        self.calm = False

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Deliver a request, or not, or twice, or only after the one that comes next."""
        if request.method != "POST":
            return await self._server.handle_async_request(request)
        fate = "arrives" if self.calm else next(self._fates)
        if fate == "is lost":
            raise httpx2.ConnectError("lost on the way", request=request)
        if fate == "is held up":
            self._held.append(request)
            raise httpx2.ReadError("no answer yet", request=request)
        answer = await self._server.handle_async_request(request)
        while self._held:
            await self._server.handle_async_request(self._held.pop())
        if fate == "comes twice":
            answer = await self._server.handle_async_request(request)
        if fate == "arrives unanswered":
            raise httpx2.ReadError("the answer was lost", request=request)
        return answer


class World:
    """Two cooperatives, a member of each, and everything they wrote."""

    def __init__(self, internet: Internet, clock: StoppedClock, members: list[Member]) -> None:
        """Start with nothing written."""
        self.internet, self.clock, self.members = internet, clock, members
        self.notes: list[tuple[int, str]] = []
        self.gone: set[str] = set()
        self.liked: set[tuple[str, str]] = set()
        self.edits = 0

    async def do(self, deed: str, who: int, which: int) -> None:
        """Let a member do something, if there is something to do it to."""
        member = self.members[who]
        if deed == "writes":
            self.notes.append((who, await member.writes(f"note {len(self.notes)}")))
        elif deed == "waits":
            self.clock.move(timedelta(minutes=5 * (which + 1)))
        elif deed == "delivers":
            await self._work(who)
        elif self.notes:
            await self._do_to(deed, member, *self.notes[which % len(self.notes)])

    async def _work(self, who: int) -> None:
        """Let the workers of one side run: the other hears and says nothing meanwhile."""
        await self.internet.workers[who].run_once()
        await inbox.run_once(self.internet.instances[1 - who])

    async def _do_to(self, deed: str, member: Member, owner: int, uri: str) -> None:
        copy = await seen(member.home, uri)
        if copy is None or copy.is_deleted:
            return
        own = self.members[owner] is member
        if deed == "edits" and own:
            self.edits += 1
            self.clock.move(timedelta(seconds=2))
            await member.edits(uri, f"edit {self.edits}")
        elif deed == "deletes" and own:
            self.gone.add(uri)
            await member.deletes(uri)
        elif deed == "likes":
            self.liked.add((uri, member.uri))
            await member.likes(uri)
        elif deed == "likes no more":
            self.liked.discard((uri, member.uri))
            await member.likes_no_more(uri)
        elif deed == "answers":
            author = self.members.index(member)
            answer = await member.writes(f"answer {len(self.notes)}", answering=uri)
            self.notes.append((author, answer))

    async def comes_to_rest(self) -> None:
        """Let every letter be tried again on a good network."""
        for server in self.internet.servers.values():
            assert isinstance(server, Unreliable)
            server.calm = True
        for _ in range(4):
            self.clock.move(timedelta(hours=25))
            await self.internet.settle()

    async def agrees(self) -> None:
        """Assert that both sides know every note alike."""
        for owner, uri in self.notes:
            here = await seen(self.members[owner].home, uri)
            there = await seen(self.members[1 - owner].home, uri)
            assert here is not None
            if uri in self.gone:
                assert here.is_deleted
                assert there is None or there.is_deleted
                continue
            assert there is not None, f"{plain(here)} never arrived"
            assert plain(there) == plain(here)
            assert there.in_reply_to_uri == here.in_reply_to_uri
            assert here.likes_count == sum(each == uri for each, _ in self.liked)


@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(DEEDS), st.integers(0, 1), st.integers(0, 5)),
        min_size=4,
        max_size=14,
    ),
    fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=8),
)
@example(
    deeds=[
        ("writes", 0, 0),
        ("delivers", 0, 0),
        ("likes", 1, 0),
        ("delivers", 1, 0),
        ("likes no more", 1, 0),
        ("delivers", 1, 0),
    ],
    fates=["arrives", "is held up", "arrives", "arrives"],
)
@settings(
    max_examples=14,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
async def test_two_cooperatives_end_up_knowing_the_same(
    deeds: list[tuple[str, int, int]], fates: list[str]
) -> None:
    internet, clock = Internet(), StoppedClock()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        members = []
        for host, name in (("coop.example", "ana"), ("neighbour.example", "ben")):
            opened = internet.instance(host, folder / name, clock)
            members.append(await Member(await stack.enter_async_context(opened), name).arrives())
        await members[0].follows(members[1])
        await members[1].follows(members[0])
        await internet.settle()
        letters = cycle(fates)
        for host, server in list(internet.servers.items()):
            internet.servers[host] = Unreliable(server, letters)
        world = World(internet, clock, members)

        for deed, who, which in deeds:
            await world.do(deed, who, which)
        await world.comes_to_rest()

        await world.agrees()
