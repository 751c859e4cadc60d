"""A group's event reaches Lemmy and its kin as an announced activity, everybody else as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.actors import service as actors
from fedicoop.events import queries, service
from fedicoop.groups import service as groups
from fedicoop.outbox.recipients import Book, Doors
from tests.events.given import a_draft, given_moderator
from tests.givens import given_stranger
from tests.groups.given import given_bare_group, given_membership

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.groups import Group
    from fedicoop.work import Work

FORUMS = {"lemmy.example": "lemmy", "piefed.example": "piefed", "mbin.example": "mbin"}
OTHERS = {"masto.example": "mastodon", "mobilizon.example": "mobilizon", "silent.example": ""}


async def _follower(work: Work, group: Group, host: str) -> Actor:
    person = await given_stranger(work, "zoe", host)
    await actors.accept(work, await actors.follow(work, person, group.actor, uri=f"{person.uri}/f"))
    return person


async def _given_group(work: Work, lea: Actor) -> Group:
    """Found a group that is followed from every kind of server."""
    group = await given_bare_group(work, lea, "lille")
    for host, name in (FORUMS | OTHERS).items():
        await _follower(work, group, host)
        await groups.note_software(work, host, name)
    work.outgoing.clear()
    return group


async def _letters(work: Work) -> dict[str, list[tuple[str, str]]]:
    """Give what each host is told: by host, [(type, type of what it is about)]."""
    book = Book(work, await Doors.of(work))
    found: dict[str, list[tuple[str, str]]] = {}
    for each in work.outgoing:
        inner: Any = each.activity["object"]
        about = inner["type"] if isinstance(inner, dict) else ""
        sender = await book.sender(each.activity)
        for inbox in await book.inboxes(each, sender):
            found.setdefault(inbox.split("/")[2], []).append((each.activity["type"], about))
    return found


async def _event(work: Work, lea: Actor, host: Actor, **more: Any) -> Event:
    event = await service.announce(work, lea, a_draft(**more), host)
    found = await queries.by_id(work, event.id)
    assert found is not None
    return found


async def test_every_server_is_told_once_in_the_way_it_reads(work: Work) -> None:
    lea = await given_moderator(work, "lea")
    group = await _given_group(work, lea)

    event = await _event(work, lea, group.actor)
    created = await _letters(work)
    work.outgoing.clear()
    await service.move(work, event, lea, a_draft().starts.replace(day=10))
    updated = await _letters(work)
    work.outgoing.clear()
    await service.delete(work, event, lea)
    deleted = await _letters(work)

    for host in FORUMS:
        assert created[host] == [("Announce", "Create")]
        assert updated[host] == [("Announce", "Update")]
        assert deleted[host] == [("Announce", "Delete")]
    for host in OTHERS:
        assert created[host] == [("Create", "Event")]
        assert updated[host] == [("Update", "Event")]
        assert deleted[host] == [("Delete", "Tombstone")]


async def test_a_member_on_a_forum_is_told_once_too(work: Work) -> None:
    lea = await given_moderator(work, "lea")
    group = await _given_group(work, lea)
    zoe = await given_stranger(work, "zia", "lemmy.example")
    await given_membership(work, group, zoe)

    await _event(work, lea, group.actor)

    assert (await _letters(work))["lemmy.example"] == [("Announce", "Create")]


async def test_what_is_announced_to_forums_is_by_a_person_and_for_the_group(work: Work) -> None:
    lea = await given_moderator(work, "lea")
    group = await _given_group(work, lea)
    event = await _event(
        work, lea, group.actor, accessibility="Une rampe", website="https://c.example/"
    )

    (said,) = [
        each.activity
        for each in work.outgoing
        if each.activity["type"] == "Announce" and isinstance(each.activity["object"], dict)
    ]

    assert (said["actor"], said["audience"]) == (group.actor.uri, group.actor.uri)
    create = said["object"]
    assert (create["type"], create["actor"]) == ("Create", lea.uri)
    inner = create["object"]
    assert (inner["id"], inner["attributedTo"]) == (event.uri, lea.uri)
    for each in (create, inner):
        assert each["audience"] == group.actor.uri
        assert group.actor.uri in each["cc"]
    assert {each["type"] for each in inner["attachment"]} == {"Link"}


@pytest.mark.parametrize("visibility", ["unlisted", "group", "network"])
async def test_only_what_is_public_is_announced_to_forums(work: Work, visibility: str) -> None:
    lea = await given_moderator(work, "lea")
    group = await _given_group(work, lea)

    await _event(work, lea, group.actor, visibility=visibility)

    assert ("Announce", "Create") not in (await _letters(work)).get("lemmy.example", [])


async def test_an_event_of_a_member_is_no_groups_to_announce(work: Work) -> None:
    lea = await given_moderator(work, "lea")
    await _given_group(work, lea)

    await _event(work, lea, lea)

    assert "lemmy.example" not in await _letters(work)


async def test_who_takes_part_or_organises_too_is_told_of_changes(work: Work) -> None:
    lea = await given_moderator(work, "lea")
    event = await _event(work, lea, lea)
    ana = await given_stranger(work, "ana", "here.example")
    eve = await given_stranger(work, "eve", "gone.example")
    club = await given_stranger(work, "club", "club.example", kind="Group")
    for each in (ana, eve):
        await service.join(work, event, each)
    await service.leave(work, event, eve)
    await service.ask_partner(work, event, lea, club)
    work.outgoing.clear()

    await service.cancel(work, event, lea)

    assert await _letters(work) == {
        "club.example": [("Update", "Event")],
        "here.example": [("Update", "Event")],
    }
