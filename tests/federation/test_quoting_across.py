"""A quote by consent: asked for, granted with a stamp that anybody can read, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.errors import FetchFailed
from fedicoop.posts import QuoteAuthorization, queries, service
from tests.federation.telling import Member, found

if TYPE_CHECKING:
    from fedicoop.instance import Instance


async def test_a_stamp_is_read_at_its_own_address_until_it_is_taken_back(
    coop: Instance, neighbour: Instance
) -> None:
    ana = await Member(coop, "ana").arrives()
    ben = await Member(neighbour, "ben").arrives()
    note = await ana.writes("Citez-moi")
    quoting = await ben.writes("Je cite")
    await ana.follows(ben)
    async with coop.writing() as work:
        post = await queries.by_uri(work, note)
        assert post is not None
        row = await service.answer_quote(
            work, await found(work, ben.uri), post, quoting, f"{ben.uri}#ask"
        )
        assert row is not None
        uri = row.uri

    stamp = await neighbour.client.get_document(uri, signer=await neighbour.signer())
    assert (stamp["id"], stamp["type"]) == (uri, "QuoteAuthorization")
    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (quoting, note)

    async with coop.writing() as work:
        kept = await queries.stamp_by_id(work, uri.rpartition("/")[2])
        assert kept is not None
        await service.revoke_quote(work, await found(work, ana.uri), kept)
    with pytest.raises(FetchFailed, match="404"):
        await neighbour.client.get_document(uri, signer=await neighbour.signer())
    async with coop.reading() as work:
        rows = list(await work.session.scalars(select(QuoteAuthorization)))
    assert [row.revoked_at is not None for row in rows] == [True]
