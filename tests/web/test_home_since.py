"""What is new since the last visit: counted, the first few at home, all of it on a page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event as listening
from sqlalchemy.engine import Engine

from fedicoop.accounts import policy
from fedicoop.accounts import queries as register
from fedicoop.groups import queries as groups
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import browser_of, given_note, given_person
from tests.web.given_events import given_event
from tests.web.given_groups import given_group, given_joined
from tests.web.given_library import given_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedicoop.accounts import Member
    from fedicoop.groups import Group
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.conftest import Opener

MOST_STATEMENTS = 34


async def group_called(coop: Instance, name: str) -> Group:
    """Give a group."""
    async with coop.reading() as work:
        found = await groups.by_username(work, name)
    assert found is not None
    return found


async def visited(coop: Instance, member: Member) -> object:
    """Give when the visit before this one ended, as it is stored."""
    async with coop.reading() as work:
        found = await register.by_id(work, member.id)
    assert found is not None
    return found.last_visit_at


async def test_a_visit_is_another_one_after_four_hours(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    """Pages in between belong to the same; signing in anew alone begins none."""
    ana = await given_person(coop, "ana")
    began = clock()
    browser = await browser_of(opened, coop, ana)
    assert await visited(coop, ana) is None
    clock.move(timedelta(hours=2))
    await browser.get("/home")
    await browser_of(opened, coop, ana)
    assert await visited(coop, ana) is None
    clock.move(timedelta(hours=5))
    await browser.get("/about")
    assert await visited(coop, ana) == began + timedelta(hours=2)
    clock.move(timedelta(days=30, hours=1))
    await browser_of(opened, coop, ana)
    assert await visited(coop, ana) == began + timedelta(hours=7)
    async with coop.reading() as work:
        member = await register.by_id(work, ana.id)
    assert member is not None
    later = clock() + policy.VISIT_GAP
    assert policy.last_visit(member, later) == member.last_seen_at


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_home_says_what_is_new_since_the_last_visit(
    opened: Opener, coop: Instance, clock: StoppedClock, language: str
) -> None:
    """Of her groups and of this cooperative; not what she wrote, nor of groups of others."""
    ana, bob = [await given_person(coop, name, language=language) for name in ("ana", "bob")]
    for name in ("vent", "eau"):
        await given_group(coop, bob, name)
    await given_joined(coop, ana, "vent")
    await given_note(coop, bob, "Un vieux mot")
    clock.move(timedelta(minutes=1))
    browser = await browser_of(opened, coop, ana, language)
    title = browser.say("Since your last visit")
    assert title not in words(await browser.get("/home"))
    clock.move(timedelta(hours=6))
    vent, eau = await group_called(coop, "vent"), await group_called(coop, "eau")
    for number in range(4):
        await given_note(coop, bob, f"Sujet {number}", group=vent, title=f"Pale {number}")
    await given_note(coop, bob, "Ailleurs", "group", group=eau, title="Une source")
    await given_note(coop, bob, "Un mot neuf", "members")
    await given_note(coop, ana, "Le mien")
    await given_event(coop, bob, title="Le banquet")
    page = await browser.get("/home")
    part = markup(page).partition('id="since"')[2].partition("</section>")[0]
    assert title in words(page)
    for here in ("Le banquet", "Pale 3", "Pale 1", "Un mot neuf", "part=discussions"):
        assert here in part
    for not_here in ("Pale 0", "Une source", "Un vieux mot", "Le mien", "part=messages"):
        assert not_here not in part
    aside = markup(page).partition("<aside")[2]
    assert f'4<span class="hidden"> {browser.say("new")}' in aside or "4<span" in aside


async def test_everything_new_has_a_page_with_its_parts(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    """Twenty events or ten messages to a page; an unknown part is the first with anything."""
    ana, bob = [await given_person(coop, name, language="en") for name in ("ana", "bob")]
    browser = await browser_of(opened, coop, ana, "en")
    assert "On your next visit" in words(await browser.get("/home/since"))
    clock.move(timedelta(hours=6))
    assert "Nothing is new since your last visit." in words(await browser.get("/home/since"))
    for number in range(21):
        await given_note(coop, bob, f"Mot {number:02}")
        await given_event(coop, bob, title=f"Fait {number:02}")
    first = await browser.get("/home/since?part=nonsense")
    assert "Fait 00" in first.text
    assert "Fait 20" not in first.text
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    assert "Fait 20" in (await browser.get(f"/home/since{link.replace('&amp;', '&')}")).text
    first = await browser.get("/home/since?part=messages")
    assert "Mot 20" in first.text
    assert "Mot 10" not in first.text
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    assert "Mot 10" in (await browser.get(f"/home/since{link.replace('&amp;', '&')}")).text


async def test_new_documents_stand_at_home_and_have_their_page(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    """Of her groups and of the cooperative; twenty to a page."""
    ana = await given_person(coop, "ana", language="en")
    bob = await given_person(coop, "bob", language="en", roles=["redaction"])
    await given_group(coop, bob, "vent")
    await given_group(coop, bob, "eau")
    await given_joined(coop, ana, "vent")
    browser = await browser_of(opened, coop, ana, "en")
    clock.move(timedelta(hours=6))
    for number in range(20):
        await given_paper(coop, bob, title=f"Compte {number:02}")
        clock.move(timedelta(seconds=90))
    await given_paper(coop, bob, "vent", title="Une pale", audience="group")
    await given_paper(coop, bob, "eau", title="Une source", audience="public")
    part = markup(await browser.get("/home")).partition('id="since"')[2].partition("</section>")[0]
    for here in ("Une pale", "Compte 19", "part=documents", 'class="count">21'):
        assert here in part
    assert "Une source" not in part
    first = await browser.get("/home/since?part=documents")
    assert "Une pale" in first.text
    assert "Compte 00" not in first.text
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    assert "Compte 00" in (await browser.get(f"/home/since{link.replace('&amp;', '&')}")).text


async def test_what_repeats_is_new_once(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    """And what was cancelled, or is hers, is not."""
    ana, bob = [await given_person(coop, name, language="en") for name in ("ana", "bob")]
    browser = await browser_of(opened, coop, ana, "en")
    clock.move(timedelta(hours=6))
    await given_event(coop, bob, title="Chaque mois", rrule="FREQ=MONTHLY;COUNT=4")
    await given_event(coop, ana, title="Le mien")
    page = markup(await browser.get("/home/since?part=events"))
    assert page.count(">Chaque mois<") == 1
    assert "Le mien" not in page.partition("<main")[2].partition("</main>")[0]


async def test_home_takes_few_statements_however_much_there_is(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    """As many with a full house as with a fuller one, and the page stays light."""
    ana = await given_person(coop, "ana", roles=["admin", "moderation"])
    bob = await given_person(coop, "bob", roles=["redaction"])
    browser = await browser_of(opened, coop, ana)
    clock.move(timedelta(hours=6))

    async def fill(count: int) -> None:
        for number in range(count):
            name = f"g{number}{count}"
            await given_group(coop, ana, name, openness="request")
            await given_joined(coop, bob, name)
            await given_event(coop, bob, title=f"Fait {name}")
            await given_note(coop, bob, f"Mot {name}")
            await given_paper(coop, bob, title=f"Plan {name}")

    await browser.get("/home")
    await fill(3)
    few = await _counted(lambda: browser.get("/home"))
    await fill(9)
    many = await _counted(lambda: browser.get("/home"))
    assert many == few
    assert many <= MOST_STATEMENTS
    page = await browser.get("/home", Accept_Encoding="gzip")
    assert int(page.headers["content-length"]) < 30_000


async def _counted(deed: Callable[[], object]) -> int:
    said: list[str] = []

    def note(*given: object) -> None:
        if not str(given[2]).startswith(("BEGIN", "PRAGMA")):
            said.append(str(given[2]))

    listening.listen(Engine, "before_cursor_execute", note)
    try:
        await deed()  # type: ignore[misc]
    finally:
        listening.remove(Engine, "before_cursor_execute", note)
    return len(said)
