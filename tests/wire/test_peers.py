"""What each kind of server sends is understood as it was meant: posts, reactions, groups."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from fedicoop.events import queries as events
from fedicoop.inbox import Arrival
from fedicoop.inbox.models import Outcome
from fedicoop.posts import queries as posts
from tests.strangers import ACTIVITY, Person, Stranger, post
from tests.wire import shapes

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from tests.network import Internet

BASE = "https://peer.example"
POSTS = shapes.posts(BASE, f"{BASE}/users/ana")


def _words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


async def _copy(coop: Instance, uri: str) -> Post | None:
    async with coop.reading() as work:
        return await posts.by_uri(work, uri)


async def _kept(coop: Instance, uri: str) -> Post:
    kept = await _copy(coop, uri)
    assert kept is not None, uri
    return kept


async def _outcomes(coop: Instance) -> list[str]:
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Arrival.outcome).order_by(Arrival.id)))


async def _say(
    coop: Instance, internet: Internet, activity: dict[str, Any], by: Person, **more: str
) -> None:
    answer = await post(coop, internet, activity, by, **more)
    assert answer.status_code == 202
    await internet.settle()


async def _dates(coop: Instance, uri: str) -> dict[str, Any]:
    """Give what the room of events keeps beside the words: when, where, and what leads on."""
    async with coop.reading() as work:
        event = await events.by_uri(work, uri)
    if event is None:
        return {}
    place = event.place
    return {
        "starts": event.starts_wall,
        "ends": event.ends_wall,
        "timezone": event.timezone,
        "place": (place.name, place.street, place.postcode, place.town) if place else None,
        "website": event.website,
        "online_url": event.online_url,
    }


def _facts(kept: Post) -> dict[str, Any]:
    """Give what is compared of a kept post."""
    plain = ("visibility", "name", "summary", "sensitive", "language", "likes_count")
    return {
        **{key: getattr(kept, key) for key in plain},
        "tags": [tag.name for tag in kept.tags],
        "mentions": [each.actor.username for each in kept.mentions if not each.silent],
        "attachments": [(each.mime, each.alt, each.width) for each in kept.attachments],
    }


@pytest.mark.parametrize("name", list(POSTS))
async def test_a_post_in_the_shape_of_each_server_is_read_as_it_was_meant(
    coop: Instance, internet: Internet, followed: Person, name: str
) -> None:
    note, facts = POSTS[name]
    expected = {key: value for key, value in facts.items() if key not in {"says", "also"}}
    whole = {"id": f"{BASE}/notes/1", "attributedTo": followed.uri, **note}
    whole["published"] = "2026-11-24T11:00:00Z"

    await _say(coop, internet, followed.says("Create", whole), followed)

    kept = await _kept(coop, f"{BASE}/notes/1")
    words = _words(kept.content)
    assert facts.get("says", "") in words
    assert facts.get("also", "") in words
    assert "alert(1)" not in words
    found = _facts(kept) | await _dates(coop, kept.uri)
    assert {key: found[key] for key in expected} == expected


async def test_what_no_room_keeps_is_taken_and_not_kept(
    coop: Instance, internet: Internet, followed: Person
) -> None:
    note = {"id": f"{BASE}/notes/1", "attributedTo": followed.uri, "type": "Listen"}

    await _say(coop, internet, followed.says("Create", note), followed)

    assert await _copy(coop, f"{BASE}/notes/1") is None
    assert await _outcomes(coop) == [Outcome.DONE]


@pytest.mark.parametrize("name", list(shapes.reactions("")))
async def test_a_reaction_in_the_shape_of_each_server_is_a_like_or_nothing(
    coop: Instance, internet: Internet, followed: Person, ours: str, name: str
) -> None:
    said, counts = shapes.reactions(ours)[name]

    await _say(coop, internet, followed.says("Like", ours) | said, followed)

    assert (await _kept(coop, ours)).likes_count == int(counts)


@pytest.mark.parametrize("embedded", ["its address", "a Tombstone", "the whole note"])
async def test_each_way_to_delete_a_note_deletes_it(
    coop: Instance, internet: Internet, peer: Stranger, followed: Person, embedded: str
) -> None:
    """GoToSocial names the address, Mastodon a Tombstone; some send all of it once more."""
    note = peer.note(followed)
    await _say(coop, internet, followed.says("Create", note), followed)
    inner = {
        "its address": note["id"],
        "a Tombstone": {"id": note["id"], "type": "Tombstone", "atomUri": note["id"]},
        "the whole note": note,
    }[embedded]

    await _say(coop, internet, followed.says("Delete", inner, to=[shapes.PUBLIC]), followed)

    assert (await _kept(coop, note["id"])).is_deleted


@pytest.mark.parametrize("embedded", [True, False])
async def test_each_way_to_undo_a_like_undoes_it(
    coop: Instance, internet: Internet, followed: Person, ours: str, *, embedded: bool
) -> None:
    """Most embed the Like; some only name it."""
    like = followed.says("Like", ours)
    await _say(coop, internet, like, followed)
    assert (await _kept(coop, ours)).likes_count == 1

    await _say(coop, internet, followed.says("Undo", like if embedded else like["id"]), followed)

    assert (await _kept(coop, ours)).likes_count == 0


@pytest.mark.parametrize(
    "content_type",
    [
        ACTIVITY,
        f"{ACTIVITY}; charset=utf-8",
        'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
        "application/ld+json",
        "application/json",
    ],
)
async def test_each_way_to_name_the_type_of_a_letter_is_taken(
    coop: Instance, internet: Internet, peer: Stranger, followed: Person, content_type: str
) -> None:
    note = peer.note(followed)
    activity = followed.says("Create", note)

    await _say(coop, internet, activity, followed, content_type=content_type)

    assert not (await _kept(coop, note["id"])).is_deleted


async def test_a_group_that_announces_what_its_members_write_is_read_from_the_origin(
    coop: Instance, internet: Internet, group: Person
) -> None:
    """Lemmy's groups announce whole activities (FEP-1b12); what they embed is not believed."""
    writer = Stranger(internet, "writer.example")
    author = writer.person("carla")
    page: dict[str, Any] = {
        "type": "Page",
        "id": "https://writer.example/post/1",
        "attributedTo": author.uri,
        "to": [group.uri, shapes.PUBLIC],
        "name": "Une carte",
        "content": "<p>vraie</p>",
    }
    writer.answers[page["id"]] = page
    create = {**author.says("Create", {**page, "content": "<p>fausse</p>"}), "audience": group.uri}

    await _say(coop, internet, group.says("Announce", create, to=[shapes.PUBLIC]), group)

    kept = await _kept(coop, page["id"])
    assert "vraie" in kept.content
    assert "fausse" not in kept.content


async def test_what_a_group_says_of_votes_and_locks_does_nothing(
    coop: Instance, internet: Internet, group: Person, ours: str
) -> None:
    for kind in ("Like", "Dislike", "Lock", "Undo", "Block"):
        inner = {"type": kind, "id": f"{BASE}/{kind}", "actor": group.uri, "object": ours}
        await _say(coop, internet, group.says("Announce", inner, to=[shapes.PUBLIC]), group)

    kept = await _kept(coop, ours)
    assert (kept.likes_count, kept.boosts_count) == (0, 0)
    assert set(await _outcomes(coop)) == {Outcome.DONE}


async def test_a_vote_in_a_poll_is_no_post(
    coop: Instance, internet: Internet, followed: Person, ours: str
) -> None:
    vote: dict[str, Any] = {
        "type": "Note",
        "id": f"{BASE}/votes/1",
        "attributedTo": followed.uri,
        "name": "Samedi",
        "inReplyTo": ours,
        "to": [shapes.BOB],
    }

    await _say(coop, internet, followed.says("Create", vote), followed)

    assert await _copy(coop, vote["id"]) is None
    assert await _outcomes(coop) == [Outcome.DONE]
