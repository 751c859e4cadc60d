"""How events, and what is done about them, are said in ActivityPub: one document for everybody.

The canonical shape of Mobilizon, Gancio, Friendica, PieFed and Mastodon at once: coordinates are
floats, nothing is null, the picture stands first, every attachment has a type and a name, and a
line of when and where is the summary that Mastodon shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedicoop.events import times, wording
from fedicoop.events.models import Comments, JoinMode, Shown, Status
from fedicoop.events.policy import KINDS, free_seats
from fedicoop.languages import known, say
from fedicoop.posts import documents as posts

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.events.models import Event, Place
    from fedicoop.work import Work

_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,4})?", re.ASCII)
_SHORTEST_TAG, _LONGEST_TAG = 2, 40
_STATUS = {
    Status.CONFIRMED: ("CONFIRMED", "EventScheduled"),
    Status.TENTATIVE: ("TENTATIVE", "EventTentative"),
    Status.CANCELLED: ("CANCELLED", "EventCancelled"),
}


def to_ap(work: Work, event: Event) -> Document:
    """Say one of our events, loaded as ``queries.LOADED`` says."""
    post, host = event.post, event.host
    document = posts.to_ap(work.urls, post)
    document |= {
        "actor": event.organiser.uri,
        "attributedTo": host.uri,
        "name": post.name,
        "summary": summary(event, post.language),
        "mediaType": "text/html",
        "uuid": event.id,
        "updated": posts.stamp(post.updated_at or post.published_at),
        "contacts": [event.organiser.uri],
        "organizers": organizers(event),
        "attendees": f"{event.uri}/attendees",
        "attachment": _attachments(event),
        "tag": [each for each in document["tag"] if _is_read(each)],
        "draft": False,
    }
    if host.type == "Group":
        document["audience"] = host.uri
    if post.language:
        document["inLanguage"] = post.language
    return document | _when(event) | _where(event) | _picture(event) | _taking_part(event)


def _is_read(tag: Document) -> bool:
    """Leave out hashtags for which Mobilizon leaves out the event; the words still have them."""
    said = str(tag["name"]).removeprefix("#")
    return tag["type"] != "Hashtag" or _SHORTEST_TAG <= len(said) <= _LONGEST_TAG


def summary(event: Event, language: str) -> str:
    """Say when and where in one line: "Jeu. 3 déc. 2026, 18:30 · Maison, Lille"."""
    lang = known(language)
    parts = [times.span(event.starts_at, event.ends_at, event.timezone, lang)]
    place = event.place
    if place is not None:
        where = ", ".join(dict.fromkeys(each for each in (place.name, place.town) if each))
        parts += [where] if where else []
    if event.online:
        parts.append(say(wording.ONLINE, lang))
    if event.status == Status.CANCELLED:
        parts.insert(0, say(wording.NO_LONGER, lang))
    return " · ".join(parts)


def _when(event: Event) -> Document:
    """Say when; an event without an end ends, for those who need one, when it starts."""
    end = event.ends_at or event.starts_at
    status, meet = _STATUS[Status(event.status)]
    return {
        "startTime": times.with_offset(event.starts_at, event.timezone),
        "endTime": times.with_offset(end, event.timezone),
        "displayEndTime": event.ends_at is not None,
        "timezone": event.timezone,
        "status": status,
        "ical:status": status,
        "eventStatus": meet,
        "category": KINDS.get(event.kind, "MEETING"),
        "eventKind": event.kind,
    }


def _where(event: Event) -> Document:
    online = event.online_url if event.tools_shown == Shown.EVERYONE else ""
    document: Document = {"isOnline": event.online, "onlineLink": online}
    if event.place is not None:
        document["location"] = place_to_ap(event.place)
    return document


def place_to_ap(place: Place) -> Document:
    """Say a place; its id changes whenever its address does, because others keep it for ever."""
    address = {
        "streetAddress": place.street,
        "postalCode": place.postcode,
        "addressLocality": place.town,
        "addressRegion": place.region,
        "addressCountry": place.country,
    }
    document: Document = {
        "id": place.uri,
        "type": "Place",
        "name": place.name or place.town or place.street or _point(place),
        "address": {
            "type": "PostalAddress",
            **{key: said for key, said in address.items() if said},
        },
    }
    if place.latitude is not None and place.longitude is not None:
        document |= {"latitude": float(place.latitude), "longitude": float(place.longitude)}
    return document


def _point(place: Place) -> str:
    return f"{place.latitude}, {place.longitude}"


def _picture(event: Event) -> Document:
    poster = next((each for each in event.post.attachments if _is_image(each.mime)), None)
    if poster is None:
        return {}
    image = {"type": "Image", "mediaType": poster.mime, "url": poster.url}
    return {"image": image | {"name": poster.alt or event.post.name}}


def _is_image(mime: str) -> bool:
    return mime.startswith("image/")


def _attachments(event: Event) -> list[Document]:
    """Say the pictures, the poster first, then the pages; never what only participants see."""
    files = sorted(event.post.attachments, key=lambda each: not _is_image(each.mime))
    found: list[Document] = [
        {
            "type": "Document",
            "mediaType": each.mime,
            "url": each.url,
            "name": each.alt or ("Banner" if number == 0 else event.post.name),
        }
        for number, each in enumerate(files)
    ]
    links = [("Website", event.website)]
    if event.tools_shown == Shown.EVERYONE:
        links += [("Website" if not event.website else "Online", event.online_url)]
        links += [(each["name"], each["url"]) for each in event.tools]
    found += [
        {"type": "Link", "mediaType": "text/html", "name": name, "href": url}
        for name, url in links
        if url
    ]
    if event.accessibility:
        found.append(
            {
                "type": "PropertyValue",
                "mediaType": "text/plain",
                "propertyID": "mz:accessibility",
                "name": "accessibility",
                "value": event.accessibility,
            }
        )
    return found


def organizers(event: Event) -> Document:
    """Say who organises an event: its host, the person, and the groups that agreed."""
    partners = [each.actor.uri for each in event.co_organisers if each.state == "accepted"]
    people = list(dict.fromkeys([event.host.uri, event.organiser.uri, *partners]))
    return {
        "id": f"{event.uri}/organizers",
        "type": "Collection",
        "totalItems": len(people),
        "items": people,
    }


def _taking_part(event: Event) -> Document:
    """Say who may come and how; with a waiting list nobody elsewhere is sure before our answer."""
    mode = event.join_mode
    if mode == JoinMode.FREE and event.waiting_list and event.capacity is not None:
        mode = JoinMode.RESTRICTED
    document: Document = {
        "joinMode": str(mode),
        "externalParticipationUrl": event.external_url,
        "maximumAttendeeCapacity": event.capacity or 0,
        "participantCount": event.seats_taken,
        "anonymousParticipationEnabled": event.guests_by_mail,
        "anonymousParticipation": event.guests_by_mail,
        "commentsEnabled": event.comments != Comments.CLOSED,
        "repliesModerationOption": str(event.comments),
        "buyTicketsLink": event.tickets_url,
        **_price(event.fee_amount, event.fee_currency),
    }
    free = free_seats(event)
    return document if free is None else document | {"remainingAttendeeCapacity": free}


def _price(amount: str, currency: str) -> Document:
    """Say a price as a number, for PieFed, and as it was written, when that is more than one."""
    found = _NUMBER.search(amount)
    number = found[0].replace(",", ".") if found else "0"
    document: Document = {"feeAmount": number, "feeCurrency": currency}
    return document | ({"eventFee": amount} if amount not in {"", number} else {})
