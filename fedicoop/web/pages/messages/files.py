"""The images of private messages: for those who read them, who uploaded them, whom they are shown.

Each is asked for anew; nothing of it stays in a cache that others share.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.media import policy
from fedicoop.media import queries as pictures
from fedicoop.moderation import queries as reports
from fedicoop.posts import policy as rules
from fedicoop.posts import queries as posts
from fedicoop.web.pages.files import private_picture
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.media import File
    from fedicoop.web.views import PostView
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST_ID = 40
_HERE = "/messages/files/"


@members
async def show(visit: Visit) -> Response:
    """Give an image to who may read a message that shows it, and to who uploaded it."""
    return await _give(visit, small=False)


@members
async def show_small(visit: Visit) -> Response:
    """Give an image as it is shown beside its description."""
    return await _give(visit, small=True)


async def _give(visit: Visit, *, small: bool) -> Response:
    async with visit.reading() as work:
        file = await _private(visit, work)
        me = visit.me.actor
        if not policy.may_use(me, file) and not await posts.shows_file(work, me, file.id):
            raise NotFound(f"no picture {file.id} for this reader")
    return private_picture(visit.instance, file, small=small)


async def _private(visit: Visit, work: Work) -> File:
    file = await pictures.by_id(work, visit.param("ident")[:_LONGEST_ID])
    if file is None or not file.private:
        raise NotFound("no such picture")
    return file


@members
async def show_reported(visit: Visit) -> Response:
    """Give an image to a moderator to whom a report shows the message it stands in."""
    visit.must_moderate()
    async with visit.reading() as work:
        file = await _private(visit, work)
        row = await reports.report_by_id(work, visit.param("report"))
        named = await posts.by_uris(work, row.post_uris) if row else []
        host = row.reporter_host if row else ""
        open_to_us = [each for each in named if not host or rules.may_report_for(each, host)]
        shown = {each.file_id for post in open_to_us for each in post.attachments}
        if file.id not in shown:
            raise NotFound("this report shows no such picture")
    return private_picture(visit.instance, file)


def reported(view: PostView, report: str) -> PostView:
    """Show a reported message with its images where moderators may see them."""
    start = f"/moderation/reports/{report}/files/"
    shown = [
        replace(each, href=each.href.replace(_HERE, start), src=each.src.replace(_HERE, start))
        for each in view.pictures
    ]
    return replace(view, pictures=tuple(shown))


routes = [
    Route("/messages/files/{ident}", show),
    Route("/messages/files/{ident}/small", show_small),
    Route("/moderation/reports/{report}/files/{ident}", show_reported),
]
