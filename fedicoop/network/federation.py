"""Other servers that ask to hear what ours announces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.actors.federation import on_follow as asks
from fedicoop.handlers import Handlers, Incoming
from fedicoop.network import service

if TYPE_CHECKING:
    from fedicoop.work import Work

handlers = Handlers()


@handlers.on("Follow", "Application")
async def on_follow(work: Work, incoming: Incoming) -> None:
    """Somebody, usually a whole server, asks to follow ours: let in at once, or it waits."""
    await asks(work, incoming)
    follower = await actors.by_uri(work, incoming.sender)
    if follower is not None:
        await service.admit(work, follower)
