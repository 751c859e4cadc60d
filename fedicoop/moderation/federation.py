"""What other servers' moderators tell ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.errors import NeedsObject
from fedicoop.handlers import Handlers, Incoming
from fedicoop.moderation import documents, service

if TYPE_CHECKING:
    from fedicoop.work import Work

handlers = Handlers()


@handlers.on("Flag")
async def on_flag(work: Work, incoming: Incoming) -> None:
    """Somebody, usually a whole server (Mastodon signs as its instance), reports one of ours."""
    draft = documents.from_ap(incoming.activity, work.urls)
    if not draft.objects:
        return
    sender = await actors.by_uri(work, incoming.sender)
    if sender is None:
        raise NeedsObject(incoming.sender)
    await service.receive_report(work, sender, draft)
