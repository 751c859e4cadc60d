"""What every page stands on: bodies, forms, languages, colours, and what a reader accepts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fedicoop.web import i18n, theme
from fedicoop.web.forms import Form
from fedicoop.web.guard import BodyGuard
from fedicoop.web.headers import SecurityHeaders
from fedicoop.web.i18n import Language
from fedicoop.web.negotiate import wants_activity
from fedicoop.web.views import initials

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOON = datetime(2026, 12, 5, 17, 30, tzinfo=UTC)
_PARIS = "Europe/Paris"


async def echo(request: Request) -> Response:
    """Say how much came."""
    return PlainTextResponse(str(len(await request.body())))


def guarded(seconds: float = 5) -> httpx2.AsyncClient:
    """Open a client at a small application behind the outermost door."""
    guard = Middleware(BodyGuard, limit=100, upload_limit=1000, seconds=seconds)
    app = Starlette(
        routes=[Route("/", echo, methods=["POST"])],
        middleware=[guard, Middleware(SecurityHeaders, secure=False)],
    )
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://a.test")


async def pieces(*sizes: int, pause: float = 0) -> AsyncIterator[bytes]:
    """Send a body in pieces, without saying how long it is."""
    for size in sizes:
        await asyncio.sleep(pause)
        yield b"x" * size


async def test_a_body_is_taken_up_to_its_limit() -> None:
    """Announced or not; forms with files may be larger."""
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    async with guarded() as client:
        assert (await client.post("/", content=b"x" * 100)).text == "100"
        assert (await client.post("/", content=pieces(50, 50))).text == "100"
        assert (await client.post("/", content=b"x" * 900, headers=form)).text == "900"
        assert (await client.post("/", content=b"x" * 101)).status_code == 413
        assert (await client.post("/", content=pieces(60, 60))).status_code == 413
        answer = await client.post("/", content=b"x" * 1001, headers=form)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")


@pytest.mark.parametrize("length", ["-1", "x", "9" * 30, "1e9"])
async def test_an_odd_length_is_counted_by_hand(length: str) -> None:
    """What is announced is only believed when it is a number."""
    async with guarded() as client:
        answer = await client.post("/", content=b"x" * 9, headers={"Content-Length": length})
    assert answer.text == "9"


async def test_a_slow_body_ends() -> None:
    """408, and the connection with it."""
    async with guarded(seconds=0.05) as client:
        answer = await client.post("/", content=pieces(1, 1, 1, 1, pause=0.04))
    assert answer.status_code == 408


async def test_a_form_with_files_may_take_longer() -> None:
    """A document of some megabytes comes over a slow line."""
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    async with guarded(seconds=0.5) as client:
        slow = pieces(1, 1, 1, 1, pause=0.2)
        assert (await client.post("/", content=slow, headers=form)).text == "4"
    async with guarded(seconds=0.005) as client:
        slow = pieces(1, 1, 1, 1, pause=0.04)
        assert (await client.post("/", content=slow, headers=form)).status_code == 408


async def test_a_site_without_https_does_not_insist_on_it() -> None:
    """On a developer's own machine."""
    async with guarded() as client:
        answer = await client.post("/", content=b"")
    assert "strict-transport-security" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("code", "full", "day", "hour"),
    [
        (
            "fr",
            "samedi 5\u00a0décembre 2026 à 18\u00a0h\u00a030",
            "5\u00a0décembre 2026",
            "18\u00a0h\u00a030",
        ),
        ("en", "Saturday 5 December 2026, 18:30", "5 December 2026", "18:30"),
    ],
)
def test_dates_are_said_as_people_say_them(code: str, full: str, day: str, hour: str) -> None:
    """In their language and their time zone."""
    language = Language(code)
    assert language.at(NOON, _PARIS) == full
    assert language.day(NOON, _PARIS) == day
    assert language.hour(NOON, _PARIS) == hour
    assert language.hour(NOON, "Nowhere/At_all") == hour


