"""Talking in a group: what begins, is on top, is closed with an outcome, waits to be let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from fedicoop import text
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.groups import policy, queries
from fedicoop.posts import policy as posts_policy
from fedicoop.posts import queries as posts
from fedicoop.posts import service
from fedicoop.posts.service import NoteDraft
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import cursor, readable
from fedicoop.web.pages.groups import cards
from fedicoop.web.pages.groups.showing import threads, whole
from fedicoop.web.visit import members, page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.web.pages.groups.cards import Seen
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Deed = Callable[[Work, Post, Actor], Awaitable[object]]

_NOBODY = msg("Choose who may read it.")
_MUTE = msg("You may not write in this group.")


@dataclass(frozen=True)
class Talk:
    """What a message is in its group, and what the reader may do with it there."""

    group: Person
    begins: bool
    closed: str
    digest: Markup
    on_top: bool
    waits: bool
    tends: bool
    moderates: bool


async def talk_of(visit: Visit, work: Work, post: Post) -> Talk | None:
    """Say what a message is in its group; None in none, or in one that the reader may not know."""
    group = await queries.by_id(work, post.group_id) if post.group_id else None
    if group is None:
        return None
    standing = await cards.standing_in(visit, work, group)
    if not policy.may_see_group(group, standing):
        return None
    moderates = group.is_local and policy.may_moderate(group, standing)
    viewer = visit.member.actor if visit.member else None
    return Talk(
        group=visit.reader.person(group.actor),
        begins=post.in_reply_to_uri is None,
        closed=visit.language.day(post.closed_at, visit.zone) if post.closed_at else "",
        digest=Markup(post.digest),  # noqa: S704 - sanitised when it was written
        on_top=post.group_pinned_at is not None,
        waits=post.awaits_group,
        tends=viewer is not None and posts_policy.may_tend(post, viewer, moderates=moderates),
        moderates=moderates,
    )


@page
async def show_discussions(visit: Visit) -> Response:
    """Show the titles of what is discussed in a group, newest first."""
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        seen = await _read(visit, work)
        found = await posts.discussions_of(work, seen.group, viewer, cursor(visit))
        answers = await posts.answers_in(work, seen.group, found.items)
        group = await whole(visit, work, seen)
    return visit.page(
        "groups/discussions.html",
        group=group,
        threads=threads(visit, found.items, answers),
        next=found.next,
        first=cursor(visit) is None,
    )


async def _read(visit: Visit, work: Work) -> Seen:
    """Give a group whose content the reader may see; NotFound otherwise."""
    seen = await cards.seen(visit, work, visit.param("handle"))
    if not policy.may_see_content(seen.group, seen.standing):
        raise NotFound("what is said there is not for this reader")
    return seen


@members
async def ask(visit: Visit) -> Response:
    """Show the empty form to whoever may write in the group."""
    async with visit.reading() as work:
        seen = await _written(visit, work)
    said = {"visibility": _visibilities(seen)[0]}
    return await _show(visit, seen, Form.of(said))


async def _written(visit: Visit, work: Work) -> Seen:
    """Give a group in which the member may write; raises Refused otherwise."""
    seen = await cards.seen(visit, work, visit.param("handle"))
    if not policy.may_post(seen.group, seen.standing):
        raise Refused(f"{visit.me.actor.uri} may not write there", safe=_MUTE)
    return seen


@members
async def begin(visit: Visit) -> Response:
    """Publish in the group, or show the form again."""
    form = await visit.form()
    async with visit.reading() as work:
        seen = await _written(visit, work)
    if form.line("do") == "preview":
        return await _show(visit, seen, form)
    try:
        async with visit.writing() as work:
            post = await _publish(visit, work, form)
    except Invalid as error:
        return await _show(visit, seen, form.blame(error), 422)
    said = "waits_for_group" if post.awaits_group else "published"
    return visit.redirect(f"/notes/{post.id}", say=said)


async def _publish(visit: Visit, work: Work, form: Form) -> Post:
    seen = await _written(visit, work)
    visibility = form.choice("visibility", _visibilities(seen))
    if not visibility:
        raise Invalid({"visibility": _NOBODY})
    draft = NoteDraft(
        source=form.text("source"),
        visibility=visibility,
        language=visit.me.language,
        group=seen.group,
        title=form.line("title", 300),
    )
    return await service.publish(work, await visit.actor(work), draft)


def _visibilities(seen: Seen) -> list[str]:
    return [str(each) for each in posts_policy.group_visibilities(seen.group.visibility)]


async def _show(visit: Visit, seen: Seen, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        group = await whole(visit, work, seen)
    limit = visit.instance.config.limits.note_characters
    said = text.markdown(form.text("source", limit)) if form.line("do") == "preview" else None
    return visit.page(
        "groups/discuss.html",
        status,
        group=group,
        form=form,
        visibilities=_visibilities(seen),
        limit=limit,
        preview=None if said is None else Markup(said),  # noqa: S704 - sanitised
    )


async def _tend(visit: Visit, deed: Deed, said: str) -> Response:
    """Do something to a message of a group, as far as the service lets this member."""
    ident = visit.param("ident")
    async with visit.writing() as work:
        await deed(work, await readable(visit, work, ident), await visit.actor(work))
    return await visit.back(f"/notes/{ident}", say=said)


@members
async def close(visit: Visit) -> Response:
    """Close a discussion, with what came out of it."""
    digest = (await visit.form()).text("digest")

    async def shut(work: Work, post: Post, by: Actor) -> None:
        await service.close(work, post, by, digest)

    return await _tend(visit, shut, "closed")


@members
async def reopen(visit: Visit) -> Response:
    """Let a discussion go on."""
    return await _tend(visit, service.reopen, "reopened")


@members
async def put_on_top(visit: Visit) -> Response:
    """Put a message on top of its group's page."""
    return await _tend(visit, service.pin_in_group, "on_top")


