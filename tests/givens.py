"""What tests start from: our members, and people of other servers, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub import keys
from fedicoop.actors import Actor
from fedicoop.actors import service as actors
from fedicoop.actors.documents import ActorDraft

if TYPE_CHECKING:
    from fedicoop.work import Work

PRIVATE_PEM, PUBLIC_PEM = keys.generate()


async def given_member(work: Work, username: str, *, kind: str = "Person") -> Actor:
    """Create an actor of ours."""
    return await actors.create(work, username, kind=kind, name=username.capitalize())


async def given_stranger(
    work: Work, username: str, host: str = "peer.example", *, kind: str = "Person"
) -> Actor:
    """Remember an actor of another server, whose private key is PRIVATE_PEM."""
    uri = f"https://{host}/users/{username}"
    draft = ActorDraft(
        uri=uri,
        type=kind,
        username=username,
        inbox=f"{uri}/inbox",
        shared_inbox=f"https://{host}/inbox",
        outbox=f"{uri}/outbox",
        followers=f"{uri}/followers",
        following=f"{uri}/following",
        featured=f"{uri}/featured",
        name=username.capitalize(),
        url=f"https://{host}/@{username}",
        keys=[(f"{uri}#main-key", PUBLIC_PEM)],
    )
    return await actors.remember(work, draft)
