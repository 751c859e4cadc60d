"""How the demo's cooperatives come to know each other: every deed through the services, over HTTP.

It happens in the past: a clock that is set walks from the founding to the present, so that what
was said days ago carries that date. Signatures are made with the real time.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fedicoop.accounts import policy
from fedicoop.accounts import service as accounts
from fedicoop.activitypub.client import Client
from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.actors import service as people
from fedicoop.actors.service import ProfileDraft
from fedicoop.app import assemble, client_settings, prepare
from fedicoop.config import load
from fedicoop.demo.drawing import landscape
from fedicoop.demo.network import COOPERATIVE
from fedicoop.directory import service as directory
from fedicoop.directory.policy import towns_of
from fedicoop.directory.service import ListingDraft
from fedicoop.errors import FetchFailed
from fedicoop.groups import service as groups
from fedicoop.inbox.fetch import fetch, find_or_fetch
from fedicoop.media import service as media
from fedicoop.outbox import collection as letters
from fedicoop.outbox.worker import DeliveryWorker
from fedicoop.posts import Post
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.demo.folders import Ground
    from fedicoop.demo.network import Cooperative, Person, Said
    from fedicoop.groups import Group
    from fedicoop.instance import Instance
    from fedicoop.work import Work

_HELP = {
    "admin": "Le site : comptes, connexion, réglages.",
    "moderation": "La vie coopérative et la tenue des échanges.",
    "redaction": "Les nouvelles et les articles.",
    "relais": "Les groupes et les rencontres autour de {town}.",
}
_FOUNDED = timedelta(hours=143)
_BETWEEN_REACTIONS = timedelta(minutes=3)
PATIENCE = 180.0


class Past:
    """A clock that is set from outside; it starts when the demo's servers were founded."""

    def __init__(self, present: datetime) -> None:
        """Take the present, to which everything leads."""
        self.present = present
        self.now = present - _FOUNDED

    def __call__(self) -> datetime:
        """Tell the time that was set."""
        return self.now


@dataclass(frozen=True)
class House:
    """A cooperative whose data is open, and what carries its letters."""

    cooperative: Cooperative
    instance: Instance
    deliveries: DeliveryWorker

    async def deliver(self) -> None:
        """Send everything that is due."""
        while await self.deliveries.run_once():
            pass


@asynccontextmanager
async def opened(ground: Ground, clock: Past) -> AsyncIterator[dict[str, House]]:
    """Open the data of every cooperative, beside its server or before it runs."""
    async with AsyncExitStack() as stack:
        houses = {}
        for cooperative in ground.network.cooperatives:
            config = load(ground.of(cooperative), {})
            client = Client(client_settings(config))
            instance = assemble(config, client, clock)
            stack.push_async_callback(instance.close)
            deliveries = DeliveryWorker(instance.database, client, clock, config)
            houses[cooperative.key] = House(cooperative, instance, deliveries)
        yield houses


async def found(house: House) -> None:
    """Found a cooperative and admit its members; no network is needed."""
    await prepare(house.instance)
    cooperative = house.cooperative
    async with house.instance.writing() as work:
        itself = await actors.cooperative(work)
        about = cooperative.summary
        draft = ProfileDraft(cooperative.name, about, discoverable=True, indexable=True)
        await people.update_profile(work, itself, draft)
    for person in cooperative.members:
        async with house.instance.writing() as work:
            member = await accounts.admit(
                work,
                person.username,
                name=person.name,
                email=f"{person.username}@{cooperative.key}.example",
                roles=person.roles,
            )
            fields = [("Commune", person.town)]
            draft = ProfileDraft(person.name, person.summary, discoverable=True, fields=fields)
            await people.update_profile(work, member.actor, draft)
            if policy.may_be_contact(member):
                await accounts.be_contact(work, member, _helps_with(person), agrees=True)
            if person.skills:
                await directory.change(work, member, _listing(person))


def _helps_with(person: Person) -> str:
    """Say what somebody with a role helps with."""
    return _HELP.get(person.roles[0], _HELP["relais"]).format(town=person.town)


def _listing(person: Person) -> ListingDraft:
    """Say what somebody shows to the members: her skills, and her town if she likes to."""
    town = next(iter(towns_of(person.town)), None)
    return ListingDraft(person.skills, town, shows_skills=True, shows_town=person.shows_town)


async def befriend(ground: Ground, house: House) -> None:
    """Let everybody of a house follow whom she follows, and wait until all have accepted."""
    names = [COOPERATIVE, *(each.username for each in house.cooperative.members)]
    wanted = {name: ground.network.follows(house.cooperative, name) for name in names}
    for uri in dict.fromkeys(uri for uris in wanted.values() for uri in uris):
        if not house.instance.urls.is_local(uri):
            await fetch(house.instance, uri)
    async with house.instance.writing() as work:
        for name, uris in wanted.items():
            for followed in await actors.by_uris(work, uris):
                await people.follow(work, await somebody(work, name), followed)
    await house.deliver()
    pairs = {(house.cooperative.uri(name), uri) for name, uris in wanted.items() for uri in uris}
    async with asyncio.timeout(PATIENCE):
        while pairs := await _still_open(house, pairs):
            await house.deliver()
            await asyncio.sleep(0.1)


