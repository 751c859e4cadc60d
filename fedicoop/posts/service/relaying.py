"""What servers announce to servers: ours each public post of its groups, once; others theirs.

It is kept as a boost that nobody counts: it is how the news of the network are found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.errors import Refused
from fedicoop.ids import new_id
from fedicoop.posts import documents, queries
from fedicoop.posts.models import Boost, Post, Visibility
from fedicoop.posts.sequence import dated_id

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def relay(work: Work, post: Post) -> bool:
    """Announce a public post of ours once, in the server's own name; tell whether it was done.

    What people of other servers write is announced by theirs, which also tells of its end.
    """
    if not post.local or post.is_deleted or post.visibility != Visibility.PUBLIC:
        return False
    server = await actors.by_username(work, actors.INSTANCE_NAME)
    if server is None or await queries.boost_by(work, server, post) is not None:
        return False
    uri, now = work.urls.activity(new_id(work.now())), work.now()
    await note_relay(work, server, post, uri, now)
    work.publish(documents.relay(uri, now, server, post.uri), about=post.uri)
    return True


async def unrelay(work: Work, post: Post) -> None:
    """Take back that our server announced a post: it is no longer its groups'."""
    server = await actors.by_username(work, actors.INSTANCE_NAME)
    row = await queries.boost_by(work, server, post) if server is not None else None
    if server is None or row is None:
        return
    said = documents.relay(row.uri, row.published_at, server, post.uri)
    work.publish(documents.undo(work, said), about=post.uri)
    await work.session.delete(row)
    await work.session.flush()


async def relayed(
    work: Work, server: Actor, post: Post, uri: str, published: datetime | None = None
) -> None:
    """Note that a server which ours follows announced something; ours never announces it again.

    Raises Refused for an activity id that stands for something else.
    """
    known = await queries.boost_by_uri(work, uri)
    if known is not None and (known.actor_id, known.post_id) != (server.id, post.id):
        raise Refused(f"{uri} is taken")
    if known is None and await queries.boost_by(work, server, post) is None:
        await note_relay(work, server, post, uri, min(published or work.now(), work.now()))


async def note_relay(work: Work, server: Actor, post: Post, uri: str, at: datetime) -> None:
    """Keep that a server announced something, under the id of its Announce."""
    row = Boost(
        id=dated_id(at, work.now()),
        uri=uri,
        actor=server,
        post_id=post.id,
        visibility=Visibility.UNLISTED,
        published_at=at,
    )
    work.session.add(row)
    await work.session.flush()


async def is_followed(work: Work, server: Actor) -> bool:
    """Tell whether our server follows another, or asked to: its first words may come early."""
    ours = await actors.by_username(work, actors.INSTANCE_NAME)
    return ours is not None and await actors.follow_between(work, ours.id, server.id) is not None
