"""Reports: from members, to other servers, and from other servers' moderators."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.actors import service as actors
from fedicoop.errors import NeedsObject, Refused, TooMany
from fedicoop.handlers import Incoming
from fedicoop.moderation import policy, queries, service
from fedicoop.moderation.federation import handlers
from fedicoop.urls import Urls
from fedicoop.work import News
from tests.givens import given_member, given_stranger
from tests.moderation.given import given_administrator, given_moderator, given_plain_member

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

FLAG = "https://peer.example/flags/1"
BAD = "https://peer.example/notes/1"
OURS = "https://coop.example/notes/1"


def a_flag(*objects: Any, uri: str = FLAG, **more: Any) -> dict[str, Any]:
    """Write a report as Mastodon sends it: signed by the instance, the account and then posts."""
    return {
        "id": uri,
        "type": "Flag",
        "actor": "https://peer.example/users/moderator",
        "object": list(objects),
        "content": "Ils se disputent.\nEncore.",
    } | more


async def hear(work: Work, flag: dict[str, Any], sender: Actor | str) -> None:
    """Let a verified Flag come in."""
    handler = handlers.find(flag, None)
    assert handler is not None
    await handler(work, Incoming(flag, sender if isinstance(sender, str) else sender.uri))


@pytest.fixture
async def bob(work: Work) -> Actor:
    """Give somebody of another server."""
    return await given_stranger(work, "bob")


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give one of our actors."""
    return await given_member(work, "ana")


@pytest.fixture
async def moderator(work: Work) -> Actor:
    """Give the actor that speaks for another server's moderators."""
    return await given_stranger(work, "moderator", kind="Application")


async def test_a_report_waits_and_every_moderator_is_told(
    work: Work, ana: Actor, bob: Actor
) -> None:
    mona, ada = await given_moderator(work), await given_administrator(work)
    await given_plain_member(work, "eve")

    row = await service.report(work, ana, bob, posts=[BAD, BAD, OURS], said=" Injures \x00")

    assert await queries.open_reports(work) == [row]
    assert await queries.open_count(work) == 1
    assert (row.post_uris, row.text, row.local) == ([BAD, OURS], "Injures", True)
    assert (row.reporter_uri, row.target_id) == (ana.uri, bob.id)
    about = f"https://coop.example/activities/{row.id}"
    assert work.news == [
        News("report", mona.actor_id, ana.id, about),
        News("report", ada.actor_id, ana.id, about),
    ]
    assert work.outgoing == [], "nobody elsewhere hears of it unless she asks for it"


async def test_moderators_are_not_told_about_reports_by_or_about_themselves(
    work: Work, ana: Actor
) -> None:
    mona = await given_moderator(work)

    await service.report(work, ana, mona.actor)
    await service.report(work, mona.actor, ana)

    assert work.news == []


