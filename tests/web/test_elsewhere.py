"""Following and answering from one's own site, and coming here from there."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx2
import orjson
import pytest

from fedicoop.actors import queries as actors
from tests.web.browser import given_account, words
from tests.web.test_threads import publish

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"
_UNABLE = "Your site has no page for this. Copy the address below into its search box instead."
_SILENT = "This site does not answer, or does not know you. Is the address right?"


def given_site(internet: Internet, *links: object, host: str = "peer.example") -> list[str]:
    """Plug in a server whose WebFinger gives these links; give what it is asked."""
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        body = orjson.dumps({"subject": "acct:zoe@peer.example", "links": list(links)})
        return httpx2.Response(200, content=body, headers={"content-type": "application/jrd+json"})

    internet.servers[host] = httpx2.MockTransport(answer)
    return asked


async def test_a_visitor_is_asked_where_she_comes_from(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """For somebody to follow and for a message to answer, with other ways for everybody else."""
    ident = await publish(coop, ana, "qui vient ?")
    for path, uri in (
        ("/@ana/elsewhere", "https://coop.example/users/ana"),
        (f"/notes/{ident}/elsewhere", f"https://coop.example/notes/{ident}"),
    ):
        page = await visitor.get(path)
        assert page.status_code == 200
        assert f"<h1>{visitor.say('Where do you come from?')}</h1>" in page.text
        assert uri in words(page)


async def test_a_member_is_not_asked(at_home: Browser) -> None:
    """Her buttons are on the page itself."""
    answer = await at_home.get("/@ana/elsewhere")
    assert (answer.status_code, answer.headers["location"]) == (303, "/@ana")


@pytest.mark.parametrize(
    "typed", ["@zoe@peer.example", "zoe@PEER.example", "https://peer.example/@zoe"]
)
async def test_the_visitors_own_site_is_asked_where_it_follows(
    visitor: Browser, internet: Internet, ana: Member, typed: str
) -> None:
    """And a link leads there: she presses it herself."""
    template = "https://peer.example/authorize_interaction?uri={uri}"
    asked = given_site(internet, {"rel": _SUBSCRIBE, "template": template})
    path = "/@ana/elsewhere"
    page = await visitor.send(path, {"handle": typed}, at=path)
    assert page.status_code == 200
    uri = quote("https://coop.example/users/ana", safe="")
    goal = f"https://peer.example/authorize_interaction?uri={uri}"
    assert f'href="{goal}"' in page.text
    assert visitor.say("Follow from %(host)s", host="peer.example") in words(page)
    resource = "acct%3Azoe%40peer.example"
    assert asked == [f"https://peer.example/.well-known/webfinger?resource={resource}"]


async def test_newer_sites_say_it_with_an_intent(
    visitor: Browser, internet: Internet, coop: Instance, ana: Member
) -> None:
    """FEP-3b86; what is no link is passed over."""
    ident = await publish(coop, ana, "qui vient ?")
    intent = {
        "rel": "https://w3id.org/fep/3b86/Object",
        "template": "https://peer.example/open?u={object}",
    }
    given_site(internet, "nonsense", {"rel": 3}, {"rel": _SUBSCRIBE, "template": 7}, intent)
    path = f"/notes/{ident}/elsewhere"
    page = await visitor.send(path, {"handle": "zoe@peer.example"}, at=path)
    assert 'href="https://peer.example/open?u=https%3A%2F%2Fcoop.example%2Fnotes' in page.text


@pytest.mark.parametrize(
    "template",
    ["javascript:alert(1)//{uri}", "https://peer.example/nothing", "/here?{uri}", "x" * 3000, None],
)
async def test_a_site_with_no_usable_page_is_said_to_have_none(
    visitor: Browser, internet: Internet, ana: Member, template: str | None
) -> None:
    """The address to copy stays there."""
    given_site(internet, {"rel": _SUBSCRIBE, "template": template})
    path = "/@ana/elsewhere"
    page = await visitor.send(path, {"handle": "zoe@peer.example"}, at=path)
    assert page.status_code == 422
    assert visitor.say(_UNABLE) in words(page)
    assert 'value="zoe@peer.example"' in page.text


@pytest.mark.parametrize("typed", ["zoe", "@", "", "zoe@", "http://", "a@b@c", "zoe@127.0.0.1"])
async def test_what_is_no_address_is_not_asked_for(
    visitor: Browser, internet: Internet, ana: Member, typed: str
) -> None:
    """Nor does it break anything."""
    page = await visitor.send("/@ana/elsewhere", {"handle": typed}, at="/@ana/elsewhere")
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert internet.requests == []


async def test_our_own_address_is_no_other_site(visitor: Browser, ana: Member) -> None:
    """Members sign in."""
    path = "/@ana/elsewhere"
    page = await visitor.send(path, {"handle": "@ana@coop.example"}, at=path)
    said = visitor.say("This is an address of this site: please sign in here.")
    assert said in words(page)


async def test_a_site_that_does_not_answer_is_said_to_be_silent(
    visitor: Browser, ana: Member
) -> None:
    """In the same way as one that does not know her."""
    path = "/@ana/elsewhere"
    page = await visitor.send(path, {"handle": "zoe@nowhere.example"}, at=path)
    assert page.status_code == 422
    assert visitor.say(_SILENT) in words(page)


async def test_nobody_makes_us_knock_at_doors_all_day(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """Ten questions, then a pause."""
    browser = opened(coop)
    path = "/@ana/elsewhere"
    fields = {"handle": "zoe@nowhere.example"}
    statuses = [(await browser.send(path, fields, at=path)).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


async def test_coming_from_another_site_shows_what_it_is_about(
    at_home: Browser, neighbour: Instance
) -> None:
    """A person or a message, by address or by handle; nothing is done by a GET (case web-002)."""
    bob = await given_account(neighbour, "bob")
    ident = await publish(neighbour, bob, "venez !")
    note = f"https://neighbour.example/notes/{ident}"
    person = "https://neighbour.example/users/bob"
    for uri in (person, "acct:bob@neighbour.example", "@bob@neighbour.example"):
        page = await at_home.get(f"/authorize_interaction?uri={quote(uri, safe='')}")
        assert page.status_code == 200
        assert at_home.say("Follow %(name)s?", name="Bob") in words(page)
        assert 'formaction="/@bob@neighbour.example/follow"' in page.text
    answer = await at_home.get(f"/authorize_interaction?uri={quote(note, safe='')}")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("#reply")
    assert "venez !" in (await at_home.get(answer.headers["location"])).text
    async with at_home.instance.reading() as work:
        other = await actors.by_uri(work, person)
        assert other is not None
        me = await actors.by_username(work, "ana")
        assert me is not None
        assert not (await actors.relation(work, me, other)).requested


async def test_a_visitor_signs_in_first(opened: Opener, coop: Instance) -> None:
    """And then goes on."""
    answer = await opened(coop).get("/authorize_interaction?uri=https%3A%2F%2Fpeer.example%2Fx")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=%2Fauthorize_interaction%3Furi")


@pytest.mark.parametrize(
    ("uri", "status"),
    [
        ("", 404),
        ("nonsense", 404),
        ("https://coop.example/nothing", 404),
        ("https://nowhere.example/x", 503),
        ("https://neighbour.example/notes/nothing", 404),
        ("http://127.0.0.1/x", 404),
        ("javascript:alert(1)", 404),
    ],
)
async def test_what_cannot_be_shown_is_refused(
    at_home: Browser, neighbour: Instance, uri: str, status: int
) -> None:
    """With a page that says so, never with an error of ours."""
    answer = await at_home.get(f"/authorize_interaction?uri={quote(uri, safe='')}")
    assert answer.status_code == status
    assert at_home.say("To my home page") in words(answer)


async def test_the_whole_way_between_two_cooperatives(
    at_home: Browser, neighbour: Instance, opened: Opener
) -> None:
    """From the neighbour's page to our own follow button."""
    await given_account(neighbour, "bob")
    there = opened(neighbour)
    page = await there.send(
        "/@bob/elsewhere", {"handle": "@ana@coop.example"}, at="/@bob/elsewhere"
    )
    goal = page.text.partition('href="https://coop.example')[2].partition('"')[0]
    arrived = await at_home.get(unescape(goal))
    assert at_home.say("Follow %(name)s?", name="Bob") in words(arrived)
    pressed = await at_home.send("/@bob@neighbour.example/follow", at=unescape(goal))
    assert pressed.status_code == 303
    again = await at_home.get(unescape(goal))
    assert 'formaction="/@bob@neighbour.example/unfollow"' in again.text
