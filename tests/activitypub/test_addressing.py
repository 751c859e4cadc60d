"""Whom a document is for, however it is written."""

from __future__ import annotations

from typing import Any

import pytest

from fedicoop.activitypub.addressing import PUBLIC, Audience, audience_of, named_in, visibility_of

FOLLOWERS = "https://peer.example/users/alice/followers"
ANA = "https://coop.example/users/ana"


@pytest.mark.parametrize(
    "everybody",
    [PUBLIC, "as:Public", "Public", [PUBLIC], ["as:Public"], {"id": PUBLIC}, [{"id": "Public"}]],
)
def test_everybody_is_one_address_however_it_is_written(everybody: object) -> None:
    audience = audience_of({"to": everybody})

    assert audience == Audience(to=(PUBLIC,), cc=(), hidden=())
    assert audience.is_public
    assert visibility_of({"to": everybody}, FOLLOWERS) == "public"


def test_every_address_is_kept_once_and_in_order() -> None:
    audience = audience_of(
        {
            "to": [ANA, PUBLIC, ANA, "as:Public"],
            "cc": FOLLOWERS,
            "bto": ANA,
            "bcc": [{"id": "https://coop.example/users/bob"}, ANA],
        }
    )

    assert audience.to == (ANA, PUBLIC)
    assert audience.cc == (FOLLOWERS,)
    assert audience.hidden == (ANA, "https://coop.example/users/bob")


@pytest.mark.parametrize("value", [None, 5, "", [], {}, [None, 5, [], {}], {"id": 5}])
def test_parse_014_what_is_no_address_is_left_out(value: object) -> None:
    document = {"to": value, "cc": value, "bto": value, "bcc": value}

    assert audience_of(document) == Audience((), (), ())
    assert not audience_of(document).is_public
    assert visibility_of(document, FOLLOWERS) == "direct"


@pytest.mark.parametrize(
    ("document", "visibility", "public"),
    [
        ({"to": PUBLIC, "cc": FOLLOWERS}, "public", True),
        ({"to": [FOLLOWERS, PUBLIC]}, "public", True),
        ({"to": FOLLOWERS, "cc": [PUBLIC, ANA]}, "unlisted", True),
        ({"to": [], "cc": "as:Public"}, "unlisted", True),
        ({"to": FOLLOWERS}, "followers", False),
        ({"to": ANA, "cc": FOLLOWERS}, "followers", False),
        ({"bcc": FOLLOWERS}, "followers", False),
        ({"to": ANA}, "direct", False),
        ({"to": "https://peer.example/groups/g/members"}, "direct", False),
        ({"bto": PUBLIC}, "direct", False),
        ({}, "direct", False),
    ],
)
def test_visibility_follows_mastodons_rule(
    document: dict[str, object], visibility: str, public: bool
) -> None:
    assert visibility_of(document, FOLLOWERS) == visibility
    assert audience_of(document).is_public is public


def test_without_a_followers_collection_nothing_is_for_followers() -> None:
    assert visibility_of({"to": [FOLLOWERS]}, "") == "direct"
    assert visibility_of({"to": [""]}, "") == "direct"


def test_everybody_and_everything_named_is_found_and_no_more_than_a_hundred() -> None:
    mention = {"type": "Mention", "href": "https://a.example/ana"}
    note: dict[str, Any] = {
        "id": "https://a.example/1",
        "attributedTo": "https://a.example/ben",
        "tag": [mention],
        "inReplyTo": "https://b.example/2",
        "object": {"id": "deep", "object": {"id": "deeper", "object": {"id": "deepest"}}},
    }
    activity: dict[str, Any] = {
        "id": "https://a.example/c",
        "actor": "https://a.example/ben",
        "object": note,
        "to": [PUBLIC],
        "tag": ["nothing", {"type": "Hashtag", "href": "https://a.example/tag"}],
    }

    found = named_in(activity)

    assert {"https://a.example/c", "https://a.example/1", "https://a.example/ana"} <= set(found)
    assert {"https://b.example/2", "https://a.example/ben", "deep", PUBLIC} <= set(found)
    assert not {"deepest", "https://a.example/tag"} & set(found)
    assert len(named_in({"to": [f"https://a.example/{each}" for each in range(300)]})) == 100
    assert named_in({"id": "https://a.example/" + "x" * 3000}) == []
