"""Reading posts of other servers, in every shape that peers send, into a checked draft."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fedicoop import text
from fedicoop.activitypub.activity import (
    Document,
    bool_of,
    date_of,
    id_of,
    ids_of,
    int_of,
    language_of,
    list_of,
    text_of,
    types_of,
    url_of,
)
from fedicoop.activitypub.addressing import audience_of, visibility_of
from fedicoop.activitypub.guard import Blocked, ascii_host
from fedicoop.errors import Malformed
from fedicoop.posts.federation.converting import content_of
from fedicoop.posts.service import AttachmentDraft, PostDraft
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHAT = "ChatMessage"
_READ_AS = {_CHAT: "Note"}
KINDS = ("Note", "Article", "Page", "Question", "Video", "Audio", "Image", _CHAT)
READABLE = (*KINDS, "Event")
"""What can be read as a post; an Event belongs to its own room, which keeps the rest of it."""

_MEDIA = {"Image": "image/", "Video": "video/", "Audio": "audio/", "Document": ""}
_MOST_ADDRESSED = 200
_MOST_TAGS = 30
_MOST_ENTRIES = 200
_MOST_ATTACHMENTS = 10
_LONGEST_URI = 2048
_LONGEST_NAME = 500
_LONGEST_BRIEF = 600
_LONGEST_ALT = 2000
_LONGEST_SIDE = 100_000
_HIGHEST = 1_000_000_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
_BLURHASH = re.compile(r"[0-9A-Za-z#$%*+,\-.:;=?@\[\]^_{|}~]{6,90}")
_NO_TAG = re.compile(r"[\s#<>\"'/?&]")


def from_ap(document: Document, *, followers: str = "") -> PostDraft:
    """Read a post; ``followers`` is its author's followers collection.

    A ChatMessage (Lemmy, Pleroma) is a private Note, whoever it says it is for.

    Raises Malformed for what is no post, or has no usable id. Everything else that is missing,
    doubled or of an odd type is left out: a bad date or tag never costs the text.
    """
    uri = id_of(document) or ""
    kind = next((_READ_AS.get(each, each) for each in types_of(document) if each in READABLE), "")
    if not kind or not _is_address(uri):
        raise Malformed(f"not a post: {uri[:200]!r}")
    audience = audience_of(document)
    return PostDraft(
        uri=uri,
        type=kind,
        authors=_authors(document),
        visibility=_visibility(document, followers),
        content=content_of(document, kind, _page(document)),
        name=_line(document, "name"),
        summary=_said_above(document, kind),
        sensitive=bool_of(document, "sensitive"),
        language=_language(document),
        url=_page(document),
        published=date_of(document, "published"),
        updated=date_of(document, "updated"),
        in_reply_to=_reply(document),
        to=_addresses(audience.to),
        cc=_addresses(audience.cc),
        audience=_addresses(tuple(ids_of(document.get("audience"))))[:10],
        mentioned=_mentions(document),
        tags=_hashtags(document),
        attachments=tuple(_attachments(document)),
        replies_uri=_address(document, "replies"),
        likes_uri=_address(document, "likes"),
        shares_uri=_address(document, "shares"),
        likes_count=_total(document, "likes"),
        boosts_count=_total(document, "shares"),
    )


def _visibility(document: Document, followers: str) -> str:
    return "direct" if _CHAT in types_of(document) else visibility_of(document, followers)


def is_post(document: Document) -> bool:
    """Tell whether a document is of a type that is kept as a post."""
    return any(kind in KINDS for kind in types_of(document))


def is_vote(document: Document) -> bool:
    """Tell whether a Note is a vote in a poll: a name and a question, but no text."""
    named = bool(text_of(document, "name")) and bool(id_of(document.get("inReplyTo")))
    return "Note" in types_of(document) and named and not text_of(document, "content")


def _is_address(uri: str) -> bool:
    return bool(host_of(uri)) and len(uri) <= _LONGEST_URI


def _authors(document: Document) -> tuple[str, ...]:
    """Give whom a document is by; Mobilizon names the person beside the group in ``actor``."""
    said = [*ids_of(document.get("attributedTo")), *ids_of(document.get("actor"))]
    return tuple(dict.fromkeys(uri for uri in said if _is_address(uri)))[:10]


def _line(document: Document, key: str) -> str:
    return text.clean(text.plain(text_of(document, key), _LONGEST_NAME), _LONGEST_NAME)


def _said_above(document: Document, kind: str) -> str:
    """Give the warning above a note, or what an article says in brief beside its content."""
    if kind in {"Note", "Question"}:
        return _line(document, "summary")
    if kind == "Article" and text_of(document, "content"):
        said = text.plain(text_of(document, "summary"), _LONGEST_BRIEF)
        return text.clean(said, _LONGEST_BRIEF)
    return ""


def _language(document: Document) -> str:
    said = language_of(document)
    return said if _LANGUAGE.fullmatch(said) else ""


def _page(document: Document) -> str:
    """Give the page for people: on any host, because blogs have their pages elsewhere."""
    url = url_of(document)
    return url if _is_address(url) else ""


def _reply(document: Document) -> str:
    uri = id_of(document.get("inReplyTo")) or next(iter(ids_of(document.get("inReplyTo"))), "")
    return uri if _is_address(uri) else ""


def _addresses(uris: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(uri for uri in uris if len(uri) <= _LONGEST_URI)[:_MOST_ADDRESSED]


def _address(document: Document, key: str) -> str:
    """Give the address of a collection of this post; elsewhere it would be somebody else's."""
    uri = id_of(document.get(key)) or ""
    own = host_of(uri) == host_of(id_of(document) or "")
    return uri if own and _is_address(uri) else ""


