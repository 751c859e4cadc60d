"""Private messages on the pages: written, read, answered, put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import service as accounts
from tests.web.browser import words
from tests.web.given import browser_of, given_note, given_person, newest
from tests.web.given_messages import SECRET, conversation_of, write_to

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def test_a_member_without_messages_is_told_what_to_do(at_home: Browser) -> None:
    page = words(await at_home.get("/messages"))

    assert at_home.say("No conversation yet.") in page
    assert (
        at_home.say(
            "Private messages are not encrypted: the administrators of your cooperative, and "
            "those of the sites of the people you write to, could read them."
        )
        in page
    )


async def test_a_message_is_written_read_and_answered(
    at_home: Browser, coop: Instance, opened: Opener
) -> None:
    ben = await given_person(coop, "ben")
    his = await browser_of(opened, coop, ben)

    path = await write_to(at_home, "Ben (@ben)")
    assert SECRET in words(await at_home.get(path))
    inbox = await his.get("/messages")
    assert SECRET in inbox.text
    assert 'class="fresh"' in inbox.text
    theirs = await conversation_of(coop, ben)
    assert SECRET in words(await his.get(theirs))
    assert 'class="fresh"' not in (await his.get("/messages")).text
    assert 'class="fresh"' not in (await his.get("/notifications")).text
    answer = await his.send(theirs, {"source": "Merci beaucoup"}, at=theirs)

    assert answer.status_code == 303
    page = words(await at_home.get(path))
    assert page.index(SECRET) < page.index("Merci beaucoup")
    assert at_home.say("You") in page


async def test_a_name_in_a_message_takes_nobody_else_in(
    at_home: Browser, coop: Instance, opened: Opener
) -> None:
    await given_person(coop, "ben")
    cleo = await given_person(coop, "cleo")

    await write_to(at_home, "@ben", "Que penses-tu de @cleo ?")

    hers = await browser_of(opened, coop, cleo)
    assert "Que penses-tu" not in words(await hers.get("/messages"))
    assert "Que penses-tu" not in words(await hers.get("/notifications"))


async def test_several_people_have_one_conversation(
    at_home: Browser, coop: Instance, opened: Opener
) -> None:
    ben, cleo = await given_person(coop, "ben"), await given_person(coop, "cleo")

    path = await write_to(at_home, "@ben, @cleo")
    again = await write_to(at_home, "@cleo, @ben", "Encore")

    assert path == again
    for member in (ben, cleo):
        browser = await browser_of(opened, coop, member)
        page = words(await browser.get(await conversation_of(coop, member)))
        assert SECRET in page
        assert "Encore" in page


async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    at_home: Browser, coop: Instance
) -> None:
    async with coop.writing() as work:
        for name in ("ben", "cleo"):
            await _given_twin(work, name)

    cases = {
        "": at_home.say("Write the name or the address of at least one person."),
        "Nobody Here": "Nobody Here",
        "@ana": at_home.say("You cannot write to yourself alone."),
        "@cooperative": "@cooperative",
        "Jumeau": "@ben",
        ", ".join(f"@p{each}" for each in range(21)): at_home.say(
            "A private message goes to at most 20 people."
        ),
    }
    for to, said in cases.items():
        answer = await at_home.send(
            "/messages/new", {"to": to, "source": SECRET}, at="/messages/new"
        )
        assert answer.status_code == 422, to
        assert said in words(answer)
        assert SECRET in answer.text
    empty = await at_home.send("/messages/new", {"to": "@ben", "source": " "}, at="/messages/new")
    assert empty.status_code == 422


async def _given_twin(work: Work, name: str) -> None:
    """Admit a member who shows the same name as another one."""
    member = await accounts.admit(work, name, name="Jumeau")
    member.actor.discoverable = True


async def test_a_conversation_is_muted_and_put_away_and_comes_back(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    ben = await given_person(coop, "ben")
    his = await browser_of(opened, coop, ben)
    path = await write_to(his, "@ana")
    mine = await conversation_of(coop, ana)

    await at_home.send(f"{mine}/put-away", at="/messages")
    assert SECRET not in words(await at_home.get("/messages"))
    assert SECRET in words(await at_home.get("/messages/away"))
    await his.send(path, {"source": "Encore moi"}, at=path)
    assert "Encore moi" in words(await at_home.get("/messages"))
    await at_home.send(f"{mine}/mute", at="/messages")
    await at_home.send(f"{mine}/put-away", at="/messages")
    await his.send(path, {"source": "Et encore"}, at=path)
    assert "Et encore" not in words(await at_home.get("/messages"))
    await at_home.send(f"{mine}/take-back", at="/messages")
    await at_home.send(f"{mine}/unmute", at="/messages")
    page = await at_home.get("/messages")
    assert "Et encore" in page.text
    assert 'class="fresh"' not in page.text


async def test_what_is_private_is_on_no_list_and_its_old_address_leads_there(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    await given_person(coop, "ben")
    path = await write_to(at_home, "@ben")
    letter = await newest(coop, ana)

    assert SECRET not in (await at_home.get("/home")).text
    assert SECRET not in (await at_home.get("/@ana")).text
    answer = await at_home.get(f"/notes/{letter.id}")
    assert answer.headers["location"] == f"{path}#p-{letter.id}"


async def test_a_message_is_deleted_from_its_conversation(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    ben = await given_person(coop, "ben")
    path = await write_to(at_home, "@ben")
    letter = await newest(coop, ana)

    answer = await at_home.send(f"/notes/{letter.id}/delete", at=path)

    assert answer.headers["location"] == "/messages"
    his = await browser_of(opened, coop, ben)
    page = await his.get("/messages")
    assert SECRET not in page.text
    assert his.say("No conversation yet.") in words(page)
    assert 'class="count"' not in page.text


async def test_a_post_is_answered_privately(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    ben = await given_person(coop, "ben")
    post = await given_note(coop, ben, "Qui a une scie ?")
    assert f"/messages/new?about={post.id}" in (await at_home.get(f"/notes/{post.id}")).text

    page = await at_home.get(f"/messages/new?about={post.id}")
    assert "Qui a une scie\xa0?" in words(page)
    answer = await at_home.send(
        "/messages/new", {"to": "@ben", "about": post.id, "source": "Moi !"}, at="/messages/new"
    )

    assert answer.status_code == 303
    letter = await newest(coop, ana)
    assert letter.in_reply_to_id == post.id
    assert letter.visibility == "direct"
    assert (await at_home.get("/messages/new?about=unknown")).status_code == 404