@members
async def take_down(visit: Visit) -> Response:
    """Let a message go back to its place."""

    async def lower(work: Work, post: Post, by: Actor) -> None:
        await service.pin_in_group(work, post, by, pinned=False)

    return await _tend(visit, lower, "not_on_top")


@members
async def take_out(visit: Visit) -> Response:
    """Take a message out of its group, whoever wrote it."""
    ident = visit.param("ident")
    async with visit.writing() as work:
        post = await readable(visit, work, ident)
        group = await service.group_of(work, post)
        await service.remove_from_group(work, post, await visit.actor(work))
        path = visit.reader.person(group.actor).path if group else "/groups"
    return visit.redirect(path, say="taken_out")


@members
async def show_waiting(visit: Visit) -> Response:
    """Show those who look after a group what waits to be let in."""
    async with visit.reading() as work:
        seen = await cards.seen(visit, work, visit.param("handle"))
        if not policy.may_moderate(seen.group, seen.standing):
            raise NotFound("not for this member")
        rows = await posts.waiting_in(work, seen.group)
        shown = [await posts.shown(work, row, visit.me.actor) for row in rows]
        group = await whole(visit, work, seen)
    return visit.page("groups/waiting.html", group=group, posts=visit.reader.posts(shown))


@members
async def let_in(visit: Visit) -> Response:
    """Let a message in that waited."""
    return await _answer(visit, service.approve, "let_in")


@members
async def keep_out(visit: Visit) -> Response:
    """Say no to a message that waited."""
    return await _answer(visit, service.remove_from_group, "taken_out")


async def _answer(visit: Visit, deed: Deed, said: str) -> Response:
    """Decide about a message that waits in the group of the address; NotFound for any other."""
    async with visit.writing() as work:
        seen = await cards.seen(visit, work, visit.param("handle"))
        post = await posts.by_id(work, visit.param("ident")[:40])
        if post is None or post.group_id != seen.group.id or not post.awaits_group:
            raise NotFound("no such message waits in this group")
        await deed(work, post, await visit.actor(work))
    return visit.redirect(f"/@{visit.param('handle')}/waiting", say=said)


routes = [
    Route("/@{handle}/discussions", show_discussions),
    Route("/@{handle}/discuss", ask),
    Route("/@{handle}/discuss", begin, methods=["POST"]),
    Route("/@{handle}/waiting", show_waiting),
    Route("/@{handle}/waiting/{ident}/let-in", let_in, methods=["POST"]),
    Route("/@{handle}/waiting/{ident}/keep-out", keep_out, methods=["POST"]),
    Route("/notes/{ident}/close", close, methods=["POST"]),
    Route("/notes/{ident}/reopen", reopen, methods=["POST"]),
    Route("/notes/{ident}/put-on-top", put_on_top, methods=["POST"]),
    Route("/notes/{ident}/take-down", take_down, methods=["POST"]),
    Route("/notes/{ident}/take-out", take_out, methods=["POST"]),
]
