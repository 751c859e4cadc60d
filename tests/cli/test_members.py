"""fedicoop member …: people come, get links and tokens, and go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import pytest

from fedicoop.accounts import passwords, queries
from fedicoop.app import open_instance
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from fedicoop.work import Work
    from tests.cli.conftest import Done

T = TypeVar("T")


def asked(folder: Path, question: Callable[[Work], Awaitable[T]], *, changes: bool = False) -> T:
    """Look into an instance's data, or change it."""

    async def ask() -> T:
        instance = open_instance(folder, {})
        try:
            async with instance.writing() if changes else instance.reading() as work:
                return await question(work)
        finally:
            await instance.close()

    return asyncio.run(ask())


def token_of(link: str) -> str:
    """Give the secret part of a sign-in link."""
    base, _, token = link.split()[-1].rpartition("/")
    assert base == "https://coop.example/sign-in/link"
    return token


def test_a_member_is_created_with_a_link_that_opens(run: Callable[..., Done], coop: Path) -> None:
    """It works once; the member has what was said of her."""
    options = ("--email", "Bea@coop.example", "--display-name", "Béa", "--role", "moderation")
    done = run("member", "create", coop, "bea", *options, "--role", "redaction")
    assert done.code == 0
    assert asked(coop, lambda work: queries.is_live_link(work, token_of(done.out)))
    row = run("member", "list", coop, "--json").json[0]
    assert row["name"] == "bea"
    assert row["display_name"] == "Béa"
    assert row["email"] == "bea@coop.example"
    assert row["roles"] == "moderation, redaction"
    assert row["disabled"] is False


def test_a_password_may_come_through_standard_input(run: Callable[..., Done], coop: Path) -> None:
    """So that it stands in no list of processes; a weak one is refused."""
    create = ("member", "create", coop, "bea", "--email", "bea@coop.example", "--password-stdin")
    done = run(*create, stdin="azertyuiopqs\n")
    assert (done.code, done.out) == (1, "")
    assert "password" in done.err
    assert run(*create, stdin="sept chats sous la table\n").code == 0
    bea = asked(coop, lambda work: queries.by_login(work, "bea"))
    assert bea is not None
    assert bea.password_hash is not None
    assert asyncio.run(passwords.verify(bea.password_hash, "sept chats sous la table"))


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("Béa", ("--email", "b@coop.example"), "username"),
        ("ana", ("--email", "b@coop.example"), "taken"),
        ("bea", ("--email", "nonsense"), "not an e-mail address"),
        ("bea", ("--email", "ana@coop.example"), "belongs to another member"),
        ("bea", ("--email", "b@coop.example", "--role", "queen"), "role does not exist"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    run: Callable[..., Done], coop: Path, name: str, options: tuple[str, ...], says: str
) -> None:
    """And nobody is created."""
    done = run("member", "create", coop, name, *options)
    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert len(run("member", "list", coop, "--json").json) == 1


def test_a_link_lets_a_member_in(run: Callable[..., Done], coop: Path) -> None:
    """She may be named by name, handle or address."""
    for name in ("ana", "@ana@coop.example", "ana@coop.example"):
        done = run("member", "link", coop, name)
        assert _opens(coop, token_of(done.out))


def _opens(folder: Path, token: str) -> bool:
    return asked(folder, lambda work: queries.is_live_link(work, token))


def test_a_token_acts_for_a_member(run: Callable[..., Done], coop: Path) -> None:
    """Nothing but the token is printed, for scripts."""
    done = run("member", "token", coop, "ana")
    member = asked(coop, lambda work: queries.by_token(work, done.out.strip()))
    assert member is not None
    assert member.actor.username == "ana"


def test_the_register_puts_a_member_into_the_groups_for_her(
    run: Callable[..., Done], coop: Path
) -> None:
    """By college here; what is not named stays, and nothing is said twice."""
    asked(coop, given_groups, changes=True)
    run("member", "create", coop, "bea", "--email", "bea@coop.example", "--role", "relais")
    row = run("member", "list", coop, "--json").json[0]
    assert (row["college"], row["postcode"]) == ("", "")
    done = run("member", "set", coop, "bea", "--postcode", "59 000", "--college", "producteurs")
    assert done.out == "bea is changed; now also in producteurs\n"
    assert run("member", "set", coop, "bea", "--role", "redaction").out == "bea is changed\n"
    row = run("member", "list", coop, "--json").json[0]
    assert (row["college"], row["postcode"], row["roles"]) == ("producteurs", "59000", "redaction")
    wrong = run("member", "set", coop, "bea", "--postcode", "?")
    assert wrong.code == 1


async def given_groups(work: Work) -> None:
    """Found a group for a role, and one for a college."""
    founder = await queries.by_login(work, "ana")
    assert founder is not None
    for name, traits in (("relais", {"roles": ["relais"]}), ("producteurs", {})):
        draft = GroupDraft(name, automatic=traits or {"colleges": [name]})
        await groups.create(work, founder.actor, name, draft)


@pytest.mark.parametrize("command", ["link", "token", "disable", "set"])
def test_nobody_of_that_name_is_1(run: Callable[..., Done], coop: Path, command: str) -> None:
    """The name is repeated, to see the mistake."""
    done = run("member", command, coop, "zoe")
    assert (done.code, done.out) == (1, "")
    assert "no member is called 'zoe'" in done.err


def test_a_member_is_shut_out_and_let_in_again(run: Callable[..., Done], coop: Path) -> None:
    """Her links end; the last administrator stays."""
    run("member", "create", coop, "bea", "--email", "bea@coop.example")
    token = token_of(run("member", "link", coop, "bea").out)
    assert run("member", "disable", coop, "bea").out == "bea is disabled\n"
    assert not asked(coop, lambda work: queries.is_live_link(work, token))
    assert run("member", "list", coop, "--json").json[0]["disabled"] is True
    assert run("member", "disable", coop, "bea", "--undo").out == "bea is enabled\n"
    assert run("member", "list", coop, "--json").json[0]["disabled"] is False
    done = run("member", "disable", coop, "ana")
    assert done.code == 1
    assert "last administrator" in done.err


def test_erasing_asks_first(run: Callable[..., Done], coop: Path) -> None:
    """Only a yes, or --yes, does it."""
    run("member", "create", coop, "bea", "--email", "bea@coop.example")
    done = run("member", "erase", coop, "bea", stdin="n\n")
    assert done.code == 1
    assert "nothing was done" in done.err
    assert len(run("member", "list", coop, "--json").json) == 2
    assert run("member", "erase", coop, "bea", stdin="y\n").code == 0
    assert [row["name"] for row in run("member", "list", coop, "--json").json] == ["ana"]
    run("member", "create", coop, "cleo", "--email", "cleo@coop.example")
    assert "cleo is erased" in run("member", "erase", coop, "cleo", "--yes").out


def test_the_list_is_a_table_for_people(run: Callable[..., Done], coop: Path) -> None:
    """Wide enough for scripts that read it anyway."""
    done = run("member", "list", coop)
    assert "display_name" in done.out
    assert "ana@coop.example" in done.out
