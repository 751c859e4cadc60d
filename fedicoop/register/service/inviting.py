"""Inviting who is in the register to make an account: a few letters at once, and never unwanted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.accounts import queries
from fedicoop.accounts import service as accounts
from fedicoop.db import take_turn
from fedicoop.groups import service as groups
from fedicoop.notifications import letters
from fedicoop.notifications import service as notifications

if TYPE_CHECKING:
    from fedicoop.accounts import Member, RegisterEntry
    from fedicoop.work import Work

AT_ONCE = 50
ASKED = "activation_asked"
_HOUR = timedelta(hours=1)


async def send_due(work: Work, most: int = AT_ONCE) -> int:
    """Write to those who wait for an invitation, within what leaves in an hour; gives how many.

    Whoever had enough letters this month is passed over, and can be invited again later; whoever
    got an account by other ways meanwhile has it linked instead.
    """
    await take_turn(work.session, "invitations")
    sent = await queries.invited_since(work, work.now() - _HOUR)
    room = min(most, work.config.limits.invitations_per_hour - sent)
    due = await queries.due_entries(work, room) if room > 0 else []
    owners = await queries.members_by_email(work, {entry.email for entry in due})
    for entry in due:
        entry.queued_at = None
        owner = owners.get(entry.email)
        if owner is not None:
            await _link(work, owner, entry)
        elif await _write(work, entry, "activation"):
            entry.invited_at = work.now()
    await work.session.flush()
    return len(due)


async def _link(work: Work, owner: Member, entry: RegisterEntry) -> None:
    if owner.number is None:
        await accounts.link_entry(work, owner, entry)
        await groups.add_automatic(work, owner)


async def answer(work: Work, email: str) -> None:
    """Send the letter with the link to somebody who asked to sign in and has no account yet.

    Nothing happens for an address that is not in the register; and no more letters than sign-in
    links within half an hour.
    """
    entry = await queries.entry_of_email(work, email)
    if entry is not None and await queries.by_email(work, email) is None:
        await send_again(work, entry)


async def send_again(work: Work, entry: RegisterEntry) -> None:
    """Send an entry's letter because its owner asked, unless she just got several."""
    if await accounts.count_links(work, entry, accounts.LINK_PAUSE) >= accounts.LINKS_PER_MEMBER:
        return
    if await _write(work, entry, ASKED):
        entry.invited_at, entry.queued_at = work.now(), None
        await work.session.flush()


async def _write(work: Work, entry: RegisterEntry, kind: str) -> bool:
    url = link(work, await accounts.activation_token(work, entry))
    language = entry.language or work.config.languages[0]
    letter = letters.write(kind, language, coop=work.config.name, name=entry.name, url=url)
    leave = letters.leaving(kind, language, f"{url}/leave")
    return await notifications.send_unasked(work, entry.email, letter, leave) is not None


def link(work: Work, token: str) -> str:
    """Give the address of the page that makes an account."""
    return f"{work.urls.base}/activate/{token}"
