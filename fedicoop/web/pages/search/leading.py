"""What has one exact name: people by handle, messages by address, hashtags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, NotFound, Refused
from fedicoop.inbox import lookup
from fedicoop.posts import queries as posts
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import may_know

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_NAME = re.compile(r"[A-Za-z0-9_]{1,30}")
_NOTHING = msg("Nothing was found under this name or address.")


@dataclass(frozen=True)
class Found:
    """Where a search leads, or what to say when it leads nowhere."""

    path: str = ""
    fault: str = ""


async def led(visit: Visit, wanted: str) -> Found:
    """Give where a hashtag, a handle or an address leads; others' are fetched, for members."""
    if is_tag(wanted):
        return Found(f"/tags/{quote(wanted[1:], safe='')}")
    async with visit.reading() as work:
        path = await _here(visit, work, wanted)
    if path:
        return Found(path)
    try:
        uri = await lookup.resolve(visit.instance, wanted)
    except (NotFound, Refused) as error:
        return Found(fault=error.safe if isinstance(error, Refused) else _NOTHING)
    except FedicoopError as error:
        return Found(fault=error.safe)
    async with visit.reading() as work:
        path = await _path_of(visit, work, uri)
    return Found(path, "" if path else _NOTHING)


def is_tag(wanted: str) -> bool:
    """Tell whether a hashtag was typed."""
    return wanted.startswith("#") and len(wanted) > 1


def is_address(wanted: str) -> bool:
    """Tell whether a handle or an address was typed, and not words to look for."""
    return " " not in wanted and ("@" in wanted or "://" in wanted)


async def named(visit: Visit, work: Work, wanted: str) -> Person | None:
    """Give who here bears exactly the name that was typed, if this member may know."""
    actor = await actors.by_username(work, wanted) if _NAME.fullmatch(wanted) else None
    if actor is None or not await _page_of(visit, work, actor):
        return None
    return visit.reader.person(actor)


async def _here(visit: Visit, work: Work, wanted: str) -> str:
    """Find a member by her handle, or the address of a page that is known here."""
    local = visit.instance.urls.local_path(wanted) or ""
    name = local.removeprefix("/@") if local.startswith("/@") else wanted.removeprefix("@")
    if "/" in name:
        return await _path_of(visit, work, wanted)
    actor = await actors.by_username(work, name) if "@" not in name else None
    return await _page_of(visit, work, actor) if actor is not None else ""


async def _path_of(visit: Visit, work: Work, uri: str) -> str:
    """Give our page of a person or message, if this member may see it; "" otherwise."""
    actor = await actors.by_uri(work, uri)
    if actor is not None:
        return await _page_of(visit, work, actor)
    post = await posts.by_address(work, uri)
    if post is None or not await posts.can_see(work, post, visit.me.actor):
        return ""
    return f"/notes/{post.id}"


async def _page_of(visit: Visit, work: Work, actor: Actor) -> str:
    """Give the page of somebody who is there for this member; "" for a secret group."""
    there = not actor.is_gone and await may_know(work, actor, visit.me.actor)
    return visit.reader.person(actor).path if there else ""
