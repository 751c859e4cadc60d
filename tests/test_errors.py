"""Refusals: each has an answer and a sentence, and what people read holds nothing secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop import errors
from fedicoop.errors import FedicoopError, FetchFailed, Invalid, NeedsObject, Refused, TooMany

if TYPE_CHECKING:
    from collections.abc import Iterator

STATUS = {
    "Malformed": 400,
    "Unauthenticated": 401,
    "Refused": 403,
    "NotFound": 404,
    "Gone": 410,
    "TooLarge": 413,
    "UnsupportedType": 415,
    "Invalid": 422,
    "TooMany": 429,
    "Unavailable": 503,
    "NeedsObject": 202,
    "FetchFailed": 503,
}


def every(error: type[FedicoopError]) -> Iterator[type[FedicoopError]]:
    """Give all refusals that can be raised."""
    for child in error.__subclasses__():
        yield from every(child)
        if not child.__name__.startswith("_") and child.__module__ == errors.__name__:
            yield child


def test_each_refusal_has_its_answer() -> None:
    assert {error.__name__: error.status for error in every(FedicoopError)} == STATUS


def test_the_drawing_on_top_shows_each_refusal() -> None:
    assert errors.__doc__ is not None
    assert [name for name in STATUS if name not in errors.__doc__] == []


def test_each_refusal_says_a_whole_sentence() -> None:
    assert [error for error in every(FedicoopError) if not error.safe.endswith(".")] == []


def test_the_reason_is_for_the_log_and_the_sentence_for_people() -> None:
    refusal = Refused("key 42 of https://a.example/ does not match")

    assert str(refusal) == "key 42 of https://a.example/ does not match"
    assert refusal.safe == "You are not allowed to do this."
    assert Refused.safe == refusal.safe


def test_a_better_sentence_can_be_given() -> None:
    refusal = Refused(safe="This group is closed.")

    assert (str(refusal), refusal.safe) == ("This group is closed.", "This group is closed.")
    assert Refused().safe == "You are not allowed to do this."


def test_a_form_says_what_is_wrong_field_by_field() -> None:
    refusal = Invalid({"name": "Too long.", "": "Try again."})

    assert refusal.fields == {"name": "Too long.", "": "Try again."}
    assert str(refusal) == "name: Too long.; : Try again."


def test_too_often_says_when_to_come_back() -> None:
    assert TooMany().retry_after == 60
    assert TooMany("x", retry_after=5, safe="Later.").safe == "Later."


def test_what_is_missing_is_named() -> None:
    assert NeedsObject("https://a.example/1").uri == "https://a.example/1"


@pytest.mark.parametrize(("code", "gone"), [(0, False), (404, True), (410, True), (500, False)])
def test_a_failed_fetch_tells_whether_the_object_is_gone(code: int, gone: bool) -> None:
    failure = FetchFailed("https://a.example/1", "no", permanent=True, code=code)

    assert failure.gone is gone
    assert failure.permanent
    assert str(failure) == "https://a.example/1: no"
