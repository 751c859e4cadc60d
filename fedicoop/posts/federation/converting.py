"""Making one readable text of what others publish: notes, articles, films, polls."""

from __future__ import annotations

from html import escape

from fedicoop import text
from fedicoop.activitypub.activity import (
    Document,
    id_of,
    list_of,
    text_of,
)
from fedicoop.urls import host_of

_LONGEST = 200_000
_LONGEST_MARKDOWN = 20_000
"""Brackets without end take the square of their number; PeerTube lets 10,000 characters be said."""
_LONGEST_NAME = 500
_MOST_OPTIONS = 50
_QUOTES = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")


def content_of(document: Document, kind: str, url: str) -> str:
    """Give the sanitised HTML of a post.

    A note is its content, an event its description: its own room knows when and where. Everything
    else becomes a text that needs no other field: its name, its content or else its summary, and
    the link to its page.
    """
    body = _body(document)
    if kind == "Event":
        return text.sanitize(body or _summary(document))
    parts = [_heading(document), body]
    if kind != "Note" and not body:
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
        return text.markdown(said[:_LONGEST_MARKDOWN])
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
