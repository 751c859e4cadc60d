"""Addresses and pictures out of a document: strings, links, lists of links, images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.activitypub.activity.reading import id_of, list_of, types_of
from fedicoop.activitypub.activity.values import text_of
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedicoop.activitypub.activity.parsing import Document, Json

_MOST = 50


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture is, what kind it says it is, and the text for those who do not see it."""

    url: str
    mime: str = ""
    alt: str = ""


def url_of(document: Document) -> str:
    """Give the page for people: of several links the first of HTML, else the first; "" if none."""
    links = list(_links(document.get("url")))
    pages = [link for link, mime in links if mime.startswith("text/html")]
    return next(iter(pages or [link for link, _ in links]), "")


def _links(value: Json) -> Iterator[tuple[str, str]]:
    """Give the http(s) addresses of strings and Links, each with the type it says it has."""
    for each in list_of(value)[:_MOST]:
        said = each.get("href") if isinstance(each, dict) else each
        link = id_of(said) if isinstance(said, str) else None
        if link is not None and host_of(link):
            yield link, text_of(each, "mediaType") if isinstance(each, dict) else ""


def images_of(document: Document) -> list[Picture]:
    """Give the pictures of a document: first its ``image``, then the images attached to it."""
    found: dict[str, Picture] = {}
    for each in list_of(document.get("image"))[:_MOST]:
        _add(found, _picture(each))
    for each in list_of(document.get("attachment"))[:_MOST]:
        picture = _picture(each)
        if isinstance(each, dict) and picture is not None and _is_image(each, picture):
            _add(found, picture)
    return list(found.values())


def _add(found: dict[str, Picture], picture: Picture | None) -> None:
    if picture is not None:
        found.setdefault(picture.url, picture)


def _is_image(entry: Document, picture: Picture) -> bool:
    return picture.mime.startswith("image/") or "Image" in types_of(entry)


def _picture(entry: Json) -> Picture | None:
    """Read an address, a Link, or an object whose url is one or several of them."""
    is_object = isinstance(entry, dict)
    value = entry["url"] if is_object and "url" in entry else entry
    url, mime = next(_links(value), ("", ""))
    if not url:
        return None
    if not is_object:
        return Picture(url, mime)
    alt = text_of(entry, "name") or text_of(entry, "summary")
    return Picture(url, mime or text_of(entry, "mediaType"), alt)
