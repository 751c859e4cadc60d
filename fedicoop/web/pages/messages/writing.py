"""Beginning a private conversation: with whom, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid, NotFound, Refused, TooMany
from fedicoop.messages import queries
from fedicoop.posts import Visibility, service
from fedicoop.posts import queries as posts
from fedicoop.posts.service import NoteDraft
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages import uploads
from fedicoop.web.pages.finding import readable, somebody
from fedicoop.web.pages.messages.people import meant, suggestions
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from fedicoop.media import File
    from fedicoop.posts import Post
    from fedicoop.web.views import PostView
    from fedicoop.work import Work

_LONGEST = 4000
OK = 200
_EMPTY = msg("Write something.")


@members
async def ask(visit: Visit) -> Response:
    """Show the form: empty, for somebody (``to``), or as a private answer (``about``)."""
    values = {"language": visit.me.language, "to": visit.query("to"), "about": ""}
    async with visit.reading() as work:
        about = await _about(visit, work, visit.query("about", 40))
        if about is not None:
            values |= {"about": about.id, "to": visit.reader.person(about.author).handle}
        elif values["to"]:
            values["to"] = await _named(visit, work, values["to"])
    return await _show(visit, Form.of(values))


async def _named(visit: Visit, work: Work, handle: str) -> str:
    """Write whom a link names as the form's own suggestions do."""
    try:
        actor = await somebody(work, handle, visit.me.actor)
    except NotFound:
        return f"@{handle.lstrip('@')}"
    return f"{actor.name or actor.username} ({visit.reader.person(actor).handle})"


async def _about(visit: Visit, work: Work, ident: str) -> Post | None:
    """Give the message that is answered privately, if any; raises NotFound."""
    return await readable(visit, work, ident) if ident else None


async def _show(
    visit: Visit, form: Form, status: int = 200, images: Sequence[File] = ()
) -> Response:
    async with visit.reading() as work:
        about: PostView | None = None
        post = await _about(visit, work, form.line("about", 40))
        if post is not None:
            about = visit.reader.post(await posts.shown(work, post, visit.me.actor))
        people = await suggestions(visit, work)
    return visit.page(
        "messages/new.html",
        status,
        form=form,
        about=about,
        people=people,
        files=images,
        most=visit.instance.config.limits.images_per_post,
        undescribed=status == OK and uploads.undescribed(form, list(images)),
        limit=visit.instance.config.limits.note_characters,
    )


@members
async def write(visit: Visit) -> Response:
    """Send the first message, or show again what was typed with what is wrong."""
    form = await visit.form()
    files: list[File] = []
    try:
        files = await uploads.take_in(visit, form, private=True)
        if uploads.undescribed(form, files):
            return await _show(visit, form, images=files)
        check_text(form, files)
        uris = await meant(visit, form.text("to", _LONGEST))
        return await _send(visit, form, uris, files)
    except Invalid as error:
        files = files or await uploads.stored(visit, form)
        return await _show(visit, form.blame(error), 422, files)
    except (Refused, TooMany) as error:
        fault = Invalid({"to": error.safe})
        return await _show(visit, form.blame(fault), error.status, files)


def check_text(form: Form, files: Sequence[File]) -> None:
    """Insist on words or an image; raises Invalid."""
    if not form.text("source").strip() and not files:
        raise Invalid({"source": _EMPTY})


async def _send(visit: Visit, form: Form, uris: list[str], files: Sequence[File]) -> Response:
    async with visit.writing() as work:
        me = await visit.actor(work)
        people = await actors.by_uris(work, uris)
        draft = NoteDraft(
            form.text("source"),
            Visibility.DIRECT,
            language=form.choice("language", visit.site.languages),
            in_reply_to=await _about(visit, work, form.line("about", 40)),
            to=tuple(people),
            files=tuple(file.id for file in files),
        )
        post = await service.publish(work, me, draft)
        row = await queries.with_people(work, me, post.parties)
    goal = f"/messages/{row.id}#p-{post.id}" if row is not None else "/messages"
    return visit.redirect(goal, say="private_sent")


routes = [
    Route("/messages/new", ask),
    Route("/messages/new", write, methods=["POST"]),
]
