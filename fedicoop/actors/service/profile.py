"""Changing, moving, suspending and deleting an actor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete as delete_rows

from fedicoop import text
from fedicoop.activitypub import keys
from fedicoop.actors import documents, policy, queries
from fedicoop.actors.models import Actor, Key
from fedicoop.actors.service.following import (
    follow,
    forget_relations,
    part_from_all,
    unfollow,
)
from fedicoop.errors import Invalid, Refused
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.work import Work

_MOST_FIELDS = 4
_MOST_ALIASES = 10


@dataclass(frozen=True)
class ProfileDraft:
    """What a member says of herself; the summary and the fields' values are Markdown."""

    name: str
    summary: str = ""
    locked: bool = False
    discoverable: bool = False
    indexable: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)
    icon: str | None = None
    image: str | None = None


async def update_profile(work: Work, actor: Actor, draft: ProfileDraft) -> None:
    """Change what an actor of ours says of itself, and tell everybody who ever got it.

    ``icon`` and ``image`` are URLs; None leaves them. Raises Invalid field by field.
    """
    faults = {}
    if len(draft.name) > 100:
        faults["name"] = "At most 100 characters."
    if len(draft.summary) > 2000:
        faults["summary"] = "At most 2,000 characters."
    if faults:
        raise Invalid(faults)
    actor.name = text.clean(draft.name, 100)
    actor.summary = text.markdown(draft.summary) if draft.summary else ""
    actor.extra = {**actor.extra, "summary_source": draft.summary}
    actor.locked = draft.locked
    actor.discoverable, actor.indexable = draft.discoverable, draft.indexable
    actor.fields = [
        {"name": text.clean(name, 100), "value": text.markdown_line(value[:500])}
        for name, value in draft.fields[:_MOST_FIELDS]
        if name.strip() and value.strip()
    ]
    actor.extra["fields_source"] = [list(pair) for pair in draft.fields[:_MOST_FIELDS]]
    actor.icon = actor.icon if draft.icon is None else draft.icon
    actor.image = actor.image if draft.image is None else draft.image
    await publish_update(work, actor)


async def publish_update(work: Work, actor: Actor) -> None:
    """Send an actor's document to its followers and to everybody who ever got it."""
    await work.session.flush()
    pem = await queries.public_pem(work, actor)
    inner = documents.to_ap(actor, pem, work.urls.shared_inbox)
    _say(work, actor, "Update", inner)


def _say(
    work: Work, actor: Actor, kind: str, inner: Document | str, inboxes: tuple[str, ...] = ()
) -> None:
    activity = {
        "id": work.urls.activity(new_id(work.now())),
        "type": kind,
        "actor": actor.uri,
        "object": inner,
        **documents.to_followers(actor),
    }
    work.publish(activity, inboxes=inboxes, about=actor.uri)


async def rotate_key(work: Work, actor: Actor) -> None:
    """Give one of our actors a new key pair under the same key id, and say so.

    The Update is signed with the new key: peers that fail to verify it fetch the actor again
    (blind rotation), which is what every implementation we read does.
    """
    key = await queries.current_key(work, actor)
    if key is None or key.private_pem is None:
        raise Refused(f"{actor.uri} has no key of ours")
    key.private_pem, key.public_pem = keys.generate()
    key.created_at = work.now()
    await publish_update(work, actor)


async def add_alias(work: Work, actor: Actor, uri: str) -> None:
    """Say that an account elsewhere is the same person: what a Move to here needs."""
    if uri in actor.also_known_as:
        return
    if len(actor.also_known_as) >= _MOST_ALIASES:
        raise Invalid({"alias": "At most 10 other accounts."})
    actor.also_known_as = [*actor.also_known_as, uri]
    await publish_update(work, actor)


async def remove_alias(work: Work, actor: Actor, uri: str) -> None:
    """Take an alias back."""
    if uri in actor.also_known_as:
        actor.also_known_as = [known for known in actor.also_known_as if known != uri]
        await publish_update(work, actor)


async def move(work: Work, old: Actor, new: Actor) -> None:
    """Move one of ours to an account that names this one among its aliases; followers are told.

    Raises Refused when the other side does not agree, or within a week of the last move.
    """
    if not policy.may_move(old, new, work.now()):
        raise Refused(
            f"{new.uri} does not name {old.uri}",
            safe="The other account must first name this one as an alias, "
            "and a week must pass between two moves.",
        )
    await _note_move(work, old, new)
    await publish_update(work, old)
    activity = {
        "id": work.urls.activity(new_id(work.now())),
        "type": "Move",
        "actor": old.uri,
        "object": old.uri,
        "target": new.uri,
        **documents.to_followers(old),
    }
    work.publish(activity, about=old.uri)


async def follow_move(work: Work, old: Actor, new: Actor) -> bool:
    """Take our followers of an account elsewhere along to its new address.

    Gives False, and does nothing, when the new account does not agree.
    """
    if not policy.may_move(old, new, work.now()):
        return False
    await _note_move(work, old, new)
    return True


async def _note_move(work: Work, old: Actor, new: Actor) -> None:
    old.moved_to, old.moved_at = new.uri, work.now()
    for follower in await queries.local_followers(work, old):
        if not await queries.blocked_either_way(work, follower, new) and follower.id != new.id:
            await follow(work, follower, new)
        await unfollow(work, follower, old)


async def delete(work: Work, actor: Actor) -> None:
    """Delete an actor for good: ours is announced everywhere, the name is never given again."""
    if actor.deleted_at is not None:
        return
    if actor.is_local:
        inboxes = tuple(await queries.follower_inboxes(work, actor))
        _say(work, actor, "Delete", actor.uri, inboxes)
    else:
        await work.session.execute(delete_rows(Key).where(Key.actor_id == actor.id))
    actor.deleted_at = work.now()
    await forget_relations(work, actor)
    for name in ("name", "summary", "icon", "image"):
        setattr(actor, name, "")
    actor.fields, actor.also_known_as, actor.extra = [], [], {}
    actor.followers_count = actor.following_count = 0
    await work.session.flush()


async def suspend(work: Work, actor: Actor) -> None:
    """Hide an actor and everything she wrote; nothing more is taken from her.

    Follows end; blocks and mutes stay, for the day when she is let back.
    """
    actor.suspended_at = work.now()
    await part_from_all(work, actor)
    await work.session.flush()


async def unsuspend(work: Work, actor: Actor) -> None:
    """Let a suspended actor be seen and heard again; follows do not come back by themselves."""
    actor.suspended_at = None
    await work.session.flush()
