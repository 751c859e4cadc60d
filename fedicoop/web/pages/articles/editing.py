"""Writing an article and changing one: one form, nothing lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import text
from fedicoop.errors import Invalid, NotFound
from fedicoop.posts import policy, service
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages import uploads
from fedicoop.web.pages.articles import desk
from fedicoop.web.pages.articles.desk import Desk
from fedicoop.web.pages.events.reading import later_of
from fedicoop.web.pages.finding import readable
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from fedicoop.posts import Post
    from fedicoop.web.pages.articles.desk import Finish
    from fedicoop.web.visit import Visit

_TOO_LATE = msg("At most two years from now.")


@members
async def ask_to_write(visit: Visit) -> Response:
    """Show the empty form; ``group`` in the address is where it will stand."""
    values = {
        "place": visit.query("group", 100).lstrip("@"),
        "visibility": "public",
        "language": visit.me.language,
    }
    return await desk.show(visit, Desk(Form.of(values)))


@members
async def write(visit: Visit) -> Response:
    """Publish an article, keep it as a draft or for later, or show the form again."""
    return await sent(visit, Desk(await visit.form()), _create)


async def sent(visit: Visit, opened: Desk, finish: Finish) -> Response:
    """Do what the form asks for; show it again for a look, or with what is wrong."""
    form, most = opened.form, visit.instance.config.limits.images_per_article
    try:
        opened.files = await uploads.take_in(visit, form, most, opened.kept)
        if form.line("do") == "preview" or uploads.undescribed(form, opened.files):
            return await desk.show(visit, opened, looks=True)
        return await finish(visit, opened)
    except Invalid as error:
        form.blame(error)
        opened.files = opened.files or await uploads.stored(visit, form, opened.kept)
        return await desk.show(visit, opened, 422)


async def _create(visit: Visit, opened: Desk) -> Response:
    form, later = opened.form, moment_of(visit, opened.form)
    async with visit.writing() as work:
        draft = opened.draft(await desk.place_of(visit, work, form))
        me = await visit.actor(work)
        if form.line("do") == "draft" or later is not None:
            row = await service.sketch(work, me, draft)
            await service.schedule_sketch(work, row, later)
            return visit.redirect("/drafts", say="put_by" if later else "drafted")
        post = await service.publish_article(work, me, draft)
    return visit.redirect(f"/articles/{post.id}", say="article_published")


def moment_of(visit: Visit, form: Form) -> datetime | None:
    """Give when an article is to be published by itself, by the reader's clock; raises Invalid."""
    if form.line("do") != "schedule":
        return None
    return later_of(visit, form, "publish", service.LONGEST_WAIT, _TOO_LATE)


@members
async def ask_to_edit(visit: Visit) -> Response:
    """Show what was written, as it was written."""
    post = await _editable(visit)
    values: dict[str, str | bool | list[str]] = {
        "title": post.name,
        "summary": post.summary,
        "source": post.source or text.plain(post.content, 100_000),
        "subjects": " ".join(tag.name for tag in post.tags),
        "language": post.language,
        "image": [each.file_id for each in post.attachments if each.file_id],
    }
    opened = Desk(Form.of(values), post=post)
    opened.files = await uploads.stored(visit, opened.form, opened.kept)
    return await desk.show(visit, opened)


@members
async def edit(visit: Visit) -> Response:
    """Change an article, or show the form again."""
    return await sent(visit, Desk(await visit.form(), post=await _editable(visit)), _change)


async def _change(visit: Visit, opened: Desk) -> Response:
    ident = visit.param("ident")
    async with visit.writing() as work:
        post = await readable(visit, work, ident)
        await service.edit(work, post, await visit.actor(work), opened.change())
    return visit.redirect(f"/articles/{ident}", say="article_changed")


async def _editable(visit: Visit) -> Post:
    """Give an article that this member may change; NotFound for everybody else's."""
    async with visit.reading() as work:
        post = await readable(visit, work, visit.param("ident"))
        speaks = await service.speaks_for(work, visit.me.actor, post.author)
    is_ours = post.local and post.type == "Article"
    if not is_ours or not policy.may_edit(post, visit.me.actor, speaks=speaks):
        raise NotFound(f"{post.uri} is not theirs to edit")
    return post


routes = [
    Route("/new/article", ask_to_write),
    Route("/new/article", write, methods=["POST"]),
    Route("/articles/{ident}/edit", ask_to_edit),
    Route("/articles/{ident}/edit", edit, methods=["POST"]),
]
