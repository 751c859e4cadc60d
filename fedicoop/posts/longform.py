"""What has a title: how an article is said in ActivityPub (FEP-b2b8), what stands under it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from fedicoop import text

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.posts.models import Attachment, Post


def content(post: Post) -> str:
    """Give an article of ours with its images where its writer put them."""
    figures = [f"<p>{_img(each)}</p>" for each in post.attachments]
    return text.placed(post.content, figures)[0]


def _img(image: Attachment) -> str:
    size = f' width="{image.width}" height="{image.height}"' if image.width else ""
    return f'<img src="{escape(image.url)}" alt="{escape(image.alt)}"{size}>'


def more(document: Document, post: Post) -> Document:
    """Give what is said of an article alone: what it says in brief, its image, its preview.

    ``summary`` is HTML here, where for a note it is the plain text of a warning. ``preview`` is
    the short post that servers show which show no articles.
    """
    found: Document = {}
    brief = escape(post.summary, quote=False)
    if brief:
        found["summary"] = brief
    if post.attachments:
        found["image"] = document["attachment"][0]
    href = escape(post.url)
    parts = [f"<strong>{escape(post.name)}</strong>", brief, f'<a href="{href}">{href}</a>']
    found["preview"] = {
        "type": "Note",
        "attributedTo": document["attributedTo"],
        "content": "".join(f"<p>{part}</p>" for part in parts if part),
        "published": document["published"],
        "url": post.url,
    } | ({"attachment": document["attachment"][:4]} if post.attachments else {})
    return found


def under_its_title(post: Post) -> str:
    """Give the text of a post; those of other servers begin with their title, shown above it.

    An article of theirs ends with its address, which stands above it, too.
    """
    if not post.name or post.local:
        return post.content
    heading = text.sanitize(f"<p><strong>{escape(post.name)}</strong></p>")
    body = post.content.removeprefix(heading)
    if post.type != "Article" or not post.url:
        return body
    return body.removesuffix(
        text.sanitize(f'<p><a href="{escape(post.url)}">{escape(post.url)}</a></p>')
    )
