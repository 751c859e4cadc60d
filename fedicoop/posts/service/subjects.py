"""The words of what is more than a post: an event has its post here and the rest in its room.

Nothing is published from here. The room that knows the rest says it whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid
from fedicoop.posts import documents
from fedicoop.posts.models import Post, Tag, Visibility
from fedicoop.posts.service.attaching import attachments_of
from fedicoop.posts.service.circling import check_mentions
from fedicoop.posts.service.drafts import MOST_MENTIONS
from fedicoop.posts.service.grouping import known_to
from fedicoop.posts.service.linking import compose
from fedicoop.posts.service.odds import at_odds
from fedicoop.posts.service.removing import erase
from fedicoop.posts.service.store import mention_rows, store, tell
from fedicoop.posts.service.writing import check_rate, rename, retag, revision_of

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.service.linking import Composed
    from fedicoop.work import Work

_MOST_TAGS = 30


@dataclass(frozen=True)
class SubjectDraft:
    """What members write about something that another room keeps the rest of.

    ``source`` is Markdown, ``files`` are row ids of uploads. ``speaker`` is whose followers hear
    it: the group's actor, else the author. In a ``group`` nobody is told who does not see it.
    """

    type: str
    name: str
    source: str
    speaker: Actor
    visibility: str = Visibility.PUBLIC
    language: str = ""
    files: tuple[str, ...] | None = ()
    tags: tuple[str, ...] = ()
    group: Group | None = None


async def place(work: Work, author: Actor, draft: SubjectDraft, ident: str, uri: str) -> Post:
    """Keep the words of something new under the id its room gave it.

    Raises Invalid for what cannot be said, TooMany above posts_per_hour.
    """
    _check(work, draft)
    await accounts.check_charter(work, author)
    await check_rate(work, author)
    composed = await compose(work, draft.source)
    mentioned = await _mentioned(work, author, draft, composed)
    post = Post(
        id=ident,
        uri=uri,
        url=uri,
        author=author,
        local=True,
        type=draft.type,
        name=draft.name,
        content=composed.content,
        source=draft.source,
        language=text.clean(draft.language, 35) or work.config.languages[0],
        visibility=str(draft.visibility),
        published_at=work.now(),
        likes_count=0,
        boosts_count=0,
        replies_count=0,
        answers_wait=False,
        waits=False,
        parties="",
        mentions=mention_rows(mentioned),
        tags=[Tag(name=name) for name in _tags(draft, composed)],
        attachments=await attachments_of(work, author, draft.files or ()),
    )
    if draft.group is not None:
        post.group_id, post.audience = draft.group.id, draft.group.actor.uri
    post.to, post.cc = _audience(work, draft.visibility, draft, mentioned)
    return await store(work, post, None)


def _audience(
    work: Work, visibility: str, draft: SubjectDraft, mentioned: list[Actor]
) -> tuple[list[str], list[str]]:
    """Address a subject; a group that speaks itself is not named beside its followers."""
    alone = draft.group if visibility == Visibility.GROUP else None
    circle = work.urls.circle
    return documents.audience(visibility, draft.speaker, mentioned, alone, circle=circle)


def _check(work: Work, draft: SubjectDraft) -> None:
    faults: dict[str, str] = {}
    if len(draft.source) > work.config.limits.note_characters:
        faults["source"] = "This text is too long."
    if len(draft.files or ()) > work.config.limits.images_per_post:
        faults["files"] = "Too many images for one post."
    if faults:
        raise Invalid(faults)


async def _mentioned(
    work: Work, author: Actor, draft: SubjectDraft, composed: Composed
) -> list[Actor]:
    """Give whom the text names and who is told: nobody at odds with the author."""
    found = {actor.id: actor for actor in composed.mentioned if actor.id != author.id}
    deaf = await at_odds(work, author.id, found)
    named = [actor for actor in found.values() if actor.id not in deaf][:MOST_MENTIONS]
    if draft.visibility == Visibility.GROUP:
        named = await known_to(work, draft.group, named)
    await check_mentions(work, draft.visibility, named)
    return named


def _tags(draft: SubjectDraft, composed: Composed) -> list[str]:
    said = [tag.lstrip("#").lower() for tag in draft.tags]
    return list(dict.fromkeys(tag for tag in [*said, *composed.tags] if tag))[:_MOST_TAGS]


async def rewrite(work: Work, post: Post, draft: SubjectDraft) -> bool:
    """Change the words of something; tell whether they changed. Its visibility stays.

    ``files`` None leaves the images as they are.
    """
    _check(work, draft)
    composed = await compose(work, draft.source)
    mentioned = await _mentioned(work, post.author, draft, composed)
    before = _said(post)
    revision = revision_of(work, post)
    post.name, post.source, post.content = draft.name, draft.source, composed.content
    post.language = text.clean(draft.language, 35) or post.language
    new = rename(post, mentioned)
    post.tags = retag(post, _tags(draft, composed))
    if draft.files is not None:
        post.attachments = []
        await work.session.flush()
        post.attachments = await attachments_of(work, post.author, draft.files)
    everybody = [each.actor for each in post.mentions]
    post.to, post.cc = _audience(work, post.visibility, draft, everybody)
    await tell(work, post, {actor.id: "mention" for actor in new if actor.is_local})
    if _said(post) == before:
        return False
    work.session.add(revision)
    post.updated_at = work.now()
    await work.session.flush()
    return True


def touch(work: Work, post: Post) -> None:
    """Note that something about a subject changed that is not its words."""
    post.updated_at = work.now()


def _said(post: Post) -> tuple[object, ...]:
    files = [(each.file_id, each.alt) for each in post.attachments]
    return (post.name, post.source, post.language, files, sorted(tag.name for tag in post.tags))


async def withdraw(work: Work, post: Post) -> tuple[list[str], list[str]]:
    """Leave a tombstone; give the to and cc it had, for the room that says so."""
    to, cc = list(post.to), list(post.cc)
    if not post.is_deleted:
        await erase(work, post)
    return to, cc
