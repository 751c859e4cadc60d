"""Reading the replies and outboxes that we asked for: each post in them is fetched by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.activitypub.activity import (
    Document,
    id_of,
    list_of,
    object_uri,
    type_of,
    types_of,
)
from fedicoop.handlers import Handlers
from fedicoop.posts.federation.reading import READABLE
from fedicoop.posts.models import Post
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedicoop.work import Work

handlers = Handlers()

_PAGES = ("CollectionPage", "OrderedCollectionPage")
_WHOLE = ("Collection", "OrderedCollection")
_MOST = 30


@handlers.on_object(*_WHOLE, *_PAGES)
async def keep(work: Work, document: Document) -> None:
    """Wish for the posts that a collection names and that we lack, at most 30.

    What is embedded is not believed: the collection's host may not speak for others. Of a
    collection without items its first page is read, and no page beyond that.
    """
    first = document.get("first")
    page = first if isinstance(first, dict) else document
    uris = list(dict.fromkeys(_posts(page)))[:_MOST]
    if not uris and isinstance(first, str) and _is_whole(document):
        work.wish(first)
        return
    known = set(await work.session.scalars(select(Post.uri).where(Post.uri.in_(uris))))
    for uri in uris:
        if uri not in known and host_of(uri) and not work.urls.is_local(uri):
            work.wish(uri)


def _is_whole(document: Document) -> bool:
    return any(kind in _WHOLE for kind in types_of(document))


def _posts(page: Document) -> Iterator[str]:
    for item in list_of(page.get("orderedItems")) + list_of(page.get("items")):
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict) and type_of(item) in {"Create", "Announce"}:
            yield object_uri(item)
        elif isinstance(item, dict) and type_of(item) in READABLE:
            yield id_of(item) or ""
