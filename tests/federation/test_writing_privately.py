"""Private conversations between cooperatives: begun, answered, deleted, read by nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.federation.telling import Member

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet


@pytest.fixture
async def third(internet: Internet, tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give a third instance, third.example."""
    async with internet.instance("third.example", tmp_path / "third", clock) as instance:
        yield instance


async def test_two_people_write_to_each_other_and_have_one_conversation_on_both_sides(
    coop: Instance, neighbour: Instance, third: Instance, internet: Internet
) -> None:
    ana, ben = await Member(coop, "ana").arrives(), await Member(neighbour, "ben").arrives()
    cleo = await Member(third, "cleo").arrives()
    await cleo.follows(ana)
    await internet.settle()

    await ana.writes_to("Tu viens ?", ben)
    await internet.settle()
    await ben.writes_to("Oui.", ana)
    await internet.settle()
    last = await ana.writes_to("Bien !", ben)
    await internet.settle()

    said = ["Tu viens ?", "Oui.", "Bien !"]
    assert await ana.conversations() == [said]
    assert await ben.conversations() == [said]
    assert await cleo.reads_privately() == []
    assert not any("third.example/inbox" in str(each.url) for each in internet.requests[-4:])

    await ana.deletes(last)
    await internet.settle()
    assert await ben.conversations() == [said[:2]]


async def test_three_people_on_three_servers_have_one_conversation(
    coop: Instance, neighbour: Instance, third: Instance, internet: Internet
) -> None:
    ana, ben = await Member(coop, "ana").arrives(), await Member(neighbour, "ben").arrives()
    cleo = await Member(third, "cleo").arrives()

    await ana.writes_to("À trois", ben, cleo)
    await internet.settle()
    await ben.writes_to("D'accord", ana, cleo)
    await internet.settle()
    await ana.writes_to("Entre nous deux", ben)
    await internet.settle()

    assert await cleo.conversations() == [["À trois", "D'accord"]]
    assert sorted(await ben.conversations()) == [["Entre nous deux"], ["À trois", "D'accord"]]
