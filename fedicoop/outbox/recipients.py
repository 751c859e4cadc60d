"""Who gets a letter: from what an activity says of its audience to addresses of inboxes.

Followers and people are reached through their server's shared inbox, once (ActivityPub §7.1.3);
Mastodon does the same for what is not public, because the addressing decides who sees it. Whoever
ever got an object also gets its end, and its changes if they are for everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.activitypub.activity import Document, embedded, id_of, ids_of, object_uri, type_of
from fedicoop.activitypub.addressing import audience_of
from fedicoop.actors import queries as actors
from fedicoop.db import rows_at_once
from fedicoop.moderation import policy as moderation
from fedicoop.moderation import queries as rules
from fedicoop.moderation.policy import Rule
from fedicoop.outbox.models import Reach
from fedicoop.urls import host_of, same_host

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.actors import Actor
    from fedicoop.work import Outgoing, Work

_CHANGES = frozenset({"Update", "Move"})


class Doors:
    """Which hosts we write to: every one that the operator's rules do not keep out."""

    def __init__(self, kept: dict[str, str], mode: str) -> None:
        """Take the rules about servers and the mode, "open" or "allowlist"."""
        self._rules = kept
        self._mode = mode
        self._all_open = mode == "open" and Rule.BLOCK not in kept.values()
        self._known: dict[str, bool] = {}

    @classmethod
    async def of(cls, work: Work) -> Doors:
        """Read the rules as they are in this transaction."""
        return cls(await rules.host_rules(work), work.config.federation.mode)

    def open_to(self, host: str) -> bool:
        """Tell whether letters may go to a host."""
        if self._all_open or not host:
            return bool(host)
        if host not in self._known:
            self._known[host] = not moderation.host_refused(self._rules, self._mode, host)
        return self._known[host]


class Book:
    """What the letters of one transaction need to know, asked once."""

    def __init__(self, work: Work, doors: Doors) -> None:
        """Start with nothing looked up."""
        self._work = work
        self._doors = doors
        self._senders: dict[str, Actor] = {}
        self._followers: dict[str, list[str]] = {}

    async def sender(self, activity: Document) -> Actor:
        """Give the actor who speaks; raises ValueError when it is not one of ours."""
        uri = id_of(activity.get("actor")) or ""
        if uri not in self._senders:
            actor = await actors.by_uri(self._work, uri)
            if actor is None or not actor.is_local:
                raise ValueError(f"we cannot speak for {uri!r}")
            self._senders[uri] = actor
        return self._senders[uri]

    async def inboxes(self, outgoing: Outgoing, sender: Actor) -> list[str]:
        """Give the inboxes of an activity, each once; never ours, never a blocked host's."""
        if outgoing.only:
            given = dict.fromkeys(outgoing.inboxes)
            return [inbox for inbox in given if self._may_write_to(inbox)]
        named = named_in(outgoing.activity)
        found: dict[str, None] = {}
        if sender.followers in named:
            found.update(dict.fromkeys(await self._of_followers(sender)))
        found.update(dict.fromkeys(await self._of_people(named)))
        found.update(dict.fromkeys(outgoing.inboxes))
        found.update(dict.fromkeys(await reached(self._work, used_reach(outgoing))))
        but = outgoing.but
        return [door for door in found if self._may_write_to(door) and host_of(door) not in but]

    def _may_write_to(self, inbox: str) -> bool:
        return not self._work.urls.is_local(inbox) and self._doors.open_to(host_of(inbox))

    async def _of_followers(self, sender: Actor) -> list[str]:
        if sender.uri not in self._followers:
            self._followers[sender.uri] = await actors.follower_inboxes(self._work, sender)
        return self._followers[sender.uri]

    async def _of_people(self, named: Iterable[str]) -> list[str]:
        elsewhere = [uri for uri in named if not self._work.urls.is_local(uri)]
        found = []
        for some in rows_at_once(elsewhere):
            for actor in await actors.by_uris(self._work, some):
                if not actor.is_local and not actor.is_gone:
                    found.append(door_of(actor))
        return found


def named_in(activity: Document) -> list[str]:
    """Give every address an activity is for: to, cc, bto, bcc and audience, each once."""
    audience = audience_of(activity)
    everybody = (*audience.to, *audience.cc, *audience.hidden, *ids_of(activity.get("audience")))
    return list(dict.fromkeys(everybody))


def door_of(actor: Actor) -> str:
    """Give where an actor elsewhere is reached: the shared inbox if it is on the same host."""
    if actor.shared_inbox and same_host(actor.shared_inbox, actor.inbox):
        return actor.shared_inbox
    return actor.inbox


def used_reach(outgoing: Outgoing) -> list[str]:
    """Give the objects whose reach list an activity follows.

    An end (Delete, Undo) goes to everybody who ever got its object. A change goes there too if it
    is for everybody; what only some may read goes to those it is addressed to, so that a follower
    who was removed does not get the new text.
    """
    kind = type_of(outgoing.activity)
    about = outgoing.about or object_uri(outgoing.activity)
    if kind == "Undo":
        inner = id_of(embedded(outgoing.activity)) or object_uri(outgoing.activity)
        return [uri for uri in dict.fromkeys((inner, outgoing.about)) if uri]
    if kind == "Delete" or (kind in _CHANGES and audience_of(outgoing.activity).is_public):
        return [about] if about else []
    return []


async def reached(work: Work, objects: list[str]) -> list[str]:
    """Give every inbox that ever got one of some objects."""
    if not objects:
        return []
    query = select(Reach.inbox).where(Reach.object_uri.in_(objects)).order_by(Reach.inbox)
    return list(await work.session.scalars(query.distinct()))
