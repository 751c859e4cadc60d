"""Texts, numbers, yes and no, and languages out of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity.reading import list_of

if TYPE_CHECKING:
    from fedicoop.activitypub.activity.parsing import Document, Json

_MAPS = ("contentMap", "nameMap", "summaryMap")


def text_of(document: Document, key: str) -> str:
    """Give a text: said directly, as the first of a list, or in one of several languages."""
    said = _first(document.get(key))
    if said:
        return said
    languages = document.get(f"{key}Map")
    if isinstance(languages, dict):
        return next((text for each in languages.values() if (text := _first(each))), "")
    return ""


def _first(value: Json) -> str:
    return next((each for each in list_of(value) if isinstance(each, str)), "")


def bool_of(document: Document, key: str) -> bool:
    """Tell whether a document says yes; "true" and 1 are not yes."""
    return document.get(key) is True


def int_of(document: Document, key: str) -> int | None:
    """Give a whole number, also when it is written 48.0; None when there is none."""
    value = document.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def language_of(document: Document) -> str:
    """Give the language a document is written in, as it says; "" when it does not.

    Mastodon says it as the key of contentMap, Mobilizon as inLanguage, Lemmy and PeerTube as
    language with an identifier.
    """
    for name in _MAPS:
        found = _of_map(document.get(name), document.get(name.removesuffix("Map")))
        if found:
            return found
    return _named(document.get("inLanguage")) or _named(document.get("language"))


def _of_map(languages: Json, said: Json) -> str:
    """Give the language of the text that is also said directly, else the first."""
    if not isinstance(languages, dict):
        return ""
    known = [key for key in languages if key != "und"]
    return next((key for key in known if languages[key] == said), known[0] if known else "")


def _named(value: Json) -> str:
    if isinstance(value, dict):
        value = value.get("identifier")
    return value if isinstance(value, str) and value != "und" else ""
