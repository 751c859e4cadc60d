"""Writing an article: published, kept as a draft, put by for later, changed; nothing is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop import upkeep
from fedicoop.posts import queries, service
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_person, newest, note, written
from tests.web.given_articles import ARTICLE, given_article, given_sketch, send, sketches
from tests.web.test_images import a_picture, files, images_in

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

LATER = {"do": "schedule", "publish_at": "2026-12-01", "publish_hour": "18h30"}
HOSTILE = 'x" onerror="alert(1)"><script>alert(1)</script>'


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who writes."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def eve(coop: Instance) -> Member:
    """Give a member who writes in the cooperative's name."""
    return await given_person(coop, "eve", language="en", roles=["redaction"])


@pytest.fixture
async def eves(opened: Opener, coop: Instance, eve: Member) -> Browser:
    """Give the editor's browser."""
    return await browser_of(opened, coop, eve, "en")


async def test_an_article_is_published_and_read(anas: Browser, coop: Instance, ana: Member) -> None:
    answer = await send(anas)
    post = await newest(coop, ana)
    assert answer.headers["location"] == f"/articles/{post.id}"
    assert sorted(tag.name for tag in post.tags) == ["vent", "école"]
    page = await anas.get(f"/articles/{post.id}")
    said = words(page)
    assert "Your article is published." in said
    assert "In brief: Trente familles ont posé 120 panneaux." in said
    assert "1 minute to read" in said
    assert re.search(r"<h1[^>]*>Un toit pour l&#39;école</h1>", markup(page))


async def test_images_are_described_and_stand_in_the_text(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """The first step stores them and asks; the second one publishes."""
    source = "Avant\n\n[image 2]\n\nAprès"
    asked = await send(anas, source=source, files=files(a_picture(), a_picture("red")))
    kept = images_in(asked)
    assert len(kept) == 2
    alts = {f"alt-{kept[0]}": "Un pré", f"alt-{kept[1]}": HOSTILE}
    await send(anas, source=source, image=kept, **alts)
    post = await newest(coop, ana)
    page = markup(await anas.get(f"/articles/{post.id}"))
    assert (
        page.index("Un pré") < page.index("Avant") < page.index("<figure><a") < page.index("Après")
    )
    assert "onerror=&#34;alert(1)&#34;&gt;&lt;script" in page
    assert "<script>alert" not in page


async def test_more_images_than_an_article_has_are_refused(anas: Browser) -> None:
    asked = await send(anas, do="draft", files=files(*[a_picture()] * 8))
    kept = images_in(asked)
    assert len(kept) == 8
    answer = await send(anas, image=kept, files=files(a_picture()))
    assert answer.status_code == 422
    assert "Too many images for one post." in words(answer)
    assert images_in(answer) == kept


async def test_a_look_shows_it_as_it_will_be_and_publishes_nothing(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    page = await send(anas, do="preview", source="## Partie\n\n<b>gras</b> **fort**")
    assert page.status_code == 200
    assert "<h2>Partie</h2>" in page.text
    assert "&lt;b&gt;gras&lt;/b&gt; <strong>fort</strong>" in page.text
    assert "In brief: Trente familles" in words(page)
    assert await written(coop, ana) == []


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"title": ""}, "An article has a title."),
        ({"title": "é" * 201}, "At most 200 characters."),
        ({"summary": "b" * 601}, "At most 600 characters."),
        ({"source": ""}, "Write something."),
        ({"source": "x" * 40_001}, "This text is too long."),
        ({"visibility": "direct"}, "Choose who may read it."),
        ({"visibility": "group"}, "Choose who may read it."),
        ({"place": "cooperative"}, "You may not write in this name."),
        ({"place": "../eve"}, "You may not write in this name."),
        ({**LATER, "publish_at": ""}, "Say on which day, and at what hour."),
        ({**LATER, "publish_hour": ""}, "Say on which day, and at what hour."),
        ({**LATER, "publish_at": "2026-11-23"}, "This moment is over."),
        ({**LATER, "publish_at": "2026-11-24", "publish_hour": "12:59"}, "This moment is over."),
        ({**LATER, "publish_at": "0001-01-01"}, "This moment is over."),
        ({**LATER, "publish_at": "9999-12-31"}, "At most two years from now."),
        ({**LATER, "publish_at": "demain"}, "Write the day as 31/05/2027."),
        ({**LATER, "title": ""}, "An article has a title."),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(
    anas: Browser, coop: Instance, ana: Member, more: dict[str, str], fault: str
) -> None:
    answer = await send(anas, **more)
    assert answer.status_code == 422
    assert fault in words(answer)
    assert "What you typed is still here." in words(answer)
    if "summary" not in more:
        assert ARTICLE["summary"] in words(answer)
    assert await written(coop, ana) == []
    assert await sketches(coop, ana) == []


