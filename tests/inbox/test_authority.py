"""Who may say what about which object: the one table, and nothing that is not in it."""

from __future__ import annotations

from typing import Any

import pytest

from fedicoop.activitypub.signatures import Verified
from fedicoop.errors import Refused
from fedicoop.handlers import Known
from fedicoop.inbox.authority import authority

ANA = "https://peer.example/users/ana"
EVE = "https://peer.example/users/eve"
FAR = "https://far.example/users/carla"
BOB = "https://coop.example/users/bob"
NOTE = "https://peer.example/notes/1"
FAR_NOTE = "https://far.example/notes/1"


def says(kind: str, inner: object, **more: Any) -> dict[str, Any]:
    """Write an activity of ana's."""
    return {"id": f"{ANA}#1", "type": kind, "actor": ANA, "object": inner, **more}


ALLOWED = [
    says("Create", {"id": NOTE, "type": "Note", "attributedTo": ANA}),
    says("Create", {"id": NOTE, "type": "Note"}),
    says("Create", {"id": NOTE, "type": "Event", "attributedTo": EVE, "actor": ANA}),
    says("Create", NOTE),
    says("Update", {"id": NOTE, "type": "Note", "attributedTo": ANA}),
    says("Update", {"id": ANA, "type": "Person"}),
    says("Delete", NOTE),
    says("Delete", {"id": NOTE, "type": "Tombstone"}),
    says("Delete", ANA),
    says("Undo", {"id": f"{ANA}#2", "type": "Like", "actor": ANA, "object": FAR_NOTE}),
    says("Undo", {"type": "Follow", "actor": ANA, "object": BOB}),
    says("Undo", f"{ANA}#2"),
    says("Move", ANA, target=FAR),
    says("Follow", BOB),
    says("Like", FAR_NOTE),
    says("Announce", FAR_NOTE),
    {**says("Follow", BOB), "id": None},
]

REFUSED = [
    says("Follow", BOB) | {"actor": EVE},
    says("Follow", BOB) | {"id": "https://far.example/1"},
    says("Create", {"id": FAR_NOTE, "type": "Note", "attributedTo": ANA}),
    says("Create", {"id": NOTE, "type": "Note", "attributedTo": EVE}),
    says("Create", {"type": "Note", "attributedTo": ANA}),
    says("Update", {"id": FAR_NOTE, "type": "Note", "attributedTo": ANA}),
    says("Update", {"id": NOTE, "type": "Note", "attributedTo": EVE}),
    says("Delete", FAR_NOTE),
    says("Delete", BOB),
    says("Undo", {"id": f"{EVE}#2", "type": "Like", "actor": EVE, "object": NOTE}),
    says("Undo", "https://far.example/likes/1"),
    says("Undo", {"id": "https://far.example/likes/1", "type": "Like"}),
    says("Move", EVE, target=ANA),
]


@pytest.mark.parametrize("activity", ALLOWED, ids=range(len(ALLOWED)))
def test_she_may_say_this(activity: dict[str, Any]) -> None:
    assert authority(Verified(key_id="", actor_uri=ANA), activity)


@pytest.mark.parametrize("activity", REFUSED, ids=range(len(REFUSED)))
def test_she_may_not_say_this(activity: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        authority(Verified(key_id="", actor_uri=ANA), activity)


@pytest.mark.parametrize("kind", ["Teleport", "", "Question", "Listen"])
def test_what_nobody_here_understands_is_not_allowed_but_not_held_against_her(kind: str) -> None:
    assert not authority(Verified(key_id="", actor_uri=ANA), says(kind, BOB))


@pytest.mark.parametrize("kind", ["Update", "Delete", "Undo"])
def test_what_we_know_to_be_anothers_stays_hers(kind: str) -> None:
    activity = says(kind, NOTE)
    verified = Verified(key_id="", actor_uri=ANA)

    assert authority(verified, activity, Known("Note", ANA))
    with pytest.raises(Refused):
        authority(verified, activity, Known("Note", EVE))
