"""Writing from the page to people of other sites: found, not found, and who is not known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.posts import service as writing
from fedicoop.posts.service import PostDraft
from tests.givens import given_stranger
from tests.web.browser import given_account, words
from tests.web.given import given_person, newest
from tests.web.given_messages import SECRET, conversation_of, write_to

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def test_somebody_of_another_site_is_found_by_her_address(
    at_home: Browser, coop: Instance, neighbour: Instance, ana: Member
) -> None:
    await given_account(neighbour, "ben")

    path = await write_to(at_home, "@ben@neighbour.example")

    assert "Ben" in words(await at_home.get(path))
    letter = await newest(coop, ana)
    assert letter.to == [neighbour.urls.user("ben")]
    assert "Ben (@ben@neighbour.example)" in (await at_home.get("/messages/new")).text


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("@nobody@neighbour.example", "Nobody was found under this name: %(name)s"),
        ("@ben@nowhere.example", "The site of this address does not answer: %(name)s"),
        ("@cooperative@neighbour.example", "Only people read private messages, and this is none"),
        ("@nobody", "Nobody was found under this name: %(name)s"),
    ],
)
@pytest.mark.usefixtures("neighbour")
async def test_who_is_not_found_is_named_and_the_text_kept(
    at_home: Browser, to: str, said: str
) -> None:
    answer = await at_home.send("/messages/new", {"to": to, "source": SECRET}, at="/messages/new")

    assert answer.status_code == 422
    assert SECRET in answer.text
    assert to in words(answer)
    if "%" in said:
        assert at_home.say(said, name=to) in words(answer)


async def test_a_link_to_the_form_names_the_person_as_people_do(
    at_home: Browser, coop: Instance
) -> None:
    await given_person(coop, "ben")

    assert 'value="Ben (@ben)"' in (await at_home.get("/messages/new?to=@ben")).text
    page = await at_home.get("/messages/new?to=@zoe@else.example")
    assert 'value="@zoe@else.example"' in page.text


async def test_who_is_not_known_here_is_said_to_be_so_and_gets_no_answer(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    async with coop.writing() as work:
        eve = await given_stranger(work, "eve")
        me = await actors.by_id(work, ana.actor_id)
        assert me is not None
        unknown = "https://third.example/users/zoe"
        draft = PostDraft(
            uri=f"{eve.uri}/notes/1",
            type="Note",
            authors=(eve.uri,),
            visibility="direct",
            content="<p>À trois</p>",
            to=(me.uri, unknown),
            mentioned=(me.uri, unknown),
        )
        await writing.receive(work, eve, draft)
    path = await conversation_of(coop, ana)

    page = words(await at_home.get(path))
    assert "third.example" in page
    assert at_home.say("It does not reach those who are not known here.") in page
    answer = await at_home.send(path, {"source": "Bonjour Eve"}, at=path)

    assert answer.status_code == 303
    assert (await newest(coop, ana)).to == [eve.uri]


async def test_long_conversations_are_read_page_by_page(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    ben = await given_person(coop, "ben")
    path = await write_to(at_home, "@ben", "Message 0.")
    for number in range(1, 32):
        await at_home.send(path, {"source": f"Message {number}."}, at=path)

    page = await at_home.get(path)
    assert "Message 31." in page.text
    assert "Message 1." not in page.text
    link = page.text.partition('rel="prev"')[2].partition('href="')[2].partition('"')[0]
    older = await at_home.get(path + link)
    assert "Message 1." in older.text
    assert "Message 31." not in older.text
    assert ben.actor_id != ana.actor_id


async def test_who_is_alone_in_a_conversation_has_nobody_to_answer(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    fields = {"source": "Ne pas oublier", "visibility": "direct"}
    assert (await at_home.send("/compose", fields)).status_code == 303
    path = await conversation_of(coop, ana)

    page = words(await at_home.get(path))

    assert at_home.say("Nobody is left whom an answer would reach.") in page
    assert (await at_home.send(path, {"source": "Et encore"}, at="/messages")).status_code == 404
