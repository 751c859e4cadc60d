"""Links that groups of other servers keep: what is believed, and what of ours is told to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.errors import Malformed, NeedsObject, Refused
from fedicoop.groups import queries, service
from fedicoop.groups.federation.resources import keep
from fedicoop.groups.service import ResourceDraft
from tests.givens import given_stranger
from tests.groups.given import (
    given_group,
    given_membership,
    given_person,
    kinds,
    says,
    sent,
)
from tests.groups.test_hearing import hear
from tests.groups.test_links import PAD, a_link, only, titles

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.work import Work


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give who belongs to the group elsewhere."""
    return await given_person(work, "ana")


@pytest.fixture
async def theirs(work: Work, ana: Actor) -> Group:
    """Give a group of another server, of which Ana is a member."""
    actor = await given_stranger(work, "choeur", "mob.example", kind="Group")
    found = await service.remember(work, actor)
    await given_membership(work, found, ana)
    return found


async def test_a_group_elsewhere_says_what_it_keeps(work: Work, theirs: Group) -> None:
    """With its folders; what is by somebody whom we do not know is the group's."""
    lea = await given_stranger(work, "lea", "mob.example")
    choir = theirs.actor
    folder = a_link(lea, theirs, 1, type="ResourceCollection", name="Concert")
    del folder["url"]
    await hear(work, says("Announce", choir, folder), choir)
    link = a_link(lea, theirs, 2, context=folder["id"])
    await hear(work, says("Announce", choir, link, 2), choir)
    other = a_link(lea, theirs, 3, name="Autre", actor="https://third.example/users/max")
    await hear(work, says("Announce", choir, other, 3), choir)

    rows = await queries.resources_of(work, theirs)
    assert [(row.title, row.author.username) for row in rows] == [
        ("Concert", "lea"),
        ("Autre", "choeur"),
        ("Partitions", "lea"),
    ]
    assert rows[2].folder is not None
    assert rows[2].folder.id == rows[0].id
    assert sent(work) == []

    await hear(work, says("Announce", choir, link | {"name": "Notes"}, 4), choir)
    await hear(work, says("Update", lea, link | {"name": "Plus"}), lea)
    assert await titles(work, theirs) == ["Concert", "Autre", "Plus"]


async def test_its_server_takes_them_away_again(work: Work, theirs: Group) -> None:
    lea = await given_stranger(work, "lea", "mob.example")
    for number in (1, 2):
        await hear(work, says("Create", lea, a_link(lea, theirs, number), number), lea)
    uri = f"https://mob.example/resource/{1}"
    await hear(work, says("Delete", lea, {"id": uri, "type": "Tombstone"}), lea)
    assert len(await titles(work, theirs)) == 1
    remove = says("Remove", theirs.actor, "https://mob.example/resource/2")
    await hear(work, remove, theirs.actor)
    assert await titles(work, theirs) == []


async def test_nobody_else_says_what_a_group_elsewhere_keeps(
    work: Work, ana: Actor, theirs: Group
) -> None:
    eve = await given_stranger(work, "eve", "evil.example")
    for kind in ("Create", "Announce"):
        with pytest.raises(Refused):
            await hear(work, says(kind, eve, a_link(eve, theirs)), eve)
    lea = await given_stranger(work, "lea", "mob.example")
    await hear(work, says("Create", lea, a_link(lea, theirs)), lea)
    with pytest.raises(Refused):
        await hear(work, says("Remove", eve, a_link(lea, theirs)["id"]), eve)
    ours = a_link(lea, theirs, id="https://coop.example/resources/1")
    with pytest.raises(Refused):
        await hear(work, says("Announce", theirs.actor, ours), theirs.actor)
    nameless = {key: value for key, value in a_link(lea, theirs).items() if key != "id"}
    with pytest.raises(Malformed):
        await hear(work, says("Announce", theirs.actor, nameless), theirs.actor)
    await service.leave(work, theirs, ana)
    with pytest.raises(Refused):
        await hear(work, says("Create", lea, a_link(lea, theirs, 2)), lea)


async def test_the_id_of_a_link_is_not_a_third_servers(work: Work, theirs: Group) -> None:
    lea, choir = await given_stranger(work, "lea", "mob.example"), theirs.actor
    for uri in ("https://third.example/resource/1", "https://COOP.example/resources/1"):
        with pytest.raises(Refused):
            await hear(work, says("Announce", choir, a_link(lea, theirs, id=uri)), choir)

    assert await titles(work, theirs) == []


