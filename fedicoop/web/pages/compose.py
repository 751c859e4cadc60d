"""Writing: a new message, an answer, a change to what was written, and what it said before."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from fedicoop import text
from fedicoop.accounts import policy as accounts
from fedicoop.errors import FedicoopError, Invalid, NotFound
from fedicoop.inbox import lookup
from fedicoop.posts import Post, Visibility, policy, service
from fedicoop.posts import queries as posts
from fedicoop.posts.service import EditDraft, NoteDraft
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages import uploads
from fedicoop.web.pages.finding import readable
from fedicoop.web.visit import Visit, members, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.media import File

LANGUAGES = ("fr", "en", "br", "ca", "co", "de", "es", "eu", "it", "nl", "oc", "pt")
"""What a message may be written in, beside the languages of the pages."""

_PATIENCE = 4.0
_MOST_MET = 10
_AMONG_US = (Visibility.MEMBERS, Visibility.NETWORK, Visibility.GROUP)
_NOBODY = msg("Choose who may read it.")


@dataclass
class Desk:
    """What lies on the desk: the form, its images, what it answers or changes."""

    form: Form
    parent: Post | None = None
    post: Post | None = None
    files: list[File] = field(default_factory=list)


Finish = Callable[[Visit, Desk], Awaitable["Response"]]


def visibilities(parent: Post | None) -> list[str]:
    """Give who a message can be for; an answer to people elsewhere cannot be for members."""
    if parent is None:
        return list(accounts.VISIBILITIES)
    if parent.visibility == Visibility.GROUP:
        return [str(Visibility.GROUP)]
    allowed = {str(each) for each in policy.reply_visibilities(parent.visibility)}
    if not parent.author.is_local:
        allowed.discard(Visibility.MEMBERS)
    return [each for each in accounts.VISIBILITIES if each in allowed]


def first_form(member: Member, parent: Post | None = None, start: str = "") -> Form:
    """Give the form as it is before anybody typed: an answer is as private as the question."""
    visibility = member.default_visibility
    if parent is not None and (parent.visibility != "public" or visibility not in policy.OPEN):
        visibility = parent.visibility
    return Form.of({"visibility": visibility, "language": member.language, "source": start})


@members
async def ask(visit: Visit) -> Response:
    """Show the empty form, or one that begins with whom it answers or is for."""
    parent, start = None, ""
    ident = visit.query("reply")
    if ident:
        async with visit.reading() as work:
            parent = await readable(visit, work, ident)
        start = _others(parent, visit.me)
    elif visit.query("to"):
        start = f"@{visit.query('to').lstrip('@')} "
    elif visit.query("text"):
        start = visit.query("text", visit.instance.config.limits.note_characters)
    return await _show(visit, Desk(first_form(visit.me, parent, start), parent))


def _others(parent: Post, me: Member) -> str:
    """Name those whom the question named too, so that they hear the answer."""
    named = [each.actor for each in parent.mentions if not each.silent]
    rest = [who for who in named if who.id not in {me.actor_id, parent.author_id}]
    handles = [
        who.username if who.is_local else f"{who.username}@{who.handle_host}"
        for who in rest
        if not who.is_gone
    ]
    return "".join(f"@{handle} " for handle in handles)


@members
async def write(visit: Visit) -> Response:
    """Publish what was written, or show it again."""
    form = await visit.form()
    parent = None
    ident = form.line("in_reply_to")
    if ident:
        async with visit.reading() as work:
            parent = await readable(visit, work, ident)
    return await _sent(visit, Desk(form, parent), _publish)


async def _publish(visit: Visit, desk: Desk) -> Response:
    form = desk.form
    visibility = form.choice("visibility", visibilities(desk.parent))
    if not visibility:
        raise Invalid({"visibility": _NOBODY})
    if visibility not in _AMONG_US:
        await _introduce(visit, form.text("source"))
    async with visit.writing() as work:
        parent = await readable(visit, work, desk.parent.id) if desk.parent else None
        draft = NoteDraft(
            source=form.text("source"),
            visibility=visibility,
            summary=form.line("summary", 2000),
            language=form.choice("language", _languages(visit)),
            sensitive=form.flag("sensitive"),
            in_reply_to=parent,
            files=tuple(file.id for file in desk.files),
        )
        post = await service.publish(work, await visit.actor(work), draft)
    where = f"/notes/{desk.parent.id}" if desk.parent else f"/notes/{post.id}"
    said = "comment_waits" if post.waits else "published"
    said = "waits_for_group" if post.awaits_group else said
    return await visit.back(where, say=said, anchor=f"#p-{post.id}")


async def _introduce(visit: Visit, source: str) -> None:
    """Look up the people whom a text names and whom we never met, within a few seconds."""
    async with visit.reading() as work:
        handles = await service.unknown_handles(work, source)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await asyncio.gather(*(_meet(visit.instance, each) for each in handles[:_MOST_MET]))


async def _meet(instance: Instance, handle: str) -> None:
    with contextlib.suppress(FedicoopError):
        await lookup.resolve(instance, handle)


@members
async def ask_to_edit(visit: Visit) -> Response:
    """Show what was written, as it was written; articles have a form of their own."""
    post = await _own(visit)
    if post.type == "Article" and post.name:
        return visit.redirect(f"/articles/{post.id}/edit")
    values: dict[str, str | bool | list[str]] = {
        "source": post.source or text.plain(post.content, 100_000),
        "summary": post.summary,
        "language": post.language,
        "sensitive": post.sensitive,
        "image": [each.file_id for each in post.attachments if each.file_id],
    }
    form = Form.of(values)
    return await _show(visit, Desk(form, post=post, files=await uploads.stored(visit, form)))


@members
async def edit(visit: Visit) -> Response:
    """Change what was written, or show it again."""
    post = await _own(visit)
    return await _sent(visit, Desk(await visit.form(), post=post), _change)


async def _change(visit: Visit, desk: Desk) -> Response:
    form, ident = desk.form, visit.param("ident")
    draft = EditDraft(
        source=form.text("source"),
        summary=form.line("summary", 2000),
        language=form.choice("language", _languages(visit)),
        sensitive=form.flag("sensitive"),
        files=tuple(file.id for file in desk.files),
    )
    if desk.post is not None and desk.post.visibility not in _AMONG_US:
        await _introduce(visit, draft.source)
    async with visit.writing() as work:
        post = await readable(visit, work, ident)
        await service.edit(work, post, await visit.actor(work), draft)
    return visit.redirect(f"/notes/{ident}", say="edited")


async def _own(visit: Visit) -> Post:
    """Give a message that this member may change; NotFound for everybody else's."""
    async with visit.reading() as work:
        post = await readable(visit, work, visit.param("ident"))
        speaks = await service.speaks_for(work, visit.me.actor, post.author)
    if not post.local or not policy.may_edit(post, visit.me.actor, speaks=speaks):
        raise NotFound(f"{post.uri} is not theirs to edit")
    return post


