"""The buttons under a message: like, pass on, keep, pin, delete; and the list of what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy as accounts
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.moderation import service as moderation
from fedicoop.posts import policy, service
from fedicoop.posts import queries as posts
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.finding import POSTS_ON_A_PAGE, cursor, readable
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.web.visit import Endpoint
    from fedicoop.work import Work

    Deed = Callable[[Work, Actor, Post], Awaitable[object]]


def _button(deed: Deed, *, say: str = "") -> Endpoint:
    """Make what a button does: the deed, then back to the message on the page it stood on."""

    async def press(visit: Visit) -> Response:
        ident = visit.param("ident")
        async with visit.writing() as work:
            post = await readable(visit, work, ident)
            await _do(work, await visit.actor(work), post, deed)
        return await visit.back(f"/notes/{ident}", say=say, anchor=f"#p-{ident}")

    return members(press)


async def _do(work: Work, actor: Actor, post: Post, deed: Deed) -> None:
    try:
        await deed(work, actor, post)
    except Invalid as error:
        # A button has no field to mark: what is wrong is the whole answer.
        raise Refused(str(error), safe=next(iter(error.fields.values()))) from error


@members
async def ask_to_delete(visit: Visit) -> Response:
    """Ask once more: what is deleted does not come back."""
    async with visit.reading() as work:
        post = await _deletable(visit, work)
        shown = await posts.shown(work, post, visit.me.actor)
    return visit.page("delete.html", post=visit.reader.post(shown))


@members
async def delete(visit: Visit) -> Response:
    """Delete a message for good; a moderator's decision is written into the log."""
    async with visit.writing() as work:
        post = await _deletable(visit, work)
        actor = await visit.actor(work)
        if await service.speaks_for(work, actor, post.author):
            actor = post.author
        moderates = post.author_id != actor.id
        is_letter = policy.is_letter(post)
        parent = await posts.by_id(work, post.in_reply_to_id) if post.in_reply_to_id else None
        await service.delete(work, post, actor, moderates=moderates)
        if moderates:
            await moderation.note(work, visit.me, "delete_post", post.uri)
        goal = f"/notes/{parent.id}" if parent and await posts.can_see(work, parent, actor) else ""
        goal = goal or ("/messages" if is_letter else "")
        goal = goal or ("/articles" if post.type == "Article" else "")
    return visit.redirect(goal or "/home", say="deleted")


async def _deletable(visit: Visit, work: Work) -> Post:
    """Give a post that this member may delete; NotFound for everybody else's."""
    post = await readable(visit, work, visit.param("ident"))
    moderates = accounts.may_moderate(visit.me)
    speaks = await service.speaks_for(work, visit.me.actor, post.author)
    if not policy.may_delete(post, visit.me.actor, moderates=moderates, speaks=speaks):
        raise NotFound(f"{post.uri} is not theirs to delete")
    return post


@members
async def show_bookmarks(visit: Visit) -> Response:
    """Show what a member keeps for herself, the last kept first."""
    async with visit.reading() as work:
        found = await posts.bookmarks_of(work, visit.me.actor, cursor(visit), POSTS_ON_A_PAGE)
        views = await dated(visit, work, found.items)
    return visit.page("bookmarks.html", posts=views, next=found.next)


def _hears(*, hears: bool | None) -> Deed:
    async def choose(work: Work, actor: Actor, post: Post) -> None:
        await service.choose_thread(work, actor, post, hears=hears)

    return choose


_BUTTONS: dict[str, Endpoint] = {
    "like": _button(service.like),
    "unlike": _button(service.unlike),
    "boost": _button(service.boost),
    "unboost": _button(service.unboost),
    "bookmark": _button(service.bookmark),
    "unbookmark": _button(service.unbookmark),
    "pin": _button(service.pin, say="pinned"),
    "unpin": _button(service.unpin, say="unpinned"),
    "hear": _button(_hears(hears=True), say="thread_followed"),
    "mute": _button(_hears(hears=False), say="thread_muted"),
    "let-be": _button(_hears(hears=None), say="thread_let_be"),
}

routes = [
    *(
        Route(f"/notes/{{ident}}/{name}", button, methods=["POST"])
        for name, button in _BUTTONS.items()
    ),
    Route("/notes/{ident}/delete", ask_to_delete),
    Route("/notes/{ident}/delete", delete, methods=["POST"]),
    Route("/bookmarks", show_bookmarks),
]
