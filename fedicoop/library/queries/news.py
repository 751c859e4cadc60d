"""Documents that a member has not seen yet: new ones, and those that have a newer version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_

from fedicoop.actors.queries import muted_by
from fedicoop.groups.queries import belonging, spoken_for_by
from fedicoop.library.models import Paper, Version
from fedicoop.library.queries.listing import Shown, joined
from fedicoop.library.queries.reading import visible_to

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.work import Work

COUNTED = 100


async def fresh(work: Work, member: Actor, since: datetime, limit: int = COUNTED) -> list[Shown]:
    """Give what came since a moment, the newest first: of the cooperative and of her groups.

    Only what she may see, nothing that she gave herself, nothing of whom she muted. A change of
    what is said of a document is no news; a newer version of it is.
    """
    muted = muted_by(member.id)
    hers = Paper.group_id.in_(belonging(member.id)) & Paper.group_id.not_in(spoken_for_by(muted))
    others = (Version.by_id != member.id) & Version.by_id.not_in(muted)
    query = (
        joined()
        .where(Version.at > since, or_(Paper.group_id.is_(None), hers))
        .where(or_(Version.by_id.is_(None), others))
        .where(await visible_to(work, member))
        .order_by(Version.at.desc(), Version.id.desc())
        .limit(min(limit, COUNTED))
    )
    return [Shown(*row) for row in await work.session.execute(query)]
