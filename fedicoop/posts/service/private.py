"""Private messages: who gets them, and the conversations of ours into which they are put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import queries as actors
from fedicoop.errors import Refused
from fedicoop.messages import policy as rules
from fedicoop.messages import service as messages
from fedicoop.messages.service import Filed
from fedicoop.posts import policy
from fedicoop.posts.service.odds import at_odds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.actors import Actor
    from fedicoop.posts.models import Post
    from fedicoop.posts.service.drafts import PostDraft
    from fedicoop.work import Work

_MOST_UNKNOWN = 5


async def check_private(work: Work, author: Actor, people: Iterable[Actor]) -> None:
    """Stop a private message of ours to who does not take it; nobody learns who blocks whom."""
    people = list(people)
    if await at_odds(work, author.id, [each.id for each in people]):
        raise Refused(f"{author.uri} is at odds with a reader", safe=messages.NOT_YOU)
    await messages.check(work, author, people)


async def without_closed(
    work: Work, author: Actor, draft: PostDraft, people: list[Actor]
) -> list[Actor]:
    """Leave out those of ours who take no private message of an author of another server."""
    named = {*draft.to, *draft.cc, *draft.mentioned} - {PUBLIC}
    parties = rules.parties([author.uri, *named])
    closed = await messages.closed_to(work, author, people, parties)
    return [each for each in people if each.id not in closed]


async def put_in(work: Work, post: Post, *, quiet: bool = False) -> dict[str, str]:
    """Put a private message, whose mentions are loaded, where it belongs; gives whom to tell.

    Those at odds with the author do not get it. Who takes part and is unknown is looked up, unless
    that would be many.
    """
    people = policy.people_of(post)
    ours = [each.actor for each in post.mentions if rules.may_hold(each.actor)]
    deaf = await at_odds(work, post.author_id, [each.id for each in ours])
    readers = tuple(each for each in ours if each.id not in {*deaf, post.author_id})
    filed = Filed(post.author, people, readers, post.id)
    post.parties = filed.parties
    if not post.local and readers:
        await _meet(work, people)
    return await messages.file(work, filed, quiet=quiet)


async def _meet(work: Work, people: tuple[str, ...]) -> None:
    known = {each.uri for each in await actors.by_uris(work, people)}
    unknown = [uri for uri in people if uri not in known and not work.urls.is_local(uri)]
    for uri in unknown if len(unknown) <= _MOST_UNKNOWN else ():
        work.wish(uri)
