"""Who hears of new documents and versions of a group: who follows it here and may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.groups import queries as groups
from fedicoop.library.models import Audience
from fedicoop.library.policy import audience_of
from fedicoop.notifications import service as notifications

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.library.models import Paper
    from fedicoop.work import Work

MOST_TOLD = 500
"""Beyond that many, people find it among what is new since their last visit, and in digests."""


async def tell_of_version(work: Work, paper: Paper, by: Actor) -> None:
    """Let the followers of its group know of a document's newest version; nobody of the others'."""
    group = paper.group
    if group is None:
        return
    told = [each.id for each in await actors.local_followers(work, group.actor)]
    if audience_of(paper) == Audience.GROUP:
        inside = set(await work.session.scalars(groups.belonging_to(group)))
        told = [ident for ident in told if ident in inside]
    uri = work.urls.paper(paper.id)
    kind, subject = "document_added", uri
    if paper.number > 1:
        kind, subject = "document_renewed", f"{uri}#version-{paper.number}"
    for ident in [each for each in told if each != by.id][:MOST_TOLD]:
        work.tell(kind, ident, group.actor_id, subject)


async def take_back(work: Work, paper: Paper) -> None:
    """Let no notice name a document that nobody may open any more."""
    uri = work.urls.paper(paper.id)
    for subject in (uri, *(f"{uri}#version-{n}" for n in range(2, paper.number + 1))):
        await notifications.forget_subject(work, subject)
