"""Sends documents of other servers, signed by their authors, through the whole inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select

from fedicoop.inbox import Arrival
from fedicoop.inbox.models import Outcome
from tests.strangers import Person, Stranger, post
from tests.wire import corpus
from tests.wire.conftest import follow

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet


class Sending:
    """Sends documents one after another, each by its author; notes what was answered."""

    def __init__(self, coop: Instance, internet: Internet) -> None:
        """Start with a server where nobody lives."""
        self.coop, self.internet = coop, internet
        self.peer = Stranger(internet, corpus.HERE)
        self.people: dict[str, Person] = {}
        self.answers: dict[str, int] = {}

    async def send(self, name: str, document: dict[str, Any]) -> None:
        """Send one document."""
        found, author = corpus.moved(document)
        if not author:
            return
        person = await self._person(author, found)
        activity = corpus.as_activity(found, author) | {"id": f"{author}#{len(self.answers)}"}
        self._put_up(found)
        answer = await post(self.coop, self.internet, orjson.dumps(activity), person)
        self.answers[name] = answer.status_code

    async def _person(self, uri: str, document: dict[str, Any]) -> Person:
        if uri not in self.people:
            person = self.peer.person("someone")
            is_actor = document.get("id") == uri and document.get("type") in corpus.ACTORS
            said = document if is_actor else {}
            kept: dict[str, Any] = {
                key: said[key] for key in ("type", "preferredUsername") if key in said
            }
            own: dict[str, Any] = {
                "id": uri,
                "inbox": f"https://{corpus.HERE}/inbox",
                "endpoints": {},
            }
            key = {**person.document["publicKey"], "id": f"{uri}#key", "owner": uri}
            own |= {"publicKey": key, "followers": f"{uri}/followers"}
            person.document.update(kept)
            person.document.update(own)
            self.peer.answers[uri] = person.document
            signer = type(person.signer)(uri, f"{uri}#key", person.signer.private)
            self.people[uri] = Person(uri, signer, person.document)
            await follow(self.coop, self.people[uri])
        return self.people[uri]

    def _put_up(self, document: dict[str, Any]) -> None:
        """Let an object also be found at its own address."""
        inner = document.get("object")
        for each in (document, inner):
            if not isinstance(each, dict):
                continue
            uri = each.get("id")
            if isinstance(uri, str) and uri not in self.people:
                self.peer.answers.setdefault(uri, {"@context": corpus.PUBLIC[:-7], **each})

    async def outcomes(self) -> list[tuple[str, str, str]]:
        """Give what became of everything that was taken."""
        await self.internet.settle()
        async with self.coop.reading() as work:
            rows = await work.session.scalars(select(Arrival).order_by(Arrival.id))
            return [(row.outcome, row.type, row.reason) for row in rows]

    async def judge(self, *, done: float) -> None:
        """Nothing broke anything, and at least this share of what was taken had an effect."""
        assert self.answers, "there was nothing to send"
        assert {name: code for name, code in self.answers.items() if code >= 500} == {}
        assert set(self.answers.values()) <= {202, 400, 401, 403, 410}
        found = await self.outcomes()
        assert [each for each in found if each[0] == Outcome.FAILED] == []
        assert [each for each in found if each[0] == Outcome.REFUSED and not each[2]] == []
        share = sum(each[0] == Outcome.DONE for each in found) / max(len(self.answers), 1)
        assert share >= done, found
