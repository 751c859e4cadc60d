"""Finding the actor of a whole server, and who may speak for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import Actor
from fedicoop.errors import FedicoopError, NotFound
from fedicoop.inbox.servers import find_server
from fedicoop.network import policy
from tests.strangers import Stranger

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

COOP = "https://coop.example/actor"


@pytest.mark.parametrize(
    "typed",
    [
        "coop.example",
        " COOP.example ",
        "https://coop.example",
        "https://coop.example/",
        "@relay@coop.example",
        "relay@coop.example",
        COOP,
    ],
)
@pytest.mark.usefixtures("coop")
async def test_a_server_is_found_however_it_is_written(neighbour: Instance, typed: str) -> None:
    assert await find_server(neighbour, typed) == COOP


@pytest.mark.usefixtures("coop")
@pytest.mark.parametrize(
    "typed",
    ["", "   ", "https://", "neighbour.example", "nobody.example", "@nobody@coop.example"],
)
async def test_what_is_no_other_server_is_not_found(neighbour: Instance, typed: str) -> None:
    with pytest.raises(FedicoopError):
        await find_server(neighbour, typed)


@pytest.mark.parametrize("path", ["/actor", "/relay"])
async def test_a_server_that_says_nothing_of_itself_is_looked_for_where_most_are(
    neighbour: Instance, internet: Internet, path: str
) -> None:
    peer = Stranger(internet)
    uri = f"https://peer.example{path}"
    relay = peer.person("relay", type="Application").document | {
        "id": uri,
        "inbox": "https://peer.example/inbox",
    }
    relay["publicKey"] = {**relay["publicKey"], "id": f"{uri}#main-key", "owner": uri}
    peer.answers[uri] = relay
    assert await find_server(neighbour, "peer.example") == uri


@pytest.mark.usefixtures("coop")
async def test_a_person_is_no_server(neighbour: Instance, internet: Internet) -> None:
    ana = Stranger(internet).person("ana")
    with pytest.raises(NotFound):
        await find_server(neighbour, ana.uri)


@pytest.mark.parametrize(
    ("trusted", "approve", "admitted"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_who_need_not_wait(*, trusted: bool, approve: bool, admitted: bool) -> None:
    assert policy.is_admitted(trusted=trusted, approve_servers=approve) is admitted


@pytest.mark.parametrize(
    ("kind", "host", "may"),
    [
        ("Application", "peer.example", True),
        ("Group", "peer.example", True),
        ("Person", "peer.example", False),
        ("Application", "", False),
    ],
)
def test_whom_a_server_may_follow(kind: str, host: str, *, may: bool) -> None:
    assert policy.may_be_asked(Actor(type=kind, host=host)) is may
