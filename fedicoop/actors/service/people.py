"""Founding the instance, admitting our own actors, remembering those of other servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from fedicoop.activitypub import keys
from fedicoop.actors import policy, queries
from fedicoop.actors.models import Actor, Key
from fedicoop.errors import Invalid, Refused
from fedicoop.ids import new_id
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.actors.documents import ActorDraft
    from fedicoop.work import Work

_PROFILE = [
    "type",
    "username",
    "name",
    "summary",
    "url",
    "inbox",
    "shared_inbox",
    "outbox",
    "followers",
    "following",
    "featured",
    "icon",
    "image",
    "fields",
    "also_known_as",
    "moved_to",
    "locked",
    "discoverable",
    "indexable",
]


async def found(work: Work) -> None:
    """Create the instance actor and the cooperative, once."""
    if await queries.by_username(work, queries.INSTANCE_NAME) is not None:
        return
    name = work.config.name
    relay = await _create(
        work, queries.INSTANCE_NAME, "Application", name, work.urls.instance_actor
    )
    relay.locked = True
    await _create(work, queries.COOPERATIVE_NAME, "Organization", name, work.urls.cooperative)


async def create(work: Work, username: str, *, kind: str = "Person", name: str = "") -> Actor:
    """Create an actor of ours with its keys.

    Names are one name space and are never given twice, not even after a deletion, because ids and
    keys would be taken for the old owner's. Raises Invalid with what is wrong with the name.
    """
    fault = policy.name_fault(username)
    if not fault and await queries.by_username(work, username) is not None:
        fault = "This name is taken."
    if fault:
        raise Invalid({"username": fault})
    uri = work.urls.group(username) if kind == "Group" else work.urls.user(username)
    return await _create(work, username, kind, name, uri)


async def _create(work: Work, username: str, kind: str, name: str, uri: str) -> Actor:
    ident = new_id(work.now())
    actor = Actor(
        id=ident,
        uri=uri,
        type=kind,
        username=username,
        local_name=username,
        handle_host="",
        name=name,
        url=work.urls.page(username),
        inbox=f"{uri}/inbox",
        shared_inbox=work.urls.shared_inbox,
        outbox=f"{uri}/outbox",
        followers=f"{uri}/followers",
        following=f"{uri}/following",
        featured=f"{uri}/featured",
        created_at=work.now(),
        discoverable=kind != "Person",
        locked=False,
    )
    work.session.add(actor)
    await work.session.flush()
    private_pem, public_pem = keys.generate()
    work.session.add(
        Key(
            id=new_id(work.now()),
            uri=f"{uri}#main-key",
            actor_id=ident,
            public_pem=public_pem,
            private_pem=private_pem,
            created_at=work.now(),
        )
    )
    await work.session.flush()
    return actor


async def remember(work: Work, draft: ActorDraft, *, handle_host: str = "") -> Actor:
    """Store or refresh an actor of another server, from a fetch of its own address.

    ``handle_host`` is the host that WebFinger confirmed for its handle; else its own host is shown.
    Raises Refused for an address of ours. A tombstone stays one.
    """
    if work.urls.is_local(draft.uri):
        raise Refused(f"{draft.uri} is ours")
    actor = await queries.by_uri(work, draft.uri)
    if actor is not None and actor.deleted_at is not None:
        return actor
    if actor is None:
        actor = Actor(id=new_id(work.now()), uri=draft.uri, created_at=work.now())
        actor.host = host_of(draft.uri)
        work.session.add(actor)
    revise(actor, draft)
    actor.handle_host = handle_host or actor.handle_host or actor.host
    actor.fetched_at = work.now()
    await work.session.flush()
    await _keep_keys(work, actor, draft.keys)
    return actor


def revise(actor: Actor, draft: ActorDraft) -> None:
    """Take over what an actor says of itself; its keys only ever come with ``remember``."""
    for name in _PROFILE:
        setattr(actor, name, getattr(draft, name))
    if draft.extra:
        actor.extra = {**(actor.extra or {}), **draft.extra}


def confirm_handle(actor: Actor, host: str) -> None:
    """Show an actor elsewhere under the host that WebFinger, asked both ways, confirmed."""
    actor.handle_host = host


async def _keep_keys(work: Work, actor: Actor, found_keys: list[tuple[str, str]]) -> None:
    """Make the stored keys those that the document lists: rotation is a refetch."""
    stored = {
        key.uri: key
        for key in await work.session.scalars(select(Key).where(Key.actor_id == actor.id))
    }
    for uri, pem in found_keys:
        key = stored.pop(uri, None)
        if key is None:
            key = Key(id=new_id(work.now()), uri=uri, actor_id=actor.id, created_at=work.now())
            work.session.add(key)
        key.public_pem, key.retired_at = pem, None
    if stored:
        gone = [key.id for key in stored.values()]
        await work.session.execute(
            update(Key).where(Key.id.in_(gone)).values(retired_at=work.now())
        )
    await work.session.flush()
