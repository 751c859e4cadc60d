"""The tables of what happens when and where, and who comes."""

from fedicoop.events.models.happening import (
    Comments,
    CoOrganiser,
    Event,
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
from fedicoop.events.models.passing_on import Backfill, CalendarKey, EventKey, EventShare, Feed

__all__ = [
    "Backfill",
    "CalendarKey",
    "CoOrganiser",
    "Comments",
    "Event",
    "EventKey",
    "EventShare",
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
