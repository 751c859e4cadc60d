"""Documents that other servers really sent are read without an exception, and say something.

They are not part of the project: ``FEDICOOP_WIRE`` says where they are, ../shared/wire otherwise.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.activitypub.activity import (
    Document,
    bool_of,
    date_of,
    embedded,
    id_of,
    ids_of,
    images_of,
    int_of,
    language_of,
    object_uri,
    parse,
    text_of,
    type_of,
    types_of,
    url_of,
)
from fedicoop.activitypub.addressing import audience_of, visibility_of
from fedicoop.activitypub.collections import items_of
from fedicoop.activitypub.compact import plain
from fedicoop.errors import Malformed
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
WIRE = (ROOT / os.environ.get("FEDICOOP_WIRE", "../shared/wire")).resolve()
PATHS = sorted(each.relative_to(WIRE).as_posix() for each in WIRE.rglob("*.json"))
PAIRS = ("published", "updated", "startTime", "endTime", "deleted", "closed")
# Put together by hand: one says a key twice, the other is a list of examples.
NOT_SENT = {"bonfire/poll_attachment.json", "gancio/AP-location/multiple-mixed-locations.json"}
SAID = [path for path in PATHS if path not in NOT_SENT]
# Lemmy keeps this note, which Mastodon sent in a Create, among its activities.
BARE = "lemmy/mastodon/activities/private_message.json"
ACTIVITIES = [path for path in SAID if "/activities/" in path and path != BARE]

pytestmark = pytest.mark.skipif(not PATHS, reason="the documents of other servers are not here")


def read(path: str) -> Document:
    """Read one document, or the body of one recorded request."""
    found = parse((WIRE / path).read_bytes())
    body = found.get("raw_body")
    return plain(parse(body.encode())) if body else plain(found)


def objects(value: Any) -> Iterator[Document]:
    """Give every object in a document, the document first."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from objects(each)


@pytest.mark.parametrize("path", SAID)
def test_every_accessor_reads_every_object(path: str) -> None:
    for document in objects(read(path)):
        assert set(types_of(document)) >= ({type_of(document)} - {""})
        assert object_uri(document) == (id_of(document.get("object")) or "")
        assert url_of(document) == "" or host_of(url_of(document))
        assert all(host_of(each.url) for each in images_of(document))
        assert isinstance(language_of(document), str)
        assert visibility_of(document, "") in {"public", "unlisted", "direct"}
        assert audience_of(document).is_public is (visibility_of(document, "") != "direct")
        assert len(items_of(document, 3)) <= 3
        inner = embedded(document)
        assert inner is None or id_of(inner) == (object_uri(document) or None)
        for key in document:
            assert isinstance(text_of(document, key), str)
            assert isinstance(bool_of(document, key), bool)
            assert isinstance(int_of(document, key), int | None)
            assert isinstance(date_of(document, key), datetime | None)
            assert all(ids_of(document.get(key)))


@pytest.mark.parametrize("path", ACTIVITIES)
def test_every_activity_has_an_id_an_actor_and_an_object(path: str) -> None:
    activity = read(path)

    assert type_of(activity)
    assert host_of(id_of(activity.get("actor")) or "")
    assert host_of(id_of(activity) or "") or type_of(activity) in {"Delete", "Follow"}
    assert object_uri(activity) or embedded(activity) is not None or activity.get("object")


def test_almost_every_date_of_other_servers_is_a_date() -> None:
    unread = {
        document[key]
        for path in SAID
        for document in objects(read(path))
        for key in PAIRS
        if isinstance(document.get(key), str) and date_of(document, key) is None
    }

    assert unread == set()


def test_few_documents_are_odd_and_none_of_them_loses_its_id() -> None:
    odd = []
    for path in SAID:
        found = parse((WIRE / path).read_bytes())
        shaped = plain(found)
        if shaped is not found:
            odd.append(path)
            assert id_of(shaped) == id_of(found), path

    assert len(odd) < 0.05 * len(SAID)


@pytest.mark.parametrize("path", sorted(NOT_SENT))
def test_what_nobody_sends_is_refused(path: str) -> None:
    with pytest.raises(Malformed):
        parse((WIRE / path).read_bytes())


@pytest.mark.parametrize(
    ("path", "kind", "host"),
    [
        ("lemmy/mobilizon/objects/event.json", "Event", "rendezvous.nomagic.uk"),
        ("lemmy/mobilizon/objects/group.json", "Group", "mobilizon.fr"),
        ("lemmy/mastodon/activities/create_note.json", "Create", "mastodon.madrid"),
        ("lemmy/peertube/objects/video.json", "Video", "tilvids.com"),
        ("fedify/example.com/hong-gildong.json", "Person", "example.com"),
    ],
)
def test_well_known_documents_say_what_they_are(path: str, kind: str, host: str) -> None:
    document = read(path)

    assert type_of(document) == kind
    assert host_of(id_of(document) or "") == host


def test_a_mobilizon_event_is_read() -> None:
    event = read("lemmy/mobilizon/objects/event.json")

    assert text_of(event, "name")
    assert date_of(event, "startTime") is not None
    assert images_of(event)
    assert url_of(event)
    assert visibility_of(event, "") == "public"
    assert json.dumps(event["location"])
