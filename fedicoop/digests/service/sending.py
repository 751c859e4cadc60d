"""Writing the digests that are due, each in a transaction of its own: never twice, never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fedicoop.accounts import queries as accounts
from fedicoop.accounts.policy import is_active
from fedicoop.actors import Actor
from fedicoop.db import take_turn
from fedicoop.digests import policy, queries
from fedicoop.digests.models import Digest, DigestTurn
from fedicoop.digests.service.composing import Pen, compose
from fedicoop.digests.service.gathering import gather
from fedicoop.errors import Refused
from fedicoop.ids import hash_token, new_id, new_token
from fedicoop.notifications import queries as letters
from fedicoop.notifications import service as notifications
from fedicoop.notifications.policy import DIGEST

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.digests.service.gathering import Content
    from fedicoop.notifications.paper import Letter
    from fedicoop.work import Work

AT_ONCE = 20
"""Digests written between two looks a minute apart: 1,200 an hour."""
MOST_WAITING = 500
"""Letters that may wait while digests are written: none pile up without a mail server."""
_TOO_SOON = "Your last letter left less than a day ago. The next one can be sent tomorrow."
_NOTHING = "There is nothing new to tell you at the moment: no letter was sent."
_NO_ROOM = "You had as many letters as a month may bring, or your address does not work."
_NO_ADDRESS = "You gave no e-mail address: no letter can reach you."


async def due(work: Work) -> list[str]:
    """Give whose digest to write now, by the member's row id: a few, and none while mail waits."""
    if await letters.mail_waiting(work) >= MOST_WAITING:
        return []
    return await queries.due(work, AT_ONCE)


async def write_due(work: Work, member_id: str) -> bool:
    """Write one member's digest if it is (still) due; False when nothing was sent.

    That it was written, and what it says, is stored with the letter or not at all.
    """
    member = await accounts.by_id(work, member_id)
    if member is None or not is_active(member):
        return False
    turn = await _turn(work, member)
    if not policy.is_due(member.email_digest, member.created_at, turn, work.now()):
        return False
    content = await gather(work, member)
    if content.is_empty or not await notifications.has_room(work, member, DIGEST):
        turn.tried_at = work.now()
        await work.session.flush()
        return False
    return await _send(work, member, turn, content)


async def put_off(work: Work, member_id: str) -> None:
    """Look again a day later: a digest that cannot be written must not hold up the others."""
    member = await accounts.by_id(work, member_id)
    if member is not None:
        (await _turn(work, member)).tried_at = work.now()
        await work.session.flush()


async def send_now(work: Work, member: Member) -> None:
    """Send a member her digest at once, at her wish; raises Refused when it cannot be."""
    if member.email is None:
        raise Refused(f"{member.id} has no address", safe=_NO_ADDRESS)
    turn = await _turn(work, member)
    if not policy.may_ask_now(turn, work.now()):
        raise Refused(f"{member.id} had one today", safe=_TOO_SOON)
    content = await gather(work, member)
    if content.is_empty:
        raise Refused(f"nothing is new for {member.id}", safe=_NOTHING)
    if not await notifications.has_room(work, member, DIGEST):
        raise Refused(f"{member.id} had enough letters", safe=_NO_ROOM)
    await _send(work, member, turn, content)


async def preview(work: Work, member: Member) -> Letter | None:
    """Write what a member's next digest would say, with links that open nothing by themselves."""
    content = await gather(work, member)
    return None if content.is_empty else await compose(Pen(work, member), content)


async def _turn(work: Work, member: Member) -> DigestTurn:
    await take_turn(work.session, f"digest {member.actor_id}")
    turn = await queries.turn_of(work, member)
    if turn is None:
        turn = DigestTurn(actor_id=member.actor_id)
        work.session.add(turn)
        await work.session.flush()
    return turn


async def _send(work: Work, member: Member, turn: DigestTurn, content: Content) -> bool:
    pen = Pen(work, member, new_token())
    letter = await compose(pen, content)
    turn.last_at, turn.tried_at = work.now(), None
    work.session.add(
        Digest(
            id=new_id(work.now()),
            token_hash=hash_token(pen.token),
            actor_id=member.actor_id,
            items=pen.items,
            created_at=work.now(),
            expires_at=work.now() + policy.KEY_LIFE,
        )
    )
    await work.session.flush()
    await notifications.release(work, content.held)
    return await notifications.send_letter(work, member, letter) is not None


async def prune(work: Work) -> None:
    """Forget keys that open nothing any more, and the turns of those who left."""
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    old = Digest.expires_at <= work.now()
    await work.session.execute(delete(Digest).where(old | Digest.actor_id.in_(gone)))
    await work.session.execute(delete(DigestTurn).where(DigestTurn.actor_id.in_(gone)))
