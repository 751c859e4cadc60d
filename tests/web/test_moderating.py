"""What moderators do on their pages, and that nobody else knows that these pages exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.actors import queries as actors
from fedicoop.moderation import queries
from fedicoop.moderation import service as moderation
from fedicoop.moderation.documents import FlagDraft
from tests.givens import given_stranger
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import (
    actor_named,
    browser_of,
    given_note,
    given_person,
    given_remote_note,
    note,
)

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.moderation import Report
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

PAGES = ("", "/closed", "/servers", "/log")
DEEDS = ("resolve", "delete", "suspend")


@pytest.fixture
async def mona(coop: Instance) -> Member:
    """Give a moderator who reads English."""
    return await given_person(coop, "mona", language="en", roles=["moderation"])


@pytest.fixture
async def desk(opened: Opener, coop: Instance, mona: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, mona, "en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give somebody who is reported."""
    return await given_person(coop, "bob")


async def given_report(coop: Instance, about: Member, **more: Any) -> Report:
    """Let somebody new report somebody."""
    async with coop.reading() as work:
        number = await actors.count_people(work)
    witness = await given_person(coop, f"witness{number}")
    async with coop.writing() as work:
        return await moderation.report(work, witness.actor, about.actor, **more)


async def log_of(coop: Instance) -> list[str]:
    """Give the verbs of the log, newest first."""
    async with coop.reading() as work:
        return [entry.verb for entry in await queries.log(work)]


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
@pytest.mark.parametrize("page", PAGES)
async def test_calm_pages_say_so(opened: Opener, coop: Instance, page: str, language: str) -> None:
    """And what to do, or where to look."""
    eve = await given_person(coop, "eve", language=language, roles=["admin"])
    answer = await (await browser_of(opened, coop, eve, language)).get(f"/moderation{page}")
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text
    assert f'href="/moderation{page}" aria-current="page"' in answer.text


async def test_others_do_not_find_these_pages(
    opened: Opener, coop: Instance, bob: Member, mona: Member
) -> None:
    """404 for members, sign-in for visitors; nothing is changed."""
    row = await given_report(coop, mona)
    browser, visitor = await browser_of(opened, coop, bob), opened(coop)
    for page in (*PAGES, f"/reports/{row.id}"):
        assert (await browser.get(f"/moderation{page}")).status_code == 404
        assert (await visitor.get(f"/moderation{page}")).status_code == 303
    deeds = [f"/moderation/reports/{row.id}/{deed}" for deed in DEEDS]
    for path in (*deeds, "/moderation/servers", "/moderation/servers/forget"):
        fields = {"host": "evil.example", "rule": "block", "forget": "evil.example"}
        assert (await browser.send(path, fields)).status_code == 404
        assert (await visitor.send(path, fields, at="/login")).status_code == 401
        assert (await browser.client.post(path)).status_code == 403
    assert await log_of(coop) == []
    assert "/moderation" not in (await browser.get("/home")).text


async def test_reports_are_listed_and_looked_at(desk: Browser, coop: Instance, bob: Member) -> None:
    """Who, about whom, which words, which messages, even those that are not for moderators."""
    secret = await given_note(coop, bob, "Un **gros** mot", "direct")
    row = await given_report(
        coop, bob, posts=[secret.uri, "https://coop.example/notes/x"], said="C'est dur"
    )
    await given_report(coop, bob)
    listed = words(await desk.get("/moderation"))
    assert "Bob" in listed
    assert "2 messages" in listed
    assert "C'est dur" in listed
    page = await desk.get(f"/moderation/reports/{row.id}")
    assert "<strong>gros</strong>" in page.text
    said = words(page)
    assert "One reported message is no longer here." in said
    assert "There is one more report about this account." in said
    assert "Witness2" in said
    assert (await desk.get("/moderation/reports/nothing")).status_code == 404


