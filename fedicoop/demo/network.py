"""The invented network of the demo: cooperatives, their members, and what they say to each other.

Everything in network.json is fiction. Times are told as hours before now.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "network.json"
COOPERATIVE = "cooperative"


@dataclass(frozen=True)
class Person:
    """A member of an invented cooperative."""

    username: str
    name: str
    roles: tuple[str, ...]
    town: str
    summary: str


@dataclass(frozen=True)
class Cooperative:
    """An invented cooperative; ``port`` is where its server listens."""

    key: str
    name: str
    town: str
    region: str
    summary: str
    hub: bool
    primary: str
    accent: str
    near: tuple[str, ...]
    members: tuple[Person, ...]
    port: int

    @property
    def hostname(self) -> str:
        """Give a name that every machine keeps to itself (RFC 6761)."""
        return f"{self.key}.localhost"

    @property
    def host(self) -> str:
        """Give the name in its members' handles."""
        return f"{self.hostname}:{self.port}"

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://{self.host}"

    def uri(self, username: str) -> str:
        """Give the ActivityPub id of one of its members, or of the cooperative itself."""
        return f"{self.url}/{COOPERATIVE if username == COOPERATIVE else f'users/{username}'}"


@dataclass(frozen=True)
class Said:
    """A post of the demo; people are named as ``cooperative:username``."""

    key: str
    hours_ago: float
    by: str
    text: str
    visibility: str = "public"
    summary: str = ""
    language: str = ""
    answers: str = ""
    pinned: bool = False
    likes: tuple[str, ...] = ()
    boosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network:
    """The cooperatives that run, and what is said between them, the oldest first."""

    cooperatives: tuple[Cooperative, ...]
    posts: tuple[Said, ...]

    def follows(self, cooperative: Cooperative, person: str) -> list[str]:
        """Give the ids of those whom somebody follows: in the own house, and further away.

        The national one hears everybody; a region hears the national one and its neighbours.
        """
        found = []
        for other in self.cooperatives:
            if person == COOPERATIVE:
                names = [COOPERATIVE]
            elif cooperative.hub or other.hub or other.key in {cooperative.key, *cooperative.near}:
                names = [COOPERATIVE, *(each.username for each in other.members)]
            else:
                names = []
            found += [other.uri(name) for name in names]
        return [uri for uri in found if uri != cooperative.uri(person)]


def read(count: int, port: int) -> Network:
    """Give the first cooperatives of the invented network, with what is said among them."""
    data: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    cooperatives = tuple(
        _cooperative(each, port + number)
        for number, each in enumerate(data["cooperatives"][:count])
    )
    return Network(cooperatives, tuple(_among({each.key: each for each in cooperatives}, data)))


def _cooperative(data: dict[str, Any], port: int) -> Cooperative:
    members = tuple(Person(**{**each, "roles": tuple(each["roles"])}) for each in data["members"])
    return Cooperative(**{**data, "near": tuple(data["near"]), "members": members, "port": port})


def _among(there: dict[str, Cooperative], data: dict[str, Any]) -> list[Said]:
    """Leave out what was said by, to or about those who are not there."""
    said: dict[str, Said] = {}
    for each in data["posts"]:
        answered = each.get("answers", "")
        if _home(each["by"]) not in there or (answered and answered not in said):
            continue
        text = each["text"]
        for key, cooperative in there.items():
            text = text.replace(f"{{{key}}}", cooperative.host)
        kept = {
            name: tuple(one for one in each.get(name, ()) if _home(one) in there)
            for name in ("likes", "boosts")
        }
        said[each["key"]] = Said(**{**each, **kept, "text": text})
    return list(said.values())


def _home(who: str) -> str:
    return who.partition(":")[0]
