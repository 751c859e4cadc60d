"""Turning a member's Markdown into the HTML that everybody gets, people and hashtags linked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from fedicoop import text
from fedicoop.activitypub.webfinger import parse_handle
from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError
from fedicoop.groups import queries as groups
from fedicoop.posts.service.drafts import MOST_MENTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedicoop.actors import Actor
    from fedicoop.work import Work

_PIECES = re.compile(r"(<[^>]*>)")
_OPENS = re.compile(r"<(a|code|pre)\b")
_CLOSES = re.compile(r"</(a|code|pre)>")
_MOST_TAGS = 30


@dataclass(frozen=True)
class Composed:
    """A text ready to be stored, and whom and what it names."""

    content: str
    mentioned: list[Actor]
    tags: list[str]


async def compose(work: Work, source: str) -> Composed:
    """Render Markdown, and link the hashtags and the people of it whom we know."""
    known = await _people(work, source)
    tags = list(dict.fromkeys(tag.lower() for tag in text.find_hashtags(source)))[:_MOST_TAGS]
    links = {handle: _mention(actor) for handle, actor in known.items()}
    links |= {f"#{tag}": _hashtag(work, tag) for tag in tags}
    mentioned = list({actor.id: actor for actor in known.values()}.values())
    return Composed(_link(text.markdown(source), links), mentioned, tags)


async def unknown_handles(work: Work, source: str) -> list[str]:
    """Give the people of other servers whom a text names and whom we never met.

    A page that publishes looks them up first, outside the transaction; whoever stays unknown is
    plain text in the post.
    """
    known = await _people(work, source)
    found = text.find_mentions(source)[:MOST_MENTIONS]
    return [each for each in found if _key(each) not in known and "@" in each.lstrip("@")]


async def _people(work: Work, source: str) -> dict[str, Actor]:
    """Find the actors behind the handles of a text: @name is one of ours.

    A secret group is nobody: else a link would tell that it is there.
    """
    found: dict[str, Actor] = {}
    for each in text.find_mentions(source)[:MOST_MENTIONS]:
        actor = await _person(work, each)
        if actor is not None and not actor.is_gone and not await groups.is_secret(work, actor):
            found[_key(each)] = actor
    return found


async def _person(work: Work, handle: str) -> Actor | None:
    name = handle.lstrip("@")
    if "@" not in name:
        return await actors.by_username(work, name)
    try:
        return await actors.by_handle(work, parse_handle(name))
    except FedicoopError:
        return None


def _key(handle: str) -> str:
    return f"@{handle.lstrip('@').lower()}"


def _mention(actor: Actor) -> str:
    """Write a mention as Mastodon does, so that it reads and links as one there."""
    href = escape(actor.url or actor.uri)
    return (
        f'<span class="h-card"><a href="{href}" class="u-url mention">'
        f"@<span>{escape(actor.username)}</span></a></span>"
    )


def _hashtag(work: Work, tag: str) -> str:
    href = escape(work.urls.tag(quote(tag)))
    return f'<a href="{href}" class="mention hashtag" rel="tag">#<span>{escape(tag)}</span></a>'


def _link(html: str, links: Mapping[str, str]) -> str:
    """Replace what is named in the text, but not inside links and code.

    ``html`` comes from our own sanitiser, so that a < always begins a tag.
    """
    if not links:
        return html
    longest_first = sorted(links, key=len, reverse=True)
    names = "|".join(re.escape(escape(name, quote=False)) for name in longest_first)
    pattern = re.compile(rf"(?<![\w@#/.])(?:{names})(?![\w@]|[.-]\w)", re.IGNORECASE)
    inside = 0
    pieces = _PIECES.split(html)
    for index, piece in enumerate(pieces):
        if piece.startswith("<"):
            inside += bool(_OPENS.match(piece)) - bool(_CLOSES.match(piece))
        elif not inside:
            pieces[index] = pattern.sub(lambda match: _written(match.group(), links), piece)
    return "".join(pieces)


def _written(name: str, links: Mapping[str, str]) -> str:
    """Give the link, with a hashtag in the capitals in which it was typed."""
    link = links[name.lower()]
    return link.replace(f"<span>{name[1:].lower()}<", f"<span>{name[1:]}<") if "#" in name else link
