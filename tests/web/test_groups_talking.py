"""What is said in a group: beginning, answering, closing, on top, letting in, taking out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.posts import queries as posts
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_note, given_person, newest, note
from tests.web.given_groups import given_group, given_joined, group_named

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give the facilitator of everything here."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give somebody who will join."""
    return await given_person(coop, "bob", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance, bob: Member) -> Browser:
    """Give Bob's browser."""
    return await browser_of(opened, coop, bob, "en")


@pytest.fixture
async def vent(coop: Instance, ana: Member, bob: Member) -> None:
    """Give a public group to which both belong."""
    await given_group(coop, ana, "vent", name="Vent")
    await given_joined(coop, bob, "vent")


async def begun(
    browser: Browser, coop: Instance, author: Member, title: str = "Toits", **more: str
) -> str:
    """Begin a discussion in the group and give its id."""
    fields = {"title": title, "source": "Lesquels ?", "visibility": "public", **more}
    answer = await browser.send("/@vent/discuss", fields)
    assert answer.status_code == 303, words(answer)
    return (await newest(coop, author)).id


@pytest.mark.usefixtures("vent")
async def test_a_discussion_begins_with_a_title(
    coop: Instance, bob: Member, bobs: Browser, opened: Opener
) -> None:
    """It stands on the group's page, under its title, and knows its group."""
    assert "Start a discussion" in words(await bobs.get("/@vent"))
    assert (await bobs.get("/@vent/discuss")).status_code == 200
    ident = await begun(bobs, coop, bob)
    page = await opened(coop, "en").get("/@vent")
    assert "Discussions Toits Bob" in words(page)
    assert f'href="/notes/{ident}"' in page.text
    thread = words(await bobs.get(f"/notes/{ident}"))
    assert "In the group Vent" in thread
    assert "Toits" in words(await bobs.get("/@vent/discussions"))
    assert "There is nothing older." in words(await bobs.get(f"/@vent/discussions?before={ident}"))


@pytest.mark.usefixtures("vent")
async def test_all_answers_to_a_discussion_are_counted(
    coop: Instance, ana: Member, bob: Member, bobs: Browser
) -> None:
    """Answers to answers too; not what some of the readers do not see."""
    root = await note(coop, await begun(bobs, coop, bob))
    first = await given_note(coop, ana, "Le gymnase", in_reply_to=root)
    await given_note(coop, bob, "Oui", in_reply_to=first)
    await given_note(coop, ana, "Entre nous", "direct", in_reply_to=root)
    for path in ("/@vent", "/@vent/discussions"):
        assert "2 answers" in words(await bobs.get(path)), path


@pytest.mark.usefixtures("vent")
async def test_a_message_needs_no_title(coop: Instance, bob: Member, bobs: Browser) -> None:
    """Then it is no discussion."""
    await begun(bobs, coop, bob, title="", source="Bonjour le groupe")
    assert "Bonjour le groupe" in words(await bobs.get("/@vent"))
    assert "Nothing is discussed here yet." in words(await bobs.get("/@vent/discussions"))


@pytest.mark.parametrize(
    ("sight", "offered"),
    [
        ("public", {"public", "unlisted", "group"}),
        ("members", {"members", "group"}),
        ("private", {"group"}),
        ("secret", {"group"}),
    ],
)
async def test_nothing_is_said_to_more_people_than_see_the_group(
    coop: Instance, ana: Member, anas: Browser, sight: str, offered: set[str]
) -> None:
    """The form offers no more, and the address takes no more."""
    await given_group(coop, ana, "vent", visibility=sight)
    page = await anas.get("/@vent/discuss")
    every = {"public", "unlisted", "followers", "members", "group", "direct"}
    assert {each for each in every if f'value="{each}"' in page.text} == offered
    for each in every - offered:
        answer = await anas.send("/@vent/discuss", {"source": "Oh", "visibility": each})
        assert answer.status_code == 422, each
        assert "Choose who may read it." in words(answer)
        assert ">Oh</textarea>" in answer.text


@pytest.mark.usefixtures("vent")
async def test_it_can_be_looked_at_first(bobs: Browser) -> None:
    """What was typed stays in the form; nothing is published."""
    fields = {"title": "Toits", "source": "**Oui**", "visibility": "group", "do": "preview"}
    page = await bobs.send("/@vent/discuss", fields)
    assert "<strong>Oui</strong>" in page.text
    assert "**Oui**</textarea>" in page.text
    assert "Oui" not in words(await bobs.get("/@vent"))


