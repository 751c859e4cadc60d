"""Events said by whoever has no right to: through the real inbox, signed by liars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.events import State
from fedicoop.inbox import Arrival
from fedicoop.inbox.models import Outcome
from tests.federation.between import announces
from tests.federation.coming import copy_of, event_at, joins, state_of
from tests.federation.telling import Member
from tests.strangers import Person, Stranger, post

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

TRUE = "https://peer.example/events/1"


@pytest.fixture
async def lea(coop: Instance) -> Member:
    """Give a member here."""
    return await Member(coop, "lea").arrives()


@pytest.fixture
def peer(internet: Internet) -> Stranger:
    """Give the server where the event lives."""
    return Stranger(internet)


@pytest.fixture
def liars(peer: Stranger, internet: Internet) -> list[Person]:
    """Give somebody of the same server, and somebody of another one."""
    return [peer.person("eve"), Stranger(internet, "mallory.example").person("mallory")]


@pytest.fixture
async def ana(lea: Member, peer: Stranger, internet: Internet) -> Person:
    """Give an organiser elsewhere, whose event a member here joined."""
    ana = peer.person("ana")
    peer.answers[TRUE] = _event(ana)
    await joins(lea, TRUE)
    await internet.settle()
    return ana


def _event(by: Person, uri: str = TRUE, **more: Any) -> dict[str, Any]:
    document = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": uri,
        "type": "Event",
        "attributedTo": by.uri,
        "name": "Fête",
        "content": "<p>Venez</p>",
        "startTime": "2026-12-05T14:00:00+01:00",
        "to": [PUBLIC],
        "cc": [by.document["followers"]],
        "published": "2026-11-24T11:00:00Z",
    }
    return document | more


async def _say(lea: Member, internet: Internet, by: Person, activity: dict[str, Any]) -> None:
    answer = await post(lea.home, internet, activity, by)
    assert answer.status_code in {202, 400, 403}
    await internet.settle()
    async with lea.home.reading() as work:
        failed = select(func.count()).select_from(Arrival).where(Arrival.outcome == Outcome.FAILED)
        assert await work.session.scalar(failed) == 0


def _lies(by: Person, ana: Person) -> list[dict[str, Any]]:
    """Give every way to change, move, cancel or delete what is somebody else's."""
    hers, own = _event(ana, name="Faux"), _event(by, name="Faux")
    both = _event(ana, name="Faux", attributedTo=[ana.uri, by.uri], actor=by.uri)
    grave = {"id": TRUE, "type": "Tombstone", "formerType": "Event"}
    inner = [hers, own, both, {**own, "actor": ana.uri}, TRUE]
    found = [by.says(kind, each) for kind in ("Create", "Update", "Invite") for each in inner]
    found += [by.says("Delete", each) for each in (TRUE, grave, hers, own)]
    found += [by.says(kind, TRUE) for kind in ("Undo", "Reject", "Remove", "Move", "Block")]
    found += [
        by.says("Announce", each) for each in (by.says("Update", own), by.says("Delete", TRUE))
    ]
    found += [ana.says("Update", hers), ana.says("Delete", TRUE)]
    return [each | {"id": f"{by.uri}#{number}"} for number, each in enumerate(found)]


async def test_nobody_else_changes_moves_cancels_or_deletes_an_event(
    lea: Member, peer: Stranger, ana: Person, liars: list[Person], internet: Internet
) -> None:
    for by in liars:
        for lie in _lies(by, ana):
            await _say(lea, internet, by, lie)

    copy = await copy_of(lea.home, TRUE)
    assert copy is not None
    assert (copy.post.name, copy.host.uri, copy.post.is_deleted) == ("Fête", ana.uri, False)
    assert copy.status == "confirmed"
    assert await state_of(lea.home, TRUE, lea.uri) == State.UNANSWERED


async def test_an_event_on_somebody_elses_address_never_comes_in(
    lea: Member, peer: Stranger, ana: Person, liars: list[Person], internet: Internet
) -> None:
    """Embedded in a Create, an Update or an Invite by another server, or of one of ours."""
    mallory = liars[1]
    ours = f"{lea.home.urls.base}/events/00000000-0000-7000-8000-000000000000"
    foreign = "https://peer.example/events/2"
    for uri in (ours, foreign, "https://third.example/events/3"):
        for by in (mallory, ana):
            for kind in ("Create", "Update", "Invite", "Announce", "Accept"):
                document = _event(by, uri, to=[PUBLIC, lea.uri])
                lie = mallory.says(kind, document, to=[lea.uri], target=lea.uri)
                await _say(
                    lea,
                    internet,
                    mallory,
                    lie | {"id": f"{mallory.uri}#{kind}{uri[8:]}{by.uri[8:]}"},
                )

        assert await copy_of(lea.home, uri) is None


async def test_nobody_changes_an_event_of_ours_from_elsewhere(
    lea: Member, liars: list[Person], internet: Internet
) -> None:
    uri = await announces(lea)
    for by in liars:
        for kind in ("Create", "Update", "Delete", "Invite", "Undo", "Move", "Announce", "Ignore"):
            for inner in (uri, _event(by, uri, name="Faux"), {"id": uri, "type": "Tombstone"}):
                await _say(lea, internet, by, by.says(kind, inner, to=[lea.uri]))

    async with lea.home.reading() as work:
        event = await event_at(work, uri)
    assert event.post.name == "Fête du soleil"
    assert not event.post.is_deleted
    assert event.join_mode == "free"


async def test_one_may_not_answer_for_another_nor_organise_in_her_name(
    lea: Member, ana: Person, liars: list[Person], internet: Internet
) -> None:
    uri = await announces(lea)
    await _say(lea, internet, ana, ana.says("Join", uri))
    for by in liars:
        inner = {"id": f"{ana.uri}#join", "type": "Join", "actor": ana.uri, "object": uri}
        for lie in (
            by.says("Undo", inner),
            by.says("Leave", uri),
            by.says("Join", uri, actor=ana.uri),
        ):
            await _say(lea, internet, by, lie)

    assert await state_of(lea.home, uri, ana.uri) == State.GOING


async def test_two_invitations_under_one_id_fail_nothing(
    lea: Member, ana: Person, internet: Internet
) -> None:
    second = _event(ana, "https://peer.example/events/2")
    cooperative = f"{lea.home.urls.base}/cooperative"
    for document in (_event(ana), second):
        invite = ana.says("Invite", document, target=cooperative, to=[cooperative])
        await _say(
            lea, internet, ana, invite | {"id": f"{ana.uri}#invite", "published": document["id"]}
        )

    async with lea.home.reading() as work:
        assert len((await event_at(work, TRUE)).co_organisers) <= 1
