"""``policy.may_see`` said once more, in SQL, for lists; a test holds the two together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlalchemy.orm import aliased

from fedicoop.actors import Actor, Block, Follow
from fedicoop.groups.queries import belonging
from fedicoop.moderation.queries import trusted
from fedicoop.posts.models import Mention, Post, Visibility
from fedicoop.posts.policy import INSIDE, OPEN

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import SQLCoreOperations

Author = aliased(Actor, name="author")
"""The author of a listed post: every list joins her, because who is gone is not shown."""


def visible_to(viewer: Actor | None) -> ColumnElement[bool]:
    """Say which posts a viewer may see; the query joins ``Author`` on the posts' author."""
    there = and_(Post.deleted_at.is_(None), still_there(Author))
    is_open = Post.visibility.in_(OPEN)
    if viewer is None or viewer.is_gone:
        return and_(there, is_open, Post.waits.is_(False))
    follows = exists().where(
        Follow.follower_id == viewer.id,
        Follow.followed_id == Post.author_id,
        Follow.accepted_at.isnot(None),
    )
    mentioned = exists().where(Mention.post_id == Post.id, Mention.actor_id == viewer.id)
    addressed = Post.visibility.in_((Visibility.FOLLOWERS, Visibility.DIRECT))
    allowed = or_(
        is_open,
        Post.author_id == viewer.id,
        _for_members(viewer),
        and_(Post.visibility == Visibility.FOLLOWERS, follows),
        and_(addressed, mentioned),
        and_(Post.visibility == Visibility.GROUP, Post.group_id.in_(belonging(viewer.id))),
    )
    let_in = or_(Post.waits.is_(False), Post.author_id == viewer.id)
    return and_(there, allowed, let_in, not_blocked(viewer, Post.author_id))


def _for_members(viewer: Actor) -> ColumnElement[bool]:
    if viewer.is_local:
        return Post.visibility.in_(INSIDE)
    for_network = and_(Post.visibility == Visibility.NETWORK, Post.local)
    return and_(for_network, trusted(viewer.host))


def still_there(actor: type[Actor]) -> ColumnElement[bool]:
    """Say that an actor was neither deleted nor suspended."""
    return and_(actor.deleted_at.is_(None), actor.suspended_at.is_(None))


def not_blocked(viewer: Actor | None, other: SQLCoreOperations[str]) -> ColumnElement[bool]:
    """Say that neither of two actors blocks the other."""
    if viewer is None:
        return true()
    return ~exists().where(
        or_(
            and_(Block.blocker_id == viewer.id, Block.blocked_id == other),
            and_(Block.blocked_id == viewer.id, Block.blocker_id == other),
        )
    )
