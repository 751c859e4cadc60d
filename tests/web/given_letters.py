"""What the tests of letters' links start from: a reader whose digest was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fedicoop.accounts import queries as accounts
from fedicoop.digests import service as digests
from fedicoop.events import service as events
from fedicoop.notifications import Mail
from fedicoop.posts import service as posts
from fedicoop.posts.service import NoteDraft
from tests.events.given import a_draft

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance

ANSWER = re.compile(r"https://coop\.example(/answer/[\w-]+)")
READ = re.compile(r"https://coop\.example(/letter/[\w-]+/[\w-]+)")
LEAVE = re.compile(r"https://coop\.example(/unsubscribe/[\w-]+)")


async def given_digest(coop: Instance, ana: Member, lea: Member) -> Mail:
    """Announce an event, write a note for members, and send Ana her digest."""
    async with coop.writing() as work:
        await events.announce(work, lea.actor, a_draft(title="Assemblée"))
        note = NoteDraft("Notre **marge** baisse.", "members")
        await posts.publish(work, lea.actor, note)
    async with coop.writing() as work:
        member = await accounts.by_id(work, ana.id)
        assert member is not None
        await digests.send_now(work, member)
    return (await letters(coop, "digest"))[-1]


async def letters(coop: Instance, kind: str) -> list[Mail]:
    """Give the letters of a kind, the oldest first."""
    async with coop.reading() as work:
        query = select(Mail).where(Mail.kind == kind).order_by(Mail.id)
        return list(await work.session.scalars(query))


def link(letter: Mail, form: re.Pattern[str]) -> str:
    """Give the path of a link of a letter."""
    found = form.search(letter.text)
    assert found, letter.text
    return found[1]


async def member_of(coop: Instance, member: Member) -> Any:
    """Give a member as she is stored now."""
    async with coop.reading() as work:
        return await accounts.by_id(work, member.id)
