"""Reading events of other servers, in every shape that peers send, into a checked draft."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.activitypub.activity import (
    Document,
    Json,
    bool_of,
    date_of,
    id_of,
    ids_of,
    int_of,
    list_of,
    text_of,
    types_of,
)
from fedicoop.errors import Malformed
from fedicoop.events import times
from fedicoop.events.federation.placing import is_address, online_of, place_of
from fedicoop.events.models import Comments, JoinMode, Status
from fedicoop.events.policy import KINDS
from fedicoop.events.service import RemoteDraft, ToolDraft
from fedicoop.posts.federation import from_ap as read_post
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.posts.service import PostDraft

_MOST = 50
_LONGEST_VALUE = 500
_HIGHEST = 1_000_000_000
_KIND = re.compile(r"[a-z0-9-]{1,40}")
_HOME = "Europe/Paris"
_BANNER = "Banner"
_STATUS = {
    "TENTATIVE": Status.TENTATIVE,
    "CANCELLED": Status.CANCELLED,
    "CANCELED": Status.CANCELLED,
    "EVENTCANCELLED": Status.CANCELLED,
    "EVENTTENTATIVE": Status.TENTATIVE,
    "EVENTPOSTPONED": Status.TENTATIVE,
}


def from_ap(document: Document) -> RemoteDraft:
    """Read what an event has beside its post; raises Malformed without an id, host or start.

    Everything else that is missing, doubled or of an odd type is left out.
    """
    uri = id_of(document) or ""
    starts = date_of(document, "startTime")
    if "Event" not in types_of(document) or not is_address(uri) or starts is None:
        raise Malformed(f"not an event with a date: {uri[:200]!r}")
    if bool_of(document, "draft"):
        raise Malformed(f"{uri} is a draft")
    host, organiser = _people(document, uri)
    place, online = place_of(document), online_of(document)
    website, tools = _pages(document)
    ends = date_of(document, "endTime")
    if ends is not None and (ends < starts or document.get("displayEndTime") is False):
        ends = None
    return RemoteDraft(
        uri=uri,
        host_uri=host,
        organiser_uri=organiser,
        starts_at=starts,
        ends_at=ends,
        timezone=_zone(document, starts),
        kind=_kind(document),
        status=_status(document),
        place=replace(place, uri=place.uri if same_host(place.uri, uri) else "") if place else None,
        online=bool_of(document, "isOnline") or bool(online),
        online_url=online,
        website=website,
        tools=tools,
        contacts=tuple(each for each in ids_of(document.get("contacts")) if is_address(each))[:20],
        partners=_partners(document, host),
        accessibility=_accessibility(document),
        **_taking_part(document),
    )


def post_of(document: Document, followers: str) -> PostDraft:
    """Read the words of an event and its pictures, the poster first.

    Hubzilla says its title in the summary.
    """
    name = text_of(document, "name") or text_of(document, "summary")
    pictures = sorted(list_of(document.get("attachment"))[:_MOST], key=_is_no_banner)
    if not any(text_of(each, "name") == _BANNER for each in pictures if isinstance(each, dict)):
        pictures = [*list_of(document.get("image"))[:1], *pictures]
    document = {**document, "name": name, "attachment": pictures}
    draft = read_post(document, followers=followers)
    named = {_BANNER, draft.name}
    return replace(
        draft,
        attachments=tuple(
            replace(each, alt="" if each.alt in named else each.alt) for each in draft.attachments
        ),
    )


def _is_no_banner(entry: Json) -> bool:
    """Sort first what Mobilizon takes for the poster: the picture of that name."""
    return not (isinstance(entry, dict) and text_of(entry, "name") == _BANNER)


def _people(document: Document, uri: str) -> tuple[str, str]:
    """Give who answers for an event and who organises it: in Mobilizon a group and a person."""
    said = [each for each in ids_of(document.get("attributedTo")) if same_host(each, uri)]
    actor = [each for each in ids_of(document.get("actor")) if same_host(each, uri)]
    people = [*said, *actor]
    if not people:
        raise Malformed(f"{uri} does not say whom it is by")
    return people[0], (actor or people)[0]


def _zone(document: Document, starts: datetime) -> str:
    """Give the time zone it names, else one in which its clock shows what it wrote."""
    named = text_of(document, "timezone")
    if times.is_zone(named):
        return named
    try:
        offset = datetime.fromisoformat(text_of(document, "startTime").strip()).utcoffset()
    except ValueError:
        offset = None
    if not offset:
        return "UTC"
    if starts.astimezone(times.zone_of(_HOME)).utcoffset() == offset:
        return _HOME
    hours = offset.total_seconds() / 3600
    zone = f"Etc/GMT{-int(hours):+d}"
    return zone if hours.is_integer() and times.is_zone(zone) else "UTC"


def _kind(document: Document) -> str:
    """Give the kind as a fedicoop server says it, else the first that Mobilizon files so.

    A category for which there is no kind here is kept under its own name.
    """
    said = document.get("eventKind")
    if isinstance(said, str) and (not said or _KIND.fullmatch(said)):
        return said
    category = text_of(document, "category")
    known = next((kind for kind, filed in KINDS.items() if filed == category.upper()), "")
    slug = category.lower().replace("_", "-")
    return known or (slug if _KIND.fullmatch(slug) else "")


def _status(document: Document) -> str:
    for key in ("status", "ical:status", "eventStatus"):
        said = (text_of(document, key) or id_of(document.get(key)) or "").rpartition("/")[2]
        found = _STATUS.get(said.rpartition("#")[2].upper())
        if found is not None:
            return found
    return Status.CONFIRMED


def _number(document: Document, key: str) -> int | None:
    value = int_of(document, key)
    return min(value, _HIGHEST) if value is not None and value >= 0 else None


def _taking_part(document: Document) -> dict[str, Json]:
    external = id_of(document.get("externalParticipationUrl")) or ""
    tickets = id_of(document.get("buyTicketsLink")) or ""
    mode = text_of(document, "joinMode")
    capacity = _number(document, "maximumAttendeeCapacity") or None
    return {
        "join_mode": mode if mode in set(JoinMode) else JoinMode.FREE,
        "external_url": external if is_address(external) else "",
        "capacity": capacity,
        "seats_left": _number(document, "remainingAttendeeCapacity") if capacity else None,
        "seats_taken": _number(document, "participantCount") or 0,
        "guests_by_mail": bool_of(document, "anonymousParticipationEnabled")
        or bool_of(document, "anonymousParticipation"),
        "comments": _comments(document),
        "tickets_url": tickets if is_address(tickets) else "",
        "fee_currency": text.clean(text_of(document, "feeCurrency"), 10),
        "fee_amount": text.clean(text_of(document, "eventFee"), 40)
        or _fee(document.get("feeAmount")),
    }


def _fee(value: Json) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value) if 0 < value < _HIGHEST else ""
    said = text.clean(value, 40) if isinstance(value, str) else ""
    return "" if said == "0" else said


def _comments(document: Document) -> str:
    said = text_of(document, "repliesModerationOption")
    if said in set(Comments):
        return said
    return Comments.CLOSED if document.get("commentsEnabled") is False else Comments.ALLOW_ALL


def _entries(document: Document, *kinds: str) -> list[Document]:
    entries = list_of(document.get("attachment"))[:_MOST]
    return [
        each
        for each in entries
        if isinstance(each, dict) and any(kind in kinds for kind in types_of(each))
    ]


def _pages(document: Document) -> tuple[str, tuple[ToolDraft, ...]]:
    """Give the website of an event, and its other pages: streams, pads, polls."""
    found: dict[str, str] = {}
    for each in _entries(document, "Link"):
        url = id_of(each.get("href")) or id_of(each.get("url")) or ""
        if is_address(url):
            found.setdefault(url, text.clean(text_of(each, "name"), 100))
    for each in _entries(document, "PropertyValue"):
        url = text_of(each, "value")
        if is_address(url):
            name = text_of(each, "name") or text_of(each, "propertyID")
            found.setdefault(url, text.clean(name, 100))
    named = [url for url, name in found.items() if name.lower() == "website"]
    website = next(iter([*named, *found]), "")
    others = [ToolDraft(name, url) for url, name in found.items() if url != website]
    return website, tuple(others[:20])


def _accessibility(document: Document) -> str:
    """Give what Mobilizon says of access, one fact a line; a text of ours as it is."""
    lines = []
    for each in _entries(document, "PropertyValue"):
        about = text_of(each, "propertyID")
        value = text.clean(text.plain(text_of(each, "value"), _LONGEST_VALUE), _LONGEST_VALUE)
        if about == "mz:accessibility":
            lines.append(text.clean(text_of(each, "value"), 5000))
        elif about.startswith("mz:accessibility:") and not is_address(value):
            lines.append(f"{about.rpartition(':')[2][:60]}: {value}")
    return "\n".join(lines)[:5000]


def _partners(document: Document, host: str) -> tuple[str, ...]:
    """Give who organises it beside the host (FEP-8a8e)."""
    said = document.get("organizers")
    items = (
        list_of(said.get("items")) + list_of(said.get("orderedItems"))
        if isinstance(said, dict)
        else list_of(said)
    )
    people = [each for each in ids_of(items[:_MOST]) if is_address(each) and each != host]
    return tuple(dict.fromkeys(people))


def updated_of(document: Document, now: datetime) -> datetime:
    """Give when a version of an event was made; the future counts as now."""
    said = date_of(document, "updated") or date_of(document, "published")
    return min(said, now) if said else now.astimezone(UTC)