def _total(document: Document, key: str) -> int | None:
    collection = document.get(key)
    if not isinstance(collection, dict):
        return None
    total = int_of(collection, "totalItems")
    return max(0, min(total, _HIGHEST)) if total is not None else None


def _tags(document: Document, kind: str) -> Iterator[Document]:
    for tag in list_of(document.get("tag"))[:_MOST_ENTRIES]:
        if isinstance(tag, dict) and kind in types_of(tag):
            yield tag


def _mentions(document: Document) -> tuple[str, ...]:
    found = [id_of(tag.get("href")) or "" for tag in _tags(document, "Mention")]
    return tuple(dict.fromkeys(uri for uri in found if _is_address(uri)))


def _hashtags(document: Document) -> tuple[str, ...]:
    found = []
    for tag in _tags(document, "Hashtag"):
        name = text.clean(text_of(tag, "name"), 101).lstrip("#").lower()
        if name and not _NO_TAG.search(name):
            found.append(name[:100])
    return tuple(dict.fromkeys(found))[:_MOST_TAGS]


def _attachments(document: Document) -> list[AttachmentDraft]:
    """Give images, films and sounds; links and files of other kinds are not shown."""
    entries = list_of(document.get("attachment"))
    if "Image" in types_of(document):
        entries = [*entries, document]
    if "Article" in types_of(document):
        entries = [*list_of(document.get("image")), *entries]
    elif "Event" in types_of(document) or not entries:
        entries = [*entries, *list_of(document.get("image"))]
    found: dict[str, AttachmentDraft] = {}
    for entry in entries[:_MOST_ENTRIES]:
        draft = _attachment(entry) if isinstance(entry, dict) else None
        if draft is not None and _leads_out(draft.url, host_of(id_of(document) or "")):
            found.setdefault(draft.url, draft)
    return list(found.values())[:_MOST_ATTACHMENTS]


def _leads_out(url: str, home: str) -> bool:
    """Tell whether a file is where its author is, or at a public name: no link goes inside."""
    if host_of(url) == home:
        return True
    try:
        return bool(ascii_host(urlsplit(url).hostname or ""))
    except (Blocked, ValueError):
        return False


def _attachment(entry: Document) -> AttachmentDraft | None:
    kind = next((kind for kind in types_of(entry) if kind in _MEDIA), "")
    url, said = _file(entry)
    mime = text.clean(said or text_of(entry, "mediaType"), 100).lower()
    shown = mime.startswith(("image/", "video/", "audio/")) or (not mime and _MEDIA.get(kind))
    if not kind or not shown or not _is_address(url):
        return None
    alt = text_of(entry, "name") or text_of(entry, "summary")
    blurhash = text_of(entry, "blurhash")
    return AttachmentDraft(
        url=url,
        mime=mime or _MEDIA[kind],
        alt=text.clean(text.plain(alt, _LONGEST_ALT), _LONGEST_ALT),
        width=_side(entry, "width"),
        height=_side(entry, "height"),
        blurhash=blurhash if _BLURHASH.fullmatch(blurhash) else "",
    )


def _file(entry: Document) -> tuple[str, str]:
    """Give the address and kind of a file: a string, a Link, or the first of a list of them."""
    for each in list_of(entry.get("url") or entry.get("href")):
        if isinstance(each, str):
            return each, ""
        if isinstance(each, dict):
            return id_of(each.get("href")) or "", text_of(each, "mediaType")
    return "", ""


def _side(entry: Document, key: str) -> int | None:
    value = int_of(entry, key)
    return value if value is not None and 0 < value <= _LONGEST_SIDE else None
