"""Passwords: kept as Argon2id alone, checked at the same pace for everybody."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import extract_parameters

from fedicoop.accounts import passwords
from fedicoop.errors import Invalid

SENTENCE = "trois chats gris"


async def test_what_is_kept_is_argon2id_at_the_recommended_cost() -> None:
    stored = await passwords.hash(SENTENCE)

    parameters = extract_parameters(stored)
    assert stored.startswith("$argon2id$")
    assert (parameters.memory_cost, parameters.time_cost) == (19 * 1024, 2)
    assert SENTENCE not in stored
    assert stored != await passwords.hash(SENTENCE), "the same password has another salt"


async def test_only_the_right_password_is_right() -> None:
    stored = await passwords.hash(SENTENCE)

    assert await passwords.verify(stored, SENTENCE)
    for wrong in ("", "trois chats", SENTENCE.upper(), SENTENCE + "\x00", "x" * 5000):
        assert not await passwords.verify(stored, wrong)


async def test_an_accent_is_the_same_on_every_keyboard() -> None:
    stored = await passwords.hash("été comme hiver")

    assert await passwords.verify(stored, "e\u0301te\u0301 comme hiver")


async def test_odd_characters_do_not_break_anything() -> None:
    stored = await passwords.hash("\ud800 trois chats")

    assert await passwords.verify(stored, "\ud800 trois chats")


async def test_a_password_without_end_is_not_hashed() -> None:
    with pytest.raises(Invalid):
        await passwords.hash("x" * 1025)


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$m=1", "$2b$12$abc"])
async def test_what_is_no_hash_lets_nobody_in(stored: str) -> None:
    assert not await passwords.verify(stored, SENTENCE)


async def test_a_name_that_does_not_exist_is_checked_at_the_same_cost() -> None:
    ours, nobody = (
        extract_parameters(await passwords.hash(SENTENCE)),
        extract_parameters(passwords.NOBODY),
    )

    assert nobody == ours
    assert not await passwords.verify(passwords.NOBODY, "")


async def test_a_flood_of_sign_ins_is_worked_off_two_at_a_time() -> None:
    stored = await passwords.hash(SENTENCE)

    right = await asyncio.gather(*(passwords.verify(stored, SENTENCE) for _ in range(6)))

    assert right == [True] * 6
    assert passwords._limiter().total_tokens == 2


def test_a_weak_new_password_is_refused_where_it_was_typed() -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.check_strength("motdepasse1234", "ana")

    assert list(refusal.value.fields) == ["password"]
    passwords.check_strength(SENTENCE, "ana")


@pytest.mark.parametrize(
    "password",
    [
        "trois chats gris",
        "correct horse battery",
        "kV9!xq2#Lm0z",
        "la pluie de novembre",
        "éolienne sur la colline",
        "雨がふるとかわがながれる",
        "x7" * 400 + " mot oiseau",
    ],
)
def test_a_sentence_is_a_good_password(password: str) -> None:
    assert passwords.fault(password, "ana", "ana@coop.example") == ""


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", "at least 12"),
        ("chat gris 1", "at least 12"),
        ("e\u0301" * 6, "at least 12"),
        ("x" * 1025, "at most"),
        ("é" * 513, "at most"),
        ("aaaaaaaaaaaa", "too easy"),
        ("abababababab", "too easy"),
        ("abcdefghijkl", "too easy"),
        ("lkjihgfedcba", "too easy"),
        ("123456789012", "too easy"),
        ("azertyuiopqsd", "too easy"),
        ("Motdepasse2026!", "too easy"),
        ("password-PASSWORD", "too easy"),
        ("Bienvenue12345", "too easy"),
        ("fedicoop-2026-", "too easy"),
        ("Anastasia1234", "too easy"),
        ("anastasia@Énergie", "too easy"),
        ("Éléonore2026", "too easy"),
        ("ELEONORE-1984", "too easy"),
    ],
)
def test_a_password_that_others_guess_is_refused(password: str, fault: str) -> None:
    known = ("anastasia", "Éléonore Anastasia", "anastasia@energie.example")

    assert fault in passwords.fault(password, *known)
