"""The search page: what it shows, to whom, and what it says when there is nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.groups import Sight
from fedicoop.posts import Visibility
from fedicoop.search import worker
from fedicoop.search.asking import read as asking_for
from fedicoop.search.excerpts import excerpt, marked
from fedicoop.search.service import AT_ONCE
from tests.events.given import given_event
from tests.givens import given_stranger
from tests.groups.given import given_group, given_membership
from tests.web.browser import EVERY_LANGUAGE, words
from tests.web.given import actor_named, browser_of, given_note, given_person, given_remote_note

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

CANARY = "chardonneret"


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who reads English."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


def bare(page: httpx2.Response) -> str:
    """Give a page without the marks that differ each time."""
    return re.sub(r'name="csrf" value="[^"]*"', "", page.text)


async def read(coop: Instance) -> int:
    """Let the worker read what waits."""
    return await worker.run_once(coop.reading, coop.writing)


@pytest.fixture
async def full(coop: Instance, ana: Member) -> Member:
    """Give one thing of each kind with the same word."""
    zoe = await given_person(coop, "jardiniere", language="en")
    async with coop.writing() as work:
        actor = await actor_named(coop, "jardiniere")
        actor = await work.session.merge(actor)
        actor.name, actor.discoverable, actor.indexable = "Zoé du jardin", True, True
        group = await given_group(work, actor, name="Jardin partagé", kind="thematic")
        await given_membership(work, group, await work.session.merge(ana.actor))
        await given_event(work, actor, title="Fête du jardin")
    await given_note(coop, zoe, "Quelle pluie au jardin ce matin")
    await given_note(
        coop, zoe, "On plante ?", Visibility.GROUP, group=group, title="Le jardin d'hiver"
    )
    await given_note(
        coop, zoe, "Long", Visibility.GROUP, group=group, title="Histoire du jardin", article=True
    )
    await read(coop)
    return zoe


async def test_a_little_of_everything_and_each_kind_on_its_tab(
    at_home: Browser, full: Member
) -> None:
    """The words are marked where they stand."""
    page = await at_home.get("/search?q=JARDINS")
    said = words(page)
    for text in ("Zoé du jardin", "Jardin partagé", "Fête du jardin", "Le jardin d'hiver"):
        assert text in said
    assert "au <mark>jardin</mark> ce matin" in page.text
    assert "Histoire du <mark>jardin</mark>" in page.text
    for kind, there in {
        "events": "Fête du",
        "groups": "partagé",
        "people": "Zoé du",
        "discussions": "d'hiver",
        "articles": "Histoire",
        "posts": "pluie",
    }.items():
        tab = words(await at_home.get(f"/search?q=jardin&in={kind}"))
        assert [text for text in ("Fête du", "pluie", "Histoire") if text in tab] in (
            [],
            [there],
        )
        assert there in tab


async def test_a_visitor_finds_what_is_for_everybody(
    opened: Opener, coop: Instance, full: Member
) -> None:
    """No people, and no look at other servers."""
    page = await opened(coop).get("/search?q=jardin")
    assert page.status_code == 200
    said = words(page)
    assert "Fête du jardin" in said
    assert "Jardin partagé" in said
    assert "pluie" in said
    assert 'in=people"' not in page.text
    assert (await opened(coop).get("/search?q=jardin&in=people")).text.count('class="empty"') == 1


@pytest.mark.parametrize("visibility", [each for each in Visibility if each != "public"])
async def test_what_is_private_is_in_no_byte_of_another_readers_page(
    at_home: Browser, opened: Opener, coop: Instance, visibility: Visibility
) -> None:
    """Neither found, nor counted, nor quoted, whatever is asked for."""
    bob = await given_person(coop, "bob", language="en")
    more = {}
    if visibility == Visibility.GROUP:
        async with coop.writing() as work:
            actor = await work.session.merge(await actor_named(coop, "bob"))
            more["group"] = await given_group(work, actor, visibility=Sight.PRIVATE)
    await given_note(coop, bob, f"Le {CANARY} chante", visibility, **more)
    await read(coop)
    readers = [opened(coop, "en")]
    if visibility not in {Visibility.MEMBERS, Visibility.NETWORK}:
        readers.append(at_home)
    for reader in readers:
        for kind in ("", "&in=posts", "&in=posts&order=newest", "&by=bob", "&page=2&in=posts"):
            page = await reader.get(f"/search?q=chardo*{kind}")
            assert page.status_code == 200
            assert CANARY not in page.text
            assert "<mark>" not in page.text
            assert 'class="empty"' in page.text or "bob" in kind
        nothing = bare(await reader.get("/search?q=inconnu"))
        assert bare(await reader.get("/search?q=chante")) == nothing.replace("inconnu", "chante")
    own = await browser_of(opened, coop, bob, "en")
    assert CANARY in (await own.get("/search?q=chardo*")).text


async def test_what_hides_behind_a_warning_is_not_quoted(at_home: Browser, coop: Instance) -> None:
    """It is found, and opened by who wants to read it."""
    bob = await given_person(coop, "bob")
    await given_note(coop, bob, "La fin du film", summary="Divulgâcheur")
    await read(coop)
    page = await at_home.get("/search?q=film")
    assert "Divulgâcheur" in page.text
    assert "La fin" not in page.text


async def test_an_excerpt_does_not_repeat_the_title(at_home: Browser, coop: Instance) -> None:
    """Other servers begin the text with the title, which stands above it here."""
    title = "La lettre aux mairies"
    content = f"<p><strong>{title}</strong></p><p>Mars</p>"
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe")
        zoe.indexable = True
        await given_remote_note(work, zoe, name=title, content=content)
    await read(coop)

    assert words(await at_home.get("/search?q=mairies")).count(title) == 1


async def test_what_is_typed_is_only_text(at_home: Browser, coop: Instance) -> None:
    """Neither in the page nor in the database."""
    bob = await given_person(coop, "bob")
    await given_note(coop, bob, "alert `<script>alert(1)</script>` fin")
    await read(coop)
    page = await at_home.client.get("/search", params={"q": '<script>alert(1)</script> " OR 1'})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    page = await at_home.get("/search?q=alert")
    assert "&lt;script&gt;<mark>alert</mark>" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "q=jardin&page=0",
        "q=jardin&page=-1",
        "q=jardin&page=99999999999999999999",
        "q=jardin&page=²",
        "q=jardin&in=secrets",
        "q=jardin&when=yesterday",
        "q=jardin&order=up",
        "q=jardin&by=nobody",
        "q=jardin&by=@a@b@c",
        "q=jardin&group=nobody",
        "q=jardin&group=jardiniere",
        f"q={'a' * 5000}",
        f"q={'%22' * 900}",
        "q=%01%ff%fe&in=%01",
        "q=&in=events",
        "in=events&when=past",
        "q=NEAR(a,b)+title:*",
    ],
)
async def test_no_address_breaks_the_page(at_home: Browser, full: Member, query: str) -> None:
    """What is not understood is left out, or said."""
    page = await at_home.get(f"/search?{query}")
    assert page.status_code == 200
    assert 'role="search"' in page.text


async def test_only_what_one_wrote_or_one_group_holds(at_home: Browser, full: Member) -> None:
    """The filters stay on the page, and in its links."""
    page = await at_home.get("/search?q=jardin&by=@jardiniere")
    assert "pluie" in page.text
    assert "by=%40jardiniere" in page.text
    assert "pluie" not in (await at_home.get("/search?q=jardin&by=ana")).text
    assert "Nobody is known here" in words(await at_home.get("/search?q=jardin&by=personne"))
    said = words(await at_home.get("/search?q=jardin&group=@solaire"))
    assert "d'hiver" in said
    assert "pluie" not in said
    assert "No group is known here" in words(await at_home.get("/search?q=jardin&group=ana"))


async def test_events_to_come_and_past(at_home: Browser, full: Member) -> None:
    """When is only for events, so their tab opens by itself."""
    page = await at_home.get("/search?q=jardin&when=coming")
    assert "Fête du jardin" in page.text
    assert "pluie" not in page.text
    assert 'class="empty"' in (await at_home.get("/search?q=jardin&when=past")).text


async def test_a_long_list_goes_on(at_home: Browser, coop: Instance, ana: Member) -> None:
    """Forth and back."""
    for number in range(45):
        await given_note(coop, ana, f"Compost numéro {number}")
    await read(coop)
    first = await at_home.get("/search?q=compost")
    assert "in=posts" in first.text
    assert 'rel="next"' not in first.text
    second = await at_home.get("/search?q=compost&in=posts&page=2")
    assert "page=3" in second.text
    assert 'rel="prev" href="/search?q=compost&amp;in=posts"' in second.text
    third = await at_home.get("/search?q=compost&in=posts&page=3")
    assert 'rel="next"' not in third.text
    assert third.text.count("<mark>Compost") == 5


async def test_the_worker_reads_everything_that_waits(coop: Instance, ana: Member) -> None:
    """In pieces, and nothing twice."""
    await read(coop)
    for number in range(AT_ONCE + 5):
        await given_note(coop, ana, f"Compost numéro {number}")
    assert await read(coop) == AT_ONCE + 5
    assert await read(coop) == 0


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_every_page_has_the_box(opened: Opener, coop: Instance, language: str) -> None:
    """With a name that is read aloud."""
    page = await opened(coop, language).get("/agenda")
    assert '<form class="seek" method="get" action="/search" role="search">' in page.text
    assert '<label for="seek"' in page.text


def test_an_excerpt_begins_and_ends_at_words() -> None:
    """Around the first word that fits, or from the beginning."""
    question = asking_for("cible")
    said = f"{'avant ' * 40}la cible {'après ' * 60}"
    parts = excerpt(said, question)
    assert [part.text for part in parts if part.hit] == ["cible"]
    whole = "".join(part.text for part in parts)
    assert whole.startswith("… avant ")
    assert whole.endswith(" après …")
    assert len(whole) < 260
    assert "".join(part.text for part in excerpt("Court", question)) == "Court"
    assert not any(part.hit for part in excerpt(said, asking_for("absent")))
    assert len("".join(part.text for part in excerpt("x" * 1000 + " cible", question))) < 260
    assert marked("", question) == ()
    assert [part.text for part in marked("cibles, ciblé", asking_for("cib*")) if part.hit] == [
        "cibles",
        "ciblé",
    ]
