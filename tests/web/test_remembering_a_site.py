"""A visitor's own site: remembered when she asks for it, one press the next time, and forgotten."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from fedicoop.web import origin
from tests.web.browser import words
from tests.web.given_events import given_event
from tests.web.test_elsewhere import given_site
from tests.web.test_threads import publish

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.network import Internet
    from tests.web.browser import Browser

_FEP = "https://w3id.org/fep/3b86/"
_SUBSCRIBE = {
    "rel": "http://ostatus.org/schema/1.0/subscribe",
    "template": "https://peer.example/interact?uri={uri}",
}
_LIKE = {"rel": f"{_FEP}Like", "href": "https://peer.example/like?u={object}"}
_JOIN = {"rel": f"{_FEP}Join", "href": "https://peer.example/join?u={object}"}
ANA = "https://coop.example/users/ana"


async def come_from_peer(visitor: Browser, path: str = "/@ana/elsewhere") -> str:
    """Say where she comes from, and let it be remembered; give the page that follows."""
    fields = {"handle": "@zoe@peer.example", "remember": "on"}
    page = await visitor.send(path, fields, at=path)
    assert page.status_code == 200
    return unescape(page.text)


async def test_a_remembered_site_is_one_press_away(
    visitor: Browser, internet: Internet, coop: Instance, ana: Member
) -> None:
    """On every page with something to follow, answer or come to, without asking her site again."""
    asked = given_site(internet, _SUBSCRIBE, _LIKE, _JOIN)
    event = await given_event(coop, ana)
    ident = await publish(coop, ana, "qui vient ?")
    note = f"https://coop.example/notes/{ident}"
    await come_from_peer(visitor)
    for path, goal in (
        ("/@ana", f"https://peer.example/interact?uri={quote(ANA, safe='')}"),
        (f"/notes/{ident}", f"https://peer.example/interact?uri={quote(note, safe='')}"),
        (f"/events/{event.id}", f"https://peer.example/join?u={quote(event.uri, safe='')}"),
        (f"/notes/{ident}/elsewhere", f"https://peer.example/like?u={quote(note, safe='')}"),
    ):
        page = await visitor.get(path)
        assert f'href="{goal}"' in unescape(page.text), path
    assert len(asked) == 1


async def test_nothing_is_kept_unasked(visitor: Browser, internet: Internet, ana: Member) -> None:
    """Nor does the page promise anything else than it does."""
    given_site(internet, _SUBSCRIBE)
    path = "/@ana/elsewhere"
    await visitor.send(path, {"handle": "@zoe@peer.example"}, at=path)
    assert origin.COOKIE not in visitor.client.cookies
    assert "peer.example" not in (await visitor.get("/@ana")).text


async def test_it_is_forgotten_at_one_press(
    visitor: Browser, internet: Internet, ana: Member
) -> None:
    """The dialogue says whom it remembers, and how to end that."""
    given_site(internet, _SUBSCRIBE)
    await come_from_peer(visitor)
    path = "/@ana/elsewhere"
    said = words(await visitor.get(path))
    known = visitor.say("This device remembers you as %(handle)s.", handle="@zoe@peer.example")
    assert known in said
    answer = await visitor.send("/elsewhere/forget", {"back": path}, at=path)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert origin.COOKIE not in visitor.client.cookies
    assert known not in words(await visitor.get(path))


async def test_the_cookie_is_ours_alone(visitor: Browser, internet: Internet, ana: Member) -> None:
    """It goes to no script and with no form of another site."""
    given_site(internet, _SUBSCRIBE)
    path = "/@ana/elsewhere"
    fields = {"handle": "@zoe@peer.example", "remember": "on"}
    said = (await visitor.send(path, fields, at=path)).headers["set-cookie"].lower()
    assert said.startswith(f"{origin.COOKIE}=")
    for part in ("httponly", "samesite=lax", "secure", "path=/"):
        assert part in said


@pytest.mark.parametrize("value", ["x", "WyJ4Il0.abc", "x" * 3001])
async def test_a_cookie_that_we_did_not_write_means_nothing(
    visitor: Browser, ana: Member, value: str
) -> None:
    """So no link leads where WebFinger did not say."""
    visitor.client.cookies.set(origin.COOKIE, value, domain="coop.example")
    page = await visitor.get("/@ana")
    assert page.status_code == 200
    assert 'href="/@ana/elsewhere"' in page.text


async def test_a_site_with_too_much_to_say_is_not_remembered(
    visitor: Browser, internet: Internet, ana: Member
) -> None:
    """The link is there all the same."""
    names = ("Follow", "Join", "Like", "Announce", "Object")
    long = "https://peer.example/" + "x" * 450 + "?u={object}"
    noise = [{"rel": _FEP + each, "href": long.replace("x", each[0])} for each in names]
    given_site(internet, {**_SUBSCRIBE, "template": long}, *noise)
    page = await come_from_peer(visitor)
    assert f"u={quote(ANA, safe='')}" in page
    fits = origin.COOKIE in visitor.client.cookies
    assert not fits or len(visitor.client.cookies[origin.COOKIE]) <= 3000


async def test_an_event_offers_every_way_in_one_dialogue(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """One's own site, by e-mail without an account, and as a member; comments by the same door."""
    event = await given_event(coop, ana, guests_by_mail=True)
    path = f"/events/{event.id}/elsewhere"
    page = await visitor.get(path)
    said = words(page)
    for text in (
        "How would you like to come?",
        "With the account you have on another site",
        "Without an account, by e-mail",
        "You are a member here?",
    ):
        assert visitor.say(text) in said
    assert f'action="/events/{event.id}/register"' in page.text
    assert f'href="/login?next=/events/{event.id}"' in page.text
    comment = words(await visitor.get(f"{path}?do=reply"))
    assert visitor.say("Where do you come from?") in comment
    assert visitor.say("Without an account, by e-mail") not in comment


async def test_what_is_wrong_with_a_letter_is_said_in_the_dialogue(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """What was typed stays."""
    event = await given_event(coop, ana, guests_by_mail=True)
    path = f"/events/{event.id}/elsewhere"
    fields = {"name": "Zoé", "email": "zoe"}
    page = await visitor.send(f"/events/{event.id}/register", fields, at=path)
    assert page.status_code == 422
    assert 'value="Zoé"' in page.text
    assert visitor.say("How would you like to come?") in words(page)
