"""What the benchmark starts from: one cooperative, a member, and many people of other servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.accounts import service as accounts
from fedicoop.activitypub import keys
from fedicoop.activitypub.keys import Signer
from fedicoop.actors import queries
from fedicoop.actors import service as actors
from fedicoop.actors.documents import ActorDraft
from fedicoop.app import open_instance, prepare
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from tests.bench.processes import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance

_SETTINGS = """
host = "bench.localhost:{port}"
name = "Coopérative d'essai"

[server]
port = {port}
public_url = "http://bench.localhost:{port}"

[limits]
posts_per_hour = 1000000

[development]
insecure_http = true
allow_networks = ["127.0.0.0/8"]
"""
GROUP = "solaire"
MEMBER = "ana"
PAIRS = 8


@dataclass(frozen=True)
class Ground:
    """An instance that was founded and is ready to be served; ``token`` is its member's."""

    folder: Path
    port: int
    token: str

    @property
    def host(self) -> str:
        """Give the name the server answers to."""
        return f"bench.localhost:{self.port}"

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://{self.host}"


async def lay(folder: Path) -> Ground:
    """Found the cooperative with its one member."""
    port = free_port()
    folder.mkdir()
    (folder / "instance.toml").write_text(_SETTINGS.format(port=port), encoding="utf-8")
    instance = open_instance(folder, {})
    try:
        await prepare(instance)
        async with instance.writing() as work:
            member = await accounts.admit(work, MEMBER, email="ana@bench.example")
            token = await accounts.create_token(work, member, "bench")
    finally:
        await instance.close()
    return Ground(folder, port, token)


@dataclass(frozen=True)
class Stranger:
    """Where somebody of another server is reached, and in which server's shared inbox."""

    uri: str
    shared_inbox: str = ""


def made_keys() -> list[tuple[str, str]]:
    """Make a few key pairs; strangers share them, because checking costs the same."""
    return [keys.generate() for _ in range(PAIRS)]


def signer_of(uri: str, pairs: list[tuple[str, str]], number: int) -> Signer:
    """Give what the stranger of that number signs with."""
    private, _ = pairs[number % PAIRS]
    return Signer(uri, f"{uri}#main-key", keys.load_private(private))


async def found_group(instance: Instance, name: str) -> None:
    """Let our member found a group that everybody sees."""
    async with instance.writing() as work:
        member = await queries.by_username(work, MEMBER)
        if member is None:
            raise LookupError(MEMBER)
        await groups.create(work, member, name, GroupDraft(name.capitalize()))


async def acquaint(
    instance: Instance,
    strangers: list[Stranger],
    pairs: list[tuple[str, str]],
    *,
    they_follow: bool,
    name: str = MEMBER,
) -> None:
    """Remember people of other servers; they follow one of ours, or are followed by her."""
    async with instance.writing() as work:
        member = await queries.by_username(work, name)
        if member is None:
            raise LookupError(name)
        for number, stranger in enumerate(strangers):
            other = await actors.remember(work, _draft(stranger, pairs[number % PAIRS][1]))
            follower, followed = (other, member) if they_follow else (member, other)
            row = await actors.follow(work, follower, followed)
            if row.accepted_at is None:
                await actors.accepted(work, row)
        work.outgoing.clear()
        work.news.clear()


def _draft(stranger: Stranger, public_pem: str) -> ActorDraft:
    uri = stranger.uri
    return ActorDraft(
        uri=uri,
        type="Person",
        username=uri.rpartition("/")[2],
        inbox=f"{uri}/inbox",
        shared_inbox=stranger.shared_inbox,
        outbox=f"{uri}/outbox",
        followers=f"{uri}/followers",
        following=f"{uri}/following",
        featured=f"{uri}/featured",
        name="Une personne",
        url=uri,
        keys=[(f"{uri}#main-key", public_pem)],
    )
