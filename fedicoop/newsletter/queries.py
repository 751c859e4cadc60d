"""Finding newsletters, and what could stand in the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fedicoop.db import skip_locked
from fedicoop.events import queries as events
from fedicoop.events.queries import Agenda
from fedicoop.library import queries as library
from fedicoop.library.policy import audience_of
from fedicoop.network import cooperatives as network
from fedicoop.newsletter import policy
from fedicoop.newsletter.models import Newsletter, State
from fedicoop.posts import queries as posts
from fedicoop.posts.queries import Wanted

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.library import Paper
    from fedicoop.posts import Post
    from fedicoop.work import Work

DOCUMENT = "document"
KINDS = ("event", "article", DOCUMENT)
MOST_OFFERED = 40
_MOST = 100


@dataclass(frozen=True)
class Offer:
    """Something that can be picked; ``fresh`` says that it came after the last newsletter.

    ``owner`` is in whose name it stands; None for a document of the cooperative itself.
    """

    kind: str
    id: str
    title: str
    visibility: str
    at: datetime
    owner: Actor | None = None
    fresh: bool = False

    @property
    def key(self) -> str:
        """Name it in a form."""
        return f"{self.kind}:{self.id}"


async def by_id(work: Work, ident: str) -> Newsletter | None:
    """Give a newsletter with who wrote it."""
    query = select(Newsletter).where(Newsletter.id == ident[:40])
    return await work.session.scalar(query.options(joinedload(Newsletter.writer)))


async def all_of_them(work: Work, before: str | None = None, limit: int = 20) -> list[Newsletter]:
    """Give the newsletters, the newest first, for those who write them."""
    query = select(Newsletter).options(joinedload(Newsletter.writer))
    if before:
        query = query.where(Newsletter.id < before)
    rows = await work.session.scalars(query.order_by(Newsletter.id.desc()).limit(limit))
    return list(rows)


async def archive(work: Work, *, is_member: bool, limit: int = _MOST) -> list[Newsletter]:
    """Give the newsletters that a reader of the archive may open, the last sent first."""
    query = select(Newsletter).where(Newsletter.state.in_(policy.BEGUN))
    if not is_member:
        query = query.where(Newsletter.public.is_(True))
    query = query.order_by(Newsletter.started_at.desc(), Newsletter.id.desc())
    return list(await work.session.scalars(query.limit(min(limit, _MOST))))


async def last_begun(work: Work) -> datetime | None:
    """Say when a newsletter was sent last."""
    query = select(Newsletter.started_at).where(Newsletter.started_at.isnot(None))
    return await work.session.scalar(query.order_by(Newsletter.started_at.desc()).limit(1))


async def to_begin(work: Work) -> list[Newsletter]:
    """Give, and keep from other workers, the newsletters whose time has come."""
    due = Newsletter.send_at <= work.now()
    query = select(Newsletter).where(Newsletter.state == State.SCHEDULED, due)
    query = query.order_by(Newsletter.send_at).limit(5).options(selectinload(Newsletter.writer))
    return list(await work.session.scalars(skip_locked(query)))


async def on_its_way(work: Work) -> Newsletter | None:
    """Give, and keep from other workers, the newsletter that goes on now."""
    query = select(Newsletter).where(Newsletter.state == State.SENDING).order_by(Newsletter.id)
    rows = await work.session.scalars(skip_locked(query.limit(1)))
    return rows.first()


async def offers(
    work: Work, viewer: Actor, picked: list[dict[str, str]], limit: int = MOST_OFFERED
) -> list[Offer]:
    """Give what can be picked: what was, events to come, the newest articles and documents.

    ``limit`` is how many of each kind; what was picked comes on top.
    """
    last = await last_begun(work)
    hosts = tuple(each.host for each in await network.cooperatives(work))
    dates = await events.upcoming(work, viewer, Agenda(servers=hosts, cancelled=False), limit=limit)
    texts = await posts.articles(work, viewer, Wanted(hosts, followed=False), limit=limit)
    papers = await library.newest(work, viewer, limit=limit)
    found: list[Offer | None] = [_of_post("event", each.post) for each in dates.items]
    found += [_of_post("article", each.post) for each in texts.items]
    found += [_of_paper(each.paper) for each in papers]
    found += [await offer(work, each["kind"], each["id"]) for each in picked]
    known = {each.key: each for each in found if each is not None}
    shown = [replace(each, fresh=last is not None and each.at > last) for each in known.values()]
    return sorted(shown, key=lambda each: not each.fresh)


async def offer(work: Work, kind: str, ident: str, *, public: bool = False) -> Offer | None:
    """Give something that was picked; None when it is no longer for every reader, or no more."""
    if kind == DOCUMENT:
        paper = await library.by_id(work, ident[:40])
        return _of_paper(paper, public=public) if paper is not None else None
    post = await posts.by_id(work, ident[:40]) if kind in KINDS else None
    return _of_post(kind, post, public=public) if post is not None else None


def _of_post(kind: str, post: Post, *, public: bool = False) -> Offer | None:
    if not policy.may_carry(post, public=public):
        return None
    return Offer(kind, post.id, post.name, post.visibility, post.published_at, post.author)


def _of_paper(paper: Paper, *, public: bool = False) -> Offer | None:
    if not policy.may_carry_paper(paper, public=public):
        return None
    owner = paper.group.actor if paper.group is not None else None
    return Offer(DOCUMENT, paper.id, paper.title, audience_of(paper), paper.changed_at, owner)
