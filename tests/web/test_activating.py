"""From the register to an account: the letter, the click, one page, and she is in her group."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.accounts import queries
from fedicoop.accounts import service as accounts
from fedicoop.accounts.charter import digest_of
from fedicoop.actors import queries as actors
from fedicoop.groups import queries as groups
from fedicoop.notifications import Mail, mailer
from fedicoop.notifications.mail import transport
from fedicoop.register import Sheet
from fedicoop.register import service as register
from tests.register.given import BEA, HEAD, LANGUAGES
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_LINK = re.compile(r"https://coop\.example(/activate/[\w-]+)")
FIELDS = {"name": "Béa", "username": "bea", "consent": "on"}


async def take_over(coop: Instance, *rows: str) -> None:
    """Take a file over."""
    data = "\r\n".join([HEAD, *rows]).encode()
    await register.take_over(coop.writing, Sheet(data, LANGUAGES))


async def invite(coop: Instance) -> str:
    """Take Béa into the register and invite her; give the path of her letter's link."""
    await take_over(coop, BEA)
    async with coop.writing() as work:
        await accounts.ask_to_invite(work)
        await register.send_due(work)
    return await newest_link(coop)


async def newest_link(coop: Instance) -> str:
    """Give the path of the link in the letter that was written last."""
    async with coop.reading() as work:
        text = await work.session.scalar(select(Mail.text).order_by(Mail.id.desc()).limit(1))
    found = _LINK.search(text or "")
    assert found
    return found[1]


async def count_mails(coop: Instance) -> int:
    """Count what was written."""
    async with coop.reading() as work:
        return await work.session.scalar(select(func.count()).select_from(Mail)) or 0


async def delivered(coop: Instance) -> str:
    """Let the mail leave; give the path of the link in the one letter that was delivered."""
    assert await mailer.run_once(coop.writing, transport(coop.config)) == 1
    (file,) = (coop.config.folder / "data" / "mail").glob("*.eml")
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    plain = letter.get_body(("plain",))
    assert plain is not None
    found = _LINK.search(plain.get_content())
    assert found
    return found[1]


async def bea_of(coop: Instance) -> Member | None:
    """Give Béa's account, if there is one."""
    async with coop.reading() as work:
        return await queries.by_number(work, "1042")


async def test_from_the_register_to_her_colleges_group_with_one_click(
    opened: Opener, coop: Instance
) -> None:
    """The operator takes the file over on the page; the letter is read where it was delivered."""
    ada = await given_person(coop, "ada", roles=["admin"])
    traits = {"colleges": ["usagers"]}
    await given_group(coop, ada, "usagers", kind="college", automatic=traits)
    admin = await browser_of(opened, coop, ada)
    where = "/admin/register/import"
    files = {"file": ("societaires.csv", f"{HEAD}\r\n{BEA}\r\n".encode("cp1252"), "text/csv")}
    shown = await admin.send(where, at=where, files=files)
    hidden = dict(re.findall(r'name="(sure|kept|digest)"\s+value="([^"]+)"', shown.text))
    await admin.send(where, {**hidden, "invite": "on"}, at=where)
    link = await delivered(coop)

    browser = opened(coop)
    page = await browser.get(link)
    assert 'value="Béa Essai"' in page.text
    assert 'value="bea"' in page.text
    answer = await browser.send(link, FIELDS, at=link)
    assert answer.headers["location"] == "/home?first=1"
    home = words(await browser.get(answer.headers["location"]))
    assert browser.say("Welcome: your account is open, and you are signed in.") in home
    assert browser.say("A first step: see what groups there are near you.") in home
    bea = await bea_of(coop)
    assert bea is not None
    async with coop.reading() as work:
        (row,) = await groups.memberships_of(work, bea.actor)
    assert row.group.actor.username == "usagers"


async def test_programs_that_open_links_change_nothing(visitor: Browser, coop: Instance) -> None:
    """However often; the page is kept by nobody and leads nowhere with its address."""
    link = await invite(coop)
    for path in (link, link, f"{link}/leave", f"{link}/leave"):
        page = await visitor.get(path)
        assert page.status_code == 200
        assert page.headers["cache-control"] == "private, no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-robots-tag"] == "noindex"
    assert await bea_of(coop) is None
    assert (await visitor.send(link, FIELDS, at=link)).status_code == 303


async def test_what_is_missing_is_said_at_its_field_and_the_link_is_not_used_up(
    visitor: Browser, coop: Instance
) -> None:
    """What was typed stays."""
    link = await invite(coop)
    await given_person(coop, "taken")
    for change, says in (
        ({"consent": ""}, "Tick this box if you want the account."),
        ({"name": " "}, "Type your name, or how you want to be called."),
        ({"username": ""}, "Type a short name for your account."),
        ({"username": "taken"}, "This name is taken."),
        ({"username": "Béa !"}, "Use 1 to 30 of the letters a to z, digits and _."),
    ):
        answer = await visitor.send(link, {**FIELDS, "name": "Béa X", **change}, at=link)
        assert answer.status_code == 422
        assert visitor.say(says) in words(answer)
        assert "name" in change or 'value="Béa X"' in answer.text
    assert await bea_of(coop) is None
    assert (await visitor.send(link, {**FIELDS, "username": "@Bea"}, at=link)).status_code == 303


