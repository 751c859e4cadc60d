"""What opens a member's account: her address, her password, her devices."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service
from fedicoop.web.pages.settings.access import device_name
from tests.web.browser import PASSWORD, given_account, words
from tests.web.test_signing_in import letters_of

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_PATH = "/settings/access"
_NEW = "huit moulins au bord du vent"
_HOUR = timedelta(hours=1)


async def test_a_new_password_closes_every_other_door(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Other devices, programs, links (case web-005); this browser stays in, with a new cookie."""
    other = opened(coop)
    await other.sign_in("ana")
    async with coop.writing() as work:
        token = await service.create_token(work, ana, "Agenda")
        link = await service.link_for(work, ana)
    before = at_home.client.cookies["__Host-fedicoop"]
    fields = {"password": _NEW, "again": _NEW}
    sent = await at_home.send("/settings/password", fields, at=_PATH)
    assert (sent.status_code, sent.headers["location"]) == (303, _PATH)
    page = await at_home.get(_PATH)
    assert page.status_code == 200
    assert at_home.client.cookies["__Host-fedicoop"] != before
    assert (await other.get(_PATH)).status_code == 303
    async with coop.reading() as work:
        assert await accounts.by_session(work, before) is None
        assert await accounts.token_of(work, token) is None
        assert not await accounts.is_live_link(work, link)
    await opened(coop).sign_in("ana", _NEW)
    assert any("vient d\u2019être changé" in letter for letter in await letters_of(coop))


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("short", "short", "password"),
        ("motdepasse2026", "motdepasse2026", "password"),
        ("ana@mail.example", "ana@mail.example", "password"),
        ("x" * 2000, "x" * 2000, "password"),
        (_NEW, _NEW + "!", "again"),
        ("", "", "password"),
    ],
)
async def test_a_weak_or_mistyped_password_is_not_taken(
    at_home: Browser, opened: Opener, coop: Instance, password: str, again: str, field: str
) -> None:
    """It says why (cases web-011 and web-013), shows nothing of it, and the old one stays."""
    fields = {"password": password, "again": again}
    sent = await at_home.send("/settings/password", fields, at=_PATH)
    assert sent.status_code == 422
    assert f'id="e-{field}"' in sent.text
    assert not password or f'value="{password}"' not in sent.text.replace("ana@mail.example", "")
    await opened(coop).sign_in("ana")


async def test_later_the_current_password_is_asked_for(
    at_home: Browser, clock: StoppedClock, opened: Opener, coop: Instance
) -> None:
    """So that a telephone left on a table opens no more than it shows."""
    clock.move(_HOUR)
    page = await at_home.get(_PATH)
    assert 'name="current"' in page.text
    fields = {"password": _NEW, "again": _NEW, "current": "mistaken"}
    sent = await at_home.send("/settings/password", fields, at=_PATH)
    assert sent.status_code == 422
    assert at_home.say("This is not your current password.") in words(sent)
    right = {**fields, "current": PASSWORD}
    assert (await at_home.send("/settings/password", right, at=_PATH)).status_code == 303


async def test_the_current_password_is_not_guessed_here_either(
    at_home: Browser, clock: StoppedClock
) -> None:
    """Five tries, as at the door."""
    clock.move(_HOUR)
    fields = {"password": _NEW, "again": _NEW, "current": "mistaken"}
    statuses = [
        (await at_home.send("/settings/password", fields, at=_PATH)).status_code for _ in range(6)
    ]
    assert statuses == [422] * 5 + [429]


async def test_who_forgot_it_comes_in_by_mail_and_chooses_another(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """A link proves as much as a password."""
    async with coop.writing() as work:
        token = await service.link_for(work, ana)
    browser = opened(coop)
    await browser.send(f"/sign-in/link/{token}", at=f"/sign-in/link/{token}")
    assert 'name="current"' not in (await browser.get(_PATH)).text
    fields = {"password": _NEW, "again": _NEW}
    assert (await browser.send("/settings/password", fields, at=_PATH)).status_code == 303


async def test_a_member_without_a_password_need_not_have_one(
    opened: Opener, coop: Instance
) -> None:
    """And is not asked for it, even later."""
    async with coop.writing() as work:
        bob = await service.admit(work, "bob", email="bob@mail.example")
        token = await service.link_for(work, bob)
    browser = opened(coop)
    await browser.send(f"/sign-in/link/{token}", at=f"/sign-in/link/{token}")
    said = browser.say("Choose this password")
    assert said in words(await browser.get(_PATH))


async def test_an_address_is_changed_by_who_knows_the_password(
    at_home: Browser, clock: StoppedClock
) -> None:
    """With the current password, once some time has passed."""
    clock.move(_HOUR)
    fields = {"email": "Nouvelle@Mail.example"}
    refused = await at_home.send("/settings/email", fields, at=_PATH)
    assert refused.status_code == 422
    assert 'id="e-email_current"' in refused.text
    assert 'value="Nouvelle@Mail.example"' in refused.text
    fields["email_current"] = PASSWORD
    assert (await at_home.send("/settings/email", fields, at=_PATH)).status_code == 303


@pytest.mark.parametrize("email", ["", "nonsense", "a\r\nBcc: x@y.example"])
async def test_an_address_must_be_one(at_home: Browser, email: str) -> None:
    """And no header of a letter."""
    sent = await at_home.send("/settings/email", {"email": email}, at=_PATH)
    assert sent.status_code == 422
    assert 'id="e-email"' in sent.text


async def test_a_member_sees_where_she_is_signed_in(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """And ends what she does not know."""
    other = opened(coop)
    await other.sign_in("ana")
    page = await at_home.get(_PATH)
    assert words(page).count("Firefox, Linux") == 2
    assert at_home.say("This one") in words(page)
    (path,) = re.findall(r'action="(/settings/sessions/[0-9a-f-]{36}/end)"', page.text)
    assert (await at_home.send(path, at=_PATH)).status_code == 303
    assert (await other.get(_PATH)).status_code == 303
    assert (await at_home.get(_PATH)).status_code == 200
    assert (await at_home.send(path, at=_PATH)).status_code == 404


async def test_all_others_are_signed_out_at_once(
    at_home: Browser, opened: Opener, coop: Instance
) -> None:
    """But not this one."""
    others = [opened(coop), opened(coop)]
    for other in others:
        await other.sign_in("ana")
    assert (await at_home.send("/settings/sessions/end", at=_PATH)).status_code == 303
    assert [(await other.get(_PATH)).status_code for other in others] == [303, 303]
    assert (await at_home.get(_PATH)).status_code == 200


async def test_nobody_signs_somebody_else_out(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Her sessions do not exist for others."""
    await given_account(coop, "bob")
    bob = opened(coop)
    await bob.sign_in("bob")
    async with coop.reading() as work:
        (session,) = await accounts.sessions_of(work, ana)
    answer = await bob.send(f"/settings/sessions/{session.id}/end", at=_PATH)
    assert answer.status_code == 404
    assert (await at_home.get(_PATH)).status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Firefox/130", "Firefox, macOS"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_devices_have_the_names_that_people_use(agent: str, name: str) -> None:
    """As far as they say what they are."""
    assert device_name(agent) == name
