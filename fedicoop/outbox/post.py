"""What a transaction says to others becomes rows of the same transaction: what is said, letters."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, cast

import orjson
from sqlalchemy import Table, insert, select, update

from fedicoop import retry
from fedicoop.activitypub.activity import (
    Document,
    Json,
    embedded,
    id_of,
    object_uri,
    type_of,
)
from fedicoop.activitypub.addressing import audience_of
from fedicoop.activitypub.contexts import with_context
from fedicoop.db import insert_new, rows_at_once
from fedicoop.ids import new_id
from fedicoop.outbox import hosts
from fedicoop.outbox.models import Delivery, Outgoing, Reach, State
from fedicoop.outbox.overtaking import OVERTAKING, overtake
from fedicoop.outbox.recipients import Book, Doors, used_reach
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.work import Outgoing as Published
    from fedicoop.work import Work

_HIDDEN = frozenset({"bto", "bcc"})
_LISTED = frozenset({"Create", "Announce"})
_HANDS_OVER = frozenset({"Create", "Update", "Announce"})
_CAN_BE_UNDONE = frozenset({"Announce", "Block", "Follow", "Join", "Like"})
_OUTGOING = cast("Table", Outgoing.__table__)
_LETTERS = cast("Table", Delivery.__table__)
_REACH = cast("Table", Reach.__table__)


async def store(work: Work) -> int:
    """Store all that a transaction says to others; give the number of letters.

    Raises ValueError, and so undoes the transaction, for an activity that we cannot say: without
    an id, or of an actor who is not ours.
    """
    if not work.outgoing:
        return 0
    await work.session.flush()
    desk = _Desk(work, Book(work, await Doors.of(work)), await _said_before(work))
    for published in work.outgoing:
        await desk.add(published)
    await desk.write()
    return desk.letters


async def _said_before(work: Work) -> dict[str, str]:
    """Give the rows of what was said before and is said again, by the activities' ids."""
    found: dict[str, str] = {}
    uris = [uri for each in work.outgoing if (uri := id_of(each.activity))]
    for some in rows_at_once(uris):
        query = select(Outgoing.uri, Outgoing.id).where(Outgoing.uri.in_(some))
        found.update((row.uri, row.id) for row in await work.session.execute(query))
    return found


class _Desk:
    """Collects the rows of one transaction, because writing them together costs a tenth."""

    def __init__(self, work: Work, book: Book, said_before: dict[str, str]) -> None:
        self._work = work
        self._session = work.session
        self._book = book
        self._said_before = said_before
        self._now = work.now()
        self._outgoing: dict[str, dict[str, Any]] = {}
        self._letters: list[dict[str, Any]] = []
        self._reach: dict[str, dict[str, str]] = {}
        self.letters = 0

    async def add(self, published: Published) -> None:
        """Take one activity in: its bytes, its letters, and who will have got what."""
        activity = published.activity
        kind = type_of(activity)
        about = subject_of(published)
        sender = await self._book.sender(activity)
        if kind in OVERTAKING or used_reach(published):
            await self.write()
        inboxes = await self._book.inboxes(published, sender)
        if kind in OVERTAKING:
            await overtake(self._session, activity, kind, about, self._now)
        ident = await self._keep(activity, kind, about, sender.uri)
        known = grown_reach(published)
        for inbox in inboxes:
            self._letters.append(self._letter(ident, inbox, kind, about))
            for uri in known:
                row = {"id": _digest(uri, inbox), "object_uri": uri, "inbox": inbox}
                self._reach[row["id"]] = row
        self.letters += len(inboxes)

    async def _keep(self, activity: Document, kind: str, about: str, actor_uri: str) -> str:
        """Keep an activity and give its row's id; one that is said again keeps its row."""
        uri = id_of(activity)
        if uri is None:
            raise ValueError(f"an activity without an id: {kind}")
        ident = self._said_before.get(uri)
        row = {
            "uri": uri,
            "actor_uri": actor_uri,
            "type": kind[:60],
            "object_uri": about,
            "body": orjson.dumps(with_context(without_hidden(activity))),
            "is_listed": kind in _LISTED and audience_of(activity).is_public,
            "overtaken_by": "",
            "created_at": self._now,
        }
        if ident is None or uri in self._outgoing:
            ident = ident or new_id(self._now)
            self._said_before[uri] = ident
            self._outgoing[uri] = row | {"id": ident}
        else:
            changed = update(_OUTGOING).where(_OUTGOING.c.id == ident).values(row)
            await self._session.execute(changed)
        return ident

    def _letter(self, ident: str, inbox: str, kind: str, about: str) -> dict[str, Any]:
        life = retry.RETRY_DELETE_FOR if kind == "Delete" else retry.RETRY_FOR
        return {
            "id": new_id(self._now),
            "outgoing_id": ident,
            "inbox": inbox,
            "host": host_of(inbox)[:300],
            "lane": _digest(about or ident, inbox),
            "state": State.WAITING,
            "attempts": 0,
            "due_at": self._now,
            "leased_by": "",
            "last_status": 0,
            "last_error": "",
            "created_at": self._now,
            "give_up_at": self._now + life,
        }

    async def write(self) -> None:
        """Write what was collected."""
        await self._wait_for_quiet_hosts()
        connection = await self._session.connection()
        for statement, rows in (
            (insert(_OUTGOING), list(self._outgoing.values())),
            (insert(_LETTERS), self._letters),
            (insert_new(self._session, _REACH), list(self._reach.values())),
        ):
            for some in rows_at_once(rows):
                await connection.execute(statement, list(some))
        self._outgoing, self._letters, self._reach = {}, [], {}

    async def _wait_for_quiet_hosts(self) -> None:
        """Let letters to a host that is left alone be due with its others."""
        known = await hosts.troubles(self._session, (row["host"] for row in self._letters))
        for row in self._letters if known else ():
            trouble = known.get(row["host"])
            if trouble is not None and trouble.quiet_until is not None:
                row["due_at"] = max(self._now, trouble.quiet_until)


def subject_of(published: Published) -> str:
    """Give what an activity is about: its letters to one inbox leave in their order.

    An Undo is about what the undone activity was about, so that it never overtakes it on the way.
    """
    activity = published.activity
    if published.about:
        return published.about
    inner = embedded(activity)
    if type_of(activity) == "Undo" and inner is not None:
        return object_uri(inner) or id_of(inner) or ""
    return object_uri(activity)


def grown_reach(published: Published) -> list[str]:
    """Give what an inbox knows of once it has an activity: who spoke, and what it hands over.

    What can be undone is known by its own id, too.
    """
    activity = published.activity
    kind = type_of(activity)
    if kind in {"Delete", "Undo"}:
        return []
    found = [id_of(activity.get("actor"))]
    if kind in _HANDS_OVER:
        found.append(published.about or object_uri(activity))
    if kind in _CAN_BE_UNDONE:
        found.append(id_of(activity))
    return [uri for uri in dict.fromkeys(found) if uri]


def without_hidden(value: Json) -> Json:
    """Copy a document of ours without bto and bcc, at every depth: they never leave."""
    if isinstance(value, dict):
        return {key: without_hidden(each) for key, each in value.items() if key not in _HIDDEN}
    if isinstance(value, list):
        return [without_hidden(each) for each in value]
    return value


def _digest(one: str, other: str) -> str:
    """Give 40 characters that stand for two addresses."""
    return hashlib.blake2b(f"{one}\n{other}".encode(), digest_size=20).hexdigest()
