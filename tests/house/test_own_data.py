"""Every table is thought of when a member takes her data along: taken, or left for a reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from fedicoop import app  # noqa: F401 - with it every room's tables are declared
from fedicoop.db import Base
from fedicoop.takeaways import pieces, wording
from fedicoop.takeaways.making import CALENDAR


def _named() -> Counter[str]:
    rooms = [*(room.TAKEN for room in pieces.ROOMS), *(room.LEFT for room in pieces.ROOMS)]
    return Counter(name for each in (*rooms, pieces.LEFT) for name in each)


def test_every_table_is_taken_along_or_left_for_a_reason_and_only_once() -> None:
    named = _named()
    assert set(named) == set(Base.metadata.tables)
    assert [name for name, times in named.items() if times > 1] == []


def test_what_is_left_says_why() -> None:
    for left in (*(room.LEFT for room in pieces.ROOMS), pieces.LEFT):
        assert all(len(reason) > 10 for reason in left.values())


def test_every_file_that_a_room_names_is_made_and_explained() -> None:
    made = {piece.name for piece in pieces.PIECES}
    named = {name for room in pieces.ROOMS for name in room.TAKEN.values()}
    assert named | {"activitypub/followers.csv"} == made
    assert set(wording.FILES) == {*made, CALENDAR}


def test_no_secret_is_among_what_is_taken() -> None:
    """Rooms name the columns that they give; none of those that hold a secret is among them."""
    for room in pieces.ROOMS:
        source = Path(room.__file__ or "").read_text(encoding="utf-8")
        for secret in ("token_hash", "private_pem", "password_hash,", '"password_hash"'):
            assert secret not in source, room.__name__
