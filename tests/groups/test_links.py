"""Links that a group keeps: added, changed and removed in a group of ours, by members anywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.errors import Invalid, Refused
from fedicoop.groups import queries, service
from fedicoop.groups.service import ResourceDraft
from fedicoop.groups.service.resources import MOST
from tests.givens import given_stranger
from tests.groups.given import (
    deeds,
    forget,
    given_group,
    given_membership,
    given_person,
    kinds,
    says,
    sent,
)
from tests.groups.test_hearing import hear

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups import Group, Resource
    from fedicoop.work import Work

PAD = ResourceDraft("Compte rendu", "https://pad.example/p/ag", "Le pad de l'assemblée")


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give who founded the group."""
    return await given_person(work, "ana")


@pytest.fixture
async def group(work: Work, ana: Actor) -> Group:
    """Give a public group of ours."""
    return await given_group(work, ana)


@pytest.fixture
async def zoe(work: Work, group: Group) -> Actor:
    """Give a member of the group who lives on another server."""
    found = await given_stranger(work, "zoe")
    await given_membership(work, group, found)
    return found


def a_link(author: Actor, group: Group, number: int = 1, **more: Any) -> Document:
    """Write a link as Mobilizon does."""
    return {
        "id": f"https://{author.host}/resource/{number}",
        "type": "Document",
        "actor": author.uri,
        "attributedTo": group.actor.uri,
        "context": f"{group.actor.uri}/resources",
        "name": "Partitions",
        "summary": "À imprimer",
        "url": "https://cloud.example/s/partitions",
    } | more


async def titles(work: Work, group: Group) -> list[str]:
    """Give what a group keeps, folders first."""
    return [row.title for row in await queries.resources_of(work, group)]


async def only(work: Work, group: Group) -> Resource:
    """Give the one link that a group keeps."""
    found = [row for row in await queries.resources_of(work, group) if not row.is_folder]
    assert len(found) == 1
    return found[0]


async def test_the_group_tells_the_servers_of_its_members_what_is_new(
    work: Work, ana: Actor, group: Group, zoe: Actor
) -> None:
    row = await service.add_link(work, group, ana, PAD)

    assert await titles(work, group) == ["Compte rendu"]
    assert kinds(work) == ["Announce"]
    assert work.outgoing[0].inboxes == (zoe.shared_inbox,)
    said = sent(work)[0]
    assert said["actor"] == said["attributedTo"] == group.actor.uri
    assert said["object"] == {
        "id": f"https://coop.example/resources/{row.id}",
        "type": "Document",
        "actor": ana.uri,
        "attributedTo": group.actor.uri,
        "context": f"{group.actor.uri}/resources",
        "name": "Compte rendu",
        "summary": "Le pad de l'assemblée",
        "url": "https://pad.example/p/ag",
        "published": "2026-11-24T12:00:00Z",
        "updated": "2026-11-24T12:00:00Z",
        "to": [f"{group.actor.uri}/members"],
    }
    assert (await deeds(work, group))[-1] == "link_added"


async def test_a_group_without_members_elsewhere_tells_nobody(
    work: Work, ana: Actor, group: Group
) -> None:
    await service.add_link(work, group, ana, PAD)
    assert sent(work) == []


async def test_a_folder_comes_with_its_first_link_and_goes_with_its_last(
    work: Work, ana: Actor, group: Group, zoe: Actor
) -> None:
    assert zoe.host
    draft = ResourceDraft("Statuts", "https://docs.example/1", folder="Juridique")
    row = await service.add_link(work, group, ana, draft)
    again = ResourceDraft("Règlement", "https://docs.example/2", folder="JURIDIQUE")
    other = await service.add_link(work, group, ana, again)

    assert await titles(work, group) == ["Juridique", "Règlement", "Statuts"]
    folder, link, _ = (each["object"] for each in sent(work))
    assert folder["type"] == "ResourceCollection"
    assert "url" not in folder
    assert link["context"] == folder["id"]
    forget(work)

    await service.change_link(work, row, ana, PAD)
    assert await titles(work, group) == ["Juridique", "Règlement", "Compte rendu"]
    await service.remove_link(work, other, ana)
    assert await titles(work, group) == ["Compte rendu"]
    assert kinds(work) == ["Announce", "Delete", "Delete"]


