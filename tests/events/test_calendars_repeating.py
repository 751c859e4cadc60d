"""Rules of repetition: the right dates, and no rule that keeps the server busy."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from fedicoop.errors import Invalid
from fedicoop.events import repeating

FIRST = datetime(2026, 12, 3, 18, 30)  # noqa: DTZ001 - wall times all through


def days(rule: str, first: datetime = FIRST, since: datetime | None = None) -> list[str]:
    """Give the dates of a rule, written shortly."""
    return [f"{each:%Y-%m-%d}" for each in repeating.dates(rule, first, since, "Europe/Paris")]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["2026-12-03", "2026-12-10", "2026-12-17"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=1TH;COUNT=3", ["2026-12-03", "2027-01-07", "2027-02-04"]),
        ("FREQ=MONTHLY;BYDAY=-1TH;COUNT=2", ["2026-12-31", "2027-01-28"]),
        ("FREQ=DAILY;INTERVAL=2;UNTIL=20261207", ["2026-12-03", "2026-12-05", "2026-12-07"]),
        ("FREQ=DAILY;UNTIL=20261204T173000Z", ["2026-12-03", "2026-12-04"]),
        ("FREQ=DAILY;UNTIL=20261204T172959Z", ["2026-12-03"]),
        ("FREQ=DAILY;UNTIL=20261204T183000", ["2026-12-03", "2026-12-04"]),
        ("FREQ=WEEKLY;BYDAY=TH,SA;WKST=MO;COUNT=3;", ["2026-12-03", "2026-12-05", "2026-12-10"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", ["2026-12-31", "2027-01-29"]),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;COUNT=1", ["2027-01-04"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28", ["2027-02-28"]),
    ],
)
def test_a_rule_has_its_dates(rule: str, found: list[str]) -> None:
    assert days(rule) == found


def test_the_29th_of_february_stays_one() -> None:
    first = datetime(2027, 6, 1, 10)  # noqa: DTZ001

    assert days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", first) == ["2028-02-29"]


def test_every_year_has_its_days_of_the_week() -> None:
    for year in range(1990, 2095):
        first = datetime(year, 2, 28, 10)  # noqa: DTZ001
        walls = repeating.dates("FREQ=DAILY;COUNT=4", first)
        assert [each.toordinal() - first.toordinal() for each in walls] == [0, 1, 2, 3]
        weekly = repeating.dates("FREQ=WEEKLY;BYDAY=MO;COUNT=60", first)
        assert {each.weekday() for each in weekly} == {0}


def test_at_most_sixty_dates_within_four_hundred_days() -> None:
    assert len(days("FREQ=DAILY")) == 60
    assert days("FREQ=YEARLY") == ["2026-12-03", "2027-12-03"]


def test_what_began_long_ago_goes_on_from_now() -> None:
    first = datetime(2019, 9, 2, 19)  # noqa: DTZ001
    since = datetime(2026, 11, 24, 12)  # noqa: DTZ001

    assert days("FREQ=WEEKLY;UNTIL=20261207T235959Z", first, since) == ["2026-11-30", "2026-12-07"]
    assert days("FREQ=WEEKLY;COUNT=10", first, since) == []


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;COUNT=2",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=0;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=DAILY;UNTIL=20261399",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;BYMONTHDAY=99999999999999999999",
        "FREQ=DAILY\nRDATE:20261203T100000",
        "FREQ=YEARLY;BYEASTER=0",
        "DTSTART:20200101T000000",
        "FREQ=DAILY;BYDAY=" + "MO," * 200 + "MO",
        "\x00",
    ],
)
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(Invalid):
        repeating.dates(rule, FIRST)


@pytest.mark.parametrize("year", [1, 1900, 2099, 9999])
def test_dates_out_of_our_time_are_refused(year: int) -> None:
    with pytest.raises(Invalid):
        repeating.dates("FREQ=DAILY", datetime(year, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYDAY=MO,TU;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_never_comes_true_is_found_out_soon(rule: str) -> None:
    spent = time.process_time()

    assert days(rule) == []
    assert time.process_time() - spent < 1
