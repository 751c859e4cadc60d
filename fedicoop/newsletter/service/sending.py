"""Sending a newsletter: once to each member, some at a time, and it can be stopped in between."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fedicoop.accounts import queries as accounts
from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, Invalid, Refused
from fedicoop.languages import msg, say
from fedicoop.newsletter import policy, queries
from fedicoop.newsletter.models import State
from fedicoop.newsletter.service.composing import LONGEST_WAIT, check_editor
from fedicoop.newsletter.service.issues import KIND, issue_of, letter_of
from fedicoop.notifications import service as notifications

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.newsletter.models import Newsletter
    from fedicoop.notifications.paper import Letter
    from fedicoop.work import Work

PIECE = 50
_UNDER_WAY = "This newsletter is already on its way."
_TRIAL = msg("[Test] {subject}")


async def try_out(work: Work, row: Newsletter, editor: Member) -> None:
    """Send a newsletter to who writes it, and to nobody else; raises Invalid without an address."""
    await check_editor(work, editor.actor)
    if editor.email is None:
        raise Invalid({"": "You gave no e-mail address."})
    letter = letter_of(work, row, await issue_of(work, row))
    subject = say(_TRIAL, row.language, subject=letter.subject)
    trial = replace(letter, kind="test", subject=subject)
    await notifications.send_to_address(work, editor.email, trial)


async def schedule(work: Work, row: Newsletter, editor: Actor, at: datetime) -> None:
    """Let a newsletter be sent by itself at a moment; raises Invalid and Refused."""
    await _check_may_leave(work, row, editor)
    if at <= work.now():
        raise Invalid({"send_at": "This moment is over."})
    if at > work.now() + LONGEST_WAIT:
        raise Invalid({"send_at": "At most one year from now."})
    row.state, row.send_at, row.fault = State.SCHEDULED, at, ""
    await work.session.flush()


async def _check_may_leave(work: Work, row: Newsletter, editor: Actor) -> None:
    await check_editor(work, editor)
    if not policy.may_change(row):
        raise Refused("it is on its way", safe=_UNDER_WAY)
    issue = await issue_of(work, row)
    if not issue.introduction and not issue.lines:
        raise Invalid({"": "Nothing of what you picked is there any more."})


async def start(work: Work, row: Newsletter, editor: Actor) -> None:
    """Begin to send: from now on it says what it says now, whatever is changed later."""
    await _check_may_leave(work, row, editor)
    row.issue = (await issue_of(work, row)).stored()
    row.state, row.started_at, row.fault = State.SENDING, work.now(), ""
    row.total = await accounts.reachable_count(work)
    await work.session.flush()


async def stop(work: Work, row: Newsletter) -> None:
    """Send no more of it; what is only scheduled becomes a draft again."""
    if not policy.may_stop(row):
        raise Refused("nothing to stop", safe="There is nothing to stop.")
    row.state = State.DRAFT if row.state == State.SCHEDULED else State.STOPPED
    row.send_at = None
    await work.session.flush()


async def resume(work: Work, row: Newsletter, editor: Actor) -> None:
    """Let what was stopped go on with who did not get it yet."""
    await check_editor(work, editor)
    if not policy.may_go_on(row):
        raise Refused("nothing to resume", safe="There is nothing to go on with.")
    row.state = State.SENDING
    await work.session.flush()


async def begin_due(work: Work) -> int:
    """Begin what is due; what cannot leave becomes a draft, and its writer hears of it."""
    due = await queries.to_begin(work)
    for row in due:
        try:
            async with work.attempt():
                await start(work, row, row.writer)
        except FedicoopError as error:
            said = error.fields.values() if isinstance(error, Invalid) else ()
            row.state, row.send_at, row.fault = State.DRAFT, None, next(iter(said), error.safe)
            itself = await actors.cooperative(work)
            about = f"{work.urls.base}/newsletter/{row.id}#{work.now():%Y%m%d%H%M%S}"
            work.tell("newsletter_put_off", row.writer_id, itself.id, about)
    await work.session.flush()
    return len(due)


async def go_on(work: Work) -> int:
    """Send the next piece of what is on its way; gives how many members that was, 0 at the end."""
    row = await queries.on_its_way(work)
    return await send_piece(work, row) if row is not None else 0


async def send_piece(work: Work, row: Newsletter) -> int:
    """Write to the next members and note how far that is, in one transaction: nobody gets it twice.

    Gives how many they were; 0 when it was the end.
    """
    members = await accounts.reachable(work, row.reached, PIECE)
    if not members:
        row.state, row.finished_at = State.SENT, work.now()
        await work.session.flush()
        return 0
    letter = letter_of(work, row, await issue_of(work, row))
    for member in members:
        row.letters += await _write_to(work, member, letter)
    row.reached = members[-1].id
    row.handled += len(members)
    row.total = max(row.total, row.handled)
    await work.session.flush()
    return len(members)


async def _write_to(work: Work, member: Member, letter: Letter) -> int:
    """Queue the letter as she wants it; an address that cannot be one stops nobody else's."""
    try:
        async with work.attempt():
            return int(await notifications.send_letter(work, member, letter) is not None)
    except FedicoopError:
        return 0


async def subscribers(work: Work) -> list[Member]:
    """Give every member whom a newsletter would be sent, were there room in her month."""
    found: list[Member] = []
    after = ""
    while members := await accounts.reachable(work, after, 200):
        after = members[-1].id
        found += await notifications.wanting(work, members, KIND)
    return found
