"""The start page, the cooperative's own pages, languages, and what machines ask for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.groups import queries as groups
from fedicoop.posts import Visibility, service
from fedicoop.posts.service import NoteDraft
from tests.web.browser import given_account, markup, words
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


async def given_posts(coop: Instance, member: Member, *said: tuple[str, str]) -> None:
    """Let a member publish some messages: (text, visibility)."""
    async with coop.writing() as work:
        author = await actors.by_id(work, member.actor_id)
        assert author is not None
        for source, visibility in said:
            await service.publish(work, author, NoteDraft(source, visibility))


async def test_visitors_see_who_we_are(visitor: Browser) -> None:
    """In their language."""
    answer = await visitor.get("/")
    assert answer.status_code == 200
    assert f'<html lang="{visitor.language}">' in answer.text
    expected = "Des voisins et du vent." if visitor.language == "fr" else "Neighbours and wind."
    assert expected in words(answer)
    assert visitor.say("Nothing is published here for everybody yet.") in words(answer)


async def test_visitors_read_what_is_for_everybody_and_nothing_else(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """Members-only, followers-only and direct messages stay inside; quiet ones are not listed."""
    alone = [each for each in Visibility if each != Visibility.GROUP]
    said = [(f"for-{each}", str(each)) for each in alone]
    await given_posts(coop, ana, *said)
    answer = await visitor.get("/")
    assert "for-public" in answer.text
    for other in ("unlisted", "followers", "members", "direct"):
        assert f"for-{other}" not in answer.text


async def test_older_messages_have_an_address(opened: Opener, coop: Instance, ana: Member) -> None:
    """And at the end of them there is a way back."""
    await given_posts(coop, ana, *[(f"message {number:02}", "public") for number in range(23)])
    browser = opened(coop)
    first = markup(await browser.get("/"))
    assert "message 22" in first
    assert "message 02" not in first
    goal = re.search(r'rel="next" href="([^"]+)"', first)
    assert goal
    second = (await browser.get(f"/{goal[1]}")).text
    assert "message 02" in second
    assert "message 22" not in second
    beyond = await browser.get("/?before=0000")
    assert browser.say("Back to what is new") in words(beyond)


async def test_people_to_follow_are_those_who_want_to_be_found(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """The cooperative always; of its people those who write and agreed."""
    await given_posts(coop, ana, ("bonjour", "public"))
    browser = opened(coop)
    aside = (await browser.get("/")).text.partition("<aside>")[2]
    assert "/@cooperative/elsewhere" in aside
    assert "/@ana" not in aside
    async with coop.writing() as work:
        (await actors.by_uri(work, ana.actor.uri)).discoverable = True  # type: ignore[union-attr]
    aside = (await browser.get("/")).text.partition("<aside>")[2]
    assert "/@ana/elsewhere" in aside


async def test_a_page_says_what_it_is_to_those_who_link_to_it(visitor: Browser) -> None:
    """Open Graph, schema.org, the feed, the ActivityPub form; no noindex."""
    html = (await visitor.get("/")).text
    found = _DATA.search(html)
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["url"]) == ("Organization", "https://coop.example/")
    assert '<meta property="og:title" content="Coopérative coop.example" />' in html
    assert '<link rel="canonical" href="https://coop.example/" />' in html
    assert 'href="https://coop.example/cooperative"' in html
    assert 'href="https://coop.example/@cooperative.atom"' in html
    assert "noindex" not in html


async def test_members_have_a_home_of_their_own(at_home: Browser) -> None:
    """The start page sends them there."""
    answer = await at_home.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")


@pytest.mark.parametrize(("path", "title"), [("/about", "Who we are"), ("/pages/contact", "")])
async def test_the_cooperative_has_pages_of_its_own(
    visitor: Browser, path: str, title: str
) -> None:
    """In the reader's language where there is one."""
    answer = await visitor.get(path)
    assert answer.status_code == 200
    french = {"/about": "Qui sommes-nous\xa0?", "/pages/contact": "Nous écrire"}[path]
    expected = title if visitor.language == "en" and title else french
    assert f"<h1>{expected}</h1>" in answer.text


async def test_there_are_no_other_pages(visitor: Browser) -> None:
    """Whatever dots and slashes the address has (case web-025)."""
    for slug in ("nothing", "..%2Finstance", "..%2F..%2Fetc%2Fpasswd", "%01", "a" * 300):
        answer = await visitor.get(f"/pages/{slug}")
        assert answer.status_code == 404
        assert visitor.say("To the start page") in words(answer)


async def test_a_new_cooperative_has_a_page_about_itself(
    opened: Opener, neighbour: Instance
) -> None:
    """So that the menu leads nowhere wrong."""
    answer = await opened(neighbour).get("/about")
    assert answer.status_code == 200
    assert "Coopérative neighbour.example" in words(answer)
    assert (await opened(neighbour).get("/")).status_code == 200


