"""Making one readable text of what others publish: notes, articles, films, polls, events."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from fedicoop import text
from fedicoop.activitypub.activity import (
    Document,
    date_of,
    id_of,
    list_of,
    text_of,
    types_of,
)
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from datetime import datetime

_LONGEST = 200_000
_LONGEST_NAME = 500
_MOST_OPTIONS = 50
_MOST_PLACES = 5
_QUOTES = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")
_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressCountry")


def content_of(document: Document, kind: str, url: str) -> str:
    """Give the sanitised HTML of a post.

    A note is its content. Everything else becomes a text that needs no other field: its name,
    for an event when and where, its content or else its summary, and the link to its page.
    """
    body = _body(document)
    parts = [_heading(document), body] if kind != "Event" else [_heading(document)]
    if kind == "Event":
        parts += [_when_and_where(document), body or _summary(document)]
    elif kind != "Note" and not body:
        parts.append(_summary(document))
    if kind == "Question":
        parts.append(_options(document))
    if kind != "Note" and url:
        parts.append(f'<p><a href="{escape(url)}">{escape(url)}</a></p>')
    parts.append(_quote(document, body))
    return text.sanitize("".join(parts))


def _body(document: Document) -> str:
    """Give the content as HTML; plain text and Markdown (PeerTube) are turned into it."""
    said = text_of(document, "content")[:_LONGEST]
    mime = text_of(document, "mediaType").lower()
    if mime.startswith("text/markdown"):
        return text.markdown(said)
    if mime.startswith("text/plain"):
        return "".join(f"<p>{escape(line)}</p>" for line in said.splitlines() if line.strip())
    return said


def _heading(document: Document) -> str:
    name = text.plain(text_of(document, "name"), _LONGEST_NAME)
    return f"<p><strong>{escape(name)}</strong></p>" if name else ""


def _summary(document: Document) -> str:
    said = text_of(document, "summary")[:_LONGEST]
    return f"<p>{said}</p>" if said and "<p" not in said else said


def _options(document: Document) -> str:
    """List what a poll asks; voting is done at its page."""
    options = list_of(document.get("oneOf")) or list_of(document.get("anyOf"))
    names = [text_of(each, "name") for each in options[:_MOST_OPTIONS] if isinstance(each, dict)]
    items = "".join(f"<li>{escape(text.plain(name, 200))}</li>" for name in names if name)
    return f"<ul>{items}</ul>" if items else ""


def _quote(document: Document, body: str) -> str:
    """Name what is quoted, unless the text does already, as Mastodon and Misskey do."""
    uri = next((uri for key in _QUOTES if (uri := id_of(document.get(key)))), "")
    if not host_of(uri) or escape(uri) in body or 'class="quote-inline"' in body:
        return ""
    return f'<p>RE: <a href="{escape(uri)}">{escape(uri)}</a></p>'


def _when_and_where(document: Document) -> str:
    """Write when and where in signs and numbers, which read the same in every language."""
    zone = _zone(document)
    start, end = date_of(document, "startTime"), date_of(document, "endTime")
    lines = []
    if start:
        lines.append(
            f"📅 {_moment(start, zone)}" + (f" \N{EN DASH} {_moment(end, zone)}" if end else "")
        )
    places = [_place(each) for each in list_of(document.get("location"))[:_MOST_PLACES]]
    lines += [f"📍 {escape(place)}" for place in places if place]
    return f"<p>{'<br>'.join(lines)}</p>" if lines else ""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(document: Document) -> ZoneInfo:
    """Give the event's time zone; only names of the known list are opened as files."""
    said = text_of(document, "timezone")
    return ZoneInfo(said if said in _zones() else "UTC")


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    try:
        local = moment.astimezone(zone)
    except (OverflowError, ValueError):
        local = moment
    return local.strftime("%Y-%m-%d %H:%M %Z")


def _place(place: object) -> str:
    """Give the name and address of a place in one line; of an online one, its link."""
    if isinstance(place, str):
        return text.clean(place, 300)
    if not isinstance(place, dict):
        return ""
    address = place.get("address")
    if isinstance(address, dict):
        address = ", ".join(part for key in _ADDRESS if (part := text_of(address, key)))
    parts = [text_of(place, "name"), address if isinstance(address, str) else ""]
    if "VirtualLocation" in types_of(place):
        parts.append(id_of(place.get("url")) or "")
    return text.clean(", ".join(dict.fromkeys(part for part in parts if part)), 300)
