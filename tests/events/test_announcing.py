"""Announcing events, changing, moving, cancelling and deleting them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.events import Status, queries, service
from fedicoop.events.service import NeedDraft, PlaceDraft, QuestionDraft, ToolDraft
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from tests.events.given import (
    HOUSE,
    a_draft,
    given_event,
    given_follow,
    given_moderator,
    kinds,
    sent,
    told,
)
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_an_event_is_a_post_with_a_date_and_a_place(work: Work) -> None:
    lea = await given_member(work, "lea")

    event = await service.announce(work, lea, a_draft())

    found = await queries.by_uri(work, event.uri)
    assert found is not None
    assert found.uri == f"https://coop.example/events/{event.id}"
    assert found.starts_at == datetime(2026, 12, 3, 17, 30, tzinfo=UTC)
    assert (found.post.name, found.post.type) == ("Assemblée du groupe local", "Event")
    assert "<strong>nombreux</strong>" in found.post.content
    assert [tag.name for tag in found.post.tags] == ["cooperation"]
    assert found.place is not None
    assert found.place.town == "Lille"
    assert [each.name for each in (await posts.by_ids(work, [event.id]))] == [found.post.name]


async def test_a_public_event_is_said_to_followers_and_announced_once_by_the_server(
    work: Work,
) -> None:
    await actors.found(work)
    lea = await given_member(work, "lea")

    event = await service.announce(work, lea, a_draft())
    await service.share(work, event)

    create, announce = sent(work)
    assert (create["type"], create["actor"], create["to"]) == ("Create", lea.uri, [PUBLIC])
    assert announce["actor"] == "https://coop.example/actor"
    assert announce["object"] == event.uri


async def test_a_groups_event_is_said_by_the_group_and_names_the_organiser(work: Work) -> None:
    lea = await given_moderator(work, "lea")
    lille = (await given_bare_group(work, lea, "lille")).actor

    await service.announce(work, lea, a_draft(), lille)

    (create,) = sent(work)
    document = create["object"]
    assert (create["actor"], create["cc"]) == (lille.uri, [lille.followers])
    assert (document["actor"], document["attributedTo"]) == (lea.uri, lille.uri)
    assert document["audience"] == lille.uri


async def test_an_event_for_members_is_said_to_nobody(work: Work) -> None:
    await actors.found(work)
    lea = await given_member(work, "lea")

    await service.announce(work, lea, a_draft(visibility="members"))

    assert work.outgoing == []


async def test_an_event_for_the_network_goes_to_the_circle_alone(work: Work) -> None:
    await actors.found(work)
    lea = await given_member(work, "lea")
    await given_stranger(work, "relay", "ally.example", kind="Application")
    await given_stranger(work, "eve", "outside.example")
    await moderation.trust_host(work, None, "ally.example")

    event = await service.announce(work, lea, a_draft(visibility="network"))

    (letter,) = work.outgoing
    assert (letter.inboxes, letter.only) == (("https://ally.example/inbox",), True)
    assert (event.post.to, event.post.cc) == (["https://coop.example/cooperative/circle"], [])


async def test_nobody_organises_together_what_she_may_not_see(work: Work) -> None:
    """Its whole text would go to another server."""
    await actors.found(work)
    lea = await given_member(work, "lea")
    outside = await given_stranger(work, "groupe", "outside.example", kind="Group")
    ally = await given_stranger(work, "groupe", "ally.example", kind="Group")
    await moderation.trust_host(work, None, "ally.example")
    event = await given_event(work, lea, visibility="network")
    for hidden in (event, await given_event(work, lea, visibility="members")):
        with pytest.raises(Refused):
            await service.ask_partner(work, hidden, lea, outside)
        assert work.outgoing == []
    row = await service.ask_partner(work, event, lea, ally)
    assert row.state == "invited"


async def test_nobody_announces_in_the_name_of_a_group_that_is_not_hers(work: Work) -> None:
    ana = await given_member(work, "ana")
    lille = (await given_bare_group(work, await given_member(work, "lea"), "lille")).actor
    with pytest.raises(Refused):
        await service.announce(work, ana, a_draft(), lille)
    elsewhere = await given_stranger(work, "club", kind="Group")
    with pytest.raises(Refused):
        await service.announce(work, ana, a_draft(), elsewhere)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("title", {"title": "AG"}),
        ("title", {"title": "x" * 201}),
        ("timezone", {"timezone": "Mars/Olympus"}),
        ("ends", {"ends": datetime(2026, 12, 3, 17)}),  # noqa: DTZ001
        ("starts", {"starts": datetime(2026, 1, 1, 9), "ends": None}),  # noqa: DTZ001
        ("kind", {"kind": "Fête !"}),
        ("visibility", {"visibility": "direct"}),
        ("status", {"status": "perhaps"}),
        ("place", {"place": PlaceDraft(name="Ici", latitude=100.0, longitude=3.0)}),
        ("place", {"place": PlaceDraft(name="Ici", latitude=10.0)}),
        ("online_url", {"online_url": "javascript:alert(1)"}),
        ("website", {"website": "ftp://x"}),
        ("tools", {"tools": (ToolDraft("Visio", "visio"),)}),
        ("join_mode", {"join_mode": "none"}),
        ("external_url", {"join_mode": "external"}),
        ("capacity", {"capacity": 0}),
        ("guests_per_person", {"guests_per_person": 21}),
        ("needs", {"needs": (NeedDraft("accueil", 0),)}),
        ("participants_shown", {"participants_shown": "nobody"}),
        ("tools_shown", {"tools_shown": "nobody"}),
        ("comments", {"comments": "perhaps"}),
        ("tickets_url", {"tickets_url": "tickets"}),
    ],
)
async def test_what_cannot_be_announced_is_said_field_by_field(
    work: Work, field: str, more: dict[str, Any]
) -> None:
    lea = await given_member(work, "lea")
    with pytest.raises(Invalid) as fault:
        await service.announce(work, lea, a_draft(**more))
    assert field in fault.value.fields


async def test_the_form_shows_an_event_as_it_was_filled_in(work: Work) -> None:
    lea = await given_member(work, "lea")
    said = a_draft(
        capacity=40,
        waiting_list=True,
        closes=datetime(2026, 12, 2, 12),  # noqa: DTZ001 - a wall time
        questions=(QuestionDraft("Régime ?", required=True),),
        needs=(NeedDraft("facilitation", 2),),
        tools=(ToolDraft("Visio", "https://visio.example/salle"),),
        tags=("énergie",),
    )
    event = await given_event(work, lea, **said.__dict__)

    shown = service.draft_of(event)

    tags = ("cooperation", "énergie")
    expected = replace(said, files=None, tags=tags, language="fr")
    assert replace(shown, tags=tuple(sorted(shown.tags))) == expected


async def test_an_unchanged_form_says_nothing(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea)

    await service.revise(work, event, lea, service.draft_of(event))

    assert sent(work) == []
    assert event.sequence == 0


async def test_moving_an_event_gives_it_another_place_id_and_tells_who_comes(work: Work) -> None:
    lea, ana, bob = [await given_member(work, name) for name in ("lea", "ana", "bob")]
    event = await given_event(work, lea)
    await service.join(work, event, ana)
    work.news.clear()
    before = event.place_id

    await service.move(
        work,
        event,
        lea,
        datetime(2026, 12, 4, 18, 30),  # noqa: DTZ001 - a wall time
        replace(HOUSE, street="2 rue des Arts"),
    )

    assert event.starts_at == datetime(2026, 12, 4, 17, 30, tzinfo=UTC)
    assert event.ends_at == event.starts_at + timedelta(hours=2)
    assert event.place_id != before
    assert told(work) == [("event_moved", ana.id)]
    (update,) = sent(work)
    assert update["object"]["startTime"] == "2026-12-04T18:30:00+01:00"
    assert bob.id not in {recipient for _, recipient in told(work)}


async def test_a_cancelled_event_stays_with_its_reason_and_is_changed_no_more(work: Work) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    event = await given_event(work, lea)
    await service.join(work, event, ana)
    work.news.clear()

    await service.cancel(work, event, lea, "La salle est fermée.")

    assert event.status == Status.CANCELLED
    assert told(work) == [("event_cancelled", ana.id)]
    (update,) = sent(work)
    assert update["object"]["status"] == "CANCELLED"
    assert update["object"]["summary"].startswith("Annulé · ")
    with pytest.raises(Refused):
        await service.revise(work, event, lea, a_draft())


async def test_a_deleted_event_leaves_a_tombstone_and_tells_everybody(work: Work) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    event = await given_event(work, lea)
    await service.join(work, event, ana)
    work.news.clear()

    await service.delete(work, event, lea)
    await service.delete(work, event, lea)

    assert event.post.is_deleted
    assert told(work) == [("event_cancelled", ana.id)]
    (delete,) = sent(work)
    assert (delete["type"], delete["object"]["type"]) == ("Delete", "Tombstone")


async def test_strangers_change_nothing(work: Work) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    event = await given_event(work, lea)
    for deed in (
        service.revise(work, event, ana, a_draft(title="À moi")),
        service.cancel(work, event, ana),
        service.delete(work, event, ana),
    ):
        with pytest.raises(Refused):
            await deed


async def test_an_event_of_somebody_followed_is_in_her_followers_home(work: Work) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    await given_follow(work, ana, lea)
    event = await given_event(work, lea)

    home = await posts.home(work, ana)

    assert [each.post.uri for each in home.items] == [event.uri]


async def test_a_draft_is_seen_by_its_author_alone_and_published_when_it_is_due(
    work: Work, clock: Any
) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    row = await service.draft(work, lea, a_draft(source=""))
    row = await service.redraft(work, row, a_draft())
    assert await queries.sketch(work, row.id, ana) is None
    assert [each.id for each in await queries.sketches_of(work, lea)] == [row.id]
    assert service.read(row) == a_draft()
    assert (await queries.upcoming(work, lea)).items == []

    await service.schedule(work, row, work.now() + timedelta(hours=1))
    assert await service.publish_due(work) == 0
    clock.move(timedelta(hours=2))
    assert await service.publish_due(work) == 1

    assert [each.post.name for each in (await queries.upcoming(work, ana)).items] == [
        "Assemblée du groupe local"
    ]
    assert await queries.sketches_of(work, lea) == []


async def test_a_scheduled_event_that_cannot_be_announced_any_more_stays_a_draft(
    work: Work, clock: Any
) -> None:
    lea = await given_member(work, "lea")
    row = await service.draft(work, lea, a_draft())
    await service.schedule(work, row, work.now() + timedelta(hours=1))
    clock.move(timedelta(days=30))

    await service.publish_due(work)

    assert (row.publish_at, row.fault) == (None, "Please correct what is marked below.")
    assert kinds(work) == []
    with pytest.raises(Invalid):
        await service.schedule(work, row, work.now())
    await service.drop(work, row)
    assert await queries.sketches_of(work, lea) == []


async def test_summer_time_does_not_move_the_hour(work: Work) -> None:
    lea = await given_member(work, "lea")
    spring = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001 - an hour that does not exist
    summer = datetime(2027, 7, 1, 18, 30)  # noqa: DTZ001 - a wall time

    skipped = await given_event(work, lea, starts=spring, ends=None)
    warm = await given_event(work, lea, starts=summer, ends=None)

    assert skipped.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert warm.starts_at == datetime(2027, 7, 1, 16, 30, tzinfo=UTC)


async def test_more_seats_let_the_waiting_in(work: Work) -> None:
    lea, ana, bob = [await given_member(work, name) for name in ("lea", "ana", "bob")]
    event = await given_event(work, lea, capacity=1, waiting_list=True)
    await service.join(work, event, ana)
    row = await service.join(work, event, bob)
    assert row.state == "waiting"

    await service.revise(work, event, lea, replace(service.draft_of(event), capacity=2))

    assert row.state == "going"
    assert event.seats_taken == 2
