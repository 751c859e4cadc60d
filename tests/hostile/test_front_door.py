"""Whatever is thrown at the doors: a clear 4xx, nothing stored, nobody asked who must not be."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import httpx2
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.routing import Route

from fedicoop.activitypub import keys
from fedicoop.actors import documents, service
from fedicoop.app import create_app
from fedicoop.errors import Invalid
from fedicoop.inbox import Arrival
from fedicoop.inbox.models import Outcome
from fedicoop.media import service as media
from fedicoop.posts import queries as posts
from fedicoop.web.forms import Form
from tests.federation.telling import found
from tests.givens import given_member
from tests.hostile.conftest import ADDRESS_BOOK, rows
from tests.media.given import a_picture
from tests.strangers import ACTIVITY, Person, Stranger, post

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.network import Internet

ROUTES = ["/inbox", "/users/bob/inbox", "/actor/inbox", "/cooperative/inbox"]
BOB = "https://coop.example/users/bob"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("signature", ["", " ", "keyId", 'keyId=""', "sig1=()"])
async def test_sig_002_an_empty_signature_is_none(
    coop: Instance, internet: Internet, mallory: Person, path: str, signature: str
) -> None:
    before = await rows(coop)
    activity = mallory.says("Follow", BOB)

    answer = await post(coop, internet, activity, mallory, path=path, Signature=signature)

    assert answer.status_code in {400, 401}
    assert await rows(coop) == before


@pytest.mark.parametrize(
    "pem",
    ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", None, 5, ["x"], {"a": 1}],
    ids=["empty", "broken", "null", "number", "list", "object"],
)
async def test_sig_041_a_key_that_cannot_be_read_verifies_nothing(
    coop: Instance, internet: Internet, mallory: Person, pem: object
) -> None:
    mallory.document["publicKey"]["publicKeyPem"] = pem

    answer = await post(coop, internet, mallory.says("Follow", BOB), mallory)

    assert answer.status_code == 401
    assert (await rows(coop))["arrivals"] == 0


@pytest.mark.parametrize(
    "hops",
    [
        ["http://127.0.0.1:6379/"],
        ["https://127.0.0.1/users/mallory"],
        ["https://hop.example/1", "https://hop.example/2", "https://10.0.0.1/"],
        ["https://[::1]/"],
        ["https://2130706433/"],
        ["file:///etc/passwd"],
    ],
    ids=["ssrf-034", "ssrf-034-https", "ssrf-035", "ssrf-034-v6", "ssrf-034-number", "file"],
)
async def test_redirects_do_not_lead_inside(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person, hops: list[str]
) -> None:
    hop = Stranger(internet, "hop.example")
    evil.answers[mallory.uri] = hops[0]
    for here, there in itertools.pairwise(hops):
        hop.answers[here] = there
    internet.requests.clear()

    answer = await post(coop, internet, mallory.says("Follow", BOB), mallory)

    assert answer.status_code in {401, 503}
    assert {each.url.host for each in internet.requests} <= {"evil.example", "hop.example"}


@pytest.mark.parametrize(
    "key_id",
    [
        "http://internal/key",
        "https://localhost/key",
        "https://127.0.0.1/key",
        "https://0x7f000001/key",
        "https://[::ffff:10.0.0.1]/key",
        "https://169.254.169.254/latest/meta-data",
        "https://user:secret@evil.example/key",
        "gopher://evil.example/key",
    ],
)
async def test_ssrf_045_a_key_id_does_not_make_us_knock_inside(
    coop: Instance, internet: Internet, mallory: Person, key_id: str
) -> None:
    internet.requests.clear()
    signer = keys.Signer(mallory.uri, key_id, mallory.signer.private)

    answer = await post(
        coop, internet, mallory.says("Follow", BOB), Person(mallory.uri, signer, {})
    )

    assert answer.status_code in {400, 401}
    assert internet.requests == []


async def test_ssrf_045_what_is_stale_or_altered_costs_no_fetch(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person
) -> None:
    activity = mallory.says("Follow", BOB)

    stale = await post(coop, internet, activity, mallory, Date="Mon, 02 Nov 2026 10:00:00 GMT")
    altered = await post(coop, internet, activity, mallory, Digest="SHA-256=AAAA")

    assert {stale.status_code, altered.status_code} == {401}
    assert evil.asked == []


async def test_ssrf_049_links_in_posts_are_not_opened(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person
) -> None:
    async with coop.writing() as work:
        other = await service.remember(work, documents.from_ap(mallory.document))
        await service.accepted(work, await service.follow(work, await found(work, BOB), other))
    note = evil.note(mallory, content='<a href="https://10.0.0.1/x">x</a> https://evil.example/y')

    await post(coop, internet, mallory.says("Create", note), mallory)
    await internet.settle()

    async with coop.reading() as work:
        assert await posts.by_uri(work, note["id"]) is not None
    assert set(evil.asked) <= {mallory.uri}


@pytest.mark.parametrize("path", ROUTES)
async def test_parse_018_an_unknown_type_is_ignored(
    coop: Instance, internet: Internet, mallory: Person, path: str
) -> None:
    before = await rows(coop, but=frozenset(ADDRESS_BOOK))

    answer = await post(coop, internet, mallory.says("Frobnicate", BOB), mallory, path=path)

    assert answer.status_code == 202
    assert await rows(coop, but=frozenset(ADDRESS_BOOK)) == before


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
WORDS = st.sampled_from(
    [
        "Create",
        "Note",
        "Follow",
        "Undo",
        "Delete",
        "Announce",
        PUBLIC,
        BOB,
        "as:Public",
        "https://evil.example/users/mallory",
        "https://evil.example/notes/1",
        "",
        "x" * 3000,
    ]
)
KEYS = st.sampled_from(
    [
        "id",
        "type",
        "actor",
        "object",
        "to",
        "cc",
        "tag",
        "attachment",
        "content",
        "url",
        "name",
        "inReplyTo",
        "published",
        "updated",
        "attributedTo",
        "target",
        "@context",
        "contentMap",
    ]
)
ANYTHING = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@given(changes=st.lists(st.tuples(KEYS, ANYTHING, st.booleans()), min_size=1, max_size=5))
@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_parse_019_mutated_activities_break_nothing(
    coop: Instance,
    internet: Internet,
    evil: Stranger,
    mallory: Person,
    changes: list[tuple[str, Any, bool]],
) -> None:
    """Three hundred here, each through the whole inbox; the reading alone is fuzzed beside."""
    note = evil.note(mallory)
    activity = mallory.says("Create", note, to=[PUBLIC])
    for key, value, inside in changes:
        (activity["object"] if inside and isinstance(activity["object"], dict) else activity)[
            key
        ] = value
    try:
        body = orjson.dumps(activity)
    except (TypeError, ValueError):
        return

    answer = await post(coop, internet, body, mallory)
    await internet.settle()

    assert answer.status_code in {202, 400, 401, 403}
    async with coop.reading() as work:
        failed = select(Arrival.reason).where(Arrival.outcome == Outcome.FAILED)
        assert list(await work.session.scalars(failed)) == []


async def test_auth_034_a_file_of_ours_is_never_an_activity(
    coop: Instance, internet: Internet
) -> None:
    async with coop.writing() as work:
        bob = await found(work, BOB)
        file = await media.keep(work, bob, await media.prepare(a_picture(), work.config))
    with pytest.raises(Invalid):
        await media.prepare(orjson.dumps({"id": BOB, "type": "Person"}), coop.config)

    async with httpx2.AsyncClient(transport=internet.servers["coop.example"]) as client:
        url = f"https://coop.example/media/{file.name}"
        answer = await client.get(url, headers={"Accept": ACTIVITY})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_wf_007_names_do_not_turn_the_page_around(
    coop: Instance, internet: Internet, mallory: Person
) -> None:
    tricky = "eve\u202egnp.exe\u2066\u200b"
    mallory.document |= {"name": tricky, "preferredUsername": "mallory"}

    assert (await post(coop, internet, mallory.says("Follow", BOB), mallory)).status_code == 202
    await internet.settle()

    async with coop.reading() as work:
        name = (await found(work, mallory.uri)).name
    assert not set(name) & set("\u202e\u2066\u200b")
    assert name.startswith("eve")


@pytest.mark.parametrize("name", ["admin", "root", "actor", "inbox", ".well-known", "relay"])
async def test_wf_010_names_of_the_server_are_nobodys(work: Work, name: str) -> None:
    with pytest.raises(Invalid):
        await given_member(work, name)


async def test_wf_011_wf_014_a_name_is_given_once(work: Work) -> None:
    """Not in other capitals, and not again after its owner left."""
    ana = await given_member(work, "ana")
    for name in ("Ana", "ANA", "ana"):
        with pytest.raises(Invalid):
            await given_member(work, name)

    await service.delete(work, ana)

    with pytest.raises(Invalid):
        await given_member(work, "ana")


async def test_an_address_with_a_nul_is_no_address(coop: Instance, internet: Internet) -> None:
    """At every path and in every query: PostgreSQL would take it for a fault of ours."""
    app = create_app(coop, workers=False)
    paths = {
        re.sub(r"\{[^}]*\}", "a%00b", route.path)
        for route in app.routes
        if isinstance(route, Route) and "GET" in (route.methods or ())
    }
    async with httpx2.AsyncClient(transport=internet.servers["coop.example"]) as client:
        for path in paths:
            asked = path if "%00" in path else f"{path}?before=%00"
            assert (await client.get(f"https://coop.example{asked}")).status_code == 400, path


def test_a_nul_in_a_form_is_left_out() -> None:
    form = Form.of({"name": "a\0na", "tags": ["v\0ent"]})

    assert (form.text("name"), form.line("name"), form.many("tags")) == ("ana", "ana", ["vent"])