@pytest.mark.usefixtures("vent")
async def test_what_is_empty_or_too_long_is_shown_again(bobs: Browser) -> None:
    """422, beside the field."""
    for fields in ({"source": "", "title": "Toits"}, {"source": "Oh", "title": "T" * 250}):
        answer = await bobs.send("/@vent/discuss", {**fields, "visibility": "public"})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text


@pytest.mark.usefixtures("vent")
async def test_strangers_to_the_group_do_not_write_in_it(opened: Opener, coop: Instance) -> None:
    """Neither form nor address."""
    cleo = await given_person(coop, "cleo", language="en")
    browser = await browser_of(opened, coop, cleo, "en")
    assert "Start a discussion" not in words(await browser.get("/@vent"))
    refused = await browser.get("/@vent/discuss")
    assert refused.status_code == 403
    assert "You may not write in this group." in words(refused)
    fields = {"source": "Oh", "visibility": "public"}
    assert (await browser.send("/@vent/discuss", fields)).status_code == 403
    assert (await opened(coop).get("/@vent/discuss")).headers["location"].startswith("/login")


@pytest.mark.usefixtures("vent")
async def test_what_is_for_the_group_stays_in_it(
    opened: Opener, coop: Instance, bob: Member, bobs: Browser, anas: Browser
) -> None:
    """Members read and answer it there; others never learn of it."""
    ident = await begun(bobs, coop, bob, title="Entre nous", visibility="group")
    cleo = await browser_of(opened, coop, await given_person(coop, "cleo"), "en")
    for browser in (cleo, opened(coop, "en")):
        assert (await browser.get(f"/notes/{ident}")).status_code == 404
        for path in ("/@vent", "/@vent/discussions", "/@vent.atom", "/@bob"):
            assert "Entre nous" not in (await browser.get(path)).text, path
    page = await anas.get(f"/notes/{ident}")
    assert "Members of the group" in words(page)
    fields = {"source": "Oui, nous.", "visibility": "group", "in_reply_to": ident}
    assert (await anas.send("/compose", fields)).status_code == 303
    assert "Oui, nous." in words(await bobs.get(f"/notes/{ident}"))
    assert (await cleo.send("/compose", fields)).status_code == 404


async def test_a_private_group_lists_its_discussions_to_its_members(
    coop: Instance, ana: Member, anas: Browser, bobs: Browser
) -> None:
    """404 for others."""
    await given_group(coop, ana, "vent", visibility="private")
    await begun(anas, coop, ana, visibility="group")
    assert "Toits" in words(await anas.get("/@vent/discussions"))
    assert (await bobs.get("/@vent/discussions")).status_code == 404


@pytest.mark.usefixtures("vent")
async def test_a_closed_discussion_says_what_came_out_of_it(
    coop: Instance, bob: Member, bobs: Browser, anas: Browser
) -> None:
    """It takes no answers until it goes on again."""
    ident = await begun(bobs, coop, bob)
    await bobs.send(f"/notes/{ident}/close", {"digest": "Nous prenons **l'école**."})
    page = await anas.get(f"/notes/{ident}")
    said = words(page)
    assert "What came out of it" in said
    assert "<strong>l'école</strong>" in page.text or "<strong>l&#39;école</strong>" in page.text
    assert "Your answer" not in said
    assert "This discussion takes no more answers." in said
    assert "Closed" in words(await anas.get("/@vent/discussions"))
    fields = {"source": "Et moi ?", "visibility": "public", "in_reply_to": ident}
    late = await anas.send("/compose", fields)
    assert late.status_code == 403
    assert "This discussion is closed." in words(late)
    assert "Et moi ?" in words(late)
    await anas.send(f"/notes/{ident}/reopen")
    assert (await anas.send("/compose", fields)).status_code == 303


@pytest.mark.usefixtures("vent")
async def test_a_facilitator_puts_it_on_top_and_back(
    coop: Instance, bob: Member, bobs: Browser, anas: Browser
) -> None:
    """A plain member does not."""
    ident = await begun(bobs, coop, bob)
    assert "Put on top of the group" not in words(await bobs.get(f"/notes/{ident}"))
    assert (await bobs.send(f"/notes/{ident}/put-on-top")).status_code == 403
    assert "Put on top of the group" in words(await anas.get(f"/notes/{ident}"))
    await anas.send(f"/notes/{ident}/put-on-top")
    page = words(await bobs.get("/@vent"))
    assert "On top" in page
    assert page.count("Lesquels ?") == 1
    assert "Nothing has been written here yet." not in page
    await anas.send(f"/notes/{ident}/take-down")
    assert "On top" not in words(await bobs.get("/@vent"))


