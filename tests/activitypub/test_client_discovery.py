"""Handles, host-meta and NodeInfo asked of other servers."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from fedicoop.activitypub import webfinger
from fedicoop.activitypub.client import Resolved
from fedicoop.activitypub.webfinger import Handle
from fedicoop.errors import FetchFailed
from tests.activitypub.loopback import (
    JRD,
    Internet,
    client_of,
    document,
)

ANA = "https://coop.test/users/ana"


def finger(name: str, host: str) -> str:
    """Give the path that asks for a handle."""
    return f"/.well-known/webfinger?resource=acct%3A{name}%40{host}"


def jrd(handle: str, actor: str) -> httpx2.Response:
    """Give a small JRD."""
    name, _, host = handle.partition("@")
    return document(webfinger.jrd(Handle(name, host), actor), JRD)


async def test_a_handle_is_resolved_by_one_question() -> None:
    internet = Internet()
    internet.site("coop.test", {finger("ana", "coop.test"): jrd("ana@coop.test", ANA)})

    found = await client_of(internet).webfinger("@ana@coop.test")

    assert found == Resolved("ana@coop.test", ANA)
    assert len(internet.asked) == 1


async def test_the_host_decides_how_its_handle_is_written() -> None:
    internet = Internet()
    internet.site("coop.test", {finger("ANA", "coop.test"): jrd("ana@coop.test", ANA)})

    assert (await client_of(internet).webfinger("ANA@coop.test")).handle == "ana@coop.test"


@pytest.mark.parametrize("subject", [None, "https://coop.test/users/ana"])
async def test_a_subject_that_is_no_handle_changes_nothing(subject: Any) -> None:
    found = webfinger.jrd(Handle("ana", "coop.test"), ANA) | {"subject": subject}
    internet = Internet()
    internet.site("coop.test", {finger("ana", "coop.test"): document(found, JRD)})

    assert (await client_of(internet).webfinger("ana@coop.test")).handle == "ana@coop.test"


MALLORY = "https://evil.test/users/mallory"
BOB = "https://victim.test/users/bob"


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({}, id="wf-001"),
        pytest.param({finger("bob", "victim.test"): jrd("bob@victim.test", BOB)}, id="wf-002"),
        pytest.param(
            {finger("bob", "victim.test"): jrd("b@victim.test", MALLORY)}, id="wf-001-subject"
        ),
    ],
)
async def test_nobody_takes_a_name_of_another_host(answers: dict[str, Any]) -> None:
    internet = Internet()
    internet.site("evil.test", {finger("mallory", "evil.test"): jrd("bob@victim.test", MALLORY)})
    internet.site("victim.test", answers)

    found = await client_of(internet).webfinger("@mallory@evil.test")

    assert found == Resolved("mallory@evil.test", MALLORY)


async def test_a_handle_for_somebody_elses_actor_is_refused() -> None:
    internet = Internet()
    internet.site("evil.test", {finger("m", "evil.test"): jrd("x@victim.test", BOB)})
    internet.site("victim.test", {finger("bob", "victim.test"): jrd("bob@victim.test", BOB)})

    with pytest.raises(FetchFailed, match="does not confirm"):
        await client_of(internet).webfinger("@m@evil.test")


async def test_two_hosts_cannot_vouch_for_an_actor_on_a_third() -> None:
    internet = Internet()
    internet.site("evil.test", {finger("m", "evil.test"): jrd("n@bad.test", BOB)})
    internet.site("bad.test", {finger("n", "bad.test"): jrd("n@bad.test", BOB)})

    with pytest.raises(FetchFailed, match="does not confirm"):
        await client_of(internet).webfinger("@m@evil.test")


SOCIAL = "https://social.coop.test/users/x"


async def test_wf_003_a_split_domain_is_taken_when_both_confirm() -> None:
    internet = Internet()
    internet.site("coop.test", {finger("x", "coop.test"): jrd("x@coop.test", SOCIAL)})
    there = {finger("x", "social.coop.test"): jrd("x@coop.test", SOCIAL)}
    internet.site("social.coop.test", there)
    client = client_of(internet)

    for handle in ("@x@coop.test", "@x@social.coop.test"):
        internet.asked.clear()
        assert await client.webfinger(handle) == Resolved("x@coop.test", SOCIAL)
        assert len(internet.asked) == 2


async def test_an_alias_on_ones_own_domain_gives_the_name_of_the_server() -> None:
    internet = Internet()
    internet.site("me.test", {finger("me", "me.test"): jrd("ana@coop.test", ANA)})
    internet.site("coop.test", {finger("ana", "coop.test"): jrd("ana@coop.test", ANA)})

    assert await client_of(internet).webfinger("me@me.test") == Resolved("ana@coop.test", ANA)


async def test_a_domain_the_actors_host_does_not_know_gives_way_to_that_host() -> None:
    internet = Internet()
    internet.site("vain.test", {finger("ana", "vain.test"): jrd("ana@vain.test", ANA)})
    internet.site("coop.test", {finger("ana", "coop.test"): jrd("ana@coop.test", ANA)})

    assert await client_of(internet).webfinger("ana@vain.test") == Resolved("ana@coop.test", ANA)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {finger("x", "social.coop.test"): jrd("x@coop.test", f"{SOCIAL}2")},
        {finger("x", "social.coop.test"): jrd("y@elsewhere.test", SOCIAL)},
        {finger("x", "social.coop.test"): document({"subject": "acct:x@coop.test"}, JRD)},
    ],
)
async def test_a_split_domain_is_refused_when_one_does_not_confirm(answers: Any) -> None:
    internet = Internet()
    internet.site("coop.test", {finger("x", "coop.test"): jrd("x@coop.test", SOCIAL)})
    internet.site("social.coop.test", answers)

    with pytest.raises(FetchFailed, match="does not confirm") as caught:
        await client_of(internet).webfinger("x@coop.test")
    assert caught.value.permanent


async def test_a_second_host_that_is_down_is_asked_again_later() -> None:
    internet = Internet()
    internet.site("coop.test", {finger("x", "coop.test"): jrd("x@coop.test", SOCIAL)})
    internet.sites["social.coop.test"] = lambda _request: httpx2.Response(503)

    with pytest.raises(FetchFailed, match="HTTP 503") as caught:
        await client_of(internet).webfinger("x@coop.test")
    assert not caught.value.permanent


@pytest.mark.parametrize("text", ["ana", "@ana@[::1]", "@\u0430na@coop.test", "x" * 1000])
async def test_what_is_no_handle_is_asked_of_nobody(text: str) -> None:
    internet = Internet()

    with pytest.raises(FetchFailed, match="handle") as caught:
        await client_of(internet).webfinger(text)
    assert caught.value.permanent
    assert internet.asked == []


def xrd(text: str) -> httpx2.Response:
    """Give a host-meta document."""
    return httpx2.Response(200, text=text, headers={"content-type": webfinger.XRD_TYPE})


async def test_host_meta_helps_when_webfinger_is_elsewhere() -> None:
    internet = Internet()
    internet.site(
        "coop.test", {"/.well-known/host-meta": xrd(webfinger.host_meta("https://b.test"))}
    )
    internet.site("b.test", {finger("ana", "coop.test"): jrd("ana@coop.test", ANA)})

    assert (await client_of(internet).webfinger("ana@coop.test")).actor_uri == ANA


@pytest.mark.parametrize(
    "pages",
    [
        {},
        {"/.well-known/host-meta": xrd("<XRD/>")},
        {"/.well-known/host-meta": xrd(webfinger.host_meta("http://127.0.0.1"))},
    ],
)
async def test_a_host_meta_of_no_help_leaves_the_404(pages: dict[str, Any]) -> None:
    internet = Internet()
    internet.site("coop.test", pages)

    with pytest.raises(FetchFailed) as caught:
        await client_of(internet).webfinger("ana@coop.test")
    assert caught.value.permanent


async def test_a_webfinger_that_says_410_is_not_argued_with() -> None:
    internet = Internet()
    internet.sites["coop.test"] = lambda _request: httpx2.Response(410)

    with pytest.raises(FetchFailed) as caught:
        await client_of(internet).webfinger("ana@coop.test")
    assert (caught.value.code, len(internet.asked)) == (410, 1)


async def test_a_webfinger_that_is_no_json_is_refused() -> None:
    page = httpx2.Response(200, content=b"[", headers={"content-type": JRD})
    internet = Internet()
    internet.site("coop.test", {finger("ana", "coop.test"): page})

    with pytest.raises(FetchFailed, match="not a JSON object"):
        await client_of(internet).webfinger("ana@coop.test")
