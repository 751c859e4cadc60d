"""Links of a group between two cooperatives: a member elsewhere sees and adds, strangers do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.groups import queries, service
from fedicoop.groups.service import ResourceDraft
from tests.groups.test_across import (
    CANARY,
    SOLAR,
    asks,
    ben_joins,
    found,
    given_ben,
    given_solar,
    group_at,
)

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

PAD = f"https://pad.example/p/{CANARY}"


async def adds(instance: Instance, name: str, title: str, link: str = PAD) -> str:
    """Let somebody add a link to the group; give its address."""
    async with instance.writing() as work:
        me = await found(work, instance.urls.user(name))
        draft = ResourceDraft(title, link, folder="Réunions")
        return (await service.add_link(work, await group_at(work), me, draft)).uri


async def kept(instance: Instance) -> list[tuple[str, str, str]]:
    """Give the links that an instance knows of the group: title, folder, who added it."""
    async with instance.reading() as work:
        rows = await queries.resources_of(work, await group_at(work))
        return [
            (row.title, row.folder.title if row.folder else "", row.author.username)
            for row in rows
            if not row.is_folder
        ]


@pytest.mark.parametrize("sight", ["public", "private"])
async def test_members_of_two_cooperatives_share_their_links(
    coop: Instance, neighbour: Instance, internet: Internet, sight: str
) -> None:
    await given_solar(coop, visibility=sight, openness="open" if sight == "public" else "request")
    await given_ben(neighbour)
    await ben_joins(neighbour, internet)
    if sight == "private":
        async with coop.writing() as work:
            group, ana = await group_at(work), await found(work, coop.urls.user("ana"))
            row = (await queries.asking(work, group))[0]
            await service.approve(work, row, ana)
        await internet.settle()

    await adds(coop, "ana", "Pad")
    await internet.settle()
    assert await kept(neighbour) == [("Pad", "Réunions", "ana")]

    uri = await adds(neighbour, "ben", "Tableau", "https://table.example/1")
    await internet.settle()
    assert await kept(coop) == [("Tableau", "Réunions", "ben"), ("Pad", "Réunions", "ana")]

    async with neighbour.writing() as work:
        link = await queries.resource_by_uri(work, uri)
        assert link is not None
        await service.remove_link(work, link, await found(work, neighbour.urls.user("ben")))
    await internet.settle()
    assert await kept(coop) == [("Pad", "Réunions", "ana")]
    assert (await asks(internet, uri)).status_code == 410


async def test_strangers_see_no_link_of_any_group(coop: Instance, internet: Internet) -> None:
    await given_solar(coop)
    uri = await adds(coop, "ana", CANARY)

    collection = await asks(internet, f"{SOLAR}/resources")
    assert collection.json()["orderedItems"] == []
    for accept in ("application/activity+json", "text/html"):
        for path in (uri, SOLAR, f"{SOLAR}/outbox?page=1", "https://coop.example/@solaire"):
            assert CANARY not in (await asks(internet, path, accept)).text
    assert (await asks(internet, uri)).status_code == 404
    assert (await asks(internet, uri, "text/html")).status_code == 303
    assert (await asks(internet, "https://coop.example/resources/none")).status_code == 404
    assert CANARY.encode() not in b"".join(each.content for each in internet.requests)


async def test_a_member_elsewhere_reads_the_collection_and_each_link(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await given_solar(coop)
    await given_ben(neighbour)
    await ben_joins(neighbour, internet)
    uri = await adds(coop, "ana", "Pad")

    async with neighbour.reading() as work:
        signer = await actors.signer(work, neighbour.urls.user("ben"))
    assert signer is not None
    collection = await neighbour.client.get_document(f"{SOLAR}/resources", signer=signer)
    link = await neighbour.client.get_document(uri, signer=signer)

    assert [each["name"] for each in collection["orderedItems"]] == ["Réunions", "Pad"]
    assert link["url"] == PAD
