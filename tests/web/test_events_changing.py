"""Changing an event, cancelling and deleting it, copying it, and what came of it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fedicoop.actors import queries as actors
from fedicoop.events import Status, queries
from fedicoop.events import service as events
from fedicoop.events.service import ToolDraft
from tests.events.given import a_draft, heard
from tests.givens import given_stranger
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import event_now, given_answer, given_event, newest_event
from tests.web.given_groups import given_group
from tests.web.test_events_editing import MEETING

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who announces the events."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give somebody else."""
    return await given_person(coop, "bob", language="en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance, bob: Member) -> Browser:
    """Give Bob's browser."""
    return await browser_of(opened, coop, bob, "en")


@pytest.fixture
async def series(coop: Instance, ana: Member) -> list[Event]:
    """Give three dates in a row."""
    async with coop.writing() as work:
        me = await actors.by_id(work, ana.actor_id)
        assert me is not None
        return await events.begin(work, me, a_draft(rrule="FREQ=WEEKLY;COUNT=3"))


async def statuses(coop: Instance, series: list[Event]) -> list[str]:
    """Give whether each date takes place."""
    return [(await event_now(coop, each.id)).status for each in series]


async def test_another_hour_is_told_to_those_who_come(
    anas: Browser, bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """The form shows what the event is; the news lead to what it became."""
    event = await given_event(coop, ana)
    await given_answer(coop, bob, event)
    path = f"/events/{event.id}/edit"
    form = (await anas.get(path)).text
    assert 'value="Assemblée du groupe local"' in form
    assert "Venez **nombreux**." in form
    answer = await anas.send(path, {**MEETING, "starts": "2026-12-10"}, at=path)
    assert answer.headers["location"] == f"/events/{event.id}"
    assert (await event_now(coop, event.id)).starts_wall == "2026-12-10T18:30:00"
    news = await bobs.get("/notifications")
    assert "Ana changed the time or the place of an event" in words(news)
    assert f'href="/events/{event.id}"' in news.text


async def test_a_wrong_change_is_shown_again(anas: Browser, coop: Instance, ana: Member) -> None:
    """With what was typed; the event stays as it was."""
    event = await given_event(coop, ana)
    path = f"/events/{event.id}/edit"
    answer = await anas.send(path, {**MEETING, "title": "x"}, at=path)
    assert answer.status_code == 422
    assert "A title has between 3 and 200 characters." in words(answer)
    assert 'value="3 rue du Port"' in answer.text
    assert (await event_now(coop, event.id)).post.name == "Assemblée du groupe local"


async def test_an_image_is_added_and_taken_out(anas: Browser, coop: Instance, ana: Member) -> None:
    """One without description is asked about first."""
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(drawn, "PNG")
    files = {"files": ("pré.png", drawn.getvalue(), "image/png")}
    page = await anas.send("/new/event", MEETING, at="/new/event", files=files)
    assert page.status_code == 200
    assert "Say what they show" in words(page)
    ident = page.text.split('name="image" value="')[1].split('"')[0]
    kept = {**MEETING, "image": ident, f"alt-{ident}": "Un pré"}
    assert (await anas.send("/new/event", kept, at="/new/event")).status_code == 303
    event = await newest_event(coop, ana)
    shown = (await anas.get(f"/events/{event.id}")).text
    assert 'alt="Un pré"' in shown
    assert 'property="og:image"' in shown
    path = f"/events/{event.id}/edit"
    assert f'value="{ident}"' in (await anas.get(path)).text
    out = {**MEETING, "image": ident, f"drop-{ident}": "on"}
    assert (await anas.send(path, out, at=path)).status_code == 303
    assert (await event_now(coop, event.id)).post.attachments == []
    text = {"files": ("a.txt", b"hello", "text/plain")}
    wrong = await anas.send("/new/event", MEETING, at="/new/event", files=text)
    assert wrong.status_code == 422
    assert 'href="#f-files"' in wrong.text


async def test_one_date_or_all_that_follow(
    anas: Browser, coop: Instance, series: list[Event]
) -> None:
    """As was chosen in the form."""
    path = f"/events/{series[1].id}/edit"
    assert "This date and those after it" in words(await anas.get(path))
    day = {**MEETING, "starts": "2026-12-10", "starts_hour": "19:00"}
    await anas.send(path, day | {"scope": "this", "title": "Seule"}, at=path)
    names = [(await event_now(coop, each.id)).post.name for each in series]
    assert names == ["Assemblée du groupe local", "Seule", "Assemblée du groupe local"]
    await anas.send(path, day | {"scope": "later", "title": "Toutes"}, at=path)
    names = [(await event_now(coop, each.id)).post.name for each in series]
    assert names == ["Assemblée du groupe local", "Toutes", "Toutes"]


async def test_an_event_is_cancelled_with_its_reason(
    anas: Browser, bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """Those who answered hear of it; a cancelled event is not changed any more."""
    event = await given_event(coop, ana)
    await given_answer(coop, bob, event)
    path = f"/events/{event.id}/cancel"
    assert "everybody who answered is told" in words(await anas.get(path))
    answer = await anas.send(path, {"reason": "Il pleut."}, at=path)
    assert answer.headers["location"] == f"/events/{event.id}"
    page = words(await bobs.get(f"/events/{event.id}"))
    assert "Cancelled: this event does not take place." in page
    assert "Il pleut." in page
    assert "Ana cancelled an event" in words(await bobs.get("/notifications"))
    assert (await anas.get(f"/events/{event.id}/edit")).status_code == 403
    again = await anas.send(path, {"reason": "Encore"})
    assert again.status_code == 403
    assert "This event was cancelled and cannot be changed." in words(again)


async def test_dates_of_a_series_are_cancelled_one_by_one_or_from_here_on(
    anas: Browser, coop: Instance, series: list[Event]
) -> None:
    """The others stand."""
    confirmed, cancelled = Status.CONFIRMED, Status.CANCELLED
    path = f"/events/{series[0].id}/cancel"
    await anas.send(path, {"scope": "this"}, at=path)
    assert await statuses(coop, series) == [cancelled, confirmed, confirmed]
    path = f"/events/{series[1].id}/cancel"
    await anas.send(path, {"scope": "later"}, at=path)
    assert await statuses(coop, series) == [cancelled, cancelled, cancelled]


async def test_an_event_is_deleted_after_one_more_question(
    anas: Browser, bobs: Browser, coop: Instance, ana: Member
) -> None:
    """Then it is gone for everybody."""
    event = await given_event(coop, ana)
    path = f"/events/{event.id}/delete"
    assert "It goes for good" in words(await anas.get(path))
    assert (await event_now(coop, event.id)).post.deleted_at is None
    assert (await anas.send(path, at=path)).headers["location"] == "/home"
    assert (await bobs.get(f"/events/{event.id}")).status_code == 410
    assert (await anas.send(path)).status_code == 410


async def test_only_who_looks_after_an_event_may_change_it(
    bobs: Browser, coop: Instance, ana: Member
) -> None:
    """For everybody else these pages do not exist."""
    event = await given_event(coop, ana)
    for page in ("edit", "cancel", "delete", "report", "participants", "participants.csv"):
        assert (await bobs.get(f"/events/{event.id}/{page}")).status_code == 404, page
    for page in ("edit", "cancel", "delete", "report", "message"):
        answer = await bobs.send(f"/events/{event.id}/{page}", {**MEETING, "reason": "x"})
        assert answer.status_code == 404, page
    assert (await event_now(coop, event.id)).status == Status.CONFIRMED


async def test_visitors_are_asked_to_sign_in(opened: Opener, coop: Instance, ana: Member) -> None:
    """Before anything is asked of them."""
    event = await given_event(coop, ana)
    browser = opened(coop)
    for path in ("/new/event", "/drafts", f"/events/{event.id}/edit"):
        answer = await browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")


async def test_a_copy_has_everything_but_the_date_and_the_secrets(
    anas: Browser, bobs: Browser, coop: Instance, ana: Member
) -> None:
    """Whoever looks after the original keeps its links."""
    await given_group(coop, ana, "vent", name="Groupe du vent")
    pad = ToolDraft("Notes", "https://pad.example/p/secret")
    event = await given_event(coop, ana, group="vent", tools=(pad,))
    hers = (await anas.get(f"/new/event?copy={event.id}")).text
    assert 'value="Assemblée du groupe local"' in hers
    assert '<option value="vent" selected>' in hers
    assert "2026-12-03" not in hers
    assert pad.url in hers
    theirs = (await bobs.get(f"/new/event?copy={event.id}")).text
    assert 'value="Assemblée du groupe local"' in theirs
    assert pad.url not in theirs
    assert (await bobs.get("/new/event?copy=nonsense")).status_code == 404
    async with coop.writing() as work:
        away = await heard(work, await given_stranger(work, "fete", kind="Group"))
    assert (await bobs.get(f"/new/event?copy={away.id}")).status_code == 404


async def test_what_came_of_an_event_stands_on_its_page(
    anas: Browser, bobs: Browser, coop: Instance, ana: Member, clock: StoppedClock
) -> None:
    """With how many people it reached; a wrong number is said."""
    event = await given_event(coop, ana)
    clock.move(timedelta(days=20))
    path = f"/events/{event.id}/report"
    for number in ("beaucoup", "99999999"):
        wrong = await anas.send(path, {"text": "Bien", "people_reached": number}, at=path)
        assert wrong.status_code == 422
        assert ">Bien</textarea>" in wrong.text
    said = {"text": "On a ri.", "people_reached": "42"}
    assert (await anas.send(path, said, at=path)).status_code == 303
    page = words(await bobs.get(f"/events/{event.id}"))
    assert "On a ri." in page
    assert "42 people were reached." in page
    assert 'value="42"' in (await anas.get(path)).text


async def test_the_count_of_events_is_unchanged_by_looking(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """Pages that ask change nothing."""
    event = await given_event(coop, ana)
    for page in ("edit", "cancel", "delete", "report", "partners", "participants"):
        assert (await anas.get(f"/events/{event.id}/{page}")).status_code == 200
    async with coop.reading() as work:
        assert await queries.upcoming_count(work, None) == 1


async def test_another_town_has_other_coordinates(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """Those of the old place, which stood in the form, are not kept by mistake."""
    event = await given_event(coop, ana)
    path = f"/events/{event.id}/edit"
    old = {**MEETING, "latitude": "50.0", "longitude": "3.06"}
    await anas.send(path, old, at=path)
    place = (await event_now(coop, event.id)).place
    assert place is not None
    assert place.town == "Rouen"
    assert (place.latitude, place.longitude) != (50.0, 3.06)
    await anas.send(path, {**old, "latitude": "49.5"}, at=path)
    place = (await event_now(coop, event.id)).place
    assert place is not None
    assert place.latitude == 49.5
