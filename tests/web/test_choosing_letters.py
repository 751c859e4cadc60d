"""What a member hears of and how: the table, her next digest, an address that does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.notifications import queries
from fedicoop.notifications.models import Refusal
from fedicoop.notifications.topics import TOPICS
from fedicoop.web.pages.letters.topics import NAMES
from tests.web.browser import given_account, markup, words
from tests.web.given_letters import given_digest, letters

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser

PAGE = "/settings/notifications"


async def choices(coop: Instance, member: Member) -> dict[str, bool]:
    """Give what a member chose."""
    async with coop.reading() as work:
        return await queries.choices_of(work, member.actor_id)


def test_every_topic_has_a_name() -> None:
    assert {topic.name for topic in TOPICS} == set(NAMES)


async def test_the_table_has_a_line_for_each_topic_and_says_what_is_always_sent(
    coop: Instance, ana: Member, at_home: Browser
) -> None:
    page = await at_home.get(PAGE)

    said = words(page)
    for name, text in NAMES.items():
        assert (at_home.say(text) in said) is (name != "moderation")
    assert at_home.say("Always") in said
    assert 'name="event_changes.mail"' not in page.text
    assert 'name="newsletter.app"' not in page.text
    assert 'name="group_invitations.mail" checked' in markup(page)
    assert 'name="likes.mail" checked' not in markup(page)


async def test_what_is_ticked_is_stored_and_shown_again(
    coop: Instance, ana: Member, at_home: Browser
) -> None:
    ticked = {f"{topic.name}.{way}": "on" for topic in TOPICS for way in topic.ways if way == "app"}
    answer = await at_home.send(PAGE, {**ticked, "replies.mail": "on"}, at=PAGE)
    assert answer.status_code == 303

    chosen = await choices(coop, ana)
    assert chosen["replies.mail"] is True
    assert chosen["group_invitations.mail"] is False
    assert "reactions.app" not in chosen
    assert "event_changes.mail" not in chosen
    assert 'name="replies.mail" checked' in markup(await at_home.get(PAGE))


async def test_moderators_have_a_line_more(coop: Instance, at_home: Browser, ana: Member) -> None:
    async with coop.writing() as work:
        member = await work.session.get_one(type(ana), ana.id)
        member.roles = ["moderation"]

    assert at_home.say(NAMES["moderation"]) in words(await at_home.get(PAGE))


async def test_the_next_letter_is_shown_and_sent_at_once_once(
    coop: Instance, ana: Member, at_home: Browser
) -> None:
    path = "/settings/letter"
    assert at_home.say("There is nothing new to tell you: no letter would be sent.") in words(
        await at_home.get(path)
    )
    lea = await given_account(coop, "lea")
    await given_digest(coop, ana, lea)

    page = await at_home.get(path)
    assert "Assemblée" in words(page)
    assert "/answer/" not in page.text
    answer = await at_home.send(path, at=path)

    assert answer.status_code == 422
    fault = "Your last letter left less than a day ago. The next one can be sent tomorrow."
    assert at_home.say(fault) in words(answer)
    assert len(await letters(coop, "digest")) == 1


async def given_refusal(coop: Instance, address: str) -> None:
    """Mark an address as one that takes nothing."""
    async with coop.writing() as work:
        now = work.now()
        row = Refusal(
            address=address, times=2, reason="550 <b>nobody</b>", last_at=now, marked_at=now
        )
        work.session.add(row)


@pytest.mark.parametrize("how", ["again", "changed"])
async def test_a_member_reads_that_her_address_does_not_work(
    coop: Instance, ana: Member, at_home: Browser, how: str
) -> None:
    note = at_home.say(
        "Your address %(address)s does not work: our letters come back.", address=ana.email
    )
    assert note not in words(await at_home.get("/home"))
    await given_refusal(coop, ana.email or "")
    assert note in words(await at_home.get("/home"))

    if how == "again":
        answer = await at_home.send("/settings/email/again", at="/home")
        assert answer.status_code == 303
    else:
        async with coop.writing() as work:
            member = await work.session.get_one(type(ana), ana.id)
            await accounts.change_email(work, member, "ana@other.example")

    page = words(await at_home.get("/home"))
    assert "ana@other.example" not in page
    assert note not in page


async def test_administrators_see_which_addresses_do_not_work(
    coop: Instance, ana: Member, at_home: Browser
) -> None:
    page = "/admin/letters"
    assert (await at_home.get(page)).status_code == 404
    assert (await at_home.send("/admin/letters/forgive", at="/home")).status_code == 404
    async with coop.writing() as work:
        (await work.session.get_one(type(ana), ana.id)).roles = ["admin"]
    assert at_home.say("Every address works, as far as we know.") in words(await at_home.get(page))

    for number in range(51):
        await given_refusal(coop, f"m{number:02}@mail.example")
    await given_refusal(coop, ana.email or "")
    shown = await at_home.get(page)
    assert "Ana" in words(shown)
    assert "550 <b>nobody</b>" in words(shown)
    assert "m49@mail.example" not in shown.text
    assert "m49@mail.example" in (await at_home.get(f"{page}?after=m48@mail.example")).text

    await at_home.send("/admin/letters/forgive", {"address": ana.email}, at=page)
    assert (ana.email or "") not in words(await at_home.get(page))
