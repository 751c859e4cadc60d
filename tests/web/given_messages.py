"""What the tests of private messages start from: one that is written, one of a stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.messages import queries as messages
from fedicoop.posts import service as writing
from fedicoop.posts.service import PostDraft
from tests.givens import given_stranger
from tests.web.browser import words

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from tests.web.browser import Browser

SECRET = "le code du cadenas est 4711"


async def conversation_of(coop: Instance, member: Member) -> str:
    """Give where a member's newest conversation is read."""
    async with coop.reading() as work:
        me = await actors.by_id(work, member.actor_id)
        assert me is not None
        found = [*await messages.open_of(work, me), *await messages.asked_of(work, me)]
    return f"/messages/{found[0].id}"


async def write_to(browser: Browser, to: str, text: str = SECRET) -> str:
    """Write a private message, and give where the conversation is read."""
    answer = await browser.send("/messages/new", {"to": to, "source": text}, at="/messages/new")
    assert answer.status_code == 303, words(answer)
    return answer.headers["location"].partition("#")[0]


async def given_letter_of_a_stranger(
    coop: Instance, name: str, number: int = 1, text: str = SECRET
) -> Actor:
    """Keep a private message of Eve, whom nobody here knows."""
    async with coop.writing() as work:
        eve = await given_stranger(work, "eve")
        me = await actors.by_username(work, name)
        assert me is not None
        draft = PostDraft(
            uri=f"{eve.uri}/notes/{number}",
            type="Note",
            authors=(eve.uri,),
            visibility="direct",
            content=f"<p>{text}</p>",
            to=(me.uri,),
            mentioned=(me.uri,),
        )
        await writing.receive(work, eve, draft)
    return eve
