"""What others publish and edit: kept when it concerns somebody here, and never against a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.errors import Refused
from fedicoop.groups import queries as groups
from fedicoop.posts import queries
from fedicoop.posts.models import Attachment, Post, Tag, Visibility
from fedicoop.posts.policy import OPEN, is_letter, may_answer_in
from fedicoop.posts.sequence import dated_id
from fedicoop.posts.service.admitting import belongs_in, narrowed
from fedicoop.posts.service.circling import is_for_circle
from fedicoop.posts.service.drafts import MOST_MENTIONS
from fedicoop.posts.service.grouping import group_of, known_to, pass_on
from fedicoop.posts.service.odds import at_odds
from fedicoop.posts.service.private import put_in, without_closed
from fedicoop.posts.service.relaying import is_followed
from fedicoop.posts.service.store import mention_rows, store, tell
from fedicoop.posts.service.waiting import wait_if_asked
from fedicoop.posts.service.writing import retag, revision_of
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.service.drafts import PostDraft
    from fedicoop.work import Work


async def receive(
    work: Work, author: Actor, draft: PostDraft, *, asked: bool = False
) -> Post | None:
    """Keep a post of another server; None when it concerns nobody here or was deleted before.

    ``asked`` says that we fetched it ourselves: it is wanted, and old news to everybody. Raises
    Refused when it is not the author's to publish, or answers what the author does not see.
    """
    _check_author(work, author, draft)
    known = await queries.by_uri(work, draft.uri)
    if known is not None and not await _make_way(work, known, author):
        return None if known.is_deleted else await revise(work, known, draft)
    parent = await queries.by_uri(work, draft.in_reply_to)
    await _check_reply(work, author, parent, draft.visibility)
    people = await actors.by_uris(work, (*draft.mentioned, *draft.addressed))
    group, waits = await belongs_in(work, author, draft, parent, asked=asked)
    shared = await is_for_circle(work, author, draft.addressed)
    visibility = narrowed(draft, group, shared=shared)
    readers = await _readers(work, author, draft, group, people, visibility)
    wanted = (
        asked or shared or group is not None or await _concerns_us(work, author, parent, people)
    )
    if not wanted or _turned_away(people, readers, visibility):
        return None
    if parent is None and draft.in_reply_to and not work.urls.is_local(draft.in_reply_to):
        work.wish(draft.in_reply_to)
    post = _new(work, author, draft, readers)
    post.visibility = visibility
    post.awaits_group, post.waits, post.answers_wait = waits, False, False
    post.digest, post.audience, post.parties = "", "", ""
    if group is not None:
        post.group_id, post.audience = group.id, group.actor.uri
    elif asked or shared:
        _meet_group(work, author, draft)
    there = parent if parent is not None and parent.type else None
    await wait_if_asked(work, post, there)
    await store(work, post, there, quiet=asked)
    if group is not None:
        await pass_on(work, post, group)
    return post


async def _readers(
    work: Work,
    author: Actor,
    draft: PostDraft,
    group: Group | None,
    people: list[Actor],
    visibility: str,
) -> list[Actor]:
    """Leave out those of ours who are not in the group, or take no private messages of hers."""
    if visibility == Visibility.GROUP:
        return await _who_see_it(work, group, people)
    if visibility == Visibility.DIRECT and draft.type != "Event":
        return await without_closed(work, author, draft, people)
    return people


def _turned_away(people: list[Actor], readers: list[Actor], visibility: str) -> bool:
    """Tell whether none of those of ours who should get a private message takes it."""
    if visibility != Visibility.DIRECT or len(readers) == len(people):
        return False
    return not any(each.is_local for each in readers)


def _meet_group(work: Work, author: Actor, draft: PostDraft) -> None:
    """Look up the group of its author's server that a post was written in, to show it, too."""
    uri = next(iter(draft.audience), "")
    if draft.type in {"Note", "Article"} and same_host(uri, author.uri):
        work.wish(uri)


async def _who_see_it(work: Work, group: Group | None, people: list[Actor]) -> list[Actor]:
    """Leave out those of ours who are not in the group: they would hear of what is not theirs."""
    inside = {each.id for each in await known_to(work, group, people)}
    return [each for each in people if not each.is_local or each.id in inside]


def _check_author(work: Work, author: Actor, draft: PostDraft) -> None:
    """Only who signed, or whose document was fetched from its own host, is taken for the author."""
    if author.is_local or work.urls.is_local(draft.uri) or not same_host(draft.uri, author.uri):
        raise Refused(f"{draft.uri} is not {author.uri}'s to publish")
    if author.uri not in draft.authors:
        raise Refused(f"{draft.uri} says that it is not by {author.uri}")
    if author.is_gone:
        raise Refused(f"{author.uri} is suspended or deleted")


async def _make_way(work: Work, known: Post, author: Actor) -> bool:
    """Tell whether a known row gives way to a new post of this author.

    Somebody else's Delete of an address that was never published must not keep the true author
    from publishing there: such a bare tombstone goes. Anything else is its author's for good.
    """
    if known.author_id == author.id:
        return False
    if known.type:
        raise Refused(f"{known.uri} is by {known.author.uri}")
    await work.session.delete(known)
    await work.session.flush()
    return True


async def _check_reply(work: Work, author: Actor, parent: Post | None, visibility: str) -> None:
    """Refuse answers to posts of ours that the author may not see, and comments that are closed.

    Others judge their own, and groups what is said in them.
    """
    if parent is None:
        return
    if parent.local and not parent.is_deleted and not await queries.can_see(work, parent, author):
        raise Refused(f"{author.uri} may not answer {parent.uri}")
    begins = parent.conversation == parent.uri
    root = parent if begins else await queries.by_uri(work, parent.conversation)
    alone = root is not None and (root.type == "Event" or root.group_id is None)
    ours = root is not None and root.local and alone
    if ours and not may_answer_in(root) and visibility in OPEN:
        raise Refused(f"{parent.uri} takes no comments")


