"""Articles are drafted, published at a time, and never seen before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from fedicoop.accounts import queries as accounts
from fedicoop.actors import service as people
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import service as groups
from fedicoop.media import File, policy
from fedicoop.media import service as media
from fedicoop.posts import Post, Sketch, queries, service
from fedicoop.posts.service import LONGEST_WAIT
from tests.givens import given_member
from tests.groups.given import given_bare_group
from tests.posts.given import sent, told
from tests.posts.given_articles import TITLE, an_article, given_pictures, given_writer

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

HOUR = timedelta(hours=1)


async def given_sketch(work: Work, writer: Actor, **more: Any) -> Sketch:
    """Keep a draft."""
    return await service.sketch(work, writer, an_article(**more))


async def left(work: Work) -> list[Sketch]:
    """Give the drafts there are."""
    return list(await work.session.scalars(select(Sketch).order_by(Sketch.id)))


async def test_a_draft_is_seen_by_its_writer_alone_and_said_to_nobody(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")

    row = await given_sketch(work, ana, subjects=("vent",))

    assert await queries.sketch(work, row.id, ana) is row
    assert await queries.sketch(work, row.id, bob) is None
    assert await queries.sketches_of(work, bob) == []
    assert service.read_sketch(row) == an_article(subjects=("vent",))
    assert not work.outgoing
    assert await work.session.scalar(select(func.count()).select_from(Post)) == 0


async def test_a_draft_may_lack_what_an_article_needs(work: Work) -> None:
    ana = await given_member(work, "ana")

    row = await given_sketch(work, ana, title="", summary="")

    with pytest.raises(Invalid):
        await service.publish_sketch(work, row)
    with pytest.raises(Invalid):
        await service.schedule_sketch(work, row, work.now() + HOUR)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "", "source": " "}, "title"),
        ({"title": "é" * 201}, "title"),
        ({"summary": "b" * 601}, "summary"),
        ({"source": "x" * 40_001}, "source"),
        ({"files": tuple("123456789")}, "files"),
        ({"files": ("somebody-elses",)}, "files"),
    ],
)
async def test_a_draft_is_bounded(work: Work, more: dict[str, Any], field: str) -> None:
    ana = await given_member(work, "ana")

    with pytest.raises(Invalid) as refusal:
        await given_sketch(work, ana, **more)

    assert field in refusal.value.fields


async def test_nobody_keeps_more_than_a_hundred_drafts(work: Work) -> None:
    ana = await given_member(work, "ana")
    for _ in range(100):
        await given_sketch(work, ana, source="x")

    with pytest.raises(Invalid, match="too many drafts"):
        await given_sketch(work, ana)


async def test_the_images_of_a_draft_outlive_a_day_and_go_with_it(
    work: Work, clock: StoppedClock
) -> None:
    ana = await given_member(work, "ana")
    files = await given_pictures(work, ana, "Un", "Deux")
    row = await given_sketch(work, ana, files=files)

    clock.move(policy.UNUSED_FOR + HOUR)
    await media.prune(work)
    assert await work.session.scalar(select(func.count()).select_from(File)) == 2
    await service.redraw(work, row, an_article(files=files[:1]))
    assert await work.session.scalar(select(func.count()).select_from(File)) == 1
    await service.drop_sketch(work, row)

    assert await work.session.scalar(select(func.count()).select_from(File)) == 0
    assert await left(work) == []


async def test_an_article_is_published_by_itself_when_its_time_comes(
    work: Work, clock: StoppedClock
) -> None:
    ana = await given_member(work, "ana")
    await service.schedule_sketch(work, await _of_member(work, "bea"), work.now() + HOUR)

    assert await service.publish_due(work) == 0
    clock.move(HOUR)
    assert await service.publish_due(work) == 1

    assert [each["object"]["name"] for each in sent(work)] == [TITLE]
    post = (await queries.by_uris(work, [sent(work)[0]["object"]["id"]]))[0]
    assert post.published_at == work.now()
    assert await left(work) == []
    assert ana.id != post.author_id


async def _of_member(work: Work, name: str, *roles: str, **more: Any) -> Sketch:
    """Keep a draft of somebody with an account."""
    return await given_sketch(work, await given_writer(work, name, *roles), **more)


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        (timedelta(0), "This moment is over."),
        (-HOUR, "This moment is over."),
        (LONGEST_WAIT + HOUR, "At most two years from now."),
    ],
)
async def test_a_moment_that_is_over_or_far_away_is_refused(
    work: Work, after: timedelta, fault: str
) -> None:
    row = await given_sketch(work, await given_member(work, "ana"))

    with pytest.raises(Invalid) as refusal:
        await service.schedule_sketch(work, row, work.now() + after)

    assert refusal.value.fields == {"publish_at": fault}


async def test_a_scheduled_draft_stays_publishable_or_is_not_changed(work: Work) -> None:
    row = await given_sketch(work, await given_member(work, "ana"))
    await service.schedule_sketch(work, row, work.now() + HOUR)

    with pytest.raises(Invalid):
        await service.redraw(work, row, an_article(title=""))
    await service.redraw(work, row, an_article(title="Mieux"))
    await service.schedule_sketch(work, row, None)

    assert (service.read_sketch(row).title, row.publish_at) == ("Mieux", None)


async def test_what_cannot_be_published_is_kept_and_its_writer_hears_of_it(
    work: Work, clock: StoppedClock
) -> None:
    row = await _of_member(work, "ana", "redaction", cooperative=True)
    well = await _of_member(work, "bob", title="Sans faute")
    for each in (row, well):
        await service.schedule_sketch(work, each, work.now() + HOUR)
    member = await accounts.by_login(work, "ana")
    assert member is not None
    member.roles = []
    clock.move(HOUR)

    assert await service.publish_due(work) == 2

    assert [each["object"]["name"] for each in sent(work)] == ["Sans faute"]
    assert [each.id for each in await left(work)] == [row.id]
    assert (row.fault, row.publish_at) == ("You may not write in this name.", None)
    assert told(work) == [("article_put_off", row.writer_id)]
    assert await service.publish_due(work) == 0


async def test_who_left_the_group_publishes_nothing_there_any_more(
    work: Work, clock: StoppedClock
) -> None:
    founder = await given_member(work, "fanny")
    group = await given_bare_group(work, founder)
    writer = await given_writer(work, "ana")
    await groups.join(work, group, writer)
    row = await given_sketch(work, writer, group=group.id)
    await service.schedule_sketch(work, row, work.now() + HOUR)
    await groups.leave(work, group, writer)
    work.outgoing.clear()
    clock.move(HOUR)

    await service.publish_due(work)

    assert row.fault == "You may not write in this group."
    assert not work.outgoing


async def test_a_fault_of_the_form_is_said_in_its_own_words(
    work: Work, clock: StoppedClock
) -> None:
    """Somebody deleted the image meanwhile."""
    writer = await given_writer(work, "ana")
    files = await given_pictures(work, writer, "Un")
    row = await given_sketch(work, writer, files=files)
    await service.schedule_sketch(work, row, work.now() + HOUR)
    await media.discard(work, list(await work.session.scalars(select(File))))
    clock.move(HOUR)

    await service.publish_due(work)

    assert row.fault == "A picture is no longer there. Please add it again."


async def test_nothing_is_published_for_an_account_that_was_closed(
    work: Work, clock: StoppedClock
) -> None:
    row = await _of_member(work, "ana")
    await service.schedule_sketch(work, row, work.now() + HOUR)
    member = await accounts.by_login(work, "ana")
    assert member is not None
    member.disabled_at = work.now()
    clock.move(HOUR)

    await service.publish_due(work)

    assert row.fault == "This account is closed."
    assert not work.outgoing


async def test_the_drafts_of_who_left_for_good_are_thrown_away(work: Work) -> None:
    ana = await given_member(work, "ana")
    await given_sketch(work, ana)
    await given_sketch(work, await given_member(work, "bob"))
    await people.delete(work, ana)

    assert await service.forget_sketches(work) == 1
    assert len(await left(work)) == 1
    assert await service.forget_sketches(work) == 0


async def test_drafts_in_the_name_of_the_cooperative_need_the_role_only_to_be_published(
    work: Work,
) -> None:
    row = await _of_member(work, "ana", cooperative=True)

    with pytest.raises(Refused):
        await service.publish_sketch(work, row)
