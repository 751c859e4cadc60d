"""Lists of posts: home, the cooperative's own, profiles, hashtags, bookmarks, outboxes.

Timelines are pulled, not pushed: nothing is written per follower. Each part of a timeline (posts,
boosts, what is addressed to me) reads the newest entries of one index, and their union is cut to
the page. Row ids carry the time of publication, so the newest weeks are tried first and the whole
past only by those who page that far or follow the quiet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from fedicoop.actors import Actor, Follow
from fedicoop.actors.queries import muted_by
from fedicoop.groups.queries import belonging, spoken_for_by
from fedicoop.posts.models import Bookmark, Boost, Mention, Pin, Post, Tag, Visibility
from fedicoop.posts.policy import INSIDE, OPEN
from fedicoop.posts.queries.hearing import followed_tags, tags_of, wants
from fedicoop.posts.queries.shown import MOST, Page, Shown, dress
from fedicoop.posts.queries.visibility import Author, not_blocked, still_there, visible_to
from fedicoop.posts.sequence import floor_id, moment_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Label

    from fedicoop.work import Work

Part = Select[str, str, str]
WINDOWS = (timedelta(days=14), timedelta(days=180), None)
Booster = aliased(Actor, name="booster")


@dataclass(frozen=True)
class Entry:
    """One item of an outbox: a post, or the boost of one."""

    id: str
    post: Post
    boost: Boost | None


async def home(work: Work, actor: Actor, before: str | None = None, limit: int = 20) -> Page[Shown]:
    """Give what those whom a member follows wrote and passed on, her own, and what names her.

    Also what is listed under the subjects that she follows.

    Answers to people whom she does not follow are left out, as everywhere in the Fediverse; so
    is what is private, which has its own place.
    """
    agreed = and_(Follow.follower_id == actor.id, Follow.accepted_at.isnot(None))
    heard = select(Follow.followed_id).where(agreed).union_all(select(literal(actor.id)))
    answered = or_(
        Post.in_reply_to_author_id.is_(None),
        Post.in_reply_to_author_id == Post.author_id,
        Post.in_reply_to_author_id.in_(heard),
    )
    sees = and_(visible_to(actor), _not_muted(actor), Post.visibility != Visibility.DIRECT)
    aloud = Boost.actor_id.not_in(muted_by(actor.id))
    parts: tuple[Part, ...] = (
        _posts(Post.author_id.in_(heard), answered, sees),
        _boosts(Boost.actor_id.in_(heard), sees, aloud, not_blocked(actor, Boost.actor_id)),
        _posts(_names(actor), sees),
        _posts(_in_my_groups(actor), Post.in_reply_to_uri.is_(None), sees),
    )
    if await followed_tags(work, actor):
        under = select(Tag.post_id).where(Tag.name.in_(tags_of(actor.id)))
        parts = (*parts, _posts(Post.id.in_(under), _listed(actor), sees))
    return await _page(work, actor, parts, before, limit)


def _in_my_groups(actor: Actor) -> ColumnElement[bool]:
    muted = spoken_for_by(muted_by(actor.id))
    mine = and_(Post.group_id.in_(belonging(actor.id)), Post.group_id.not_in(muted))
    let_in = Post.awaits_group.is_(False)
    return and_(Post.visibility == Visibility.GROUP, mine, let_in)


def _not_muted(viewer: Actor | None) -> ColumnElement[bool]:
    """Say that a viewer wants to hear of a post; on a profile or in a thread she reads all."""
    return true() if viewer is None else wants(viewer.id)


def _names(actor: Actor) -> ColumnElement[bool]:
    named = select(Mention.post_id).where(Mention.actor_id == actor.id, Mention.silent.is_(False))
    return Post.id.in_(named)


async def local_timeline(
    work: Work, viewer: Actor | None, before: str | None = None, limit: int = 20
) -> Page[Shown]:
    """Give what was published here for everybody; members also see what is for members."""
    topmost = or_(Post.in_reply_to_uri.is_(None), Post.in_reply_to_author_id == Post.author_id)
    sees = and_(visible_to(viewer), _not_muted(viewer))
    part = _posts(Post.local.is_(True), _listed(viewer), topmost, sees)
    return await _page(work, viewer, (part,), before, limit)


def _listed(viewer: Actor | None) -> ColumnElement[bool]:
    """Say which visibilities are found without knowing the author: public, and members' own."""
    listed = [Visibility.PUBLIC]
    if viewer is not None and viewer.is_local:
        listed += INSIDE
    return Post.visibility.in_(listed)


async def public_of(
    work: Work,
    actor: Actor,
    viewer: Actor | None,
    before: str | None = None,
    limit: int = 20,
) -> Page[Shown]:
    """Give what an actor wrote and passed on, as a viewer of the profile may see it."""
    sees = visible_to(viewer)
    parts = (
        _posts(Post.author_id == actor.id, Post.visibility != Visibility.DIRECT, sees),
        _boosts(Boost.actor_id == actor.id, sees, Boost.visibility.in_(OPEN)),
    )
    return await _page(work, viewer, parts, before, limit)


async def tagged(
    work: Work, tag: str, viewer: Actor | None, before: str | None = None, limit: int = 20
) -> Page[Shown]:
    """Give what was published under a hashtag; unlisted posts stay out of it."""
    named = select(Tag.post_id).where(Tag.name == tag.lower().lstrip("#"))
    heard = true() if viewer is None else Post.author_id.not_in(muted_by(viewer.id))
    part = _posts(Post.id.in_(named), _listed(viewer), visible_to(viewer), heard)
    return await _page(work, viewer, (part,), before, limit)


