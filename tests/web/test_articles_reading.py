"""Reading articles: the list and its choices, the page, the feed, what others' sites are told."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from fedicoop.actors import queries as actors
from fedicoop.network import service as network
from tests.givens import given_stranger
from tests.posts.given import given_follow
from tests.posts.given_articles import BRIEF, TITLE, given_pictures
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_note, given_person, given_remote_note
from tests.web.given_articles import given_article
from tests.web.given_groups import given_group, group_named

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

ATOM = "{http://www.w3.org/2005/Atom}"
LONG = "\n\n".join(f"## Partie {n} & suite\n\n" + "mot " * 250 for n in range(1, 4))


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who writes."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
def visitor(opened: Opener, coop: Instance) -> Browser:
    """Give somebody who is not signed in, and reads English."""
    return opened(coop, "en")


async def with_pictures(coop: Instance, ana: Member, *alts: str, source: str = "Texte") -> Post:
    """Publish an article with images."""
    async with coop.writing() as work:
        owner = await actors.by_id(work, ana.actor_id)
        assert owner is not None
        files = await given_pictures(work, owner, *alts)
    return await given_article(coop, ana, files=files, source=source)


async def test_without_an_article_the_list_says_what_to_do(visitor: Browser, anas: Browser) -> None:
    assert "No article yet." in words(await visitor.get("/articles"))
    assert "Write the first one" in words(await anas.get("/articles"))
    assert "There are no older articles." in words(await visitor.get("/articles?before=0"))


async def test_a_card_says_the_title_the_brief_the_time_and_shows_the_image(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    post = await with_pictures(coop, ana, "Un pré vert")
    page = await visitor.get("/articles")
    said = words(page)
    assert BRIEF in said
    assert "1 minute to read" in said
    assert f'<a href="/articles/{post.id}">{TITLE.replace(chr(39), "&#39;")}</a>' in markup(page)
    assert re.search(r'<img src="/media/[^"]+" alt="Un pré vert"', markup(page))


async def test_the_list_has_the_choices_that_there_are(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    await given_group(coop, ana, "vent")
    group = await group_named(coop, "vent")
    await given_article(coop, ana, title="Au groupe", group=group.id, source="Rien")
    await given_article(coop, ana, title="Du soleil", subjects=("toits",))

    page = markup(await visitor.get("/articles"))
    assert '<option value="toits">' in page
    assert '<option value="vent">' in page
    assert "Du soleil" not in words(await visitor.get("/articles?group=vent"))
    assert "Au groupe" not in words(await visitor.get("/articles?subject=toits"))
    nothing = words(await visitor.get("/articles?subject=jamais"))
    assert "No article fits this choice." in nothing
    here = words(await visitor.get("/articles?cooperative=coop.example"))
    assert "Du soleil" in here
    assert "Au groupe" in here
    away = await visitor.get("/articles?cooperative=ailleurs.example")
    assert "No article fits this choice." in words(away)


@pytest.mark.parametrize(
    "choice", ["group=" + "x" * 5000, "group=%01", "subject=%27%22%3E", "before=" + "z" * 5000]
)
async def test_odd_choices_find_nothing_and_break_nothing(
    visitor: Browser, coop: Instance, ana: Member, choice: str
) -> None:
    await given_article(coop, ana)
    for path in ("/articles", "/articles.atom"):
        assert (await visitor.get(f"{path}?{choice}")).status_code == 200


async def test_a_secret_group_is_no_choice(
    visitor: Browser, anas: Browser, coop: Instance, ana: Member
) -> None:
    await given_group(coop, ana, "cachette", visibility="secret", openness="invitation")
    group = await group_named(coop, "cachette")
    await given_article(coop, ana, title="Entre nous", group=group.id, visibility="group")

    assert "cachette" not in (await visitor.get("/articles")).text
    assert "Entre nous" not in (await visitor.get("/articles?group=cachette")).text
    assert "Entre nous" in words(await anas.get("/articles?group=cachette"))


async def test_the_list_goes_on_with_its_choice(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    for number in range(21):
        await given_article(coop, ana, title=f"No {number}", source="x", subjects=("vent",))
    page = markup(await visitor.get("/articles?subject=vent"))
    older = re.search(r'href="(\?subject=vent&amp;before=[^"]+)"', page)
    assert older
    rest = words(await visitor.get("/articles" + older[1].replace("&amp;", "&")))
    assert "No 0" in rest
    assert "No 1 " not in rest


async def test_the_page_has_the_comments_below_it(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    post = await given_article(coop, ana)
    fields = {"source": "Bien dit", "in_reply_to": post.id, "visibility": "public"}
    await anas.send("/compose", fields, at=f"/articles/{post.id}")
    said = words(await anas.get(f"/articles/{post.id}"))
    assert "Bien dit" in said
    assert "Your answer" in said


async def test_one_address_for_each_kind(visitor: Browser, coop: Instance, ana: Member) -> None:
    article, message = await given_article(coop, ana), await given_note(coop, ana)
    moved = await visitor.get(f"/notes/{article.id}")
    assert moved.headers["location"] == f"/articles/{article.id}"
    moved = await visitor.get(f"/articles/{message.id}")
    assert moved.headers["location"] == f"/notes/{message.id}"
    assert (await visitor.get("/articles/nothing")).status_code == 404


async def test_servers_are_told_the_same_at_both_addresses(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    post = await given_article(coop, ana)
    accept = "application/activity+json"
    named = await visitor.get(f"/notes/{post.id}", accept=accept)
    shown = await visitor.get(f"/articles/{post.id}", accept=accept)
    assert shown.json() == named.json()
    assert shown.json()["id"] == post.uri


async def test_a_long_article_has_a_table_of_contents(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    long = await given_article(coop, ana, source=LONG)
    page = markup(await visitor.get(f"/articles/{long.id}"))
    assert '<a href="#part-2">Partie 2 &amp; suite</a>' in page
    assert '<h2 id="part-2">Partie 2 &amp; suite</h2>' in page
    assert "4 minutes to read" in page
    short = await given_article(coop, ana, source="## A\n\n## B\n\n## C")
    assert 'id="part-1"' not in (await visitor.get(f"/articles/{short.id}")).text


async def test_others_sites_and_search_engines_are_told_what_it_is(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    post = await with_pictures(coop, ana, "Un pré")
    page = (await visitor.get(f"/articles/{post.id}")).text
    assert '<meta property="og:type" content="article"' in page
    assert re.search(r'property="og:image"\s+content="https://coop.example/media/', page)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["headline"]) == ("Article", TITLE)
    assert data["description"] == BRIEF
    assert data["timeRequired"] == "PT1M"


async def test_the_feed_has_public_articles_with_their_images(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    post = await with_pictures(coop, ana, "Un pré", source="A\n\n[image 1]\n\n<i>B</i>")
    await given_article(coop, ana, title="Entre nous", visibility="members")
    await given_article(coop, ana, title="Du vent", subjects=("vent",), summary="")
    answer = await visitor.get("/articles.atom")
    feed = ET.fromstring(answer.text)  # noqa: S314 - ours
    titles = [each.text for each in feed.iter(f"{ATOM}title")]
    assert titles[1:] == ["Du vent", TITLE]
    content = [each.text or "" for each in feed.iter(f"{ATOM}content")][1]
    assert f'<img src="{post.attachments[0].url}" alt="Un pré"' in content
    again = await visitor.get("/articles.atom", if_none_match=answer.headers["etag"])
    assert again.status_code == 304
    cut = await visitor.get("/articles.atom?subject=vent")
    assert TITLE not in cut.text
    assert "<entry>" not in (await visitor.get("/articles.atom?subject=jamais")).text


async def given_elsewhere(coop: Instance, ana: Member, **more: Any) -> Actor:
    """Let somebody whom Ana follows write an article on her own blog."""
    async with coop.writing() as work:
        eve = await given_stranger(work, "eve")
        me = await actors.by_id(work, ana.actor_id)
        assert me is not None
        await given_follow(work, me, eve)
        await given_remote_note(work, eve, type="Article", name="Ailleurs", **more)
        return eve


async def test_an_article_of_another_site_has_a_readable_page(
    anas: Browser, visitor: Browser, coop: Instance, ana: Member
) -> None:
    """Its title once, what it says in brief, and the way to the original."""
    url = "https://peer.example/@eve/1"
    content = (
        "<p><strong>Ailleurs</strong></p><p>Loin</p>"
        f'<p><a href="{url}" rel="nofollow noopener noreferrer ugc">{url}</a></p>'
    )
    await given_elsewhere(coop, ana, content=content, summary="Près & loin")
    page = await anas.get("/articles")
    link = re.search(r'<a href="(/articles/[^"]+)">Ailleurs</a>', page.text)
    assert link
    article = await anas.get(link[1])
    assert "In brief: Près & loin" in words(article)
    assert words(article).count(url) == 0
    assert f'href="{url}"' in article.text
    assert '<meta name="robots" content="noindex"' in article.text
    assert "Ailleurs" not in words(await visitor.get("/articles"))
    async with coop.writing() as work:
        await network.trust(work, None, "peer.example")
    assert "Ailleurs" in words(await visitor.get("/articles"))
    assert "Ailleurs" in words(await visitor.get("/articles?cooperative=peer.example"))


async def test_what_another_site_warns_of_is_hidden_at_first(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    await given_elsewhere(coop, ana, content="<p>Fin</p>", summary="La fin", sensitive=True)
    page = await anas.get("/articles")
    link = re.search(r'<a href="(/articles/[^"]+)">Ailleurs</a>', page.text)
    assert link
    assert re.search(r'<details class="warning">.*La fin.*Fin', markup(await anas.get(link[1])))
    assert "La fin" in words(page)
    home = markup(await anas.get("/home"))
    assert re.search(r'<details class="warning">.*La fin', home)


async def test_lists_of_messages_show_the_brief_and_the_way_to_the_rest(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    post = await given_article(coop, ana, source="Tout le texte.")
    home = await anas.get("/home")
    assert BRIEF in words(home)
    assert "Tout le texte." not in words(home)
    assert f'href="/articles/{post.id}"' in home.text
