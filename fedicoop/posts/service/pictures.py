"""Letting pictures go that no post shows any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from fedicoop.actors import Actor
from fedicoop.media import queries as media
from fedicoop.media import service
from fedicoop.posts.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.work import Work


def shown_by(attachments: Iterable[Attachment]) -> set[str]:
    """Give the stored pictures among attachments; those of other servers are only addresses."""
    return {each.file_id for each in attachments if each.file_id}


async def let_go(work: Work, files: set[str]) -> None:
    """Discard pictures, given by their ids, unless another post or a profile shows them too."""
    if not files:
        return
    await work.session.flush()
    still = await work.session.scalars(
        select(Attachment.file_id).where(Attachment.file_id.in_(files))
    )
    unseen = await media.by_ids(work, sorted(files.difference(still)))
    faces = await _faces(work, [work.urls.media(file.name) for file in unseen])
    await service.discard(
        work, [file for file in unseen if work.urls.media(file.name) not in faces]
    )


async def _faces(work: Work, urls: list[str]) -> set[str]:
    """Give those of some addresses at which a profile has its face or its picture on top."""
    rows = await work.session.execute(
        select(Actor.icon, Actor.image).where(or_(Actor.icon.in_(urls), Actor.image.in_(urls)))
    )
    return {url for row in rows for url in row}
