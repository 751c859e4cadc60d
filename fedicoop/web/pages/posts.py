"""A message in its conversation: what it answers, what answers it, and room to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from fedicoop import text
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

    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.web.forms import Form
    from fedicoop.web.sharing import Sharing
    from fedicoop.web.views import PostView
    from fedicoop.work import Work

_ARTICLE = "articles/article.html"
_PARTS = 3
_LONG = 3
"""Headings and minutes from which on an article has a table of contents."""


@page
async def show_post(visit: Visit) -> Response:
    """Answer /notes/ID for people; what this reader may not see does not exist for her."""
    return await _show(visit, "post.html")


@page
async def show_article(visit: Visit) -> Response:
    """Answer /articles/ID for people: an article, and what is said about it."""
    return await _show(visit, _ARTICLE)


async def _show(visit: Visit, template: str) -> Response:
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        post = await _post(work, visit)
        elsewhere = await _own_page(work, post, template) or await _conversation(work, visit, post)
        if elsewhere:
            return visit.redirect(elsewhere)
        thread = await posts.thread(work, post, viewer)
        talk = await talk_of(visit, work, post)
        hears = await posts.thread_choice(work, viewer, post) if viewer else None
        tends = talk is None and await _tends(work, post, viewer)
    on_its_way = await _look_again(visit, post)
    view = visit.reader.thread(thread)
    return visit.page(
        template,
        thread=view,
        on_its_way=on_its_way,
        talk=talk,
        hears=hears,
        tends=tends,
        closed=post.closed_at is not None,
        form=_reply(visit, post),
        visibilities=visibilities(post),
        limit=visit.instance.config.limits.note_characters,
        sharing=_sharing(visit, post, view.post),
        subjects=[tag.name for tag in post.tags],
        **_in_parts(view.post),
    )


async def _conversation(work: Work, visit: Visit, post: Post) -> str:
    """Give where a private message is read: in the reader's own conversation."""
    if visit.member is None or not post.parties:
        return ""
    row = await messages.with_people(work, visit.member.actor, post.parties)
    return f"/messages/{row.id}#p-{post.id}" if row is not None else ""


async def _own_page(work: Work, post: Post, template: str) -> str:
    """Give where something is read that is asked for at the address of something else."""
    if post.type == "Event" and await events.by_id(work, post.id) is not None:
        return f"/events/{post.id}"
    is_article = post.type == "Article" and bool(post.name)
    if is_article == (template == _ARTICLE):
        return ""
    return f"/articles/{post.id}" if is_article else f"/notes/{post.id}"


def _sharing(visit: Visit, post: Post, view: PostView) -> Sharing:
    indexed = post.visibility == Visibility.PUBLIC and may_index(post.author)
    of_view = sharing.of_article if view.is_article else sharing.of_post
    return of_view(visit.instance.urls, view, indexed=indexed)


def _in_parts(view: PostView) -> dict[str, Any]:
    """Give an article with its headings to jump to, when it is long enough to need that."""
    html, contents = text.sections(str(view.content))
    if not view.is_article or len(contents) < _PARTS or view.minutes < _LONG:
        return {"content": view.content, "contents": []}
    return {"content": Markup(html), "contents": contents}  # noqa: S704 - sanitised


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


async def _tends(work: Work, post: Post, viewer: Actor | None) -> bool:
    """Tell whether the reader may close what is said outside groups, or let it go on."""
    if viewer is None:
        return False
    speaks = await service.speaks_for(work, viewer, post.author)
    return policy.may_tend(post, viewer, moderates=False, speaks=speaks)


def _reply(visit: Visit, post: Post) -> Form | None:
    return first_form(visit.member, post) if visit.member and not post.closed_at else None
