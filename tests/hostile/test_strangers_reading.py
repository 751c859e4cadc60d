"""What is not for everybody is not there: not its text, not its number, not that it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop.accounts import service as accounts
from fedicoop.activitypub import keys, signatures
from fedicoop.actors import documents, service
from fedicoop.events import service as events
from fedicoop.groups import service as groups
from fedicoop.groups.service import ResourceDraft
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from fedicoop.web.pages import admin, moderation
from fedicoop.web.site import Site
from fedicoop.web.visit import session_cookie
from tests.events.given import a_draft
from tests.federation.telling import found
from tests.groups.given import given_bare_group
from tests.hostile.conftest import rows
from tests.library.given import given_paper
from tests.strangers import ACTIVITY, Person, Stranger

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

HOME = "https://coop.example"
BOB = f"{HOME}/users/bob"
SECRET, WORD = "aubergine", "courgette"
OTHER = keys.load_private(keys.generate()[0])
NOT_FOR_ALL = ["followers", "direct", "members"]


async def given_secret(coop: Instance, visibility: str) -> str:
    """Let bob say something to some, as an answer to an open note of his; give its address."""
    async with coop.writing() as work:
        bob = await found(work, BOB)
        open_note = await writing.publish(work, bob, NoteDraft("Bonjour", "public"))
        draft = NoteDraft(f"{SECRET} #{WORD}", visibility, in_reply_to=open_note)
        return (await writing.publish(work, bob, draft)).uri


async def read(
    coop: Instance, internet: Internet, url: str, accept: str, by: Person | None = None
) -> httpx2.Response:
    """Read an address of ours, signed when somebody is named."""
    signed = signatures.sign("GET", url, b"", by.signer, coop.clock()) if by else {}
    async with httpx2.AsyncClient(transport=internet.servers[coop.urls.host]) as client:
        return await client.get(url, headers={"Accept": accept, **signed})


@pytest.mark.parametrize("visibility", NOT_FOR_ALL)
@pytest.mark.parametrize("accept", [ACTIVITY, "text/html"])
async def test_priv_001_what_is_for_some_is_not_there_for_others(
    coop: Instance, internet: Internet, mallory: Person, visibility: str, accept: str
) -> None:
    uri = await given_secret(coop, visibility)
    nothing = f"{HOME}/notes/{'0' * 8}-0000-7000-8000-{'0' * 12}"

    for part in ("", "/replies", "/likes", "/shares", "/history"):
        for by in (None, mallory):
            answer = await read(coop, internet, uri + part, accept, by)
            missing = await read(coop, internet, nothing + part, accept, by)
            assert answer.status_code == missing.status_code
            assert answer.status_code in {303, 404, 406}
            assert SECRET not in answer.text


@pytest.mark.parametrize("visibility", NOT_FOR_ALL)
@pytest.mark.parametrize("accept", [ACTIVITY, "text/html"])
async def test_priv_004_priv_005_priv_006_priv_008_priv_009_no_list_shows_it(
    coop: Instance, internet: Internet, mallory: Person, visibility: str, accept: str
) -> None:
    await given_secret(coop, visibility)
    lists = ["/users/bob", "/users/bob/outbox", "/users/bob/outbox?page=1", "/@bob", "/"]
    lists += ["/users/bob/featured", "/@bob.atom", f"/tags/{WORD}", f"/search?q={WORD}"]

    for path in lists:
        for by in (None, mallory):
            answer = await read(coop, internet, HOME + path, accept, by)
            assert answer.status_code < 500
            assert SECRET not in answer.text
            assert '"totalItems":2' not in answer.text.replace(" ", "")


async def test_priv_001_a_server_where_no_follower_lives_reads_no_post_for_followers(
    coop: Instance, internet: Internet, mallory: Person
) -> None:
    """To be followed by bob is not to follow him; to have asked him is not to be let in."""
    uri = await given_secret(coop, "followers")
    async with coop.writing() as work:
        bob = await found(work, BOB)
        other = await service.remember(work, documents.from_ap(mallory.document))
        await service.accepted(work, await service.follow(work, bob, other))
        bob.locked = True
        await service.follow(work, other, bob, uri=f"{mallory.uri}#follow")

    assert (await read(coop, internet, uri, ACTIVITY, mallory)).status_code == 404


@pytest.mark.parametrize("who", ["nobody", "liar", "stranger", "suspended", "away"])
async def test_no_signature_tells_what_exists_from_what_does_not(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person, who: str
) -> None:
    """Whatever is wrong with it, the answer is the same for a secret group and for none."""
    there = [await given_secret(coop, "direct")]
    async with coop.writing() as work:
        bob = await found(work, BOB)
        group = await given_bare_group(work, bob, "g_secret", visibility="secret")
        link = await groups.add_link(work, group, bob, ResourceDraft("T", "https://a.example"))
        there.append(link.uri)
        there.append((await events.announce(work, bob, a_draft(visibility="members"))).uri)
        dora = await accounts.admit(work, "dora", roles=["admin"])
        paper = await given_paper(work, dora.actor, audience="members")
        there.append(work.urls.paper(paper.id))
        other = await service.remember(work, documents.from_ap(mallory.document))
        if who == "suspended":
            await service.suspend(work, other)
    there += [f"{HOME}/groups/g_secret{part}" for part in ("", "/members", "/outbox", "/events")]
    if who == "liar":
        mallory.signer = keys.Signer(mallory.uri, mallory.signer.key_id, OTHER)
    if who == "away":
        mallory.signer = keys.Signer(mallory.uri, f"{mallory.uri}#unknown", OTHER)
        evil.answers[mallory.uri] = 500

    for uri in there:
        kind, _, rest = uri.removeprefix(f"{HOME}/").partition("/")
        nothing = f"{HOME}/{kind}/{rest.replace('g_secret', 'g_nothing')}"
        if nothing == uri:
            nothing = f"{uri[:-4]}0000"
        by = None if who == "nobody" else mallory
        answer = await read(coop, internet, uri, ACTIVITY, by)
        missing = await read(coop, internet, nothing, ACTIVITY, by)
        assert (answer.status_code, answer.text) == (missing.status_code, missing.text), uri
        assert answer.status_code >= 400, uri


@pytest.mark.parametrize("who", ["nobody", "member"])
async def test_web_027_pages_of_those_in_charge_are_theirs(
    coop: Instance, internet: Internet, who: str
) -> None:
    """Every address of the two rooms, read or sent: nothing is shown or done."""
    cookies = {}
    if who == "member":
        async with coop.writing() as work:
            member = await accounts.admit(work, "dora", name="Dora", email="dora@mail.example")
            cookies[session_cookie(Site(coop))] = await accounts.open_session(work, member)
    before = await rows(coop)

    async with httpx2.AsyncClient(
        transport=internet.servers["coop.example"], cookies=cookies, base_url=HOME
    ) as client:
        for route in [*admin.routes, *moderation.routes]:
            path = route.path.replace("{ident}", "1")
            for method in sorted((route.methods or set()) - {"HEAD"}):
                answer = await client.request(
                    method, path, headers={"Sec-Fetch-Site": "same-origin"}, data={"host": "x.test"}
                )
                allowed = {403, 404} if who == "member" else {303, 401, 403, 404}
                assert answer.status_code in allowed, (method, path)
                assert answer.headers.get("location", "/login").startswith("/login")
    assert await rows(coop) == before
