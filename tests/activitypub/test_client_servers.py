"""Whole servers asked about themselves: instance actors and NodeInfo."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from fedicoop.activitypub import nodeinfo, webfinger
from fedicoop.activitypub.client import Client
from fedicoop.activitypub.nodeinfo import NodeInfo
from fedicoop.activitypub.webfinger import Handle
from fedicoop.errors import FetchFailed
from tests.activitypub.loopback import (
    JRD,
    Internet,
    answer,
    client_of,
    document,
    loopback,
    settings,
)

ORIGIN = "/.well-known/webfinger?resource=https%3A%2F%2Fcoop.test%2F"
RELAY = "https://coop.test/actor"


@pytest.mark.parametrize(
    "pages",
    [
        {ORIGIN: document(webfinger.instance_jrd("https://coop.test", RELAY), JRD)},
        {"/.well-known/nodeinfo": document(nodeinfo.well_known("https://coop.test", RELAY), JRD)},
    ],
)
async def test_an_instance_actor_is_found_in_two_ways(pages: dict[str, Any]) -> None:
    internet = Internet()
    internet.site("coop.test", pages)

    assert await client_of(internet).instance_actor("coop.test") == RELAY


@pytest.mark.parametrize("actor", ["", "https://evil.test/actor"])
async def test_an_instance_actor_elsewhere_is_refused(actor: str) -> None:
    index = nodeinfo.well_known("https://coop.test", actor)
    jrd_page = webfinger.instance_jrd("https://coop.test", actor)
    internet = Internet()
    internet.site("coop.test", {ORIGIN: jrd_page, "/.well-known/nodeinfo": document(index, JRD)})

    with pytest.raises(FetchFailed, match="no actor of its own"):
        await client_of(internet).instance_actor("coop.test")


async def test_an_instance_that_is_down_is_asked_again_later() -> None:
    internet = Internet()
    internet.sites["coop.test"] = lambda _request: httpx2.Response(502)

    with pytest.raises(FetchFailed, match="HTTP 502"):
        await client_of(internet).instance_actor("coop.test")
    assert len(internet.asked) == 1


async def test_a_server_says_what_it_runs() -> None:
    index = nodeinfo.well_known("https://coop.test", RELAY)
    facts = nodeinfo.Facts(software_version="1.2", name="Coop")
    page = document(nodeinfo.document("2.1", facts), nodeinfo.content_type("2.1"))
    internet = Internet()
    pages = {"/.well-known/nodeinfo": document(index, "application/json"), "/nodeinfo/2.1": page}
    internet.site("coop.test", pages)

    assert await client_of(internet).nodeinfo("coop.test") == NodeInfo("fedicoop", "1.2")


async def test_a_nodeinfo_without_software_is_refused() -> None:
    index = nodeinfo.well_known("https://coop.test", RELAY)
    pages = {
        "/.well-known/nodeinfo": document(index, "application/json"),
        "/nodeinfo/2.1": document({}, "application/json"),
    }
    internet = Internet()
    internet.site("coop.test", pages)

    with pytest.raises(FetchFailed, match="no software"):
        await client_of(internet).nodeinfo("coop.test")


async def test_in_development_a_port_speaks_http_and_a_bare_name_may() -> None:
    async with loopback() as peer, Client(settings()) as client:
        host = f"peer.example:{peer.port}"
        found = webfinger.jrd(Handle("ana", host), f"{peer.base}/ana")
        path = f"/.well-known/webfinger?resource=acct%3Aana%40peer.example%3A{peer.port}"
        peer.serve(path, found, kind=JRD)

        assert (await client.webfinger(f"ana@{host}")).actor_uri == f"{peer.base}/ana"
        with pytest.raises(FetchFailed, match="connection refused"):
            await client.nodeinfo("peer.example:1")


async def test_in_development_an_answer_in_one_scheme_is_final() -> None:
    async with loopback() as peer, Client(settings()) as client:
        peer.routes["/.well-known/nodeinfo"] = answer(503)

        with pytest.raises(FetchFailed, match="HTTP 503"):
            await client.nodeinfo(f"peer.example:{peer.port}")
        assert len(peer.seen) == 1
