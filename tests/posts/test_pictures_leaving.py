"""A picture goes with the last note that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.media import queries as media
from fedicoop.media import service as pictures
from fedicoop.posts import service
from fedicoop.posts.service import EditDraft
from tests.givens import given_member
from tests.media.given import a_picture
from tests.posts.given import given_note

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give a member."""
    return await given_member(work, "ana")


async def _picture(work: Work, owner: Actor) -> str:
    prepared = await pictures.prepare(a_picture(), work.config)
    return (await pictures.keep(work, owner, prepared)).id


async def _left(work: Work, *ids: str) -> list[str]:
    return [file.id for file in await media.by_ids(work, ids)]


async def test_a_deleted_note_takes_its_pictures_along(work: Work, ana: Actor) -> None:
    one, two = await _picture(work, ana), await _picture(work, ana)
    post = await given_note(work, ana, files=(one, two))

    await service.delete(work, post, ana)

    assert await _left(work, one, two) == []


async def test_an_edit_takes_away_only_what_it_no_longer_shows(work: Work, ana: Actor) -> None:
    one, two = await _picture(work, ana), await _picture(work, ana)
    post = await given_note(work, ana, files=(one, two))

    await service.edit(work, post, ana, EditDraft("Bonjour", files=(two,)))

    assert await _left(work, one, two) == [two]
    assert [each.file_id for each in post.attachments] == [two]


async def test_a_picture_that_another_note_shows_stays(work: Work, ana: Actor) -> None:
    one = await _picture(work, ana)
    post = await given_note(work, ana, files=(one,))
    await given_note(work, ana, files=(one,))

    await service.delete(work, post, ana)

    assert await _left(work, one) == [one]


async def test_who_left_for_good_leaves_no_text_and_no_picture(work: Work, ana: Actor) -> None:
    one = await _picture(work, ana)
    post = await given_note(work, ana, files=(one,))
    eve = await given_note(work, await given_member(work, "eve"))
    ana.deleted_at = work.now()
    await work.session.flush()

    assert await service.erase_departed(work) == 1
    assert await service.erase_departed(work) == 0

    assert post.is_deleted
    assert not eve.is_deleted
    assert await _left(work, one) == []


@pytest.mark.parametrize("place", ["icon", "image"])
async def test_a_picture_of_a_profile_stays_when_a_note_that_shows_it_goes(
    work: Work, ana: Actor, place: str
) -> None:
    one = await _picture(work, ana)
    file = await media.by_id(work, one)
    assert file is not None
    setattr(ana, place, work.urls.media(file.name))
    post = await given_note(work, ana, files=(one,))

    await service.delete(work, post, ana)

    assert await _left(work, one) == [one]
