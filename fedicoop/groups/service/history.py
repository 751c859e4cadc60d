"""The history of a group: every deed leaves one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.groups.models import Entry
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group
    from fedicoop.work import Work


def note(work: Work, group: Group, actor: Actor | None, deed: str, **detail: Any) -> None:
    """Write down what happened, by whom, and about whom: ``detail`` holds row ids and old values.

    The deeds: created revised archived unarchived contacts joined asked approved declined invited
    accepted refused left role excluded let_back added shared unshared removed link_added
    link_changed link_removed.
    """
    work.session.add(
        Entry(
            id=new_id(work.now()),
            group_id=group.id,
            actor_id=actor.id if actor is not None else None,
            deed=deed,
            detail=detail,
            at=work.now(),
        )
    )
