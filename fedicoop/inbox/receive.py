"""From a POST to one durable row: every check that needs no handler, cheapest first."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.activitypub import signatures
from fedicoop.activitypub.activity import (
    Document,
    id_of,
    object_uri,
    parse,
    type_of,
)
from fedicoop.activitypub.compact import plain
from fedicoop.actors import queries
from fedicoop.errors import Gone, Refused, TooMany, Unauthenticated, UnsupportedType
from fedicoop.ids import new_id
from fedicoop.inbox.authority import authority
from fedicoop.inbox.gather import Gatherer
from fedicoop.inbox.models import Outcome
from fedicoop.inbox.rate import Rate, place_of
from fedicoop.inbox.senders import Senders
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.activitypub.keys import PublicKey
    from fedicoop.activitypub.signatures import Claim, SignedRequest, Verified
    from fedicoop.instance import Instance

_TYPES = ("application/activity+json", "application/ld+json", "application/json")
_FORWARDED = {"Create", "Update", "Delete", "Announce"}


@dataclass(frozen=True)
class Received:
    """What a sender is told with 202: for tests and the log, never for the wire."""

    outcome: Outcome
    reason: str = ""


class Receiver:
    """The front door of one instance: every inbox route leads here."""

    def __init__(self, instance: Instance) -> None:
        """Start with no key loaded and nobody counted."""
        self._instance = instance
        self.senders = Senders(instance)
        self._gatherer = Gatherer(instance.database)
        self._hosts = Rate(instance.clock)
        self._places = Rate(instance.clock)

    async def receive(
        self, request: SignedRequest, content_type: str, address: str = ""
    ) -> Received:
        """Check a POST in the order of cost and keep it; raises the refusal that fits.

        ``address`` is the network address it came from. Once this returns, the activity survives a
        kill and a power cut.
        """
        if content_type.partition(";")[0].strip().lower() not in _TYPES:
            raise UnsupportedType(f"content type {content_type[:100]!r}")
        claim = await self._claimed(request, address)
        said = parse(request.body)
        try:
            verified = await self._verified(claim, said)
        except Gone:
            return Received(Outcome.UNSUPPORTED, "the sender is gone")
        if verified is None:
            return Received(Outcome.UNSUPPORTED, "a stranger changed or left")
        self._places.give_back(place_of(address))
        if not self._hosts.allows(verified.host):
            raise TooMany(f"{verified.host} sends too much", retry_after=60)
        activity = plain(said)  # which is slow for an odd one: only for who proved who she is
        if id_of(activity.get("actor")) != verified.actor_uri:
            return await self._forwarded(verified, activity)
        if not authority(verified, activity):
            return Received(Outcome.UNSUPPORTED, f"type {type_of(activity)}")
        return await self._keep(verified, activity, request.body)

    async def reader(self, request: SignedRequest, address: str = "") -> Verified:
        """Say who signed a GET; raises the refusal that fits."""
        claim = await self._claimed(request, address)
        verified = await self._identified(claim, await self.senders.known(claim.key_id))
        self._places.give_back(place_of(address))
        return verified

    async def _claimed(self, request: SignedRequest, address: str) -> Claim:
        """Read who somebody says she is, before anything is asked or believed.

        Until her signature holds she is counted by where she comes from: naming another's key must
        not use up what that other server may send.
        """
        claim = signatures.claim(request, self._instance.clock())
        await self._instance.refuse_host(host_of(claim.key_id))
        if not self._places.allows(place_of(address)):
            raise TooMany("too much from one address that proves nothing", retry_after=60)
        return claim

    async def _verified(self, claim: Claim, activity: Document) -> Verified | None:
        """Verify a sender; None, before any fetch, for the departure or change of a stranger.

        That is most of what a small server is sent (Mastodon's inboxes_controller does the same).
        """
        key = await self.senders.known(claim.key_id)
        if key is None and await self._is_about_a_stranger(activity):
            return None
        return await self._identified(claim, key)

    async def _identified(self, claim: Claim, key: PublicKey | None) -> Verified:
        """Verify with a key that we hold, else, once, with the owner's current one."""
        if key is not None:
            with contextlib.suppress(Unauthenticated):
                return await self._checked(claim, key)
        return await self._checked(claim, await self.senders.fetched(claim.key_id))

    async def _checked(self, claim: Claim, key: PublicKey) -> Verified:
        verified = signatures.verify(claim, key)
        await self.senders.confirm(claim.key_id)
        return verified

    async def _is_about_a_stranger(self, activity: Document) -> bool:
        actor = id_of(activity.get("actor"))
        about_self = actor is not None and actor == object_uri(activity)
        if not about_self or type_of(activity) not in {"Delete", "Update"}:
            return False
        async with self._instance.reading() as work:
            return await queries.by_uri(work, actor or "") is None

    async def _forwarded(self, verified: Verified, activity: Document) -> Received:
        """Somebody passes on another's activity: its word counts for nothing.

        What it is about is read from its own origin, if somebody here follows the messenger.
        """
        uri = object_uri(activity)
        foreign = host_of(id_of(activity.get("actor")) or "")
        if type_of(activity) not in _FORWARDED or foreign in {"", host_of(verified.actor_uri)}:
            raise Refused(f"{verified.actor_uri} speaks for {id_of(activity.get('actor'))}")
        if host_of(uri) != foreign or self._instance.urls.is_local(uri):
            raise Refused(f"{verified.actor_uri} passes on {uri}")
        if not await self._is_followed(verified.actor_uri):
            return Received(Outcome.UNSUPPORTED, "passed on by a stranger")
        self._instance.wish(uri)
        return Received(Outcome.WAITING, "read from its origin")

    async def _is_followed(self, uri: str) -> bool:
        async with self._instance.reading() as work:
            known = await queries.by_uri(work, uri)
            return known is not None and await queries.has_local_follower(work, known)

    async def _keep(self, verified: Verified, activity: Document, body: bytes) -> Received:
        now = self._instance.clock()
        fresh = await self._gatherer.add(
            {
                "id": new_id(now),
                "fingerprint": fingerprint(verified.actor_uri, activity, body),
                "sender": verified.actor_uri,
                "type": type_of(activity)[:60],
                "body": body,
                "received_at": now,
                "due_at": now,
                "outcome": Outcome.WAITING,
                "attempts": 0,
                "reason": "",
            }
        )
        if not fresh:
            return Received(Outcome.DUPLICATE)
        self._instance.arrived.set()
        return Received(Outcome.WAITING)


def fingerprint(sender: str, activity: Document, body: bytes) -> str:
    """Recognise a repetition: the sender, the id and the type, in 64 hexadecimal digits.

    Mobilizon gives each Update of an event the same id, and some activities have none: there the
    bytes decide. The sender is part of it, so that nobody can use up another's ids.
    """
    ident = id_of(activity)
    kind = type_of(activity)
    digest = hashlib.sha256(f"{sender}\n{ident or ''}\n{kind}\n".encode())
    if ident is None or kind == "Update":
        digest.update(body)
    return digest.hexdigest()