async def test_the_cooperative_is_offered_to_editors_alone(anas: Browser, eves: Browser) -> None:
    assert 'value="cooperative"' not in markup(await anas.get("/new/article"))
    assert 'value="cooperative"' in markup(await eves.get("/new/article"))


async def test_what_the_cooperative_says_is_changed_by_every_editor(
    eves: Browser, anas: Browser, opened: Opener, coop: Instance
) -> None:
    """With its images, whoever sent them; and nobody else finds its form."""
    await send(eves, place="cooperative", files=files(a_picture()), alt="Un pré")
    async with coop.reading() as work:
        found = await queries.articles(work, None, queries.Wanted())
    post = found.items[0].post
    assert post.author.username == "cooperative"
    other = await given_person(coop, "zoe", language="en", roles=["moderation"])
    zoes = await browser_of(opened, coop, other, "en")
    form = f"/articles/{post.id}/edit"
    kept = images_in(await zoes.get(form))
    assert len(kept) == 1
    alt = {f"alt-{kept[0]}": "Un grand pré"}
    answer = await send(zoes, form, title="Deux toits", image=kept, **alt)
    assert answer.headers["location"] == f"/articles/{post.id}"
    again = await note(coop, post.id)
    assert (again.name, [each.alt for each in again.attachments]) == (
        "Deux toits",
        ["Un grand pré"],
    )
    assert (await anas.get(form)).status_code == 404
    assert f"/notes/{post.id}/edit" not in (await anas.get(f"/articles/{post.id}")).text
    assert f"/notes/{post.id}/edit" in (await zoes.get(f"/articles/{post.id}")).text
    assert (await anas.send(f"/notes/{post.id}/delete")).status_code == 404
    gone = await zoes.send(f"/notes/{post.id}/delete", at=f"/notes/{post.id}/delete")
    assert gone.headers["location"] == "/articles"


