"""What is asked of a member at home, what is near and next, and the first steps of a newcomer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as register
from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as actors
from fedicoop.events import State
from fedicoop.events import queries as events_known
from fedicoop.events import service as events
from fedicoop.events.service import PlaceDraft, QuestionDraft
from fedicoop.groups import Role
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import browser_of, given_person
from tests.web.given_events import given_event, state_of
from tests.web.given_groups import given_group, given_invited, given_joined, given_role
from tests.web.given_messages import given_letter_of_a_stranger

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.conftest import Opener

LILLE = PlaceDraft("Halle", "", "59000", "Lille", latitude=50.63, longitude=3.06)
BREST = PlaceDraft("Port", "", "29200", "Brest", latitude=48.39, longitude=-4.49)


async def given_postcode(coop: Instance, member: Member, postcode: str, km: int = 30) -> None:
    """Say where somebody lives, and how far from there is near."""
    async with coop.writing() as work:
        me = await register.by_id(work, member.id)
        assert me is not None
        await accounts.register(work, me, postcode=postcode)
        me.near_km = km


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_invitations_stand_on_top(opened: Opener, coop: Instance, language: str) -> None:
    """To groups and to events, with when it is; and they are gone once they are answered."""
    ana = await given_person(coop, "ana", language=language)
    bob = await given_person(coop, "bob")
    await given_group(coop, bob, "vent", openness="invitation")
    await given_invited(coop, bob, ana, "vent")
    event = await given_event(coop, bob, title="Le banquet")
    async with coop.writing() as work:
        found = await events_known.by_id(work, event.id)
        one, two = [await actors.by_id(work, each.actor_id) for each in (bob, ana)]
        assert found is not None
        assert one is not None
        assert two is not None
        await events.invite(work, found, one, two)
    browser = await browser_of(opened, coop, ana, language)
    page = words(await browser.get("/home"))
    assert browser.say("You are invited to the group %(name)s", name="Vent") in page
    assert browser.say("You are invited: %(name)s", name="Le banquet") in page
    await browser.send(f"/events/{event.id}/answer", {"do": "no"}, at="/home")
    await browser.send("/@vent/decline-invitation", at="/home")
    assert browser.say("What is asked of you") not in words(await browser.get("/home"))


async def test_a_stranger_who_wants_to_write_waits_there(opened: Opener, coop: Instance) -> None:
    """It leads to the page where she is let in, or not."""
    ana = await given_person(coop, "ana", language="en")
    await given_letter_of_a_stranger(coop, "ana")
    page = await (await browser_of(opened, coop, ana, "en")).get("/home")
    assert "One person asks to write to you" in words(page)
    assert 'href="/messages/requests"' in page.text


async def test_who_looks_after_groups_and_events_is_told_what_waits_there(
    opened: Opener, coop: Instance
) -> None:
    """Who asks to join and to come, comments to read first; nobody else is told."""
    ana, bob = [await given_person(coop, name, language="en") for name in ("ana", "bob")]
    await given_group(coop, ana, "vent", openness="request")
    await given_joined(coop, bob, "vent")
    event = await given_event(
        coop, ana, title="Banquet", join_mode="restricted", comments="moderated"
    )
    bobs = await browser_of(opened, coop, bob, "en")
    await bobs.send(f"/events/{event.id}/answer", {"do": "going"}, at="/home")
    async with coop.writing() as work:
        found, author = (
            await events_known.by_id(work, event.id),
            await actors.by_id(work, bob.actor_id),
        )
        assert found is not None
        assert author is not None
        await writing.publish(work, author, NoteDraft("Du pain ?", in_reply_to=found.post))
    page = words(await (await browser_of(opened, coop, ana, "en")).get("/home"))
    assert "One person asks to join Vent" in page
    assert "One person asks to come: Banquet" in page
    assert "One comment to read first: Banquet" in page
    assert "What is asked of you" not in words(await bobs.get("/home"))


async def test_a_facilitator_hears_of_events_to_organise_together(
    opened: Opener, coop: Instance
) -> None:
    """A plain member of the group does not."""
    ana, bob, eve = [
        await given_person(coop, name, language="en") for name in ("ana", "bob", "eve")
    ]
    await given_group(coop, ana, "vent")
    await given_joined(coop, eve, "vent")
    event = await given_event(coop, bob, title="Banquet")
    async with coop.writing() as work:
        found, host = (
            await events_known.by_id(work, event.id),
            await actors.by_id(work, bob.actor_id),
        )
        group = await actors.by_username(work, "vent")
        assert found is not None
        assert host is not None
        assert group is not None
        await events.ask_partner(work, found, host, group)
    said = "Your group is asked to organise too: Banquet"
    assert said in words(await (await browser_of(opened, coop, ana, "en")).get("/home"))
    assert said not in words(await (await browser_of(opened, coop, eve, "en")).get("/home"))
    await given_role(coop, ana, eve, "vent", Role.FACILITATOR)
    assert said in words(await (await browser_of(opened, coop, eve, "en")).get("/home"))


async def test_events_near_home_come_first(opened: Opener, coop: Instance) -> None:
    """Around the postcode's town; else of her groups; else here, saying that nothing is near."""
    ana, bob = await given_person(coop, "ana", language="en"), await given_person(coop, "bob")
    await given_event(coop, bob, title="A Lille", place=LILLE)
    await given_event(coop, bob, title="A Brest", place=BREST)
    browser = await browser_of(opened, coop, ana, "en")
    page = await browser.get("/home")
    assert "say your postcode" in words(page)
    assert "A Lille" in page.text
    assert "A Brest" in page.text
    await given_postcode(coop, ana, "59800")
    page = await browser.get("/home")
    assert "Near Lille" in words(page)
    assert "A Lille" in page.text
    assert "A Brest" not in page.text
    assert 'href="/agenda?town=59800&amp;km=30"' in page.text
    await given_postcode(coop, ana, "13001")
    assert "Nothing is announced within 30 km of Marseille." in words(await browser.get("/home"))
    await given_group(coop, bob, "vent")
    await given_joined(coop, ana, "vent")
    await given_event(coop, bob, group="vent", title="Du groupe", place=BREST)
    page = await browser.get("/home")
    assert "Next in your groups" in words(page)
    assert "A Lille" not in page.text


