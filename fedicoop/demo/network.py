"""The invented network of the demo: cooperatives, their members and groups, and what they say.

Everything in the JSON files beside this one is fiction. Times are told as hours before now.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
COOPERATIVE = "cooperative"


@dataclass(frozen=True)
class Person:
    """A member of an invented cooperative."""

    username: str
    name: str
    roles: tuple[str, ...]
    town: str
    summary: str
    skills: tuple[str, ...] = ()
    """What she can do, shown to members in the directory."""
    shows_town: bool = False


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

    def group_uri(self, username: str) -> str:
        """Give the ActivityPub id of one of its groups."""
        return f"{self.url}/groups/{username}"


@dataclass(frozen=True)
class Founded:
    """A group of the demo. People of its own cooperative are named by username alone.

    ``guests`` are of other cooperatives, as ``cooperative:username``; ``asks`` says who waits for
    an answer, with what words; ``roles`` whom the group takes in by itself; ``archived`` why it
    has ended.
    """

    home: str
    username: str
    name: str
    kind: str
    by: str
    about: str
    openness: str = "open"
    visibility: str = "public"
    mandate: str = ""
    lasts_days: int = 0
    links: tuple[tuple[str, str, str, str], ...] = ()
    """What it keeps: title, address, a few words, folder."""
    parent: str = ""
    town: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    roles: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    asks: dict[str, str] = field(default_factory=dict)
    archived: str = ""


@dataclass(frozen=True)
class Happening:
    """An event of the demo, of a group or, without one, of its cooperative.

    ``days`` count from the Monday of the week in which the demo is made, or back from its day;
    ``at`` is the hour of the clock. Who ``comes`` or is ``invited`` is named by username, as
    ``cooperative:username`` the ``guests`` of other cooperatives, and the groups that are
    ``partners``.
    """

    key: str
    home: str
    by: str
    kind: str
    title: str
    days: int
    at: str
    minutes: int
    text: str
    group: str = ""
    visibility: str = "public"
    place: str = ""
    town: str = ""
    latitude: float | None = None
    longitude: float | None = None
    online: bool = False
    capacity: int | None = None
    waiting_list: bool = False
    guests_by_mail: bool = False
    needs: dict[str, int] = field(default_factory=dict)
    alert_over: int | None = None
    accessibility: str = ""
    rrule: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    """What members ask below it, by their names: it waits until the organisers have read it."""
    comes: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    cancelled: str = ""
    report: str = ""
    reached: int | None = None


@dataclass(frozen=True)
class Said:
    """A post of the demo; people and groups are named as ``cooperative:username``.

    A private message says ``to`` whom it goes. A discussion that came to an end has an
    ``outcome``, and when it came. An ``article`` has ``subjects``, and ``pictures`` that are
    drawn, given by what they show.
    """

    key: str
    hours_ago: float
    by: str
    text: str
    visibility: str = "public"
    summary: str = ""
    language: str = ""
    answers: str = ""
    pinned: bool = False
    group: str = ""
    title: str = ""
    outcome: str = ""
    closed_hours_ago: float = 0
    article: bool = False
    subjects: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    boosts: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Network:
    """The cooperatives that run, and what is said between them, the oldest first."""

    cooperatives: tuple[Cooperative, ...]
    posts: tuple[Said, ...]
    groups: tuple[Founded, ...]
    events: tuple[Happening, ...]

    def events_of(self, cooperative: Cooperative) -> list[Happening]:
        """Give the events of a cooperative."""
        return [each for each in self.events if each.home == cooperative.key]

    def founder_of(self, group: str) -> str:
        """Give the username of who founded a group, named as ``cooperative:username``."""
        return next(each.by for each in self.groups if f"{each.home}:{each.username}" == group)

    def groups_of(self, cooperative: Cooperative) -> list[Founded]:
        """Give the groups of a cooperative; what stands below another comes after it."""
        return [each for each in self.groups if each.home == cooperative.key]

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
    data, more = _file("network.json"), _file("groups.json")
    cooperatives = tuple(
        _cooperative(each, port + number)
        for number, each in enumerate(data["cooperatives"][:count])
    )
    there = {each.key: each for each in cooperatives}
    every = [*data["posts"], *more["posts"], *_file("articles.json")["posts"]]
    posts = sorted(every, key=lambda each: -each["hours_ago"])
    groups = [_group(there, each) for each in more["groups"] if each["home"] in there]
    events = [
        _event(there, each) for each in _file("events.json")["events"] if each["home"] in there
    ]
    return Network(cooperatives, tuple(_among(there, posts)), tuple(groups), tuple(events))


def _file(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((_HERE / name).read_text(encoding="utf-8"))
    return data


def _group(there: dict[str, Cooperative], data: dict[str, Any]) -> Founded:
    """Read a group, without guests of cooperatives that are not there."""
    names = ("roles", "members", "moderators", "guests", "invited", "links")
    lists = {name: tuple(data.get(name, ())) for name in names}
    lists["guests"] = tuple(each for each in lists["guests"] if _home(each) in there)
    return Founded(**{**data, **lists, "asks": dict(data.get("asks", ()))})


def _event(there: dict[str, Cooperative], data: dict[str, Any]) -> Happening:
    """Read an event, without guests and partners of cooperatives that are not there."""
    names = ("comes", "perhaps", "guests", "invited", "partners")
    lists = {name: tuple(data.get(name, ())) for name in names}
    for name in ("guests", "partners"):
        lists[name] = tuple(each for each in lists[name] if _home(each) in there)
    return Happening(**{**data, **lists})


def _cooperative(data: dict[str, Any], port: int) -> Cooperative:
    members = tuple(_person(each) for each in data["members"])
    return Cooperative(**{**data, "near": tuple(data["near"]), "members": members, "port": port})


def _person(data: dict[str, Any]) -> Person:
    lists = {name: tuple(data.get(name, ())) for name in ("roles", "skills")}
    return Person(**{**data, **lists})


def _among(there: dict[str, Cooperative], posts: list[dict[str, Any]]) -> list[Said]:
    """Leave out what was said by, to, in or about those who are not there."""
    said: dict[str, Said] = {}
    for each in posts:
        answered = each.get("answers", "")
        homes = {_home(each["by"]), _home(each.get("group") or each["by"])}
        homes |= {_home(one) for one in each.get("to", ())}
        if not homes <= there.keys() or (answered and answered not in said):
            continue
        text = each["text"]
        for key, cooperative in there.items():
            text = text.replace(f"{{{key}}}", cooperative.host)
        kept = {
            name: tuple(one for one in each.get(name, ()) if _home(one) in there)
            for name in ("likes", "boosts")
        }
        kept |= {name: tuple(each.get(name, ())) for name in ("subjects", "pictures", "to")}
        said[each["key"]] = Said(**{**each, **kept, "text": text})
    return list(said.values())


def _home(who: str) -> str:
    return who.partition(":")[0]
