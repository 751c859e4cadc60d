"""An event's own page: what, when, where, and who comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import Gone
from fedicoop.posts import Visibility
from fedicoop.posts import queries as posts
from fedicoop.web.forms import Form
from fedicoop.web.pages.compose import first_form, visibilities
from fedicoop.web.pages.events.cards import seen
from fedicoop.web.pages.events.outside import of_event
from fedicoop.web.pages.events.whole import whole
from fedicoop.web.pages.finding import may_index
from fedicoop.web.visit import Visit, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.events import Event
    from fedicoop.web.pages.events.shapes import Whole


@page
async def show_event(visit: Visit) -> Response:
    """Answer /events/ID for people; what this reader may not see does not exist for her."""
    return await show(visit, None)


async def show(visit: Visit, form: Form | None, status: int = 200) -> Response:
    """Show the event of the address, with the form of its reader as she sent it, if she did."""
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        event = await seen(visit, work)
        if event.post.is_deleted:
            raise Gone(f"{event.uri} was deleted")
        found = await whole(visit, work, event)
        thread = await posts.thread(work, event.post, viewer)
    view = visit.reader.thread(thread)
    return visit.page(
        "events/event.html",
        status,
        event=found,
        post=view.post,
        below=view.below,
        form=form or first_answer(found),
        reply=first_form(visit.member, event.post) if visit.member and found.may_comment else None,
        visibilities=visibilities(event.post),
        limit=visit.instance.config.limits.note_characters,
        sharing=of_event(visit.instance.urls, found, view.post, indexed=_indexed(event)),
    )


def _indexed(event: Event) -> bool:
    return event.local and event.post.visibility == Visibility.PUBLIC and may_index(event.host)


def first_answer(found: Whole) -> Form:
    """Give the form of an answer as it is before anybody typed: what the reader said before."""
    mine = found.answer
    said = {f"answer-{number}": each for number, each in enumerate(mine.said)}
    about = {"guests": str(mine.guests), "need": mine.need, "message": mine.message}
    return Form.of({**about, **said})