def test_the_first_of_a_month_and_a_whole_hour_are_said_in_french() -> None:
    """1er, and no minutes."""
    said = Language("fr").at(datetime(2026, 5, 1, 16, 0, tzinfo=UTC), _PARIS)
    assert said == "vendredi 1er\u00a0mai 2026 à 18\u00a0h"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=3), "today at 15:30"),
        (timedelta(hours=20), "yesterday at 22:30"),
        (timedelta(days=10), "25 November"),
        (timedelta(days=400), "31 October 2025"),
        (-timedelta(minutes=2), "today at 18:32"),
    ],
)
def test_the_past_is_said_as_one_would_aloud(passed: timedelta, said: str) -> None:
    """Minutes, today, yesterday, the day; a clock that is off is no future."""
    assert Language("en").ago(NOON - passed, NOON, _PARIS) == said


def test_french_says_the_day_of_the_past() -> None:
    """With the year when it is another one."""
    ago = Language("fr").ago(NOON - timedelta(days=400), NOON, _PARIS)
    assert ago == "31\u00a0octobre 2025"


@pytest.mark.parametrize(
    ("accepts", "code"),
    [
        ("", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("de,en;q=0.4,fr;q=0.5", "fr"),
        ("xx;q=nonsense, en;q=0.1", "en"),
        ("fr;q=0, en", "en"),
        ("*", "fr"),
    ],
)
def test_a_browsers_wish_is_heard(accepts: str, code: str) -> None:
    """As far as we speak it."""
    assert i18n.choose(["fr", "en"], accepts=accepts).code == code


def test_a_members_choice_goes_first() -> None:
    """Then the cookie; a language that is not offered is not spoken."""
    assert i18n.choose(["fr", "en"], setting="en", cookie="fr").code == "en"
    assert i18n.choose(["fr", "en"], cookie="en", accepts="fr").code == "en"
    assert i18n.choose(["fr"], setting="en", accepts="en").code == "fr"
    assert i18n.choose(["xx"], setting="en").code == "en"
    assert Language("xx-nonsense").name_of("en") == "English"
    assert "Europe/Paris" in i18n.zones()
    assert Language("fr").number(12345).replace("\u202f", " ") == "12 345"


@pytest.mark.parametrize("css", ["", "--coop-primary: #ff0; --coop-accent: #eeeeee;", "nonsense"])
def test_whatever_two_colours_are_chosen_can_be_read(css: str) -> None:
    """WCAG 2.2: 4.5 for text, 3 for lines."""
    primary, accent = theme.colours_of(css)
    for ground in ("#fbfaf6", "#1b1a18"):
        assert theme.contrast(theme.readable(primary, ground, 5.5), ground) >= 5.5
        assert theme.contrast(theme.readable(accent, ground, 3.2), ground) >= 3.2
    assert theme.palette(css).count("--link:") == 2
    assert theme.theme_colour(css) == primary
    assert theme.readable("#777777", "#808080", 20) in {"#000000", "#ffffff"}


@pytest.mark.parametrize(
    ("accept", "activity"),
    [
        ("", False),
        ("*/*", False),
        ("application/activity+json", True),
        ("text/html,application/activity+json;q=0.9", False),
        ("application/activity+json, text/html;q=0.5", True),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', True),
        ("application/activity+json;q=nonsense, text/html;q=0.1", False),
    ],
)
def test_who_accepts_what(accept: str, activity: bool) -> None:
    """The first form that we have counts."""
    scope = {"type": "http", "headers": [(b"accept", accept.encode())]}
    assert wants_activity(Request(scope)) is activity


def test_a_form_keeps_what_is_in_it() -> None:
    """Bounded, and only what is asked for."""
    form = Form.of({"a": "x\r\ny", "box": True, "off": False, "many": ["1", "2"]})
    assert (form.text("a"), form.line("a"), form.text("a", 1)) == ("x\ny", "x y", "x")
    assert (form.flag("box"), form.flag("off")) == (True, False)
    assert (form.many("many"), form.choice("a", ["z"], "d")) == (["1", "2"], "d")
    assert (form.files("a"), form.fault("a"), form.text("missing")) == ([], "", "")


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Le Goff", "AG"), ("ana", "A"), ("🌬", "·"), ("", "·"), ("a-b", "AB")]
)
def test_a_face_that_is_not_there_has_letters(name: str, letters: str) -> None:
    """At most two."""
    assert initials(name) == letters
