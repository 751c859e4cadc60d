"""Events made to do harm: what is absurd is left out or refused with a reason, never an error."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.errors import Invalid, Malformed
from fedicoop.events import queries, service
from fedicoop.events.documents import to_ap
from fedicoop.events.queries import Agenda
from tests.events.given import a_draft, an_event, given_follow, hear, says
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.work import Work

LONG = "x" * 200_000
DEEP: Any = {"type": "Place", "name": "Ici"}
for _ in range(50):
    DEEP = {"type": "Place", "address": DEEP, "location": [DEEP]}


@pytest.fixture
async def club(work: Work) -> Actor:
    """Give a group elsewhere that somebody here follows."""
    club = await given_stranger(work, "club", kind="Group")
    await given_follow(work, await given_member(work, "lea"), club)
    return club


async def _kept(work: Work, club: Actor, **more: Any) -> Event:
    await hear(work, says("Create", club, an_event(club, **more)), club)
    event = await queries.by_uri(work, "https://peer.example/events/1")
    assert event is not None
    return event


@pytest.mark.parametrize(
    "starts",
    [
        *(None, "", 5, True, [], {}, "hier", float("inf"), "2026-12-05T14:00:00Z" * 500),
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "-2026-12-05T14:00:00Z",
        "2026-13-45T99:99:99Z",
    ],
)
async def test_an_event_without_a_sensible_start_is_refused(
    work: Work, club: Actor, starts: Any
) -> None:
    with pytest.raises(Malformed):
        await hear(work, says("Create", club, an_event(club, startTime=starts)), club)


@pytest.mark.parametrize("starts", ["1000-01-01T00:00:00Z", "9998-12-31T23:59:59Z"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Paris"])
async def test_the_ends_of_time_are_kept_and_said_without_a_fall(
    work: Work, club: Actor, starts: str, zone: str
) -> None:
    event = await _kept(work, club, startTime=starts, endTime=starts, timezone=zone)

    assert event.starts_at == datetime.fromisoformat(starts)
    assert to_ap(work, event)["startTime"]
    assert (await queries.upcoming(work, None, Agenda(past=True))).next is None
    assert event.starts_wall


@pytest.mark.parametrize(
    "zone",
    ["../../etc/passwd", "/etc/localtime", "Europe/../Paris", "\0", LONG, 7, [], "posixrules"],
)
async def test_a_time_zone_is_never_a_path(work: Work, club: Actor, zone: Any) -> None:
    event = await _kept(work, club, timezone=zone, startTime="2026-12-05T14:00:00Z")

    assert event.timezone == "UTC"


@pytest.mark.parametrize(
    "point",
    [
        (float("nan"), 3.0),
        (float("inf"), float("-inf")),
        ("NaN", "3"),
        ("48.85; DROP TABLE", "2.35"),
        (91.0, 3.0),
        (48.0, 181.0),
        (48.0, None),
        ([48.0], {"x": 1}),
        (True, False),
        (10**400, 3),
        ("1" * 5000, "2"),
    ],
)
async def test_a_point_that_is_nowhere_is_left_out(
    work: Work, club: Actor, point: tuple[Any, Any]
) -> None:
    place = {"type": "Place", "name": "Ici", "latitude": point[0], "longitude": point[1]}

    event = await _kept(work, club, location=place)

    assert event.place is not None
    assert (event.place.name, event.place.latitude, event.place.longitude) == ("Ici", None, None)


async def test_a_point_written_as_text_is_read(work: Work, club: Actor) -> None:
    place = {"type": "Place", "name": "Ici", "latitude": "48.85", "longitude": "2.35"}

    event = await _kept(work, club, location=place)

    assert event.place is not None
    assert (event.place.latitude, event.place.longitude) == (48.85, 2.35)


def _too_long() -> dict[str, Any]:
    address = dict.fromkeys(
        ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry"), LONG
    )
    far = f"https://peer.example/{LONG}"
    texts = ("name", "summary", "category", "eventKind", "joinMode", "status")
    fees = ("feeAmount", "feeCurrency", "eventFee")
    links = ("externalParticipationUrl", "buyTicketsLink", "onlineLink")
    place = {"type": "Place", "id": far, "name": LONG, "address": address}
    return {
        **dict.fromkeys((*texts, *fees), LONG),
        **dict.fromkeys(links, far),
        "content": f"<p>{LONG}</p>",
        "location": place,
        "attachment": [
            {"type": "PropertyValue", "propertyID": "mz:accessibility", "value": LONG},
            {"type": "Link", "name": LONG, "href": "https://peer.example/a"},
            {"type": "Link", "name": "b", "href": far},
        ],
    }


async def test_every_field_too_long_is_cut(work: Work, club: Actor) -> None:
    event = await _kept(work, club, **_too_long())

    place = event.place
    assert place is not None
    assert len(event.post.name) <= 500
    assert {len(place.name), len(place.street)} == {300}
    assert (len(place.postcode), len(place.town), len(place.country)) == (20, 200, 200)
    assert len(event.accessibility) == 5000
    assert (event.external_url, event.tickets_url, event.online_url) == ("", "", "")
    assert (event.kind, event.join_mode, event.status) == ("", "free", "confirmed")
    assert (len(event.fee_amount), len(event.fee_currency)) == (40, 10)
    assert event.website == "https://peer.example/a"


@pytest.mark.parametrize(
    "more",
    [
        {"tag": [{"type": "Hashtag", "name": f"#t{n}"} for n in range(10_000)]},
        {"attachment": [{"type": "Link", "href": f"https://a.example/{n}"} for n in range(10_000)]},
        {"location": [{"type": "Place", "name": f"p{n}"} for n in range(10_000)]},
        {"contacts": [f"https://a.example/{n}" for n in range(10_000)]},
        {"organizers": {"items": [f"https://a.example/{n}" for n in range(10_000)]}},
        {"image": [{"type": "Image", "url": f"https://a.example/{n}.png"} for n in range(10_000)]},
        {"location": DEEP},
    ],
    ids=["tags", "links", "places", "contacts", "organizers", "pictures", "depth"],
)
async def test_ten_thousand_of_anything_become_a_few(
    work: Work, club: Actor, more: dict[str, Any]
) -> None:
    event = await _kept(work, club, **more)

    assert len(event.post.tags) <= 30
    assert len(event.tools) <= 20
    assert len(event.contacts) <= 20
    assert len(event.post.attachments) <= 10
    assert len(work.wishes) <= 50


@pytest.mark.parametrize(
    "odd", [None, 7, True, [], {}, [None], [[]], {"type": None}, "\ud800", "\0"]
)
async def test_odd_types_in_every_field_cost_that_field_alone(
    work: Work, club: Actor, odd: Any
) -> None:
    keys = (
        "endTime timezone location attachment tag image contacts organizers status ical:status "
        "eventStatus category joinMode maximumAttendeeCapacity remainingAttendeeCapacity "
        "participantCount externalParticipationUrl onlineLink isOnline feeAmount feeCurrency "
        "eventFee buyTicketsLink commentsEnabled repliesModerationOption displayEndTime updated "
        "published summary content inLanguage url eventKind audience attendees replies draft"
    )
    more = dict.fromkeys(keys.split(), odd)
    more["draft"] = False

    event = await _kept(work, club, **more)

    assert event.starts_at == datetime(2026, 12, 5, 13, tzinfo=UTC)
    assert event.post.name == "Fête du quartier"
    assert to_ap(work, event)["id"] == event.uri


@pytest.mark.parametrize("number", [-1, 10**30, 10**400, "12", 3.5, float("nan"), True])
async def test_seats_are_a_number_or_not_said(work: Work, club: Actor, number: Any) -> None:
    event = await _kept(
        work, club, maximumAttendeeCapacity=number, participantCount=number, feeAmount=number
    )

    assert event.capacity is None or 0 < event.capacity <= 1_000_000_000
    assert 0 <= event.seats_taken <= 1_000_000_000


async def test_scripts_do_not_come_in(work: Work, club: Actor) -> None:
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    event = await _kept(
        work,
        club,
        content=f"<p>Venez</p>{bad}",
        onlineLink="javascript:alert(1)",
        externalParticipationUrl="data:text/html,x",
        attachment=[{"type": "Link", "name": "Website", "href": "javascript:alert(1)"}],
        location={"type": "VirtualLocation", "url": "javascript:alert(1)"},
    )

    assert "script" not in event.post.content
    assert "onerror" not in event.post.content
    assert (event.online_url, event.external_url, event.website) == ("", "", "")


async def test_an_end_before_the_start_is_no_end(work: Work, club: Actor) -> None:
    event = await _kept(work, club, endTime="1999-01-01T00:00:00Z")

    assert (event.ends_at, event.ends_wall) == (None, "")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=99999999",
        "FREQ=DAILY;BYHOUR=" + ",".join(str(n) for n in range(24)),
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=99999999999999999999",
        "FREQ=WEEKLY;COUNT=" + "9" * 400,
        "FREQ=" + "X" * 10_000,
        "FREQ=DAILY\nRRULE:FREQ=SECONDLY",
        "FREQ=YEARLY;BYDAY=53MO;BYSETPOS=366",
        "FREQ=DAILY;UNTIL=99999999T000000Z",
        "COUNT=5",
        "\0",
    ],
)
async def test_a_rule_made_to_run_for_ever_gives_few_dates_or_a_reason(
    work: Work, rule: str
) -> None:
    lea = await given_member(work, "lea")
    found: list[datetime] = []
    with suppress(Invalid):
        found = service.dates(rule, a_draft().starts)

    assert len(found) <= 60
    if not found:
        with pytest.raises(Invalid) as fault:
            await service.begin(work, lea, a_draft(rrule=rule))
        assert "rrule" in fault.value.fields
