"""Publishing and editing what members write."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import service as accounts
from fedicoop.db import take_turn
from fedicoop.errors import Invalid, NotFound, Refused, TooMany
from fedicoop.ids import new_id
from fedicoop.posts import documents, policy, queries
from fedicoop.posts.models import Post, Revision, Tag, Visibility
from fedicoop.posts.service.attaching import attachments_of, hidden_for, reattach
from fedicoop.posts.service.circling import check_mentions
from fedicoop.posts.service.drafts import (
    LONGEST_BRIEF,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    EditDraft,
    NoteDraft,
    check,
    subjects_of,
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
from fedicoop.posts.service.private import check_private
from fedicoop.posts.service.speaking import check_speaks, speaks_for
from fedicoop.posts.service.store import mention_rows, store, tell
from fedicoop.posts.service.waiting import hold, keep_pace, wait_if_asked

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.work import Work

_HOUR = timedelta(hours=1)


async def publish(work: Work, author: Actor, draft: NoteDraft) -> Post:
    """Publish a member's note or article, and send it to whom it is for.

    Raises Invalid for what cannot be said and before the charter is accepted, NotFound for an
    answer to what the author does not see, Refused for an answer to somebody at odds with her,
    or in a name that is not the writer's, TooMany above posts_per_hour or faster than the group
    allows.
    """
    check(work.config, draft, files=len(draft.files))
    writer = draft.writer or author
    if writer is not author:
        await check_speaks(work, writer, author)
    await accounts.check_charter(work, writer)
    await check_rate(work, author)
    if draft.in_reply_to is not None:
        await _check_reply(work, author, draft.in_reply_to, draft.visibility)
    group = await writes_in(work, author, draft)
    await keep_pace(work, author, group)
    composed = await compose(work, text.apart(draft.source) if draft.article else draft.source)
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
    away = hidden_for(draft.visibility, [*mentioned, *hidden])
    post.attachments = await attachments_of(work, writer, draft.files, hidden=away)
    post.to, post.cc = _audience(work, post, mentioned, group)
    await wait_if_asked(work, post, draft.in_reply_to)
    await hold(work, post, group)
    await store(work, post, draft.in_reply_to)
    await distribute(work, post, group, hidden_in(post))
    return post


def _place_in(post: Post, draft: NoteDraft, group: Group | None) -> None:
    """Say that a post is in a group; only there it has a title, unless it is an article."""
    post.awaits_group, post.waits, post.answers_wait = False, False, False
    post.digest, post.audience, post.name, post.parties = "", "", "", ""
    if group is not None:
        post.group_id, post.audience = group.id, group.actor.uri
    if group is not None or draft.article:
        post.name = text.clean(draft.title, LONGEST_TITLE)


def _new(work: Work, author: Actor, draft: NoteDraft, composed: Composed) -> Post:
    ident = new_id(work.now())
    uri = work.urls.note(ident)
    return Post(
        id=ident,
        uri=uri,
        url=work.urls.article(ident) if draft.article else uri,
        author=author,
        local=True,
        type="Article" if draft.article else "Note",
        content=composed.content,
        source=draft.source,
        summary=text.clean(draft.summary, LONGEST_BRIEF if draft.article else LONGEST_SUMMARY),
        sensitive=draft.sensitive or (bool(draft.summary) and not draft.article),
        language=_language(work, draft.language),
        visibility=str(draft.visibility),
        quotable=draft.quotable,
        published_at=work.now(),
        tags=[Tag(name=tag) for tag in subjects_of(draft.subjects, composed.tags)],
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


async def edit(work: Work, post: Post, editor: Actor, draft: EditDraft) -> Post:
    """Change what a note says; what it said stays readable in its history.

    Whoever got the note gets the edit. People whom the new text no longer names keep it, because
    they have it already; a note that did not change is not sent again. What the cooperative says
    is edited by whoever writes in its name.
    """
    speaks = await speaks_for(work, editor, post.author)
    if not policy.may_edit(post, editor, speaks=speaks) or not post.local:
        raise Refused(f"{editor.uri} may not edit {post.uri}")
    kept = len(post.attachments) if draft.files is None else len(draft.files)
    check(work.config, draft, files=kept)
    is_article = post.type == "Article"
    composed = await compose(work, text.apart(draft.source) if is_article else draft.source)
    before, hidden = _said(post), hidden_in(post)
    revision = revision_of(work, post)
    await _readdress(work, post, composed)
    _reword(post, draft, composed)
    if draft.files is not None:
        await reattach(work, post, editor, draft.files)
    if _said(post) == before:
        return post
    work.session.add(revision)
    post.updated_at = work.now()
    await work.session.flush()
    await tell_change(work, post, also_to(hidden, documents.update(work, post)))
    return post


def _reword(post: Post, draft: EditDraft, composed: Composed) -> None:
    """Change the words; of an article its title and its subjects, too."""
    is_article = post.type == "Article"
    post.source, post.content = draft.source, composed.content
    post.summary = text.clean(draft.summary, LONGEST_BRIEF if is_article else LONGEST_SUMMARY)
    post.sensitive = draft.sensitive or (bool(draft.summary) and not is_article)
    post.language = text.clean(draft.language, 35) or post.language
    subjects = draft.subjects
    if is_article and subjects is None:
        subjects = tuple(tag.name for tag in post.tags)
    post.tags = retag(post, subjects_of(subjects or (), composed.tags))
    if is_article and draft.title is not None:
        post.name = text.clean(draft.title, LONGEST_TITLE)


async def _readdress(work: Work, post: Post, composed: Composed) -> None:
    """Send a post to those whom its new text names, beside whom it went to."""
    parent = await queries.by_id(work, post.in_reply_to_id) if post.in_reply_to_id else None
    mentioned = await _addressees(work, post.author, parent, composed)
    if post.visibility == Visibility.DIRECT:  # an edit opens a letter to nobody else
        mentioned = [each.actor for each in post.mentions if not each.silent]
    if post.visibility == Visibility.GROUP:
        mentioned = await known_to(work, await group_of(work, post), mentioned)
    await check_mentions(work, post.visibility, mentioned, parent)
    hidden = {actor.id for actor in hidden_in(post)}
    new = rename(post, mentioned)
    addressed = [
        each.actor for each in post.mentions if not each.silent or each.actor_id not in hidden
    ]
    group = await group_of(work, post)
    post.to, post.cc = _audience(work, post, addressed, group)
    await tell(work, post, {actor.id: "mention" for actor in new if actor.is_local})


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
    words = (post.name, post.source, post.summary, post.sensitive, post.language)
    return (*words, files, sorted(tag.name for tag in post.tags))
