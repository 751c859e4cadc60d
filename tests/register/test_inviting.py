"""Invitations leave a few at once, to whom they are welcome, and open one account each."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts import ActivationLink, policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Standing
from fedicoop.errors import Invalid, Unauthenticated
from fedicoop.notifications import Mail
from fedicoop.register import service as register
from fedicoop.register.service import AccountDraft
from tests.register.given import BEA, take_over

if TYPE_CHECKING:
    from fedicoop.accounts import Member, RegisterEntry
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

DRAFT = AccountDraft("bea", "Béa")
_TOKEN = re.compile(r"https://coop\.example/activate/([\w-]+)\n")


async def letters(work: Work) -> list[Mail]:
    """Give what was written, the oldest first."""
    return list(await work.session.scalars(select(Mail).order_by(Mail.id)))


async def token(work: Work) -> str:
    """Give the secret of the newest letter's link."""
    found = _TOKEN.search((await letters(work))[-1].text)
    assert found
    return found[1]


async def entry(work: Work, number: str = "1042") -> RegisterEntry:
    """Give an entry that is there."""
    found = await queries.entry_by_number(work, number)
    assert found is not None
    return found


async def standing(work: Work, number: str = "1042") -> Standing:
    """Say how far an entry is, and see that SQL says the same."""
    row = await entry(work, number)
    member = await queries.by_number(work, number)
    said = policy.standing(row, has_account=member is not None)
    found = await queries.entries_page(work, said)
    assert row in [each for each, _member in found]
    assert sum((await queries.count_entries(work)).values()) == len(
        await queries.entries_page(work)
    )
    return said


async def invited(work: Work, *rows: str) -> str:
    """Take members over and invite them; give the last one's secret."""
    await take_over(work, *(rows or (BEA,)))
    await accounts.ask_to_invite(work)
    await register.send_due(work)
    return await token(work)


async def activated(work: Work) -> Member:
    """Invite Béa, who opens her account."""
    return await register.activate(work, await invited(work), DRAFT)


