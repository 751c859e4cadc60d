"""What a member reported, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fedicoop.db.facts import facts, in_pieces
from fedicoop.moderation.models import Report

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {"reports": "account/reports.json"}
LEFT = {
    "domain_rules": "about servers, not about people",
    "moderation_log": "the moderators' notes, also about others",
}


async def reports(work: Work, reporter: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give what she reported; who reported her, and what moderators noted, is not hers to take."""
    query = select(Report).where(Report.reporter_uri == reporter.uri, Report.local.is_(True))
    async for row in in_pieces(work.session, query, Report.id):
        yield facts(row, "post_uris", "text", "forwarded", "created_at", "resolved_at")
