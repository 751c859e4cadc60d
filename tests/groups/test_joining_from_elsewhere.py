"""People of other servers come into groups of ours, are answered, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.actors import service as following
from fedicoop.errors import NotFound, Refused
from fedicoop.groups import service
from tests.givens import given_stranger
from tests.groups.given import forget, given_group, given_person, kinds, sent

if TYPE_CHECKING:
    from fedicoop.work import Work

JOIN = "https://peer.example/joins/1"


async def test_somebody_elsewhere_joins_and_is_answered_by_the_group(work: Work) -> None:
    ana, zoe = await given_person(work, "ana"), await given_stranger(work, "zoe")
    group = await given_group(work, ana)

    row = await service.join(work, group, zoe, uri=JOIN)

    assert sent(work) == [
        {
            "id": sent(work)[0]["id"],
            "type": "Accept",
            "actor": group.actor.uri,
            "to": [zoe.uri],
            "attributedTo": group.actor.uri,
            "object": {
                "id": JOIN,
                "type": "Member",
                "actor": zoe.uri,
                "object": group.actor.uri,
                "role": "member",
            },
        }
    ]
    assert row.is_active
    again = await service.join(work, group, zoe, uri="https://peer.example/joins/2")
    assert again.uri == "https://peer.example/joins/2"
    assert kinds(work) == ["Accept", "Accept"]


async def test_nobody_uses_the_id_of_anothers_membership(work: Work) -> None:
    ana = await given_person(work, "ana")
    zoe, yan = await given_stranger(work, "zoe"), await given_stranger(work, "yan")
    group = await given_group(work, ana)
    await service.join(work, group, zoe, uri=JOIN)
    await service.join(work, group, yan, uri="https://peer.example/joins/2")

    for person in (yan, await given_stranger(work, "xia")):
        with pytest.raises(Refused, match="taken"):
            await service.join(work, group, person, uri=JOIN)


async def test_a_secret_group_has_no_members_elsewhere(work: Work) -> None:
    ana, zoe = await given_person(work, "ana"), await given_stranger(work, "zoe")
    group = await given_group(work, ana, visibility="secret")

    with pytest.raises(NotFound):
        await service.join(work, group, zoe, uri=JOIN)
    with pytest.raises(Refused):
        await service.invite(work, group, ana, zoe)


async def test_a_private_group_asks_before_it_takes_people_of_elsewhere(work: Work) -> None:
    """And lets go of their follow when they leave."""
    ana, zoe = await given_person(work, "ana"), await given_stranger(work, "zoe")
    group = await given_group(work, ana, visibility="private")
    row = await service.join(work, group, zoe, uri=JOIN)
    await following.follow(work, zoe, group.actor, uri="https://peer.example/f/1")
    assert row.state == "asked"
    assert not await actors.is_following(work, zoe, group.actor)

    await service.approve(work, row, ana)
    assert kinds(work) == ["Accept", "Accept"]
    assert await actors.is_following(work, zoe, group.actor)

    forget(work)
    await service.leave(work, group, zoe)
    assert kinds(work) == ["Reject"]
    assert not await actors.is_following(work, zoe, group.actor)


async def test_a_declined_stranger_is_told(work: Work) -> None:
    ana, zoe = await given_person(work, "ana"), await given_stranger(work, "zoe")
    group = await given_group(work, ana, openness="request")
    row = await service.join(work, group, zoe, uri=JOIN)

    await service.decline(work, row, ana)

    assert kinds(work) == ["Reject"]
    assert sent(work)[0]["object"]["id"] == JOIN


async def test_a_stranger_is_invited_by_letter(work: Work) -> None:
    ana, zoe = await given_person(work, "ana"), await given_stranger(work, "zoe")
    group = await given_group(work, ana, openness="invitation")

    row = await service.invite(work, group, ana, zoe)

    assert sent(work) == [
        {
            "id": row.uri,
            "type": "Invite",
            "actor": ana.uri,
            "object": group.actor.uri,
            "target": zoe.uri,
            "attributedTo": group.actor.uri,
            "to": [zoe.uri],
        }
    ]


async def test_a_stranger_who_asked_is_let_in_by_an_invitation(work: Work) -> None:
    ana, zoe = await given_person(work, "ana"), await given_stranger(work, "zoe")
    group = await given_group(work, ana, openness="request")
    row = await service.join(work, group, zoe, uri=JOIN)

    await service.invite(work, group, ana, zoe)

    assert row.is_active
    assert kinds(work) == ["Accept"]
