"""What is written in groups: who may, to whom it goes, and what the group passes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import Sight
from fedicoop.groups import documents as said
from fedicoop.groups import policy as rules
from fedicoop.groups import queries as groups
from fedicoop.groups import service as sharing
from fedicoop.posts import documents, policy, queries
from fedicoop.posts.models import Boost, Post, Visibility
from fedicoop.posts.service.circling import to_circle
from fedicoop.posts.service.relaying import relay, unrelay
from fedicoop.posts.service.speaking import speaks_for
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.service.drafts import NoteDraft
    from fedicoop.work import Work


async def group_of(work: Work, post: Post | None) -> Group | None:
    """Give the group that a post was written in."""
    if post is None or post.group_id is None:
        return None
    return await groups.by_id(work, post.group_id)


async def writes_in(work: Work, author: Actor, draft: NoteDraft) -> Group | None:
    """Give the group a member writes in: the one she chose, or that of what she answers.

    Raises Refused for who may not post there, and Invalid for what would be seen by more people
    than see the group. An answer for fewer people than the question is not in the group.
    """
    root = await root_of(work, draft.in_reply_to)
    if not policy.may_answer_in(root) and draft.visibility != Visibility.DIRECT:
        raise Refused(f"{author.uri} answers late", safe="This discussion is closed.")
    group = draft.group or await group_of(work, draft.in_reply_to)
    if group is not None and not group.is_local:
        await sharing.remember(work, group.actor)  # it may have closed since
    allowed = policy.group_visibilities(group.visibility) if group is not None else ()
    if group is None or (draft.group is None and draft.visibility not in allowed):
        _check_alone(draft)
        return None
    if draft.visibility not in allowed:
        raise Invalid({"visibility": "This would be seen by more people than the group is."})
    standing = await groups.standing(work, group, author)
    answers = draft.in_reply_to is not None and draft.visibility in policy.OPEN
    if not rules.may_post(group, standing) and not (answers and rules.may_answer(group, standing)):
        raise Refused(
            f"{author.uri} may not post in {group.actor.uri}",
            safe="You may not write in this group.",
        )
    return group


def _check_alone(draft: NoteDraft) -> None:
    if draft.visibility == Visibility.GROUP:
        raise Invalid({"visibility": "Choose the group that this is for."})


async def root_of(work: Work, parent: Post | None) -> Post | None:
    """Give the first post of a thread, as far as it is known here."""
    return await queries.by_uri(work, parent.conversation) if parent is not None else None


async def known_to(work: Work, group: Group | None, people: list[Actor]) -> list[Actor]:
    """Leave of some people those who belong to a group: others would hear of what is not theirs."""
    if group is None:
        return []
    return [each for each in people if await groups.belongs(work, group.id, each)]


def also_to(hidden: list[Actor], activity: Document) -> Document:
    """Send an activity to some more people; bto is taken out before it is written down."""
    return activity | ({"bto": [actor.uri for actor in hidden]} if hidden else {})


def hidden_in(post: Post) -> list[Actor]:
    """Give those a note of ours goes to although neither its text nor its addressing says so."""
    open_to = {*post.to, *post.cc}
    return [each.actor for each in post.mentions if each.silent and each.actor.uri not in open_to]


async def distribute(work: Work, post: Post, group: Group | None, hidden: list[Actor]) -> None:
    """Send a new post of ours to whom it is for; a group of ours passes on what is its own.

    What is for a group elsewhere alone goes to that group's server, which passes it on.
    """
    if post.visibility == Visibility.MEMBERS or post.waits:
        return
    create = documents.create(work, post)
    if post.visibility == Visibility.NETWORK:
        await to_circle(work, create, post.uri)
        return
    if post.visibility != Visibility.GROUP:
        work.publish(also_to(hidden, create), about=post.uri)
    elif group is not None and not group.is_local:
        work.publish(create, inboxes=(door_of(group.actor),), about=post.uri, only=True)
    if group is not None:
        await pass_on(work, post, group)


def door_of(actor: Actor) -> str:
    """Give where the server of somebody elsewhere is reached."""
    own = actor.shared_inbox and same_host(actor.shared_inbox, actor.inbox)
    return actor.shared_inbox if own else actor.inbox


async def tell_change(work: Work, post: Post, activity: Document) -> None:
    """Send an Update of a post of ours to whom it is for now."""
    if post.visibility == Visibility.MEMBERS or post.waits:
        return
    if post.visibility == Visibility.NETWORK:
        await to_circle(work, activity, post.uri)
        return
    group = await group_of(work, post)
    if post.visibility != Visibility.GROUP or group is None:
        work.publish(activity, about=post.uri)
        return
    doors = await groups.member_doors(work, group) if group.is_local else [door_of(group.actor)]
    work.publish(activity, inboxes=tuple(doors), about=post.uri, only=True)


async def pass_on(work: Work, post: Post, group: Group) -> bool:
    """Let a group of ours announce a post: top-level public ones, and all that is for members.

    A group that is not public itself passes nothing on to the world, whatever it was before.
    Answers in public threads reach those who take part by themselves. Tell whether it was done.
    """
    is_open = post.visibility == Visibility.PUBLIC and group.visibility == Sight.PUBLIC
    if post.awaits_group or post.waits or not group.is_local:
        return False
    if not (post.visibility == Visibility.GROUP or (is_open and post.in_reply_to_uri is None)):
        return False
    create = documents.create(work, post) if post.local else None
    share = await sharing.share(work, group, post.author, post.uri, create=create, public=is_open)
    if share is None or not is_open:
        return share is not None
    work.session.add(
        Boost(
            id=share.id,
            uri=share.uri,
            actor=group.actor,
            post_id=post.id,
            visibility=Visibility.PUBLIC,
            published_at=share.at,
        )
    )
    await work.session.flush()
    await relay(work, post)
    return True


async def take_out(work: Work, post: Post, by: Actor) -> Group:
    """Take a post out of a group, and say so to who follows the group (FEP-1b12, Lemmy).

    Its author keeps it elsewhere; here a post of another server goes, one of ours is only no
    longer the group's, unless it was for the group alone.
    """
    group = await moderated(work, post, by)
    delete: Document = {
        "id": f"{group.actor.uri}#removal-{post.id}",
        "type": "Delete",
        "actor": group.actor.uri,
        "object": post.uri,
        "audience": group.actor.uri,
    }
    is_open = post.visibility in policy.OPEN
    if await sharing.unshare(work, group, post.uri, public=is_open) and is_open:
        work.publish(said.pass_on(work, group, delete), about=post.uri)
        await unrelay(work, post)
        boost = await queries.boost_by(work, group.actor, post)
        if boost is not None:
            await work.session.delete(boost)
    sharing.note(work, group, by, "removed", post=post.uri, author=post.author_id)
    if is_open:
        post.group_id, post.audience, post.awaits_group = None, "", False
        post.group_pinned_at = None
    await work.session.flush()
    return group


async def moderates(work: Work, group: Group, actor: Actor) -> bool:
    """Tell whether somebody looks after a group."""
    return rules.may_moderate(group, await groups.standing(work, group, actor))


async def moderated(work: Work, post: Post, by: Actor) -> Group:
    """Give the group of ours that a post is in; raises Refused for who does not look after it."""
    group = await group_of(work, post)
    if group is None or post.is_deleted:
        raise Refused(f"{post.uri} is in no group", safe="This is not in a group.")
    if not group.is_local or not await moderates(work, group, by):
        raise Refused(
            f"{by.uri} does not moderate {group.actor.uri}",
            safe="Only moderators of the group may do this.",
        )
    return group


async def close(work: Work, post: Post, by: Actor, digest: str = "") -> None:
    """Close a discussion: it takes no more answers; ``digest`` is Markdown and says its outcome."""
    await _check_tends(work, post, by)
    post.closed_at = post.closed_at or work.now()
    if digest.strip():
        await summarise(work, post, by, digest)
    await work.session.flush()


async def reopen(work: Work, post: Post, by: Actor) -> None:
    """Let a discussion go on."""
    await _check_tends(work, post, by)
    post.closed_at = None
    await work.session.flush()


async def summarise(work: Work, post: Post, by: Actor, digest: str) -> None:
    """Write down what came out of a discussion, in Markdown; "" takes it away."""
    await _check_tends(work, post, by)
    if len(digest) > work.config.limits.note_characters:
        raise Invalid({"digest": "This text is too long."})
    post.digest = text.markdown(digest) if digest.strip() else ""
    await work.session.flush()


async def _check_tends(work: Work, post: Post, by: Actor) -> None:
    group = await group_of(work, post)
    is_moderator = group is not None and await moderates(work, group, by)
    speaks = await speaks_for(work, by, post.author)
    if not policy.may_tend(post, by, moderates=is_moderator, speaks=speaks):
        raise Refused(f"{by.uri} may not tend {post.uri}")