async def test_a_forwarded_report_does_not_say_who_reported(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await actors.found(work)

    row = await service.report(work, ana, bob, posts=[BAD, OURS], said="Injures", forward=True)

    (outgoing,) = work.outgoing
    assert outgoing.activity == {
        "id": f"https://coop.example/activities/{row.id}",
        "type": "Flag",
        "actor": "https://coop.example/actor",
        "object": [bob.uri, BAD],
        "content": "Injures",
        "to": [bob.uri],
    }
    assert ana.uri not in repr(outgoing)
    assert row.forwarded


async def test_a_report_about_one_of_ours_is_not_forwarded(work: Work, ana: Actor) -> None:
    eve = await given_member(work, "eve")

    row = await service.report(work, ana, eve, forward=True)

    assert (row.forwarded, work.outgoing) == (False, [])


async def test_nobody_reports_herself(work: Work, ana: Actor, bob: Actor) -> None:
    with pytest.raises(Refused):
        await service.report(work, ana, ana)
    with pytest.raises(Refused):
        await service.report(work, bob, ana)


async def test_ten_reports_a_day_are_enough(
    work: Work, ana: Actor, bob: Actor, clock: StoppedClock
) -> None:
    for _ in range(policy.REPORTS_PER_MEMBER):
        await service.report(work, ana, bob)

    with pytest.raises(TooMany):
        await service.report(work, ana, bob)

    await service.report(work, await given_member(work, "eve"), bob)
    clock.move(policy.REPORTS_IN)
    await service.report(work, ana, bob)


async def test_a_report_is_bounded(work: Work, ana: Actor, bob: Actor) -> None:
    posts = [f"{BAD}{number}" for number in range(500)]

    row = await service.report(work, ana, bob, posts=posts, said="x" * 100_000)

    assert (len(row.post_uris), len(row.text)) == (policy.MOST_POSTS, policy.LONGEST_TEXT)


async def test_a_moderator_closes_a_report_and_the_log_says_so(
    work: Work, ana: Actor, bob: Actor
) -> None:
    mona = await given_moderator(work)
    row = await service.report(work, ana, bob)

    with pytest.raises(Refused):
        await service.resolve(work, await given_plain_member(work, "eve"), row)
    await service.resolve(work, mona, row, "Averti.")

    assert await queries.open_reports(work) == []
    assert await queries.resolved_reports(work) == [row]
    assert (row.answer, row.resolved_at) == ("Averti.", work.now())
    (entry,) = await queries.log(work)
    assert (entry.verb, entry.subject, entry.detail) == ("resolve", row.id, "Averti.")


async def test_reports_come_page_by_page_with_whom_they_are_about(
    work: Work, ana: Actor, bob: Actor
) -> None:
    rows = [await service.report(work, ana, bob) for _ in range(3)]
    await service.report(work, ana, await given_member(work, "eve"))
    work.session.expunge_all()

    page = await queries.reports_about(work, bob, limit=2)
    rest = await queries.reports_about(work, bob, before=page[-1].id)

    assert [each.id for each in [*page, *rest]] == [each.id for each in reversed(rows)]
    assert page[0].target is not None
    assert page[0].target.uri == bob.uri
    found = await queries.report_by_id(work, rows[0].id)
    assert found is not None
    assert found.target is not None
    assert await queries.report_by_id(work, "nothing") is None


async def test_a_flag_from_elsewhere_is_kept(work: Work, ana: Actor, moderator: Actor) -> None:
    mona = await given_moderator(work)

    await hear(work, a_flag(ana.uri, OURS, BAD), moderator)

    (row,) = await queries.open_reports(work)
    assert (row.target, row.post_uris) == (ana, [OURS])
    assert (row.text, row.local) == ("Ils se disputent.\nEncore.", False)
    assert (row.reporter_uri, row.reporter_host) == (moderator.uri, "peer.example")
    assert [(news.kind, news.recipient_id) for news in work.news] == [("report", mona.actor_id)]
    assert work.outgoing == []


async def test_a_flag_that_comes_again_is_one_report(
    work: Work, ana: Actor, moderator: Actor
) -> None:
    for _ in range(2):
        await hear(work, a_flag(ana.uri), moderator)

    assert await queries.open_count(work) == 1


async def test_a_flag_that_names_only_posts_is_kept_without_a_person(
    work: Work, moderator: Actor
) -> None:
    await hear(work, a_flag({"type": "Note", "id": OURS}, summary="Spam", content=None), moderator)

    (row,) = await queries.open_reports(work)
    assert (row.target, row.post_uris, row.text) == (None, [OURS], "Spam")


@pytest.mark.parametrize(
    "objects",
    [
        [],
        [BAD],
        [None, 7, {}, []],
        ["https://coop.example.evil/notes/1"],
        ["x" * 10_000],
        [[[OURS]]],
    ],
    ids=["none", "theirs", "odd", "alike", "long", "nested"],
)
async def test_a_flag_about_nothing_of_ours_is_not_kept(
    work: Work, moderator: Actor, objects: list[Any]
) -> None:
    await hear(work, a_flag(*objects), moderator)

    assert await queries.open_count(work) == 0


async def test_a_flag_without_a_name_of_its_own_is_not_kept(
    work: Work, ana: Actor, moderator: Actor
) -> None:
    flag = a_flag(ana.uri)
    del flag["id"]

    await hear(work, flag, moderator)

    assert await queries.open_count(work) == 0


async def test_who_flags_is_looked_up_first(work: Work, ana: Actor) -> None:
    with pytest.raises(NeedsObject) as missing:
        await hear(work, a_flag(ana.uri), "https://peer.example/users/moderator")

    assert missing.value.uri == "https://peer.example/users/moderator"


async def test_a_server_that_floods_us_with_flags_is_not_heard_until_tomorrow(
    work: Work, ana: Actor, moderator: Actor, clock: StoppedClock
) -> None:
    for number in range(policy.REPORTS_PER_HOST + 1):
        await hear(work, a_flag(ana.uri, uri=f"{FLAG}{number}"), moderator)
    other = await given_stranger(work, "other", "else.example")
    await hear(work, a_flag(ana.uri, uri="https://else.example/1"), other)

    assert await queries.open_count(work) == policy.REPORTS_PER_HOST + 1
    clock.move(policy.REPORTS_IN + timedelta(seconds=1))
    await hear(work, a_flag(ana.uri, uri=f"{FLAG}x"), moderator)
    assert await queries.open_count(work) == policy.REPORTS_PER_HOST + 2


async def test_an_endless_flag_is_bounded(work: Work, ana: Actor, moderator: Actor) -> None:
    posts = [f"{OURS}{number}" for number in range(5000)]
    flag = a_flag(ana.uri, *posts, content="<p>" + "<b>x" * 100_000)

    await hear(work, flag, moderator)

    (row,) = await queries.open_reports(work)
    assert len(row.post_uris) < policy.MOST_POSTS
    assert len(row.text) <= policy.LONGEST_TEXT
    assert "<b>" not in row.text
    assert Urls("https://coop.example").is_local(row.post_uris[0])
