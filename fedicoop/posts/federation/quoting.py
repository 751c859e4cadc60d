"""What others ask to quote (FEP-044f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import id_of, object_uri
from fedicoop.handlers import Handlers, Incoming
from fedicoop.posts import queries, service
from fedicoop.posts.federation.hearing import sender_of

if TYPE_CHECKING:
    from fedicoop.work import Work

handlers = Handlers()


@handlers.on("QuoteRequest")
async def on_quote_request(work: Work, incoming: Incoming) -> None:
    """Somebody asks to quote a post of ours; answered at once, by its author's choice."""
    post = await queries.by_uri(work, object_uri(incoming.activity))
    quoting = id_of(incoming.activity.get("instrument")) or ""
    if post is not None and post.local and not post.is_deleted and quoting:
        sender = await sender_of(work, incoming)
        uri = id_of(incoming.activity) or ""
        await service.answer_quote(work, sender, post, quoting, uri)