async def test_a_charter_is_shown_and_agreed_with_where_there_is_one(
    visitor: Browser, coop: Instance
) -> None:
    """It is one of the cooperative's own pages."""
    (coop.config.folder / "pages" / "charte.md").write_text("# Charte\n\nSoyons *bons*.\n", "utf-8")
    link = await invite(coop)
    assert "Soyons <em>bons</em>" in (await visitor.get(link)).text
    answer = await visitor.send(link, FIELDS, at=link)
    assert answer.status_code == 422
    assert visitor.say("Tick this box if you agree with the charter.") in words(answer)
    yes = {**FIELDS, "charter": "on", "charter_digest": digest_of(coop.config.folder)}
    stale = await visitor.send(link, {**yes, "charter_digest": "0" * 64}, at=link)
    assert stale.status_code == 422
    assert visitor.say("The charter has changed meanwhile. Please read it again.") in words(stale)
    assert (await visitor.send(link, yes, at=link)).status_code == 303


async def test_an_account_is_found_by_nobody_unless_she_ticks_it(
    opened: Opener, coop: Instance
) -> None:
    """Off by default."""
    link = await invite(coop)
    assert 'name="discoverable"' in (await opened(coop).get(link)).text
    await opened(coop).send(link, {**FIELDS, "discoverable": "on"}, at=link)
    async with coop.reading() as work:
        bea = await actors.by_username(work, "bea")
    assert bea is not None
    assert bea.discoverable


async def test_a_link_that_was_used_leads_to_signing_in(
    visitor: Browser, opened: Opener, coop: Instance
) -> None:
    """And makes no second account, from the page that is still open neither."""
    link = await invite(coop)
    assert (await opened(coop).send(link, FIELDS, at=link)).status_code == 303
    page = await visitor.get(link)
    assert page.status_code == 410
    assert visitor.say("Your account is open already") in words(page)
    answer = await visitor.send(link, {**FIELDS, "username": "bea2"})
    assert answer.status_code == 410
    mails = await count_mails(coop)
    await visitor.send(f"{link}/again")
    assert await count_mails(coop) == mails


async def test_a_link_that_is_too_old_offers_a_new_one_to_the_same_address(
    visitor: Browser, coop: Instance, clock: StoppedClock
) -> None:
    """Nobody has to know which address that was."""
    link = await invite(coop)
    clock.move(timedelta(days=31))
    page = await visitor.get(link)
    assert page.status_code == 410
    assert visitor.say("Receive a new link") in words(page)
    assert "bea@mail.example" not in page.text
    answer = await visitor.send(f"{link}/again", at=link)
    assert answer.headers["location"] == link
    fresh = await newest_link(coop)
    assert fresh != link
    assert (await visitor.send(fresh, FIELDS, at=fresh)).status_code == 303


async def test_who_left_since_is_told_whom_to_ask(visitor: Browser, coop: Instance) -> None:
    """The link opens nothing."""
    link = await invite(coop)
    await take_over(coop, "1042;;;;;;;;;;sorti")
    page = await visitor.get(link)
    assert page.status_code == 410
    assert visitor.say("This link no longer opens an account") in words(page)
    assert "/pages/contact" in page.text
    mails = await count_mails(coop)
    await visitor.send(f"{link}/again")
    assert await count_mails(coop) == mails


@pytest.mark.parametrize("path", ["/activate/nonsense", "/activate/nonsense/leave"])
async def test_a_link_we_never_gave_opens_nothing(visitor: Browser, path: str) -> None:
    """It may have been cut off on its way."""
    page = await visitor.get(path)
    assert page.status_code == 404
    assert path.endswith("leave") or visitor.say("Receive a new link") in words(page)
    assert (await visitor.send(path)).status_code == 404
    assert (await visitor.send("/activate/nonsense/again")).status_code == 404


async def test_no_letters_any_more_with_one_button_and_without_an_account(
    visitor: Browser, coop: Instance
) -> None:
    """Nobody invites her again; she may still come by herself."""
    link = await invite(coop)
    answer = await visitor.send(f"{link}/leave", at=f"{link}/leave")
    assert visitor.say("We write to you about this no more") in words(answer)
    page = await visitor.get(f"{link}/leave")
    assert visitor.say("We write to you about this no more") in words(page)
    async with coop.writing() as work:
        assert await accounts.ask_to_invite(work) == 0
    assert (await visitor.send(link, FIELDS, at=link)).status_code == 303


async def test_a_mail_program_stops_the_letters_with_one_click(
    visitor: Browser, coop: Instance
) -> None:
    """RFC 8058: it knows no token of a page, and comes from nowhere; a page elsewhere may not."""
    path = f"{await invite(coop)}/leave"
    body = {"List-Unsubscribe": "One-Click"}
    foreign = {"Origin": "https://evil.example"}
    assert (await visitor.client.post(path, data=body, headers=foreign)).status_code == 403
    assert (await visitor.client.post(path, data=body)).status_code == 200
    async with coop.reading() as work:
        entry = await queries.entry_by_number(work, "1042")
    assert entry is not None
    assert entry.silent_at is not None


async def test_asking_for_a_sign_in_link_sends_the_letter_and_says_the_same(
    visitor: Browser, coop: Instance
) -> None:
    """To somebody in the register, to a member, to a stranger: the page gives nothing away."""
    await take_over(coop, BEA)
    await given_person(coop, "ana")
    said = set()
    for address in ("BEA@mail.example", "ana@mail.example", "nobody@mail.example"):
        answer = await visitor.send("/login/link", {"email": address}, at="/login")
        said.add((answer.status_code, answer.headers["location"], answer.text))
    assert len(said) == 1
    async with coop.reading() as work:
        kinds = list(await work.session.scalars(select(Mail.kind).order_by(Mail.id)))
    assert kinds == ["activation_asked", "sign_in"]
