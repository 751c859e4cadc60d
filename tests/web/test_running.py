"""The operator's pages: how the site is, what waits for other servers, and why it waits."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop import __version__
from fedicoop.actors import service as actors
from fedicoop.notifications import service as notifications
from fedicoop.outbox import collection as letters
from tests.givens import given_stranger
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import browser_of, given_note, given_person

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

PAGES = ("/admin", "/admin/federation")
DEEDS = ("/admin/federation/retry", "/admin/federation/drop")


@pytest.fixture
async def boss(coop: Instance) -> Member:
    """Give an administrator who reads English."""
    return await given_person(coop, "boss", language="en", roles=["admin"])


@pytest.fixture
async def desk(opened: Opener, coop: Instance, boss: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, boss, "en")


async def given_silence(coop: Instance, internet: Internet, boss: Member) -> None:
    """Publish something for a follower whose server is down."""
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe", "silent.example")
        await actors.accept(work, await actors.follow(work, zoe, boss.actor))
    await given_note(coop, boss)
    await internet.settle()


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
@pytest.mark.parametrize("page", PAGES)
async def test_a_site_in_order_says_so(
    opened: Opener, coop: Instance, page: str, language: str
) -> None:
    """With its version, address and figures."""
    eve = await given_person(coop, "eve", language=language, roles=["admin"])
    browser = await browser_of(opened, coop, eve, language)
    answer = await browser.get(page)
    assert answer.status_code == 200
    assert f'href="{page}" aria-current="page"' in answer.text
    said = words(await browser.get("/admin"))
    assert f"fedicoop {__version__}" in said
    assert "https://coop.example" in said


async def test_others_do_not_find_these_pages(
    opened: Opener, coop: Instance, desk: Browser
) -> None:
    """Not even moderators."""
    mona = await given_person(coop, "mona", roles=["moderation"])
    browser, visitor = await browser_of(opened, coop, mona), opened(coop)
    for page in PAGES:
        assert (await browser.get(page)).status_code == 404
        assert (await visitor.get(page)).status_code == 303
    for path in DEEDS:
        assert (await browser.send(path, {"host": "x.example"})).status_code == 404
        assert (await visitor.send(path, {"host": "x.example"}, at="/login")).status_code == 401
        assert (await desk.client.post(path, data={"host": "x.example"})).status_code == 403
        assert (await desk.get(path)).status_code == 405


async def test_a_silent_server_stands_there_with_its_reason(
    desk: Browser, coop: Instance, internet: Internet, boss: Member
) -> None:
    """How many letters wait, since when, and when the next try is."""
    await given_silence(coop, internet, boss)
    said = words(await desk.get("/admin/federation"))
    assert "silent.example" in said
    assert "letters are waiting" in said
    assert "no server at silent.example" in said
    assert "Next try:" in said
    overview = words(await desk.get("/admin"))
    assert "One server does not take its letters" in overview


async def test_a_letter_that_is_late_is_dated(
    desk: Browser, coop: Instance, boss: Member, clock: StoppedClock
) -> None:
    """The operator sees that nobody delivers."""
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe", "silent.example")
        await actors.accept(work, await actors.follow(work, zoe, boss.actor))
    clock.move(timedelta(minutes=25))
    assert "due since: 25 minutes ago" in words(await desk.get("/admin/federation"))


async def test_trying_again_makes_everything_due(
    desk: Browser, coop: Instance, internet: Internet, boss: Member
) -> None:
    """And it arrives, when the server is back."""
    await given_silence(coop, internet, boss)
    async with coop.reading() as work:
        assert await letters.queue_age(work) is None
    coop.posted.clear()
    path = "/admin/federation"
    answer = await desk.send(f"{path}/retry", {"host": "silent.example"}, at=path)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert coop.posted.is_set()
    async with coop.reading() as work:
        assert await letters.queue_age(work) == timedelta(0)


async def test_letters_can_be_given_up(
    desk: Browser, coop: Instance, internet: Internet, boss: Member
) -> None:
    """Nothing waits any more."""
    await given_silence(coop, internet, boss)
    await desk.send("/admin/federation/drop", {"host": "silent.example"})
    async with coop.reading() as work:
        assert sum(report.waiting for report in await letters.hosts(work)) == 0


async def test_letters_that_were_refused_are_listed(
    desk: Browser, coop: Instance, internet: Internet, boss: Member, clock: StoppedClock
) -> None:
    """After a week of silence: type, inbox, reason, page by page."""
    async with coop.writing() as work:
        for number in range(21):
            host = f"silent{number:02}.example"
            zoe = await given_stranger(work, "zoe", host)
            await actors.accept(work, await actors.follow(work, zoe, boss.actor))
    for _ in range(9):
        await internet.settle()
        clock.move(timedelta(days=1))
    first = await desk.get("/admin/federation")
    said = words(first)
    assert "Last letters given up" in said
    assert "Accept → https://silent" in said
    assert "It has been silent for a week" in said
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    assert "Last letters given up" in words(await desk.get(f"/admin/federation{link}"))


async def test_mails_in_trouble_are_listed(
    desk: Browser, coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason, for who looks after the mail server."""
    async with coop.writing() as work:
        mail = await notifications.send_mail(work, "ana@mail.example", "Essai", "Un essai.")
        mail.error, mail.attempts = "451 try later", 1
    said = words(await desk.get("/admin"))
    assert "ana@mail.example" in said
    assert "451 try later" in said
    assert "will be tried again" in said


async def test_a_full_disk_is_shouted(desk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before nothing can be saved."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 5 * 10**8))
    assert "The disk is nearly full" in words(await desk.get("/admin"))
