"""The page where a member takes her data along: hers alone, after saying who she is anew."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.takeaways import making, queries, worker
from tests.web.browser import PASSWORD, markup, words
from tests.web.given import browser_of, given_person

if TYPE_CHECKING:
    import httpx2
    import pytest

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.takeaways import Takeaway
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

DATA = "/settings/data"


async def ask(browser: Browser) -> httpx2.Response:
    """Press the button."""
    return await browser.send(f"{DATA}/ask", at=DATA)


async def make(coop: Instance) -> None:
    """Make what waits."""
    await worker.run_once(coop.reading, coop.writing)


async def row_of(coop: Instance, member: Member) -> Takeaway:
    """Give what a member asked for last."""
    async with coop.reading() as work:
        row = await queries.newest_of(work, member)
    assert row is not None
    return row


async def test_she_asks_looks_how_far_it_is_and_downloads_a_zip(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    assert at_home.say("Gather my data") in words(await at_home.get(DATA))
    answer = await ask(at_home)
    assert answer.status_code == 303
    page = await at_home.get(DATA)
    assert at_home.say("Your file is being made.") in words(page)
    assert "<progress" in page.text
    await make(coop)
    where = f"{DATA}/{(await row_of(coop, ana)).id}.zip"
    assert f'href="{where}"' in markup(await at_home.get(DATA))
    got = await at_home.get(where)
    assert got.headers["content-type"] == "application/zip"
    assert got.headers["cache-control"] == "private, no-store"
    assert got.headers["content-disposition"].startswith("attachment")
    assert "coop.example-ana-" in got.headers["content-disposition"]
    assert "index.html" in zipfile.ZipFile(io.BytesIO(got.content)).namelist()


async def test_one_at_a_time_and_one_a_day(
    at_home: Browser, coop: Instance, clock: StoppedClock
) -> None:
    await ask(at_home)
    again = await ask(at_home)
    assert again.status_code == 422
    assert at_home.say("Your file is being made already.") in words(again)
    await make(coop)
    again = await ask(at_home)
    assert again.status_code == 422
    said = "You asked for your data less than a day ago. Try again tomorrow."
    assert at_home.say(said) in words(again)
    assert at_home.say("You can ask for a new file tomorrow.") in words(again)


async def test_another_one_may_be_asked_for_the_day_after(
    at_home: Browser, coop: Instance, clock: StoppedClock
) -> None:
    await ask(at_home)
    await make(coop)
    clock.move(timedelta(days=1))
    answer = await at_home.send(f"{DATA}/confirm", {"current": PASSWORD}, at=DATA)
    assert answer.status_code == 303
    assert at_home.say("Make a new file") in words(await at_home.get(DATA))
    assert (await ask(at_home)).status_code == 303


async def test_nobody_else_gets_it_and_nobody_at_all_without_signing_in(
    at_home: Browser, coop: Instance, ana: Member, opened: Opener
) -> None:
    await ask(at_home)
    await make(coop)
    where = f"{DATA}/{(await row_of(coop, ana)).id}.zip"
    boss = await given_person(coop, "boss", roles=["admin"])
    for thief in (boss, await given_person(coop, "eve")):
        browser = await browser_of(opened, coop, thief)
        assert (await browser.get(where)).status_code == 404
    stranger = await opened(coop).get(where)
    assert stranger.status_code in {303, 401}
    assert b"PK" not in stranger.content[:4]
    for wrong in (f"{DATA}/x.zip", f"{DATA}/..%2f..%2fsecret.zip", f"{DATA}/{'0' * 36}.zip"):
        assert (await at_home.get(wrong)).status_code == 404


async def test_a_browser_that_was_left_open_gets_nothing_without_the_password(
    at_home: Browser, coop: Instance, ana: Member, clock: StoppedClock
) -> None:
    await ask(at_home)
    await make(coop)
    where = f"{DATA}/{(await row_of(coop, ana)).id}.zip"
    clock.move(timedelta(minutes=20))
    assert (await at_home.get(where)).headers["location"] == DATA
    assert (await ask(at_home)).status_code == 422
    page = await at_home.get(DATA)
    assert where not in page.text
    assert at_home.say("Is it you?") in words(page)
    wrong = await at_home.send(f"{DATA}/confirm", {"current": "un deux trois quatre"}, at=DATA)
    assert wrong.status_code == 422
    assert 'id="e-current"' in wrong.text
    right = await at_home.send(f"{DATA}/confirm", {"current": PASSWORD}, at=DATA)
    assert right.status_code == 303
    assert (await at_home.get(where)).status_code == 200


async def test_who_has_no_password_says_it_by_a_link_that_leads_back(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    bea = await given_person(coop, "bea")
    browser = await browser_of(opened, coop, bea)
    clock.move(timedelta(minutes=20))
    page = await browser.get(DATA)
    assert 'name="next" value="/settings/data"' in markup(page)
    assert 'name="current"' not in page.text
    assert (await browser.send(f"{DATA}/confirm", {"current": ""}, at=DATA)).status_code == 422
    assert (await ask(browser)).status_code == 422


async def test_it_is_there_no_longer_once_its_days_are_over(
    at_home: Browser, coop: Instance, ana: Member, clock: StoppedClock
) -> None:
    await ask(at_home)
    await make(coop)
    where = f"{DATA}/{(await row_of(coop, ana)).id}.zip"
    clock.move(timedelta(days=coop.config.limits.takeaway_days))
    assert (await at_home.get(where)).status_code == 404


async def test_what_cannot_be_made_is_tried_again_and_then_said(
    at_home: Browser,
    coop: Instance,
    ana: Member,
    clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await ask(at_home)

    async def fails(*_args: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(making, "_make", fails)
    for _ in range(4):
        await make(coop)
        clock.move(timedelta(minutes=16))
    assert (await row_of(coop, ana)).state == "failed"
    await at_home.send(f"{DATA}/confirm", {"current": PASSWORD}, at=DATA)
    said = "Your file could not be made. Ask once more; should it fail again, write to us."
    assert at_home.say(said) in words(await at_home.get(DATA))
    monkeypatch.undo()
    await ask(at_home)
    await make(coop)
    assert (await row_of(coop, ana)).state == "ready"