async def _still_open(house: House, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Give who is not yet accepted by whom."""
    async with house.instance.reading() as work:
        known = {uri for pair in pairs for uri in pair}
        by_uri = {actor.uri: actor for actor in await actors.by_uris(work, known)}
        return {
            (one, other)
            for one, other in pairs
            if not await actors.is_following(work, by_uri[one], by_uri[other])
        }


async def settle(houses: dict[str, House]) -> None:
    """Wait until no letter is on its way: servers that stop now leave nothing undone."""
    async with asyncio.timeout(PATIENCE):
        while any([await _is_writing(house) for house in houses.values()]):
            for house in houses.values():
                await house.deliver()
            await asyncio.sleep(0.1)


async def _is_writing(house: House) -> bool:
    async with house.instance.reading() as work:
        return any(each.waiting for each in await letters.hosts(work))


async def somebody(work: Work, name: str) -> Actor:
    """Give somebody of a house by name; raises LookupError."""
    actor = await actors.by_username(work, name)
    if actor is None:
        raise LookupError(f"nobody here is called {name}")
    return actor


async def group_at(work: Work, uri: str) -> Group:
    """Give a group by its id, of this house or known to it; raises FetchFailed."""
    actor = await actors.by_uri(work, uri)
    if actor is None:
        raise FetchFailed(uri, "it is not known")
    return await groups.remember(work, actor)


async def talk(ground: Ground, houses: dict[str, House], clock: Past) -> None:
    """Say everything that is said in the network, the oldest first, and deliver it at once."""
    uris: dict[str, str] = {}
    for said in ground.network.posts:
        clock.now = clock.present - timedelta(hours=said.hours_ago)
        house, name = _who(houses, said.by)
        answers = uris.get(said.answers, "")
        group = _group_uri(houses, said.group)
        to = [_uri_of(houses, person) for person in said.to]
        uris[said.key] = await _publish(house, name, replace(said, to=tuple(to)), answers, group)
        await house.deliver()
        await _react(houses, said, uris[said.key], clock)
    for said in ground.network.posts:
        if said.outcome:
            clock.now = clock.present - timedelta(hours=said.closed_hours_ago)
            await _close(*_who(houses, said.by), said, uris[said.key])
    clock.now = clock.present


def _group_uri(houses: dict[str, House], group: str) -> str:
    house, name = _who(houses, group) if group else (None, "")
    return house.cooperative.group_uri(name) if house else ""


async def _close(house: House, name: str, said: Said, uri: str) -> None:
    async with house.instance.writing() as work:
        await writing.close(work, await _post(work, uri), await somebody(work, name), said.outcome)


def _uri_of(houses: dict[str, House], person: str) -> str:
    house, name = _who(houses, person)
    return house.cooperative.uri(name)


def _who(houses: dict[str, House], person: str) -> tuple[House, str]:
    key, _, name = person.partition(":")
    return houses[key], name


async def _publish(house: House, name: str, said: Said, answers: str, group: str) -> str:
    if answers:
        await find_or_fetch(house.instance, answers)
    drawn = [await media.prepare(landscape(n), house.instance.config) for n in _numbers(said)]
    async with house.instance.writing() as work:
        author = await somebody(work, name)
        shown = zip(drawn, said.pictures, strict=True)
        draft = NoteDraft(
            said.text,
            said.visibility,
            summary=said.summary,
            language=said.language,
            in_reply_to=await _post(work, answers) if answers else None,
            group=await group_at(work, group) if group else None,
            title=said.title,
            to=tuple(await actors.by_uris(work, said.to)),
            article=said.article,
            subjects=said.subjects,
            files=tuple([(await media.keep(work, author, *each)).id for each in shown]),
        )
        post = await writing.publish(work, author, draft)
        if said.pinned and group:
            await writing.pin_in_group(work, post, author)
        elif said.pinned:
            await writing.pin(work, author, post)
    return post.uri


def _numbers(said: Said) -> range:
    """Give the numbers of the pictures of a post, others than those of the next."""
    first = sum(said.key.encode())
    return range(first, first + len(said.pictures))


async def _post(work: Work, uri: str) -> Post:
    post = await posts.by_uri(work, uri)
    if post is None:
        raise FetchFailed(uri, "it did not arrive")
    return post


async def _react(houses: dict[str, House], said: Said, uri: str, clock: Past) -> None:
    """Let others like a post and pass it on, each from her own house."""
    deeds = [(person, writing.like) for person in said.likes]
    boosts = [(person, writing.boost) for person in said.boosts]
    for person, deed in [*deeds, *boosts]:
        clock.now += _BETWEEN_REACTIONS
        house, name = _who(houses, person)
        await find_or_fetch(house.instance, uri)
        async with house.instance.writing() as work:
            await deed(work, await somebody(work, name), await _post(work, uri))
        await house.deliver()
