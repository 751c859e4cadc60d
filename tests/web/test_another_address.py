"""Another e-mail address is hers once a letter reached her there, and not before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service
from fedicoop.accounts.service import EntryDraft
from fedicoop.notifications import Mail
from fedicoop.register import service as register
from tests.web.browser import given_account, words

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_PATH = "/settings/access"
_LINK = re.compile(r"https://coop\.example(/settings/address/[\w.-]+)")
NEW = "nouvelle@mail.example"


async def asks(browser: Browser, email: str = NEW) -> int:
    """Type an address into the form."""
    return (await browser.send("/settings/email", {"email": email}, at=_PATH)).status_code


async def letters(coop: Instance, to: str = NEW) -> list[Mail]:
    """Give what was written to an address."""
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Mail).where(Mail.to == to).order_by(Mail.id)))


async def link(coop: Instance, to: str = NEW) -> str:
    """Give the path of the link in the last letter to an address."""
    found = _LINK.search((await letters(coop, to))[-1].text)
    assert found
    return found[1]


async def address_of(coop: Instance, member: Member) -> str | None:
    """Give where a member is written to now."""
    async with coop.reading() as work:
        found = await accounts.by_id(work, member.id)
    assert found is not None
    return found.email


async def test_it_is_hers_by_the_link_of_the_letter(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    assert await asks(at_home, NEW.upper()) == 303
    said = "We wrote to this address. It is yours as soon as you open the link there."
    assert at_home.say(said) in words(await at_home.get(_PATH))
    assert await address_of(coop, ana) == "ana@mail.example"

    where = await link(coop)
    assert NEW in words(await at_home.get(where))
    assert await address_of(coop, ana) == "ana@mail.example", "programs open links, too"
    assert (await at_home.send(where, at=where)).status_code == 303

    assert await address_of(coop, ana) == NEW
    (told,) = await letters(coop, "ana@mail.example")
    assert told.kind == "email_changed"
    assert (await at_home.get(where)).status_code == 404, "it is used"


async def test_nobody_becomes_another_member_by_her_address(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Who is in the register has her number, her college and her votes by her address."""
    async with coop.writing() as work:
        await service.add_entries(work, [EntryDraft("9042", "Léa", NEW, college="usagers")])
    assert await asks(at_home) == 303

    async with coop.writing() as work:
        await service.ask_to_invite(work)
        await register.send_due(work)
    async with coop.reading() as work:
        assert await accounts.by_number(work, "9042") is None
        member = await accounts.by_id(work, ana.id)
    assert member is not None
    assert (member.number, member.college, member.email) == (None, "", "ana@mail.example")
    assert [each.kind for each in await letters(coop)] == ["email_asked", "activation"]


async def test_nobody_learns_who_is_a_member(at_home: Browser, coop: Instance) -> None:
    """Of an address that is taken the same is said, and nothing is sent."""
    await given_account(coop, "bob")

    assert await asks(at_home, "bob@mail.example") == 303
    assert await letters(coop, "bob@mail.example") == []
    assert await asks(at_home, "ana@mail.example") == 303


async def test_a_link_is_for_who_asked_for_it(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    await given_account(coop, "bob")
    bob = opened(coop)
    await bob.sign_in("bob")
    await asks(at_home)
    where = await link(coop)

    assert (await bob.get(where)).status_code == 404
    assert (await bob.send(where)).status_code == 404
    assert (await opened(coop).get(where)).headers["location"].startswith("/login")
    assert await address_of(coop, ana) == "ana@mail.example"


@pytest.mark.parametrize("how", ["another password", "another address", "forged"])
async def test_an_old_or_forged_link_opens_nothing(
    at_home: Browser, coop: Instance, ana: Member, how: str
) -> None:
    await asks(at_home)
    where = await link(coop)
    async with coop.writing() as work:
        member = await accounts.by_id(work, ana.id)
        assert member is not None
        if how == "another password":
            token = at_home.client.cookies["__Host-fedicoop"]
            await service.change_password(work, member, "$argon2$other", token)
        elif how == "another address":
            await service.change_email(work, member, "third@mail.example")
    if how == "forged":
        where = where[:-1] + ("A" if where[-1] != "A" else "B")

    assert (await at_home.get(where)).status_code == 404
    assert (await at_home.send(where)).status_code == 404
    assert await address_of(coop, ana) != NEW


async def test_an_address_that_is_given_away_meanwhile_is_not_hers(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    await asks(at_home)
    where = await link(coop)
    await given_account(coop, "bob", email=NEW)

    assert (await at_home.send(where)).status_code == 404
    assert await address_of(coop, ana) == "ana@mail.example"


async def test_no_letter_box_is_filled(at_home: Browser, coop: Instance, opened: Opener) -> None:
    """Five letters a day to one address, whoever asks; five addresses an hour for one member."""
    assert [await asks(at_home) for _ in range(6)] == [303] * 5 + [429]
    await given_account(coop, "bob")
    bob = opened(coop)
    await bob.sign_in("bob")

    assert await asks(bob) == 303
    assert len(await letters(coop)) == 5
