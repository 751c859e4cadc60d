"""By e-mail alone: from a digest to an answer, to what is to be read, and out of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts import queries as accounts
from fedicoop.events import Participation
from fedicoop.notifications import queries, topics
from fedicoop.notifications import service as notifications
from fedicoop.notifications.paper import Letter, Text
from tests.events.given import given_event
from tests.web.browser import given_account, words
from tests.web.given_letters import ANSWER, LEAVE, READ, given_digest, letters, link, member_of

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser

PRIVATE = ("cache-control", "private, no-store"), ("referrer-policy", "no-referrer")


@pytest.fixture
async def lea(coop: Instance) -> Member:
    """Give somebody who organises and writes."""
    return await given_account(coop, "lea")


async def coming(coop: Instance) -> list[str]:
    """Give what was answered to events."""
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Participation.state)))


async def test_from_the_digest_to_an_answer_in_two_clicks_without_a_session(
    coop: Instance, ana: Member, lea: Member, visitor: Browser
) -> None:
    path = link(await given_digest(coop, ana, lea), ANSWER)

    page = await visitor.get(path)
    assert "Assemblée" in words(page)
    assert await coming(coop) == []
    answer = await visitor.send(path, {"answer": "yes"}, at=path)

    assert answer.status_code == 200
    assert await coming(coop) == ["going"]
    assert not any("fedicoop" in name for name in visitor.client.cookies)


async def test_what_is_for_members_is_read_from_the_digest_and_nothing_else(
    coop: Instance, ana: Member, lea: Member, visitor: Browser, clock: StoppedClock
) -> None:
    path = link(await given_digest(coop, ana, lea), READ)

    page = await visitor.get(path)

    assert page.status_code == 200
    assert "Notre marge baisse." in words(page)
    assert visitor.say("Sign in to answer") in words(page)
    for name, value in (*PRIVATE, ("x-robots-tag", "noindex")):
        assert page.headers[name] == value
    assert (await visitor.get("/home")).status_code != 200
    other = path[:-1] + ("1" if path.endswith("0") else "0")
    assert (await visitor.get(other)).status_code == 404
    assert (await visitor.get(path.replace("/letter/", "/letter/x"))).status_code == 404
    clock.move(timedelta(days=46))
    assert (await visitor.get(path)).status_code == 404


async def test_an_event_for_members_is_read_from_the_digest(
    coop: Instance, ana: Member, lea: Member, visitor: Browser
) -> None:
    async with coop.writing() as work:
        actor = await accounts.by_id(work, lea.id)
        assert actor is not None
        await given_event(work, actor.actor, title="Entre membres", visibility="members")
    letter = await given_digest(coop, ana, lea)

    pages = [words(await visitor.get(path)) for path in set(READ.findall(letter.text))]

    assert any("Entre membres" in page and "Lille" in page for page in pages)


async def test_one_click_of_a_mail_program_ends_the_digest(
    coop: Instance, ana: Member, lea: Member, visitor: Browser
) -> None:
    letter = await given_digest(coop, ana, lea)
    path = letter.headers["List-Unsubscribe"].strip("<>").removeprefix("https://coop.example")

    answer = await visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, answer.text) == (200, "unsubscribed\n")
    assert (await member_of(coop, ana)).email_digest == "never"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_programs_that_look_at_every_link_change_nothing(
    coop: Instance, ana: Member, lea: Member, visitor: Browser, method: str
) -> None:
    letter = await given_digest(coop, ana, lea)

    for form in (ANSWER, READ, LEAVE):
        answer = await visitor.client.request(method, link(letter, form))
        assert answer.status_code == 200

    assert await coming(coop) == []
    assert (await member_of(coop, ana)).email_digest == "quarterly"


@pytest.mark.parametrize("sent", [{}, {"List-Unsubscribe": "Two-Clicks"}, {"List-Unsubscribe": ""}])
async def test_what_is_not_one_click_changes_nothing(
    coop: Instance, ana: Member, lea: Member, visitor: Browser, sent: dict[str, str]
) -> None:
    path = link(await given_digest(coop, ana, lea), LEAVE)

    assert (await visitor.client.post(path, data=sent)).status_code == 422
    assert (await visitor.client.post(path, content=b"x" * 100)).status_code == 422
    assert (await visitor.client.post(path, json={"x": 1})).status_code == 400

    assert (await member_of(coop, ana)).email_digest == "quarterly"


async def test_the_page_offers_how_often_and_takes_it_back(
    coop: Instance, ana: Member, lea: Member, visitor: Browser
) -> None:
    path = link(await given_digest(coop, ana, lea), LEAVE)
    page = await visitor.get(path)
    assert visitor.say("Every three months") in words(page)

    monthly = await visitor.send(f"{path}/choice", {"wanted": "monthly"}, at=path)
    assert visitor.say("Your choice is noted.") in words(monthly)
    never = await visitor.send(f"{path}/choice", {"wanted": "never"}, at=path)
    assert visitor.say("You get the summary no more.") in words(never)
    assert 'name="wanted" value="monthly"' in never.text
    assert (await member_of(coop, ana)).email_digest == "never"

    await visitor.send(f"{path}/choice", {"wanted": "monthly"}, at=path)
    assert (await member_of(coop, ana)).email_digest == "monthly"


async def test_a_choice_that_is_none_is_said_and_changes_nothing(
    coop: Instance, ana: Member, lea: Member, visitor: Browser
) -> None:
    path = link(await given_digest(coop, ana, lea), LEAVE)

    answer = await visitor.send(f"{path}/choice", {"wanted": "hourly"}, at=path)

    assert answer.status_code == 422
    assert visitor.say("Choose how often from the list.") in words(answer)
    assert (await member_of(coop, ana)).email_digest == "quarterly"


async def test_a_letter_of_another_topic_is_left_and_taken_again(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    async with coop.writing() as work:
        member = await accounts.by_id(work, ana.id)
        assert member is not None
        await notifications.send_letter(
            work, member, Letter("newsletter", "fr", "Lettre n° 1", (Text("Bonjour"),))
        )
    path = link((await letters(coop, "newsletter"))[0], LEAVE)
    assert visitor.say("Get no more of these letters") in words(await visitor.get(path))

    off = await visitor.send(f"{path}/choice", {"wanted": "off"}, at=path)
    assert visitor.say("You get no more of these letters.") in words(off)
    assert not await gets_newsletter(coop, ana)
    on = await visitor.send(f"{path}/choice", {"wanted": "on"}, at=path)
    assert visitor.say("You get these letters again.") in words(on)
    assert await gets_newsletter(coop, ana)
    wrong = await visitor.send(f"{path}/choice", {"wanted": "weekly"}, at=path)
    assert wrong.status_code == 422
    await visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert not await gets_newsletter(coop, ana)
    assert (await member_of(coop, ana)).email_digest == "quarterly"


async def gets_newsletter(coop: Instance, member: Member) -> bool:
    """Tell whether a member gets the newsletter."""
    async with coop.reading() as work:
        choices = await queries.choices_of(work, member.actor_id)
    return topics.holds(choices, topics.NEWSLETTER, topics.MAIL)


@pytest.mark.parametrize("how", ["unknown", "old", "disabled"])
async def test_a_link_that_opens_nothing_says_no_more(
    coop: Instance, ana: Member, lea: Member, visitor: Browser, clock: StoppedClock, how: str
) -> None:
    path = link(await given_digest(coop, ana, lea), LEAVE)
    if how == "unknown":
        path += "x"
    elif how == "old":
        clock.move(timedelta(days=401))
    else:
        async with coop.writing() as work:
            member = await accounts.by_id(work, ana.id)
            assert member is not None
            member.disabled_at = work.now()

    assert (await visitor.get(path)).status_code == 404
    one_click = await visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 404


async def test_a_link_of_one_member_changes_nothing_for_another(
    coop: Instance, ana: Member, lea: Member, visitor: Browser
) -> None:
    path = link(await given_digest(coop, ana, lea), LEAVE)

    await visitor.client.post(path, data={"List-Unsubscribe": "One-Click", "member": lea.id})

    assert (await member_of(coop, lea)).email_digest == "quarterly"
