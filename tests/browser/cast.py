"""Who plays in the scene that every page is looked at in: members of the sample data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work

STAFF = "tiphaine0"
AUTHOR = "violette2"
MEMBER = "wassim3"
GROUP = "toits"
LONG_WORD = "https://exemple.example/" + "un-lien-qui-ne-finit-pas/" * 8


async def actor_of(work: Work, name: str) -> Actor:
    """Give one of them."""
    found = await actors.by_username(work, name)
    assert found is not None
    return found
