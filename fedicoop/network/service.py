"""What ours does with other servers: following them, letting them follow, trusting them.

``by`` is the deciding member; None for the operator's shell. Every decision is logged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import queries as members
from fedicoop.accounts.policy import Role
from fedicoop.actors import queries as actors
from fedicoop.actors import service as book
from fedicoop.errors import NotFound, Refused
from fedicoop.events import service as events
from fedicoop.moderation import queries as rules
from fedicoop.moderation import service as moderation
from fedicoop.moderation.policy import may_set_rules
from fedicoop.network import policy, queries

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor, Follow
    from fedicoop.work import Work


async def ask(work: Work, by: Member | None, other: Actor) -> Follow:
    """Let our server follow another one: what it announces comes into our agenda.

    Raises Refused for who does not speak for a server, and for a blocked one.
    """
    _check(by)
    if not policy.may_be_asked(other) or await rules.is_refused(work, other.host):
        raise Refused(f"{other.uri} is no server to follow", safe="This server cannot be followed.")
    row = await book.follow(work, await actors.instance_actor(work), other)
    await moderation.note(work, by, "follow_server", other.uri)
    return row


async def stop(work: Work, by: Member | None, host: str) -> int:
    """Let our server follow nobody of another one any more; give how many that were."""
    _check(by)
    rows = await queries.followed_at(work, host)
    for row in rows:
        await book.unfollow(work, row.follower, row.followed)
        await moderation.note(work, by, "unfollow_server", row.followed.uri)
    return len(rows)


async def approve(work: Work, by: Member | None, host: str) -> int:
    """Let a server hear what ours announces; it is told at once of the events to come.

    Gives how many of its actors were let in. Raises NotFound when none asked.
    """
    _check(by)
    rows = [row for row in await queries.followers_from(work, host) if row.accepted_at is None]
    if not rows:
        raise NotFound(f"nobody of {host} asks", safe="This server does not ask to follow ours.")
    for row in rows:
        await _let_in(work, row)
        await moderation.note(work, by, "approve_server", row.follower.uri)
    return len(rows)


async def refuse(work: Work, by: Member | None, host: str) -> int:
    """Let a server hear no more of ours, whether it asked or was let in before."""
    _check(by)
    rows = await queries.followers_from(work, host)
    for row in rows:
        await book.reject(work, row)
        await moderation.note(work, by, "refuse_server", row.follower.uri)
    return len(rows)


async def trust(work: Work, by: Member | None, host: str, reason: str = "") -> None:
    """Take a cooperative into the circle; if it asks to follow ours it is let in.

    Raises Refused, or Invalid for what is no other server.
    """
    await moderation.trust_host(work, by, host, reason)
    for row in await queries.followers_from(work, host):
        if row.accepted_at is None:
            await _let_in(work, row)


async def admit(work: Work, follower: Actor) -> None:
    """Let in at once whoever need not wait: cooperatives of the circle, or all of them.

    Of the others administrators hear that they wait, once.
    """
    row = await actors.follow_between(work, follower.id, (await actors.instance_actor(work)).id)
    if row is None or row.accepted_at is not None:
        return
    trusted = await rules.is_trusted(work, follower.host)
    if policy.is_admitted(trusted=trusted, approve_servers=work.config.federation.approve_servers):
        await _let_in(work, row)
        return
    for member in await members.with_role(work, Role.ADMIN):
        work.tell("server_asks", member.actor_id, follower.id, follower.uri)


async def _let_in(work: Work, row: Follow) -> None:
    await book.accept(work, row)
    await events.backfill(work)


def _check(by: Member | None) -> None:
    if not may_set_rules(by):
        raise Refused("only moderators decide about servers")