async def test_near_home_is_as_far_as_she_chose(opened: Opener, coop: Instance) -> None:
    """However far: then all that is announced, and nothing is said of a distance."""
    ana, bob = await given_person(coop, "ana", language="en"), await given_person(coop, "bob")
    await given_event(coop, bob, title="A Lille", place=LILLE)
    browser = await browser_of(opened, coop, ana, "en")
    await given_postcode(coop, ana, "62000", 10)
    assert "Nothing is announced within 10 km of Arras." in words(await browser.get("/home"))
    await given_postcode(coop, ana, "62000", 60)
    page = await browser.get("/home")
    assert "Near Arras" in words(page)
    assert 'href="/agenda?town=62000&amp;km=60"' in page.text
    assert (
        '<option value="60" selected>'
        in (await browser.get("/agenda?town=62000&km=60&choose=1")).text
    )
    await given_postcode(coop, ana, "13001", 0)
    page = await browser.get("/home")
    assert "A Lille" in page.text
    assert "Nothing is announced" not in words(page)


async def test_one_press_says_that_one_comes(opened: Opener, coop: Instance) -> None:
    """Not where a question must be answered, nor a second time."""
    ana, bob = await given_person(coop, "ana"), await given_person(coop, "bob")
    event = await given_event(coop, bob, title="Banquet")
    asking = await given_event(
        coop, bob, title="Repas", questions=(QuestionDraft("Quel plat ?", required=True),)
    )
    browser = await browser_of(opened, coop, ana)
    page = markup(await browser.get("/home"))
    assert f'formaction="/events/{event.id}/answer"' in page
    assert f'formaction="/events/{asking.id}/answer"' not in page
    answer = await browser.send(f"/events/{event.id}/answer", {"back": "/home"}, at="/home")
    assert answer.status_code == 303
    assert await state_of(coop, ana, event) == State.GOING
    assert f'formaction="/events/{event.id}/answer"' not in (await browser.get("/home")).text


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_the_first_steps_tick_themselves(
    opened: Opener, coop: Instance, language: str
) -> None:
    """And are gone when all are taken."""
    ana = await given_person(coop, "ana", language=language)
    browser = await browser_of(opened, coop, ana, language)
    assert browser.say("First steps") in words(await browser.get("/home"))
    assert (await browser.get("/home")).text.count("<s>") == 0
    form = {"language": language, "time_zone": "Europe/Paris", "default_visibility": "public"}
    await browser.send("/settings/preferences", {**form, "email_digest": "never"})
    await given_group(coop, ana, "vent")
    assert (await browser.get("/home")).text.count("<s>") == 2
    await browser.send("/settings", {"name": "Ana", "summary": "Du vent !"})
    event = await given_event(coop, await given_person(coop, "bob"))
    await browser.send(f"/events/{event.id}/answer", {"do": "going"})
    assert browser.say("First steps") not in words(await browser.get("/home"))


async def test_the_first_steps_can_be_put_away_and_do_not_last(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    """For good; and nobody is a newcomer for ever."""
    ana, bob = [await given_person(coop, name, language="en") for name in ("ana", "bob")]
    browser = await browser_of(opened, coop, ana, "en")
    answer = await browser.send("/home/guide", at="/home")
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    assert "First steps" not in words(await browser.get("/home"))
    clock.move(timedelta(days=91))
    assert "First steps" not in words(
        await (await browser_of(opened, coop, bob, "en")).get("/home")
    )
