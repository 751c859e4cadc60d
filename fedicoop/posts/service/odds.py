"""Who wants nothing to do with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from fedicoop.actors import Block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.work import Work


async def at_odds(work: Work, actor_id: str, others: Iterable[str]) -> set[str]:
    """Give those of some actors who block this one, or whom this one blocks."""
    ids = list(others)
    if not ids:
        return set()
    rows = await work.session.execute(
        select(Block.blocker_id, Block.blocked_id).where(
            or_(
                and_(Block.blocker_id == actor_id, Block.blocked_id.in_(ids)),
                and_(Block.blocked_id == actor_id, Block.blocker_id.in_(ids)),
            )
        )
    )
    return {ident for pair in rows for ident in pair} - {actor_id}
