"""What a reader found in an event, and the fault of one that it cannot take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document


class Unreadable(Exception):
    """The server in question would crash on this, or drop it."""


@dataclass(frozen=True)
class Seen:
    """What people see of an event there; None for what that server does not read at all."""

    name: str
    starts: datetime | None = None
    ends: datetime | None = None
    place: str | None = None
    coordinates: tuple[float, float] | None = None
    picture: str | None = None
    website: str | None = None
    text: str | None = None


def need(*, holds: bool, why: str) -> None:
    """Say why a server cannot take something."""
    if not holds:
        raise Unreadable(why)


def moment(said: Any) -> datetime:
    """Read a moment that says its offset."""
    need(holds=isinstance(said, str), why=f"no moment: {said!r}")
    found = datetime.fromisoformat(said)
    need(holds=found.tzinfo is not None, why=f"{said} without an offset")
    return found


def inner_of(activity: Document) -> dict[str, Any]:
    """Give the whole object of an activity."""
    inner = activity.get("object")
    need(holds=isinstance(inner, dict), why="the object is not embedded")
    assert isinstance(inner, dict)
    return inner


def host_of(uri: Any) -> str:
    """Give the host of an address."""
    need(holds=isinstance(uri, str) and uri.startswith("https://"), why=f"no address: {uri!r}")
    return str(uri).split("/")[2]
