"""Every activity about every object by every stranger: what is others' stays as it is.

One table instead of a test for each: a sender who is neither author nor owner says every activity
about everything, in every shape, and the rows that are not hers are compared before and after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import select

from fedicoop.actors import Actor, Block, Follow, Key, documents, queries, service
from fedicoop.events import Event, Participation
from fedicoop.events import service as events
from fedicoop.groups import Group, Membership, Resource
from fedicoop.groups import service as groups
from fedicoop.ids import new_id
from fedicoop.inbox import Arrival, worker
from fedicoop.inbox.models import Outcome
from fedicoop.posts import Post
from fedicoop.posts import service as writing
from fedicoop.posts.models import Boost, Like, Mention, Pin
from fedicoop.posts.service import NoteDraft
from tests.events.given import a_draft
from tests.federation.telling import found
from tests.givens import given_member
from tests.groups.given import given_bare_group, given_membership
from tests.strangers import Person, Stranger

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

HOME, EVIL, GOOD = "https://coop.example", "https://evil.example", "https://good.example"
BOB, CIRCLE = f"{HOME}/users/bob", f"{HOME}/groups/cercle"
ANA, CLUB = f"{GOOD}/users/ana", f"{GOOD}/users/club"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTIVITIES = [
    *("Create", "Update", "Delete", "Undo", "Move", "Accept", "Reject", "TentativeAccept"),
    *("TentativeReject", "Ignore", "Announce", "Add", "Remove", "Join", "Leave", "Invite"),
    *("Like", "EmojiReact", "Block", "Follow", "Flag", "QuoteRequest", "View", "Offer"),
]
OBJECTS: dict[str, str] = {
    f"{GOOD}/notes/1": "Note",
    f"{GOOD}/notes/2": "Note",
    f"{GOOD}/events/1": "Event",
    f"{GOOD}/resources/1": "Document",
    f"{ANA}#like": "Like",
    f"{ANA}#boost": "Announce",
    f"{ANA}#follow": "Follow",
    f"{ANA}#block": "Block",
    f"{ANA}#join": "Join",
    f"{ANA}#member": "Member",
    ANA: "Person",
    CLUB: "Group",
    BOB: "Person",
    CIRCLE: "Group",
    "NOTE": "Note",
    "LETTER": "Note",
    "EVENT": "Event",
    "FOLLOW": "Follow",
    "https://nowhere.example/1": "Note",
}
"""What there is, by its id; in capitals what of ours has an id that is made."""
FACTS: list[tuple[Any, ...]] = [
    (Actor.id, Actor.name, Actor.type, Actor.moved_to, Actor.deleted_at, Actor.inbox),
    (Key.actor_id, Key.uri, Key.public_pem, Key.retired_at),
    (Post.author_id, Post.uri, Post.type, Post.visibility, Post.content, Post.deleted_at),
    (Post.author_id, Post.id, Post.name, Post.summary, Post.group_id, Post.closed_at),
    (Event.host_id, Event.uri, Event.status, Event.starts_at, Event.organiser_id),
    (Participation.actor_id, Participation.event_id, Participation.state),
    (Membership.actor_id, Membership.group_id, Membership.state, Membership.role),
    (Group.actor_id, Group.visibility, Group.openness, Group.members_uri),
    (Resource.author_id, Resource.uri, Resource.title, Resource.link, Resource.removed_at),
    (Follow.follower_id, Follow.uri, Follow.followed_id, Follow.accepted_at),
    (Block.blocker_id, Block.uri, Block.blocked_id),
    (Like.actor_id, Like.uri, Like.post_id),
    (Boost.actor_id, Boost.uri, Boost.post_id),
    (Pin.actor_id, Pin.post_id),
    (Mention.post_id, Mention.actor_id, Mention.silent),
]
"""What stays as it is; first whose it is."""
HERS = {Membership, Resource}
"""Of a group elsewhere we believe who lives on its server (as Mobilizon does)."""


async def arrive(coop: Instance, sender: str, activities: list[dict[str, Any]]) -> None:
    """Put verified activities on the pile, and do them."""
    async with coop.writing() as work:
        for each in activities:
            ident = new_id(work.now())
            row = {"id": ident, "fingerprint": ident, "sender": sender, "body": orjson.dumps(each)}
            work.session.add(Arrival(**row, received_at=work.now(), due_at=work.now()))
    await worker.run_once(coop)


def said(kind: str, by: str, inner: object, number: int = 0, **more: Any) -> dict[str, Any]:
    """Write an activity."""
    return {"id": f"{by}#{kind}{number}", "type": kind, "actor": by, "object": inner, **more}


@pytest.fixture
async def names(coop: Instance, internet: Internet) -> dict[str, str]:
    """Let ana and bob have everything with each other; give the ids of what is ours."""
    good = Stranger(internet, "good.example")
    people = [good.person("ana"), good.person("eve"), good.person("club", type="Group")]
    async with coop.writing() as work:
        bob, carl = await found(work, BOB), await given_member(work, "carl")
        drafts = [documents.from_ap(each.document) for each in people]
        ana, _, club = [await service.remember(work, draft) for draft in drafts]
        for one in (ana, club):
            await service.accepted(work, await service.follow(work, bob, one))
        circle = await given_bare_group(work, bob)
        await given_membership(work, await groups.remember(work, club), bob)
        await given_membership(work, circle, carl)
        note = await writing.publish(work, bob, NoteDraft("Bonjour", "public"))
        letter = await writing.publish(work, bob, NoteDraft("@ana@good.example Oui", "direct"))
        event = await events.announce(work, bob, a_draft())
        follow = await queries.follow_between(work, bob.id, ana.id)
        assert follow is not None
        ours = {"NOTE": note.uri, "LETTER": letter.uri, "EVENT": event.uri, "FOLLOW": follow.uri}
    await arrive(coop, ANA, _of_ana(good, people[0], ours))
    link = {"id": f"{GOOD}/resources/1", "type": "Document", "attributedTo": CLUB, "actor": ANA}
    link |= {"name": "Lien", "url": "https://lien.example/"}
    await arrive(coop, CLUB, [said("Announce", CLUB, link)])
    return ours


def _of_ana(good: Stranger, ana: Person, ours: dict[str, str]) -> list[dict[str, Any]]:
    event = {"id": f"{GOOD}/events/1", "type": "Event", "attributedTo": ANA, "to": [PUBLIC]}
    event |= {"name": "Bal", "startTime": "2026-12-24T11:00:00Z"}
    good.answers[f"{GOOD}/events/1"] = event
    return [
        said("Create", ANA, good.note(ana)),
        said("Create", ANA, good.note(ana, 2, to=[BOB], cc=[]), 2),
        said("Create", ANA, event, 3),
        said("Like", ANA, ours["NOTE"]) | {"id": f"{ANA}#like"},
        said("Announce", ANA, ours["NOTE"], to=[PUBLIC]) | {"id": f"{ANA}#boost"},
        said("Follow", ANA, BOB) | {"id": f"{ANA}#follow"},
        said("Block", ANA, f"{HOME}/users/carl") | {"id": f"{ANA}#block"},
        said("Join", ANA, ours["EVENT"]) | {"id": f"{ANA}#join"},
        said("Join", ANA, CIRCLE) | {"id": f"{ANA}#member"},
    ]


async def facts(coop: Instance, *, but: set[Any]) -> dict[str, set[tuple[Any, ...]]]:
    """Read everything that is to stay."""
    async with coop.reading() as work:
        return {
            str(columns): {tuple(row) for row in await work.session.execute(select(*columns))}
            for columns in FACTS
            if columns[0].class_ not in but
        }


async def victims(coop: Instance) -> set[str]:
    """Give the row ids of all but the stranger who attacks."""
    async with coop.reading() as work:
        who = [ANA, CLUB, BOB, CIRCLE, f"{HOME}/users/carl"]
        return {actor.id for actor in await queries.by_uris(work, who)}


def lies(by: str, kind: str, ours: dict[str, str]) -> list[dict[str, Any]]:
    """Say one activity about everything, in every shape."""
    about = {"Follow": BOB, "Like": ours["NOTE"], "Announce": ours["NOTE"]}
    about |= {"Join": ours["EVENT"], "Member": CIRCLE, "Block": f"{HOME}/users/carl"}
    found: list[dict[str, Any]] = []
    more = {"to": [PUBLIC, BOB], "target": f"{ANA}/featured", "instrument": f"{by}/notes/1"}
    for name, what in OBJECTS.items():
        uri = ours.get(name, name)
        whole = {"id": uri, "type": what, "object": about.get(what), "to": [PUBLIC, BOB]}
        whole |= {"content": "<p>pwned</p>", "name": "pwned", "role": "administrator"}
        whole |= {"startTime": "2026-12-31T11:00:00Z", "url": f"{EVIL}/l", "inbox": f"{by}/inbox"}
        whole |= {"preferredUsername": "pwned", "published": "2026-11-24T11:00:00Z"}
        mine = whole | {"actor": by, "attributedTo": by}
        hers = whole | {"actor": ANA, "attributedTo": ANA}
        theirs = whole | {"actor": by, "attributedTo": [CLUB, by]}
        passed = {"id": f"{ANA}#x", "type": kind, "actor": ANA, "object": mine}
        nameless = {"type": what, "actor": ANA, "object": about.get(what)}
        shapes = [uri, {"id": uri, "type": what}, mine, hers, theirs, nameless]
        for inner in shapes:
            found.append(said(kind, by, inner, len(found), **more))
        found.append(said("Announce", by, passed, len(found), **more))
        found.append(said(kind, by, uri, len(found), **more | {"target": by}))
    return found


@pytest.mark.parametrize("host", ["good.example", "evil.example"])
async def test_no_stranger_touches_what_is_others(
    coop: Instance, internet: Internet, names: dict[str, str], host: str
) -> None:
    """From the same server as ana, and from another: five thousand activities in all."""
    by = f"https://{host}/users/eve"
    if host == "evil.example":
        Stranger(internet, host).person("eve")
    but = HERS if host == "good.example" else set()
    before, people = await facts(coop, but=but), await victims(coop)

    for kind in ACTIVITIES:
        await arrive(coop, by, lies(by, kind, names))
        after = await facts(coop, but=but)
        for table, was in before.items():
            assert was <= after[table], (kind, was - after[table])
            forged = {row for row in after[table] - was if row[0] in people}
            assert not forged, (kind, forged)

    async with coop.reading() as work:
        failed = select(Arrival.reason).where(Arrival.outcome == Outcome.FAILED)
        assert list(await work.session.scalars(failed)) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("Delete", f"{GOOD}/{what}") for what in ("notes/1", "notes/2", "events/1")),
        *(("Undo", f"{ANA}#{what}") for what in ("like", "boost", "follow", "block", "join")),
        *(("Undo", f"{ANA}#member"), ("Delete", ANA), ("Reject", "FOLLOW"), ("Leave", "EVENT")),
        *(("Leave", CIRCLE), ("Block", BOB)),
    ],
)
async def test_she_herself_does(
    coop: Instance, names: dict[str, str], kind: str, name: str
) -> None:
    """Else the table above would prove nothing."""
    before = await facts(coop, but=set())

    await arrive(coop, ANA, [said(kind, ANA, names.get(name, name), 9)])

    after = await facts(coop, but=set())
    assert any(not was <= after[table] for table, was in before.items())
