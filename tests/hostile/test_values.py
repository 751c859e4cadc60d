"""Absurd values at every place of what others send: read, refused or left out, never a fault."""

from __future__ import annotations

import copy
import itertools
from typing import TYPE_CHECKING, Any

import httpx2
import orjson
import pytest
from sqlalchemy import select

from fedicoop.actors import documents, service
from fedicoop.events import service as events
from fedicoop.groups import service as groups
from fedicoop.ids import new_id
from fedicoop.inbox import Arrival, worker
from fedicoop.inbox.models import Outcome
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.events.given import a_draft
from tests.federation.telling import found
from tests.groups.given import given_bare_group, given_membership
from tests.strangers import ACTIVITY, Person, Stranger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedicoop.instance import Instance
    from tests.network import Internet

HOME = "https://coop.example"
BOB = f"{HOME}/users/bob"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
EVIL = "https://evil.example"
ABSURD: list[Any] = [
    None,
    True,
    -1,
    2**63 - 1,
    -(2**63),
    1e300,
    0.5,
    "",
    "\u202e\u200f",
    "x" * 3000,
    [],
    {},
    [[]],
    [None, 1],
    {"id": None, "type": {}},
    {"id": f"{EVIL}/x", "items": [{}], "orderedItems": "x", "first": {}},
    [BOB, BOB, EVIL],
    BOB,
    "http://[::1",
    f"{EVIL}:99999/",
    f"{EVIL}/notes/1",
    "javascript:alert(1)",
    "1000-01-01T00:00:00-23:59",
    "9998-12-31T23:59:60-14:00",
    "-0001-01-01",
    "P999999999999999999999999D",
]
"""A few of them take the place of each value of each document, others at the next one."""
EACH = 2
NOTE: dict[str, Any] = {
    "id": f"{EVIL}/notes/ID",
    "type": "Note",
    "attributedTo": f"{EVIL}/users/mallory",
    "to": [PUBLIC],
    "cc": [f"{EVIL}/users/mallory/followers", BOB],
    "inReplyTo": "NOTE",
    "name": "n",
    "summary": "s",
    "content": "<p>c</p>",
    "contentMap": {"fr": "<p>c</p>"},
    "mediaType": "text/html",
    "published": "2026-11-24T11:00:00Z",
    "updated": "2026-11-24T11:00:00Z",
    "url": [{"type": "Link", "href": f"{EVIL}/n", "mediaType": "text/html"}],
    "tag": [
        {"type": "Mention", "href": BOB, "name": "@bob"},
        {"type": "Hashtag", "name": "#x", "href": f"{EVIL}/t"},
    ],
    "attachment": [
        {"type": "Image", "url": f"{EVIL}/i.png", "mediaType": "image/png", "width": 1, "name": "i"}
    ],
    "replies": {"id": f"{EVIL}/notes/ID/replies", "type": "Collection", "first": {}},
    "likes": {"id": f"{EVIL}/notes/ID/likes", "totalItems": 1},
    "quote": f"{EVIL}/notes/2",
    "oneOf": [{"name": "a"}],
    "preview": {"type": "Note"},
}
EVENT: dict[str, Any] = {
    "id": f"{EVIL}/events/ID",
    "type": "Event",
    "attributedTo": f"{EVIL}/users/mallory",
    "to": [PUBLIC],
    "name": "n",
    "content": "c",
    "startTime": "2026-12-24T11:00:00Z",
    "endTime": "2026-12-24T12:00:00Z",
    "timezone": "Europe/Paris",
    "category": "MEETING",
    "status": "CONFIRMED",
    "joinMode": "free",
    "maximumAttendeeCapacity": 2,
    "remainingAttendeeCapacity": 1,
    "participantCount": 1,
    "feeAmount": 3,
    "image": {"type": "Image", "url": f"{EVIL}/i.png"},
    "location": {
        "type": "Place",
        "id": f"{EVIL}/p",
        "name": "p",
        "latitude": 48.1,
        "longitude": 2.1,
        "address": {"type": "PostalAddress", "postalCode": "1", "addressLocality": "x"},
    },
    "attachment": [
        {"type": "PropertyValue", "name": "x", "value": "y", "propertyID": "mz:accessibility"},
        {"type": "Link", "href": f"{EVIL}/l", "name": "Website"},
    ],
    "organizers": {"type": "Collection", "items": [f"{EVIL}/users/club"]},
    "contacts": [f"{EVIL}/users/mallory"],
    "draft": False,
}
LINK: dict[str, Any] = {
    "id": f"{EVIL}/resources/ID",
    "type": "Document",
    "attributedTo": f"{EVIL}/users/club",
    "actor": f"{EVIL}/users/mallory",
    "name": "n",
    "summary": "s",
    "url": f"{EVIL}/l",
    "context": f"{EVIL}/users/club/resources",
}
MEMBER: dict[str, Any] = {
    "id": f"{EVIL}/members/ID",
    "type": "Member",
    "actor": f"{EVIL}/users/mallory",
    "object": f"{HOME}/groups/cercle",
    "role": "member",
}
LETTER = NOTE | {"to": [BOB], "cc": [], "inReplyTo": None}
SAID: list[tuple[str, Any, dict[str, Any]]] = [
    ("Create", NOTE, {}),
    ("Create", LETTER, {}),
    ("Create", NOTE | {"type": "Article", "image": {"type": "Image", "url": "x"}}, {}),
    ("Create", LETTER | {"type": ["ChatMessage", "Note"]}, {}),
    ("Create", NOTE | {"type": "Question", "endTime": "x", "votersCount": 1}, {}),
    ("Create", EVENT, {}),
    ("Create", LINK | {"attributedTo": f"{HOME}/groups/cercle"}, {}),
    ("Announce", LINK, {}),
    ("Update", NOTE | {"id": f"{EVIL}/notes/KEPT"}, {}),
    ("Update", EVENT | {"id": f"{EVIL}/events/KEPT"}, {}),
    ("Update", MEMBER, {}),
    ("Accept", MEMBER, {}),
    ("Invite", EVENT, {"to": [BOB], "target": BOB}),
    ("Invite", f"{EVIL}/users/club", {"target": BOB}),
    ("Join", "EVENT", {"participationMessage": "x"}),
    ("Accept", "EVENT", {}),
    ("Join", f"{HOME}/groups/cercle", {"participationMessage": "x"}),
    ("Announce", "NOTE", {"published": "2026-11-24T11:00:00Z", "to": [PUBLIC], "cc": []}),
    ("Like", "NOTE", {"content": "x", "tag": []}),
    ("QuoteRequest", "NOTE", {"instrument": f"{EVIL}/notes/3"}),
    ("Flag", [BOB, "NOTE"], {"content": "x"}),
    ("Add", f"{EVIL}/notes/KEPT", {"target": f"{EVIL}/users/mallory/featured"}),
    ("Announce", {"type": "Add", "object": "NOTE", "target": "x", "actor": "y"}, {}),
    ("Undo", {"type": "Like", "object": "NOTE", "actor": f"{EVIL}/users/mallory"}, {}),
    ("Block", BOB, {}),
    ("Follow", BOB, {}),
    ("Move", f"{EVIL}/users/mallory", {"target": f"{EVIL}/users/club"}),
]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every value inside one."""
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from _places(inner, (*path, key))


def _changed(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Give a copy in which one value is another."""
    found = copy.deepcopy(document)
    part: Any = found
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return found


