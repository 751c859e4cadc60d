"""Putting a post into its place: the one way in for what is written here and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, select, update
from sqlalchemy.orm.attributes import set_committed_value

from fedicoop.actors import Actor
from fedicoop.posts import policy, queries
from fedicoop.posts.models import Mention, Post, ThreadChoice
from fedicoop.posts.service.odds import at_odds
from fedicoop.posts.service.private import put_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import InstrumentedAttribute

    from fedicoop.work import Work


async def store(work: Work, post: Post, parent: Post | None, *, quiet: bool = False) -> Post:
    """Keep a new post whose author, mentions, tags and attachments are set.

    Places it under its parent, takes in the answers that came before it, counts it, and lets
    people here know that they were answered or named, unless it is ``quiet`` (fetched late). One
    that waits counts for nobody and is told to nobody but who looks after the thread. A private
    one goes into the conversation of each of its people.
    """
    if parent is not None:
        post.in_reply_to_id, post.in_reply_to_uri = parent.id, parent.uri
        post.in_reply_to_author = parent.author
        post.conversation = parent.conversation
    else:
        post.in_reply_to_author = None
        post.conversation = post.uri
    post.author_id = post.author.id
    is_awaited = not work.memory.lacks(post.uri)
    work.session.add(post)
    if is_awaited:
        await work.session.flush()
        await _take_in(work, post)
    if policy.is_letter(post):
        await tell(work, post, await put_in(work, post, quiet=quiet))
    elif not post.waits:
        await count_in(work, post, parent)
        if not quiet:
            await tell_named(work, post, parent)
    return post


async def _move_choices(work: Work, before: str, after: str) -> None:
    """Let who follows or mutes a discussion do so when it turns out to be part of another one."""
    there = select(ThreadChoice.actor_id).where(ThreadChoice.conversation == after)
    await work.session.execute(
        update(ThreadChoice)
        .where(ThreadChoice.conversation == before, ThreadChoice.actor_id.not_in(there))
        .values(conversation=after)
        .execution_options(synchronize_session=False)
    )


async def _wait_all(work: Work, conversation: str) -> None:
    """Let a whole thread wait that turns out to hang below something that does."""
    there = Post.conversation == conversation
    rows = await work.session.scalars(
        select(Post)
        .where(there, Post.waits.is_(False), Post.deleted_at.is_(None))
        .options(*queries.LOADED)
    )
    for each in list(rows):
        await count_out(work, each)
        each.waits = True
    await work.session.flush()


async def count_out(work: Work, post: Post) -> None:
    """Take a post out of all counts: it goes, or waits again."""
    if post.waits:
        return
    parent = await queries.by_id(work, post.in_reply_to_id) if post.in_reply_to_id else None
    if parent is not None and policy.counts_as_reply(parent.visibility, post.visibility):
        await count(work, parent, Post.replies_count, -1)
    count_for_author(work, post, -1)


async def count_in(work: Work, post: Post, parent: Post | None) -> None:
    """Count a post for its author, and as an answer."""
    if parent is not None and policy.counts_as_reply(parent.visibility, post.visibility):
        await count(work, parent, Post.replies_count, 1)
    count_for_author(work, post, 1)


async def _take_in(work: Work, post: Post) -> None:
    """Hang the answers that were here before this post under it.

    An answer that is already in the same conversation stays where it is: two posts that claim to
    answer each other would otherwise make a loop. What answers an answer that waits does so too.
    """
    waiting = await queries.children(work, post.uri)
    new = [child for child in waiting if child.conversation != post.conversation]
    for child in new:
        child.in_reply_to_id, child.in_reply_to_author_id = post.id, post.author_id
    await work.session.flush()
    for child in new:
        if post.waits:
            await _wait_all(work, child.conversation)
        await _move_choices(work, child.conversation, post.conversation)
        await work.session.execute(
            update(Post)
            .where(Post.conversation == child.conversation)
            .values(conversation=post.conversation)
            .execution_options(synchronize_session="evaluate")
        )
    counted = [
        child
        for child in new
        if not child.is_deleted
        and not child.waits
        and policy.counts_as_reply(post.visibility, child.visibility)
    ]
    await count(work, post, Post.replies_count, len(counted))


async def count(work: Work, post: Post, column: InstrumentedAttribute[int], by: int) -> None:
    """Change a counter of a post in the database itself, so that no concurrent change is lost."""
    if by:
        changed = column + by
        value = await work.session.scalar(
            update(Post)
            .where(Post.id == post.id)
            .values({column: case((changed < 0, 0), else_=changed)})
            .returning(column)
            .execution_options(synchronize_session=False)
        )
        set_committed_value(post, column.key, value)


def count_for_author(work: Work, post: Post, by: int) -> None:
    """Change how many open posts an author has; what is not open is nobody's business."""
    if post.visibility in policy.OPEN:
        work.tally(Actor.posts_count, post.author_id, by)
        now = max(0, post.author.posts_count + by)
        set_committed_value(post.author, "posts_count", now)


async def lock(work: Work, post: Post) -> None:
    """Make others wait who want to change what hangs on this post; SQLite has one writer anyway."""
    await work.session.execute(select(Post.id).where(Post.id == post.id).with_for_update())


async def tell_named(work: Work, post: Post, parent: Post | None) -> None:
    """Let people here know who answered or named them."""
    kinds: dict[str, str] = {
        each.actor.id: "mention"
        for each in post.mentions
        if each.actor.is_local and not each.silent
    }
    if parent is not None and parent.author.is_local and not parent.is_deleted:
        kinds[parent.author_id] = "reply"
    if parent is not None:
        for each in await queries.listeners(work, post.conversation):
            if each.id not in kinds and await queries.can_see(work, post, each):
                kinds[each.id] = "thread"
    kinds.pop(post.author_id, None)
    await tell(work, post, kinds)


async def tell(work: Work, post: Post, kinds: dict[str, str]) -> None:
    """Tell members, given by row id, what happened.

    Those at odds with the author hear nothing, nor those who do not want to hear of the discussion.
    Of what waits to be let in nobody hears, whoever is named in it.
    """
    if post.waits:
        return
    deaf = await at_odds(work, post.author_id, kinds)
    deaf |= await queries.deaf_to(work, post.conversation, kinds)
    for recipient_id, kind in kinds.items():
        if recipient_id not in deaf:
            work.tell(kind, recipient_id, post.author_id, post.uri)


def mention_rows(named: Iterable[Actor], silent: Iterable[Actor] = ()) -> list[Mention]:
    """Make the rows for those whom a post names, and for those it only goes to."""
    rows = {actor.id: Mention(actor=actor, silent=True) for actor in silent}
    rows |= {actor.id: Mention(actor=actor, silent=False) for actor in named}
    return list(rows.values())
