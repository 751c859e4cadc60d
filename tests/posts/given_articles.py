"""What tests of articles start from: a member with pictures, an editor, a text with images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as actors
from fedicoop.actors import service as people
from fedicoop.media import service as media
from fedicoop.posts import queries, service
from fedicoop.posts.service import ArticleDraft
from tests.media.given import a_picture

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.work import Work

TITLE = "Un toit pour l'école"
BRIEF = "Trente familles & une mairie ont posé 120 panneaux."
SOURCE = "## Le chantier\n\nTout a commencé en mars.\n\n[image 2]\n\nEt puis #soleil."


async def given_pictures(work: Work, owner: Actor, *alts: str) -> tuple[str, ...]:
    """Upload pictures; give their row ids."""
    prepared = await media.prepare(a_picture(), work.config)
    files = [await media.keep(work, owner, prepared, alt) for alt in alts]
    return tuple(file.id for file in files)


def an_article(**more: Any) -> ArticleDraft:
    """Write an article for everybody."""
    said: dict[str, Any] = {"title": TITLE, "summary": BRIEF, "source": SOURCE}
    return ArticleDraft(**(said | more))


async def given_article(work: Work, writer: Actor, **more: Any) -> Post:
    """Publish an article, and forget what was sent."""
    post = await service.publish_article(work, writer, an_article(**more))
    work.outgoing.clear()
    work.news.clear()
    found = await queries.by_id(work, post.id)
    assert found is not None
    return found


async def given_writer(work: Work, username: str, *roles: str) -> Actor:
    """Admit a member with roles to a cooperative that was founded."""
    await people.found(work)
    member = await accounts.admit(work, username, roles=roles)
    found = await actors.by_id(work, member.actor_id)
    assert found is not None
    return found
