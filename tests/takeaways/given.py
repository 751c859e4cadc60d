"""What tests of these files start from: one that is made and opened."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import orjson

from fedicoop.accounts import queries as accounts
from fedicoop.takeaways import service, storage, worker

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance


async def asked(coop: Instance, member: Member) -> str:
    """Let a member ask for her data; give the row id."""
    async with coop.writing() as work:
        mine = await accounts.by_id(work, member.id)
        assert mine is not None
        return (await service.ask(work, mine)).id


async def taken(coop: Instance, member: Member) -> zipfile.ZipFile:
    """Ask for a member's data, make the file, open it."""
    ident = await asked(coop, member)
    assert await worker.run_once(coop.reading, coop.writing) == 1
    return zipfile.ZipFile(storage.path_of(coop.config, ident))


def said(file: zipfile.ZipFile, name: str) -> Any:
    """Read a JSON file of it."""
    return orjson.loads(file.read(name))
