"""The newsletter's pages: written and sent by those who may, read in the archive, taken away."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop import upkeep
from fedicoop.newsletter import Newsletter, queries
from fedicoop.notifications import Mail
from fedicoop.notifications import service as notifications
from tests.posts.given_articles import TITLE
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_person
from tests.web.given_articles import given_article
from tests.web.given_events import given_event

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

LETTER = {"subject": "Les nouvelles", "source": "Bonjour **à tous**", "language": "fr"}


@pytest.fixture
async def eve(coop: Instance) -> Member:
    """Give a member who writes in the cooperative's name."""
    return await given_person(coop, "eve", language="en", roles=["redaction"])


@pytest.fixture
async def eves(opened: Opener, coop: Instance, eve: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, eve, "en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of another member."""
    return await browser_of(opened, coop, await given_person(coop, "ana", language="en"), "en")


async def write(browser: Browser, at: str = "/newsletter/new", **more: object) -> httpx2.Response:
    """Send the form of a newsletter."""
    return await browser.send(at, {**LETTER, **more}, at=at)


async def newest(coop: Instance) -> Newsletter:
    """Give the newsletter that was written last."""
    async with coop.reading() as work:
        return (await queries.all_of_them(work))[0]


async def mails(coop: Instance) -> list[Mail]:
    """Give the letters that were queued."""
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Mail).order_by(Mail.id)))


async def test_a_newsletter_is_picked_looked_at_and_sent(
    eves: Browser, coop: Instance, eve: Member
) -> None:
    article, event = await given_article(coop, eve), await given_event(coop, eve)
    assert "No newsletter yet." in words(await eves.get("/newsletter"))
    page = words(await eves.get("/newsletter/new"))
    assert TITLE in page
    assert "Assemblée du groupe local" in page
    keys = [f"event:{event.id}", f"article:{article.id}"]
    places = {f"place-{keys[1]}": "1", f"place-{keys[0]}": "2"}

    answer = await write(eves, item=keys, do="look", **places)

    row = await newest(coop)
    assert answer.headers["location"] == f"/newsletter/{row.id}/send"
    assert [each["kind"] for each in row.items] == ["article", "event"]
    look = await eves.get(f"/newsletter/{row.id}/send")
    assert "Bonjour <strong>à tous</strong>" in look.text
    assert "1 member has an e-mail address" in words(look)
    assert f"* {TITLE}" in words(look), "as plain text, too"

    await eves.send(f"/newsletter/{row.id}/send", {"do": "now"}, at=f"/newsletter/{row.id}/send")
    going = await eves.get(f"/newsletter/{row.id}/send")
    assert "On its way: 0 of 1" in words(going)
    assert "See how far it is now" in words(going)
    assert await upkeep.post_newsletters(coop) == 1

    done = words(await eves.get(f"/newsletter/{row.id}/send"))
    assert "1 of 1 members; that made 1 letters." in done
    assert [mail.to for mail in await mails(coop)] == [eve.email]
    sent_on = await eves.get(f"/newsletter/{row.id}")
    assert sent_on.headers["location"] == f"/newsletter/{row.id}/send"


async def test_what_is_wrong_is_said_and_what_was_picked_is_still_there(
    eves: Browser, coop: Instance, eve: Member
) -> None:
    article = await given_article(coop, eve, visibility="members")
    key = f"article:{article.id}"
    answer = await write(eves, subject="", item=[key], **{f"place-{key}": "3"})
    assert answer.status_code == 422
    assert "A newsletter has a subject." in words(answer)
    assert f'value="{key}" checked' in markup(answer)
    assert 'value="3"' in answer.text
    answer = await write(eves, public="on", item=[key])
    assert "this newsletter for everybody" in words(answer)
    answer = await write(eves, item=["article:nothing", "x", "event:"], source="")
    assert answer.status_code == 422
    assert "no longer there" in words(answer)


async def test_it_is_changed_until_it_is_on_its_way(eves: Browser, coop: Instance) -> None:
    await write(eves)
    row = await newest(coop)
    where = f"/newsletter/{row.id}"
    assert "Bonjour **à tous**" in (await eves.get(where)).text
    answer = await write(eves, where, subject="Mieux")
    assert answer.headers["location"] == where
    assert (await newest(coop)).subject == "Mieux"
    assert (await write(eves, where, subject="")).status_code == 422
    gone = await eves.send(f"{where}/drop", at=where)
    assert gone.headers["location"] == "/newsletter"
    assert (await eves.get(where)).status_code == 404


