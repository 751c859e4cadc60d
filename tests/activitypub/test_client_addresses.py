"""No request of ours reaches an address that is not public, whoever names it, however written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpcore2
import httpx2
import pytest

from fedicoop.activitypub.client import Client
from fedicoop.activitypub.client.network import GuardedNetwork, Unreachable
from fedicoop.activitypub.guard import Guard
from fedicoop.activitypub.keys import Signer, generate, load_private
from fedicoop.errors import FetchFailed
from tests.activitypub.loopback import (
    JRD,
    Internet,
    Names,
    RecordingDialler,
    client_of,
    document,
    moved,
    patient,
    settings,
)
from tests.activitypub.test_guard import NOT_NAMES, PRIVATE

SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/2.1"
SIGNER = Signer(
    "https://coop.example/actor",
    "https://coop.example/actor#main-key",
    load_private(generate()[0]),
)
Attempt = Callable[[Client, Internet, str], Awaitable[object]]


async def _document(client: Client, _internet: Internet, host: str) -> object:
    return await client.get_document(f"https://{host}/users/ana#main-key", SIGNER)


async def _json(client: Client, _internet: Internet, host: str) -> object:
    return await client.get_json(f"https://{host}/icon", "application/json")


async def _inbox(client: Client, _internet: Internet, host: str) -> object:
    return await client.post(f"https://{host}/inbox", b"{}", SIGNER)


async def _redirect(client: Client, internet: Internet, host: str) -> object:
    internet.site("good.example", {"/a": moved(f"https://{host}/a")})
    return await client.get_document("https://good.example/a", SIGNER)


async def _third_hop(client: Client, internet: Internet, host: str) -> object:
    hops = {"/a": moved("/b"), "/b": moved("/c"), "/c": moved(f"https://{host}/d")}
    internet.site("good.example", hops)
    return await client.get_document("https://good.example/a")


async def _identity(client: Client, internet: Internet, host: str) -> object:
    internet.site("good.example", {"/a": {"id": f"https://{host}/a", "type": "Note"}})
    return await client.get_document("https://good.example/a")


async def _handle(client: Client, _internet: Internet, host: str) -> object:
    return await client.webfinger(f"@x@{host}")


async def _self_link(client: Client, internet: Internet, host: str) -> object:
    link = {"rel": "self", "type": "application/activity+json", "href": f"https://{host}/x"}
    page = document({"subject": "acct:x@good.example", "links": [link]}, JRD)
    internet.site("good.example", {_finger("x"): page})
    return await client.webfinger("@x@good.example")


async def _host_meta(client: Client, internet: Internet, host: str) -> object:
    xrd = f'<XRD><Link rel="lrdd" template="https://{host}/?r={{uri}}"/></XRD>'
    page = httpx2.Response(200, text=xrd, headers={"content-type": "application/xrd+xml"})
    internet.site("good.example", {"/.well-known/host-meta": page})
    return await client.webfinger("@x@good.example")


async def _node_host(client: Client, _internet: Internet, host: str) -> object:
    return await client.nodeinfo(host)


async def _node_link(client: Client, internet: Internet, host: str) -> object:
    index = document({"links": [{"rel": SCHEMA, "href": f"https://{host}/n"}]}, JRD)
    internet.site("good.example", {"/.well-known/nodeinfo": index})
    return await client.nodeinfo("good.example")


async def _instance_actor(client: Client, _internet: Internet, host: str) -> object:
    return await client.instance_actor(host)


ATTEMPTS: tuple[Attempt, ...] = (_document, _json, _inbox, _redirect, _third_hop, _identity)
ATTEMPTS += (_handle, _self_link, _host_meta, _node_host, _node_link, _instance_actor)


def _finger(name: str, host: str = "good.example") -> str:
    return f"/.well-known/webfinger?resource=acct%3A{name}%40{host}"


async def _nothing_is_dialled(host: str, names: Names) -> None:
    dialler = RecordingDialler()
    internet = Internet()
    async with client_of(internet, resolver=names, dialler=dialler) as client:
        for attempt in ATTEMPTS:
            with pytest.raises(FetchFailed) as caught:
                await attempt(client, internet, host)
            assert caught.value.permanent, attempt.__name__
            assert dialler.dialled == [], attempt.__name__


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
async def test_a_name_that_leads_to_a_private_address_is_never_dialled(address: str) -> None:
    await _nothing_is_dialled("evil.example", Names(evil_example=[address]))


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
async def test_ssrf_040_nor_when_public_addresses_stand_beside_it(address: str) -> None:
    await _nothing_is_dialled("evil.example", Names(evil_example=["1.1.1.1", address]))


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
async def test_a_private_address_in_a_url_asks_no_dns_and_is_never_dialled(address: str) -> None:
    names = Names()
    await _nothing_is_dialled(f"[{address}]" if ":" in address else address, names)
    assert names.asked == []


@pytest.mark.parametrize("host", NOT_NAMES.values(), ids=NOT_NAMES)
async def test_a_host_that_is_no_public_name_asks_no_dns(host: str) -> None:
    names = Names()
    await _nothing_is_dialled(host, names)
    assert names.asked == []


async def test_a_name_that_changes_its_mind_is_judged_again_when_it_is_dialled() -> None:
    names = Names(evil_example=["1.1.1.1"])
    dialler = RecordingDialler()
    client = client_of(Internet(), resolver=names, dialler=dialler)

    for answer_now in (["1.1.1.1"], ["127.0.0.1"]):
        names.known["evil.example"] = answer_now
        with pytest.raises(FetchFailed):
            await client.get_document("https://evil.example/")
    assert dialler.dialled == [("1.1.1.1", 443)]


async def test_ssrf_050_no_proxy_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    dialler = RecordingDialler()
    client = client_of(Internet(), resolver=Names(a_example=["1.1.1.1"]), dialler=dialler)

    with pytest.raises(FetchFailed, match="connection refused: nobody is there"):
        await client.get_document("https://a.example/")
    assert dialler.dialled == [("1.1.1.1", 443)]


async def test_every_address_of_a_name_is_tried() -> None:
    dialler = RecordingDialler()
    names = Names(a_example=["2606:4700::1", "1.1.1.1"])

    with pytest.raises(FetchFailed) as caught:
        await client_of(Internet(), resolver=names, dialler=dialler).nodeinfo("a.example")

    assert [address for address, _ in dialler.dialled] == ["2606:4700::1", "1.1.1.1"]
    assert not caught.value.permanent


async def test_a_name_unknown_to_dns_is_a_passing_failure() -> None:
    with pytest.raises(FetchFailed, match="dns: name does not exist") as caught:
        await client_of(Internet()).get_document("https://nowhere.example/")
    assert not caught.value.permanent


async def test_slow_dns_counts_as_connecting() -> None:
    async def slow(_host: str, _port: int) -> list[str]:
        return await asyncio.sleep(5, ["1.1.1.1"])

    client = client_of(Internet(), resolver=slow, deadlines=patient(connect=0.05))
    with pytest.raises(FetchFailed, match="timeout: no connection"):
        await client.get_document("https://a.example/")


async def test_the_guarded_network_knows_no_unix_sockets_and_no_waiting_for_ever() -> None:
    network = GuardedNetwork(Guard(resolver=Names(a_example=["1.1.1.1"])), RecordingDialler())

    with pytest.raises(Unreachable):
        await network.connect_unix_socket("/run/x")
    with pytest.raises(Unreachable, match="nobody"):
        await network.connect_tcp("a.example", 443)
    await GuardedNetwork(Guard(), httpcore2.AnyIOBackend()).sleep(0)


async def test_a_development_name_that_no_library_can_write_is_refused() -> None:
    client = client_of(Internet(), settings=settings(hosts={"☃.example": "127.0.0.1"}))

    with pytest.raises(FetchFailed, match="cannot be read"):
        await client.get_document("https://☃.example/")
