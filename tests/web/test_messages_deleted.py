"""Deleted private messages: a line stays in the conversation, and nothing of what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.posts import service as writing
from tests.web.browser import words
from tests.web.given import browser_of, given_person, newest
from tests.web.given_messages import (
    SECRET,
    conversation_of,
    given_letter_of_a_stranger,
    write_to,
)

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def test_both_read_that_a_message_was_deleted_and_not_what_it_said(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    """In its place among the others, on whatever page of a long conversation that is."""
    ben = await given_person(coop, "ben")
    his = await browser_of(opened, coop, ben)
    path = await write_to(at_home, "@ben", "Bonjour Ben.")
    await write_to(at_home, "@ben")
    letter = await newest(coop, ana)
    await at_home.send(path, {"source": "À demain."}, at=path)
    theirs = await conversation_of(coop, ben)

    await at_home.send(f"/notes/{letter.id}/delete", at=path)

    mine, other = words(await at_home.get(path)), words(await his.get(theirs))
    trace = his.say("%(name)s deleted a message.", name="Ana")
    assert at_home.say("You deleted a message.") in mine
    for page, said in ((mine, at_home.say("You deleted a message.")), (other, trace)):
        assert page.index("Bonjour Ben.") < page.index(said) < page.index("À demain.")
        assert SECRET not in page
    for number in range(30):
        await at_home.send(path, {"source": f"Encore {number}."}, at=path)
    assert trace not in words(await his.get(theirs))
    link = (await his.get(theirs)).text.partition('rel="prev"')[2].partition('href="')[2]
    assert trace in words(await his.get(theirs + link.partition('"')[0]))
    await his.send("/@ana/block", at="/home")
    assert trace not in words(await his.get(theirs))


async def test_of_somebody_who_left_for_good_no_trace_stays(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    eve = await given_letter_of_a_stranger(coop, "ana")
    path = await conversation_of(coop, ana)
    async with coop.writing() as work:
        fresh = await actors.by_id(work, eve.id)
        assert fresh is not None
        await writing.erase_author(work, fresh)
    trace = at_home.say("%(name)s deleted a message.", name="Eve")
    assert trace in words(await at_home.get(path))
    async with coop.writing() as work:
        fresh = await actors.by_id(work, eve.id)
        assert fresh is not None
        fresh.deleted_at = work.now()
    assert trace not in words(await at_home.get(path))