async def test_one_is_tried_on_oneself(eves: Browser, coop: Instance, eve: Member) -> None:
    await write(eves)
    where = f"/newsletter/{(await newest(coop)).id}/send"
    await eves.send(where, {"do": "try"}, at=where)
    (mail,) = await mails(coop)
    assert (mail.to, mail.subject) == (eve.email, "[Essai] Les nouvelles")


async def test_it_is_put_by_for_a_time_of_the_writers_clock_and_stopped(
    eves: Browser, coop: Instance, clock: StoppedClock
) -> None:
    await write(eves)
    row = await newest(coop)
    where = f"/newsletter/{row.id}/send"
    later = {"do": "later", "send_at": "2026-12-01", "send_hour": "18h30"}
    for wrong, fault in (
        ({"send_at": ""}, "Say on which day, and at what hour."),
        ({"send_at": "9999-12-31"}, "At most one year from now."),
        ({"send_at": "0001-01-01"}, "This moment is over."),
        ({"send_at": "2026-11-24", "send_hour": "00:00"}, "This moment is over."),
    ):
        answer = await eves.send(where, {**later, **wrong}, at=where)
        assert answer.status_code == 422
        assert fault in words(answer)
    await eves.send(where, later, at=where)
    assert (await newest(coop)).send_at == datetime(2026, 12, 1, 17, 30, tzinfo=UTC)
    assert "Waits for its time" in words(await eves.get("/newsletter"))
    await eves.send(f"/newsletter/{row.id}/stop", at=where)
    clock.move(timedelta(days=10))
    assert await upkeep.post_newsletters(coop) == 0
    assert "Draft" in words(await eves.get("/newsletter"))


async def test_one_that_is_on_its_way_is_stopped_and_goes_on(eves: Browser, coop: Instance) -> None:
    await write(eves)
    row = await newest(coop)
    where = f"/newsletter/{row.id}/send"
    await eves.send(where, {"do": "now"}, at=where)
    await eves.send(f"/newsletter/{row.id}/stop", at=where)
    assert await upkeep.post_newsletters(coop) == 0
    assert "Stopped at 0 of 1" in words(await eves.get(where))
    again = await eves.send(where, {"do": "now"}, at=where)
    assert again.status_code == 403
    await eves.send(f"/newsletter/{row.id}/resume", at=where)
    assert await upkeep.post_newsletters(coop) == 1
    assert await upkeep.post_newsletters(coop) == 0
    assert len(await mails(coop)) == 1


async def test_the_archive_shows_each_to_whom_it_was_for(
    eves: Browser, anas: Browser, opened: Opener, coop: Instance
) -> None:
    visitor = opened(coop, "en")
    assert "No newsletter for everybody was sent yet." in words(await visitor.get("/newsletters"))
    found = {}
    for subject, public in (("Entre nous", {}), ("Pour tous", {"public": "on"})):
        await write(eves, subject=subject, **public)
        found[subject] = await newest(coop)
    for row in found.values():
        assert (await anas.get(f"/newsletters/{row.id}")).status_code == 404
        where = f"/newsletter/{row.id}/send"
        await eves.send(where, {"do": "now"}, at=where)

    said = words(await visitor.get("/newsletters"))
    assert "Pour tous" in said
    assert "Entre nous" not in said
    inside, outside = (f"/newsletters/{row.id}" for row in found.values())
    assert (await visitor.get(inside)).status_code == 404
    page = await visitor.get(outside)
    assert "Bonjour <strong>à tous</strong>" in page.text
    assert 'property="og:title" content="Pour tous"' in page.text
    page = await anas.get(inside)
    assert '<meta name="robots" content="noindex"' in page.text
    assert "Entre nous" in words(await anas.get("/newsletters"))


