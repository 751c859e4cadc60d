"""What the other cooperatives of the circle have in their libraries, for the members here.

Trust is asked each time: what a cooperative shared is gone from every list once it left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from fedicoop.library.models import LibraryElsewhere, PaperElsewhere
from fedicoop.library.policy import folded
from fedicoop.moderation import queries as rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.work import Work

_MOST_WORDS = 8
AT_ONCE = 5


async def listed_elsewhere(
    work: Work, words: str = "", host: str = "", before: str = "", limit: int = 20
) -> tuple[list[PaperElsewhere], str]:
    """Give documents of the circle's libraries, the last changed first, and where more begin."""
    stems = folded(words[:200]).split()[:_MOST_WORDS]
    query = select(PaperElsewhere).where(
        PaperElsewhere.server.in_(await rules.circle(work)),
        *(PaperElsewhere.folded.contains(f" {stem}", autoescape=True) for stem in stems),
    )
    if host:
        query = query.where(PaperElsewhere.host == host)
    last = await work.session.get(PaperElsewhere, before) if before else None
    if last is not None:
        same = and_(PaperElsewhere.changed_at == last.changed_at, PaperElsewhere.id < last.id)
        query = query.where(or_(PaperElsewhere.changed_at < last.changed_at, same))
    order = (PaperElsewhere.changed_at.desc(), PaperElsewhere.id.desc())
    rows = list(await work.session.scalars(query.order_by(*order).limit(limit + 1)))
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else ""


async def elsewhere(work: Work, ident: str) -> PaperElsewhere | None:
    """Give a document of a cooperative that belongs to the circle still."""
    row = await work.session.get(PaperElsewhere, ident)
    if row is None or not await rules.is_trusted(work, row.host):
        return None
    return row


async def due_libraries(work: Work, hosts: Sequence[str]) -> list[str]:
    """Give which of the circle's hosts are to be read now, a few at once."""
    rows = await work.session.scalars(select(LibraryElsewhere))
    wait = {row.host for row in rows if row.next_at > work.now()}
    return [host for host in hosts if host not in wait][:AT_ONCE]
