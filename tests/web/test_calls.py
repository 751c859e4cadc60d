"""Calls on the pages: whom, how many, sent once; answered from the letter or here; closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts.policy import Role
from fedicoop.groups import Role as Place
from fedicoop.moderation import queries as reports
from tests.directory.given import given_listed
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_person
from tests.web.given_events import letters_to
from tests.web.given_groups import given_group, given_joined, given_role

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

CALL = {"skill": "droit", "subject": "Relire les statuts", "text": "Une soirée.\nÀ Rouen."}


@pytest.fixture
async def desk(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of a moderator."""
    member = await given_person(coop, "maud", language="en", roles=[Role.MODERATOR])
    return await browser_of(opened, coop, member, "en")


@pytest.fixture
async def zoe(coop: Instance) -> Member:
    """Give somebody in Rouen who knows the law, and somebody else who does not."""
    async with coop.writing() as work:
        zoe = await given_listed(work, "zoe", "droit", town="Rouen")
        zoe.language, zoe.college = "en", "Salariés"
        await given_listed(work, "yves", "menuiserie", town="Marseille")
    return zoe


@pytest.fixture
async def hers(opened: Opener, coop: Instance, zoe: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, zoe, "en")


async def sent(desk: Browser, **more: str) -> str:
    """Send a call; give where it is read."""
    answer = await desk.send("/directory/call", {**CALL, "sure": "on", **more})
    assert answer.status_code == 303, words(answer)
    return answer.headers["location"]


async def test_a_moderator_sees_how_many_and_reads_again_before_she_calls(
    desk: Browser, coop: Instance, zoe: Member
) -> None:
    """The letter leaves with the last button, once."""
    page = await desk.get("/directory?skill=droit")
    assert 'href="/directory/call?skill=droit"' in page.text
    page = await desk.get("/directory/call?skill=droit")
    assert "1 person will get this call." in words(page)
    preview = await desk.send("/directory/call", CALL)
    assert "Send to 1 person" in words(preview)
    assert "À Rouen." in words(preview)
    assert await letters_to(coop, "zoe@mail.example") == []
    again = await desk.send("/directory/call", {**CALL, "again": "on"})
    assert 'value="Relire les statuts"' in again.text
    path = await sent(desk)
    (letter,) = await letters_to(coop, "zoe@mail.example")
    assert letter.subject == "Relire les statuts"
    log = words(await desk.get("/moderation/log"))
    assert "called on members" in log
    assert "Relire les statuts (1)" in log
    echo = await desk.send("/directory/call", {**CALL, "sure": "on"})
    assert (echo.status_code, "sent a moment ago" in words(echo)) == (403, True)
    answers = words(await desk.get(path))
    assert "0 people can. 0 cannot. 1 has not answered." in answers
    assert "Nobody said yes so far." in answers


async def test_whom_is_asked_before_anything_else(
    desk: Browser, coop: Instance, zoe: Member
) -> None:
    """By skill, college and town; nobody is everybody."""
    page = await desk.get("/directory/call")
    assert "Choose whom you look for." in words(page)
    assert 'value="Salariés"' in page.text
    found = words(await desk.get("/directory/call?college=Salari%C3%A9s&town=Rouen&km=5"))
    assert "Looked for: Rouen (76000) (5 km) · Salariés" in found
    assert "1 person will get this call." in found
    unknown = await desk.get("/directory/call?town=nulle-part")
    assert "No town is called so" in words(unknown)
    assert 'name="subject"' not in unknown.text
    lost = await desk.send("/directory/call", {"subject": "a", "text": "b"})
    assert lost.headers["location"] == "/directory/call"


async def test_a_call_that_says_nothing_is_shown_again(
    desk: Browser, coop: Instance, zoe: Member
) -> None:
    refused = await desk.send("/directory/call", {**CALL, "text": " "})
    assert refused.status_code == 422
    assert "Write what you ask for." in words(refused)
    assert 'value="Relire les statuts"' in refused.text
    nobody = await desk.get("/directory/call?skill=plomberie")
    assert "Nobody would get this call." in words(nobody)


async def test_who_gets_no_letter_is_counted_and_finds_it_in_her_news(
    desk: Browser, coop: Instance, opened: Opener
) -> None:
    async with coop.writing() as work:
        bob = await given_listed(work, "bob", "droit")
        bob.email, bob.language = None, "en"
    reach = words(await desk.get("/directory/call?skill=droit"))
    assert "1 gave no e-mail address that works and finds it there, too." in reach
    path = await sent(desk)

    his = await browser_of(opened, coop, bob, "en")
    news = await his.get("/notifications")
    assert "looks for what you can do" in words(news)
    assert f'href="{path}"' in news.text
    page = await his.get(path)
    assert "Une soirée." in words(page)
    assert "has not answered" not in words(page)
    answer = await his.send(f"{path}/answer", {"answer": "yes"}, at=path)
    assert answer.status_code == 303
    assert "You said that you can." in words(await his.get(path))
    assert "You are asked" in words(await his.get("/calls"))
    assert "1 person can." in words(await desk.get("/calls"))
    assert 'class="fresh"' not in (await his.get("/notifications")).text
    assert "Bob can do what you called for" in words(await desk.get("/notifications"))
    assert "Write Bob" in words(await desk.get(path))
    wrong = await his.send(f"{path}/answer", {"answer": "perhaps"}, at=path)
    assert wrong.status_code == 404


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("yes", "You said that you can."),
        ("no", "You said that you cannot."),
        ("never", "You are not called on any more."),
    ],
)
async def test_a_letter_is_answered_without_a_password_and_only_by_its_button(
    desk: Browser, opened: Opener, coop: Instance, zoe: Member, said: str, told: str
) -> None:
    path = await sent(desk)
    (letter,) = await letters_to(coop, "zoe@mail.example")
    link = re.search(r"/calls/answer/[\w-]+\?say=" + said, letter.text)
    assert link
    browser = opened(coop, "en")

    page = await browser.get(link[0])
    assert "Une soirée." in words(page)
    assert page.headers["cache-control"] == "private, no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "1 has not answered." in words(await desk.get(path))
    answer = await browser.send(link[0].partition("?")[0], {"answer": said}, at=link[0])

    assert told in words(answer)
    assert "0 have not answered." in words(await desk.get(path))
    assert ("Zoe" in words(await desk.get(path))) == (said == "yes")
    left = words(await desk.get("/directory/call?skill=droit"))
    assert ("Nobody would get this call." in left) == (said == "never")


