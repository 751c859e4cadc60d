"""A call on a member of the scene, and the key in her letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.accounts import queries as accounts
from fedicoop.directory import Wanted
from fedicoop.directory import service as directory
from fedicoop.directory.service import CallDraft, ListingDraft
from fedicoop.notifications import Mail

if TYPE_CHECKING:
    from fedicoop.work import Work


async def call_on(work: Work, caller: str, called: str, words: str) -> tuple[str, str]:
    """Ask a member for help; give the call, and the key in her letter."""
    by, member = [await accounts.by_login(work, name) for name in (caller, called)]
    assert by is not None
    assert member is not None
    member.actor.discoverable = True
    draft = ListingDraft(("couture",), shows_skills=True, called=True)
    await directory.change(work, member, draft)
    said = CallDraft("Coudre des banderoles", f"Samedi, à l'atelier.\n{words}", "couture")
    call = await directory.call(work, by, Wanted(skill="couture"), said)
    query = select(Mail.text).where(Mail.to == member.email).order_by(Mail.id.desc())
    found = re.search(r"/calls/answer/([\w-]+)", await work.session.scalar(query.limit(1)) or "")
    assert found
    return call.id, found[1]
