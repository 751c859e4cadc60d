"""Fetching documents: redirects followed by hand, refusals kept, signatures made for one target."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from fedicoop.activitypub.client import Client
from fedicoop.activitypub.client.fetching import join
from fedicoop.activitypub.keys import Signer, generate, load_private
from fedicoop.errors import FetchFailed
from tests.activitypub.loopback import (
    Internet,
    client_of,
    document,
    loopback,
    moved,
    note,
    production,
    settings,
)

NOTE = "https://peer.example/notes/1"


@pytest.fixture(scope="module")
def signer() -> Signer:
    """Give the instance actor's key."""
    actor = "https://coop.example/actor"
    return Signer(actor, f"{actor}#main-key", load_private(generate()[0]))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_by_hand(status: int) -> None:
    internet = Internet()
    internet.site("peer.example", {"/old": moved("/notes/1", status), "/notes/1": note()})

    assert (await client_of(internet).get_document("https://peer.example/old"))["id"] == NOTE


async def test_three_redirects_are_enough() -> None:
    internet = Internet()
    pages: dict[str, Any] = {f"/{n}": moved(f"/{n + 1}") for n in range(4)}
    internet.site("peer.example", pages | {"/4": note("https://peer.example/4")})
    client = client_of(internet)

    assert (await client.get_document("https://peer.example/1"))["type"] == "Note"
    with pytest.raises(FetchFailed, match="too many redirects") as caught:
        await client.get_document("https://peer.example/0")
    assert caught.value.permanent


async def test_a_redirect_without_an_address_is_an_answer_like_any_other() -> None:
    internet = Internet()
    internet.site("peer.example", {"/notes/1": httpx2.Response(302)})

    with pytest.raises(FetchFailed, match="HTTP 302"):
        await client_of(internet).get_document(NOTE)


def test_an_address_that_cannot_be_joined_is_left_to_the_guard() -> None:
    assert join("https://peer.example/a", "https://[::1") == "https://[::1"
    assert join("https://peer.example/a/b", "../c") == "https://peer.example/c"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (400, True),
        (401, False),
        (403, True),
        (404, True),
        (410, True),
        (418, True),
        (408, False),
        (429, False),
        (500, False),
        (501, True),
        (503, False),
        (204, False),
    ],
)
async def test_a_refusal_keeps_its_status_and_its_words(status: int, *, permanent: bool) -> None:
    page = httpx2.Response(status, content=b"<p>No\x00 <b>way</b></p>")
    internet = Internet()
    internet.site("peer.example", {"/notes/1": page})

    with pytest.raises(FetchFailed) as caught:
        await client_of(internet).get_document(NOTE)

    assert (caught.value.code, caught.value.permanent) == (status, permanent)
    assert caught.value.reason == f"HTTP {status}: No way"
    assert caught.value.gone == (status in {404, 410})


async def test_a_fetch_can_be_signed(signer: Signer) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    async with loopback() as peer, Client(settings(), clock=lambda: now) as client:
        url = peer.serve("/notes/1", note(f"{peer.base}/notes/1"))

        await client.get_document(url, signer)

        headers = peer.seen[0].headers
        assert f'keyId="{signer.key_id}"' in headers["signature"]
        assert headers["date"] == "Tue, 24 Nov 2026 12:00:00 GMT"


async def test_ssrf_038_a_redirect_is_signed_anew_for_its_own_target(signer: Signer) -> None:
    signatures: list[tuple[str, str]] = []

    def serve(request: httpx2.Request) -> httpx2.Response:
        signatures.append((request.headers["host"], request.headers["signature"]))
        if request.url.host == "peer.example":
            return moved("https://other.example/n")
        return document(note("https://other.example/n"))

    internet = Internet()
    internet.sites = {"peer.example": serve, "other.example": serve}

    await client_of(internet).get_document("https://peer.example/n", signer)

    assert [host for host, _ in signatures] == ["peer.example", "other.example"]
    assert signatures[0][1] != signatures[1][1]


async def test_mobilizon_wants_the_query_left_out_of_the_signature(signer: Signer) -> None:
    signatures: list[str] = []
    url = "https://peer.example/@g/outbox?page=1"

    def serve(request: httpx2.Request) -> httpx2.Response:
        assert str(request.url) == url
        signatures.append(request.headers["signature"])
        return document(note(url)) if len(signatures) == 2 else httpx2.Response(401)

    internet = Internet()
    internet.sites = {"peer.example": serve}

    assert (await client_of(internet).get_document(url, signer))["id"] == url
    assert len(set(signatures)) == 2


@pytest.mark.parametrize("url", [NOTE, "https://peer.example/?page=1"])
async def test_a_401_is_not_asked_about_for_ever(signer: Signer, url: str) -> None:
    internet = Internet()
    internet.sites["peer.example"] = lambda _request: httpx2.Response(401)

    with pytest.raises(FetchFailed) as caught:
        await client_of(internet).get_document(url, signer)

    assert not caught.value.permanent
    assert len(internet.asked) == (2 if "?" in url else 1)


async def test_an_odd_ca_file_is_a_failed_fetch() -> None:
    client = client_of(Internet(), settings=production(ca_file="/nowhere/ca.pem"))

    with pytest.raises(FetchFailed, match="No such file"):
        await client.get_document(NOTE)