async def test_a_closed_call_takes_no_answer_but_the_wish_to_be_left_alone(
    desk: Browser, opened: Opener, coop: Instance, zoe: Member
) -> None:
    path = await sent(desk)
    (letter,) = await letters_to(coop, "zoe@mail.example")
    found = re.search(r"/calls/answer/[\w-]+", letter.text)
    assert found
    browser = opened(coop, "en")
    assert "Close the call" in words(await desk.get(path))
    await desk.send(f"{path}/close", at=path)
    assert "Close the call" not in words(await desk.get(path))

    late = await browser.send(found[0], {"answer": "yes"}, at=f"{found[0]}?say=never")
    assert (late.status_code, "This call is closed." in words(late)) == (403, True)
    odd = await browser.send(found[0], {"answer": "?"}, at=f"{found[0]}?say=never")
    assert odd.status_code == 422
    never = await browser.send(found[0], {"answer": "never"}, at=f"{found[0]}?say=never")
    assert never.status_code == 200
    assert "Nobody would" in words(await desk.get("/directory/call?skill=droit"))


async def test_a_key_that_is_none_opens_nothing(opened: Opener, coop: Instance) -> None:
    browser = opened(coop, "en")
    assert (await browser.get("/calls/answer/none?say=yes")).status_code == 404
    answer = await browser.send("/calls/answer/none", {"answer": "yes"}, at="/about")
    assert answer.status_code == 404


async def test_members_do_not_call_on_members_nor_read_who_answered(
    opened: Opener, coop: Instance, desk: Browser, zoe: Member
) -> None:
    """They are shown no button, and the pages are not there for them."""
    eve = await given_person(coop, "eve", language="en")
    browser = await browser_of(opened, coop, eve, "en")
    path = await sent(desk)
    assert "/directory/call" not in (await browser.get("/directory?skill=droit")).text
    for query in ("", "?skill=droit", "?group=none"):
        assert (await browser.get(f"/directory/call{query}")).status_code == 404
    assert (await browser.send("/directory/call", {**CALL, "sure": "on"})).status_code == 404
    for address in (path, f"{path}/answer", f"{path}/close", "/calls/none"):
        assert (await browser.get(address)).status_code in {404, 405}
    assert (await browser.send(f"{path}/close", at="/about")).status_code == 404
    assert "No call so far." in words(await browser.get("/calls"))
    assert len(await letters_to(coop, "zoe@mail.example")) == 1


async def test_who_looks_after_a_group_calls_on_its_members(
    opened: Opener, coop: Instance, zoe: Member
) -> None:
    """And reaches nobody beside them."""
    lea, bob = [await given_person(coop, name, language="en") for name in ("lea", "bob")]
    async with coop.writing() as work:
        await given_listed(work, "paul", "droit")
    await given_group(coop, lea, "solaire")
    for each in (bob, zoe):
        await given_joined(coop, each, "solaire")
    browser = await browser_of(opened, coop, bob, "en")
    assert "/directory/call" not in (await browser.get("/@solaire")).text
    assert (await browser.get("/directory/call?group=solaire")).status_code == 404
    await given_role(coop, lea, bob, "solaire", Place.MODERATOR)

    assert 'href="/directory/call?group=solaire"' in markup(await browser.get("/@solaire"))
    page = await browser.get("/directory/call?group=solaire&college=Salari%C3%A9s")
    assert "Call on the members of Solaire" in words(page)
    assert "1 person will get this call." in words(page)
    assert 'name="college"' not in page.text
    path = await sent(browser, group="solaire", skill="")
    (letter,) = await letters_to(coop, "zoe@mail.example")
    assert "in the name of Solaire" in letter.text
    assert await letters_to(coop, "paul@mail.example") == []
    hers = await browser_of(opened, coop, lea, "en")
    assert "1 has not answered." in words(await hers.get(path))
    assert "Relire les statuts" in words(await hers.get("/calls"))


async def test_a_call_is_reported_by_who_got_it(
    desk: Browser, hers: Browser, coop: Instance
) -> None:
    path = await sent(desk)
    ident = path.rpartition("/")[2]
    assert f'href="/report?call={ident}"' in (await hers.get(path)).text
    page = await hers.get(f"/report?call={ident}")
    assert "Relire les statuts" in words(page)
    assert (await hers.get("/report?call=none")).status_code == 404
    assert (await desk.get(f"/report?call={ident}")).status_code == 404

    answer = await hers.send("/report", {"call": ident, "text": "Encore"}, at=path)

    assert answer.status_code == 303
    async with coop.reading() as work:
        (report,) = await reports.open_reports(work)
    page = await desk.get(f"/moderation/reports/{report.id}")
    assert f'href="{path}"' in markup(page)
