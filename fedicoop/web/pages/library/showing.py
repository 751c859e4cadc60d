"""A document's own page: what it is in short, its download, its versions, who it is for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fedicoop.library import policy, queries
from fedicoop.library.queries import Shown
from fedicoop.web import sharing
from fedicoop.web.pages.library import cards
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.library import Version
    from fedicoop.web.pages.library.cards import Card, Holding, Seen
    from fedicoop.web.visit import Visit


@page
async def show_paper(visit: Visit) -> Response:
    """Show a document to who may see it."""
    async with visit.reading() as work:
        seen = await cards.seen(visit, work)
        versions = await queries.versions_of(work, seen.paper)
    card = cards.card(visit, Shown(seen.paper, versions[0]))
    is_open = policy.is_public(seen.paper)
    return visit.page(
        "library/paper.html",
        card=card,
        tags=seen.paper.tags,
        versions=[_told(visit, seen, each) for each in versions],
        added=visit.reader.moment(seen.paper.created_at),
        changes=seen.changes,
        deletes=policy.may_delete(seen.paper, seen.reader),
        thins=policy.may_remove_version(seen.paper, 1, seen.reader),
        is_open=is_open,
        own=visit.member is not None and versions[0].by_id == visit.member.actor_id,
        sharing=_sharing(visit, seen, card) if is_open else None,
    )


def _told(visit: Visit, seen: Seen, version: Version) -> Holding:
    """Show a version; who added it is told to members, not to everybody."""
    found = cards.holding(visit, seen.paper, version)
    if not seen.reader.inside or version.by is None or version.by.is_gone:
        return found
    return replace(found, by=visit.reader.person(version.by))


def _sharing(visit: Visit, seen: Seen, card: Card) -> sharing.Sharing:
    url = f"{visit.site.base}{card.path}"
    published = seen.paper.created_at.isoformat(timespec="seconds")
    data = {
        "@context": sharing.SCHEMA,
        "@type": "DigitalDocument",
        "name": card.title,
        "url": url,
        "dateCreated": card.iso,
        "datePublished": published,
        "publisher": {"@type": "Organization", "name": visit.site.name, "url": visit.site.base},
    }
    data |= {"description": card.summary} if card.summary else {}
    return sharing.Sharing(
        title=card.title,
        description=sharing.brief(card.summary) or visit.site.name,
        url=url,
        image=f"{visit.site.base}{visit.site.assets.logo}",
        kind="article",
        activity=url,
        feed=f"{visit.site.base}/documents.atom",
        published=published,
        data=data,
    )