async def test_the_letter_says_who_we_are_and_how_to_be_left_alone(work: Work) -> None:
    """In her language, with a link that only she knows and a way out for her mail program."""
    secret = await invited(work)
    (letter,) = await letters(work)
    url = f"https://coop.example/activate/{secret}"
    assert letter.to == "bea@mail.example"
    assert "Bonjour Béa Essai," in letter.text
    assert f"{url}/leave" in letter.text
    assert letter.headers == {
        "List-Id": "<other.coop.example>",
        "List-Unsubscribe": f"<{url}/leave>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert f'href="{url}"' in letter.html
    assert (
        await work.session.scalar(
            select(ActivationLink.id).where(ActivationLink.token_hash == secret)
        )
        is None
    )


async def test_english_is_written_to_those_who_read_it_and_nobody_is_called_nothing(
    work: Work,
) -> None:
    """Some registers have no names."""
    await invited(work, "7;;;bob@mail.example;;;;;en")
    (letter,) = await letters(work)
    assert "Hello," in letter.text
    assert "Open my account" in letter.text


async def test_everybody_is_in_one_standing_on_the_way(work: Work) -> None:
    """From a row to an account."""
    await take_over(work, BEA, "7;Sans adresse", "8;Parti;;p@mail.example;;;;;;;sorti")
    assert await standing(work) == Standing.READY
    assert await standing(work, "7") == Standing.WITHOUT_EMAIL
    assert await standing(work, "8") == Standing.APART
    assert await accounts.ask_to_invite(work) == 1
    assert await standing(work) == Standing.WAITING
    assert await accounts.stop_inviting(work) == 1
    assert await standing(work) == Standing.READY
    await accounts.ask_to_invite(work)
    await register.send_due(work)
    assert await standing(work) == Standing.INVITED
    await register.activate(work, await token(work), DRAFT)
    assert await standing(work) == Standing.ACTIVE


async def test_only_so_many_letters_leave_in_an_hour(work: Work, clock: StoppedClock) -> None:
    """The others wait for their turn; nobody gets two."""
    pace = work.config.limits.invitations_per_hour
    await take_over(work, *(f"{number};M;;m{number}@mail.example" for number in range(pace + 30)))
    assert await accounts.ask_to_invite(work) == pace + 30
    sent = 0
    while some := await register.send_due(work):
        assert some <= register.AT_ONCE
        sent += some
    assert sent == pace
    clock.move(timedelta(minutes=61))
    assert await register.send_due(work) == 30
    assert len({letter.to for letter in await letters(work)}) == pace + 30


async def test_who_had_enough_letters_this_month_is_passed_over(work: Work) -> None:
    """And is invited no more by itself."""
    await take_over(work, BEA)
    bea = await entry(work)
    for _ in range(work.config.limits.mails_per_member_per_month):
        await accounts.ask_to_invite(work, [bea.id])
        await register.send_due(work)
    many = len(await letters(work))
    await accounts.ask_to_invite(work, [bea.id])
    assert await register.send_due(work) == 1
    assert len(await letters(work)) == many
    assert await standing(work) == Standing.INVITED


async def test_who_got_an_account_by_other_ways_is_linked_instead_of_invited(work: Work) -> None:
    """A letter would open nothing; an account with another number is left alone."""
    await take_over(work, BEA, "7;Bob;;bob@mail.example")
    bea = await accounts.admit(work, "bea", email="bea@mail.example")
    bob = await accounts.admit(work, "bob", email="bob@mail.example")
    await accounts.register(work, bob, number="8")
    await accounts.ask_to_invite(work)
    assert await register.send_due(work) == 2
    assert await letters(work) == []
    assert (bea.number, bea.college, bob.number) == ("1042", "usagers", "8")


async def test_who_wants_no_letters_is_not_written_to_unless_she_asks(work: Work) -> None:
    """Her own wish for a link counts more."""
    await invited(work)
    await accounts.be_silent(work, await entry(work))
    assert await standing(work) == Standing.APART
    assert await accounts.ask_to_invite(work, [(await entry(work)).id]) == 0
    await register.answer(work, "Bea@mail.example")
    assert len(await letters(work)) == 2
    bea = await register.activate(work, await token(work), DRAFT)
    assert bea.email == "bea@mail.example"
    assert (await entry(work)).silent_at is None


async def test_an_account_has_what_the_register_says_and_is_found_by_nobody(work: Work) -> None:
    """Unless she says so."""
    bea = await activated(work)
    assert (bea.number, bea.college, bea.category) == ("1042", "usagers", "particulier")
    assert (bea.postcode, bea.roles, bea.language) == ("76000", ["societaire"], "fr")
    assert (bea.actor.username, bea.actor.name) == ("bea", "Béa")
    assert not bea.actor.discoverable
    await take_over(work, "7;Bob;;bob@mail.example;;;;;en")
    await register.answer(work, "bob@mail.example")
    bob = await register.activate(work, await token(work), AccountDraft("bob", "Bob", True))
    assert bob.actor.discoverable
    assert bob.language == "en"


async def test_a_link_works_once_and_so_do_all_of_one_person_together(work: Work) -> None:
    """A second account for one number there is not."""
    first = await invited(work)
    await register.answer(work, "bea@mail.example")
    second = await token(work)
    await register.activate(work, first, DRAFT)
    for secret in (first, second, "nonsense"):
        with pytest.raises(Unauthenticated):
            await register.activate(work, secret, AccountDraft("bea2", "Béa"))


async def test_a_link_is_good_for_thirty_days(work: Work, clock: StoppedClock) -> None:
    """And is forgotten long after: it still stops letters."""
    secret = await invited(work)
    clock.move(timedelta(days=30))
    with pytest.raises(Unauthenticated):
        await register.activate(work, secret, DRAFT)
    await accounts.prune(work)
    assert await queries.activation_link(work, secret) is not None
    clock.move(timedelta(days=401))
    await accounts.prune(work)
    assert await queries.activation_link(work, secret) is None


async def test_links_to_an_old_address_open_nothing(work: Work) -> None:
    """Whoever reads that mailbox now is not she; and she is invited anew."""
    secret = await invited(work)
    await take_over(work, "1042;;;new@mail.example")
    with pytest.raises(Unauthenticated):
        await register.activate(work, secret, DRAFT)
    assert await standing(work) == Standing.READY


async def test_who_left_since_the_letter_gets_no_account(work: Work) -> None:
    """Neither by the link nor by asking."""
    secret = await invited(work)
    await take_over(work, "1042;;;;;;;;;;sorti")
    with pytest.raises(Unauthenticated):
        await register.activate(work, secret, DRAFT)
    await register.answer(work, "bea@mail.example")
    assert len(await letters(work)) == 1


async def test_a_link_that_is_passed_on_links_no_account_of_somebody_else(work: Work) -> None:
    """Whoever has an account with the address signs in with it."""
    secret = await invited(work)
    await accounts.admit(work, "other", email="bea@mail.example")
    with pytest.raises(Invalid) as refusal:
        await register.activate(work, secret, DRAFT)
    assert list(refusal.value.fields) == [""]


async def test_a_name_that_is_taken_is_said_at_its_field(work: Work) -> None:
    """The suggestion is free when it is made."""
    secret = await invited(work)
    await accounts.admit(work, "bea")
    assert await register.suggest(work, "Béa Essai") == "bea_e"
    await accounts.admit(work, "bea_e")
    await accounts.admit(work, "bea_essai")
    assert await register.suggest(work, "Béa Essai") == "bea2"
    assert await register.suggest(work, "Admin") == "admin2"
    with pytest.raises(Invalid) as refusal:
        await register.activate(work, secret, DRAFT)
    assert list(refusal.value.fields) == ["username"]


async def test_asking_again_and_again_floods_no_mailbox(work: Work, clock: StoppedClock) -> None:
    """Five letters in half an hour, as with sign-in links."""
    await take_over(work, BEA)
    for _ in range(9):
        await register.answer(work, "bea@mail.example")
    assert len(await letters(work)) == accounts.LINKS_PER_MEMBER
    clock.move(timedelta(minutes=31))
    await register.answer(work, "bea@mail.example")
    assert len(await letters(work)) == accounts.LINKS_PER_MEMBER + 1


async def test_nobody_else_is_answered(work: Work) -> None:
    """Neither strangers nor nonsense, nor somebody who was shut out."""
    await take_over(work, BEA, "7;Sans adresse")
    for email in ("nobody@mail.example", "nonsense", ""):
        await register.answer(work, email)
    bea = await accounts.admit(work, "bea", email="bea@mail.example")
    await accounts.disable(work, bea)
    await register.answer(work, "bea@mail.example")
    assert await letters(work) == []