async def test_a_change_keeps_what_it_said_before(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    post = await given_article(coop, ana)
    form = f"/articles/{post.id}/edit"
    sent_on = await anas.get(f"/notes/{post.id}/edit")
    assert sent_on.headers["location"] == form
    assert "[image 2]" in (await anas.get(form)).text
    await send(anas, form, title="Mieux")
    history = words(await anas.get(f"/notes/{post.id}/history"))
    assert "Un toit pour l'école" in history
    assert "Trente familles & une mairie" in history
    refused = await send(anas, form, title="")
    assert refused.status_code == 422
    assert "An article has a title." in words(refused)


async def test_drafts_of_both_kinds_are_in_one_place(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    assert "You have no draft." in words(await anas.get("/drafts"))
    answer = await send(anas, do="draft", visibility="", summary="")
    assert answer.headers["location"] == "/drafts"
    (row,) = await sketches(coop, ana)
    page = await anas.get("/drafts")
    assert f'href="/drafts/article/{row.id}"' in page.text
    assert "Your draft is kept; nobody else sees it." in words(page)
    assert await written(coop, ana) == []


async def test_a_draft_is_taken_up_again_and_published(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    await send(anas, do="draft", files=files(a_picture()), alt="Un pré")
    (row,) = await sketches(coop, ana)
    form = f"/drafts/article/{row.id}"
    page = await anas.get(form)
    for said in ("Trente familles", "Tout a commencé", "école vent", 'value="Un toit'):
        assert said in page.text
    kept = images_in(page)
    await send(anas, form, do="draft", title="Mieux", image=kept)
    answer = await send(anas, form, image=kept)
    post = await newest(coop, ana)
    assert answer.headers["location"] == f"/articles/{post.id}"
    assert len(post.attachments) == 1
    assert await sketches(coop, ana) == []
    assert (await anas.get(form)).status_code == 404


async def test_a_draft_is_thrown_away(anas: Browser, coop: Instance, ana: Member) -> None:
    row = await given_sketch(coop, ana)
    answer = await anas.send(f"/drafts/article/{row.id}/drop", at=f"/drafts/article/{row.id}")
    assert answer.headers["location"] == "/drafts"
    assert await sketches(coop, ana) == []


async def test_an_article_is_published_at_its_time_by_the_writers_clock(
    anas: Browser, coop: Instance, ana: Member, clock: StoppedClock
) -> None:
    """In Paris; and the form of the draft shows that hour again."""
    answer = await send(anas, **LATER)
    assert answer.headers["location"] == "/drafts"
    (row,) = await sketches(coop, ana)
    assert row.publish_at == datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
    page = (await anas.get(f"/drafts/article/{row.id}")).text
    assert 'value="2026-12-01"' in page
    assert 'value="18:30"' in page
    assert "Published on" in words(await anas.get("/drafts"))

    clock.move(timedelta(days=8))
    await upkeep.announce(coop)

    assert (await newest(coop, ana)).name == "Un toit pour l'école"
    assert await sketches(coop, ana) == []


async def test_what_could_not_be_published_is_told_to_who_wrote_it(
    eves: Browser, coop: Instance, eve: Member, clock: StoppedClock
) -> None:
    await send(eves, place="cooperative", **LATER)
    async with coop.writing() as work:
        member = await work.session.get(type(eve), eve.id)
        assert member is not None
        member.roles = []
    clock.move(timedelta(days=8))
    await upkeep.announce(coop)

    assert "could not be published at its time" in words(await eves.get("/notifications"))
    page = words(await eves.get("/drafts"))
    assert "It could not be published: You may not write in this name." in page


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("post", ""), ("post", "/drop")],
)
async def test_nobody_opens_the_draft_of_somebody_else(
    anas: Browser, eves: Browser, coop: Instance, ana: Member, method: str, path: str
) -> None:
    row = await given_sketch(coop, ana)
    where = f"/drafts/article/{row.id}{path}"
    answer = await (eves.get(where) if method == "get" else eves.send(where, ARTICLE))
    assert answer.status_code == 404
    assert len(await sketches(coop, ana)) == 1
    assert (await anas.get(f"/drafts/article/{'x' * 5000}")).status_code == 404


async def test_a_draft_is_found_nowhere(
    anas: Browser, eves: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Not on a page, in a feed, an outbox, or by searching."""
    canary = "perroquet4711"
    row = await given_sketch(coop, ana, title=canary, source=canary, subjects=(canary,))
    async with coop.writing() as work:
        fresh = await queries.sketch(work, row.id, ana.actor)
        assert fresh is not None
        await service.schedule_sketch(work, fresh, coop.clock() + timedelta(days=1))
    paths = ["/", "/articles", "/articles.atom", "/@ana", "/@ana.atom", f"/tags/{canary}"]
    paths += ["/network", f"/articles?subject={canary}", f"/articles/{row.id}", f"/notes/{row.id}"]
    paths += [
        "/home",
        "/home/cooperative",
        f"/search?q={canary}",
        "/notifications",
        "/@cooperative",
    ]
    for browser in (opened(coop), eves):
        for path in paths:
            text = (await browser.get(path)).text.replace(f"subject={canary}", "")
            shown = re.sub(rf'value="{canary}"|(/tags/|#|q=){canary}', "", text)
            assert f"{canary}</a>" not in shown, path
    for path in ("/users/ana/outbox?page=true", f"/notes/{row.id}", f"/articles/{row.id}"):
        answer = await eves.get(path, accept="application/activity+json")
        assert canary not in answer.text, path
    assert canary in (await anas.get("/drafts")).text


async def test_writing_is_for_members(opened: Opener, coop: Instance) -> None:
    for path in ("/new/article", "/drafts", "/drafts/article/x", "/articles/x/edit"):
        answer: Any = await opened(coop).get(path)
        assert answer.status_code in {303, 401}, path
