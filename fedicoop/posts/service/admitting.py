"""What others write and a group takes as its own: addressed to it, announced by it, never more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.groups import policy as rules
from fedicoop.groups import queries as groups
from fedicoop.posts import policy, queries
from fedicoop.posts.models import Post, Visibility
from fedicoop.posts.service.grouping import group_of, root_of
from fedicoop.posts.service.store import count
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.service.drafts import PostDraft
    from fedicoop.work import Work

_HOUR = timedelta(hours=1)


async def belongs_in(
    work: Work, author: Actor, draft: PostDraft, parent: Post | None, *, asked: bool
) -> tuple[Group | None, bool]:
    """Give the group that a post of another server is for, and whether it waits to be let in.

    It is for a group when it is addressed to it, or answers what is in it, and is either open or
    for the group's members; anything else is between its author and whom she names. Into groups
    of ours come those who may post there; of groups elsewhere we believe their server, and what
    is open and was read because we asked for it.
    """
    found = await groups.addressed(work, (*draft.addressed, *draft.mentioned))
    above = await group_of(work, parent)
    for group in [*([above] if above is not None else []), *found]:
        if narrowed(draft, group) not in {*policy.OPEN, Visibility.GROUP}:
            continue
        if not group.is_local:
            is_open = draft.visibility in policy.OPEN
            if (asked and is_open) or same_host(author.uri, group.actor.uri):
                return group, False
        elif await _comes_in(work, author, draft, parent, group):
            standing = await groups.standing(work, group, author)
            newcomer = await queries.is_new_in(work, author, group)
            return group, rules.needs_approval(group, standing, newcomer=newcomer)
    return None, False


async def _comes_in(
    work: Work, author: Actor, draft: PostDraft, parent: Post | None, group: Group
) -> bool:
    """Tell whether a group of ours takes a post in, by the rules that hold for our own members.

    Whoever does not wait as long as the group asks, or floods it, is a stranger to it for that
    time: what she writes is not passed on.
    """
    visibility = narrowed(draft, group)
    if visibility not in policy.group_visibilities(group.visibility):
        return False
    standing = await groups.standing(work, group, author)
    answers = parent is not None and parent.group_id == group.id and visibility in policy.OPEN
    may = rules.may_post(group, standing) or (answers and rules.may_answer(group, standing))
    if not may or not policy.may_answer_in(await root_of(work, parent)):
        return False
    pause = rules.must_wait_between(group, standing)
    if pause and await queries.came_in_since(work, author, group.id, work.now() - pause):
        return False
    recent = await queries.came_in_since(work, author, group.id, work.now() - _HOUR)
    return recent < work.config.limits.posts_per_hour


def narrowed(draft: PostDraft, group: Group | None, *, shared: bool = False) -> str:
    """Give who a post of another server is for: its group's members, when it goes to them.

    ``shared`` says that it is for the network: what is for everybody besides stays so.
    """
    only_for_some = draft.visibility not in policy.OPEN
    if shared and only_for_some:
        return Visibility.NETWORK
    if group is not None and only_for_some and group.members_uri in draft.addressed:
        return Visibility.GROUP
    return draft.visibility


async def claim(work: Work, post: Post, sender: Actor) -> None:
    """Take a post for a group's own that announced it, when it is addressed to its members.

    Nobody but the group says so: a post that only came, or was fetched, names whom it likes.
    """
    if sender.type != "Group" or sender.is_local or post.group_id is not None:
        return
    group = await groups.by_actor(work, sender.id)
    if group is None or post.local or post.is_deleted or post.visibility in policy.OPEN:
        return
    if not group.members_uri or group.members_uri not in {*post.to, *post.cc}:
        return
    post.visibility, post.parties = Visibility.GROUP, ""
    post.group_id, post.audience = group.id, group.actor.uri
    await work.session.flush()
    parent = await queries.by_id(work, post.in_reply_to_id) if post.in_reply_to_id else None
    if parent is not None and policy.counts_as_reply(parent.visibility, Visibility.GROUP):
        await count(work, parent, Post.replies_count, 1)
