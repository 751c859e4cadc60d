"""Whose session a request comes with, and what every page tells her."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.messages import queries as messages
from fedicoop.notifications import queries as notifications

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")


async def signed_in(instance: Instance, token: str) -> tuple[Member | None, dict[str, Any]]:
    """Give whose session this is, and what every page tells her; the session is prolonged.

    That is how many notices and messages are new, and whether her address takes no letters.
    """
    if not _TOKEN.fullmatch(token):
        return None, {}
    async with instance.reading() as work:
        session = await queries.session_of(work, token)
        if session is None:
            return None, {}
        news = {
            "unread": await notifications.unread_count(work, session.member.actor),
            "is_unreachable": await notifications.is_refused(work, session.member.email),
            "letters": await messages.unread_count(work, session.member.actor),
        }
    if policy.wants_touch(session, instance.clock()):
        async with instance.writing() as work:
            await accounts.touch_session(work, session)
    return session.member, news
