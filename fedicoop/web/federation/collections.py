"""Collections of an actor or an object, paged by cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from fedicoop.activitypub.activity import Document

PAGE = 20
_LONGEST_CURSOR = 100


def is_page(request: Request) -> bool:
    """Tell whether one page is asked for rather than the collection itself."""
    return "page" in request.query_params


def cursor(request: Request) -> str | None:
    """Give where a page starts: after this id."""
    return request.query_params.get("before", "")[:_LONGEST_CURSOR] or None


def whole(uri: str, total: int, *, hidden: bool = False) -> Document:
    """Say a collection: how many, and where they begin; a hidden one only says how many."""
    found: Document = {"id": uri, "type": "OrderedCollection", "totalItems": total}
    return found if hidden else found | {"first": f"{uri}?page=1"}


def page(request: Request, uri: str, items: Sequence[object], following: str | None) -> Document:
    """Say one page of a collection."""
    query = {"page": "1"} | ({"before": before} if (before := cursor(request)) else {})
    found: Document = {
        "id": f"{uri}?{urlencode(query)}",
        "type": "OrderedCollectionPage",
        "partOf": uri,
        "orderedItems": list(items),
    }
    if following:
        found["next"] = f"{uri}?{urlencode({'page': '1', 'before': following})}"
    return found
