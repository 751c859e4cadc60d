"""Who and what a document is about: its id, its types, what it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.vocabulary import KNOWN_TYPES

if TYPE_CHECKING:
    from fedicoop.activitypub.activity.parsing import Document, Json

_LONGEST_URI = 2048
_MOST_TYPES = 10


def list_of(value: Json) -> list[Json]:
    """Give a value as a list: one thing may be said alone, and nothing as null."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def id_of(value: Json) -> str | None:
    """Give the id of an object, or of what stands for it: a string, or a list of exactly one.

    None when there is none, or none that can be one: longer than 2048 characters, or with
    characters that cannot be seen, which two programs would read as two hosts.
    """
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("id") or value.get("@id")
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_URI and value.isprintable():
        return value
    return None


def ids_of(value: Json) -> list[str]:
    """Give the ids of one or several objects, in their order, without those that have none."""
    return [uri for each in list_of(value) if (uri := id_of(each)) is not None]


def embedded(activity: Document) -> Document | None:
    """Give the object that an activity carries; None when it only names it, or has several."""
    value = activity.get("object")
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else None


def object_uri(activity: Document) -> str:
    """Give the id of the one object that an activity is about; "" when there is none."""
    return id_of(activity.get("object")) or ""


def types_of(document: Document) -> list[str]:
    """Give the types of a document in their order, the first ten of them."""
    return [each for each in list_of(document.get("type"))[:_MOST_TYPES] if isinstance(each, str)]


def type_of(document: Document) -> str:
    """Give the one type that counts: the first that ActivityStreams knows, else the first.

    So ["fc:TallyReport", "Note"] is a Note, and ["Create", "Delete"] a Create and nothing else.
    """
    kinds = types_of(document)
    return next((kind for kind in kinds if kind in KNOWN_TYPES), kinds[0] if kinds else "")