async def _given(coop: Instance, evil: Stranger, mallory: Person) -> dict[str, str]:
    """Let bob and mallory know each other, and share a group and an event; give what is where."""
    club = evil.person("club", type="Group", members=f"{EVIL}/users/club/members")
    mallory.document["featured"] = f"{mallory.uri}/featured"
    async with coop.writing() as work:
        bob = await found(work, BOB)
        mal = await service.remember(work, documents.from_ap(mallory.document))
        await service.accepted(work, await service.follow(work, bob, mal))
        await service.follow(work, mal, bob, uri=f"{mal.uri}#f")
        group = await given_bare_group(work, bob)
        await given_membership(work, group, mal)
        theirs = await groups.remember(
            work, await service.remember(work, documents.from_ap(club.document))
        )
        await given_membership(work, theirs, bob)
        note = await writing.publish(work, bob, NoteDraft("Bonjour", "public"))
        event = await events.announce(work, bob, a_draft())
        return {"NOTE": note.uri, "EVENT": event.uri, "KEPT": "1"}


def _spelled(said: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    text = orjson.dumps(said).decode()
    for name, meaning in names.items():
        text = text.replace(name, meaning)
    found: dict[str, Any] = orjson.loads(text)
    return found


async def _arrive(coop: Instance, activities: list[dict[str, Any]], sender: str) -> None:
    """Put verified activities on the pile, and do them."""
    async with coop.writing() as work:
        for each in activities:
            ident = new_id(work.now())
            work.session.add(
                Arrival(
                    id=ident,
                    fingerprint=ident,
                    sender=sender,
                    body=orjson.dumps(each),
                    received_at=work.now(),
                    due_at=work.now(),
                )
            )
    await worker.run_once(coop)


@pytest.mark.parametrize("number", range(len(SAID)))
async def test_no_value_at_any_place_is_a_fault(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person, number: int
) -> None:
    kind, inner, more = SAID[number]
    names = await _given(coop, evil, mallory)
    sender = f"{EVIL}/users/club" if kind == "Announce" and inner != "NOTE" else mallory.uri
    kept = [
        {"type": "Create", "actor": mallory.uri, "object": _spelled(each, names | {"ID": "1"})}
        for each in (NOTE, EVENT)
    ]
    await _arrive(coop, kept, mallory.uri)
    whole = {"type": kind, "actor": sender, "object": inner, **more}
    places = [path for path in _places(whole) if path not in {("type",), ("actor",)}]
    values = itertools.cycle(ABSURD)
    said: list[dict[str, Any]] = []
    for path in places * EACH:
        fresh = {**names, "ID": f"{number}-{len(said)}"}
        changed = _spelled(_changed(whole, path, next(values)), fresh)
        said.append({"id": f"{EVIL}/a/{len(said)}", **changed})

    await _arrive(coop, said, sender)

    async with coop.reading() as work:
        query = select(Arrival.reason, Arrival.body).where(Arrival.outcome == Outcome.FAILED)
        assert [tuple(row) for row in await work.session.execute(query)] == []
    pages = [f"{HOME}{page}" for page in ("/", "/@bob", "/@mallory@evil.example", "/events")]
    async with httpx2.AsyncClient(transport=internet.servers["coop.example"]) as client:
        for page in (*pages, f"{HOME}/@bob.atom", names["NOTE"], names["EVENT"]):
            for accept in ("text/html", ACTIVITY):
                answer = await client.get(page, headers={"Accept": accept})
                assert answer.status_code < 500, (page, answer.text)
