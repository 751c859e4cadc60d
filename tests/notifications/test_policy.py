"""The rules about notices and letters, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fedicoop.actors import Actor
from fedicoop.notifications import policy

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def an_actor(name: str, **more: Any) -> Actor:
    """Give an actor who is in no database."""
    host = more.pop("host", "")
    return Actor(id=name, local_name=None if host else name, host=host, **more)


ANA, BOB = an_actor("ana"), an_actor("bob", host="peer.example")


@pytest.mark.parametrize(
    ("recipient", "sender", "blocked", "may"),
    [
        (ANA, BOB, False, True),
        (ANA, an_actor("eve"), False, True),
        (ANA, ANA, False, False),
        (ANA, BOB, True, False),
        (BOB, ANA, False, False),
        (an_actor("ana", suspended_at=NOW), BOB, False, False),
        (an_actor("ana", deleted_at=NOW), BOB, False, False),
        (ANA, an_actor("bob", suspended_at=NOW), False, False),
        (ANA, an_actor("bob", deleted_at=NOW), False, False),
    ],
)
def test_who_is_told_about_whom(recipient: Actor, sender: Actor, blocked: bool, may: bool) -> None:
    assert policy.may_tell(recipient, sender, blocked=blocked) is may


@pytest.mark.parametrize("to", ["ana@coop.example", "a.b+c@x-y.coop.example", "o'neil@a.example"])
def test_a_letter_goes_to_an_address(to: str) -> None:
    assert policy.mail_fault(to, "Bonjour", {}) == ""


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ana",
        "ana@",
        "@coop.example",
        "ana@coop",
        "ana@coop.example\n",
        "ana@coop.example\r\nBcc: all@coop.example",
        "ana@coop.example, eve@coop.example",
        "Ana <ana@coop.example>",
        "ana eve@coop.example",
        "ana@eve@coop.example",
        '"ana"@coop.example',
        "ana@coop..example",
        "ana@[127.0.0.1]",
        "zoé@coop.example",
        "a" * 243 + "@coop.example",
    ],
)
def test_what_is_no_address_gets_no_letter(to: str) -> None:
    assert policy.mail_fault(to, "Bonjour", {}) == "This is not an e-mail address."


@pytest.mark.parametrize(
    ("subject", "headers", "holds"),
    [
        ("Bonjour à tous — ça va ?", {}, True),
        ("Bonjour", {"List-Unsubscribe": "<https://coop.example/x>"}, True),
        ("x" * 500, {}, True),
        ("x" * 501, {}, False),
        ("", {}, False),
        ("  ", {}, False),
        ("Bonjour\r\nBcc: all@coop.example", {}, False),
        ("Bonjour\u2028Bcc: x", {}, False),
        ("Bonjour\x00", {}, False),
        ("Bonjour", {"X-A": "b\nBcc: c"}, False),
        ("Bonjour", {"X-A": "b" * 501}, False),
        ("Bonjour", {"X A": "b"}, False),
        ("Bonjour", {"X-A:": "b"}, False),
        ("Bonjour", {"X\nBcc": "b"}, False),
        ("Bonjour", {"": "b"}, False),
        ("Bonjour", {"X" * 62: "b"}, False),
    ],
)
def test_the_head_of_a_letter_holds_one_line_each(
    subject: str, headers: dict[str, str], holds: bool
) -> None:
    assert (policy.mail_fault("ana@coop.example", subject, headers) == "") is holds


@pytest.mark.parametrize(
    ("kind", "life"),
    [("sign_in", timedelta(minutes=15)), ("welcome", timedelta(days=7)), ("x", timedelta(days=7))],
)
def test_a_letter_is_tried_as_long_as_it_makes_sense(kind: str, life: timedelta) -> None:
    assert policy.life_of(kind) == life


@pytest.mark.parametrize(
    ("kind", "this_month", "budget", "may"),
    [
        ("digest", 0, 8, True),
        ("digest", 7, 8, True),
        ("digest", 8, 8, False),
        ("digest", 0, 0, False),
        ("sign_in", 100, 8, True),
        ("password_changed", 100, 0, True),
    ],
)
def test_a_budget_holds_letters_back_but_never_the_essential(
    kind: str, this_month: int, budget: int, may: bool
) -> None:
    assert policy.may_mail(kind, this_month=this_month, budget=budget) is may
