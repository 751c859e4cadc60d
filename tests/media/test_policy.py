"""The rules about pictures, as tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fedicoop.actors import Actor
from fedicoop.media import File, policy


@pytest.mark.parametrize(("owner", "may"), [("ana", True), ("eve", False)])
def test_a_picture_is_shown_by_who_uploaded_it(owner: str, may: bool) -> None:
    assert policy.may_use(Actor(id="ana"), File(owner_id=owner)) is may


@pytest.mark.parametrize(
    ("used", "was", "wanted", "may"),
    [
        (False, False, True, True),
        (False, True, False, True),
        (True, True, True, True),
        (True, False, False, True),
        (True, True, False, False),
        (True, False, True, False),
        (True, True, None, True),
    ],
)
def test_a_picture_is_private_for_good_or_never(
    used: bool, was: bool, wanted: bool | None, may: bool
) -> None:
    moment = datetime(2026, 11, 26, tzinfo=UTC) if used else None
    file = File(owner_id="ana", used_at=moment, private=was)
    assert policy.may_use(Actor(id="ana"), file, private=wanted) is may
    assert not policy.may_use(Actor(id="eve"), file, private=wanted)


@pytest.mark.parametrize(
    ("width", "height", "frames", "holds"),
    [
        (1, 1, 1, True),
        (8000, 5000, 1, True),
        (8001, 5000, 1, False),
        (0, 10, 1, False),
        (10, 0, 1, False),
        (-5, -5, 1, False),
        (100, 100, 300, True),
        (100, 100, 301, False),
        (2000, 1000, 100, True),
        (2000, 1000, 101, False),
        (8000, 5000, 5, True),
        (8000, 5000, 6, False),
    ],
)
def test_how_large_and_how_long_a_picture_may_be(
    width: int, height: int, frames: int, holds: bool
) -> None:
    assert (policy.size_fault(width, height, frames) == "") is holds


@pytest.mark.parametrize(
    ("width", "height", "frames", "fitted"),
    [
        (100, 50, 1, (100, 50)),
        (5120, 2560, 1, (2560, 1280)),
        (2560, 5120, 1, (1280, 2560)),
        (1_000_000, 1, 1, (2560, 1)),
        (1, 1_000_000, 1, (1, 2560)),
        (100, 100, 10, (100, 100)),
        (2000, 2000, 12, (1000, 1000)),
    ],
)
def test_what_a_picture_is_made_to_fit(
    width: int, height: int, frames: int, fitted: tuple[int, int]
) -> None:
    assert policy.fitted(width, height, policy.LONGEST_SIDE, frames) == fitted
