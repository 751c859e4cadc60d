"""Asking another server who is who: WebFinger, host-meta, NodeInfo."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fedicoop.activitypub import nodeinfo
from fedicoop.activitypub.activity import parse
from fedicoop.activitypub.client.fetching import Fetcher, Wanted
from fedicoop.activitypub.client.settings import Resolved
from fedicoop.activitypub.webfinger import (
    SERVICE,
    Handle,
    expand,
    lrdd_template,
    parse_handle,
    self_link,
    subject_of,
)
from fedicoop.errors import FetchFailed, Malformed
from fedicoop.urls import host_of

_JRD = Wanted.of("application/jrd+json, application/json")
_XRD = Wanted.of("application/xrd+xml, application/xml, text/xml")
_JSON = Wanted.of("application/json")


class Discovery:
    """The questions one instance asks before it knows an actor's URI."""

    def __init__(self, fetcher: Fetcher, *, insecure_http: bool) -> None:
        """Take the way to fetch; in development a host may also speak http."""
        self._fetcher = fetcher
        self._insecure_http = insecure_http

    async def resolve(self, text: str) -> Resolved:
        """Find the actor behind a handle; raise FetchFailed.

        A host may speak for handles of its own about actors of its own. Whenever two hosts are
        involved both must say the same, which takes one more question and never two:

        - the document's subject is another handle: its host must confirm the same actor, else the
          name asked for stays, if the actor lives where it was asked for (wf-001);
        - the actor lives on another host than the handle: that host must name the same actor, and
          decides under which handle it is known (wf-003).
        """
        asked = _read_handle(text)
        found = await self._webfinger(asked)
        actor = self._actor(asked, found)
        subject = subject_of(found) or asked
        if not subject.is_same(asked):
            return await self._of_other_subject(asked, subject, actor)
        if host_of(actor) == asked.host:
            return Resolved(str(subject), actor)
        return await self._of_split_domain(subject, actor)

    async def _of_other_subject(self, asked: Handle, subject: Handle, actor: str) -> Resolved:
        second = await self._second(subject)
        confirmed = second is not None and second == (str(subject).lower(), actor)
        if confirmed and host_of(actor) in {asked.host, subject.host}:
            return Resolved(str(subject), actor)
        if host_of(actor) == asked.host:
            return Resolved(str(asked), actor)
        raise FetchFailed(
            asked.acct, f"{subject.host} does not confirm this handle", permanent=True
        )

    async def _of_split_domain(self, asked: Handle, actor: str) -> Resolved:
        there = Handle(asked.name, host_of(actor))
        second = await self._second(there)
        if second is not None and second[1] == actor:
            for handle in (asked, there):
                if second[0] == str(handle).lower():
                    return Resolved(str(handle), actor)
        raise FetchFailed(asked.acct, f"{there.host} does not confirm this handle", permanent=True)

    async def _second(self, handle: Handle) -> tuple[str, str] | None:
        """Ask the other host: (subject in lower case, actor), None when it does not answer."""
        try:
            found = await self._webfinger(handle)
            return str(subject_of(found) or handle).lower(), self._actor(handle, found)
        except FetchFailed as error:
            if not error.permanent:
                raise
            return None

    def _actor(self, handle: Handle, found: dict[str, Any]) -> str:
        actor = self_link(found)
        if not actor:
            raise FetchFailed(handle.acct, "WebFinger names no ActivityPub actor", permanent=True)
        self._fetcher.aim(actor)
        return actor

    async def _webfinger(self, handle: Handle) -> dict[str, Any]:
        """Ask a host for one handle; when it says 404, ask its host-meta where to ask."""
        path = f"/.well-known/webfinger?resource={quote(handle.acct, safe='')}"
        try:
            return await self._json(handle.host, path, _JRD)
        except FetchFailed as error:
            if error.code != 404:
                raise
            refusal = error
        try:
            xrd = await self._bytes(handle.host, "/.well-known/host-meta", _XRD)
            template = lrdd_template(xrd.decode("utf-8", "replace"))
        except (FetchFailed, Malformed):
            raise refusal from None
        return _object(template, await self._fetch(expand(template, handle.acct), _JRD))

    async def instance_actor(self, host: str) -> str:
        """Find the actor of a whole server: FEP-d556, then FEP-2677; raise FetchFailed."""
        origin = self._origins(host)[0]
        path = f"/.well-known/webfinger?resource={quote(f'{origin}/', safe='')}"
        try:
            found = await self._json(host, path, _JRD)
            actor = self_link(found, SERVICE) or self_link(found)
        except FetchFailed as error:
            if not error.permanent:
                raise
            actor = ""
        if not actor:
            index = await self._json(host, "/.well-known/nodeinfo", _JRD)
            actor = nodeinfo.application_link(index, origin)
        if host_of(actor) != host_of(origin):
            raise FetchFailed(origin, "this server names no actor of its own", permanent=True)
        return actor

    async def nodeinfo(self, host: str) -> nodeinfo.NodeInfo:
        """Ask a server what it runs; raise FetchFailed."""
        index = await self._json(host, "/.well-known/nodeinfo", _JRD)
        try:
            link = nodeinfo.document_link(index, self._origins(host)[0])
            return nodeinfo.read(_object(link, await self._fetch(link, _JSON)))
        except Malformed as error:
            raise FetchFailed(host, str(error), permanent=True) from None

    def _origins(self, host: str) -> list[str]:
        """Give the origins a bare host may stand for, the likelier first."""
        if not self._insecure_http:
            return [f"https://{host}"]
        schemes = ("http", "https") if ":" in host else ("https", "http")
        return [f"{scheme}://{host}" for scheme in schemes]

    async def _json(self, host: str, path: str, wanted: Wanted) -> dict[str, Any]:
        return _object(host, await self._bytes(host, path, wanted))

    async def _bytes(self, host: str, path: str, wanted: Wanted) -> bytes:
        first, *others = self._origins(host)
        try:
            return await self._fetch(f"{first}{path}", wanted)
        except FetchFailed as error:
            if error.permanent or error.code or not others:
                raise
        # Development only: nothing answers in the likelier scheme, so try the other one.
        return await self._fetch(f"{others[0]}{path}", wanted)

    async def _fetch(self, url: str, wanted: Wanted) -> bytes:
        return (await self._fetcher.get(url, wanted)).body


def _read_handle(text: str) -> Handle:
    try:
        return parse_handle(text)
    except Malformed as error:
        raise FetchFailed(text[:300], str(error), permanent=True) from None


def _object(uri: str, body: bytes) -> dict[str, Any]:
    try:
        return parse(body)
    except Malformed as error:
        raise FetchFailed(uri, f"not a JSON object: {error}", permanent=True) from None
