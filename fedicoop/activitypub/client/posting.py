"""Delivering a letter: one knock in the old manner, a second in the new one if need be."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Literal

from fedicoop.activitypub.client.answers import excerpt, retry_after
from fedicoop.activitypub.client.fetching import Fetcher, join, lower
from fedicoop.activitypub.client.settings import MAX_REDIRECTS, Answer
from fedicoop.activitypub.signatures import sign
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.activitypub.client.exchange import Exchange, Reply
    from fedicoop.activitypub.guard import Target
    from fedicoop.activitypub.keys import Signer
    from fedicoop.clock import Clock

Scheme = Literal["cavage", "rfc9421"]

MAX_REMEMBERED = 4096
_OTHER: dict[Scheme, Scheme] = {"cavage": "rfc9421", "rfc9421": "cavage"}
_SAME_METHOD = frozenset({307, 308})


class Manners:
    """Which signature scheme each host took last, for the hosts written to most recently."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self._known: OrderedDict[str, Scheme] = OrderedDict()

    def of(self, host: str) -> Scheme | None:
        """Give the scheme a host is known to take."""
        return self._known.get(host)

    def learn(self, host: str, scheme: Scheme) -> None:
        """Remember, and forget the host not written to for longest when there are too many."""
        self._known[host] = scheme
        self._known.move_to_end(host)
        if len(self._known) > MAX_REMEMBERED:
            self._known.popitem(last=False)


class Postman:
    """POST requests of one instance."""

    def __init__(self, exchange: Exchange, fetcher: Fetcher, clock: Clock) -> None:
        """Take the way out, the aiming of URLs, and the time to sign with."""
        self._exchange = exchange
        self._fetcher = fetcher
        self._clock = clock
        self._manners = Manners()

    async def post(self, url: str, body: bytes, signer: Signer, content_type: str) -> Answer:
        """Deliver; an answer of any status is an Answer, silence is FetchFailed.

        Mastodon, GoToSocial, Misskey and Lemmy sign with draft-cavage; some servers take only
        RFC 9421. A 400 or 401 to the first knock is followed by a second in the other scheme
        (as Mastodon does), unless this host has taken the first before and now says 400: then it
        is the letter that displeases.
        """
        target = self._fetcher.aim(url)
        known = self._manners.of(target.authority)
        scheme = known or "cavage"
        answer = await self._knock(target, body, signer, content_type, scheme)
        if answer.status == 401 or (answer.status == 400 and known is None):
            scheme = _OTHER[scheme]
            second = await self._knock(target, body, signer, content_type, scheme)
            answer = answer if second.status in {400, 401} else second
        if answer.ok:
            self._manners.learn(target.authority, scheme)
        return answer

    async def _knock(
        self, target: Target, body: bytes, signer: Signer, content_type: str, scheme: Scheme
    ) -> Answer:
        for _hop in range(MAX_REDIRECTS):
            reply = await self._send(target, body, signer, content_type, scheme)
            moved = self._moved(target, reply)
            if moved is None:
                return self._answer(reply)
            target = moved
        return self._answer(await self._send(target, body, signer, content_type, scheme))

    async def _send(
        self, target: Target, body: bytes, signer: Signer, content_type: str, scheme: Scheme
    ) -> Reply:
        signed = sign("POST", target.url, body, signer, self._clock(), scheme, content_type)
        return await self._exchange.send(
            "POST", target, {"content-type": content_type, **lower(signed)}, body
        )

    def _moved(self, target: Target, reply: Reply) -> Target | None:
        """Give where an inbox moved to on its own host; a letter is never carried to another."""
        location = reply.headers.get("location", "")
        if reply.status not in _SAME_METHOD or not location:
            return None
        there = join(target.url, location)
        return self._fetcher.aim(there) if same_host(there, target.url) else None

    def _answer(self, reply: Reply) -> Answer:
        if reply.status == 200 and reply.body.strip().strip(b'"') == b"error":
            # Mobilizon's inbox says 200 "error" to a letter whose signature it did not accept.
            return Answer(401, None, 'the server answered 200 "error": signature not accepted')
        wait = retry_after(reply.headers.get("retry-after", ""), self._clock())
        return Answer(reply.status, wait, excerpt(reply.body))