@pytest.mark.usefixtures("vent")
async def test_only_who_began_it_or_looks_after_the_group_closes_it(
    coop: Instance, ana: Member, anas: Browser, bobs: Browser
) -> None:
    """And nobody puts on top what is in no group."""
    ident = await begun(anas, coop, ana)
    assert "Look after this discussion" not in words(await bobs.get(f"/notes/{ident}"))
    alone = await given_note(coop, ana)
    for path in (f"/notes/{ident}/close", f"/notes/{ident}/reopen", f"/notes/{ident}/take-out"):
        assert (await bobs.send(path)).status_code == 403, path
    for deed in ("put-on-top", "take-out"):
        assert (await anas.send(f"/notes/{alone.id}/{deed}")).status_code == 403
    assert "In the group" not in words(await anas.get(f"/notes/{alone.id}"))


@pytest.mark.usefixtures("vent")
async def test_a_message_is_taken_out_of_the_group(
    coop: Instance, bob: Member, bobs: Browser, anas: Browser
) -> None:
    """Its author keeps what was for everybody; the journal says who did it."""
    ident = await begun(bobs, coop, bob)
    answer = await anas.send(f"/notes/{ident}/take-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/@vent")
    assert "Toits" not in words(await anas.get("/@vent"))
    assert "Message removed from the group" in words(await anas.get("/@vent/journal"))


@pytest.mark.usefixtures("vent")
async def test_what_waits_is_let_in_or_kept_out(
    coop: Instance, bob: Member, bobs: Browser, anas: Browser
) -> None:
    """By those who look after the group; nobody else sees what waits."""
    idents = [await begun(bobs, coop, bob, title=title) for title in ("Un", "Deux")]
    async with coop.writing() as work:
        for ident in idents:
            post = await posts.by_id(work, ident)
            assert post is not None
            post.awaits_group = True
    assert "2 messages wait to be let in" in words(await anas.get("/@vent"))
    assert "has not let this message in yet" in words(await bobs.get(f"/notes/{idents[0]}"))
    assert (await bobs.get("/@vent/waiting")).status_code == 404
    assert (await bobs.send(f"/@vent/waiting/{idents[0]}/let-in")).status_code == 403
    assert "Un" in words(await anas.get("/@vent/waiting"))
    await anas.send(f"/@vent/waiting/{idents[0]}/let-in")
    await anas.send(f"/@vent/waiting/{idents[1]}/keep-out")
    assert "Nothing waits." in words(await anas.get("/@vent/waiting"))
    listed = words(await bobs.get("/@vent/discussions"))
    assert "Un" in listed
    assert "Deux" not in listed
    assert (await anas.send(f"/@vent/waiting/{idents[0]}/let-in")).status_code == 404


@pytest.mark.usefixtures("vent")
async def test_the_feed_of_a_group_is_what_it_says_to_everybody(
    opened: Opener, coop: Instance, bob: Member, bobs: Browser
) -> None:
    """Whoever wrote it."""
    await begun(bobs, coop, bob, source="Pour tous")
    feed = await opened(coop).get("/@vent.atom")
    assert feed.status_code == 200
    assert "Pour tous" in feed.text


@pytest.mark.usefixtures("vent")
async def test_a_group_at_rest_takes_no_words(coop: Instance, anas: Browser) -> None:
    """Its page has no button for them."""
    await anas.send("/@vent/archive", {"reason": "Fini."})
    assert (await group_named(coop, "vent")).is_archived
    assert "Start a discussion" not in words(await anas.get("/@vent"))
    assert (await anas.get("/@vent/discuss")).status_code == 403


@pytest.mark.usefixtures("vent")
async def test_an_article_is_published_in_the_group(
    coop: Instance, bob: Member, bobs: Browser
) -> None:
    """From a page of its own, to which the group's leads."""
    assert 'href="/new/article?group=vent"' in markup(await bobs.get("/@vent/discuss"))
    page = markup(await bobs.get("/new/article?group=vent"))
    assert re.search(r'<option value="vent" selected', page)

    said = {"title": "Notre visite", "source": "Le récit", "visibility": "public", "place": "vent"}
    done = await bobs.send("/new/article", said, at="/new/article")

    ident = (await newest(coop, bob)).id
    assert done.headers["location"] == f"/articles/{ident}"
    post = await note(coop, ident)
    assert (post.type, post.name) == ("Article", "Notre visite")
    assert "Notre visite" in words(await bobs.get("/@vent"))
    assert "Nothing is discussed here yet." in words(await bobs.get("/@vent/discussions"))
