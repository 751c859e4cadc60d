"""What tests of the pages of articles start from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.actors import queries as actors
from fedicoop.posts import queries, service
from tests.posts.given_articles import an_article

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.posts import Post, Sketch
    from tests.web.browser import Browser

ARTICLE = {
    "title": "Un toit pour l'école",
    "summary": "Trente familles ont posé 120 panneaux.",
    "source": "Tout a commencé en mars.",
    "subjects": "#école, vent",
    "language": "fr",
    "visibility": "public",
    "place": "",
}


async def send(browser: Browser, at: str = "/new/article", **more: Any) -> httpx2.Response:
    """Send the form of an article."""
    chosen = more.pop("files", None)
    return await browser.send(at, {**ARTICLE, **more}, at=at, files=chosen)


async def given_article(coop: Instance, writer: Member, **more: Any) -> Post:
    """Publish an article of a member."""
    async with coop.writing() as work:
        actor = await actors.by_id(work, writer.actor_id)
        assert actor is not None
        return await service.publish_article(work, actor, an_article(**more))


async def given_sketch(coop: Instance, writer: Member, **more: Any) -> Sketch:
    """Keep a draft of a member."""
    async with coop.writing() as work:
        actor = await actors.by_id(work, writer.actor_id)
        assert actor is not None
        return await service.sketch(work, actor, an_article(**more))


async def sketches(coop: Instance, writer: Member) -> list[Sketch]:
    """Give what a member drafted."""
    async with coop.reading() as work:
        return list(await queries.sketches_of(work, writer.actor))
