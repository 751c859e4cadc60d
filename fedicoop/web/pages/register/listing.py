"""Who is in the register and how far each is on the way to an account; inviting; the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Standing
from fedicoop.register import service as register
from fedicoop.web.i18n import msg
from fedicoop.web.visit import Visit, members, with_query

if TYPE_CHECKING:
    from fedicoop.accounts import Member, RegisterEntry
    from fedicoop.web.views import Moment

_WHERE = "/admin/register"
_SIZE = 25
_LONGEST_NUMBER = 30
STANDINGS = {
    Standing.READY: msg("Not invited"),
    Standing.WAITING: msg("Waiting for the letter"),
    Standing.INVITED: msg("Invited"),
    Standing.ACTIVE: msg("Active"),
    Standing.WITHOUT_EMAIL: msg("Without an e-mail address"),
    Standing.APART: msg("Not to be invited"),
}
_INVITABLE = {Standing.READY, Standing.INVITED}
_LEFT = msg("left the cooperative")
_ERASED = msg("erased")
_SILENT = msg("wants no letters")


@dataclass(frozen=True)
class EntryView:
    """An entry as the operator sees it; ``account`` is the name of the account it became."""

    id: str
    number: str
    name: str
    email: str
    facts: str
    standing: str
    why: str
    invited: Moment | None
    account: str
    may_be_invited: bool
    may_get_code: bool
    printed: Moment | None


@members
async def show_register(visit: Visit) -> Response:
    """Show the register, a part of it at once."""
    visit.must_administer()
    among = {str(each): each for each in Standing}
    chosen = among.get(visit.query("standing", 40))
    words = " ".join(visit.query("q", 100).split())
    async with visit.reading() as work:
        counts = await queries.count_entries(work)
        after = visit.query("after", _LONGEST_NUMBER)
        found = await queries.entries_page(work, chosen, words, after, _SIZE)
    more = {"standing": str(chosen or ""), "q": words}
    return visit.page(
        "register/list.html",
        tabs=[(str(each), visit.say(text), counts[each]) for each, text in STANDINGS.items()],
        chosen=str(chosen or ""),
        words=words,
        entries=[shown(visit, entry, member) for entry, member in found],
        next=with_query(_WHERE, **more, after=found[-1][0].number) if len(found) == _SIZE else "",
        total=sum(counts.values()),
        ready=counts[Standing.READY],
        waiting=counts[Standing.WAITING],
        without_email=counts[Standing.WITHOUT_EMAIL],
        most_cards=register.MOST_CARDS,
        pace=visit.instance.config.limits.invitations_per_hour,
    )


def shown(visit: Visit, entry: RegisterEntry, member: Member | None) -> EntryView:
    """Show an entry to the operator."""
    standing = policy.standing(entry, has_account=member is not None)
    facts = (entry.town, entry.college, entry.category)
    return EntryView(
        id=entry.id,
        number=entry.number,
        name=entry.name,
        email=entry.email,
        facts=" · ".join(fact for fact in facts if fact),
        standing=visit.say(STANDINGS[standing]),
        why=visit.say(_why(entry)) if standing == Standing.APART else "",
        invited=visit.reader.moment(entry.invited_at) if entry.invited_at else None,
        account=member.actor.username if member is not None else "",
        may_be_invited=standing in _INVITABLE,
        may_get_code=policy.may_get_code(entry, member),
        printed=visit.reader.moment(entry.printed_at) if entry.printed_at else None,
    )


def _why(entry: RegisterEntry) -> str:
    if entry.erased_at is not None:
        return _ERASED
    return _LEFT if not policy.may_activate(entry) else _SILENT


@members
async def invite(visit: Visit) -> Response:
    """Invite those who are ticked, or all who never were; a few letters leave at once."""
    visit.must_administer()
    form = await visit.form()
    idents = None if form.flag("all") else [each[:40] for each in form.many("entry")[:_SIZE]]
    async with visit.writing() as work:
        asked = await accounts.ask_to_invite(work, idents)
        await register.send_due(work)
    return await visit.back(_WHERE, say="register_invited" if asked else "register_nobody")


@members
async def stop(visit: Visit) -> Response:
    """Invite nobody who still waits for the letter."""
    visit.must_administer()
    async with visit.writing() as work:
        await accounts.stop_inviting(work)
    return visit.redirect(_WHERE, say="register_stopped")


@members
async def export(visit: Visit) -> Response:
    """Give the register as a file that a spreadsheet opens, and that can be taken over again."""
    visit.must_administer()

    async with visit.reading() as work:
        lines = [register.csv_lines(row) async for row in register.rows(work)]
    table = "\ufeff" + register.csv_lines() + "".join(lines)
    headers = {
        "Content-Disposition": 'attachment; filename="register.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response(table, 200, headers, "text/csv; charset=utf-8")


routes = [
    Route(_WHERE, show_register),
    Route(f"{_WHERE}/invite", invite, methods=["POST"]),
    Route(f"{_WHERE}/stop", stop, methods=["POST"]),
    Route("/admin/register.csv", export),
]
