"""How posts, and what is done to them, are said in ActivityPub.

Only what we say is here, without its context, which is added on the way out. Nothing that was
read from others passes through this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.ids import new_id
from fedicoop.posts import longform
from fedicoop.posts.models import Visibility
from fedicoop.posts.policy import everyone_may_quote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.models import Attachment, Boost, Like, Post, QuoteAuthorization
    from fedicoop.urls import Urls
    from fedicoop.work import Work


def audience(
    visibility: str,
    author: Actor,
    mentioned: Sequence[Actor],
    group: Group | None = None,
    *,
    circle: str = "",
) -> tuple[list[str], list[str]]:
    """Give to and cc as Mastodon writes them; nobody at all for what is for members only.

    What is for the network is addressed to ``circle``, the collection of those we trust.

    What is written in a group names it, and those who follow it; what is for the group alone is
    addressed to its members, as Mobilizon does.
    """
    named = list(dict.fromkeys(actor.uri for actor in mentioned))
    if visibility == Visibility.GROUP:
        return ([group.members_uri] if group is not None else []), []
    if visibility == Visibility.NETWORK:
        return [circle], named
    if group is not None and visibility in {Visibility.PUBLIC, Visibility.UNLISTED}:
        named = list(dict.fromkeys([group.actor.uri, group.actor.followers, *named]))
    if visibility == Visibility.PUBLIC:
        return [PUBLIC], [author.followers, *named]
    if visibility == Visibility.UNLISTED:
        return [author.followers], [PUBLIC, *named]
    if visibility == Visibility.FOLLOWERS:
        return [author.followers], named
    return (named, []) if visibility == Visibility.DIRECT else ([], [])


def to_ap(urls: Urls, post: Post) -> Document:
    """Say one of our posts; its author, attachments, mentions and tags are loaded."""
    document: Document = {
        "id": post.uri,
        "type": post.type,
        "attributedTo": post.author.uri,
        "content": content_of(post),
        "to": post.to,
        "cc": post.cc,
        "published": stamp(post.published_at),
        "url": post.url,
        "sensitive": post.sensitive,
        "context": post.conversation,
        "conversation": post.conversation,
        "tag": _tags(urls, post),
        "attachment": [_attachment(each) for each in post.attachments],
        "replies": _collection(f"{post.uri}/replies", post.replies_count),
        "likes": _collection(f"{post.uri}/likes", post.likes_count),
        "shares": _collection(f"{post.uri}/shares", post.boosts_count),
        "interactionPolicy": {"canQuote": _can_quote(post)},
    }
    whole = document | _optional(post)
    return whole | longform.more(whole, post) if post.type == "Article" else whole


def content_of(post: Post) -> str:
    """Give what a post says; an article with its images where its writer put them."""
    return longform.content(post) if post.type == "Article" else post.content


def _optional(post: Post) -> Document:
    found: Document = {}
    if post.language:
        found["contentMap"] = {post.language: content_of(post)}
    if post.summary:
        found["summary"] = post.summary
    if post.name and post.local and post.type in {"Note", "Article"}:
        found["name"] = post.name
    if post.audience:
        found["audience"] = post.audience
    if post.in_reply_to_uri:
        found["inReplyTo"] = post.in_reply_to_uri
    if post.updated_at:
        found["updated"] = stamp(post.updated_at)
    return found


def _can_quote(post: Post) -> Document:
    """Say who may quote without asking (FEP-044f); nobody is said by naming the author."""
    return {"automaticApproval": [PUBLIC if everyone_may_quote(post) else post.author.uri]}


def _tags(urls: Urls, post: Post) -> list[Document]:
    mentions = [
        {"type": "Mention", "href": each.actor.uri, "name": handle(urls, each.actor)}
        for each in post.mentions
        if not each.silent
    ]
    hashtags = [
        {"type": "Hashtag", "href": urls.tag(tag.name), "name": f"#{tag.name}"} for tag in post.tags
    ]
    return mentions + hashtags


def handle(urls: Urls, actor: Actor) -> str:
    """Write @name@host."""
    return f"@{actor.username}@{actor.handle_host or actor.host or urls.host}"


def _attachment(attachment: Attachment) -> Document:
    """Say an image; the text stands in name for Mastodon and in summary for GoToSocial."""
    is_image = attachment.mime.startswith("image/")
    document: Document = {
        "type": "Image" if is_image else "Document",
        "mediaType": attachment.mime,
        "url": attachment.url,
    }
    if attachment.alt:
        document |= {"name": attachment.alt, "summary": attachment.alt}
    for key in ("width", "height", "blurhash"):
        value = getattr(attachment, key)
        if value:
            document[key] = value
    return document


def _collection(uri: str, size: int) -> Document:
    return {"id": uri, "type": "Collection", "totalItems": size}


def tombstone(post: Post) -> Document:
    """Say that a post is no more."""
    document: Document = {"id": post.uri, "type": "Tombstone", "formerType": post.type or "Object"}
    if post.deleted_at:
        document["deleted"] = stamp(post.deleted_at)
    return document


def stamp(moment: datetime) -> str:
    """Write a moment as Mastodon does: UTC, whole seconds, Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def create(work: Work, post: Post) -> Document:
    """Say that a post was published; always under the same id, so that it can be said again."""
    return {
        "id": f"{post.uri}#create",
        "type": "Create",
        "actor": post.author.uri,
        "published": stamp(post.published_at),
        "to": post.to,
        "cc": post.cc,
        "object": to_ap(work.urls, post),
    }


