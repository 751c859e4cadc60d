"""Answering who asks to quote one of our posts (FEP-044f), and taking the answer back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound, Refused
from fedicoop.ids import new_id
from fedicoop.posts import documents, policy, queries
from fedicoop.posts.models import QuoteAuthorization
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts.models import Post
    from fedicoop.work import Work


async def answer_quote(
    work: Work, quoter: Actor, post: Post, quoting_uri: str, request_uri: str
) -> QuoteAuthorization | None:
    """Say yes with a stamp, or no, to somebody who quotes one of our posts; None is no.

    Raises NotFound for what she does not see, and Refused when the quoting post is not on her own
    server; a stamp that was taken back is not given again.
    """
    if not post.local or not await queries.can_see(work, post, quoter):
        raise NotFound(f"{quoter.uri} does not see {post.uri}")
    if not same_host(quoting_uri, quoter.uri):
        raise Refused(f"{quoting_uri} is not {quoter.uri}'s")
    request = {
        "id": request_uri,
        "type": "QuoteRequest",
        "actor": quoter.uri,
        "object": post.uri,
        "instrument": quoting_uri,
    }
    row = await queries.stamp_for(work, post, quoting_uri)
    quoted = 0 if row is not None else await queries.stamps_of(work, post, quoter)
    allowed = policy.may_quote(post, quoter, sees=True, quoted=quoted)
    if not allowed or (row is not None and row.revoked_at is not None):
        work.publish(documents.quote_answer(work, "Reject", post, request))
        return None
    row = row or await _stamp(work, quoter, post, quoting_uri)
    work.publish(documents.quote_answer(work, "Accept", post, request, row))
    return row


async def _stamp(work: Work, quoter: Actor, post: Post, quoting_uri: str) -> QuoteAuthorization:
    ident = new_id(work.now())
    row = QuoteAuthorization(
        id=ident,
        uri=f"{post.uri}/stamps/{ident}",
        post=post,
        actor_id=quoter.id,
        quoting_uri=quoting_uri,
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def revoke_quote(work: Work, author: Actor, row: QuoteAuthorization) -> None:
    """Take the approval of a quote back; the row's post and its author are loaded."""
    if row.post.author_id != author.id:
        raise Refused(f"{author.uri} may not revoke {row.uri}")
    quoter = await actors.by_id(work, row.actor_id)
    if row.revoked_at is not None or quoter is None:
        return
    row.revoked_at = work.now()
    work.publish(documents.quote_revoked(work, row, quoter))
