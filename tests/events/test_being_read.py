"""Every event that we say is read by every kind of server, and nothing of it is lost there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from fedicoop.activitypub.contexts import with_context
from fedicoop.events import JoinMode, Shown, Status, documents, queries, service
from fedicoop.events.federation import from_ap
from fedicoop.events.service import PlaceDraft, QuestionDraft, ToolDraft
from fedicoop.media import service as pictures
from tests.events.given import HOUSE, a_draft, given_moderator, sent
from tests.events.readers import READERS, Unreadable, mobilizon_group
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group
from tests.media.given import a_picture

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.work import Work

SAME = (
    "starts_at ends_at timezone kind status online capacity external_url guests_by_mail comments "
    "accessibility tickets_url fee_amount fee_currency seats_taken"
)
ROOM = "https://visio.example/salle"
SITE = "https://coop.example/ag"
FULL: dict[str, Any] = {
    "online": True,
    "online_url": ROOM,
    "website": SITE,
    "tools": (ToolDraft("Notes", "https://pad.example/ag"),),
    "tools_shown": Shown.EVERYONE,
    "capacity": 40,
    "waiting_list": True,
    "closes": datetime(2026, 12, 1, 12, 0),  # noqa: DTZ001 - a wall time
    "questions": (QuestionDraft("Un régime ?"),),
    "guests_per_person": 3,
    "guests_by_mail": True,
    "accessibility": "Une rampe mène à la salle.",
    "tickets_url": "https://billets.example/ag",
    "fee_amount": "5",
    "fee_currency": "EUR",
    "tags": ("soleil", "Énergie"),
    "kind": "ag",
    "language": "fr",
    "comments": "moderated",
}
DRAFTS: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "with next to nothing": {"ends": None, "place": None, "source": "", "kind": ""},
    "with everything": FULL,
    "with the shortest title": {"title": "Été"},
    "with the longest title": {"title": "é" * 200},
    "online only": {"place": None, "online": True, "online_url": ROOM},
    "at a place that is only a name": {"place": PlaceDraft(name="Chez Ana")},
    "at a place that is only an address": {"place": PlaceDraft(street="1 rue du Port")},
    "at a place that is only a point": {"place": PlaceDraft(latitude=48.0, longitude=3.0)},
    "on the equator": {"place": PlaceDraft(name="Ici", latitude=0.0, longitude=0.0)},
    "not sure yet": {"status": Status.TENTATIVE},
    "for asking": {"join_mode": JoinMode.RESTRICTED},
    "for the invited": {"join_mode": JoinMode.INVITE},
    "with tickets elsewhere": {"join_mode": JoinMode.EXTERNAL, "external_url": SITE},
    "with a price in words": {"fee_amount": "prix libre"},
    "with a comma in the price": {"fee_amount": "5,50 €"},
    "with a website and a room": {
        "website": SITE,
        "online": True,
        "online_url": ROOM,
        "tools_shown": "everyone",
    },
    "with a tag of one letter": {"tags": ("a",), "source": "#b"},
    "with a very long tag": {"tags": ("x" * 90,)},
    "of another kind": {"kind": "carnaval"},
    "in English": {"language": "en"},
    "in a language unknown to us": {"language": "oc"},
    "far from home": {"timezone": "Pacific/Auckland"},
    "without comments": {"comments": "closed"},
    "for those who know": {"visibility": "unlisted"},
    "with a name of HTML": {"title": "<b>Fête</b> & co"},
}


async def _upload(work: Work, owner: Actor, alt: str = "") -> str:
    file = await pictures.keep(work, owner, await _prepared(work))
    file.alt = alt
    return file.id


async def _prepared(work: Work) -> Any:
    return await pictures.prepare(a_picture(), work.config)


async def _announced(work: Work, host: str, **more: Any) -> Event:
    lea = await given_moderator(work, "lea")
    group = (await given_bare_group(work, lea, "lille")).actor if host == "a group" else None
    event = await service.announce(work, lea, a_draft(**more), group)
    found = await queries.by_id(work, event.id)
    assert found is not None
    return found


def _as_sent(activity: Document) -> Document:
    """Give an activity as it arrives: with its context, through bytes."""
    found: Document = orjson.loads(orjson.dumps(with_context(activity)))
    return found


def _all_say(event: Event, activity: Document, *, picture: str | None = None) -> None:
    """Let every reader read an activity, and compare what it saw with the event."""
    place = event.place
    named = (place.name or place.town or place.street) if place else None
    where = (place.latitude, place.longitude) if place and place.latitude is not None else None
    for name, reader in READERS.items():
        try:
            seen = reader(_as_sent(activity))
        except (Unreadable, KeyError, TypeError, ValueError) as fault:
            pytest.fail(f"{name} cannot read it: {fault!r}")
        assert seen.name == event.post.name
        assert seen.starts in {None, event.starts_at}
        assert seen.ends in {None, event.ends_at or event.starts_at}
        assert seen.place in {None, named or "48.0, 3.0"}
        assert seen.coordinates in {None, where}
        assert seen.picture in {None, picture}
        assert seen.website in {None, event.website or event.online_url}


@pytest.mark.parametrize("host", ["a member", "a group"])
@pytest.mark.parametrize("name", DRAFTS)
async def test_every_server_reads_every_event(work: Work, host: str, name: str) -> None:
    event = await _announced(work, host, **DRAFTS[name])

    create = next(each for each in sent(work) if each["type"] == "Create")

    _all_say(event, create)
    _all_say(event, documents.update(work, event))


@pytest.mark.parametrize("alt", ["", "Une affiche"])
async def test_the_poster_is_found_by_everybody(work: Work, alt: str) -> None:
    """Gancio takes the first attachment of an Update, Mobilizon the one named Banner."""
    lea = await given_member(work, "lea")
    files = (await _upload(work, lea, alt), await _upload(work, lea, "La salle"))

    event = await service.announce(work, lea, a_draft(**(FULL | {"files": files})))

    poster = event.post.attachments[0].url
    for activity in (documents.create(work, event), documents.update(work, event)):
        _all_say(event, activity, picture=poster)
        assert READERS["mobilizon"](_as_sent(activity)).picture == poster
        assert READERS["gancio"](_as_sent(activity)).picture == poster


async def test_a_cancelled_event_and_each_date_of_a_series_are_read(work: Work) -> None:
    lea = await given_member(work, "lea")
    draft = a_draft(rrule="FREQ=WEEKLY;COUNT=3")
    dates = await service.begin(work, lea, draft)

    await service.cancel(work, dates[1], lea, "Trop peu d'inscrits")

    assert len({each.uri for each in dates}) == 3
    for each in dates:
        _all_say(each, documents.create(work, each))
    said = documents.to_ap(work, dates[1])
    assert (said["status"], said["eventStatus"]) == ("CANCELLED", "EventCancelled")
    assert said["summary"].startswith("Annulé")


async def test_mobilizon_shows_a_groups_event_on_the_groups_page(work: Work) -> None:
    event = await _announced(work, "a group")

    said = documents.create(work, event)

    assert mobilizon_group(said) == (event.organiser.uri, event.host.uri)
    assert said["actor"] == event.host.uri


async def test_who_organises_too_is_named_and_the_event_still_read(work: Work) -> None:
    event = await _announced(work, "a group")
    club = await given_stranger(work, "club", kind="Group")
    row = await service.ask_partner(work, event, event.organiser, club)
    invite = sent(work)[-1]
    await service.partner_answered(work, event, row, "accepted")

    update = sent(work)[-1]

    _all_say(event, update)
    assert club.uri in update["object"]["organizers"]["items"]
    assert (invite["type"], invite["target"]) == ("Invite", club.uri)
    assert READERS["mobilizon"](_as_sent(invite)).name == event.post.name


async def test_mastodon_shows_when_and_where(work: Work) -> None:
    event = await _announced(work, "a member")

    shown = READERS["mastodon"](_as_sent(documents.create(work, event))).text

    assert shown is not None
    assert "Jeu. 3 déc. 2026, 18\xa0h\xa030 · Maison de la coopération, Lille" in shown
    assert event.uri in shown


async def test_another_address_is_another_place_for_those_who_never_look_again(work: Work) -> None:
    event = await _announced(work, "a member")
    before = documents.to_ap(work, event)["location"]["id"]
    other = PlaceDraft(name=HOUSE.name, street="2 rue des Arts", town="Lille")

    await service.move(work, event, event.organiser, a_draft().starts, other)

    assert documents.to_ap(work, event)["location"]["id"] != before


async def test_nothing_that_leaves_is_null_nor_is_what_only_participants_see_in_it(
    work: Work,
) -> None:
    event = await _announced(work, "a group", **(FULL | {"tools_shown": Shown.PARTICIPANTS}))

    for activity in (documents.create(work, event), documents.update(work, event)):
        said = orjson.dumps(activity)
        assert b":null" not in said
        assert ROOM.encode() not in said
        assert b"pad.example" not in said


@pytest.mark.parametrize("name", DRAFTS)
async def test_another_cooperative_reads_all_of_it(work: Work, name: str) -> None:
    event = await _announced(work, "a group", **DRAFTS[name])

    read = from_ap(_as_sent(documents.to_ap(work, event)))

    for field in SAME.split():
        assert getattr(read, field) == getattr(event, field), field
    assert (read.host_uri, read.organiser_uri) == (event.host.uri, event.organiser.uri)
    shown = event.tools if event.tools_shown == Shown.EVERYONE else []
    assert {each.url for each in read.tools} >= {each["url"] for each in shown}
    if event.place is not None and event.place.latitude is not None:
        assert read.place is not None
        assert (read.place.latitude, read.place.street) == (
            event.place.latitude,
            event.place.street,
        )


@pytest.mark.parametrize(
    ("reader", "fault"),
    [
        ("mobilizon", {"attachment": None}),
        ("mobilizon", {"location": [{"type": "Place", "name": "Ici"}]}),
        ("mobilizon", {"attributedTo": ["https://coop.example/users/lea"]}),
        ("mobilizon", {"joinMode": "none"}),
        ("mobilizon", {"name": "AG"}),
        ("gancio", {"attachment": [{"type": "Link", "href": SITE}]}),
        ("gancio", {"attributedTo": "https://coop.example/groups/autre"}),
        ("mastodon", {"summary": ""}),
        ("piefed", {"onlineLink": None}),
        ("friendica", {"type": "Note"}),
        ("wordpress", {"attributedTo": "https://coop.example/groups/autre"}),
    ],
)
async def test_the_readers_refuse_what_those_servers_do_not_take(
    work: Work, reader: str, fault: Document
) -> None:
    event = await _announced(work, "a member")
    create = _as_sent(documents.create(work, event))

    create["object"] |= fault

    with pytest.raises(Unreadable):
        READERS[reader](create)