async def bookmarks_of(
    work: Work, actor: Actor, before: str | None = None, limit: int = 20
) -> Page[Shown]:
    """Give what a member keeps, the last kept first; what she may no longer see is left out."""
    part = (
        select(Bookmark.id.label("at"), Bookmark.post_id.label("post_id"), _no_boost())
        .join(Post, Post.id == Bookmark.post_id)
        .join(Author, Author.id == Post.author_id)
        .where(Bookmark.actor_id == actor.id, visible_to(actor))
    )
    return await _page(work, actor, (part,), before, limit)


async def pinned_of(work: Work, actor: Actor, viewer: Actor | None) -> list[Shown]:
    """Give what an actor put on top of the profile, the last pinned first."""
    query = (
        select(Pin.post_id)
        .join(Post, Post.id == Pin.post_id)
        .join(Author, Author.id == Post.author_id)
        .where(Pin.actor_id == actor.id, Post.visibility.in_(OPEN), visible_to(viewer))
        .order_by(Pin.id.desc())
        .limit(MOST)
    )
    ids = await work.session.scalars(query)
    return await dress(work, viewer, [(ident, None) for ident in ids])


async def outbox(
    work: Work, actor: Actor, before: str | None = None, limit: int = 20
) -> Page[Entry]:
    """Give what anybody may read in an actor's outbox: open posts and boosts, newest first."""
    rows = await _rows(work, _outbox_parts(actor), before, None, min(limit, MOST))
    found = {item.post.id: item for item in await dress(work, None, [(p, b) for _, p, b in rows])}
    boosts = {item.boost.id: item.boost for item in found.values() if item.boost}
    entries = [
        Entry(at, found[post_id].post, boosts.get(boost_id) if boost_id else None)
        for at, post_id, boost_id in rows
        if post_id in found and (boost_id is None or boost_id in boosts)
    ]
    return Page(entries, rows[-1][0] if len(rows) == min(limit, MOST) else None)


async def outbox_size(work: Work, actor: Actor) -> int:
    """Count what ``outbox`` gives in all its pages."""
    counts = [
        select(func.count()).select_from(part.subquery()).scalar_subquery()
        for part in _outbox_parts(actor)
    ]
    return await work.session.scalar(select(counts[0] + counts[1])) or 0


def _outbox_parts(actor: Actor) -> tuple[Part, Part]:
    return (
        _posts(Post.author_id == actor.id, Post.visibility.in_(OPEN), visible_to(None)),
        _boosts(Boost.actor_id == actor.id, Boost.visibility.in_(OPEN), visible_to(None)),
    )


def _no_boost() -> Label[str]:
    return cast(null(), String(36)).label("boost_id")


def _posts(*conditions: ColumnElement[bool]) -> Part:
    return (
        select(Post.id.label("at"), Post.id.label("post_id"), _no_boost())
        .join(Author, Author.id == Post.author_id)
        .where(*conditions)
    )


def _boosts(*conditions: ColumnElement[bool]) -> Part:
    """Select boosts; neither the author nor who passes it on may be gone (CVE-2026-23961)."""
    return (
        select(Boost.id.label("at"), Boost.post_id, Boost.id.label("boost_id"))
        .join(Post, Post.id == Boost.post_id)
        .join(Author, Author.id == Post.author_id)
        .join(Booster, Booster.id == Boost.actor_id)
        .where(still_there(Booster), Boost.visibility != Visibility.DIRECT, *conditions)
    )


async def _page(
    work: Work, viewer: Actor | None, parts: tuple[Part, ...], before: str | None, limit: int
) -> Page[Shown]:
    """Read one page: the newest window first, a wider one when it does not fill the page."""
    size = min(limit, MOST)
    rows: list[tuple[str, str, str | None]] = []
    for window in WINDOWS:
        floor = floor_id(_top(work, before) - window) if window else None
        rows = await _rows(work, parts, before, floor, size)
        if len(rows) == size:
            break
    shown = await dress(work, viewer, [(post_id, boost_id) for _, post_id, boost_id in rows])
    return Page(shown, rows[-1][0] if len(rows) == size else None)


def _top(work: Work, before: str | None) -> datetime:
    """Give the moment a page starts from: that of its cursor, or now."""
    return (moment_of(before) if before else None) or work.now()


async def _rows(
    work: Work, parts: tuple[Part, ...], before: str | None, floor: str | None, size: int
) -> list[tuple[str, str, str | None]]:
    """Take the newest rows of each part and merge them."""
    newest = []
    for part in parts:
        at = part.selected_columns["at"]
        bounds = [at < before] if before else []
        bounds += [at > floor] if floor else []
        cut = part.where(*bounds).order_by(at.desc()).limit(size).subquery()
        newest.append(select(cut.c["at"], cut.c["post_id"], cut.c["boost_id"]))
    merged = union_all(*newest).subquery()
    query = select(merged.c["at"], merged.c["post_id"], merged.c["boost_id"])
    found = await work.session.execute(query.order_by(merged.c["at"].desc()).limit(size))
    return [(at, post_id, boost_id) for at, post_id, boost_id in found]
