"""What holds for every page: foreign forms, refusals, caches, what browsers are told not to do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest
from starlette.routing import Route

from fedicoop.app import create_app
from fedicoop.web import said
from fedicoop.web.csrf import make_token
from fedicoop.web.headers import CSP
from fedicoop.web.routes import page_routes
from tests.web.browser import Browser, given_account, words
from tests.web.test_front_door import given_posts

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.conftest import Opener

POSTS = sorted(
    {
        route.path
        for route in page_routes
        if isinstance(route, Route) and "POST" in (route.methods or ())
    }
)
ONE_CLICK = {"/unsubscribe/{token}", "/activate/{token}/leave"}
"""What a mail program sends, which knows no token: the secret in the address says it all."""
OPEN = ("/", "/about", "/pages/contact", "/login", "/@ana", "/@cooperative", "/tags/vent")


def filled(path: str) -> str:
    """Put something into the places of a path."""
    return path.replace("{ident}", "1").replace("{name}", "ana").replace("{handle}", "ana")


async def test_no_form_of_another_site_does_anything(at_home: Browser) -> None:
    """Though it were a page of ours that was stolen: 403, whatever can be sent."""
    token = await at_home.token("/settings")
    for path in sorted(set(POSTS) - ONE_CLICK):
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
        ):
            answer = await at_home.client.post(filled(path), data={"csrf": token}, headers=headers)
            assert answer.status_code == 403, path
    assert (await at_home.get("/settings")).status_code == 200


async def test_no_form_without_its_token_does_anything(at_home: Browser) -> None:
    """None, a forged one, a visitor's, a stranger's."""
    cookie = at_home.client.cookies["__Host-fedicoop"]
    visitors = make_token(at_home.instance.secret, "")
    strangers = make_token(b"x" * 32, cookie)
    for path in sorted(set(POSTS) - ONE_CLICK):
        for token in ("", "nonsense", visitors, strangers):
            answer = await at_home.client.post(filled(path), data={"csrf": token})
            assert answer.status_code == 403, path
            assert at_home.say("This is not allowed") in words(answer)


async def test_a_token_lives_a_month(at_home: Browser, clock: StoppedClock) -> None:
    """Its page may stay open for days; the same token serves again."""
    token = await at_home.token("/settings")
    for _ in range(2):
        fields = {"csrf": token, "name": "Ana", "summary": ""}
        answer = await at_home.client.post("/settings", data=fields)
        assert answer.status_code == 303
    clock.move(timedelta(days=1))
    assert (await at_home.get("/settings")).status_code == 200


async def test_a_refused_form_gives_back_what_was_typed(at_home: Browser) -> None:
    """So that nobody writes it twice."""
    answer = await at_home.client.post("/compose", data={"csrf": "", "source": "mes mots <b>"})
    assert answer.status_code == 403
    assert ">mes mots &lt;b&gt;</textarea>" in answer.text
    assert at_home.say("What you typed") in words(answer)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "image/png"])
async def test_what_is_no_form_is_malformed(at_home: Browser, kind: str) -> None:
    """400, never an error of ours."""
    answer = await at_home.client.post("/settings", content=b"{}", headers={"Content-Type": kind})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff" * 99]
)
async def test_a_broken_form_is_refused(at_home: Browser, body: bytes) -> None:
    """Whatever is in it."""
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await at_home.client.post("/settings", content=body, headers=kind)
    assert answer.status_code in {400, 403}


async def test_an_open_page_says_what_caches_may_do(visitor: Browser, at_home: Browser) -> None:
    """Visitors' pages are asked for again, members' are kept nowhere; both vary."""
    for path in OPEN:
        page = await visitor.get(path)
        assert page.status_code == 200
        assert page.headers["content-language"] == visitor.language
        assert page.headers["cache-control"] == "no-cache"
        assert page.headers["vary"] == "Accept, Accept-Encoding, Accept-Language, Cookie"
        mine = await at_home.get(path)
        assert (mine.status_code == 303) == (path in {"/", "/login"})
        if mine.status_code == 200:
            assert mine.headers["cache-control"] == "private, no-store"


async def test_every_page_tells_browsers_what_not_to_do(visitor: Browser, ana: Member) -> None:
    """No frame around it (case web-020), no foreign script, no referrer elsewhere."""
    assert "frame-ancestors 'none'" in CSP
    for path in (*OPEN, "/nothing"):
        headers = (await visitor.get(path)).headers
        assert headers["content-security-policy"] == CSP
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["strict-transport-security"].startswith("max-age=")


async def test_no_page_has_a_script_or_style_of_its_own(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """They would not run under our policy."""
    await given_posts(coop, ana, ("bonjour #vent", "public"))
    for path in OPEN:
        html = (await visitor.get(path)).text
        assert "<style" not in html
        assert " style=" not in html
        assert " onclick=" not in html
        inline = html.replace('<script type="application/ld+json">', "")
        assert inline.count("<script") == inline.count("<script defer src=")


async def test_an_unknown_address_helps_on(visitor: Browser) -> None:
    """It says what happened, what was not lost, whom to ask."""
    page = await visitor.get("/nothing/here")
    assert page.status_code == 404
    said = words(page)
    assert visitor.say("There is nothing here for you") in said
    assert visitor.say("Nothing was changed and nothing was lost.") in said
    assert "bonjour@coop.example" in said
    assert 'href="/login"' in page.text


async def test_programs_get_their_refusals_in_json(visitor: Browser) -> None:
    """RFC 9457; whoever takes HTML gets HTML."""
    answer = await visitor.get("/nothing", Accept="application/json")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert answer.headers["vary"] == "Accept"


async def test_a_wrong_method_is_405(visitor: Browser) -> None:
    """And says which ones there are."""
    answer = await visitor.client.delete("/about")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


async def test_an_error_of_ours_says_nothing_of_its_inside(
    coop: Instance, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """500, a page, and the reason in the log."""

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("fedicoop.web.pages.tags.posts.tagged", broken)
    app = create_app(coop, workers=False)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    browser = Browser(coop, transport)
    page = await browser.get("/tags/vent")
    await browser.client.aclose()
    assert page.status_code == 500
    assert "secret" not in page.text
    assert browser.say("Something broke on our side") in words(page)
    assert "the secret of the house" in caplog.text


async def test_what_was_done_is_said_once(visitor: Browser) -> None:
    """On the next page, and not on the one after it."""
    for code, english in said.TEXTS.items():
        visitor.client.cookies.set(said.COOKIE, code, domain="coop.example")
        assert visitor.say(english) in words(await visitor.get("/about"))
        assert visitor.say(english) not in words(await visitor.get("/about"))


async def test_nobody_puts_words_into_our_mouth(visitor: Browser) -> None:
    """A cookie names a text of ours, or nothing is said."""
    visitor.client.cookies.set(said.COOKIE, "Send your password to me", domain="coop.example")
    assert "Send your password" not in (await visitor.get("/about")).text


@pytest.mark.parametrize("cookie", ["", "x" * 5000, "%00", "a b", "ünïcode"])
async def test_a_strange_cookie_is_nobody(opened: Opener, coop: Instance, cookie: str) -> None:
    """It opens nothing and breaks nothing."""
    header = f"__Host-fedicoop={cookie}".encode("latin-1")
    answer = await opened(coop).client.get("/settings", headers={b"cookie": header})
    assert answer.status_code == 303


async def test_names_of_any_kind_are_shown_as_they_are(visitor: Browser, coop: Instance) -> None:
    """Right to left, emoji, quotes."""
    name = 'עדה "quote" & <i>o\'</i> 🌬'
    await given_account(coop, "bob", name=name)
    assert name in words(await visitor.get("/@bob"))
