"""Muting: somebody is not heard any more, and never learns of it; nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from fedicoop.actors import queries
from fedicoop.actors.models import Mute
from fedicoop.errors import Refused

if TYPE_CHECKING:
    from fedicoop.actors.models import Actor
    from fedicoop.work import Work


async def mute(work: Work, muter: Actor, muted: Actor) -> None:
    """Keep somebody out of a member's lists and notices; follows and memberships stay.

    Doing it twice changes nothing. Raises Refused for oneself, and for who does not live here.
    """
    if muter.id == muted.id or not muter.is_local:
        raise Refused(f"{muter.uri} does not mute {muted.uri}")
    if await queries.mutes(work, muter, muted):
        return
    row = Mute(muter_id=muter.id, muted_id=muted.id, created_at=work.now())
    work.session.add(row)
    await work.session.flush()


async def unmute(work: Work, muter: Actor, muted: Actor) -> None:
    """Hear somebody again; nothing happens when she was heard."""
    about = (Mute.muter_id == muter.id, Mute.muted_id == muted.id)
    await work.session.execute(delete(Mute).where(*about))
