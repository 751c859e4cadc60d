"""Other kinds of servers say in their own way who comes; the host answers, and nobody else may."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.events import JoinMode, State, queries
from fedicoop.inbox import Arrival
from fedicoop.inbox.models import Outcome
from fedicoop.urls import host_of
from tests.events.given import an_event
from tests.federation.between import announces
from tests.federation.coming import decides, event_at, joins, leaves, state_of
from tests.federation.telling import Member, found
from tests.strangers import Person, Stranger, post

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet


@pytest.fixture
async def lea(coop: Instance) -> Member:
    """Give a member here."""
    return await Member(coop, "lea").arrives()


@pytest.fixture
def peer(internet: Internet) -> Stranger:
    """Give a strange server."""
    return Stranger(internet)


@pytest.fixture
def ana(peer: Stranger) -> Person:
    """Give somebody of the strange server."""
    return peer.person("ana")


async def _say(coop: Instance, internet: Internet, by: Person, activity: dict[str, Any]) -> None:
    answer = await post(coop, internet, activity, by)
    assert answer.status_code == 202, answer.text
    await internet.settle()


async def _outcomes(coop: Instance) -> list[str]:
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Arrival.outcome).order_by(Arrival.id)))


def _answers(peer: Stranger) -> list[tuple[str, str]]:
    """Give what the strange server was told: (type, by whom)."""
    return [(each["type"], each["actor"]) for each in peer.received]


def _whole(uri: str, lea: Member) -> dict[str, Any]:
    """Write an event of ours as a server that knows it would embed it."""
    return {"id": uri, "type": "Event", "attributedTo": lea.uri, "name": "Assemblée"}


JOIN = {"participationMessage": "Avec un gâteau", "to": [], "cc": []}
DIALECTS: dict[str, tuple[str, dict[str, Any], State, list[str]]] = {
    "Mobilizon joins": ("Join", JOIN, State.GOING, ["Accept"]),
    "Mobilizon without a word": (
        "Join",
        {"participationMessage": None},
        State.GOING,
        ["Accept"],
    ),
    "Friendica attends": ("Accept", {"to": [PUBLIC]}, State.GOING, ["Accept"]),
    "Friendica may attend": ("TentativeAccept", {}, State.MAYBE, []),
    "Friendica does not": ("Reject", {}, State.DECLINED, []),
    "Hubzilla does not": ("TentativeReject", {}, State.DECLINED, []),
}


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("name", DIALECTS)
async def test_who_comes_is_understood_in_every_dialect(
    lea: Member, peer: Stranger, ana: Person, internet: Internet, name: str, *, whole: bool
) -> None:
    kind, more, state, answers = DIALECTS[name]
    uri = await announces(lea)

    await _say(lea.home, internet, ana, ana.says(kind, _whole(uri, lea) if whole else uri, **more))

    assert await state_of(lea.home, uri, ana.uri) == state
    assert _answers(peer) == [(answer, lea.uri) for answer in answers]
    async with lea.home.reading() as work:
        event = await event_at(work, uri)
        row = await queries.participation(work, event, await found(work, ana.uri))
        assert row is not None
        assert row.message == (more.get("participationMessage") or "")


async def test_an_answer_embeds_the_join_as_mobilizon_reads_it(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    uri = await announces(lea)
    join = ana.says("Join", uri)

    await _say(lea.home, internet, ana, join)

    (accept,) = peer.received
    assert accept["to"] == [ana.uri]
    assert accept["object"] == {
        "type": "Join",
        "id": join["id"],
        "actor": ana.uri,
        "object": uri,
    }


async def test_a_seat_is_given_up_in_every_dialect(
    lea: Member, ana: Person, internet: Internet
) -> None:
    uri = await announces(lea)
    join = ana.says("Join", uri)
    other = {**join, "id": f"{ana.uri}#other"}
    last = f"{ana.uri}#other-2"
    bare = {"type": "Join", "actor": ana.uri, "object": uri}
    for number, way in enumerate(
        (
            ana.says("Leave", uri),
            ana.says("Undo", other),
            ana.says("Undo", last),
            ana.says("Undo", bare),
            ana.says("Reject", uri),
        )
    ):
        await _say(lea.home, internet, ana, other | {"id": f"{other['id']}-{number}"})
        assert await state_of(lea.home, uri, ana.uri) == State.GOING, way

        await _say(lea.home, internet, ana, way)

        left = await state_of(lea.home, uri, ana.uri)
        assert left in {State.CANCELLED, State.DECLINED}, way


async def test_joining_twice_takes_one_seat_and_is_answered_again(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    uri = await announces(lea, capacity=1)

    await _say(lea.home, internet, ana, ana.says("Join", uri))
    await _say(lea.home, internet, ana, ana.says("Join", uri) | {"id": f"{ana.uri}#again"})

    assert _answers(peer) == [("Accept", lea.uri)] * 2
    assert peer.received[1]["object"]["id"] == f"{ana.uri}#again"
    async with lea.home.reading() as work:
        assert (await event_at(work, uri)).seats_taken == 1


async def test_leaving_unknown_and_joining_nothing_change_nothing(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    uri = await announces(lea)

    await _say(lea.home, internet, ana, ana.says("Leave", uri))
    await _say(lea.home, internet, ana, ana.says("Join", f"{lea.home.urls.base}/events/none"))
    await _say(lea.home, internet, ana, ana.says("Undo", f"{ana.uri}#nothing"))

    assert await state_of(lea.home, uri, ana.uri) == ""
    assert peer.received == []
    assert Outcome.FAILED not in await _outcomes(lea.home)


async def test_nobody_speaks_under_the_id_of_another(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    eve = peer.person("eve")
    uri = await announces(lea)
    join = ana.says("Join", uri)
    await _say(lea.home, internet, ana, join)

    await _say(lea.home, internet, eve, eve.says("Join", uri) | {"id": join["id"]})
    await _say(lea.home, internet, eve, eve.says("Undo", join["id"]))
    await _say(lea.home, internet, eve, eve.says("Undo", {**join, "actor": eve.uri}))
    await _say(lea.home, internet, eve, eve.says("Leave", uri))

    assert await state_of(lea.home, uri, ana.uri) == State.GOING
    assert await state_of(lea.home, uri, eve.uri) == ""
    assert Outcome.FAILED not in await _outcomes(lea.home)


async def test_a_wish_that_cannot_be_had_is_refused_at_once(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    uri = await announces(lea, join_mode="invite")

    await _say(lea.home, internet, ana, ana.says("Join", uri))

    assert _answers(peer) == [("Reject", lea.uri)]
    assert await state_of(lea.home, uri, ana.uri) == ""


async def test_who_was_turned_down_is_let_in_by_nothing_that_she_says(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    uri = await announces(lea, join_mode="restricted")
    await _say(lea.home, internet, ana, ana.says("Join", uri))
    await decides(lea, uri, ana.uri, yes=False)

    for number, kind in enumerate(("Leave", "Join", "TentativeAccept", "Accept", "Reject")):
        await _say(lea.home, internet, ana, ana.says(kind, uri) | {"id": f"{ana.uri}#{number}"})

    assert await state_of(lea.home, uri, ana.uri) == State.REJECTED
    assert "Accept" not in {kind for kind, _ in _answers(peer)}


async def _joins_theirs(lea: Member, host: Person, peer: Stranger, internet: Internet) -> Any:
    """Let somebody here join an event of a strange server; give her Join."""
    document = an_event(_as_host(host))
    peer.answers[document["id"]] = {"@context": "https://www.w3.org/ns/activitystreams"} | document
    await joins(lea, document["id"])
    await internet.settle()
    assert await state_of(lea.home, document["id"], lea.uri) == State.UNANSWERED
    return peer.received[-1]


def _as_host(person: Person) -> Any:
    """Give somebody as the writer of an event knows her."""
    return SimpleNamespace(
        uri=person.uri, host=host_of(person.uri), followers=person.document["followers"]
    )


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("Accept", State.GOING),
        ("Reject", State.REJECTED),
        ("TentativeAccept", State.WAITING),
        ("TentativeReject", State.REJECTED),
    ],
)
@pytest.mark.parametrize("embedded", [True, False])
async def test_the_hosts_answer_is_what_a_member_here_sees(
    lea: Member,
    peer: Stranger,
    ana: Person,
    internet: Internet,
    kind: str,
    state: State,
    *,
    embedded: bool,
) -> None:
    join = await _joins_theirs(lea, ana, peer, internet)

    await _say(lea.home, internet, ana, ana.says(kind, join if embedded else join["id"]))

    assert (join["type"], join["to"]) == ("Join", [ana.uri])
    assert await state_of(lea.home, join["object"], lea.uri) == state


async def test_a_moderator_of_mobilizon_answers_for_her_group(
    lea: Member, peer: Stranger, internet: Internet
) -> None:
    group, moderator = peer.person("club", type="Group"), peer.person("mod")
    join = await _joins_theirs(lea, group, peer, internet)

    await _say(lea.home, internet, moderator, moderator.says("Accept", join))
    assert await state_of(lea.home, join["object"], lea.uri) == State.UNANSWERED

    said = moderator.says("Accept", join, attributedTo=group.uri)
    await _say(lea.home, internet, moderator, said)
    assert await state_of(lea.home, join["object"], lea.uri) == State.GOING


async def test_a_later_no_takes_the_seat_back_and_who_left_stays_away(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    join = await _joins_theirs(lea, ana, peer, internet)
    await _say(lea.home, internet, ana, ana.says("Accept", join))

    await _say(lea.home, internet, ana, ana.says("Reject", join))
    assert await state_of(lea.home, join["object"], lea.uri) == State.REJECTED

    await leaves(lea, join["object"])
    await _say(lea.home, internet, ana, ana.says("Accept", join) | {"id": f"{ana.uri}#late"})
    assert await state_of(lea.home, join["object"], lea.uri) != State.GOING


async def test_nobody_but_the_host_answers(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    join = await _joins_theirs(lea, ana, peer, internet)
    neighbour = peer.person("eve")
    stranger = Stranger(internet, "mallory.example").person("mallory")

    for by in (neighbour, stranger):
        for kind in ("Accept", "Reject", "TentativeAccept", "Ignore"):
            inner = {**join, "object": join["object"]}
            await _say(lea.home, internet, by, by.says(kind, inner, attributedTo=by.uri))
        told = by.says("Accept", join, attributedTo=ana.uri) | {"id": f"{by.uri}#for-ana"}
        if by is stranger:
            await _say(lea.home, internet, by, told)

    assert await state_of(lea.home, join["object"], lea.uri) == State.UNANSWERED
    async with lea.home.reading() as work:
        assert (await event_at(work, join["object"])).join_mode == JoinMode.FREE


async def test_wordpress_takes_no_answers_and_says_so(
    lea: Member, peer: Stranger, ana: Person, internet: Internet
) -> None:
    join = await _joins_theirs(lea, ana, peer, internet)

    await _say(lea.home, internet, ana, ana.says("Ignore", join["id"]))

    async with lea.home.reading() as work:
        assert (await event_at(work, join["object"])).join_mode == JoinMode.NONE
