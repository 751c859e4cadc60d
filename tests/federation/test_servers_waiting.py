"""A server that asks to follow ours and has to wait: administrators hear of it, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.accounts import service as accounts
from fedicoop.notifications import Notification
from tests.federation.between import asks, trusts

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

COOP, NEIGHBOUR = "coop.example", "neighbour.example"


async def told(instance: Instance) -> list[str]:
    """Give who heard that a server waits."""
    query = select(Notification.recipient_id).where(Notification.kind == "server_asks")
    async with instance.reading() as work:
        return list(await work.session.scalars(query))


async def test_administrators_hear_once_that_a_server_waits(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    async with coop.writing() as work:
        rosa = await accounts.admit(work, "rosa", roles=["admin"])
        await accounts.admit(work, "max", roles=["moderation"])

    for _ in range(2):
        await asks(neighbour, COOP)
        await internet.settle()

    assert await told(coop) == [rosa.actor_id]


async def test_nobody_is_told_of_a_server_that_is_let_in_at_once(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    async with neighbour.writing() as work:
        await accounts.admit(work, "lea", roles=["admin"])
    await trusts(neighbour, COOP)

    await asks(coop, NEIGHBOUR)
    await internet.settle()

    assert await told(neighbour) == []
