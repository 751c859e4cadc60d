"""Wall clocks and moments, also at the ends of the calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fedicoop.events import times


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        ("2026-12-03T18:30", "Europe/Paris", "2026-12-03T17:30"),
        ("9999-12-31T23:59", "America/Cayenne", "9999-12-31T23:59"),
        ("0001-01-01T00:00", "Europe/Paris", "0001-01-01T00:00"),
    ],
)
def test_every_wall_time_is_a_moment(wall: str, zone: str, moment: str) -> None:
    found = times.moment_at(datetime.fromisoformat(wall), zone)
    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)
