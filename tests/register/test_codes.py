"""Codes on paper: printed for whom no e-mail reaches, good once, worth nothing to who guesses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts import ActivationLink, queries
from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid, Refused, TooMany, Unauthenticated
from fedicoop.register import service as register
from fedicoop.register.service import AccountDraft, Card
from fedicoop.urls import Urls
from fedicoop.work import Work
from tests.register.given import BEA, take_over

if TYPE_CHECKING:
    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock

HEC = "1043;Essai;Hector;;particulier;usagers;76000;Rouen;fr;3;actif"
LEFT = "1044;Essai;Inès;;particulier;usagers;76000;Rouen;fr;3;sorti"
HASH = "$argon2id$a-hash"


async def cards_of(work: Work, *rows: str) -> list[Card]:
    """Take rows over, and print cards for all of them who may have one."""
    await take_over(work, *rows)
    return await register.print_cards(work, None)


async def open_account(work: Work, card: Card, name: str = "hector") -> None:
    """Do what somebody does with a card."""
    key = await accounts.redeem_code(work, card.number, card.code)
    draft = AccountDraft(name, "Hector", password_hash=HASH)
    await register.activate(work, key.token, draft)


async def test_a_card_is_for_whom_no_e_mail_reaches_and_for_nobody_else(work: Work) -> None:
    (card,) = await cards_of(work, BEA, HEC, LEFT)
    assert (card.number, card.name, card.town) == ("1043", "Hector Essai", "Rouen")
    assert card.url.startswith("https://coop.example/code?number=1043&code=")
    assert await register.print_cards(work, None) == []

    entries = await queries.entries_by_number(work, ["1042", "1043", "1044"])
    idents = [entry.id for entry in entries.values()]
    assert [each.number for each in await register.print_cards(work, None, idents)] == ["1043"]
    for number in ("1042", "1044"):
        with pytest.raises(Refused):
            await accounts.print_code(work, entries[number], None)


async def test_the_code_opens_an_account_that_is_hers(work: Work) -> None:
    (card,) = await cards_of(work, HEC)
    typed = card.code.lower().replace("-", " ")
    key = await accounts.redeem_code(work, " 1043", typed)
    assert not key.is_known
    member = await register.activate(
        work, key.token, AccountDraft("hector", "Hector", password_hash=HASH)
    )
    assert (member.number, member.email, member.password_hash) == ("1043", None, HASH)
    with pytest.raises(Unauthenticated):
        await register.activate(
            work, key.token, AccountDraft("hector2", "Hector", password_hash=HASH)
        )


async def test_without_a_password_there_would_be_no_way_in(work: Work) -> None:
    (card,) = await cards_of(work, HEC)
    key = await accounts.redeem_code(work, card.number, card.code)
    with pytest.raises(Invalid) as refusal:
        await register.activate(work, key.token, AccountDraft("hector", "Hector"))
    assert "password" in refusal.value.fields


async def test_the_code_may_be_typed_again_until_there_is_an_account(
    work: Work, clock: StoppedClock
) -> None:
    (card,) = await cards_of(work, HEC)
    key = await accounts.redeem_code(work, card.number, card.code)
    clock.move(timedelta(hours=2))
    draft = AccountDraft("hector", "Hector", password_hash=HASH)
    with pytest.raises(Unauthenticated):
        await register.activate(work, key.token, draft)
    await open_account(work, card)
    clock.move(timedelta(hours=1))
    with pytest.raises(Unauthenticated):
        await accounts.redeem_code(work, card.number, card.code)


async def test_a_wrong_an_old_and_a_replaced_code_get_the_same_answer(
    work: Work, clock: StoppedClock
) -> None:
    (card,) = await cards_of(work, HEC)
    entry = await queries.entry_by_number(work, "1043")
    assert entry is not None
    (newer,) = await register.print_cards(work, None, [entry.id])
    said = []
    tries = [("1043", card.code), ("1042", newer.code), ("1043", ""), ("", newer.code), ("?", "?")]
    for number, code in tries:
        with pytest.raises(Unauthenticated) as refusal:
            await accounts.redeem_code(work, number, code)
        said.append(refusal.value.safe)
    clock.move(timedelta(days=work.config.limits.printed_code_days))
    with pytest.raises(Unauthenticated) as refusal:
        await accounts.redeem_code(work, "1043", newer.code)
    assert set(said) == {refusal.value.safe}


async def test_who_left_meanwhile_opens_no_account(work: Work) -> None:
    (card,) = await cards_of(work, HEC)
    await take_over(work, HEC.replace("actif", "sorti"))
    with pytest.raises(Unauthenticated):
        await accounts.redeem_code(work, card.number, card.code)


async def test_an_address_that_the_register_learns_leaves_the_card_good(work: Work) -> None:
    (card,) = await cards_of(work, HEC)
    await take_over(work, HEC.replace(";;", ";hector@mail.example;", 1))
    assert not (await accounts.redeem_code(work, card.number, card.code)).is_known


async def test_a_code_is_no_link_and_its_letters_are_not_kept(work: Work) -> None:
    (card,) = await cards_of(work, HEC)
    (row,) = await work.session.scalars(select(ActivationLink))
    plain = card.code.replace("-", "")
    assert plain not in repr(vars(row))
    for token in (card.code, plain, f"printed code {plain} of 1043"):
        assert await queries.activation_link(work, token) is None
        with pytest.raises(Unauthenticated):
            await accounts.redeem_activation(work, token)


async def test_guessing_stops_after_five_tries_for_a_number_whatever_is_typed(
    work: Work, clock: StoppedClock
) -> None:
    for place in range(5):
        await accounts.count_code_try(work, "1043" if place % 2 else " 1043 ", f"192.0.2.{place}")
    with pytest.raises(TooMany):
        await accounts.count_code_try(work, "1043", "192.0.2.9")
    await accounts.count_code_try(work, "1044", "192.0.2.9")
    clock.move(timedelta(minutes=16))
    await accounts.count_code_try(work, "1043", "192.0.2.9")


async def test_guessing_many_numbers_from_one_address_stops_too(work: Work) -> None:
    for number in range(work.config.limits.sign_in_per_hour):
        await accounts.count_code_try(work, str(number), "192.0.2.1")
    with pytest.raises(TooMany):
        await accounts.count_code_try(work, "another", "192.0.2.1")


async def test_a_lost_password_is_a_new_card_that_lets_her_in_once(work: Work) -> None:
    (card,) = await cards_of(work, HEC)
    await open_account(work, card)
    entry = await queries.entry_by_number(work, "1043")
    assert entry is not None
    (another,) = await register.print_cards(work, None, [entry.id])
    key = await accounts.redeem_code(work, another.number, another.code)
    assert key.is_known
    assert (await accounts.redeem(work, key.token)).number == "1043"
    with pytest.raises(Unauthenticated):
        await accounts.redeem_code(work, another.number, another.code)


async def test_who_is_erased_keeps_no_code(work: Work) -> None:
    (card,) = await cards_of(work, HEC)
    entry = await queries.entry_by_number(work, "1043")
    assert entry is not None
    await accounts.forget_entry(work, entry)
    assert entry.printed_at is None
    with pytest.raises(Unauthenticated):
        await accounts.redeem_code(work, card.number, card.code)


async def test_of_two_who_use_one_card_at_the_same_moment_one_gets_the_account(
    database: Database, config: Config, clock: StoppedClock
) -> None:
    def work_in(session: object) -> Work:
        return Work(session, config, clock, Urls(config.public_url))  # type: ignore[arg-type]

    async with database.writing() as session:
        (card,) = await cards_of(work_in(session), HEC)
    tokens = []
    for _ in range(2):
        async with database.writing() as session:
            key = await accounts.redeem_code(work_in(session), card.number, card.code)
            tokens.append(key.token)

    async def use(place: int) -> str:
        draft = AccountDraft(f"hector{place}", "Hector", password_hash=HASH)
        try:
            async with database.writing() as session:
                await register.activate(work_in(session), tokens[place], draft)
        except Unauthenticated:
            return "no"
        return "yes"

    assert sorted(await asyncio.gather(use(0), use(1))) == ["no", "yes"]
