"""A server that is not ours on the test network: it has people with keys, and may misbehave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2
import orjson

from fedicoop.activitypub import keys, signatures
from tests.givens import PRIVATE_PEM, PUBLIC_PEM

if TYPE_CHECKING:
    from fedicoop.activitypub.keys import Signer
    from fedicoop.instance import Instance
    from tests.network import Internet

ACTIVITY = "application/activity+json"
Answer = bytes | int | str | dict[str, Any]
"""A body, a bare status, where it moved to, or a document."""


@dataclass
class Person:
    """Somebody of a strange server, who can sign."""

    uri: str
    signer: Signer
    document: dict[str, Any] = field(repr=False)

    def says(self, kind: str, inner: object, **more: Any) -> dict[str, Any]:
        """Write an activity of hers."""
        ident = f"{self.uri}#{kind.lower()}-{len(str(inner))}-{len(str(more))}"
        return {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": ident,
            "type": kind,
            "actor": self.uri,
            "object": inner,
            **more,
        }


class Stranger:
    """One strange server: ``answers`` is what it says at each address, ``asked`` who came."""

    def __init__(self, internet: Internet, host: str = "peer.example") -> None:
        """Plug the server in."""
        self.host = host
        self.internet = internet
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.received: list[dict[str, Any]] = []
        internet.servers[host] = httpx2.MockTransport(self._answer)

    def person(self, name: str, *, pem: tuple[str, str] | None = None, **more: Any) -> Person:
        """Let somebody live here; ``pem`` is her private and public key."""
        private, public = pem or (PRIVATE_PEM, PUBLIC_PEM)
        uri = f"https://{self.host}/users/{name}"
        document: dict[str, Any] = {
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": uri,
            "type": "Person",
            "preferredUsername": name,
            "name": name.capitalize(),
            "inbox": f"{uri}/inbox",
            "outbox": f"{uri}/outbox",
            "followers": f"{uri}/followers",
            "endpoints": {"sharedInbox": f"https://{self.host}/inbox"},
            "publicKey": {"id": f"{uri}#main-key", "owner": uri, "publicKeyPem": public},
            **more,
        }
        self.answers[uri] = document
        signer = keys.Signer(uri, f"{uri}#main-key", keys.load_private(private))
        return Person(uri, signer, document)

    def note(self, person: Person, ident: int | str = 1, **more: Any) -> dict[str, Any]:
        """Write a public note that can be fetched here."""
        document: dict[str, Any] = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": f"https://{self.host}/notes/{ident}",
            "type": "Note",
            "attributedTo": person.uri,
            "content": f"<p>note {ident}</p>",
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
            "cc": [f"{person.uri}/followers"],
            "published": "2026-11-24T11:00:00Z",
            **more,
        }
        self.answers[str(document["id"])] = document
        return document

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        url = str(request.url)
        if request.method == "POST":
            self.received.append(orjson.loads(request.read()))
            return httpx2.Response(202)
        self.asked.append(url)
        answer = self.answers.get(url, 404)
        if isinstance(answer, int):
            return httpx2.Response(answer)
        if isinstance(answer, str):
            return httpx2.Response(302, headers={"location": answer})
        body = answer if isinstance(answer, bytes) else orjson.dumps(answer)
        kind = "application/jrd+json" if "/.well-known/" in url else ACTIVITY
        return httpx2.Response(200, content=body, headers={"content-type": kind})


async def post(
    coop: Instance,
    internet: Internet,
    activity: dict[str, Any] | bytes,
    by: Person,
    *,
    path: str = "/inbox",
    content_type: str = ACTIVITY,
    **headers: str,
) -> httpx2.Response:
    """Send an activity, signed by somebody, to an inbox of ours over HTTP.

    ``headers`` take the place of those that belong there, after it was signed.
    """
    body = activity if isinstance(activity, bytes) else orjson.dumps(activity)
    url = f"{coop.urls.base}{path}"
    signed = signatures.sign("POST", url, body, by.signer, coop.clock(), content_type=content_type)
    async with httpx2.AsyncClient(transport=internet.servers[coop.urls.host]) as client:
        return await client.post(
            url, content=body, headers={**signed, "Content-Type": content_type, **headers}
        )