async def _sent(visit: Visit, desk: Desk, finish: Finish) -> Response:
    """Do what a form asks for; show it again for a look, or with what is wrong."""
    form = desk.form
    try:
        private = desk.post is not None and desk.post.visibility == Visibility.DIRECT
        desk.files = await uploads.take_in(visit, form, private=private)
        if form.line("do") == "preview" or uploads.undescribed(form, desk.files):
            return await _show(visit, desk, looks=True)
        return await finish(visit, desk)
    except Invalid as error:
        form.blame(error)
        desk.files = desk.files or await uploads.stored(visit, form)
        return await _show(visit, desk, 422)


async def _show(visit: Visit, desk: Desk, status: int = 200, *, looks: bool = False) -> Response:
    form, limits, reader = desk.form, visit.instance.config.limits, visit.reader
    about = desk.post or desk.parent
    view = None
    if about is not None:
        async with visit.reading() as work:
            view = reader.post(await posts.shown(work, about, visit.me.actor))
    source = form.text("source", limits.note_characters)
    return visit.page(
        "compose.html",
        status,
        form=form,
        parent=view if desk.parent else None,
        post=view if desk.post else None,
        files=desk.files,
        undescribed=looks and uploads.undescribed(form, desk.files),
        preview=Markup(text.markdown(source)) if looks else None,  # noqa: S704 - sanitised
        visibilities=visibilities(desk.parent),
        languages=[(code, visit.language.name_of(code)) for code in _languages(visit)],
        limit=limits.note_characters,
        most=limits.images_per_post,
    )


def _languages(visit: Visit) -> list[str]:
    return list(dict.fromkeys((*visit.site.languages, *LANGUAGES)))


@page
async def show_history(visit: Visit) -> Response:
    """Show what a message said before each change, the newest first."""
    async with visit.reading() as work:
        post = await readable(visit, work, visit.param("ident"))
        rows = await posts.history(work, post)
        shown = await posts.shown(work, post, visit.member.actor if visit.member else None)
    reader = visit.reader
    revisions = [reader.revision(row) for row in reversed(rows)]
    return visit.page("history.html", post=reader.post(shown), revisions=revisions)


routes = [
    Route("/compose", ask),
    Route("/compose", write, methods=["POST"]),
    Route("/notes/{ident}/edit", ask_to_edit),
    Route("/notes/{ident}/edit", edit, methods=["POST"]),
    Route("/notes/{ident}/history", show_history),
]
