"""What tests of the library's pages start from: people, documents, and reading them as somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.actors import queries as actors
from fedicoop.groups import queries as groups
from fedicoop.library import queries, service
from tests.library.files import PDF
from tests.library.given import given_paper as kept

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.library import Paper
    from tests.web.browser import Browser


async def given_paper(coop: Instance, by: Member, group: str = "", **more: Any) -> Paper:
    """Add a document of the cooperative, or of a group by its name."""
    async with coop.writing() as work:
        actor = await actors.by_id(work, by.actor_id)
        assert actor is not None
        there = await groups.by_username(work, group) if group else None
        return await kept(work, actor, group=there, **more)


async def put_away(coop: Instance, by: Member, paper: Paper) -> None:
    """Put a document away."""
    async with coop.writing() as work:
        actor = await actors.by_id(work, by.actor_id)
        row = await queries.by_id(work, paper.id)
        assert actor is not None
        assert row is not None
        await service.archive(work, row, actor)


async def sends(
    browser: Browser, data: bytes | None = PDF, name: str = "statuts.pdf", **said: str
) -> httpx2.Response:
    """Send the form of a new document."""
    path = said.pop("path", "/new/document")
    fields = {"title": "Statuts", "audience": "members"} | said
    files = {"file": (name, data, "text/html")} if data is not None else None
    return await browser.send(path, fields, at=path, files=files)
