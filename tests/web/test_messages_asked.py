"""Who may write privately to whom on the pages, and who may read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.accounts import queries as register
from fedicoop.posts import Post
from tests.web.browser import words
from tests.web.given import browser_of, given_person, newest
from tests.web.given_messages import SECRET, conversation_of, given_letter_of_a_stranger, write_to

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def test_a_stranger_asks_first_and_is_let_in(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    await given_letter_of_a_stranger(coop, "ana")

    assert SECRET not in words(await at_home.get("/messages"))
    assert SECRET in words(await at_home.get("/messages/requests"))
    assert "eve" in words(await at_home.get("/notifications")).lower()
    path = await conversation_of(coop, ana)
    assert SECRET in words(await at_home.get(path))
    answer = await at_home.send(f"{path}/accept", at="/messages")

    assert answer.headers["location"] == path
    assert SECRET in words(await at_home.get("/messages"))
    assert at_home.say("Nobody is waiting for an answer.") in words(
        await at_home.get("/messages/requests")
    )


async def test_an_ignored_stranger_writes_in_vain(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    await given_letter_of_a_stranger(coop, "ana")
    path = await conversation_of(coop, ana)

    await at_home.send(f"{path}/ignore", at="/messages")
    await given_letter_of_a_stranger(coop, "ana", 2, "Réponds-moi")

    for page in ("/messages", "/messages/requests", path):
        assert "Réponds-moi" not in words(await at_home.get(page))
    assert SECRET in words(await at_home.get("/messages/away"))
    again = await at_home.send(f"{path}/ignore", at="/messages")
    assert again.status_code == 403


async def test_who_asks_is_kept_to_five_messages(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    for number in range(1, 8):
        await given_letter_of_a_stranger(coop, "ana", number, f"Numéro {number} !")

    page = words(await at_home.get(await conversation_of(coop, ana)))

    assert "Numéro 5\xa0!" in page
    assert "Numéro 6\xa0!" not in page


async def test_answering_lets_a_stranger_in(at_home: Browser, coop: Instance, ana: Member) -> None:
    await given_letter_of_a_stranger(coop, "ana")
    path = await conversation_of(coop, ana)

    answer = await at_home.send(path, {"source": "Bonjour Eve"}, at=path)

    assert answer.headers["location"].partition("#")[0] == path
    assert "Bonjour Eve" in words(await at_home.get("/messages"))


async def test_who_does_not_take_messages_is_not_written_to(
    at_home: Browser, coop: Instance
) -> None:
    ben = await given_person(coop, "ben")
    async with coop.writing() as work:
        member = await register.by_actor(work, ben.actor_id)
        assert member is not None
        member.private_from = "followed"

    answer = await at_home.send(
        "/messages/new", {"to": "@ben", "source": SECRET}, at="/messages/new"
    )

    assert answer.status_code == 403
    assert at_home.say("One of these people does not take private messages from you.") in words(
        answer
    )
    assert SECRET in answer.text
    assert "/messages/new?to=" not in (await at_home.get("/@ben")).text


async def test_who_blocks_is_not_written_to_and_nobody_learns_why(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    ben = await given_person(coop, "ben")
    his = await browser_of(opened, coop, ben)
    path = await write_to(at_home, "@ben")
    await his.send("/@ana/block", at="/home")

    answer = await at_home.send(path, {"source": "Tu es là ?"}, at=path)

    assert answer.status_code == 403
    assert "Tu es là ?" in answer.text
    assert at_home.say("One of these people does not take private messages from you.") in words(
        answer
    )
    theirs = await his.get(await conversation_of(coop, ben))
    assert SECRET not in theirs.text
    assert his.say("You blocked somebody in this conversation; nobody can write in it.") in words(
        theirs
    )


async def test_nobody_opens_a_conversation_of_somebody_else(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    await given_person(coop, "ben")
    path = await write_to(at_home, "@ben")
    admin = await given_person(coop, "cleo", roles=["admin", "moderation"])
    hers = await browser_of(opened, coop, admin)
    letter = await newest(coop, ana)

    for page in (path, f"/notes/{letter.id}", f"/notes/{letter.id}/history"):
        answer = await hers.get(page)
        assert answer.status_code == 404
        assert SECRET not in answer.text
    for page in (
        "/home",
        "/",
        "/@ana",
        "/messages",
        "/messages/away",
        "/moderation",
        "/search?q=4711",
    ):
        assert SECRET not in (await hers.get(page)).text
    refused = await hers.send(path, {"source": "Coucou"}, at="/messages")
    assert refused.status_code == 404
    assert (await hers.send(f"{path}/mute", at="/messages")).status_code == 404


async def test_a_reported_message_is_read_by_moderators_alone_and_only_it(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    ben = await given_person(coop, "ben")
    his = await browser_of(opened, coop, ben)
    path = await write_to(his, "@ana", "Une insulte")
    await his.send(path, {"source": SECRET}, at=path)
    cleo = await given_person(coop, "cleo", roles=["moderation"])
    hers = await browser_of(opened, coop, cleo)
    async with coop.reading() as work:
        rows = await work.session.scalars(select(Post.id).where(Post.source == "Une insulte"))
        ident = rows.one()

    await at_home.send("/report", {"post": ident, "text": "Regardez"}, at="/messages")

    list_page = await hers.get("/moderation")
    link = re.search(r"/moderation/reports/[\w-]+", list_page.text)
    assert link is not None
    page = await hers.get(link[0])
    assert "Une insulte" in page.text
    assert SECRET not in page.text


async def test_a_member_chooses_who_may_write_to_her(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    page = await at_home.get("/settings/preferences")
    assert 'name="private_from"' in page.text
    fields = {
        "language": "fr",
        "time_zone": "Europe/Paris",
        "default_visibility": "public",
        "email_digest": "never",
        "private_from": "members",
    }

    assert (await at_home.send("/settings/preferences", fields)).status_code == 303
    await given_letter_of_a_stranger(coop, "ana")
    assert SECRET not in words(await at_home.get("/messages/requests"))
    wrong = await at_home.send("/settings/preferences", fields | {"private_from": "nobody"})
    assert wrong.status_code == 422


async def test_somebody_who_writes_to_too_many_is_stopped(at_home: Browser, coop: Instance) -> None:
    for number in range(31):
        await given_person(coop, f"p{number}")
    for start in (0, 15):
        names = ", ".join(f"@p{number}" for number in range(start, start + 15))
        await write_to(at_home, names)

    answer = await at_home.send(
        "/messages/new", {"to": "@p30", "source": SECRET}, at="/messages/new"
    )

    assert answer.status_code == 429
    assert SECRET in answer.text