async def test_no_group_keeps_a_link_of_another_server_out(
    work: Work, ana: Actor, theirs: Group
) -> None:
    """Not from a group of ours, to which its author adds it, nor from her own server's group."""
    choir, max_there = theirs.actor, await given_stranger(work, "max", "third.example")
    uris = [f"https://third.example/resource/{each}" for each in (1, 2)]
    for number, uri in enumerate(uris):
        kind: dict[str, Any] = {"type": "ResourceCollection"} if number else {}
        nobody = "https://third.example/users/nobody"
        link = a_link(max_there, theirs, id=uri, actor=nobody, name=f"P{number}", **kind)
        await hear(work, says("Announce", choir, link, number), choir)
    inside = a_link(choir, theirs, 7, name="Dedans", context=uris[1])
    await hear(work, says("Announce", choir, inside, 7), choir)
    assert len(await titles(work, theirs)) == 3
    ours = await given_group(work, ana, "jardin")
    await given_membership(work, ours, max_there)
    hers = await service.remember(
        work, await given_stranger(work, "club", "third.example", kind="Group")
    )
    await given_membership(work, hers, ana)

    added = a_link(max_there, ours, id=uris[0])
    await hear(work, says("Create", max_there, added), max_there)
    kept = a_link(max_there, hers, id=uris[1])
    await hear(work, says("Announce", hers.actor, kept), hers.actor)

    assert await titles(work, ours) == ["Partitions"]
    assert await titles(work, hers) == ["Partitions"]
    assert await titles(work, theirs) == ["Dedans"]


async def test_a_folder_that_is_not_known_yet_is_asked_for_in_a_members_name(
    work: Work, ana: Actor, theirs: Group
) -> None:
    lea = await given_stranger(work, "lea", "mob.example")
    folder = "https://mob.example/resource/9"
    link = a_link(lea, theirs, context=folder)
    with pytest.raises(NeedsObject) as needs:
        await hear(work, says("Announce", theirs.actor, link), theirs.actor)
    assert (needs.value.uri, needs.value.reader) == (folder, ana.uri)

    fetched = a_link(lea, theirs, 9, type="ResourceCollection", name="Concert")
    await keep(work, fetched)
    await hear(work, says("Announce", theirs.actor, link), theirs.actor)

    assert await titles(work, theirs) == ["Concert", "Partitions"]
    unknown = a_link(lea, theirs, 10, actor="https://mob.example/users/nouveau")
    with pytest.raises(NeedsObject):
        await hear(work, says("Announce", theirs.actor, unknown), theirs.actor)
    for wrong in (a_link(lea, theirs, id="https://evil.example/1"), {"id": folder}):
        with pytest.raises(Refused):
            await keep(work, wrong)


async def test_who_lives_on_the_server_of_a_group_overwrites_nothing(
    work: Work, theirs: Group
) -> None:
    lea = await given_stranger(work, "lea", "mob.example")
    mo = await given_stranger(work, "mo", "mob.example")
    await hear(work, says("Create", lea, a_link(lea, theirs)), lea)
    with pytest.raises(Refused):
        await hear(work, says("Create", mo, a_link(mo, theirs, url="https://evil.example/")), mo)
    assert (await only(work, theirs)).link == "https://cloud.example/s/partitions"


async def test_a_link_never_becomes_a_folder_nor_a_folder_a_link(
    work: Work, ana: Actor, theirs: Group
) -> None:
    """Else a folder could lie in itself, and a link lead nowhere."""
    group, zoe = await given_group(work, ana), await given_stranger(work, "zoe")
    await given_membership(work, group, zoe)
    lea = await given_stranger(work, "lea", "mob.example")
    for kept, author in ((group, zoe), (theirs, lea)):
        link = a_link(author, kept)
        folder = a_link(author, kept, 2, type="ResourceCollection", name="Concert")
        del folder["url"]
        for document in (link, folder):
            await hear(work, says("Create", author, document), author)
        inside = folder | {"type": "Document", "url": link["url"], "context": folder["id"]}
        for wrong in (link | {"type": "ResourceCollection"}, inside):
            with pytest.raises(Refused):
                await hear(work, says("Update", author, wrong), author)
        rows = await queries.resources_of(work, kept)
        assert [(row.link, row.is_folder) for row in rows] == [("", True), (link["url"], False)]


async def test_what_is_in_no_group_that_we_know_is_left_aside(work: Work, theirs: Group) -> None:
    lea = await given_stranger(work, "lea", "mob.example")
    link = a_link(lea, theirs, attributedTo="https://mob.example/@inconnu", actor=lea.uri)
    link["attributedTo"] = [lea.uri, "https://mob.example/@inconnu"]
    await hear(work, says("Create", lea, link), lea)
    assert await titles(work, theirs) == []


async def test_what_one_of_ours_adds_elsewhere_is_told_to_that_group(
    work: Work, ana: Actor, theirs: Group
) -> None:
    row = await service.add_link(work, theirs, ana, PAD)
    await service.change_link(work, row, ana, ResourceDraft("Notes", "https://pad.example/2"))
    await service.remove_link(work, row, ana)

    assert kinds(work) == ["Create", "Update", "Delete"]
    assert {each["actor"] for each in sent(work)} == {ana.uri}
    assert {letter.inboxes for letter in work.outgoing} == {(theirs.actor.shared_inbox,)}
    assert sent(work)[2]["object"]["type"] == "Tombstone"
