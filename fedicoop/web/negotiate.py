"""Which form of a page is asked for: HTML for people, ActivityStreams for servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

ACTIVITY = "application/activity+json"
_NAMES = (ACTIVITY, "application/ld+json")
_LONGEST = 2000


def wants_activity(request: Request) -> bool:
    """Tell whether the first acceptable form that we have is the ActivityPub one.

    Browsers name text/html; servers name one of two JSON types, sometimes with html after it at
    a lower q. Whoever names neither gets the page.
    """
    best, chosen = 0.0, False
    for name, quality in _accepted(request.headers.get("accept", "")[:_LONGEST]):
        activity = name in _NAMES
        if (activity or name in {"text/html", "application/xhtml+xml"}) and quality > best:
            best, chosen = quality, activity
    return chosen


def _accepted(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.split(","):
        name, *parameters = part.split(";")
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                quality = _number(value)
        found.append((name.strip().lower(), quality))
    return found


def _number(value: str) -> float:
    try:
        return float(value.strip())
    except ValueError:
        return 0.0
