"""A member takes her own data along: asked for, made in the background, given to her alone.

She says who she is anew for it: whoever finds an open browser does not get everything at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio.to_thread
from starlette.responses import FileResponse
from starlette.routing import Route

from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.takeaways import policy, queries, service, storage
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.settings.access import is_fresh, prove
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.pages.signing_in import enter, open_session
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.takeaways import Takeaway

_WHERE = "/settings/data"
_NOT_FRESH = msg("Say first that it is you: below, by your password or by a link.")
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@members
async def show(visit: Visit) -> Response:
    """Show how far the file is, or the way to it."""
    return await _page(visit, Form())


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        row = await queries.newest_of(work, visit.me)
        fresh, now = await is_fresh(work, visit), work.now()
    moment = visit.reader.moment
    return visit.page(
        "settings/data.html",
        status,
        form=form,
        fresh=fresh,
        row=row,
        there=row is not None and policy.may_be_had(row, now),
        under_way=policy.is_under_way(row),
        may_ask=policy.may_ask_again(row, now),
        asked=moment(row.asked_at) if row else None,
        until=visit.language.day(row.expires_at, visit.zone) if row and row.expires_at else "",
        size_mb=max(row.bytes // 1_000_000, 1) if row else 0,
        days=visit.instance.config.limits.takeaway_days,
        has_password=visit.me.password_hash is not None,
        email=visit.me.email or "",
    )


@members
async def confirm(visit: Visit) -> Response:
    """Say by password that it is she: her browser gets a new session, which is fresh."""
    form = await visit.form()
    if visit.me.password_hash is None:
        return await _page(visit, form.blame(Invalid({"": _NOT_FRESH})), 422)
    try:
        await prove(visit, form, "current")
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    async with visit.writing() as work:
        token = await open_session(visit, work, await me_in(visit, work))
    return enter(visit, visit.redirect(_WHERE, say="proved"), token)


@members
async def ask(visit: Visit) -> Response:
    """Let everything be gathered."""
    form = await visit.form()
    async with visit.reading() as work:
        fresh = await is_fresh(work, visit)
    if not fresh:
        return await _page(visit, form.blame(Invalid({"": _NOT_FRESH})), 422)
    try:
        async with visit.writing() as work:
            await service.ask(work, await me_in(visit, work))
    except Refused as error:
        return await _page(visit, form.blame(Invalid({"": error.safe})), 422)
    return visit.redirect(_WHERE, say="takeaway_asked")


@members
async def give(visit: Visit) -> Response:
    """Give the file to whose data is in it; to somebody else it does not exist."""
    async with visit.reading() as work:
        row = await queries.by_id(work, visit.me, visit.param("ident")[:40])
        fresh = await is_fresh(work, visit)
        there = row is not None and policy.may_be_had(row, work.now())
    if row is None or not there:
        raise NotFound("no such file of hers")
    if not fresh:
        return visit.redirect(_WHERE)
    return await _file(visit, row)


async def _file(visit: Visit, row: Takeaway) -> Response:
    path = storage.path_of(visit.instance.config, row.id)
    if not await anyio.to_thread.run_sync(path.is_file):
        raise NotFound(f"the file of {row.id} is not on the disk")
    name = f"{visit.instance.config.host}-{visit.me.actor.username}-{row.asked_at:%Y-%m-%d}.zip"
    return FileResponse(
        path,
        headers=_HEADERS,
        media_type="application/zip",
        filename=name,
        content_disposition_type="attachment",
    )


routes = [
    Route(_WHERE, show),
    Route(f"{_WHERE}/confirm", confirm, methods=["POST"]),
    Route(f"{_WHERE}/ask", ask, methods=["POST"]),
    Route(f"{_WHERE}/{{ident}}.zip", give),
]