async def test_a_report_is_closed_with_what_was_decided(
    desk: Browser, coop: Instance, bob: Member
) -> None:
    """It then stands among the closed ones."""
    row = await given_report(coop, bob)
    path = f"/moderation/reports/{row.id}"
    answer = await desk.send(f"{path}/resolve", {"answer": "Nous en avons parlé"}, at=path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/moderation")
    assert "All is calm." in words(await desk.get("/moderation"))
    assert "Nous en avons parlé" in words(await desk.get("/moderation/closed"))
    closed = await desk.get(path)
    assert "Nous en avons parlé" in words(closed)
    assert 'name="answer"' not in closed.text
    assert (await desk.send("/moderation/reports/nothing/resolve")).status_code == 404


async def test_a_reported_message_is_deleted_and_no_other(
    desk: Browser, coop: Instance, bob: Member
) -> None:
    """The log says by whom."""
    bad, fine = await given_note(coop, bob, "Mauvais"), await given_note(coop, bob, "Bon")
    row = await given_report(coop, bob, posts=[bad.uri])
    path = f"/moderation/reports/{row.id}"
    for wrong in (fine.id, "nothing", ""):
        assert (await desk.send(f"{path}/delete", {"post": wrong})).status_code == 404
    answer = await desk.send(f"{path}/delete", {"post": bad.id}, at=path)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert (await note(coop, bad.id)).is_deleted
    assert not (await note(coop, fine.id)).is_deleted
    assert await log_of(coop) == ["delete_post"]


async def test_an_account_is_suspended_and_let_back(
    desk: Browser, opened: Opener, coop: Instance, bob: Member
) -> None:
    """It is signed out and hidden; the report's page then offers the way back."""
    bobs = await browser_of(opened, coop, bob)
    row = await given_report(coop, bob)
    path = f"/moderation/reports/{row.id}"
    await desk.send(f"{path}/suspend", {"reason": "Menaces"}, at=path)
    assert (await actor_named(coop, "bob")).is_gone
    assert (await bobs.get("/home")).status_code == 303
    page = await desk.get(path)
    assert "This account is suspended" in words(page)
    await desk.send(f"{path}/suspend", {"undo": "1"}, at=path)
    assert not (await actor_named(coop, "bob")).is_gone
    assert await log_of(coop) == ["unsuspend", "suspend"]
    said = words(await desk.get("/moderation/log"))
    assert "Mona suspended an account" in said
    assert "Menaces" in said


async def test_a_moderator_does_not_suspend_her_colleagues(desk: Browser, coop: Instance) -> None:
    """No button, and 403 for who sends the form anyway."""
    boss = await given_person(coop, "boss", roles=["admin"])
    row = await given_report(coop, boss)
    path = f"/moderation/reports/{row.id}"
    assert "Suspend" not in words(await desk.get(path))
    assert (await desk.send(f"{path}/suspend")).status_code == 403


async def test_reports_of_other_servers_are_shown_too(
    desk: Browser, coop: Instance, bob: Member
) -> None:
    """About messages alone there is nobody to suspend; strangers' copies are deleted here."""
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe")
        theirs = await given_remote_note(work, zoe)
        draft = FlagDraft("https://peer.example/flags/1", ("https://coop.example/notes/x",), "Là")
        row = await moderation.receive_report(work, zoe, draft)
        witness = await actors.by_id(work, bob.actor_id)
        assert row is not None
        assert witness is not None
        about = await moderation.report(work, witness, zoe, posts=[theirs.uri], forward=True)
    assert "reported by the server peer.example" in words(await desk.get("/moderation"))
    page = await desk.get(f"/moderation/reports/{row.id}")
    assert "messages of this site" in words(page)
    assert (await desk.send(f"/moderation/reports/{row.id}/suspend")).status_code == 404
    other = words(await desk.get(f"/moderation/reports/{about.id}"))
    assert "It stays on peer.example." in other
    assert "to the moderators of peer.example" in other


async def test_older_reports_and_decisions_are_a_link_away(
    desk: Browser, coop: Instance, bob: Member
) -> None:
    """Twenty on a page."""
    rows = [await given_report(coop, bob, said=f"Mots {number:02}") for number in range(21)]
    first = await desk.get("/moderation")
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    assert "Mots 00" not in first.text
    assert "Mots 00" in (await desk.get(f"/moderation{link}")).text
    for row in rows:
        await desk.send(f"/moderation/reports/{row.id}/resolve", {"answer": row.text})
    assert 'rel="next"' in (await desk.get("/moderation/closed")).text
    assert 'rel="next"' in (await desk.get("/moderation/log")).text


async def test_servers_are_blocked_let_in_and_forgotten(desk: Browser, coop: Instance) -> None:
    """Every name in its one form; each rule with its reason."""
    path = "/moderation/servers"
    fields = {"host": "https://Evil.Example/", "rule": "block", "reason": "Publicité"}
    assert (await desk.send(path, fields, at=path)).status_code == 303
    await desk.send(path, {"host": "good.evil.example", "rule": "allow"}, at=path)
    said = words(await desk.get(path))
    assert "evil.example blocked" in said
    assert "Publicité" in said
    assert "good.evil.example let in" in said
    async with coop.reading() as work:
        assert await queries.is_refused(work, "evil.example")
    await desk.send(f"{path}/forget", {"forget": "evil.example"}, at=path)
    assert await log_of(coop) == ["forget_host", "allow_host", "block_host"]
    async with coop.reading() as work:
        assert not await queries.is_refused(work, "evil.example")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"host": "not a host", "rule": "block"}, "This is not the name of a server."),
        ({"host": "", "rule": "block"}, "This is not the name of a server."),
        ({"host": "coop.example", "rule": "block"}, "This server cannot decide about itself."),
        ({"host": "evil.example", "rule": "burn"}, "Choose what is decided."),
    ],
)
async def test_a_rule_that_does_not_hold_is_shown_again(
    desk: Browser, coop: Instance, fields: dict[str, str], fault: str
) -> None:
    """With what was typed; nothing is decided."""
    path = "/moderation/servers"
    answer = await desk.send(path, {**fields, "reason": "Parce que"}, at=path)
    assert answer.status_code == 422
    assert answer.text.count(fault) == 2
    assert 'value="Parce que"' in answer.text
    assert (await desk.send(f"{path}/forget", {"forget": "not a host"})).status_code == 404
    assert await log_of(coop) == []


async def test_a_server_can_be_named_in_a_link(desk: Browser) -> None:
    """From a profile or the operator's page, straight into the form."""
    page = await desk.get("/moderation/servers?host=evil.example")
    assert 'value="evil.example"' in page.text