@pytest.mark.parametrize(
    "path",
    [
        *("/newsletter", "/newsletter/new", "/newsletter/ID", "/newsletter/ID/send"),
        *("/newsletter/ID/letter.html", "/newsletter/ID/letter.md", "/newsletter/subscribers.csv"),
    ],
)
async def test_nobody_else_finds_the_desk(
    eves: Browser, anas: Browser, opened: Opener, coop: Instance, path: str
) -> None:
    await write(eves)
    where = path.replace("ID", (await newest(coop)).id)
    assert (await anas.get(where)).status_code == 404
    assert (await opened(coop).get(where)).status_code in {303, 401}
    for deed in ("send", "stop", "resume", "drop"):
        if path.endswith("ID"):
            answer = await anas.send(f"{where}/{deed}", {"do": "now"})
            assert answer.status_code == 404
    assert len(await mails(coop)) == 0


async def test_it_is_taken_away_as_files(eves: Browser, coop: Instance, eve: Member) -> None:
    hostile = "![x](https://evil.example) <script> # *"
    article = await given_article(coop, eve, title=hostile)
    await write(eves, item=[f"article:{article.id}"])
    row = await newest(coop)
    html = await eves.get(f"/newsletter/{row.id}/letter.html")
    assert html.headers["content-disposition"] == f'attachment; filename="newsletter-{row.id}.html"'
    assert "<script" not in html.text
    assert "unsubscribe" not in html.text
    plain = (await eves.get(f"/newsletter/{row.id}/letter.md")).text
    assert plain.startswith("# Les nouvelles\n\nBonjour **à tous**\n\n## À lire")
    assert "\\!\\[x\\](https" not in plain
    assert "!\\[x\\](https://evil.example) \\<script\\> \\# \\*" in plain


async def test_administrators_take_the_addresses_of_those_who_want_it(
    eves: Browser, opened: Opener, coop: Instance
) -> None:
    """Guarded against formulas; who unsubscribed is not in it."""
    boss = await given_person(coop, "zoe", language="en", roles=["admin"])
    await given_person(coop, "max")
    away = await given_person(coop, "bob")
    async with coop.writing() as work:
        await notifications.choose(work, away, {"newsletter.mail": False})
        member = await work.session.get(type(boss), boss.id)
        assert member is not None
        actor = await work.session.get(type(boss.actor), boss.actor_id)
        assert actor is not None
        actor.name = "=cmd|' /C calc'!A0"
    answer = await (await browser_of(opened, coop, boss, "en")).get("/newsletter/subscribers.csv")
    lines = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert lines[0] == ["email", "name", "language"]
    assert {line[0] for line in lines[1:]} == {f"{n}@mail.example" for n in ("eve", "zoe", "max")}
    assert ["zoe@mail.example", "'=cmd|' /C calc'!A0", "en"] in lines
    assert (await eves.get("/newsletter/subscribers.csv")).status_code == 404


async def test_what_could_not_leave_is_told_to_who_wrote_it(
    eves: Browser, coop: Instance, eve: Member, clock: StoppedClock
) -> None:
    await write(eves)
    where = f"/newsletter/{(await newest(coop)).id}/send"
    later = {"do": "later", "send_at": "2026-12-01", "send_hour": "18h30"}
    await eves.send(where, later, at=where)
    async with coop.writing() as work:
        member = await work.session.get(type(eve), eve.id)
        assert member is not None
        member.roles = []
    clock.move(timedelta(days=10))
    await upkeep.post_newsletters(coop)
    assert "could not be sent at its time" in words(await eves.get("/notifications"))


async def test_more_to_choose_from_is_shown_with_what_was_typed_and_ticked(
    eves: Browser, coop: Instance, eve: Member
) -> None:
    """The form stays short: the next dozen of each kind, and what was picked."""
    for number in range(14):
        await given_event(coop, eve, title=f"Rencontre {number:02}")
    first = words(await eves.get("/newsletter/new"))
    assert "Rencontre 11" in first
    assert "Rencontre 13" not in first
    assert "Show more to choose from" in first

    more = await write(eves, subject="Pas encore", do="more")

    assert more.status_code == 200
    assert "Rencontre 13" in words(more)
    assert 'value="Pas encore"' in more.text
    assert "Show more to choose from" not in words(more)
    async with coop.reading() as work:
        assert await queries.all_of_them(work) == []
