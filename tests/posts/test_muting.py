"""Whom a member mutes stays out of her lists and news, and learns nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.actors import queries as actors
from fedicoop.actors import service as people
from fedicoop.errors import Refused
from fedicoop.notifications import Notification, policy
from fedicoop.notifications import service as notifications
from fedicoop.posts import queries, service
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group, given_membership
from tests.posts.given import given_follow, given_note

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fedicoop.actors import Actor
    from fedicoop.posts.queries import Page, Shown
    from fedicoop.work import Work

    Lists = dict[str, Callable[[Work, Actor], Awaitable[Page[Shown]]]]

LISTS: Lists = {
    "home": queries.home,
    "local": queries.local_timeline,
    "tag": lambda work, viewer: queries.tagged(work, "vent", viewer),
}


async def words(work: Work, name: str, viewer: Actor) -> list[str]:
    """Give what a member reads in a list."""
    return [item.post.source for item in (await LISTS[name](work, viewer)).items]


@pytest.mark.parametrize("name", sorted(LISTS))
async def test_what_the_muted_write_is_in_no_list(work: Work, name: str) -> None:
    ana, eve, bob = [await given_member(work, each) for each in ("ana", "eve", "bob")]
    for each in (eve, bob):
        await given_follow(work, ana, each)
        await given_note(work, each, f"#vent de {each.username}")

    said = list(work.outgoing)
    await people.mute(work, ana, eve)
    await people.mute(work, ana, eve)
    assert work.outgoing == said
    assert await words(work, name, ana) == ["#vent de bob"]
    assert len(await words(work, name, eve)) >= 1
    assert [each.id for each in await actors.muted_of(work, ana)] == [eve.id]

    await people.unmute(work, ana, eve)
    assert await words(work, name, ana) == ["#vent de bob", "#vent de eve"]


async def test_neither_what_they_pass_on_nor_what_of_theirs_is_passed_on(work: Work) -> None:
    ana, eve, bob = [await given_member(work, each) for each in ("ana", "eve", "bob")]
    cleo = await given_member(work, "cleo")
    for each in (eve, bob):
        await given_follow(work, ana, each)
    hers, other = await given_note(work, eve, "d'Ève"), await given_note(work, cleo, "de Cléo")
    await service.boost(work, bob, hers)
    await service.boost(work, eve, other)
    assert set(await words(work, "home", ana)) == {"d'Ève", "de Cléo"}

    await people.mute(work, ana, eve)

    assert await words(work, "home", ana) == []


async def test_a_profile_and_a_thread_are_read_whole(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    root = await given_note(work, ana, "Alors ?")
    await given_note(work, eve, "Oui", in_reply_to=root)
    await people.mute(work, ana, eve)

    assert len((await queries.public_of(work, eve, ana)).items) == 1
    assert len((await queries.thread(work, root, ana)).replies) == 1


async def test_a_muted_group_leaves_the_home_page_quiet(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    group = await given_bare_group(work, bob)
    await given_membership(work, group, ana)
    await service.publish(work, bob, NoteDraft("Pour nous", "group", group=group))
    await service.publish(work, bob, NoteDraft("Pour tous", group=group))
    assert sorted(await words(work, "home", ana)) == ["Pour nous", "Pour tous"]

    await people.mute(work, ana, group.actor)

    assert await words(work, "home", ana) == []
    assert len((await queries.of_group(work, group, ana)).items) == 2


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("mention", False),
        ("reply", False),
        ("like", False),
        ("boost", False),
        ("quote", False),
        ("follow", False),
        ("follow_request", False),
        ("event_invitation", False),
        ("group_invited", False),
        ("report", True),
        ("event_asked", True),
        ("event_cancelled", True),
        ("group_asked", True),
    ],
)
async def test_chatter_is_not_told_and_duties_are(work: Work, kind: str, *, told: bool) -> None:
    ana, eve = await given_member(work, "ana"), await given_stranger(work, "eve")
    await people.mute(work, ana, eve)

    await notifications.tell(work, ana, kind, eve, "https://coop.example/notes/1")

    assert policy.may_be_muted(kind) is not told
    assert (await work.session.scalar(select(Notification.id)) is not None) is told


async def test_nobody_mutes_herself_and_nobody_from_afar_mutes(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    for muter, muted in ((ana, ana), (zoe, ana)):
        with pytest.raises(Refused):
            await people.mute(work, muter, muted)
    await people.unmute(work, ana, zoe)


async def test_who_left_is_forgotten(work: Work) -> None:
    ana, eve, bob = [await given_member(work, each) for each in ("ana", "eve", "bob")]
    await people.mute(work, ana, eve)
    await people.mute(work, bob, ana)
    await people.block(work, ana, bob)
    assert [each.id for each in await actors.blocked_of(work, ana)] == [bob.id]

    await people.delete(work, ana)

    assert await actors.muted_of(work, ana) == []
    assert await actors.muted_of(work, bob) == []
    assert await actors.blocked_of(work, ana) == []
