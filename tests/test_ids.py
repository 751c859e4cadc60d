"""Identifiers that sort as they were made, and secrets that cannot be guessed from the data."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fedicoop.ids import hash_token, new_id, new_token

# Later than any moment another test may have made identifiers for.
NOW = datetime(2100, 1, 1, tzinfo=UTC)


def test_an_identifier_is_a_version_seven_uuid() -> None:
    made = uuid.UUID(new_id(NOW))

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert len(str(made)) == 36


def test_an_identifier_tells_when_it_was_made() -> None:
    moment = datetime(2101, 5, 1, 12, 30, 15, 678000, tzinfo=UTC)

    milliseconds = uuid.UUID(new_id(moment)).int >> 80

    assert datetime.fromtimestamp(milliseconds / 1000, UTC) == moment


def test_ten_thousand_of_one_millisecond_sort_as_they_were_made() -> None:
    made = [new_id(NOW) for _ in range(10_000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=20))
def test_a_clock_that_steps_back_does_not_turn_the_order(steps: list[int]) -> None:
    made = [new_id(NOW + timedelta(milliseconds=step)) for step in steps]

    assert made == sorted(made)


def test_threads_never_get_the_same_one() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: new_id(NOW), range(4000)))

    assert len(set(made)) == len(made)


def test_identifiers_of_one_moment_cannot_be_guessed_from_each_other() -> None:
    tails = {uuid.UUID(new_id(NOW)).int & (2**62 - 1) for _ in range(1000)}

    assert len(tails) == 1000


def test_a_token_is_long_and_new_each_time() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(token) >= 43 and token.isascii() for token in tokens)


def test_a_stored_token_is_not_the_token() -> None:
    stored = hash_token("secret")

    assert stored == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
    assert hash_token("secret2") != stored
