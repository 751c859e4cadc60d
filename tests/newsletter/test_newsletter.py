"""A newsletter is picked, looked at, and sent once to each member who wants it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as members
from fedicoop.errors import Invalid, Refused
from fedicoop.newsletter import Newsletter, State, queries, service
from fedicoop.newsletter.service import LONGEST_WAIT, NewsletterDraft
from fedicoop.notifications import Mail
from fedicoop.notifications import service as notifications
from fedicoop.posts import service as posts
from fedicoop.posts.service import EditDraft
from tests.events.given import given_event
from tests.posts.given_articles import BRIEF, TITLE, given_article, given_writer

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

HOUR = timedelta(hours=1)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
async def eve(work: Work) -> Actor:
    """Give who writes the newsletter."""
    return await given_writer(work, "eve", "redaction")


async def given_members(work: Work, count: int, **more: Any) -> list[Member]:
    """Admit some people with addresses."""
    return [
        await members.admit(work, f"m{number}", email=f"m{number}@mail.example", **more)
        for number in range(count)
    ]


async def given_newsletter(work: Work, eve: Actor, **more: Any) -> Newsletter:
    """Write a newsletter."""
    said: dict[str, Any] = {"subject": "Les nouvelles", "source": "Bonjour **à tous**"} | more
    return await service.compose(work, eve, NewsletterDraft(**said))


async def mails(work: Work) -> list[Mail]:
    """Give the letters that were queued."""
    return list(await work.session.scalars(select(Mail).order_by(Mail.id)))


async def sent_out(work: Work, row: Newsletter, eve: Actor) -> list[Mail]:
    """Send a newsletter to its end."""
    await service.start(work, row, eve)
    while await service.go_on(work):
        pass
    return await mails(work)


async def test_it_has_what_was_picked_in_its_order(work: Work, eve: Actor) -> None:
    article = await given_article(work, eve, cooperative=True)
    event = await given_event(work, eve)
    await given_members(work, 1)
    items = (("article", article.id), ("event", event.id))

    (mail,) = await sent_out(work, await given_newsletter(work, eve, items=items), eve)

    assert mail.subject == "Les nouvelles"
    order = ["Bonjour à tous", TITLE, BRIEF, "Assemblée du groupe local", "Lille"]
    places = [mail.text.index(each) for each in order]
    assert places == sorted(places)
    assert "Bonjour <strong>à tous</strong>" in mail.html
    assert f"https://coop.example/articles/{article.id}" in mail.html
    assert f"https://coop.example/events/{event.id}" in mail.text


async def test_everybody_gets_it_once_with_a_way_out(work: Work, eve: Actor) -> None:
    await given_members(work, 120)

    found = await sent_out(work, row := await given_newsletter(work, eve), eve)

    assert sorted(mail.to for mail in found) == sorted(f"m{n}@mail.example" for n in range(120))
    assert (row.state, row.handled, row.total, row.letters) == (State.SENT, 120, 120, 120)
    assert row.finished_at == work.now()
    assert len({mail.headers["List-Unsubscribe"] for mail in found}) == 120
    assert {mail.headers["List-Unsubscribe-Post"] for mail in found} == {
        "List-Unsubscribe=One-Click"
    }


async def test_it_stops_and_goes_on_where_it_was(work: Work, eve: Actor) -> None:
    await given_members(work, 120)
    row = await given_newsletter(work, eve)
    await service.start(work, row, eve)
    assert await service.go_on(work) == 50

    await service.stop(work, row)
    assert await service.go_on(work) == 0
    assert (row.state, row.handled) == (State.STOPPED, 50)
    await service.resume(work, row, eve)
    while await service.go_on(work):
        pass

    found = [mail.to for mail in await mails(work)]
    assert len(found) == len(set(found)) == 120
    with pytest.raises(Refused):
        await service.resume(work, row, eve)
    with pytest.raises(Refused):
        await service.stop(work, row)


async def test_what_fails_on_the_way_is_taken_back_whole(work: Work, eve: Actor) -> None:
    """The letters and how far they are stand in one transaction."""
    await given_members(work, 3)
    row = await given_newsletter(work, eve)
    await service.start(work, row, eve)

    async def fall() -> None:
        async with work.attempt():
            await service.go_on(work)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fall()
    await work.session.refresh(row)

    assert (row.handled, await mails(work)) == (0, [])


async def test_who_wants_none_gets_none(work: Work, eve: Actor) -> None:
    first, second, third = await given_members(work, 3)
    await notifications.choose(work, first, {"newsletter.mail": False})
    await members.disable(work, third)

    found = await sent_out(work, row := await given_newsletter(work, eve), eve)

    assert [mail.to for mail in found] == [second.email]
    assert (row.handled, row.letters) == (2, 1)
    assert [each.email for each in await service.subscribers(work)] == [second.email]


async def test_it_keeps_to_what_a_member_gets_in_a_month(work: Work, eve: Actor) -> None:
    """What does not fit is named in her next digest."""
    (member,) = await given_members(work, 1)
    for number in range(8):
        await sent_out(work, await given_newsletter(work, eve, subject=f"No {number}"), eve)

    assert len(await mails(work)) == 7, "one is left for the digest"
    row = (await queries.all_of_them(work))[0]
    assert (row.handled, row.letters) == (1, 0)
    assert member.email is not None


async def test_an_address_that_cannot_be_one_stops_nobody(work: Work, eve: Actor) -> None:
    first, second = await given_members(work, 2)
    first.email = "not an address"
    await work.session.flush()

    found = await sent_out(work, row := await given_newsletter(work, eve), eve)

    assert [mail.to for mail in found] == [second.email]
    assert (row.state, row.handled) == (State.SENT, 2)


async def test_it_says_to_the_end_what_it_said_at_the_beginning(work: Work, eve: Actor) -> None:
    article = await given_article(work, eve)
    await given_members(work, 60)
    row = await given_newsletter(work, eve, items=(("article", article.id),))
    await service.start(work, row, eve)
    await service.go_on(work)

    await posts.edit(work, article, eve, EditDraft("Autre chose.", title="Un autre titre"))
    while await service.go_on(work):
        pass

    assert {TITLE in mail.text for mail in await mails(work)} == {True}


async def test_what_is_gone_before_it_leaves_is_left_out(work: Work, eve: Actor) -> None:
    article = await given_article(work, eve)
    only = await given_newsletter(work, eve, source="", items=(("article", article.id),))
    event = await given_event(work, eve)
    dated = await given_newsletter(work, eve, items=(("event", event.id),))
    event.status = "cancelled"
    await posts.delete(work, article, eve)

    assert (await service.issue_of(work, dated)).lines == ()
    with pytest.raises(Invalid, match="Nothing of what you picked"):
        await service.start(work, only, eve)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"subject": " \n"}, "subject"),
        ({"subject": "x" * 151}, "subject"),
        ({"source": "x" * 5001}, "source"),
        ({"source": " "}, "source"),
        ({"items": (("article", "nothing"),)}, "items"),
        ({"items": (("letter", "nothing"),)}, "items"),
        ({"items": (("article", "x"),) * 31}, "items"),
    ],
)
async def test_what_cannot_be_a_newsletter_is_said_field_by_field(
    work: Work, eve: Actor, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await given_newsletter(work, eve, **more)

    assert list(refusal.value.fields) == [field]


async def test_what_is_for_members_stands_in_no_newsletter_for_everybody(
    work: Work, eve: Actor
) -> None:
    inside = await given_article(work, eve, visibility="members")
    secret = await given_article(work, eve, visibility="followers")

    await given_newsletter(work, eve, items=(("article", inside.id),))
    with pytest.raises(Invalid, match="for members"):
        await given_newsletter(work, eve, items=(("article", inside.id),), public=True)
    with pytest.raises(Invalid, match="no longer there"):
        await given_newsletter(work, eve, items=(("article", secret.id),))
    offered = [each.id for each in await queries.offers(work, eve, [])]
    assert offered == [inside.id]


async def test_nothing_in_it_is_ever_a_script_or_a_second_header(work: Work, eve: Actor) -> None:
    article = await given_article(work, eve, title=HOSTILE, summary=HOSTILE)
    await given_members(work, 1)
    row = await given_newsletter(
        work,
        eve,
        subject=f"A\r\nBcc: x@y.example {HOSTILE}",
        source=HOSTILE,
        items=(("article", article.id),),
    )

    (mail,) = await sent_out(work, row, eve)

    assert "\n" not in mail.subject
    assert "<script" not in mail.html
    assert HOSTILE in mail.text


async def test_only_those_who_speak_for_the_cooperative_write_it(work: Work, eve: Actor) -> None:
    ana = await given_writer(work, "ana", "societaire")
    with pytest.raises(Refused):
        await given_newsletter(work, ana)
    row = await given_newsletter(work, eve)
    for deed in (
        service.recompose(work, row, ana, NewsletterDraft("x", "y")),
        service.start(work, row, ana),
        service.schedule(work, row, ana, work.now() + HOUR),
        service.resume(work, row, ana),
    ):
        with pytest.raises(Refused):
            await deed


async def test_one_is_tried_by_who_writes_it_alone(work: Work, eve: Actor) -> None:
    await given_members(work, 2)
    row = await given_newsletter(work, eve)
    me = await accounts.by_actor(work, eve.id)
    assert me is not None
    with pytest.raises(Invalid):
        await service.try_out(work, row, me)
    me.email = "eve@mail.example"

    await service.try_out(work, row, me)

    (mail,) = await mails(work)
    assert (mail.to, mail.subject) == ("eve@mail.example", "[Essai] Les nouvelles")
    assert row.state == State.DRAFT


async def test_it_leaves_by_itself_at_its_time(work: Work, eve: Actor, clock: StoppedClock) -> None:
    await given_members(work, 1)
    row = await given_newsletter(work, eve, language="en")
    await service.schedule(work, row, eve, work.now() + HOUR)
    await service.recompose(work, row, eve, NewsletterDraft("Mieux", "Bonjour"))
    assert (await service.begin_due(work), row.state) == (0, State.SCHEDULED)

    clock.move(HOUR)
    assert await service.begin_due(work) == 1
    assert await service.go_on(work) == 1

    assert [mail.subject for mail in await mails(work)] == ["Mieux"]
    with pytest.raises(Refused):
        await service.recompose(work, row, eve, NewsletterDraft("Trop tard", "x"))
    with pytest.raises(Refused):
        await service.drop(work, row)
    with pytest.raises(Refused):
        await service.start(work, row, eve)


@pytest.mark.parametrize("after", [timedelta(0), -HOUR, LONGEST_WAIT + HOUR])
async def test_a_moment_that_is_over_or_far_away_is_refused(
    work: Work, eve: Actor, after: timedelta
) -> None:
    row = await given_newsletter(work, eve)
    with pytest.raises(Invalid) as refusal:
        await service.schedule(work, row, eve, work.now() + after)
    assert list(refusal.value.fields) == ["send_at"]


async def test_what_cannot_leave_at_its_time_is_a_draft_again_and_its_writer_hears(
    work: Work, eve: Actor, clock: StoppedClock
) -> None:
    article = await given_article(work, eve)
    rows = [
        await given_newsletter(work, eve),
        await given_newsletter(work, eve, source="", items=(("article", article.id),)),
    ]
    for each in rows:
        await service.schedule(work, each, eve, work.now() + HOUR)
    await posts.delete(work, article, eve)
    me = await accounts.by_actor(work, eve.id)
    assert me is not None
    clock.move(HOUR)
    await service.stop(work, rows[0])
    assert (rows[0].state, rows[0].send_at) == (State.DRAFT, None)
    await service.schedule(work, rows[0], eve, work.now() + HOUR)

    await service.begin_due(work)
    me.roles = []
    clock.move(HOUR)
    await service.begin_due(work)

    assert [each.fault for each in rows] == [
        "You may not write in this name.",
        "Nothing of what you picked is there any more.",
    ]
    assert {each.state for each in rows} == {State.DRAFT}
    assert [news.kind for news in work.news] == ["newsletter_put_off"] * 2


async def test_what_came_since_the_last_one_is_marked_and_stands_first(
    work: Work, eve: Actor, clock: StoppedClock
) -> None:
    old = await given_article(work, eve, title="Ancien")
    assert [each.fresh for each in await queries.offers(work, eve, [])] == [False]
    clock.move(HOUR)
    await sent_out(work, await given_newsletter(work, eve), eve)
    clock.move(HOUR)
    new = await given_article(work, eve, title="Nouveau")
    clock.move(timedelta(days=60))
    event = await given_event(work, eve, **_soon(work))

    found = await queries.offers(work, eve, [{"kind": "article", "id": old.id}])

    assert {each.id for each in found if each.fresh} == {new.id, event.id}
    assert found[-1].id == old.id
    assert found[0].key.partition(":")[0] in {"event", "article"}


def _soon(work: Work) -> dict[str, Any]:
    starts = (work.now() + timedelta(days=3)).replace(tzinfo=None)
    return {"starts": starts, "ends": starts + HOUR}


async def test_the_archive_has_what_was_sent_to_whom_it_was_for(work: Work, eve: Actor) -> None:
    inside = await given_newsletter(work, eve, subject="Entre nous")
    outside = await given_newsletter(work, eve, subject="Pour tous", public=True)
    await given_newsletter(work, eve, subject="Pas encore")
    for row in (inside, outside):
        await service.start(work, row, eve)

    assert [each.subject for each in await queries.archive(work, is_member=False)] == ["Pour tous"]
    assert {each.subject for each in await queries.archive(work, is_member=True)} == {
        "Entre nous",
        "Pour tous",
    }
    first = await queries.all_of_them(work, limit=1)
    rest = await queries.all_of_them(work, before=first[0].id)
    assert [each.subject for each in (*first, *rest)] == ["Pas encore", "Pour tous", "Entre nous"]


async def test_one_that_nobody_has_is_thrown_away(work: Work, eve: Actor) -> None:
    row = await given_newsletter(work, eve)
    await service.drop(work, row)
    assert await queries.by_id(work, row.id) is None
