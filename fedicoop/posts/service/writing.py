"""Publishing and editing what members write."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import service as accounts
from fedicoop.db import take_turn
from fedicoop.errors import Invalid, NotFound, Refused, TooMany
from fedicoop.ids import new_id
from fedicoop.media import service as media
from fedicoop.posts import documents, policy, queries
from fedicoop.posts.models import Attachment, Post, Revision, Tag, Visibility
from fedicoop.posts.service.circling import check_mentions
from fedicoop.posts.service.drafts import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    EditDraft,
    NoteDraft,
    check,
)
from fedicoop.posts.service.grouping import (
    also_to,
    distribute,
    group_of,
    hidden_in,
    known_to,
    tell_change,
    writes_in,
)
from fedicoop.posts.service.linking import Composed, compose
from fedicoop.posts.service.odds import at_odds
from fedicoop.posts.service.pictures import let_go, shown_by
from fedicoop.posts.service.private import check_private
from fedicoop.posts.service.store import mention_rows, store, tell
from fedicoop.posts.service.waiting import hold, keep_pace, wait_if_asked

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.work import Work

_HOUR = timedelta(hours=1)


async def publish(work: Work, author: Actor, draft: NoteDraft) -> Post:
    """Publish a member's note, and send it to whom it is for.

    Raises Invalid for what cannot be said and before the charter is accepted, NotFound for an
    answer to what the author does not see, Refused for an answer to somebody at odds with her,
    TooMany above posts_per_hour or faster than the group allows.
    """
    check(work.config, draft, files=len(draft.files))
    await accounts.check_charter(work, author)
    await check_rate(work, author)
    if draft.in_reply_to is not None:
        await _check_reply(work, author, draft.in_reply_to, draft.visibility)
    group = await writes_in(work, author, draft)
    await keep_pace(work, author, group)
    composed = await compose(work, draft.source)
    mentioned = await _addressees(work, author, draft.in_reply_to, composed, draft.to)
    hidden = list(draft.hidden)
    if draft.visibility == Visibility.DIRECT and not draft.circular:
        await check_private(work, author, [*mentioned, *hidden])
    if draft.visibility == Visibility.GROUP:
        mentioned = await known_to(work, group, mentioned)
        hidden = await known_to(work, group, hidden)
    await check_mentions(work, draft.visibility, [*mentioned, *hidden], draft.in_reply_to)
    post = _new(work, author, draft, composed)
    _place_in(post, draft, group)
    post.mentions = mention_rows(mentioned, hidden)
    post.attachments = await attachments_of(work, author, draft.files)
    post.to, post.cc = _audience(work, post, mentioned, group)
    await wait_if_asked(work, post, draft.in_reply_to)
    await hold(work, post, group)
    await store(work, post, draft.in_reply_to)
    await distribute(work, post, group, hidden_in(post))
    return post


def _place_in(post: Post, draft: NoteDraft, group: Group | None) -> None:
    """Say that a post is in a group; only there it has a title."""
    post.awaits_group, post.waits, post.answers_wait = False, False, False
    post.digest, post.audience, post.name, post.parties = "", "", "", ""
    if group is not None:
        post.group_id, post.audience = group.id, group.actor.uri
        post.name = text.clean(draft.title, LONGEST_TITLE)
        post.type = "Article" if draft.article and post.name else "Note"


def _new(work: Work, author: Actor, draft: NoteDraft, composed: Composed) -> Post:
    ident = new_id(work.now())
    uri = work.urls.note(ident)
    return Post(
        id=ident,
        uri=uri,
        url=uri,
        author=author,
        local=True,
        type="Note",
        content=composed.content,
        source=draft.source,
        summary=text.clean(draft.summary, LONGEST_SUMMARY),
        sensitive=draft.sensitive or bool(draft.summary),
        language=_language(work, draft.language),
        visibility=str(draft.visibility),
        quotable=draft.quotable,
        published_at=work.now(),
        tags=[Tag(name=tag) for tag in composed.tags],
        likes_count=0,
        boosts_count=0,
        replies_count=0,
    )


def _language(work: Work, said: str) -> str:
    """Give the language that the author chose, else the cooperative's first."""
    return text.clean(said, 35) or work.config.languages[0]


async def check_rate(work: Work, author: Actor) -> None:
    """Stop a flood; deleted posts count, or a flood would only have to delete as it goes."""
    most = work.config.limits.posts_per_hour
    await take_turn(work.session, f"posts {author.id}")
    recent = await queries.published_since(work, author, work.now() - _HOUR)
    if len(recent) >= most:
        wait = recent[-most] + _HOUR - work.now()
        raise TooMany(f"{author.uri} posts too often", retry_after=int(wait.total_seconds()) + 1)


async def _check_reply(work: Work, author: Actor, parent: Post, visibility: str) -> None:
    if not await queries.can_see(work, parent, author):
        raise NotFound(f"{author.uri} does not see {parent.uri}")
    if not policy.may_reply(parent, visibility, sees=True):
        raise Invalid({"visibility": "An answer cannot be seen by more people than the question."})


