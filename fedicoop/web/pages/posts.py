"""A message in its conversation: what it answers, what answers it, and room to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import Gone, NotFound
from fedicoop.events import queries as events
from fedicoop.messages import queries as messages
from fedicoop.posts import Visibility, policy, service
from fedicoop.posts import queries as posts
from fedicoop.web import sharing
from fedicoop.web.pages.compose import first_form, visibilities
from fedicoop.web.pages.finding import may_index, readable
from fedicoop.web.pages.groups.discussing import talk_of
from fedicoop.web.visit import Visit, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.posts import Post
    from fedicoop.web.forms import Form
    from fedicoop.work import Work


@page
async def show_post(visit: Visit) -> Response:
    """Answer /notes/ID for people; what this reader may not see does not exist for her."""
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        post = await _post(work, visit)
        if post.type == "Event" and await events.by_id(work, post.id) is not None:
            return visit.redirect(f"/events/{post.id}")
        talk_at = await _conversation(work, visit, post)
        if talk_at:
            return visit.redirect(f"{talk_at}#p-{post.id}")
        thread = await posts.thread(work, post, viewer)
        talk = await talk_of(visit, work, post)
        hears = await posts.thread_choice(work, viewer, post) if viewer else None
    on_its_way = await _look_again(visit, post)
    view = visit.reader.thread(thread)
    indexed = post.visibility == Visibility.PUBLIC and may_index(post.author)
    return visit.page(
        "post.html",
        thread=view,
        on_its_way=on_its_way,
        talk=talk,
        hears=hears,
        tends=talk is None and _tends(visit, post),
        closed=post.closed_at is not None,
        form=_reply(visit, post),
        visibilities=visibilities(post),
        limit=visit.instance.config.limits.note_characters,
        sharing=sharing.of_post(visit.instance.urls, view.post, indexed=indexed),
    )


async def _conversation(work: Work, visit: Visit, post: Post) -> str:
    """Give where a private message is read: in the reader's own conversation."""
    if visit.member is None or not post.parties:
        return ""
    row = await messages.with_people(work, visit.member.actor, post.parties)
    return f"/messages/{row.id}" if row is not None else ""


async def _post(work: Work, visit: Visit) -> Post:
    """Find the message; 410 for one of ours that everybody could read and that was deleted."""
    ident = visit.param("ident")
    try:
        return await readable(visit, work, ident)
    except NotFound:
        post = await posts.by_id(work, ident[:40])
        if post is not None and post.is_deleted and post.local:
            raise Gone(f"{ident} was deleted") from None
        raise


async def _look_again(visit: Visit, post: Post) -> bool:
    """Let what a member opens be read again on its own server, when that was long ago."""
    if visit.member is None or post.local:
        return False
    async with visit.writing() as work:
        fresh = await posts.by_id(work, post.id)
        return fresh is not None and service.look_again(work, fresh)


def _tends(visit: Visit, post: Post) -> bool:
    """Tell whether the reader may close what is said outside groups, or let it go on."""
    if visit.member is None:
        return False
    return policy.may_tend(post, visit.member.actor, moderates=False)


def _reply(visit: Visit, post: Post) -> Form | None:
    return first_form(visit.member, post) if visit.member and not post.closed_at else None
