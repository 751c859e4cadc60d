"""Events: what happens when and where, who comes, seats, waiting lists, series, calendars."""

from fedicoop.events.models import (
    Comments,
    CoOrganiser,
    Event,
    Feed,
    JoinMode,
    Need,
    Participation,
    Place,
    Series,
    Shown,
    Sketch,
    State,
    Status,
)

__all__ = [
    "CoOrganiser",
    "Comments",
    "Event",
    "Feed",
    "JoinMode",
    "Need",
    "Participation",
    "Place",
    "Series",
    "Shown",
    "Sketch",
    "State",
    "Status",
]
