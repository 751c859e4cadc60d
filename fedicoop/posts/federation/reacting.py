"""What others like, pass on and pin, and take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import date_of, embedded, id_of, object_uri, type_of
from fedicoop.activitypub.addressing import audience_of, visibility_of
from fedicoop.errors import NeedsObject, Refused
from fedicoop.groups import queries as groups
from fedicoop.handlers import Handlers, Incoming
from fedicoop.posts import queries, service
from fedicoop.posts.federation.hearing import sender_of
from fedicoop.posts.federation.reading import READABLE
from fedicoop.posts.models import Visibility
from fedicoop.posts.policy import OPEN
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.models import Boost, Like, Post
    from fedicoop.work import Work

handlers = Handlers()

_ACTIVITIES = frozenset(
    {"Accept", "Add", "Announce", "Arrive", "Block", "Create", "Delete"}
    | {"Dislike", "EmojiReact", "Flag", "Follow", "Ignore", "Invite", "Join"}
    | {"Leave", "Like", "Listen", "Lock", "Move", "Offer", "Read"}
    | {"Reject", "Remove", "TentativeAccept", "TentativeReject", "Travel", "Undo", "Update"}
    | {"View"}
)


@handlers.on("Like", *READABLE, "")
@handlers.on("EmojiReact", *READABLE, "")
async def on_like(work: Work, incoming: Incoming) -> None:
    """Somebody likes, or reacts to, a post of ours; what others make of others is not kept."""
    post = await queries.by_uri(work, object_uri(incoming.activity))
    if post is not None and post.local and not post.is_deleted:
        sender = await sender_of(work, incoming)
        await service.like(work, sender, post, uri=_id(incoming, sender))


@handlers.on("Announce", *READABLE, "")
async def on_announce(work: Work, incoming: Incoming) -> None:
    """Somebody passes a post on.

    One that we lack is fetched when somebody here follows her. A group's Announce of a Create
    (FEP-1b12) is read as one of the post, taken from its own address; of an Update or Delete it
    only makes us look there again; of anything else it says nothing to us.
    """
    uri = await _announced(work, incoming)
    if not uri:
        return
    sender = await sender_of(work, incoming)
    post = await queries.by_uri(work, uri)
    if post is None:
        if not work.urls.is_local(uri) and await service.is_wanted(work, sender):
            raise NeedsObject(uri, await _reader(work, incoming, sender, uri))
        return
    await service.claim(work, post, sender)
    if post.visibility == Visibility.GROUP or post.is_deleted:
        return
    if not (post.local or await service.is_wanted(work, sender)):
        return
    if sender.type == "Application":
        await _by_a_server(work, incoming, sender, post)
        return
    visibility = visibility_of(incoming.activity, sender.followers)
    if visibility != Visibility.DIRECT:
        await service.boost(
            work,
            sender,
            post,
            visibility=visibility,
            uri=_id(incoming, sender),
            published=date_of(incoming.activity, "published"),
        )


async def _by_a_server(work: Work, incoming: Incoming, server: Actor, post: Post) -> None:
    """Note what a whole server announces, if it is for all; what is ours is not news to us."""
    if post.visibility in OPEN and not post.local:
        published = date_of(incoming.activity, "published")
        await service.relayed(work, server, post, _id(incoming, server), published)


async def _reader(work: Work, incoming: Incoming, sender: Actor, uri: str) -> str:
    """Give in whose name to read what a group announces to its members alone; "" otherwise.

    Only on the group's own host: else any group could send its members' names, and what opens to
    them, wherever it likes.
    """
    if sender.type != "Group" or audience_of(incoming.activity).is_public:
        return ""
    if not same_host(uri, sender.uri):
        return ""
    group = await groups.by_actor(work, sender.id)
    reader = await groups.one_of_ours(work, group) if group is not None else None
    return reader.uri if reader is not None else ""


async def _announced(work: Work, incoming: Incoming) -> str:
    """Give the post that is passed on; "" when it is none, or is only to be read again."""
    inner = embedded(incoming.activity)
    kind = type_of(inner or {})
    if inner is None or kind not in _ACTIVITIES:
        return object_uri(incoming.activity)
    if kind == "Create":
        return object_uri(inner)
    if kind in {"Update", "Delete"}:
        post = await queries.by_uri(work, object_uri(inner))
        if post is not None and not post.local and not post.is_deleted:
            work.wish(post.uri)
    return ""


def _id(incoming: Incoming, sender: Actor) -> str:
    """Give the activity's id; one on another host would pre-empt somebody else's."""
    uri = id_of(incoming.activity) or ""
    if not same_host(uri, sender.uri):
        raise Refused(f"{uri} is not {sender.uri}'s to use")
    return uri


@handlers.on("Undo", "Like", "EmojiReact")
async def on_undo_like(work: Work, incoming: Incoming) -> None:
    """Somebody takes a like back."""
    row = await queries.like_by_uri(work, object_uri(incoming.activity))
    post = await _undone(work, incoming, row)
    if post is not None:
        await service.unlike(work, await sender_of(work, incoming), post)


@handlers.on("Undo", "Announce")
async def on_undo_announce(work: Work, incoming: Incoming) -> None:
    """Somebody takes a boost back."""
    row = await queries.boost_by_uri(work, object_uri(incoming.activity))
    post = await _undone(work, incoming, row)
    if post is not None:
        await service.unboost(work, await sender_of(work, incoming), post)


async def _undone(work: Work, incoming: Incoming, row: Like | Boost | None) -> Post | None:
    """Give the post whose like or boost is undone: found by its id, else by who and what.

    Raises Refused when it is somebody else's act.
    """
    inner = embedded(incoming.activity) or {}
    by = row.actor.uri if row else id_of(inner.get("actor")) or incoming.sender
    if by != incoming.sender:
        raise Refused(f"{incoming.sender} may not undo what {by} did")
    return row.post if row else await queries.by_uri(work, object_uri(inner))


@handlers.on("Add", *READABLE, "")
async def on_add(work: Work, incoming: Incoming) -> None:
    """Somebody pins one of her posts, or a group what was written in it.

    One that we lack is fetched when the sender is followed here.
    """
    await _put_on_top(work, await sender_of(work, incoming), incoming.activity)


@handlers.on("Announce", "Add", "Remove")
async def on_announce_add(work: Work, incoming: Incoming) -> None:
    """Do what a group passes on: a moderator put a post on top of it (FEP-1b12, Lemmy)."""
    sender, inner = await sender_of(work, incoming), embedded(incoming.activity)
    if inner is not None and await _group_elsewhere(work, sender) is not None:
        await _put_on_top(work, sender, inner)


@handlers.on("Remove", *READABLE, "")
async def on_remove(work: Work, incoming: Incoming) -> None:
    """Somebody takes a post from the top of her profile, or a group from its own."""
    await _put_on_top(work, await sender_of(work, incoming), incoming.activity)


async def _put_on_top(work: Work, sender: Actor, activity: Document) -> None:
    """Do an Add or Remove on the sender's own featured collection; others' is not hers."""
    target = id_of(activity.get("target")) or ""
    if not target or target != sender.featured:
        return
    uri, adds = object_uri(activity), type_of(activity) == "Add"
    post = await queries.by_uri(work, uri)
    if post is None:
        if adds and same_host(uri, sender.uri) and await service.is_wanted(work, sender):
            raise NeedsObject(uri)
        return
    group = await _group_elsewhere(work, sender)
    if group is not None:
        await service.pin_elsewhere(work, group, post, pinned=adds)
    elif adds:
        await service.pin(work, sender, post)
    else:
        await service.unpin(work, sender, post)


async def _group_elsewhere(work: Work, sender: Actor) -> Group | None:
    """Give the group that speaks: it puts on top what its people wrote, not only its own."""
    return await groups.by_actor(work, sender.id) if sender.type == "Group" else None
