"""The people of a conversation as its page shows them, and whom somebody means by a name."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, FetchFailed, Invalid, NotFound, Refused
from fedicoop.inbox import lookup
from fedicoop.messages import policy, queries
from fedicoop.urls import host_of
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import may_know
from fedicoop.web.views import Person, initials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.actors import Actor
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

BODIES = frozenset({"Group", "Organization", "Application"})
"""Who is nobody in particular: nobody would read what is written to them."""
_PATIENCE = 6.0
_SUGGESTED = 60
_APART = re.compile(r"[,;\n]+")
_WITH_HANDLE = re.compile(r".*\((@[^()\s]+)\)")
_NOBODY = msg("Write the name or the address of at least one person.")
_MANY = msg("A private message goes to at most 20 people.")
_UNKNOWN = msg("Nobody was found under this name: %(name)s")
_SILENT = msg("The site of this address does not answer: %(name)s")
_SEVERAL = msg("Several people have this name; write the address of the right one: %(name)s")
_BODY = msg("Only people read private messages, and this is none: %(name)s")
_YOURSELF = msg("You cannot write to yourself alone.")


async def faces(visit: Visit, work: Work, uris: Sequence[str]) -> list[Person]:
    """Show some people; of who is unknown here only the site is said."""
    known = {each.uri: each for each in await actors.by_uris(work, uris)}
    return [
        visit.reader.person(known[uri]) if uri in known else _stranger(uri)
        for uri in uris[: policy.MOST_PEOPLE + 1]
    ]


def _stranger(uri: str) -> Person:
    host = host_of(uri)
    return Person("", uri, host, "", "", initials(host), host=host)


async def suggestions(visit: Visit, work: Work) -> list[str]:
    """Give whom a member may well mean: with whom she writes, whom she follows, the directory."""
    me = visit.me.actor
    last = await actors.by_uris(work, await queries.correspondents(work, me))
    followed = [row.followed for row in await actors.following(work, me, None, _SUGGESTED)]
    found = [*last, *followed, *await actors.listed_members(work, _SUGGESTED)]
    people = {
        each.id: f"{each.name or each.username} ({visit.reader.person(each).handle})"
        for each in found
        if each.id != me.id and each.type not in BODIES and not each.is_gone
    }
    return list(people.values())[:_SUGGESTED]


async def meant(visit: Visit, words: str) -> list[str]:
    """Give the URIs of those whom some words name; raises Invalid under "to".

    Names are apart by commas: "Camille Martin, @ana, @ben@peer.example". People of other servers
    whom we never met are looked up, within a few seconds.
    """
    names = [each.strip() for each in _APART.split(words) if each.strip()]
    if not names or len(names) > policy.MOST_PEOPLE:
        raise Invalid({"to": visit.say(_MANY if names else _NOBODY)})
    uris: dict[str, None] = {}
    try:
        async with asyncio.timeout(_PATIENCE):
            for name in names:
                uris[await _one(visit, name)] = None
    except TimeoutError as error:
        raise _fault(visit, _SILENT, names[-1]) from error
    uris.pop(visit.me.actor.uri, None)
    if not uris:
        raise Invalid({"to": visit.say(_YOURSELF)})
    return list(uris)


def _fault(visit: Visit, text: str, name: str) -> Invalid:
    return Invalid({"to": visit.say(text) % {"name": name[:100]}})


async def _one(visit: Visit, name: str) -> str:
    """Give the URI of one person."""
    handle = _WITH_HANDLE.fullmatch(name)
    wanted = handle[1] if handle else name
    async with visit.reading() as work:
        near = await _here(visit, work, wanted)
    if near is not None:
        return _person(visit, near, name).uri
    if "@" not in wanted.lstrip("@") and not host_of(wanted):
        raise _fault(visit, _UNKNOWN, name)
    try:
        uri = await lookup.resolve(visit.instance, wanted)
    except (NotFound, Refused) as error:
        raise _fault(visit, _UNKNOWN, name) from error
    except FedicoopError as error:
        is_nobody = isinstance(error, FetchFailed) and error.gone
        raise _fault(visit, _UNKNOWN if is_nobody else _SILENT, name) from error
    async with visit.reading() as work:
        actor = await actors.by_uri(work, uri)
    if actor is None or actor.is_gone:
        raise _fault(visit, _UNKNOWN, name)
    return _person(visit, actor, name).uri


async def _here(visit: Visit, work: Work, wanted: str) -> Actor | None:
    """Find one of ours by username, @username, or the name she shows in the directory."""
    if "@" in wanted.lstrip("@") or host_of(wanted):
        return None
    actor = await actors.by_username(work, wanted.lstrip("@").lower())
    if actor is not None and not actor.is_gone and await may_know(work, actor, visit.me.actor):
        return actor
    if wanted.startswith("@"):
        return None
    found = await actors.called(work, wanted)
    if len(found) > 1:
        names = ", ".join(f"@{each.username}" for each in found)
        raise _fault(visit, _SEVERAL, names)
    return found[0] if found else None


def _person(visit: Visit, actor: Actor, name: str) -> Actor:
    if actor.type in BODIES:
        raise _fault(visit, _BODY, name)
    return actor
