"""A message in its conversation, and hashtags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.posts import queries as posts
from fedicoop.posts import service
from fedicoop.posts.service import NoteDraft
from tests.givens import given_stranger
from tests.web.browser import given_account, words
from tests.web.given import given_remote_note
from tests.web.test_profiles import given_elsewhere

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_CLOSED = ("followers", "members", "direct")


async def publish(
    coop: Instance, member: Member, source: str, visibility: str = "public", parent: str = ""
) -> str:
    """Let a member write; give the message's row id."""
    async with coop.writing() as work:
        author = await actors.by_id(work, member.actor_id)
        assert author is not None
        above = await posts.by_id(work, parent) if parent else None
        draft = NoteDraft(source, visibility, in_reply_to=above)
        return (await service.publish(work, author, draft)).id


async def test_a_message_stands_in_its_conversation(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """What it answers above, what answers it below."""
    bob = await given_account(coop, "bob")
    question = await publish(coop, ana, "qui vient ?")
    answer = await publish(coop, bob, "moi !", parent=question)
    await publish(coop, ana, "parfait.", parent=answer)
    page = await visitor.get(f"/notes/{answer}")
    assert page.status_code == 200
    said = words(page).replace("\xa0", " ").partition(" Ana ")[2]
    assert said.index("qui vient ?") < said.index("moi !") < said.index("parfait.")
    assert visitor.say("Message of %(name)s", name="Bob") in words(page)
    assert f'href="/notes/{answer}/elsewhere"' in page.text
    assert "<title>Bob — moi" in page.text


async def test_servers_read_the_open_answers_of_a_message(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """Under the address that the message names; closed ones are not there."""
    question = await publish(coop, ana, "qui vient ?")
    answer = await publish(coop, ana, "moi !", parent=question)
    await publish(coop, ana, "entre nous", "members", parent=question)
    browser = opened(coop)
    path = f"/notes/{question}/replies"
    whole = (await browser.get(path, Accept="application/activity+json")).json()
    assert whole["totalItems"] == 1
    page = (await browser.get(f"{path}?page=1", Accept="application/activity+json")).json()
    assert page["orderedItems"] == [f"https://coop.example/notes/{answer}"]


@pytest.mark.parametrize("visibility", _CLOSED)
async def test_a_closed_message_does_not_exist_for_visitors(
    visitor: Browser, coop: Instance, ana: Member, visibility: str
) -> None:
    """404, never 403; its words appear nowhere."""
    ident = await publish(coop, ana, "entre nous", visibility)
    for path in (f"/notes/{ident}", f"/notes/{ident}/elsewhere"):
        page = await visitor.get(path)
        assert page.status_code == 404
        assert "entre nous" not in page.text
    document = await visitor.get(f"/notes/{ident}", Accept="application/activity+json")
    assert document.status_code == 404


@pytest.mark.parametrize(
    ("visibility", "status"), [("followers", 404), ("members", 200), ("direct", 404)]
)
async def test_another_member_reads_what_is_for_her(
    opened: Opener, coop: Instance, ana: Member, visibility: str, status: int
) -> None:
    """Members-only messages are for all members; nothing of it is for search engines."""
    ident = await publish(coop, ana, "entre nous", visibility)
    await given_account(coop, "bob")
    browser = opened(coop)
    await browser.sign_in("bob")
    page = await browser.get(f"/notes/{ident}")
    assert page.status_code == status
    assert page.headers["cache-control"] == "private, no-store"
    if status == 200:
        assert '<meta name="robots" content="noindex" />' in page.text
        assert "og:title" not in page.text


async def test_a_closed_answer_leaves_no_trace(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """Not in the list, nor in the number of answers."""
    question = await publish(coop, ana, "qui vient ?")
    await publish(coop, ana, "entre nous", "members", parent=question)
    page = await visitor.get(f"/notes/{question}")
    assert "entre nous" not in page.text
    assert visitor.say("No answers yet") in words(page)


async def test_a_member_answers_on_the_page_itself(at_home: Browser, ana: Member) -> None:
    """And is back in the conversation."""
    coop = at_home.instance
    question = await publish(coop, ana, "qui vient ?")
    path = f"/notes/{question}"
    page = await at_home.get(path)
    assert f'name="in_reply_to" value="{question}"' in page.text
    fields = {"source": "nous !", "visibility": "public", "in_reply_to": question, "back": path}
    sent = await at_home.send("/compose", fields, at=path)
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"{path}#p-")
    assert "nous\xa0!" in (await at_home.get(path)).text


async def test_an_answer_is_as_private_as_the_question(at_home: Browser, ana: Member) -> None:
    """Only what is narrower is offered."""
    ident = await publish(at_home.instance, ana, "entre nous", "members")
    html = (await at_home.get(f"/notes/{ident}")).text
    form = html.partition('<select id="f-visibility"')[2].partition("</select>")[0]
    assert '<option value="members" selected>' in form
    assert 'value="public"' not in form


@pytest.mark.parametrize("ident", ["nothing", "0" * 36, "x" * 3000, "%01", "' OR 1=1"])
async def test_nothing_is_404(visitor: Browser, ident: str) -> None:
    """Whatever is asked for (case web-026)."""
    assert (await visitor.get(f"/notes/{ident}")).status_code == 404


async def test_a_deleted_message_is_410(visitor: Browser, coop: Instance, ana: Member) -> None:
    """Of its words nothing is left."""
    ident = await publish(coop, ana, "de trop")
    async with coop.writing() as work:
        post = await posts.by_id(work, ident)
        assert post is not None
        await service.delete(work, post, post.author)
    page = await visitor.get(f"/notes/{ident}")
    assert page.status_code == 410
    assert visitor.say("This was deleted") in words(page)


async def test_a_message_of_another_server_is_read_again_when_a_member_opens_it(
    at_home: Browser, opened: Opener
) -> None:
    """Visitors make us ask nobody; for search engines it stands where it was written."""
    coop = at_home.instance
    uri = await given_elsewhere(coop)
    async with coop.reading() as work:
        post = await posts.by_uri(work, f"{uri}/notes/1")
        assert post is not None
    visitor = opened(coop)
    page = await visitor.get(f"/notes/{post.id}")
    assert '<meta name="robots" content="noindex" />' in page.text
    assert coop.take_wishes(10) == {}
    asking = at_home.say("We are asking %(host)s for more answers.", host="peer.example")
    assert asking in words(await at_home.get(f"/notes/{post.id}"))
    assert list(coop.take_wishes(10)) == [f"{uri}/notes/1"]
    assert asking not in words(await at_home.get(f"/notes/{post.id}"))


@pytest.mark.parametrize("name", ["Éolien", "%C3%A9olien", "#éolien"])
async def test_a_hashtag_has_a_page(
    visitor: Browser, coop: Instance, ana: Member, name: str
) -> None:
    """However it is written; quiet and closed messages stay out of it."""
    for each in ("public", "unlisted", "members"):
        await publish(coop, ana, f"for-{each} #Éolien", each)
    page = await visitor.get(f"/tags/{name.replace('#', '%23')}")
    assert page.status_code == 200
    shown = [each for each in ("public", "unlisted", "members") if f"for-{each}" in page.text]
    assert shown == ["public"]


async def test_a_hashtag_nobody_used_says_how_to_begin(visitor: Browser, at_home: Browser) -> None:
    """To visitors what else there is, to members where to write."""
    page = await visitor.get("/tags/rien")
    assert visitor.say("Nobody has written about this here yet.") in words(page)
    assert 'href="/compose"' in (await at_home.get("/tags/rien")).text
    assert visitor.say("Back to the newest") in words(await visitor.get("/tags/rien?before=0"))


@pytest.mark.parametrize("name", ["%20", "a%20b", "%01", "a" * 101, "%23"])
async def test_what_is_no_hashtag_is_404(visitor: Browser, name: str) -> None:
    """A space, a control character, too long."""
    assert (await visitor.get(f"/tags/{name}")).status_code == 404


async def test_the_title_of_a_message_from_elsewhere_is_said_once(
    at_home: Browser, coop: Instance
) -> None:
    """Its text begins with it, for those who show no titles."""
    said = "<p><strong>Fuites d'eau &amp; toits</strong></p><p>Lesquels ?</p>"
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe")
        post = await given_remote_note(work, zoe, name="Fuites d'eau & toits", content=said)
    page = words(await at_home.get(f"/notes/{post.id}"))
    assert page.count("Fuites d'eau & toits Lesquels\xa0?") == 1
    assert "Fuites d'eau & toits Fuites" not in page
