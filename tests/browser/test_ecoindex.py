"""The formula behind the budget of a page, held against what its makers publish."""

from __future__ import annotations

import pytest

from tests.browser.ecoindex import ecoindex


@pytest.mark.parametrize(
    ("elements", "requests", "size", "index"),
    [
        (0, 0, 0, 100),
        (100, 100, 100 * 1024, 72),
        (300, 5, 60_000, 84),
        (594_601, 3920, 223_213 * 1024, 0),
        (10**7, 10**5, 10**12, 0),
    ],
)
def test_a_page_has_its_place_between_nothing_and_all(
    elements: int, requests: int, size: int, index: int
) -> None:
    """A page of a hundred elements, requests and kilobytes has 72."""
    assert round(ecoindex(elements, requests, size)) == index


def test_a_heavier_page_has_a_smaller_index() -> None:
    """Whatever it is that weighs more."""
    light = ecoindex(300, 5, 60_000)
    assert ecoindex(301, 5, 60_000) < light
    assert ecoindex(300, 6, 60_000) < light
    assert ecoindex(300, 5, 61_000) < light
