"""Codes on paper: how they are read, and for whom one is printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedicoop.accounts import Member, RegisterEntry, policy
from fedicoop.actors import Actor

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7KQ2-M9XD-4RTA", "7KQ2M9XD4RTA"),
        (" 7kq2 m9xd 4rta ", "7KQ2M9XD4RTA"),
        ("oOiI-lL00-1111", "001111001111"),
        ("7KQ2-M9XD-4RT", ""),
        ("7KQ2-M9XD-4RTAA", ""),
        ("7KQ2-M9XD-4RTU", ""),
        ("7KQ2-M9XD-4RTÉ", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, code: str) -> None:
    assert policy.normal_code(typed) == code


def test_a_code_is_printed_in_three_parts_that_are_read_again() -> None:
    assert policy.spaced_code("7KQ2M9XD4RTA") == "7KQ2-M9XD-4RTA"


@given(st.text())
def test_nothing_typed_breaks_it(typed: str) -> None:
    assert len(policy.normal_code(typed)) in {0, policy.CODE_LENGTH}


def an_entry(email: str = "", status: str = "active") -> RegisterEntry:
    """Give somebody in the register."""
    return RegisterEntry(number="1", email=email, status=status)


def an_account(email: str | None = None, disabled_at: datetime | None = None) -> Member:
    """Give somebody with an account."""
    return Member(actor=Actor(), email=email, disabled_at=disabled_at)


@pytest.mark.parametrize(
    ("entry", "member", "gets_one"),
    [
        (an_entry(), None, True),
        (an_entry(email="bea@mail.example"), None, False),
        (an_entry(status="left"), None, False),
        (an_entry(), an_account(), True),
        (an_entry(), an_account(email="bea@mail.example"), False),
        (an_entry(), an_account(disabled_at=NOW), False),
    ],
)
def test_a_code_is_for_whom_no_e_mail_reaches(
    entry: RegisterEntry, member: Member | None, gets_one: bool
) -> None:
    assert policy.may_get_code(entry, member) is gets_one
