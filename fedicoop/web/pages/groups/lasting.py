"""What lasts of a group: the journal of what was done in it, its rest and its waking up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound
from fedicoop.groups import policy, queries, service
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.groups import cards
from fedicoop.web.pages.groups.showing import whole
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from fedicoop.groups import Entry, Group
    from fedicoop.groups.policy import Standing
    from fedicoop.web.pages.groups.cards import Seen
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SIZE = 50
_OTHER = msg("Something was changed")
DEEDS = {
    "created": msg("Group started"),
    "revised": msg("Group changed"),
    "archived": msg("Group put to rest"),
    "unarchived": msg("Group woken up"),
    "contacts": msg("Contacts changed"),
    "joined": msg("Joined the group"),
    "asked": msg("Asked to join"),
    "approved": msg("Request accepted"),
    "declined": msg("Request declined, or invitation taken back"),
    "invited": msg("Invitation sent"),
    "accepted": msg("Invitation accepted"),
    "refused": msg("Invitation declined"),
    "left": msg("Left the group"),
    "role": msg("Role changed"),
    "excluded": msg("Excluded from the group"),
    "let_back": msg("May join again"),
    "added": msg("Added because the group is for them"),
    "shared": msg("Passed on by the group"),
    "unshared": msg("No longer passed on by the group"),
    "removed": msg("Message removed from the group"),
    "link_added": msg("Link added"),
    "link_changed": msg("Link changed"),
    "link_removed": msg("Link removed"),
}


@dataclass(frozen=True)
class Line:
    """One deed: who did what to whom or what; ``by`` is None for what happened by itself."""

    by: Person | None
    text: str
    about: Person | None
    title: str
    role: str
    reason: str
    at: Moment


@members
async def show_journal(visit: Visit) -> Response:
    """Show those who look after a group what was done in it, newest first."""
    async with visit.reading() as work:
        seen = await _led(visit, work, policy.may_moderate)
        rows = await queries.history(work, seen.group, cursor(visit), _SIZE)
        lines = [await _line(visit, work, row) for row in rows]
        group = await whole(visit, work, seen)
    after = rows[-1].id if len(rows) == _SIZE else None
    return visit.page("groups/journal.html", group=group, entries=lines, next=after)


async def _line(visit: Visit, work: Work, row: Entry) -> Line:
    about = await actors.by_id(work, str(row.detail.get("member", "")))
    return Line(
        by=visit.reader.person(row.actor) if row.actor else None,
        text=DEEDS.get(row.deed, _OTHER),
        about=visit.reader.person(about) if about else None,
        title=str(row.detail.get("title", "")),
        role=str(row.detail.get("after", "")),
        reason=str(row.detail.get("reason", "")),
        at=visit.reader.moment(row.at),
    )


async def _led(visit: Visit, work: Work, allowed: Callable[[Group, Standing], bool]) -> Seen:
    """Give a group of ours that the member looks after; NotFound for everybody else."""
    seen = await cards.seen(visit, work, visit.param("handle"))
    if not seen.group.is_local or not allowed(seen.group, seen.standing):
        raise NotFound("not for this member")
    return seen


@members
async def ask_to_archive(visit: Visit) -> Response:
    """Ask once more before a group is put to rest, or woken up."""
    async with visit.reading() as work:
        group = await whole(visit, work, await _led(visit, work, policy.may_manage))
    return visit.page("groups/archive.html", group=group, form=Form())


@members
async def archive(visit: Visit) -> Response:
    """Put a group to rest, or wake it up; nothing of it is lost."""
    form = await visit.form()
    wakes = form.flag("wake")
    async with visit.writing() as work:
        group = (await _led(visit, work, policy.may_manage)).group
        me = await visit.actor(work)
        if wakes:
            await service.unarchive(work, group, me)
        else:
            await service.archive(work, group, me, form.text("reason", 500))
    return visit.redirect(f"/@{visit.param('handle')}", say="unarchived" if wakes else "archived")


routes = [
    Route("/@{handle}/journal", show_journal),
    Route("/@{handle}/archive", ask_to_archive),
    Route("/@{handle}/archive", archive, methods=["POST"]),
]
