"""What happens to pictures: taken in, described, shown, let go."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.errors import Invalid, TooLarge, TooMany
from fedicoop.media import Discarded, File, documents, policy, queries, service, storage
from tests.givens import given_member
from tests.media.given import a_picture, opened

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.media.images import Prepared
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


@pytest.fixture
async def prepared(work: Work) -> Prepared:
    """Give a picture that was written anew."""
    return await service.prepare(a_picture(), work.config)


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give a member."""
    return await given_member(work, "ana")


def on_disk(work: Work) -> set[str]:
    """Give the names of the files on disk."""
    return {path.name for path in storage.folder(work.config).rglob("*") if path.is_file()}


async def test_an_upload_is_on_disk_and_in_the_list(
    work: Work, ana: Actor, prepared: Prepared
) -> None:
    file = await service.keep(work, ana, prepared, alt=" Des panneaux \x00 solaires ")

    assert on_disk(work) == {file.name, file.thumbnail}
    assert (file.width, file.height, file.mime) == (80, 60, "image/webp")
    assert file.alt == "Des panneaux  solaires"
    assert file.bytes == len(prepared.data) + len(prepared.thumbnail)
    assert await queries.by_name(work, file.name) is file
    assert await queries.by_name(work, file.thumbnail) is file
    assert await queries.by_name(work, "../" + file.name) is None
    assert await queries.by_id(work, file.id) is file
    assert await queries.of_owner(work, ana) == [file]
    path = storage.path_of(work.config, file.name)
    assert path is not None
    with opened(path.read_bytes()) as image:
        assert image.size == (80, 60)


async def test_the_settings_say_how_large_an_upload_may_be(work: Work) -> None:
    with pytest.raises(TooLarge):
        await service.prepare(b"x" * (work.config.limits.upload_mb * 1024 * 1024 + 1), work.config)


async def test_two_at_once_are_prepared_one_after_the_other(work: Work) -> None:
    pair = await asyncio.gather(*(service.prepare(a_picture(), work.config) for _ in range(2)))

    assert [each.width for each in pair] == [80, 80]


async def test_a_picture_is_said_as_others_read_it(
    work: Work, ana: Actor, prepared: Prepared
) -> None:
    file = await service.keep(work, ana, prepared)
    said = {
        "type": "Document",
        "mediaType": "image/webp",
        "url": f"https://coop.example/media/{file.name}",
        "width": 80,
        "height": 60,
        "blurhash": prepared.blurhash,
    }

    assert documents.to_ap(work, file) == said
    await service.describe(work, file, "Le toit")
    assert documents.to_ap(work, file) == said | {"name": "Le toit"}


async def test_a_text_too_long_is_refused_and_nothing_written(
    work: Work, ana: Actor, prepared: Prepared
) -> None:
    with pytest.raises(Invalid) as refusal:
        await service.keep(work, ana, prepared, alt="x" * 1501)

    assert list(refusal.value.fields) == ["alt"]
    assert on_disk(work) == set()
    file = await service.keep(work, ana, prepared, alt="x" * 1500)
    with pytest.raises(Invalid):
        await service.describe(work, file, "x" * 1501)


async def test_a_flood_of_uploads_is_stopped_for_half_an_hour(
    work: Work, ana: Actor, prepared: Prepared, clock: StoppedClock
) -> None:
    for _ in range(policy.UPLOADS):
        await service.keep(work, ana, prepared)
    eve = await given_member(work, "eve")

    with pytest.raises(TooMany) as refusal:
        await service.keep(work, ana, prepared)

    assert refusal.value.retry_after == 1800
    await service.keep(work, eve, prepared)
    clock.move(policy.UPLOADS_IN)
    await service.keep(work, ana, prepared)


async def test_pictures_are_shown_in_the_order_asked_for(
    work: Work, ana: Actor, prepared: Prepared, clock: StoppedClock
) -> None:
    one, two = [await service.keep(work, ana, prepared) for _ in range(2)]

    shown = await service.attachments(work, [two.id, one.id, two.id], ana)

    assert shown == [two, one]
    assert one.used_at == clock.now
    clock.move(timedelta(hours=1))
    await service.attachments(work, [one.id], ana)
    assert one.used_at == clock.now - timedelta(hours=1)


async def test_nobody_shows_the_picture_of_another(
    work: Work, ana: Actor, prepared: Prepared
) -> None:
    eve = await given_member(work, "eve")
    file = await service.keep(work, eve, prepared)

    for ids in ([file.id], ["missing"], ["../x"]):
        with pytest.raises(Invalid) as refusal:
            await service.attachments(work, ids, ana)
        assert list(refusal.value.fields) == ["files"]
    assert file.used_at is None


async def test_the_newest_come_first_page_by_page(
    work: Work, ana: Actor, prepared: Prepared
) -> None:
    files = [await service.keep(work, ana, prepared) for _ in range(3)]

    assert await queries.of_owner(work, ana, limit=2) == files[:0:-1]
    assert await queries.of_owner(work, ana, before=files[1].id) == files[:1]
    assert await queries.by_ids(work, [files[2].id, "gone", files[0].id]) == [files[2], files[0]]


async def test_a_discarded_picture_leaves_the_disk_with_the_next_sweep(
    work: Work, ana: Actor, prepared: Prepared
) -> None:
    gone, kept = [await service.keep(work, ana, prepared) for _ in range(2)]

    await service.discard(work, [gone])

    assert await queries.by_name(work, gone.name) is None
    assert len(on_disk(work)) == 4, "a rollback must not lose a picture"
    assert await service.sweep(work) == 2
    assert on_disk(work) == {kept.name, kept.thumbnail}
    assert await service.sweep(work) == 0
    assert await work.session.scalar(select(func.count()).select_from(Discarded)) == 0


async def test_who_leaves_leaves_no_picture(work: Work, ana: Actor, prepared: Prepared) -> None:
    eve = await given_member(work, "eve")
    for owner in (ana, ana, eve):
        await service.keep(work, owner, prepared)

    ana.deleted_at = work.now()
    assert await service.forget_departed(work) == 2
    assert await service.forget_departed(work) == 0
    await service.sweep(work)

    assert await queries.of_owner(work, ana) == []
    assert len(on_disk(work)) == 2


async def test_what_was_never_shown_goes_after_a_day(
    work: Work, ana: Actor, prepared: Prepared, clock: StoppedClock
) -> None:
    shown, unused = [await service.keep(work, ana, prepared) for _ in range(2)]
    await service.attachments(work, [shown.id], ana)

    assert await service.prune(work) == 0
    clock.move(timedelta(days=1, seconds=1))
    assert await service.prune(work) == 2

    assert await queries.by_id(work, unused.id) is None
    assert list(await work.session.scalars(select(File))) == [shown]
    await service.sweep(work)
    assert on_disk(work) == {shown.name, shown.thumbnail}


async def test_a_stray_file_goes_after_a_day(
    work: Work, ana: Actor, prepared: Prepared, clock: StoppedClock
) -> None:
    file = await service.keep(work, ana, prepared)
    await service.attachments(work, [file.id], ana)
    old, new = storage.new_names()[0], storage.new_names()[0]
    for name in (old, new, file.name):
        storage.write(work.config, name, b"x")
        path = storage.path_of(work.config, name)
        assert path is not None
        age = timedelta(days=2 if name != new else 0)
        os.utime(path, ((clock.now - age).timestamp(),) * 2)

    assert await service.prune(work) == 1
    await service.sweep(work)

    assert on_disk(work) == {file.name, file.thumbnail, new}
