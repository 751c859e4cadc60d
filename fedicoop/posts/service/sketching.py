"""Articles that are not published yet: drafts, and those that are published by themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import selectinload

from fedicoop.accounts import policy as roles
from fedicoop.accounts import queries as accounts
from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.db import skip_locked
from fedicoop.errors import FedicoopError, Invalid, Refused
from fedicoop.groups import queries as groups
from fedicoop.ids import new_id
from fedicoop.media import service as media
from fedicoop.posts.models import Sketch, Visibility
from fedicoop.posts.service.drafts import LONGEST_BRIEF, LONGEST_TITLE, NoteDraft, check
from fedicoop.posts.service.pictures import let_go
from fedicoop.posts.service.speaking import check_speaks
from fedicoop.posts.service.writing import publish

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.posts.models import Post
    from fedicoop.work import Work

MOST_SKETCHES = 100
LONGEST_WAIT = timedelta(days=730)


@dataclass(frozen=True)
class ArticleDraft:
    """What a member writes, as it is kept; ``group`` is a row id.

    ``cooperative`` says that it is in the cooperative's name.
    """

    title: str = ""
    summary: str = ""
    source: str = ""
    subjects: tuple[str, ...] = ()
    language: str = ""
    visibility: str = Visibility.PUBLIC
    files: tuple[str, ...] = ()
    group: str = ""
    cooperative: bool = False


async def publish_article(work: Work, writer: Actor, said: ArticleDraft) -> Post:
    """Publish an article as ``publish`` does; Refused for a group that is no longer there."""
    author, draft = await _ready(work, writer, said)
    return await publish(work, author, draft)


async def _ready(work: Work, writer: Actor, said: ArticleDraft) -> tuple[Actor, NoteDraft]:
    """Give who it is by, and what; raises Invalid, field by field, and Refused."""
    author = await actors.cooperative(work) if said.cooperative else writer
    await check_speaks(work, writer, author)
    group = await groups.by_id(work, said.group) if said.group else None
    if said.group and group is None:
        raise Refused("no such group", safe="The group is no longer there.")
    draft = NoteDraft(
        source=said.source,
        visibility=said.visibility,
        summary=said.summary,
        language=said.language,
        files=said.files,
        group=group,
        title=said.title,
        article=True,
        subjects=said.subjects,
        writer=writer,
    )
    check(work.config, draft, files=len(draft.files))
    return author, draft


async def sketch(work: Work, writer: Actor, said: ArticleDraft) -> Sketch:
    """Keep an article that nobody else sees; it may still lack anything but all of it."""
    mine = select(func.count()).select_from(Sketch).where(Sketch.writer_id == writer.id)
    if (await work.session.scalar(mine) or 0) >= MOST_SKETCHES:
        raise Invalid({"title": "You have too many drafts: throw some away first."})
    now = work.now()
    row = Sketch(id=new_id(now), writer=writer, data={}, created_at=now, updated_at=now)
    await _fill(work, row, said)
    work.session.add(row)
    await work.session.flush()
    return row


async def redraw(work: Work, row: Sketch, said: ArticleDraft) -> Sketch:
    """Change what was drafted; a scheduled one must stay publishable."""
    before = set(read_sketch(row).files)
    if row.publish_at is not None:
        await _ready(work, row.writer, said)
    await _fill(work, row, said)
    row.fault, row.updated_at = "", work.now()
    await let_go(work, before - set(said.files))
    await work.session.flush()
    return row


async def _fill(work: Work, row: Sketch, said: ArticleDraft) -> None:
    faults: dict[str, str] = {}
    if not (said.title.strip() or said.source.strip()):
        faults["title"] = "Write a title, or some words."
    if len(said.title) > LONGEST_TITLE:
        faults["title"] = "At most 200 characters."
    if len(said.summary) > LONGEST_BRIEF:
        faults["summary"] = "At most 600 characters."
    if len(said.source) > work.config.limits.article_characters:
        faults["source"] = "This text is too long."
    if len(said.files) > work.config.limits.images_per_article:
        faults["files"] = "Too many images for one post."
    if faults:
        raise Invalid(faults)
    await media.attachments(work, said.files, row.writer)
    row.data = asdict(said)


def read_sketch(row: Sketch) -> ArticleDraft:
    """Give what was drafted."""
    known = {each.name for each in fields(ArticleDraft)}
    kept = {name: value for name, value in row.data.items() if name in known}
    kept |= {name: tuple(kept[name]) for name in ("subjects", "files") if name in kept}
    return ArticleDraft(**kept)


async def schedule_sketch(work: Work, row: Sketch, at: datetime | None) -> Sketch:
    """Let a draft be published by itself at a moment, or (None) no more; raises Invalid."""
    if at is not None:
        if at <= work.now():
            raise Invalid({"publish_at": "This moment is over."})
        if at > work.now() + LONGEST_WAIT:
            raise Invalid({"publish_at": "At most two years from now."})
        await _ready(work, row.writer, read_sketch(row))
    row.publish_at, row.fault = at, ""
    await work.session.flush()
    return row


async def drop_sketch(work: Work, row: Sketch) -> None:
    """Throw a draft away, and its images with it."""
    files = set(read_sketch(row).files)
    await work.session.delete(row)
    await let_go(work, files)


async def publish_sketch(work: Work, row: Sketch) -> Post:
    """Publish what was drafted, in the moment of its publication."""
    post = await publish_article(work, row.writer, read_sketch(row))
    await work.session.delete(row)
    await work.session.flush()
    return post


async def publish_due(work: Work, limit: int = 20) -> int:
    """Publish what is due; one that cannot be stays a draft with the reason, and its writer hears.

    Gives how many were due.
    """
    query = (
        select(Sketch)
        .where(Sketch.publish_at <= work.now())
        .options(selectinload(Sketch.writer))
        .order_by(Sketch.publish_at)
        .limit(limit)
    )
    due = list(await work.session.scalars(skip_locked(query)))
    for row in due:
        try:
            async with work.attempt():
                await _check_is_here(work, row.writer)
                await publish_sketch(work, row)
        except FedicoopError as error:
            await _put_off(work, row, error)
    await work.session.flush()
    return len(due)


async def _check_is_here(work: Work, writer: Actor) -> None:
    """Publish nothing of somebody whose account was closed meanwhile."""
    member = await accounts.by_actor(work, writer.id)
    if member is None or not roles.is_active(member):
        raise Refused(f"{writer.uri} is not active", safe="This account is closed.")


async def _put_off(work: Work, row: Sketch, error: FedicoopError) -> None:
    fields_said = error.fields.values() if isinstance(error, Invalid) else ()
    row.fault = next(iter(fields_said), error.safe)
    row.publish_at = None
    cooperative = await actors.cooperative(work)
    about = f"{work.urls.base}/drafts/article/{row.id}#{work.now():%Y%m%d%H%M%S}"
    work.tell("article_put_off", row.writer_id, cooperative.id, about)


async def forget_sketches(work: Work) -> int:
    """Throw away the drafts of those who left for good; gives how many."""
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    query = select(Sketch.id).where(Sketch.writer_id.in_(gone)).limit(200)
    found = list(await work.session.scalars(query))
    await work.session.execute(delete(Sketch).where(Sketch.id.in_(found)))
    return len(found)
