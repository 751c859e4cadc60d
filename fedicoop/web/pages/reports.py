"""Asking the moderators to look at somebody or something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.actors import service as book
from fedicoop.errors import Invalid, NotFound
from fedicoop.moderation import policy, service
from fedicoop.posts import queries as posts
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import readable
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_TOO_LONG = msg("At most 3,000 characters.")


@dataclass(frozen=True)
class Subject:
    """Who is reported, and for which message, if any."""

    actor: Actor
    post: Post | None = None


@members
async def ask(visit: Visit) -> Response:
    """Show the form, with what it is about."""
    form = Form.of({"post": visit.query("post", 40), "person": visit.query("person", 40)})
    async with visit.reading() as work:
        subject = await _subject(visit, work, form)
    return await _show(visit, form, subject)


async def _subject(visit: Visit, work: Work, form: Form) -> Subject:
    """Find what a report is about; raises NotFound for oneself and what is not seen."""
    post, ident = None, form.line("person", 40)
    if form.line("post"):
        post = await readable(visit, work, form.line("post", 40))
        ident = post.author_id
    actor = await actors.by_id(work, ident)
    if actor is None or not policy.may_report(visit.me.actor, actor):
        raise NotFound(f"{ident!r} cannot be reported")
    return Subject(actor, post)


async def _show(visit: Visit, form: Form, subject: Subject, status: int = 200) -> Response:
    view, me = None, visit.me.actor
    async with visit.reading() as work:
        relation = await actors.relation(work, me, subject.actor)
        if subject.post is not None:
            view = visit.reader.post(await posts.shown(work, subject.post, me))
    person = visit.reader.person(subject.actor)
    return visit.page("report.html", status, form=form, person=person, post=view, relation=relation)


@members
async def report(visit: Visit) -> Response:
    """Send the report, to her own server's moderators too if that was wished; block her maybe."""
    form = await visit.form()
    async with visit.reading() as work:
        subject = await _subject(visit, work, form)
    said = form.text("text")
    if len(said) > policy.LONGEST_TEXT:
        form.blame(Invalid({"text": _TOO_LONG}))
        return await _show(visit, form, subject, 422)
    async with visit.writing() as work:
        subject = await _subject(visit, work, form)
        me = await visit.actor(work)
        await service.report(
            work,
            me,
            subject.actor,
            posts=[subject.post.uri] if subject.post else [],
            said=said,
            forward=form.flag("forward"),
        )
        if form.flag("block"):
            await book.block(work, me, subject.actor)
    return visit.redirect("/home", say="reported")


routes = [
    Route("/report", ask),
    Route("/report", report, methods=["POST"]),
]
