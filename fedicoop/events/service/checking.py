"""What can be announced, field by field, and what is said of the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.errors import Invalid
from fedicoop.events import times
from fedicoop.events.models import Comments, JoinMode, Shown, Status
from fedicoop.events.policy import MOST_GUESTS
from fedicoop.posts import Visibility
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedicoop.events.service.drafts import EventDraft, PlaceDraft

SHORTEST_TITLE, LONGEST_TITLE = 3, 200
MOST_SEATS = 1_000_000
MOST_NEEDS = MOST_QUESTIONS = MOST_TOOLS = 20
LONGEST_LINE, LONGEST_TEXT = 300, 5000
LONGEST_EVENT = timedelta(days=400)
_KIND = re.compile(r"[a-z0-9-]{0,40}")


def check(draft: EventDraft) -> EventDraft:
    """Give a draft with tidy texts; raise Invalid, field by field, for what cannot be announced."""
    draft = _tidy(draft)
    faults = {name: said for name, fault, said in _FAULTS if fault(draft)}
    if faults:
        raise Invalid(faults)
    return draft


def _tidy(draft: EventDraft) -> EventDraft:
    return replace(
        draft,
        title=text.clean(draft.title, LONGEST_TITLE + 1).strip(),
        starts=draft.starts.replace(second=0, microsecond=0),
        accessibility=text.clean(draft.accessibility, LONGEST_TEXT),
        fee_amount=text.clean(draft.fee_amount, 40),
        fee_currency=text.clean(draft.fee_currency, 10),
        place=_place(draft.place),
        tools=tuple(each for each in draft.tools if each.url)[:MOST_TOOLS],
        questions=tuple(each for each in draft.questions if each.text.strip())[:MOST_QUESTIONS],
        needs=tuple(each for each in draft.needs if each.role.strip())[:MOST_NEEDS],
    )


def _place(place: PlaceDraft | None) -> PlaceDraft | None:
    if place is None or place.is_empty:
        return None
    return replace(
        place,
        name=text.clean(place.name, LONGEST_LINE),
        street=text.clean(place.street, LONGEST_LINE),
        postcode=text.clean(place.postcode, 20),
        town=text.clean(place.town, 200),
        region=text.clean(place.region, 200),
        country=text.clean(place.country, 200),
    )


def _is_address(url: str) -> bool:
    return not url or (bool(host_of(url)) and len(url) <= 2048)


def _is_off_earth(place: PlaceDraft | None) -> bool:
    if place is None or (place.latitude is None and place.longitude is None):
        return False
    if place.latitude is None or place.longitude is None:
        return True
    return not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180)


def _bad_addresses(draft: EventDraft) -> bool:
    return not all(_is_address(each.url) for each in draft.tools)


def _bad_end(draft: EventDraft) -> bool:
    end = draft.ends_at if times.is_zone(draft.timezone) else None
    return end is not None and not draft.starts_at <= end <= draft.starts_at + LONGEST_EVENT


_TITLE = "A title has between 3 and 200 characters."
_LINK = "This is not the address of a page."
_FAULTS: tuple[tuple[str, Callable[[EventDraft], bool], str], ...] = (
    ("title", lambda draft: not SHORTEST_TITLE <= len(draft.title) <= LONGEST_TITLE, _TITLE),
    (
        "timezone",
        lambda draft: not times.is_zone(draft.timezone),
        "This time zone does not exist.",
    ),
    ("ends", _bad_end, "An event ends after it starts, and within 400 days."),
    ("kind", lambda draft: not _KIND.fullmatch(draft.kind), "This kind of event does not exist."),
    (
        "visibility",
        lambda draft: draft.visibility not in set(Visibility) - {Visibility.DIRECT},
        "Choose who may see this event.",
    ),
    ("status", lambda draft: draft.status not in set(Status), "This status does not exist."),
    ("place", lambda draft: _is_off_earth(draft.place), "These coordinates do not exist."),
    ("online_url", lambda draft: not _is_address(draft.online_url), _LINK),
    ("website", lambda draft: not _is_address(draft.website), _LINK),
    ("tickets_url", lambda draft: not _is_address(draft.tickets_url), _LINK),
    ("tools", _bad_addresses, _LINK),
    (
        "join_mode",
        lambda draft: draft.join_mode not in set(JoinMode) - {JoinMode.NONE},
        "This way to register does not exist.",
    ),
    (
        "external_url",
        lambda draft: (
            not _is_address(draft.external_url)
            or (draft.join_mode == JoinMode.EXTERNAL and not draft.external_url)
        ),
        _LINK,
    ),
    (
        "capacity",
        lambda draft: draft.capacity is not None and not 1 <= draft.capacity <= MOST_SEATS,
        "The number of seats must be at least one.",
    ),
    (
        "guests_per_person",
        lambda draft: not 0 <= draft.guests_per_person <= MOST_GUESTS,
        "At most twenty guests for one person.",
    ),
    (
        "needs",
        lambda draft: any(not 1 <= each.count <= 100 for each in draft.needs),
        "Ask for between one and a hundred people for a role.",
    ),
    (
        "participants_shown",
        lambda draft: draft.participants_shown not in set(Shown),
        "Choose who may see those who come.",
    ),
    (
        "tools_shown",
        lambda draft: draft.tools_shown not in set(Shown),
        "Choose who may see the links.",
    ),
    ("comments", lambda draft: draft.comments not in set(Comments), "Choose who may comment."),
)
