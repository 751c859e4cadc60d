"""Asking the moderators to look at somebody or something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import text
from fedicoop.actors import queries as actors
from fedicoop.actors import service as book
from fedicoop.errors import Invalid, NotFound
from fedicoop.moderation import policy, service
from fedicoop.posts import queries as posts
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages import reported
from fedicoop.web.pages.finding import readable
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.web.pages.reported import Thing
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_NAMES = ("post", "person", "document", "call")
_EXCERPT = 120
_TOO_LONG = msg("At most 3,000 characters.")


@dataclass(frozen=True)
class Subject:
    """Who is reported, and for which message or other thing, if any.

    ``more`` are other private messages of hers in the same conversation, to choose from.
    """

    actor: Actor
    post: Post | None = None
    thing: Thing | None = None
    more: tuple[Post, ...] = ()

    def uris(self, base: str, chosen: list[str]) -> list[str]:
        """Give what the report names: what it is about, and what else was chosen."""
        found = [f"{base}{self.thing.path}"] if self.thing else []
        first = [self.post.uri] if self.post else []
        return [*found, *first, *(each.uri for each in self.more if each.id in chosen)]


@members
async def ask(visit: Visit) -> Response:
    """Show the form, with what it is about."""
    form = Form.of({name: visit.query(name, 40) for name in _NAMES})
    async with visit.reading() as work:
        subject = await _subject(visit, work, form)
    return await _show(visit, form, subject)


async def _subject(visit: Visit, work: Work, form: Form) -> Subject:
    """Find what a report is about; raises NotFound for oneself and what is not seen."""
    post, ident = None, form.line("person", 40)
    if form.line("post"):
        post = await readable(visit, work, form.line("post", 40))
        ident = post.author_id
    thing = await reported.thing(visit, work, form)
    if thing is not None and thing.by is not None:
        ident = thing.by.id
    actor = await actors.by_id(work, ident)
    if actor is None or not policy.may_report(visit.me.actor, actor):
        raise NotFound(f"{ident!r} cannot be reported")
    return Subject(actor, post, thing, tuple(await reported.beside(visit, work, post)))


async def _show(visit: Visit, form: Form, subject: Subject, status: int = 200) -> Response:
    view, me = None, visit.me.actor
    async with visit.reading() as work:
        relation = await actors.relation(work, me, subject.actor)
        if subject.post is not None:
            view = visit.reader.post(await posts.shown(work, subject.post, me))
    person = visit.reader.person(subject.actor)
    more = [
        (each.id, text.plain(each.content, _EXCERPT), visit.reader.moment(each.published_at))
        for each in subject.more
    ]
    return visit.page(
        "report.html",
        status,
        form=form,
        person=person,
        post=view,
        thing=subject.thing,
        more=more,
        chosen=form.many("also"),
        relation=relation,
    )


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
            posts=subject.uris(work.urls.base, form.many("also")),
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