async def test_a_visitor_chooses_her_language(opened: Opener, coop: Instance) -> None:
    """It is remembered, and she is back where she was."""
    browser = opened(coop, "fr")
    answer = await browser.send("/language", {"language": "en", "back": "/pages/contact?x=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/pages/contact?x=1")
    assert '<html lang="en">' in (await browser.get("/")).text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_nobody_is_led_away_by_the_language(
    opened: Opener, coop: Instance, back: str
) -> None:
    """An address of another site is the start page."""
    answer = await opened(coop).send("/language", {"language": "xx", "back": back})
    assert answer.headers["location"] == "/"


async def test_a_members_language_is_kept_with_her(
    at_home: Browser, coop: Instance, opened: Opener
) -> None:
    """It follows her into another browser."""
    await at_home.send("/language", {"language": "en", "back": "/about"})
    other = opened(coop, "fr")
    await other.sign_in("ana")
    assert '<html lang="en">' in (await other.get("/about")).text


async def test_machines_are_answered_whatever_name_they_use(opened: Opener, coop: Instance) -> None:
    """Checks of life come by address."""
    browser = opened(coop)
    for path in ("/livez", "/readyz"):
        answer = await browser.get(path, Host="127.0.0.1:8080")
        assert (answer.status_code, answer.text) == (200, "ok\n")
        assert answer.headers["cache-control"] == "no-store"


async def test_a_server_without_its_database_is_not_ready(opened: Opener, coop: Instance) -> None:
    """But alive."""
    browser = opened(coop)
    await coop.database.close()
    path = coop.config.folder / "data" / "fedicoop.sqlite3"
    path.rename(path.with_suffix(".gone"))
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert (await browser.get("/livez")).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "coop.example.evil.example", "", "127.0.0.1"])
async def test_no_other_name_is_ours(opened: Opener, coop: Instance, host: str) -> None:
    """So that no link is ever built from what a request says (case web-023)."""
    answer = await opened(coop).get("/login", Host=host)
    assert answer.status_code == 400
    assert "https://coop.example" in answer.text


@pytest.mark.parametrize("host", ["COOP.example", "coop.example:443", "coop.example."])
async def test_our_name_may_be_written_in_other_ways(
    opened: Opener, coop: Instance, host: str
) -> None:
    """With a port, in capitals, with a dot."""
    assert (await opened(coop).get("/about", Host=host)).status_code == 200


async def test_search_engines_stay_out_of_what_is_not_for_them(
    opened: Opener, coop: Instance
) -> None:
    """The public pages stay open."""
    text = (await opened(coop).get("/robots.txt")).text
    assert "Disallow: /settings\n" in text
    assert "Disallow: /\n" not in text
    assert text.endswith("\nSitemap: https://coop.example/sitemap.xml\n")


async def test_each_browser_gets_what_a_first_visit_may_weigh(
    opened: Opener, coop: Instance
) -> None:
    """At most 60 kB packed in at most six requests, none of them elsewhere."""
    browser = opened(coop)
    html = await browser.get("/", Accept_Encoding="gzip")
    wanted = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html.text))
    assert 0 < len(wanted) <= 5
    weight = int(html.headers["content-length"])
    for path in wanted:
        answer = await browser.get(path, Accept_Encoding="gzip")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        weight += int(answer.headers["content-length"])
    assert weight < 60_000
    assert not re.findall(r'(?:src|action)="(?:https?:)?//', html.text)


async def test_a_file_has_one_name(opened: Opener, coop: Instance) -> None:
    """Any other is 404, paths included."""
    for name in ("fedicoop.css", "..%2f..%2finstance.toml", "style.000000000000.css"):
        assert (await opened(coop).get(f"/static/{name}")).status_code == 404


async def test_the_name_of_a_member_does_not_break_a_page(opened: Opener, coop: Instance) -> None:
    """Nor leave the script of its description."""
    name = "</script><script>alert(1)</script>"
    member = await given_account(coop, "bob", name=name)
    await given_posts(coop, member, ("**gras** & <b>pas</b>", "public"))
    browser = opened(coop)
    for path in ("/", "/@bob", "/@bob.atom"):
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


async def test_visitors_find_a_group_near_them_in_two_clicks(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """The town, then the group; groups that are not for everybody stand nowhere here."""
    place = {"town": "Rouen", "postcode": "76000", "latitude": 49.44, "longitude": 1.1}
    await given_group(coop, ana, "rouen", name="Groupe de Rouen", **place)
    await given_group(coop, ana, "dedans", name="Entre nous", visibility="members", **place)
    start = await visitor.get("/")
    html = markup(start)
    assert '<form method="get" action="/groups" role="search"' in html
    assert 'name="near"' in html
    assert visitor.say("Our groups") in words(start)
    assert "Groupe de Rouen" in words(start)
    assert "Entre nous" not in words(start)
    found = await visitor.get("/groups?near=76100")
    assert 'href="/@rouen"' in found.text
    assert "Entre nous" not in words(found)


async def test_visitors_read_articles_and_find_the_way_in(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """The last three; how to join, the map, whom to ask; older messages stand alone."""
    await given_group(coop, ana, "vent")
    async with coop.writing() as work:
        author, group = (
            await actors.by_id(work, ana.actor_id),
            await groups.by_username(work, "vent"),
        )
        assert author is not None
        assert group is not None
        for number in range(4):
            title = f"Chronique {number}"
            draft = NoteDraft("Du vent.", "public", group=group, title=title, article=True)
            await service.publish(work, author, draft)
    html = markup(await visitor.get("/"))
    articles = html.partition('id="articles"')[2].partition("</section>")[0]
    assert "Chronique 3" in articles
    assert "Chronique 0" not in articles
    for link in ("/agenda?view=map", "/contact", "/pages/etre-societaire"):
        assert f'href="{link}"' in html
    assert 'id="articles"' not in (await visitor.get("/?before=ffff")).text
