"""The calls: those that reached a member, those whose answers she may see; each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy as accounts
from fedicoop.directory import policy, queries, service
from fedicoop.errors import Invalid, NotFound
from fedicoop.groups import queries as groups
from fedicoop.notifications import service as notifications
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.directory import Call, Called
    from fedicoop.directory.queries import Tally
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SIZE = 20
_LONGEST_ID = 40


@dataclass(frozen=True)
class CallView:
    """A call as its readers see it; ``own`` is what the reader answered, None when not asked."""

    id: str
    by: Person
    group: str
    wanted: str
    subject: str
    text: str
    at: Moment
    is_open: bool
    own: str | None = None
    tally: Tally | None = None

    @property
    def path(self) -> str:
        """Give where it is read and answered."""
        return f"/calls/{self.id}"


async def view(visit: Visit, work: Work, row: Call, own: Called | None = None) -> CallView:
    """Show a call whose author is loaded."""
    group = await groups.by_id(work, row.group_id) if row.group_id else None
    return CallView(
        id=row.id,
        by=visit.reader.person(row.by),
        group=(group.actor.name or group.actor.username) if group else "",
        wanted=row.wanted,
        subject=row.subject,
        text=row.text,
        at=visit.reader.moment(row.created_at),
        is_open=policy.is_open(row, visit.instance.clock()),
        own=own.answer if own else None,
    )


@members
async def show_calls(visit: Visit) -> Response:
    """Show what the member is asked, and the calls of which she may see the answers."""
    async with visit.reading() as work:
        mine = [] if cursor(visit) else await queries.calls_to(work, visit.me)
        asked = [await view(visit, work, row.call, row) for row in mine]
        rows = await _seen(visit, work)
        sent = [await view(visit, work, row) for row in rows]
        tallies = await queries.answers(work, [row.id for row in rows])
    return visit.page(
        "directory/calls.html",
        asked=asked,
        sent=sent,
        tallies=tallies,
        next=rows[-1].id if len(rows) == _SIZE else None,
        may_call=policy.may_call(visit.me),
    )


async def _seen(visit: Visit, work: Work) -> list[Call]:
    if accounts.may_moderate(visit.me):
        return await queries.every_call(work, cursor(visit), _SIZE)
    return await queries.calls_of_groups(work, visit.me.actor, cursor(visit), _SIZE)


async def _found(visit: Visit, work: Work) -> tuple[Call, Called | None, bool]:
    """Give a call, the reader's own line in it, whether she sees the answers; or NotFound."""
    row = await queries.call_by_id(work, visit.param("ident")[:_LONGEST_ID])
    if row is None:
        raise NotFound("no such call")
    own = await queries.called_of(work, row, visit.me)
    sees = await queries.may_see_answers(work, row, visit.me)
    if (own is None or row.by.is_gone) and not sees:
        raise NotFound("not this member's call")
    return row, own, sees


@members
async def show_call(visit: Visit) -> Response:
    """Show one call: to whom it reached with room to answer, to who called with the answers."""
    async with visit.reading() as work:
        row, own, sees = await _found(visit, work)
        shown = await view(visit, work, row, own)
        tally = (await queries.answers(work, [row.id]))[row.id] if sees else None
        able = await queries.who_can(work, row) if sees else []
    await _mark_read(visit, row)
    return visit.page(
        "directory/one_call.html",
        call=shown,
        tally=tally,
        able=[visit.reader.person(each) for each in able],
        own=shown.by.id == visit.me.actor_id,
    )


async def _mark_read(visit: Visit, row: Call) -> None:
    looks_ahead = "prefetch" in visit.request.headers.get("sec-purpose", "")
    if visit.unread and not looks_ahead:
        async with visit.writing() as work:
            me = await visit.actor(work)
            await notifications.mark_read_about(work, me, [f"{work.urls.base}/calls/{row.id}"])


@members
async def answer(visit: Visit) -> Response:
    """Take what a member answers on the page."""
    said = (await visit.form()).line("answer", 10)
    async with visit.writing() as work:
        row, own, _ = await _found(visit, work)
        if own is None:
            raise NotFound("nobody asked this member")
        try:
            await service.answer(work, own, await me_in(visit, work), said)
        except Invalid as error:
            raise NotFound(f"{said!r} is no answer") from error
    return visit.redirect(f"/calls/{row.id}", say=f"call_{said}")


@members
async def close(visit: Visit) -> Response:
    """Take no more answers."""
    async with visit.writing() as work:
        row, _, _ = await _found(visit, work)
        await service.close(work, row, await me_in(visit, work))
    return visit.redirect(f"/calls/{row.id}", say="call_closed")


routes = [
    Route("/calls", show_calls),
    Route("/calls/{ident}", show_call),
    Route("/calls/{ident}/answer", answer, methods=["POST"]),
    Route("/calls/{ident}/close", close, methods=["POST"]),
]
