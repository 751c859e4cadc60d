"""What is in a collection of somebody else's, in every shape that peers send."""

from __future__ import annotations

from fedicoop.activitypub.activity import Document, Json, list_of


def items_of(document: Document, limit: int) -> list[Json]:
    """Give the first items of a collection or page: as they are, ids or whole objects.

    They stand in ``orderedItems`` or ``items``, one may stand alone, and a collection may carry
    its first page with it. Pages that are only named are not followed.
    """
    first = document.get("first")
    for page in (document, first if isinstance(first, dict) else {}):
        found = list_of(page.get("orderedItems")) or list_of(page.get("items"))
        if found:
            return found[:limit]
    return []
