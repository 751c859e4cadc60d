"""Somebody's page, at home and elsewhere, and its feed."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as accounts
from fedicoop.actors import queries as actors
from fedicoop.actors import service as people
from fedicoop.actors.service import ProfileDraft
from fedicoop.posts import service
from fedicoop.posts.service import NoteDraft, PostDraft
from tests.givens import given_stranger
from tests.web.browser import given_account, words
from tests.web.test_front_door import given_posts

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

ATOM = "{http://www.w3.org/2005/Atom}"
_TAGS = ("public", "unlisted", "followers", "members", "direct")


async def describe(coop: Instance, member: Member, **said: object) -> None:
    """Let a member say who she is."""
    async with coop.writing() as work:
        actor = await actors.by_id(work, member.actor_id)
        assert actor is not None
        await people.update_profile(work, actor, ProfileDraft(**{"name": "Ana Le Goff", **said}))  # type: ignore[arg-type]


async def test_a_profile_says_who_somebody_is(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """Name, address, words, facts; visitors may follow from their own site."""
    await describe(coop, ana, summary="Le *vent*", fields=[("Ville", "Rouen")], locked=True)
    answer = await visitor.get("/@ana")
    assert answer.status_code == 200
    said = words(answer)
    for expected in ("Ana Le Goff", "@ana@coop.example", "Le vent", "Ville Rouen"):
        assert expected in said
    assert visitor.say("Chooses who may follow") in said
    assert 'href="/@ana/elsewhere"' in answer.text
    assert "/@ana/follow" not in answer.text.replace("/@ana/followers", "")


async def test_visitors_read_what_is_open(visitor: Browser, coop: Instance, ana: Member) -> None:
    """Public and quiet messages; nothing else, not even how many there are."""
    await given_posts(coop, ana, *[(f"for-{each}", each) for each in _TAGS])
    html = (await visitor.get("/@ana")).text
    shown = [each for each in _TAGS if f"for-{each}" in html]
    assert shown == ["public", "unlisted"]


async def test_members_read_what_is_for_members(
    coop: Instance, ana: Member, opened: Opener
) -> None:
    """And the author everything she did not say to single people."""
    await given_posts(coop, ana, *[(f"for-{each}", each) for each in _TAGS])
    await given_account(coop, "bob")
    bob = opened(coop)
    await bob.sign_in("bob")
    html = (await bob.get("/@ana")).text
    assert [each for each in _TAGS if f"for-{each}" in html] == ["public", "unlisted", "members"]
    assert 'formaction="/@ana/follow"' in html
    assert 'formaction="/@ana/block"' in html


async def test_search_engines_read_whom_they_may(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """People only when they asked for it; the cooperative always."""
    browser = opened(coop)
    noindex = '<meta name="robots" content="noindex" />'
    assert noindex in (await browser.get("/@ana")).text
    assert noindex not in (await browser.get("/@cooperative")).text
    await describe(coop, ana, indexable=True)
    html = (await browser.get("/@ana")).text
    assert noindex not in html
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    assert json.loads(found[1])["mainEntity"]["name"] == "Ana Le Goff"


async def test_my_own_profile_leads_to_its_settings(at_home: Browser) -> None:
    """And to a first message while there is none."""
    answer = await at_home.get("/@ana")
    assert 'href="/settings"' in answer.text
    assert at_home.say("Write my first message") in words(answer)
    assert "/@ana/block" not in answer.text


async def test_what_is_pinned_stands_on_top(visitor: Browser, coop: Instance, ana: Member) -> None:
    """On the first page only."""
    async with coop.writing() as work:
        author = await actors.by_id(work, ana.actor_id)
        assert author is not None
        post = await service.publish(work, author, NoteDraft("tout en haut"))
        await service.pin(work, author, post)
    answer = await visitor.get("/@ana")
    assert visitor.say("On top") in words(answer)
    older = await visitor.get("/@ana?before=0000")
    assert "tout en haut" not in older.text
    assert visitor.say("Back to the newest") in words(older)


async def test_a_blocked_member_reads_nothing(coop: Instance, ana: Member, opened: Opener) -> None:
    """Whoever of the two blocked the other; and she may lift her own block."""
    await given_posts(coop, ana, ("bonjour à tous", "public"))
    bob = await given_account(coop, "bob")
    async with coop.writing() as work:
        me = await actors.by_id(work, bob.actor_id)
        other = await actors.by_id(work, ana.actor_id)
        assert me is not None
        assert other is not None
        await people.block(work, me, other)
    browser = opened(coop)
    await browser.sign_in("bob")
    answer = await browser.get("/@ana")
    assert "bonjour à tous" not in answer.text
    assert 'formaction="/@ana/unblock"' in answer.text


@pytest.mark.parametrize("path", ["/@nobody", "/@nobody@peer.example", "/@x@y@z", "/@@", "/@%01"])
async def test_nobody_is_404(visitor: Browser, path: str) -> None:
    """Known names, unknown ones, and what is no name at all."""
    answer = await visitor.get(path)
    assert answer.status_code == 404
    assert visitor.say("There is nothing here for you") in words(answer)


async def test_who_left_is_410(visitor: Browser, coop: Instance, ana: Member) -> None:
    """Her name is never given again."""
    async with coop.writing() as work:
        actor = await actors.by_id(work, ana.actor_id)
        assert actor is not None
        await people.delete(work, actor)
    assert (await visitor.get("/@ana")).status_code == 410
    assert (await visitor.get("/@ana.atom")).status_code == 404


async def test_our_own_host_in_a_name_leads_home(opened: Opener, coop: Instance) -> None:
    """One page has one address."""
    answer = await opened(coop).get("/@Ana@coop.example")
    assert (answer.status_code, answer.headers["location"]) == (303, "/@ana")


async def test_servers_get_the_actor_under_the_same_address(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """By what they accept; caches keep the two apart (case web-022)."""
    browser = opened(coop)
    there = await browser.get("/@ana", Accept="application/activity+json")
    assert (there.status_code, there.headers["location"]) == (302, "https://coop.example/users/ana")
    document = await browser.get("/users/ana", Accept="application/activity+json")
    assert document.json()["id"] == "https://coop.example/users/ana"
    page = await browser.get("/users/ana")
    assert (page.status_code, page.headers["location"]) == (303, "/@ana")
    for answer in (there, document, page, await browser.get("/@ana")):
        assert "Accept" in answer.headers["vary"].split(", ")


async def given_elsewhere(coop: Instance) -> str:
    """Remember Zoe of peer.example with one public message; give her uri."""
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe")
        draft = PostDraft(
            uri=f"{zoe.uri}/notes/1",
            type="Note",
            authors=(zoe.uri,),
            visibility="public",
            content="<p>vu de loin</p>",
        )
        await service.receive(work, zoe, draft, asked=True)
        return zoe.uri


async def test_people_elsewhere_are_read_there_by_visitors(
    visitor: Browser, coop: Instance
) -> None:
    """Who they are, and where; their messages are not ours to spread."""
    await given_elsewhere(coop)
    answer = await visitor.get("/@zoe@peer.example")
    assert answer.status_code == 200
    assert "vu de loin" not in answer.text
    assert 'href="https://peer.example/@zoe"' in answer.text
    assert '<meta name="robots" content="noindex" />' in answer.text


async def test_members_read_people_elsewhere_here(at_home: Browser, coop: Instance) -> None:
    """What we have of them."""
    await given_elsewhere(coop)
    assert "vu de loin" in (await at_home.get("/@zoe@peer.example")).text


async def test_a_member_discovers_somebody_of_another_server(
    at_home: Browser, neighbour: Instance, internet: Internet, opened: Opener
) -> None:
    """Visitors, and links on other sites, make us ask nobody."""
    await given_account(neighbour, "bob")
    path = "/@bob@neighbour.example"
    assert (await opened(at_home.instance).get(path)).status_code == 404
    assert (await at_home.get(path, Sec_Fetch_Site="cross-site")).status_code == 404
    assert internet.requests == []
    answer = await at_home.get(path)
    assert answer.status_code == 200
    assert "@bob@neighbour.example" in words(answer)
    expected = at_home.say(
        "We are asking %(host)s for the messages of this account.", host="neighbour.example"
    )
    assert expected in words(answer)
    assert (await opened(at_home.instance).get(path)).status_code == 200


async def test_a_server_that_does_not_answer_is_said_to_be_silent(
    at_home: Browser, neighbour: Instance, internet: Internet
) -> None:
    """Not an error of ours; and nobody there is nobody here."""
    assert (await at_home.get("/@nobody@neighbour.example")).status_code == 404
    internet.down.add("neighbour.example")
    answer = await at_home.get("/@bob@neighbour.example")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert at_home.say("The other server did not answer.") in words(answer)


async def test_who_moved_says_where(visitor: Browser, coop: Instance, ana: Member) -> None:
    """The page stays, and leads on; the feed ends."""
    async with coop.writing() as work:
        new = await given_stranger(work, "ana", "new.example")
        member = await accounts.by_id(work, ana.id)
        assert member is not None
        new.also_known_as = [member.actor.uri]
        await people.move(work, member.actor, new)
    answer = await visitor.get("/@ana")
    assert 'href="/@ana@new.example"' in answer.text
    assert (await visitor.get("/@ana.atom")).status_code == 410


async def test_a_profile_has_a_feed(opened: Opener, coop: Instance, ana: Member) -> None:
    """In Atom, of what is public; 304 when nothing is new."""
    await given_posts(coop, ana, *[(f"**for**-{each} & more", each) for each in _TAGS])
    browser = opened(coop)
    answer = await browser.get("/@ana.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.text)  # noqa: S314 - our own feed
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 1
    content = entries[0].find(f"{ATOM}content")
    assert content is not None
    assert content.text is not None
    assert "<strong>for</strong>-public &amp; more" in content.text
    assert feed.findtext(f"{ATOM}id") == "https://coop.example/users/ana"
    again = await browser.get("/@ana.atom", If_None_Match=answer.headers["etag"])
    assert (again.status_code, again.text) == (304, "")


async def test_a_warned_message_keeps_its_warning_in_the_feed(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """Only the warning, and an empty feed is a feed."""
    browser = opened(coop)
    assert (await browser.get("/@ana.atom")).status_code == 200
    async with coop.writing() as work:
        author = await actors.by_id(work, ana.actor_id)
        assert author is not None
        await service.publish(work, author, NoteDraft("la fin du film", summary="cinéma"))
    text = (await browser.get("/@ana.atom")).text
    assert "<summary>cinéma</summary>" in text
    assert "la fin du film" not in text
