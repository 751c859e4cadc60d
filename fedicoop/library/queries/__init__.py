"""What can be asked about documents: for one reader, by shelf, by words, version by version."""

from fedicoop.library.queries.elsewhere import due_libraries, elsewhere, listed_elsewhere
from fedicoop.library.queries.listing import (
    Page,
    Shown,
    Wanted,
    added_by,
    counts,
    listed,
    newest,
    of_group,
    put_away,
)
from fedicoop.library.queries.lookup import (
    by_id,
    categories,
    category,
    is_empty,
    newest_version,
    version,
    versions_of,
    versions_since,
)
from fedicoop.library.queries.news import fresh
from fedicoop.library.queries.reading import reader, standing, visible_to
from fedicoop.library.queries.room import Room, Use, room, use
from fedicoop.library.queries.searching import by_ids

__all__ = [
    "Page",
    "Room",
    "Shown",
    "Use",
    "Wanted",
    "added_by",
    "by_id",
    "by_ids",
    "categories",
    "category",
    "counts",
    "due_libraries",
    "elsewhere",
    "fresh",
    "is_empty",
    "listed",
    "listed_elsewhere",
    "newest",
    "newest_version",
    "of_group",
    "put_away",
    "reader",
    "room",
    "standing",
    "use",
    "version",
    "versions_of",
    "versions_since",
    "visible_to",
]
