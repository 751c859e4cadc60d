"""Reading other people's profiles, however odd, and writing ours so that everybody reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.actors import documents, service
from fedicoop.errors import Malformed
from tests.givens import PUBLIC_PEM, given_member

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.work import Work

URI = "https://peer.example/users/bob"


def a_profile(**more: Any) -> Document:
    """Write a profile as Mastodon serves it."""
    return {
        "id": URI,
        "type": "Person",
        "preferredUsername": "bob",
        "name": "Bob",
        "summary": "<p>Bonjour</p>",
        "inbox": f"{URI}/inbox",
        "outbox": f"{URI}/outbox",
        "followers": f"{URI}/followers",
        "following": f"{URI}/following",
        "featured": f"{URI}/collections/featured",
        "endpoints": {"sharedInbox": "https://peer.example/inbox"},
        "url": "https://peer.example/@bob",
        "manuallyApprovesFollowers": True,
        "discoverable": True,
        "indexable": True,
        "published": "2020-01-02T00:00:00Z",
        "icon": {"type": "Image", "mediaType": "image/png", "url": "https://cdn.example/b.png"},
        "attachment": [
            {
                "type": "PropertyValue",
                "name": "Site",
                "value": '<a href="https://bob.example">b</a>',
            }
        ],
        "publicKey": {"id": f"{URI}#main-key", "owner": URI, "publicKeyPem": PUBLIC_PEM},
        "alsoKnownAs": ["https://old.example/bob"],
    } | more


def test_a_profile_is_read() -> None:
    draft = documents.from_ap(a_profile())

    assert (draft.uri, draft.type, draft.username, draft.name) == (URI, "Person", "bob", "Bob")
    assert (draft.inbox, draft.shared_inbox) == (f"{URI}/inbox", "https://peer.example/inbox")
    assert (draft.url, draft.icon) == ("https://peer.example/@bob", "https://cdn.example/b.png")
    assert (draft.locked, draft.discoverable, draft.indexable) == (True, True, True)
    assert draft.keys == [(f"{URI}#main-key", PUBLIC_PEM)]
    assert draft.also_known_as == ["https://old.example/bob"]
    assert draft.fields[0]["name"] == "Site"
    assert 'href="https://bob.example"' in draft.fields[0]["value"]
    assert draft.created_at is not None
    assert draft.created_at.year == 2020


@pytest.mark.parametrize(
    "odd",
    [
        {"id": None},
        {"id": "urn:uuid:1"},
        {"id": "javascript:alert(1)"},
        {"id": "https://peer.example/" + "x" * 2048},
        {"type": "Note"},
        {"type": []},
        {"type": {"type": "Person"}},
        {"inbox": None},
        {"inbox": "https://victim.example/inbox"},
        {"inbox": "http://peer.example:8080/inbox"},
        {"inbox": {}},
    ],
)
def test_what_is_no_usable_profile_is_malformed(odd: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        documents.from_ap(a_profile(**odd))


@pytest.mark.parametrize(
    "value", [None, 7, [], {}, [[]], True, "x" * 100_000, {"a": {"b": []}}, "\ud800"]
)
@pytest.mark.parametrize(
    "key",
    sorted(set(a_profile()) - {"id", "type", "inbox"}),
)
def test_no_odd_value_breaks_the_reading(key: str, value: Any) -> None:
    draft = documents.from_ap(a_profile(**{key: value}))

    assert draft.uri == URI
    assert len(draft.name) <= 500
    assert len(draft.url) <= 2048


def test_ssrf_046_addresses_on_other_hosts_are_not_taken_over() -> None:
    elsewhere = "https://victim.example/x"
    draft = documents.from_ap(
        a_profile(
            endpoints={"sharedInbox": elsewhere},
            outbox=elsewhere,
            followers=elsewhere,
            following=elsewhere,
            featured=elsewhere,
            url=elsewhere,
        )
    )

    assert (draft.shared_inbox, draft.outbox, draft.followers) == ("", "", "")
    assert (draft.following, draft.featured, draft.url) == ("", "", URI)


@pytest.mark.parametrize(
    ("said", "read"), [(7, 7), (-3, 0), (10**12, 10_000_000), ("many", 0), (None, 0)]
)
def test_a_group_says_how_many_belong_to_it(said: object, read: int) -> None:
    draft = documents.from_ap(a_profile(type="Group", memberCount=said))

    assert draft.extra["memberCount"] == read


def test_everything_is_bounded() -> None:
    field = {"type": "PropertyValue", "name": "n" * 9000, "value": "v" * 9000}
    key = {"id": f"{URI}#k", "owner": URI, "publicKeyPem": PUBLIC_PEM}
    draft = documents.from_ap(
        a_profile(
            name="x" * 9000,
            summary="<b>" * 100_000,
            attachment=[field] * 1000 + [7, {"type": "Image"}],
            alsoKnownAs=[f"https://old.example/{number}" for number in range(1000)],
            publicKey=[key | {"id": f"{URI}#k{number}"} for number in range(100)],
        )
    )

    assert len(draft.name) == 500
    assert len(draft.summary) < 1000
    assert (len(draft.fields), len(draft.also_known_as)) == (20, 50)
    assert (len(draft.fields[0]["name"]), len(draft.fields[0]["value"])) == (255, 2000)
    assert len(draft.keys) <= 10


@pytest.mark.parametrize(
    ("said", "uri", "name"),
    [
        ("bob.b-c", URI, "bob.b-c"),
        ("", "https://peer.example/@bob/", "bob"),
        ("bob b", "https://peer.example/users/robert", "robert"),
        ("<b>", "https://peer.example/?id=7", "peer.example"),
        ("", "https://peer.example:8443/%20", "peer.example"),
        (None, "https://peer.example", "peer.example"),
    ],
)
def test_everybody_has_a_name(said: str | None, uri: str, name: str) -> None:
    host = uri.split("/")[2]
    inbox = f"https://{host}/inbox"

    draft = documents.from_ap(a_profile(preferredUsername=said, id=uri, inbox=inbox))

    assert draft.username == name


def test_hostile_html_does_not_get_in() -> None:
    script = '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x">b</a>'
    draft = documents.from_ap(
        a_profile(
            name=script,
            summary=script,
            attachment=[{"type": "PropertyValue", "name": script, "value": script}],
        )
    )

    assert draft.name == "b"
    for html in (draft.summary, draft.fields[0]["value"]):
        assert "alert" not in html
        assert "javascript" not in html


def test_who_can_act() -> None:
    assert documents.is_actor({"type": ["Odd", "Group"]})
    assert not documents.is_actor({"type": "Note"})
    assert not documents.is_actor({})


async def test_ours_is_written_so_that_everybody_reads_it(work: Work) -> None:
    ana = await given_member(work, "ana")
    ana.icon, ana.moved_to = "https://coop.example/media/1.webp", "https://new.example/ana"
    ana.fields = [{"name": "Site", "value": "x"}]

    document = documents.to_ap(ana, PUBLIC_PEM, work.urls.shared_inbox)

    assert document["manuallyApprovesFollowers"] is False
    assert document["published"] == "2026-11-24T12:00:00Z"
    assert document["publicKey"] == {
        "id": f"{ana.uri}#main-key",
        "owner": ana.uri,
        "publicKeyPem": PUBLIC_PEM,
    }
    assert document["icon"]["type"] == "Image"
    assert "image" not in document
    assert document["movedTo"] == "https://new.example/ana"
    assert document["attachment"] == [{"type": "PropertyValue", "name": "Site", "value": "x"}]
    read = documents.from_ap(document)
    assert (read.uri, read.username, read.followers) == (ana.uri, "ana", ana.followers)
    assert read.keys == [(f"{ana.uri}#main-key", PUBLIC_PEM)]


async def test_an_actor_without_a_name_is_called_by_her_handle(work: Work) -> None:
    ana = await service.create(work, "ana")

    assert documents.to_ap(ana, "", "")["name"] == "ana"
