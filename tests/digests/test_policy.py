"""When a digest is due and what is news in it, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fedicoop.digests import policy
from fedicoop.digests.models import DigestTurn
from fedicoop.posts import Post

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OLD = NOW - timedelta(days=400)


def days(number: float) -> timedelta:
    """Give some days."""
    return timedelta(days=number)


def turn(last: float | None = None, tried: float | None = None) -> DigestTurn:
    """Give when a member had her last digest, and when one was looked for, in days ago."""
    return DigestTurn(
        actor_id="ana",
        last_at=None if last is None else NOW - days(last),
        tried_at=None if tried is None else NOW - days(tried),
    )


@pytest.mark.parametrize(
    ("how_often", "created", "last", "due"),
    [
        ("never", OLD, None, False),
        ("hourly", OLD, None, False),
        ("weekly", NOW - days(6.9), None, False),
        ("weekly", NOW - days(7), None, True),
        ("weekly", OLD, turn(last=6), False),
        ("weekly", OLD, turn(last=7), True),
        ("monthly", OLD, turn(last=29), False),
        ("monthly", OLD, turn(last=30), True),
        ("quarterly", NOW - days(90), None, False),
        ("quarterly", NOW - days(91), turn(), True),
        ("quarterly", OLD, turn(last=90), False),
        ("quarterly", OLD, turn(last=91), True),
        ("quarterly", OLD, turn(last=91, tried=0.9), False),
        ("quarterly", OLD, turn(last=91, tried=1), True),
    ],
)
def test_when_a_digest_is_due(
    how_often: str, created: datetime, last: DigestTurn | None, due: bool
) -> None:
    assert policy.is_due(how_often, created, last, NOW) is due


@pytest.mark.parametrize(
    ("last", "may"), [(None, True), (turn(), True), (turn(last=0.9), False), (turn(last=1), True)]
)
def test_at_once_is_once_a_day(last: DigestTurn | None, may: bool) -> None:
    assert policy.may_ask_now(last, NOW) is may


@pytest.mark.parametrize(
    ("how_often", "created", "last", "since"),
    [
        ("weekly", OLD, turn(last=20), 20),
        ("weekly", OLD, None, 7),
        ("weekly", NOW - days(3), turn(), 3),
        ("never", OLD, None, 91),
    ],
)
def test_since_when_something_is_new(
    how_often: str, created: datetime, last: DigestTurn | None, since: int
) -> None:
    assert policy.since(how_often, created, last, NOW) == NOW - days(since)


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ({}, True),
        ({"visibility": "group"}, True),
        ({"visibility": "direct"}, False),
        ({"type": "Event"}, False),
        ({"in_reply_to_uri": "https://peer.example/1"}, False),
        ({"author_id": "ana"}, False),
        ({"published_at": NOW - days(8)}, False),
    ],
)
def test_what_stands_among_the_news(more: dict[str, object], may: bool) -> None:
    said: dict[str, object] = {
        "type": "Note",
        "visibility": "public",
        "author_id": "lea",
        "published_at": NOW - days(1),
    }
    assert policy.may_stand(Post(**(said | more)), "ana", NOW - days(7)) is may


@pytest.mark.parametrize(
    ("visibility", "is_open"),
    [("public", True), ("unlisted", True), ("members", False), ("followers", False)],
)
def test_only_what_everybody_may_read_is_quoted(visibility: str, is_open: bool) -> None:
    assert policy.is_open(Post(visibility=visibility)) is is_open
