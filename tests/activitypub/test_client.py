"""Fetching documents: types, identities, redirects, signatures."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from fedicoop import __version__
from fedicoop.activitypub.client import Client, user_agent
from fedicoop.activitypub.client.fetching import is_activity_type
from fedicoop.errors import FetchFailed
from tests.activitypub.loopback import (
    JRD,
    Internet,
    client_of,
    document,
    loopback,
    moved,
    note,
    settings,
)

NOTE = "https://peer.example/notes/1"
LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


async def test_a_document_is_fetched_over_a_real_connection() -> None:
    async with loopback() as peer, Client(settings()) as client:
        url = peer.serve("/notes/1?page=2", note(f"{peer.base}/notes/1?page=2"))

        assert (await client.get_document(url))["content"] == "<p>Bonjour</p>"

        seen = peer.seen[0]
        assert (seen.method, seen.target) == ("GET", "/notes/1?page=2")
        assert seen.headers["host"] == f"peer.example:{peer.port}"
        assert seen.headers["user-agent"] == "fedicoop/test (+https://coop.example)"
        assert seen.headers["accept"] == f"application/activity+json, {LD}"
        assert seen.headers["accept-encoding"] == "gzip, deflate"
        assert "signature" not in seen.headers


async def test_a_connection_is_used_again() -> None:
    ports: list[Any] = []
    async with loopback() as peer, Client(settings()) as client:
        url = peer.serve("/n", note(f"{peer.base}/n"))
        for _ in range(3):
            await client.get_document(url)
        ports = [seen.target for seen in peer.seen]
    assert ports == ["/n"] * 3


def test_we_say_who_we_are() -> None:
    assert user_agent("https://coop.example") == f"fedicoop/{__version__} (+https://coop.example)"


@pytest.mark.parametrize(
    "kind",
    [
        "application/activity+json",
        "application/activity+json; charset=utf-8",
        "Application/Activity+JSON;charset=UTF-8",
        LD,
        'application/ld+json;charset=utf-8;profile="https://www.w3.org/ns/activitystreams"',
        "application/ld+json; profile=https://www.w3.org/ns/activitystreams",
        'application/ld+json; Profile="https://a.example https://www.w3.org/ns/activitystreams"',
    ],
)
def test_the_two_activitypub_types_are_taken(kind: str) -> None:
    assert is_activity_type(kind)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("application/octet-stream", id="auth-031"),
        pytest.param("text/plain", id="auth-031-plain"),
        pytest.param("application/ld+json", id="auth-032"),
        pytest.param('application/ld+json; profile="https://a.example"', id="auth-032-other"),
        pytest.param('application/ld+json; x="profile=y"', id="auth-032-inside"),
        pytest.param("text/html", id="auth-033"),
        pytest.param("application/json", id="auth-033-json"),
        pytest.param("application/activity+json, text/html", id="auth-033-two"),
        pytest.param("application/activity+jsonp", id="auth-033-longer"),
        pytest.param("", id="auth-033-none"),
    ],
)
async def test_any_other_type_is_refused(kind: str) -> None:
    internet = Internet()
    internet.site("peer.example", {"/notes/1": document(note(), kind)})

    with pytest.raises(FetchFailed, match="wrong type") as caught:
        await client_of(internet).get_document(NOTE)

    assert caught.value.permanent


async def test_a_plain_json_document_is_fetched_by_its_type() -> None:
    internet = Internet()
    internet.site("peer.example", {"/a": document({"a": 1}, JRD), "/b": document({}, "text/x")})

    assert await client_of(internet).get_json("https://peer.example/a", f"{JRD}, text/y") == {
        "a": 1
    }
    with pytest.raises(FetchFailed, match="wrong type"):
        await client_of(internet).get_json("https://peer.example/b", JRD)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"a": NaN}', b"\xff"])
async def test_a_body_that_is_no_json_object_is_refused(body: bytes) -> None:
    page = httpx2.Response(200, content=body, headers={"content-type": LD})
    internet = Internet()
    internet.site("peer.example", {"/notes/1": page})

    with pytest.raises(FetchFailed, match="not a JSON object") as caught:
        await client_of(internet).get_document(NOTE)

    assert caught.value.permanent


async def test_a_document_found_under_another_address_is_fetched_at_its_id() -> None:
    internet = Internet()
    internet.site(
        "peer.example",
        {
            "/@ana": note("https://peer.example/users/ana"),
            "/users/ana": note("https://peer.example/users/ana"),
        },
    )

    found = await client_of(internet).get_document("https://peer.example/@ana")

    assert found["id"] == "https://peer.example/users/ana"
    assert internet.asked == ["https://peer.example/@ana", "https://peer.example/users/ana"]


@pytest.mark.parametrize(
    ("uri", "asked"),
    [
        ("https://peer.example", "https://peer.example"),
        ("https://peer.example", "https://peer.example/"),
        ("https://PEER.example/a", "https://peer.example/a"),
        ("https://peer.example/a#main-key", "https://peer.example/a"),
        ("https://peer.example/a", "https://peer.example/a#main-key"),
        ("https://peer.example/é", "https://peer.example/%C3%A9"),
    ],
)
async def test_spellings_of_one_address_are_one_identity(uri: str, asked: str) -> None:
    internet = Internet()
    page = note(uri)
    internet.site("peer.example", {"/": page, "/a": page, "/%C3%A9": page})

    assert (await client_of(internet).get_document(asked))["id"] == uri
    assert len(internet.asked) == 1


async def test_auth_029_a_document_of_another_host_is_fetched_there() -> None:
    internet = Internet()
    internet.site("evil.example", {"/x": note("https://victim.example/n/9", content="forged")})
    internet.site("victim.example", {"/n/9": note("https://victim.example/n/9")})

    found = await client_of(internet).get_document("https://evil.example/x")

    assert found["content"] == "<p>Bonjour</p>"


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param({}, id="auth-029-unknown-there"),
        pytest.param({"/n/9": note("https://victim.example/n/8")}, id="auth-029-another-id"),
        pytest.param({"/n/9": moved("https://evil.example/x")}, id="auth-029-back-again"),
    ],
)
async def test_auth_029_and_refused_when_it_is_not_there(pages: dict[str, Any]) -> None:
    internet = Internet()
    internet.site("evil.example", {"/x": note("https://victim.example/n/9")})
    internet.site("victim.example", pages)

    with pytest.raises(FetchFailed) as caught:
        await client_of(internet).get_document("https://evil.example/x")

    assert caught.value.permanent
    assert len(internet.asked) <= 3


async def test_auth_030_an_open_redirect_lends_no_name() -> None:
    internet = Internet()
    internet.site("victim.example", {"/r?u=evil": moved("https://evil.example/x")})
    internet.site("evil.example", {"/x": note("https://victim.example/r?u=evil")})

    with pytest.raises(FetchFailed, match="not found at its id"):
        await client_of(internet).get_document("https://victim.example/r?u=evil")


@pytest.mark.parametrize("uri", [None, "", "urn:uuid:1", "http://127.0.0.1/", "x"])
async def test_a_document_without_a_proper_id_is_refused(uri: Any) -> None:
    internet = Internet()
    internet.site("peer.example", {"/notes/1": {"id": uri, "type": "Note"}})

    with pytest.raises(FetchFailed) as caught:
        await client_of(internet).get_document(NOTE)

    assert caught.value.permanent
    assert len(internet.asked) == 1


async def test_key_008_nothing_is_fetched_from_ourselves() -> None:
    internet = Internet()
    internet.site("coop.example", {"/users/ana": note("https://coop.example/users/ana")})
    internet.site("peer.example", {"/r": moved("https://coop.example/users/ana")})
    client = client_of(internet)

    for url in ("https://coop.example/users/ana#main-key", "https://peer.example/r"):
        with pytest.raises(FetchFailed, match="own host"):
            await client.get_document(url)
    assert internet.asked == ["https://peer.example/r"]


async def test_a_page_comes_with_its_type_and_where_it_was_found() -> None:
    internet = Internet()
    page = httpx2.Response(200, content=b"<p>", headers={"content-type": "Text/HTML; charset=x"})
    sent = {"/old": moved("/new"), "/new": page, "/picture": document({}, "image/png")}
    internet.site("peer.example", sent)
    client = client_of(internet)

    found = await client.get_page("https://peer.example/old", "text/calendar, text/html")

    assert (found.url, found.type) == ("https://peer.example/new", "text/html")
    assert found.body == b"<p>"
    with pytest.raises(FetchFailed, match="wrong type"):
        await client.get_page("https://peer.example/picture", "text/html")


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://10.0.0.1/x.ics", "file:///etc/x"])
async def test_a_page_is_never_fetched_from_within(url: str) -> None:
    with pytest.raises(FetchFailed):
        await client_of(Internet()).get_page(url, "text/html")
