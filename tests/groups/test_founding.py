"""Groups are founded, changed, ended and brought back; nothing of that is forgotten."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.groups import queries, service
from fedicoop.groups.service import GroupDraft
from tests.groups.given import (
    deeds,
    forget,
    given_group,
    given_membership,
    given_person,
    kinds,
    sent,
    standing,
)

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_who_founds_a_group_leads_it_and_is_its_contact(work: Work) -> None:
    ana = await given_person(work, "ana")

    group = await service.create(
        work,
        ana,
        "solaire",
        GroupDraft(
            name="Solaire",
            description="Du *soleil*",
            town="Rouen",
            postcode="76000",
            latitude=49.44,
            longitude=1.1,
            ends_on=date(2027, 6, 30),
            mandate="Trois toits",
            kind="working",
        ),
    )

    assert group.actor.uri == "https://coop.example/groups/solaire"
    assert group.actor.type == "Group"
    assert "<em>soleil</em>" in group.actor.summary
    assert group.members_count == 1
    assert (await standing(work, group, ana)).role == "facilitator"
    assert [each.id for each in await queries.contacts(work, group)] == [ana.id]
    assert await deeds(work, group) == ["created"]
    assert await queries.by_username(work, "Solaire") is group
    assert await queries.by_actor(work, group.actor_id) is group


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"description": "x" * 10_001}, "description"),
        ({"mandate": "x" * 10_001}, "mandate"),
        ({"openness": "wide"}, "openness"),
        ({"visibility": "hidden"}, "visibility"),
        ({"rights": {"post": "nobody"}}, "rights"),
        ({"rights": {"dance": "members"}}, "rights"),
        ({"automatic": {"ages": ["18"]}}, "automatic"),
        ({"automatic": {"roles": ["x"] * 201}}, "automatic"),
        ({"town": "x" * 201}, "town"),
        ({"postcode": "x" * 21}, "postcode"),
        ({"latitude": 49.0}, "town"),
        ({"latitude": 91.0, "longitude": 1.0}, "town"),
        ({"latitude": 49.0, "longitude": 181.0}, "town"),
    ],
)
async def test_what_a_group_cannot_be_is_said_field_by_field(
    work: Work, more: dict[str, Any], field: str
) -> None:
    ana = await given_person(work, "ana")

    with pytest.raises(Invalid) as error:
        await service.create(work, ana, "solaire", GroupDraft(**({"name": "Solaire"} | more)))

    assert list(error.value.fields) == [field]


async def test_a_name_is_given_once(work: Work) -> None:
    ana = await given_person(work, "ana")

    with pytest.raises(Invalid):
        await service.create(work, ana, "ana", GroupDraft(name="Ana"))
    with pytest.raises(Invalid):
        await service.create(work, ana, "groupe-paris", GroupDraft(name="Paris"))


async def test_not_everybody_founds_every_kind(work: Work) -> None:
    ana = await given_person(work, "ana")
    relay = await given_person(work, "remi", "relais")

    with pytest.raises(Refused):
        await service.create(work, ana, "rouen", GroupDraft(name="Rouen", kind="local"))
    group = await service.create(work, relay, "rouen", GroupDraft(name="Rouen", kind="local"))
    assert group.kind == "local"


async def test_groups_are_two_levels_deep(work: Work) -> None:
    ana = await given_person(work, "ana")
    top = await given_group(work, ana, "top")
    below = await given_group(work, ana, "below", parent=top)

    assert [each.id for each in await queries.children(work, top, None)] == [below.id]
    with pytest.raises(Invalid):
        await given_group(work, ana, "deep", parent=below)
    other = await given_group(work, ana, "other")
    with pytest.raises(Invalid):
        await service.revise(work, top, ana, GroupDraft(name="Top", parent=other))


async def test_a_facilitator_changes_what_the_group_is(work: Work) -> None:
    ana = await given_person(work, "ana")
    group = await given_group(work, ana)

    draft = GroupDraft(name="Soleil", openness="request", rights={"post": "facilitators"})
    await service.revise(work, group, ana, draft)

    assert group.actor.name == "Soleil"
    assert group.actor.locked
    assert group.rights["post"] == "facilitators"
    assert group.rights["invite"] == "members"
    assert kinds(work) == ["Update"]
    assert sent(work)[0]["object"]["openness"] == "moderated"
    assert sent(work)[0]["object"]["postingRestrictedToMods"] is True
    entry = (await queries.history(work, group))[0]
    assert (entry.deed, entry.detail) == ("revised", {"before": {"openness": "open"}})


async def test_members_and_moderators_do_not_change_it(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    await given_membership(work, group, ben, "moderator")

    for deed in (
        service.revise(work, group, ben, GroupDraft(name="Mine")),
        service.archive(work, group, ben),
        service.unarchive(work, group, ben),
        service.set_contacts(work, group, ben, [ben]),
    ):
        with pytest.raises(Refused):
            await deed


async def test_who_moderates_the_cooperative_leads_every_group(work: Work) -> None:
    ana, admin = await given_person(work, "ana"), await given_person(work, "admin_", "moderation")
    group = await given_group(work, ana, visibility="secret")

    await service.revise(work, group, admin, GroupDraft(name="Calme", visibility="secret"))

    assert group.actor.name == "Calme"
    assert sent(work) == []


async def test_of_a_private_group_no_more_is_said_than_strangers_know(work: Work) -> None:
    ana = await given_person(work, "ana")
    group = await given_group(work, ana, visibility="private")

    draft = GroupDraft(name="Calme", visibility="private", description="caché")
    await service.revise(work, group, ana, draft)

    said = sent(work)[0]["object"]
    assert said["name"] == "Calme"
    assert "summary" not in said
    assert "memberCount" not in said
    assert said["discoverable"] is False


async def test_an_archived_group_stays_to_be_read(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)

    await service.archive(work, group, ana, "Mission accomplie")
    await service.archive(work, group, ana, "encore")

    assert group.is_archived
    assert group.archived_reason == "Mission accomplie"
    with pytest.raises(Refused):
        await service.join(work, group, ben)
    with pytest.raises(Refused):
        await service.revise(work, group, ana, GroupDraft(name="Soleil"))
    assert await queries.listed(work, None) == []
    assert await queries.listed(work, None, archived=True) == [group]

    await service.unarchive(work, group, ana)
    await service.unarchive(work, group, ana)

    assert await queries.listed(work, None) == [group]
    assert await deeds(work, group) == ["created", "archived", "unarchived"]


async def test_contacts_are_members_in_an_order(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)

    with pytest.raises(Refused):
        await service.set_contacts(work, group, ana, [ben])
    await given_membership(work, group, ben)
    await service.set_contacts(work, group, ana, [ben, ana, ben])

    assert [each.id for each in await queries.contacts(work, group)] == [ben.id, ana.id]


async def test_a_secret_group_does_not_exist_for_others(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    admin = await given_person(work, "admin_", "admin")
    group = await given_group(work, ana, visibility="secret")

    with pytest.raises(NotFound):
        await service.archive(work, group, ben)
    with pytest.raises(NotFound):
        await service.join(work, group, ben)
    assert await queries.listed(work, None) == []
    assert await queries.listed(work, ben) == []
    assert await queries.listed(work, ana) == [group]
    assert await queries.listed(work, admin) == [group]


async def test_groups_are_found_by_kind_name_town_and_distance(work: Work) -> None:
    relay = await given_person(work, "remi", "relais")
    there = {"kind": "local", "town": "Rouen", "postcode": "76000"}
    rouen = await given_group(work, relay, "rouen", latitude=49.4431, longitude=1.0993, **there)
    here = {"kind": "local", "town": "Paris"}
    paris = await given_group(work, relay, "paris", latitude=48.8566, longitude=2.3522, **here)
    solar = await given_group(work, relay, "solaire")

    assert await queries.listed(work, None) == [paris, rouen, solar]
    assert await queries.listed(work, None, kind="local") == [paris, rouen]
    assert await queries.listed(work, None, text="rou") == [rouen]
    assert await queries.listed(work, None, text="760") == [rouen]
    assert await queries.listed(work, None, text="%") == []
    near = await queries.near(work, None, 49.4, 1.1, 60)
    assert [group for group, _ in near] == [rouen]
    assert near[0][1] < 6
    both = await queries.near(work, None, 49.4, 1.1, 150)
    assert [group for group, _ in both] == [rouen, paris]


async def test_the_history_is_read_page_by_page(work: Work) -> None:
    ana = await given_person(work, "ana")
    group = await given_group(work, ana)
    await service.archive(work, group, ana)
    forget(work)

    newest = await queries.history(work, group, limit=1)
    older = await queries.history(work, group, before=newest[0].id)

    assert [entry.deed for entry in newest + older] == ["archived", "created"]
    assert newest[0].actor is ana
