"""Coming in by password or by link, and going out again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service
from fedicoop.notifications import queries as letters
from tests.web.browser import PASSWORD, words

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_WRONG = "This name and this password do not belong together."


async def letters_of(coop: Instance) -> list[str]:
    """Give the texts of the letters that wait to leave."""
    async with coop.reading() as work:
        return [mail.text for mail in await letters.due_mail(work, 50)]


async def link_in(coop: Instance) -> str:
    """Give the path of the link in the last letter."""
    found = re.findall(r"https://coop\.example(/sign-in/link/\S+)", (await letters_of(coop))[-1])
    assert len(found) == 1
    return str(found[0])


async def test_both_ways_in_are_shown(visitor: Browser) -> None:
    """With labels, and what each field is for."""
    answer = await visitor.get("/login?next=/settings")
    assert answer.status_code == 200
    assert visitor.say("Send me the link") in words(answer)
    assert 'autocomplete="current-password"' in answer.text
    assert answer.text.count('name="next" value="/settings"') == 2


@pytest.mark.parametrize("login", ["ana", "@Ana", "ana@mail.example", "ana@coop.example"])
async def test_a_member_signs_in_by_password(
    opened: Opener, coop: Instance, ana: Member, login: str
) -> None:
    """However she names herself; then she is at home."""
    browser = opened(coop)
    answer = await browser.send("/login", {"login": login, "password": PASSWORD}, at="/login")
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    home = await browser.get("/home")
    assert home.status_code == 200
    assert browser.say("Welcome, you are signed in.") in words(home)


async def test_the_cookie_is_for_this_host_and_no_script(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """Secure, HttpOnly, SameSite=Lax, __Host- (case web-006)."""
    answer = await opened(coop).send("/login", {"login": "ana", "password": PASSWORD}, at="/login")
    cookie = next(
        each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-")
    )
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)


async def test_a_cookie_from_before_is_never_taken_over(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """Session fixation (case web-004): signing in makes a new one, and ends the old one."""
    browser = opened(coop)
    cookie = {"cookie": f"__Host-fedicoop={'a' * 43}"}
    form = {"login": "ana", "password": PASSWORD, "csrf": await browser.token()}
    answer = await opened(coop).client.post("/login", data=form, headers=cookie)
    assert f"__Host-fedicoop={'a' * 43}" not in str(answer.headers)
    await browser.sign_in("ana")
    first = browser.client.cookies["__Host-fedicoop"]
    answer = await browser.send("/login", {"login": "ana", "password": PASSWORD}, at="/settings")
    assert answer.status_code == 303
    async with coop.reading() as work:
        assert await accounts.by_session(work, first) is None


@pytest.mark.parametrize(("login", "password"), [("ana", "mistaken"), ("nobody", PASSWORD)])
async def test_who_is_wrong_learns_nothing(
    visitor: Browser, ana: Member, login: str, password: str
) -> None:
    """The same words for a wrong password and an unknown name (case web-009)."""
    answer = await visitor.send("/login", {"login": login, "password": password}, at="/login")
    assert answer.status_code == 401
    assert visitor.say(_WRONG) in words(answer)
    assert f'value="{login}"' in answer.text
    assert password not in answer.text
    assert "__Host-fedicoop=" not in str(answer.headers)


async def test_an_empty_form_says_what_is_missing(visitor: Browser) -> None:
    """Beside the fields and on top."""
    answer = await visitor.send("/login", {"login": " ", "password": ""}, at="/login")
    assert answer.status_code == 422
    assert words(answer).count(visitor.say("Type your password.")) == 2
    assert 'aria-invalid="true"' in answer.text


async def test_guessing_ends_after_five_tries(
    opened: Opener, coop: Instance, ana: Member, clock: StoppedClock
) -> None:
    """Even the right password has to wait then (case web-007)."""
    browser = opened(coop)
    wrong = {"login": "ana", "password": "wrong"}
    for _ in range(5):
        assert (await browser.send("/login", wrong, at="/login")).status_code == 401
    answer = await browser.send("/login", {"login": "ana", "password": PASSWORD}, at="/login")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 901
    clock.move(timedelta(minutes=16))
    await browser.sign_in("ana")


@pytest.mark.parametrize("goal", ["https://evil.example", "//evil.example/x", "javascript:x", ""])
async def test_nobody_is_led_away_by_signing_in(
    opened: Opener, coop: Instance, ana: Member, goal: str
) -> None:
    """The way goes home."""
    fields = {"login": "ana", "password": PASSWORD, "next": goal}
    answer = await opened(coop).send("/login", fields, at="/login")
    assert answer.headers["location"] == "/home"


async def test_a_page_for_members_comes_back_after_signing_in(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """With its question."""
    browser = opened(coop)
    answer = await browser.get("/settings/access?x=1")
    assert answer.status_code == 303
    goal = answer.headers["location"]
    assert goal == "/login?next=%2Fsettings%2Faccess%3Fx%3D1"
    assert 'value="/settings/access?x=1"' in (await browser.get(goal)).text
    await browser.sign_in("ana")
    again = await browser.get(goal)
    assert (again.status_code, again.headers["location"]) == (303, "/settings/access?x=1")


async def test_a_link_lets_in_once(opened: Opener, coop: Instance, ana: Member) -> None:
    """Opening it is not using it: programs that look into mail open links."""
    browser = opened(coop)
    sent = await browser.send("/login/link", {"email": "ANA@mail.example"}, at="/login")
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=%2Fhome")
    path = await link_in(coop)
    for _ in range(2):
        assert (await browser.get(path)).status_code == 200
    answer = await browser.send(path, at=path)
    assert answer.status_code == 303
    assert (await browser.get("/home")).status_code == 200
    other = opened(coop)
    spent = await other.get(path)
    assert spent.status_code == 401
    assert other.say("Send me the link") in words(spent)
    assert (await other.send(path, at="/login")).status_code == 401
    assert (await other.get("/home")).status_code == 303


async def test_who_comes_for_the_first_time_is_shown_round(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """To her profile first; the next time to where she wanted to go."""
    async with coop.writing() as work:
        token = await service.link_for(work, ana)
        second = await service.link_for(work, ana)
    browser = opened(coop)
    first = await browser.send(f"/sign-in/link/{token}", at=f"/sign-in/link/{token}")
    assert first.headers["location"] == "/settings?first=1"
    page = await browser.get("/settings?first=1")
    assert browser.say("Welcome! This is how the others will see you.") in words(page)
    path = f"/sign-in/link/{second}"
    again = await opened(coop).send(path, {"next": "/notifications"}, at=path)
    assert again.headers["location"] == "/notifications"


async def test_a_link_dies_after_a_quarter_of_an_hour(
    opened: Opener, coop: Instance, ana: Member, clock: StoppedClock
) -> None:
    """And says so."""
    browser = opened(coop)
    await browser.send("/login/link", {"email": "ana@mail.example"}, at="/login")
    path = await link_in(coop)
    clock.move(timedelta(minutes=16))
    answer = await browser.get(path)
    assert answer.status_code == 401
    assert browser.say(
        "This link was already used, or is too old. Please ask for a new one."
    ) in words(answer)


async def test_a_spent_link_does_not_disturb_who_is_in(at_home: Browser) -> None:
    """She goes home."""
    answer = await at_home.get("/sign-in/link/" + "x" * 43)
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")


async def test_nobody_learns_which_addresses_are_known(visitor: Browser, ana: Member) -> None:
    """The same answer, and a letter only to members (case web-009)."""
    answers = []
    for email in ("ana@mail.example", "nobody@mail.example"):
        answer = await visitor.send("/login/link", {"email": email}, at="/login")
        answers.append((answer.status_code, answer.headers["location"]))
    assert len(set(answers)) == 1
    assert len(await letters_of(visitor.instance)) == 1


async def test_an_address_must_be_whole(visitor: Browser) -> None:
    """A form that does not hold is shown again, with what was typed."""
    answer = await visitor.send("/login/link", {"email": "ana"}, at="/login")
    assert answer.status_code == 422
    assert visitor.say("Type your whole e-mail address.") in words(answer)
    assert 'value="ana"' in answer.text


async def test_nobodys_mailbox_is_flooded(opened: Opener, coop: Instance, ana: Member) -> None:
    """Five links in half an hour (case web-008), and not too many questions from one address."""
    browser = opened(coop)
    statuses = [
        (await browser.send("/login/link", {"email": "ana@mail.example"}, at="/login")).status_code
        for _ in range(26)
    ]
    assert len(await letters_of(coop)) == 5
    assert statuses[:25] == [303] * 25
    assert statuses[25] == 429


async def test_the_link_is_ours_and_remembers_where_to_go(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """Its address comes from the settings, never from the request (case web-023)."""
    fields = {"email": "ana@mail.example", "next": "/notes/1"}
    await opened(coop).send("/login/link", fields, at="/login")
    assert (await link_in(coop)).endswith("?next=%2Fnotes%2F1")


async def test_going_out_ends_the_session(at_home: Browser, coop: Instance) -> None:
    """On the server, not only in this browser."""
    cookie = at_home.client.cookies["__Host-fedicoop"]
    answer = await at_home.send("/logout", at="/settings")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await at_home.get("/settings")).status_code == 303
    async with coop.reading() as work:
        assert await accounts.by_session(work, cookie) is None


async def test_going_out_twice_is_going_out_once(visitor: Browser) -> None:
    """Nothing breaks."""
    assert (await visitor.send("/logout")).status_code == 303


async def test_a_session_in_use_lives_on(
    at_home: Browser, coop: Instance, clock: StoppedClock
) -> None:
    """Thirty days after it was last seen it ends."""
    for _ in range(3):
        clock.move(timedelta(days=20))
        assert (await at_home.get("/settings")).status_code == 200
    clock.move(timedelta(days=31))
    assert (await at_home.get("/settings")).status_code == 303


async def test_a_member_who_is_shut_out_is_out_at_once(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Her cookie opens nothing any more (case web-005)."""
    async with coop.writing() as work:
        me = await accounts.by_id(work, ana.id)
        assert me is not None
        await service.disable(work, me)
    assert (await at_home.get("/settings")).status_code == 303