def update(work: Work, post: Post) -> Document:
    """Say that a post was edited."""
    inner = to_ap(work.urls, post)
    return _activity(work, "Update", post.author, inner, to=post.to, cc=post.cc)


def delete(work: Work, post: Post, to: list[str], cc: list[str]) -> Document:
    """Say that a post was deleted, to those to whom it was said."""
    return _activity(work, "Delete", post.author, tombstone(post), to=to, cc=cc)


def like(row: Like, actor: Actor, post: Post) -> Document:
    """Say a like, to the author alone."""
    return {
        "id": row.uri,
        "type": "Like",
        "actor": actor.uri,
        "object": post.uri,
        "to": [post.author.uri],
    }


def announce(row: Boost, actor: Actor, post: Post) -> Document:
    """Say a boost: the address of the post, to followers and to its author."""
    to, cc = audience(row.visibility, actor, [post.author])
    return {
        "id": row.uri,
        "type": "Announce",
        "actor": actor.uri,
        "published": stamp(row.published_at),
        "object": post.uri,
        "to": to,
        "cc": cc,
    }


def relay(uri: str, at: datetime, actor: Actor, about: str) -> Document:
    """Say, as the server itself, to those who follow it that there is something."""
    return {
        "id": uri,
        "type": "Announce",
        "actor": actor.uri,
        "published": stamp(at),
        "object": about,
        "to": [actor.followers],
        "cc": [PUBLIC],
    }


def undo(work: Work, inner: Document) -> Document:
    """Take a like or boost back; it is embedded whole, because Mastodon cannot guess it."""
    document: Document = {
        "id": work.urls.activity(new_id(work.now())),
        "type": "Undo",
        "actor": inner["actor"],
        "object": inner,
    }
    return document | {key: inner[key] for key in ("to", "cc") if key in inner}


def pinned(work: Work, kind: str, actor: Actor, post: Post) -> Document:
    """Say Add or Remove on an actor's featured collection."""
    document = _activity(work, kind, actor, post.uri, to=[PUBLIC], cc=[actor.followers])
    return document | {"target": actor.featured}


def quote_stamp(row: QuoteAuthorization) -> Document:
    """Say that a quote of one of our posts is approved (FEP-044f)."""
    return {
        "id": row.uri,
        "type": "QuoteAuthorization",
        "attributedTo": row.post.author.uri,
        "interactingObject": row.quoting_uri,
        "interactionTarget": row.post.uri,
    }


def quote_answer(
    work: Work, kind: str, post: Post, request: Document, row: QuoteAuthorization | None = None
) -> Document:
    """Say Accept, with the stamp, or Reject of a QuoteRequest."""
    document = _activity(work, kind, post.author, request, to=[request["actor"]])
    return document | ({"result": row.uri} if row else {})


def quote_revoked(work: Work, row: QuoteAuthorization, quoter: Actor) -> Document:
    """Say that a stamp no longer holds."""
    return _activity(work, "Delete", row.post.author, row.uri, to=[quoter.uri])


def _activity(
    work: Work,
    kind: str,
    actor: Actor,
    inner: Document | str,
    *,
    to: list[str],
    cc: list[str] | None = None,
) -> Document:
    document: Document = {
        "id": work.urls.activity(new_id(work.now())),
        "type": kind,
        "actor": actor.uri,
        "to": to,
    }
    return document | ({"cc": cc} if cc else {}) | {"object": inner}
