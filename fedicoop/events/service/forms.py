"""Between the rows of an event and the form in which it is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.events import times
from fedicoop.events.service.drafts import (
    EventDraft,
    NeedDraft,
    PlaceDraft,
    QuestionDraft,
    ToolDraft,
)
from fedicoop.events.service.places import without_spot

if TYPE_CHECKING:
    from fedicoop.events.models import Event

PLAIN = (
    "kind",
    "status",
    "online",
    "online_url",
    "tools_shown",
    "website",
    "join_mode",
    "external_url",
    "capacity",
    "waiting_list",
    "guests_per_person",
    "guests_by_mail",
    "participants_shown",
    "comments",
    "accessibility",
    "alert_over",
    "tickets_url",
    "fee_amount",
    "fee_currency",
)


def draft_of(event: Event) -> EventDraft:
    """Give an event as the form shows it, to be changed."""
    return EventDraft(
        title=event.post.name,
        starts=times.read_wall(event.starts_wall) or times.wall_at(event.starts_at, "UTC"),
        ends=times.read_wall(event.ends_wall) if event.ends_wall else None,
        timezone=event.timezone,
        source=event.post.source,
        visibility=event.post.visibility,
        language=event.post.language,
        files=None,
        tags=tuple(tag.name for tag in event.post.tags),
        place=_place_draft(event),
        closes=(
            times.wall_at(event.registration_closes_at, event.timezone)
            if event.registration_closes_at
            else None
        ),
        tools=tuple(ToolDraft(each["name"], each["url"]) for each in event.tools),
        questions=tuple(
            QuestionDraft(each["text"], bool(each.get("required"))) for each in event.questions
        ),
        needs=tuple(NeedDraft(each.role, each.count) for each in event.needs),
        **{name: getattr(event, name) for name in PLAIN},
    )


def _place_draft(event: Event) -> PlaceDraft | None:
    place = event.place
    if place is None:
        return None
    draft = PlaceDraft(
        name=place.name,
        street=place.street,
        postcode=place.postcode,
        town=place.town,
        region=place.region,
        country=place.country,
        latitude=place.latitude,
        longitude=place.longitude,
    )
    return without_spot(draft)
