"""The images of a drafted event are there when it is announced, and go when it is thrown away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fedicoop.events import service
from fedicoop.media import File, policy
from fedicoop.media import service as media
from tests.events.given import a_draft
from tests.givens import given_member
from tests.posts.given_articles import given_pictures

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


async def images(work: Work) -> int:
    """Count the images that are stored."""
    return await work.session.scalar(select(func.count()).select_from(File)) or 0


async def test_they_outlive_the_day_after_which_what_nobody_shows_is_thrown_away(
    work: Work, clock: StoppedClock
) -> None:
    ana = await given_member(work, "ana")
    files = await given_pictures(work, ana, "Une affiche", "Un plan")
    row = await service.draft(work, ana, a_draft(files=files))

    clock.move(policy.UNUSED_FOR + timedelta(hours=1))
    await media.prune(work)
    await service.redraft(work, row, a_draft(files=files[:1]))
    assert await images(work) == 1

    event = await service.publish(work, row)
    assert [each.alt for each in event.post.attachments] == ["Une affiche"]


async def test_they_go_with_a_draft_that_is_thrown_away(work: Work) -> None:
    ana = await given_member(work, "ana")
    files = await given_pictures(work, ana, "Une affiche")
    await service.drop(work, await service.draft(work, ana, a_draft(files=files)))
    assert await images(work) == 0
