"""fedicoop member …: the people of this cooperative."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from fedicoop.accounts import passwords, queries
from fedicoop.accounts import service as accounts
from fedicoop.cli.opening import as_json, folder, show, with_instance
from fedicoop.errors import NotFound
from fedicoop.groups import service as groups

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.work import Work

LINK_LIFE = timedelta(days=2)


@click.group()
def member() -> None:
    """Create, list, disable and erase members.

    Example: fedicoop member create instances/lille ana --email ana@lille.example
    """


async def find_member(work: Work, name: str) -> Member:
    """Give a member by her name or e-mail address; raises NotFound for anybody else."""
    found = await queries.by_login(work, name)
    if found is None:
        raise NotFound(f"no member is called {name!r}")
    return found


@member.command()
@folder
@click.argument("name")
@click.option("--email", required=True)
@click.option("--display-name", default="")
@click.option("--role", "roles", multiple=True, help="admin, moderator, …; may be repeated.")
@click.option("--password-stdin", is_flag=True, help="Read a password from standard input.")
def create(
    folder: Path,
    name: str,
    email: str,
    display_name: str,
    roles: tuple[str, ...],
    password_stdin: bool,  # noqa: FBT001 - click passes flags by position
) -> None:
    """Create a member and print a one-time sign-in link.

    Example: fedicoop member create instances/lille ana --email ana@lille.example --role admin
    """
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None

    async def deed(instance: Instance) -> str:
        hashed = None
        if password is not None:
            passwords.check_strength(password, name, email)
            hashed = await passwords.hash(password)
        async with instance.writing() as work:
            found = await accounts.admit(
                work, name, name=display_name, email=email, password_hash=hashed, roles=roles
            )
            await groups.add_automatic(work, found)
            token = await accounts.link_for(work, found, LINK_LIFE)
        return sign_in_url(instance, token)

    click.echo(with_instance(folder, deed))


def sign_in_url(instance: Instance, token: str) -> str:
    """Give the address that lets its owner in, once."""
    return f"{instance.urls.base}/sign-in/link/{token}"


@member.command()
@folder
@click.argument("name")
def link(folder: Path, name: str) -> None:
    """Print a one-time sign-in link for a member, good for two days.

    Example: fedicoop member link instances/lille ana
    """

    async def deed(instance: Instance) -> str:
        async with instance.writing() as work:
            token = await accounts.link_for(work, await find_member(work, name), LINK_LIFE)
        return sign_in_url(instance, token)

    click.echo(with_instance(folder, deed))


@member.command()
@folder
@click.argument("name")
def token(folder: Path, name: str) -> None:
    """Print a bearer token for the API; it is not stored in readable form.

    Example: fedicoop member token instances/lille ana
    """

    async def deed(instance: Instance) -> str:
        async with instance.writing() as work:
            return await accounts.create_token(work, await find_member(work, name), "command line")

    click.echo(with_instance(folder, deed))


@member.command("set")
@folder
@click.argument("name")
@click.option("--postcode", help="Where she lives; an empty one forgets it.")
@click.option("--college", help="The college in which she votes; an empty one forgets it.")
@click.option("--category", help="Her category of members; an empty one forgets it.")
@click.option("--number", help="Her member number; an empty one forgets it.")
@click.option("--role", "roles", multiple=True, help="Instead of her roles; may be repeated.")
def change(folder: Path, name: str, roles: tuple[str, ...], **said: str | None) -> None:
    """Change what the register says of a member; groups that are for her take her in.

    Example: fedicoop member set instances/lille ana --postcode 59000 --college producteurs
    """

    async def deed(instance: Instance) -> list[str]:
        async with instance.writing() as work:
            found = await find_member(work, name)
            await accounts.register(work, found, **said)
            if roles:
                await accounts.set_roles(work, found, roles)
            return [row.group.actor.username for row in await groups.add_automatic(work, found)]

    added = with_instance(folder, deed)
    click.echo(f"{name} is changed" + (f"; now also in {', '.join(added)}" if added else ""))


@member.command("list")
@folder
@as_json
def list_members(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags
    """List members, newest first.

    Example: fedicoop member list instances/lille --json
    """

    async def deed(instance: Instance) -> list[dict[str, object]]:
        async with instance.reading() as work:
            return [_row(found) for found in await _all(work)]

    show(with_instance(folder, deed), as_json=as_json, empty="There are no members yet.")


async def _all(work: Work) -> list[Member]:
    found: list[Member] = []
    while rows := await queries.all_members(work, found[-1].id if found else None, 200):
        found += rows
    return found


def _row(found: Member) -> dict[str, object]:
    return {
        "name": found.actor.username,
        "display_name": found.actor.name,
        "email": found.email,
        "roles": ", ".join(found.roles),
        "number": found.number,
        "category": found.category,
        "college": found.college,
        "postcode": found.postcode,
        "since": found.created_at.date().isoformat(),
        "disabled": found.disabled_at is not None,
    }


@member.command()
@folder
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let the member in again.")
def disable(folder: Path, name: str, undo: bool) -> None:  # noqa: FBT001 - click passes flags
    """Shut a member out; sessions and tokens end at once.

    Example: fedicoop member disable instances/lille ana
    """

    async def deed(instance: Instance) -> None:
        async with instance.writing() as work:
            change = accounts.enable if undo else accounts.disable
            await change(work, await find_member(work, name))

    with_instance(folder, deed)
    click.echo(f"{name} is {'enabled' if undo else 'disabled'}")


@member.command()
@folder
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(folder: Path, name: str, yes: bool) -> None:  # noqa: FBT001 - click passes flags
    """Delete a member and everything she wrote, here and on every server that got it.

    Example: fedicoop member erase instances/lille ana
    """
    if not yes:
        click.confirm(f"Erase {name} for good? The name is never given again", abort=True)

    async def deed(instance: Instance) -> None:
        async with instance.writing() as work:
            await accounts.erase(work, await find_member(work, name))

    with_instance(folder, deed)
    click.echo(f"{name} is erased; other servers are told by the next run of the workers")