async def _addressees(
    work: Work,
    author: Actor,
    parent: Post | None,
    composed: Composed,
    to: tuple[Actor, ...] = (),
) -> list[Actor]:
    """Give those whom a note goes to by name: the author it answers, then those in its text.

    When it says ``to`` whom it goes, it goes to nobody else. Who blocks the author, or is blocked,
    is not bothered; nor does anybody mention herself.
    """
    if to:
        return [each for each in dict.fromkeys(to) if each.id != author.id]
    found = {actor.id: actor for actor in composed.mentioned}
    if parent is not None:
        found = {parent.author_id: parent.author} | found
    deaf = await at_odds(work, author.id, found)
    return [each for each in found.values() if each.id not in deaf and each.id != author.id]


def _audience(
    work: Work, post: Post, named: list[Actor], group: Group | None
) -> tuple[list[str], list[str]]:
    circle = work.urls.circle
    return documents.audience(post.visibility, post.author, named, group, circle=circle)


async def attachments_of(work: Work, author: Actor, files: tuple[str, ...]) -> list[Attachment]:
    """Take the author's uploads, in her order."""
    if not files:
        return []
    found = {file.id: file for file in await media.attachments(work, list(files), author)}
    if len(found) != len(set(files)):
        raise Invalid({"files": "An image is no longer there; please add it again."})
    return [
        Attachment(
            position=position,
            file_id=file.id,
            url=work.urls.media(file.name),
            mime=file.mime,
            alt=file.alt,
            width=file.width,
            height=file.height,
            blurhash=file.blurhash,
        )
        for position, file in enumerate(found[ident] for ident in dict.fromkeys(files))
    ]


async def edit(work: Work, post: Post, author: Actor, draft: EditDraft) -> Post:
    """Change what a note says; what it said stays readable in its history.

    Whoever got the note gets the edit. People whom the new text no longer names keep it, because
    they have it already; a note that did not change is not sent again.
    """
    if not policy.may_edit(post, author) or not post.local:
        raise Refused(f"{author.uri} may not edit {post.uri}")
    kept = len(post.attachments) if draft.files is None else len(draft.files)
    check(work.config, draft, files=kept)
    composed = await compose(work, draft.source)
    before, hidden = _said(post), hidden_in(post)
    revision = revision_of(work, post)
    await _rewrite(work, post, author, draft, composed)
    if _said(post) == before:
        return post
    work.session.add(revision)
    post.updated_at = work.now()
    await work.session.flush()
    await tell_change(work, post, also_to(hidden, documents.update(work, post)))
    return post


async def _rewrite(
    work: Work, post: Post, author: Actor, draft: EditDraft, composed: Composed
) -> None:
    parent = await queries.by_id(work, post.in_reply_to_id) if post.in_reply_to_id else None
    mentioned = await _addressees(work, author, parent, composed)
    if post.visibility == Visibility.DIRECT:  # an edit opens a letter to nobody else
        mentioned = [each.actor for each in post.mentions if not each.silent]
    if post.visibility == Visibility.GROUP:
        mentioned = await known_to(work, await group_of(work, post), mentioned)
    await check_mentions(work, post.visibility, mentioned, parent)
    post.source, post.content = draft.source, composed.content
    post.summary = text.clean(draft.summary, LONGEST_SUMMARY)
    post.sensitive = draft.sensitive or bool(draft.summary)
    post.language = text.clean(draft.language, 35) or post.language
    hidden = {actor.id for actor in hidden_in(post)}
    new = rename(post, mentioned)
    post.tags = retag(post, composed.tags)
    if draft.files is not None:
        await _reattach(work, post, author, draft.files)
    addressed = [
        each.actor for each in post.mentions if not each.silent or each.actor_id not in hidden
    ]
    group = await group_of(work, post)
    post.to, post.cc = _audience(work, post, addressed, group)
    await tell(work, post, {actor.id: "mention" for actor in new if actor.is_local})


async def _reattach(work: Work, post: Post, author: Actor, files: tuple[str, ...]) -> None:
    before = shown_by(post.attachments)
    post.attachments = []
    await work.session.flush()
    post.attachments = await attachments_of(work, author, files)
    await let_go(work, before)


def rename(post: Post, mentioned: list[Actor]) -> list[Actor]:
    """Make a post name these people; give those it did not go to before."""
    named = {actor.id for actor in mentioned}
    known = {each.actor.id for each in post.mentions}
    for each in post.mentions:
        each.silent = each.actor.id not in named
    new = [actor for actor in mentioned if actor.id not in known]
    post.mentions.extend(mention_rows(new))
    return new


def retag(post: Post, names: list[str]) -> list[Tag]:
    """Give the rows of a post's hashtags, keeping those that were there."""
    there = {tag.name: tag for tag in post.tags}
    return [there.get(name) or Tag(name=name) for name in names]


def revision_of(work: Work, post: Post) -> Revision:
    """Keep what a post says now."""
    return Revision(
        id=new_id(work.now()),
        post_id=post.id,
        name=post.name,
        content=post.content,
        summary=post.summary,
        sensitive=post.sensitive,
        written_at=post.updated_at or post.published_at,
    )


def _said(post: Post) -> tuple[object, ...]:
    files = [(each.file_id, each.alt) for each in post.attachments]
    return (post.source, post.summary, post.sensitive, post.language, files)
