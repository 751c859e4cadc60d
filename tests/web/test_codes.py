"""A member without e-mail: her card is printed, she types it, and comes back by password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries
from fedicoop.register import Sheet
from fedicoop.register import service as register
from tests.register.given import BEA, HEAD, LANGUAGES
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_person

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

HEC = "1043;Essai;Hector;;particulier;usagers;76000;Rouen;fr;3;actif"
CODES = "/admin/register/codes"
LIST = "/admin/register"
SENTENCE = "trois poules sous le tilleul"
FIELDS = {
    "name": "Hector",
    "username": "hector",
    "password": SENTENCE,
    "again": SENTENCE,
    "consent": "on",
}
_CODE = re.compile(r'class="code" translate="no">([0-9A-Z-]{14})<')


@pytest.fixture
async def admin(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of an administrator whose register has two people, one without e-mail."""
    data = "\r\n".join([HEAD, BEA, HEC]).encode()
    await register.take_over(coop.writing, Sheet(data, LANGUAGES))
    ada = await given_person(coop, "ada", roles=["admin"])
    return await browser_of(opened, coop, ada)


async def ident_of(coop: Instance, number: str) -> str:
    """Give the row id of an entry."""
    async with coop.reading() as work:
        entry = await queries.entry_by_number(work, number)
    assert entry is not None
    return entry.id


async def printed(admin: Browser, **fields: str) -> str:
    """Print a sheet with one card; give its code."""
    sheet = await admin.send(CODES, fields or {"all": "on"}, at=LIST)
    assert sheet.status_code == 200
    assert sheet.headers["cache-control"] == "private, no-store"
    (code,) = _CODE.findall(sheet.text)
    return str(code)


async def key_of(browser: Browser, code: str) -> str:
    """Type a code; give the page that it opens."""
    answer = await browser.send("/code", {"number": "1043", "code": code}, at="/code")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_from_the_printed_card_to_coming_back_by_password(
    admin: Browser, coop: Instance, opened: Opener
) -> None:
    code = await printed(admin, entry=await ident_of(coop, "1043"))

    browser = opened(coop)
    assert 'href="/code"' in (await browser.get("/login")).text
    where = await key_of(browser, code)
    page = await browser.get(where)
    assert 'value="Hector Essai"' in page.text
    assert 'name="password"' in page.text
    answer = await browser.send(where, FIELDS, at=where)
    assert answer.headers["location"] == "/home?first=1"

    again = opened(coop)
    await again.sign_in("hector", SENTENCE)
    assert (await again.get("/home")).status_code == 200
    spent = await opened(coop).send("/code", {"number": "1043", "code": code}, at="/code")
    assert spent.status_code == 422


async def test_what_was_typed_stays_and_the_password_must_be_good(
    admin: Browser, coop: Instance, opened: Opener
) -> None:
    where = await key_of(opened(coop), await printed(admin))
    browser = opened(coop)
    for more, says in (
        ({"password": "court", "again": "court"}, "Use at least 12 characters"),
        ({"again": "another sentence"}, "The two passwords are not the same."),
    ):
        answer = await browser.send(where, {**FIELDS, **more}, at=where)
        assert answer.status_code == 422
        assert 'value="hector"' in answer.text
        full = "; a short sentence is easy to remember."
        assert browser.say(says if says.endswith(".") else says + full) in words(answer)
        assert SENTENCE not in answer.text


async def test_a_telephone_that_looks_at_the_card_has_typed_it_and_nothing_is_tried(
    admin: Browser, coop: Instance, opened: Opener
) -> None:
    code = await printed(admin)
    browser = opened(coop)
    where = f"/code?number=1043&code={code}"
    for _ in range(6):
        assert (await browser.get(where)).status_code == 200
    page = await browser.get(where)
    assert f'value="{code}"' in markup(page)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex"
    assert (await key_of(browser, code)).startswith("/activate/")


async def test_guessing_ends_with_a_pause_that_says_how_long(
    visitor: Browser, admin: Browser
) -> None:
    code = await printed(admin)
    for _ in range(5):
        wrong = await visitor.send("/code", {"number": "1043", "code": "0" * 12}, at="/code")
        assert wrong.status_code == 422
        assert 'value="1043"' in wrong.text
    stopped = await visitor.send("/code", {"number": "1043", "code": code}, at="/code")
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0


async def test_nothing_typed_is_said_beside_the_fields(visitor: Browser) -> None:
    answer = await visitor.send("/code", {"number": " "}, at="/code")
    assert answer.status_code == 422
    assert 'id="e-number"' in answer.text
    assert 'id="e-code"' in answer.text


async def test_only_administrators_print(opened: Opener, coop: Instance, admin: Browser) -> None:
    bob = await browser_of(opened, coop, await given_person(coop, "bob", roles=["moderation"]))
    entry = await ident_of(coop, "1043")
    assert (await bob.send(CODES, {"entry": entry})).status_code == 404
    assert (await bob.send("/admin/members/ada/code")).status_code == 404
    stranger = await opened(coop).send(CODES, {"all": "on"}, at="/login")
    assert stranger.status_code in {303, 401}
    async with coop.reading() as work:
        row = await queries.entry_by_id(work, entry)
    assert row is not None
    assert row.printed_at is None


async def test_who_has_e_mail_gets_no_card_and_the_page_says_so(
    admin: Browser, coop: Instance
) -> None:
    answer = await admin.send(CODES, {"entry": await ident_of(coop, "1042")}, at=LIST)
    assert answer.status_code == 303
    shown = await admin.get(answer.headers["location"])
    said = admin.say("Nobody among them needs a code: they have an e-mail address, or have left.")
    assert said in words(shown)


async def test_the_register_says_when_a_code_was_printed_and_by_whom(
    admin: Browser, coop: Instance
) -> None:
    entry = await ident_of(coop, "1043")
    first = await printed(admin, entry=entry)
    page = words(await admin.get(f"/admin/register/entry/{entry}"))
    assert admin.say("Code printed") in page
    assert "Ada" in page
    assert admin.say("Code printed") in words(await admin.get(f"{LIST}?standing=without-email"))
    assert await printed(admin, entry=entry) != first


async def test_a_lost_password_is_replaced_by_another_card(
    admin: Browser, coop: Instance, opened: Opener
) -> None:
    browser = opened(coop)
    where = await key_of(browser, await printed(admin))
    await browser.send(where, FIELDS, at=where)

    page = await admin.get("/admin/members/hector")
    assert admin.say("Password lost") in words(page)
    sheet = await admin.send("/admin/members/hector/code", at="/admin/members/hector")
    (code,) = _CODE.findall(sheet.text)
    another = opened(coop)
    where = await key_of(another, code)
    assert where.startswith("/sign-in/link/")
    await another.send(where, at=where)
    new = "quatre poules sous le tilleul"
    fields = {"password": new, "again": new}
    assert (await another.send("/settings/password", fields, at="/settings/access")).is_redirect
    await opened(coop).sign_in("hector", new)


async def test_a_member_who_gets_e_mail_or_is_in_no_register_gets_no_card(
    admin: Browser, coop: Instance
) -> None:
    assert admin.say("Password lost") not in words(await admin.get("/admin/members/ada"))
    assert (await admin.send("/admin/members/ada/code", at=LIST)).status_code == 404
    assert (await admin.send("/admin/members/nobody/code", at=LIST)).status_code == 404
    async with coop.writing() as work:
        ada = await queries.by_login(work, "ada")
        assert ada is not None
        ada.number = "1042"
    answer = await admin.send("/admin/members/ada/code", at=LIST)
    assert answer.headers["location"] == "/admin/members/ada"