async def _concerns_us(work: Work, author: Actor, parent: Post | None, people: list[Actor]) -> bool:
    """Tell whether a post is worth keeping: an answer to what we know, for us, or followed."""
    if parent is not None and not parent.is_deleted:
        return True
    here = {actor.id for actor in people if actor.is_local and not actor.is_gone}
    if here - await at_odds(work, author.id, here):
        return True
    return await actors.has_local_follower(work, author)


def _new(work: Work, author: Actor, draft: PostDraft, people: list[Actor]) -> Post:
    published = _moment(work, draft.published) or work.now()
    post = Post(
        id=dated_id(published, work.now()),
        uri=draft.uri,
        author=author,
        local=False,
        type=draft.type,
        visibility=str(draft.visibility),
        in_reply_to_uri=draft.in_reply_to or None,
        published_at=published,
        updated_at=_moment(work, draft.updated),
        likes_count=draft.likes_count or 0,
        boosts_count=draft.boosts_count or 0,
        replies_count=0,
        mentions=mention_rows(*_sorted(draft, people)),
        tags=[Tag(name=tag) for tag in draft.tags],
        attachments=_attachments(draft),
    )
    _take_over(work, post, draft)
    return post


def _moment(work: Work, said: datetime | None) -> datetime | None:
    """Take a date of another server; the future counts as now."""
    return min(said, work.now()) if said else None


def _sorted(draft: PostDraft, people: list[Actor]) -> tuple[list[Actor], list[Actor]]:
    """Part those whom a post names from those it only goes to; both bounded."""
    named = [actor for actor in people if actor.uri in draft.mentioned]
    rest = [actor for actor in people if actor.uri not in draft.mentioned and actor.is_local]
    return named[:MOST_MENTIONS], rest[:MOST_MENTIONS]


def _attachments(draft: PostDraft) -> list[Attachment]:
    return [
        Attachment(
            position=position,
            url=each.url,
            mime=each.mime,
            alt=each.alt,
            width=each.width,
            height=each.height,
            blurhash=each.blurhash,
        )
        for position, each in enumerate(draft.attachments)
    ]


def _take_over(work: Work, post: Post, draft: PostDraft) -> None:
    """Set what an edit may change."""
    post.name, post.content, post.summary = draft.name, draft.content, draft.summary
    post.sensitive, post.language = draft.sensitive, draft.language
    post.url = draft.url or draft.uri
    post.to, post.cc = list(draft.to), list(draft.cc)
    post.quotable = draft.quotable
    post.replies_uri, post.likes_uri = draft.replies_uri, draft.likes_uri
    post.shares_uri = draft.shares_uri
    post.fetched_at = work.now()


async def revise(work: Work, post: Post, draft: PostDraft) -> Post:
    """Take over a newer version of a known post: its words, never its author, type or audience.

    What arrives late, after a newer version, is left aside; a revision is only kept when the
    words changed.
    """
    if post.is_deleted or (draft.updated and post.updated_at and draft.updated < post.updated_at):
        return post
    before = _said(post)
    revision = revision_of(work, post)
    _take_over(work, post, draft)
    post.tags = retag(post, list(draft.tags))
    await _take_attachments(work, post, draft)
    new = await _rename(work, post, draft)
    if draft.likes_count is not None:
        post.likes_count = draft.likes_count
    if draft.boosts_count is not None:
        post.boosts_count = draft.boosts_count
    if _said(post) != before:
        work.session.add(revision)
        post.updated_at = _moment(work, draft.updated) or work.now()
    await work.session.flush()
    if not is_letter(post):
        await tell(work, post, {actor.id: "mention" for actor in new if actor.is_local})
    elif new:
        await tell(work, post, await put_in(work, post))
    return post


async def _take_attachments(work: Work, post: Post, draft: PostDraft) -> None:
    if [(each.url, each.alt) for each in post.attachments] != [
        (each.url, each.alt) for each in draft.attachments
    ]:
        post.attachments = []
        await work.session.flush()
        post.attachments = _attachments(draft)


async def _rename(work: Work, post: Post, draft: PostDraft) -> list[Actor]:
    """Name whom the new version names; nobody who saw a post loses it by an edit."""
    named = await actors.by_uris(work, draft.mentioned)
    known = {each.actor.id for each in post.mentions}
    if post.visibility == Visibility.GROUP:
        named = await _who_see_it(work, await group_of(work, post), named)
    if is_letter(post):
        named = await without_closed(work, post.author, draft, named)
    new = [actor for actor in named if actor.id not in known][:MOST_MENTIONS]
    uris = set(draft.mentioned)
    for each in post.mentions:
        each.silent = each.actor.uri not in uris
    post.mentions.extend(mention_rows(new))
    return new


def _said(post: Post) -> tuple[object, ...]:
    images = [(each.url, each.alt) for each in post.attachments]
    return (post.name, post.content, post.summary, post.sensitive, images)


async def is_wanted(work: Work, actor: Actor) -> bool:
    """Tell whether what somebody passes on or deletes matters here: somebody follows her.

    A group matters to its members, too, although it has not yet agreed to be followed; a server,
    when ours follows it.
    """
    if actor.is_local or await actors.has_local_follower(work, actor):
        return True
    if actor.type == "Application":
        return await is_followed(work, actor)
    group = await groups.by_actor(work, actor.id) if actor.type == "Group" else None
    return group is not None and await groups.one_of_ours(work, group) is not None
