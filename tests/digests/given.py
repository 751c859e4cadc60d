"""What the digests' tests start from: a reader by e-mail in Lille, and steps of the upkeep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fedicoop.accounts import service as accounts
from fedicoop.notifications import Mail
from fedicoop.notifications.models import HeldLetter

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work

ANSWER = re.compile(r"https://coop\.example(/answer/[\w-]+)")
READ = re.compile(r"https://coop\.example(/letter/[\w-]+/[\w-]+)")
LEAVE = re.compile(r"https://coop\.example(/unsubscribe/[\w-]+)")


async def given_reader(work: Work, username: str = "evelyne", **more: Any) -> Member:
    """Open the account of somebody who lives in Lille and reads what comes by e-mail."""
    how_often = more.pop("how_often", "quarterly")
    postcode = more.pop("postcode", "59000")
    more.setdefault("email", f"{username}@mail.example")
    member = await accounts.admit(work, username, name=username.capitalize(), **more)
    member.email_digest, member.postcode = how_often, postcode
    await work.session.flush()
    return member


async def digests_to(work: Work, username: str = "evelyne") -> list[Mail]:
    """Give the digests that were queued for somebody, the oldest first."""
    query = select(Mail).where(Mail.kind == "digest", Mail.to == f"{username}@mail.example")
    return list(await work.session.scalars(query.order_by(Mail.id)))


async def held(work: Work) -> list[str]:
    """Give the subjects of the letters that are held back."""
    return list(await work.session.scalars(select(HeldLetter.subject).order_by(HeldLetter.id)))