async def test_what_is_removed_leaves_a_tombstone(work: Work, ana: Actor, group: Group) -> None:
    row = await service.add_link(work, group, ana, PAD)
    await service.remove_link(work, row, ana)

    assert await titles(work, group) == []
    assert (row.title, row.link, row.summary) == ("", "", "")
    assert await deeds(work, group) == ["created", "link_added", "link_removed"]
    with pytest.raises(Refused):
        await service.remove_link(work, row, ana)


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("title", ResourceDraft(" ", "https://pad.example/")),
        ("title", ResourceDraft("x" * 201, "https://pad.example/")),
        ("link", ResourceDraft("Pad", "")),
        ("link", ResourceDraft("Pad", "javascript:alert(1)")),
        ("link", ResourceDraft("Pad", "data:text/html,x")),
        ("link", ResourceDraft("Pad", "mailto:ana@coop.example")),
        ("link", ResourceDraft("Pad", "https://bank.example@evil.example/")),
        ("link", ResourceDraft("Pad", "https://pad.example/" + "x" * 2000)),
        ("summary", ResourceDraft("Pad", "https://pad.example/", "x" * 1001)),
        ("folder", ResourceDraft("Pad", "https://pad.example/", folder="x" * 201)),
    ],
)
async def test_what_is_wrong_is_said_field_by_field(
    work: Work, ana: Actor, group: Group, field: str, draft: ResourceDraft
) -> None:
    with pytest.raises(Invalid) as error:
        await service.add_link(work, group, ana, draft)
    assert list(error.value.fields) == [field]
    assert await titles(work, group) == []


async def test_only_members_add_and_only_authors_and_moderators_change(
    work: Work, ana: Actor, group: Group
) -> None:
    eve, bob = await given_person(work, "eve"), await given_person(work, "bob")
    await given_membership(work, group, bob)
    with pytest.raises(Refused):
        await service.add_link(work, group, eve, PAD)
    row = await service.add_link(work, group, ana, PAD)
    for who in (eve, bob):
        with pytest.raises(Refused):
            await service.change_link(work, row, who, PAD)
        with pytest.raises(Refused):
            await service.remove_link(work, row, who)
    own = await service.add_link(work, group, bob, PAD)
    await service.remove_link(work, own, ana)
    assert await titles(work, group) == ["Compte rendu"]


async def test_there_is_an_end(work: Work, ana: Actor, group: Group, monkeypatch: Any) -> None:
    monkeypatch.setattr("fedicoop.groups.service.resources.MOST", 2)
    assert MOST == 500
    await service.add_link(work, group, ana, PAD)
    with pytest.raises(Refused, match="keeps 2 links"):
        async with work.attempt():
            await service.add_link(work, group, ana, replace(PAD, folder="Notes"))
    assert await titles(work, group) == [PAD.title]
    await service.add_link(work, group, ana, PAD)
    with pytest.raises(Refused, match="keeps 2 links"):
        await service.add_link(work, group, ana, PAD)


async def test_a_member_elsewhere_adds_changes_and_removes(
    work: Work, group: Group, zoe: Actor
) -> None:
    yan = await given_stranger(work, "yan", "third.example")
    await given_membership(work, group, yan)
    link = a_link(zoe, group)
    await hear(work, says("Create", zoe, link), zoe)
    await hear(work, says("Create", zoe, link), zoe)

    row = await only(work, group)
    assert (row.title, row.link, row.author_id) == ("Partitions", link["url"], zoe.id)
    assert kinds(work) == ["Announce"]
    assert work.outgoing[0].inboxes == (yan.shared_inbox,)

    await hear(work, says("Update", zoe, link | {"name": "Notes"}), zoe)
    assert await titles(work, group) == ["Notes"]
    await hear(work, says("Delete", zoe, {"id": link["id"], "type": "Tombstone"}), zoe)
    assert await titles(work, group) == []
    assert kinds(work) == ["Announce", "Announce", "Remove"]
    assert sent(work)[-1]["object"] == link["id"]
    await hear(work, says("Create", zoe, link, 2), zoe)
    assert await titles(work, group) == []


async def test_a_stranger_adds_nothing_and_nobody_touches_what_is_not_hers(
    work: Work, ana: Actor, group: Group, zoe: Actor
) -> None:
    eve = await given_stranger(work, "eve", "evil.example")
    with pytest.raises(Refused):
        await hear(work, says("Create", eve, a_link(eve, group)), eve)
    with pytest.raises(Refused):
        await hear(work, says("Create", eve, a_link(zoe, group)), eve)
    await hear(work, says("Create", zoe, a_link(zoe, group)), zoe)
    row = await service.add_link(work, group, ana, PAD)
    for uri in (row.uri, f"https://{zoe.host}/resource/1"):
        for kind, inner in (
            ("Update", a_link(eve, group) | {"id": uri}),
            ("Delete", uri),
            ("Remove", uri),
        ):
            with pytest.raises(Refused):
                await hear(work, says(kind, eve, inner), eve)
    assert len(await titles(work, group)) == 2


async def test_a_moderator_elsewhere_removes_what_others_added(
    work: Work, ana: Actor, group: Group, zoe: Actor
) -> None:
    row = await service.add_link(work, group, ana, PAD)
    remove = says("Remove", zoe, row.uri, target=f"{group.actor.uri}/resources")
    with pytest.raises(Refused):
        await hear(work, remove, zoe)
    membership = await queries.membership(work, group, zoe)
    assert membership is not None
    membership.role = "moderator"
    await hear(work, remove, zoe)
    assert await titles(work, group) == []
