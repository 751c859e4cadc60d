"""The newsletters that were sent, for whoever may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.newsletter import policy, queries, service
from fedicoop.web.i18n import msg
from fedicoop.web.sharing import SCHEMA, Sharing, brief, of_list
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.newsletter import Newsletter
    from fedicoop.web.visit import Visit

_ABOUT = msg("The letters that this cooperative sends to its members.")


@page
async def show_archive(visit: Visit) -> Response:
    """List the newsletters that the reader may open."""
    async with visit.reading() as work:
        rows = await queries.archive(work, is_member=visit.member is not None)
    base = visit.instance.urls.base
    return visit.page(
        "newsletter/archive.html",
        rows=[(row, visit.reader.moment(row.started_at or row.created_at)) for row in rows],
        sharing=of_list(visit.say(msg("Newsletters")), visit.say(_ABOUT), f"{base}/newsletters"),
    )


@page
async def show_issue(visit: Visit) -> Response:
    """Show a newsletter as it was sent; one for members does not exist for anybody else."""
    async with visit.reading() as work:
        row = await queries.by_id(work, visit.param("ident"))
        if row is None or not policy.may_read(row, is_member=visit.member is not None):
            raise NotFound("no newsletter for this reader")
        issue = await service.issue_of(work, row)
    words = brief(service.letter_of(work, row, issue).preheader) or issue.subject
    return visit.page(
        "newsletter/issue.html",
        row=row,
        issue=issue,
        introduction=Markup(issue.introduction),  # noqa: S704 - sanitised when it was written
        sent=visit.reader.moment(row.started_at or row.created_at),
        sharing=_sharing(visit, row, issue.subject, words),
    )


def _sharing(visit: Visit, row: Newsletter, subject: str, words: str) -> Sharing:
    url = f"{visit.site.base}/newsletters/{row.id}"
    sent = (row.started_at or row.created_at).isoformat(timespec="seconds")
    coop = {"@type": "Organization", "name": visit.site.name, "url": f"{visit.site.base}/"}
    data = {"@context": SCHEMA, "@type": "Article", "headline": subject, "url": url}
    return Sharing(
        title=subject,
        description=words,
        url=url,
        kind="article",
        published=sent,
        indexed=row.public,
        data=data | {"author": coop, "datePublished": sent},
        trail=((msg("Newsletters"), "/newsletters"),),
    )


routes = [
    Route("/newsletters", show_archive),
    Route("/newsletters/{ident}", show_issue),
]
