"""Collections of others, in every shape."""

from __future__ import annotations

import pytest

from fedicoop.activitypub.collections import items_of

ITEMS = ["https://peer.example/1", {"id": "https://peer.example/2"}]


@pytest.mark.parametrize(
    "document",
    [
        {"type": "OrderedCollection", "orderedItems": ITEMS},
        {"type": "Collection", "items": ITEMS},
        {"type": "OrderedCollection", "items": ITEMS, "orderedItems": []},
        {"type": "OrderedCollectionPage", "orderedItems": ITEMS, "first": {"items": ["x"]}},
        {"type": "OrderedCollection", "first": {"orderedItems": ITEMS}},
        {"type": "Collection", "items": [], "first": {"items": ITEMS, "orderedItems": None}},
    ],
)
def test_items_stand_in_the_collection_or_in_its_first_page(document: dict[str, object]) -> None:
    assert items_of(document, 20) == ITEMS


def test_one_item_may_stand_alone() -> None:
    assert items_of({"orderedItems": "https://peer.example/1"}, 20) == ["https://peer.example/1"]
    assert items_of({"items": {"id": "x"}}, 20) == [{"id": "x"}]


@pytest.mark.parametrize("first", [None, "https://peer.example/outbox?page=1", [], 5, {}])
def test_a_page_that_is_only_named_has_no_items(first: object) -> None:
    assert items_of({"type": "OrderedCollection", "totalItems": 5, "first": first}, 20) == []


def test_dos_010_no_more_items_are_given_than_asked_for() -> None:
    assert len(items_of({"items": list(range(100_000))}, 20)) == 20
