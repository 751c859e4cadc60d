"""The operator's pages of the register: a file is looked at, taken over, and people are invited."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts import queries
from fedicoop.accounts.policy import Standing
from fedicoop.notifications import Mail
from tests.register.given import BEA, HEAD
from tests.web.browser import words
from tests.web.given import browser_of, given_person

if TYPE_CHECKING:
    import httpx2

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

IMPORT = "/admin/register/import"


@pytest.fixture(params=["fr", "en"])
async def admin(opened: Opener, coop: Instance, request: pytest.FixtureRequest) -> Browser:
    """Give an administrator's browser, in each language."""
    language = request.param
    member = await given_person(coop, "ada", roles=["admin"], language=language)
    return await browser_of(opened, coop, member, language)


async def look(admin: Browser, *rows: str, head: str = HEAD) -> httpx2.Response:
    """Choose a file."""
    data = "\r\n".join([head, *rows, ""]).encode("cp1252")
    files = {"file": ("societaires.csv", data, "text/csv")}
    return await admin.send(IMPORT, at=IMPORT, files=files)


async def confirm(admin: Browser, shown: httpx2.Response, **more: str) -> httpx2.Response:
    """Say yes to what was shown."""
    hidden = dict(re.findall(r'name="(sure|kept|digest)"\s+value="([^"]+)"', shown.text))
    return await admin.send(IMPORT, {**hidden, **more}, at=IMPORT)


async def mails(coop: Instance) -> list[Mail]:
    """Give what was written."""
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Mail).order_by(Mail.id)))


async def test_a_file_is_shown_line_by_line_and_then_taken_over(
    admin: Browser, coop: Instance
) -> None:
    """What was shown is what is done; nobody is written to unasked."""
    shown = await look(admin, BEA, "7;Essai;Bob;nonsense", "8;Test")
    said = words(shown)
    assert shown.status_code == 200
    assert "Béa Essai 1042" in said
    assert admin.say("This is not an e-mail address.") in said
    async with coop.reading() as work:
        assert await queries.entry_by_number(work, "1042") is None
    done = await confirm(admin, shown)
    assert admin.say("The register is taken over") in words(done)
    async with coop.reading() as work:
        assert await queries.entry_by_number(work, "1042") is not None
        assert await queries.entry_by_number(work, "7") is None
    assert await mails(coop) == []
    again = await look(admin, BEA, "8;Test")
    assert admin.say("There is nothing to do: the register says all this already.") in words(again)


async def test_changes_are_shown_from_what_to_what_and_who_is_gone(admin: Browser) -> None:
    """And the columns that are left out."""
    await confirm(admin, await look(admin, BEA, "7;Parti"))
    head = HEAD + ";téléphone"
    shown = await look(admin, BEA.replace("usagers", "producteurs") + ";06", head=head)
    assert "<del>usagers</del>" in shown.text
    assert "<ins>producteurs</ins>" in shown.text
    assert "Parti 7" in words(shown)
    assert "téléphone" in words(shown)


async def test_all_may_be_invited_with_the_yes(admin: Browser, coop: Instance) -> None:
    """The letters leave at once when there are few."""
    done = await confirm(admin, await look(admin, BEA), invite="on")
    assert done.status_code == 200
    assert [mail.to for mail in await mails(coop)] == ["bea@mail.example"]


async def test_a_register_that_changed_since_the_look_is_shown_anew(
    admin: Browser, coop: Instance
) -> None:
    """Nobody says yes to what she did not see."""
    shown = await look(admin, BEA)
    await confirm(admin, await look(admin, BEA.replace("usagers", "producteurs")))
    answer = await confirm(admin, shown)
    assert answer.status_code == 409
    assert "<ins>usagers</ins>" in answer.text
    async with coop.reading() as work:
        bea = await queries.entry_by_number(work, "1042")
    assert bea is not None
    assert bea.college == "producteurs"
    assert (await confirm(admin, answer)).status_code == 200


async def test_the_file_is_kept_for_an_hour(
    admin: Browser, coop: Instance, clock: StoppedClock
) -> None:
    """Then it is gone from the disk too, and has to be chosen again."""
    shown = await look(admin, BEA)
    folder = coop.config.folder / "data" / "register"
    assert len(list(folder.iterdir())) == 1
    clock.move(timedelta(minutes=61))
    answer = await confirm(admin, shown)
    assert answer.status_code == 422
    said = admin.say("An hour has passed since you looked: choose the file again.")
    assert said in words(answer)
    await look(admin, "9;Autre")
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("kept", ["../../instance.toml", "0" * 64, ""])
async def test_no_other_file_of_the_server_is_ever_read(admin: Browser, kept: str) -> None:
    """A name we never gave opens nothing."""
    answer = await admin.send(IMPORT, {"sure": "on", "kept": kept, "digest": "x"}, at=IMPORT)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "This file has no rows."),
        (
            b"numero;nom\r\n1;A\0\r\n",
            "This is no table: save it as CSV in your spreadsheet program.",
        ),
        (b'numero\r\n1\r\n"2\r\n', "A quotation mark is never closed: look at line %d."),
        (b"numero;nom\r\n1;" + b"x" * 3_000_000, "A line is too long: look at line %d."),
    ],
    ids=["empty", "nul", "quote", "long"],
)
async def test_a_file_that_cannot_be_read_says_why_at_its_field(
    admin: Browser, data: bytes, says: str
) -> None:
    """With the line, in the reader's language; the page stays."""
    files = {"file": ("x.csv", data, "text/csv")}
    answer = await admin.send(IMPORT, at=IMPORT, files=files)
    line = 3 if "quotation" in says else 2
    said = admin.say(says)
    assert answer.status_code == 422
    assert (said % line if "%d" in said else said) in words(answer)


async def test_the_register_is_listed_by_how_far_each_is_and_found_by_words(
    admin: Browser, coop: Instance
) -> None:
    """Name, address or number; an empty answer says what to do."""
    empty = words(await admin.get("/admin/register"))
    assert admin.say("The register of members is not here yet.") in empty
    await confirm(admin, await look(admin, BEA, "7;Zoé Muette", "8;Parti;;;;;;;;;sorti"))
    for query, there, gone in (
        ("", "Béa Essai", "nobody"),
        ("?standing=ready", "Béa Essai", "Zoé Muette"),
        ("?standing=without-email", "Zoé Muette", "Béa Essai"),
        ("?standing=apart", "Parti", "Béa Essai"),
        ("?q=ESSAI", "Béa Essai", "Zoé Muette"),
        ("?q=mail.example", "Béa Essai", "Zoé Muette"),
        ("?q=7", "Zoé Muette", "Béa Essai"),
        ("?standing=nonsense&after=1042", "Zoé Muette", "Béa Essai"),
    ):
        said = words(await admin.get(f"/admin/register{query}"))
        assert there in said, query
        assert gone not in said, query
    none = words(await admin.get("/admin/register?q=%25"))
    assert admin.say("Nobody in the register is like that.") in none


async def test_those_ticked_are_invited_and_others_are_not(admin: Browser, coop: Instance) -> None:
    """Nobody at all when nobody is ticked."""
    await confirm(admin, await look(admin, BEA, "7;Bob;;bob@mail.example"))
    where = "/admin/register"
    await admin.send(f"{where}/invite", at=where)
    assert await mails(coop) == []
    async with coop.reading() as work:
        bob = await queries.entry_by_number(work, "7")
    assert bob is not None
    answer = await admin.send(f"{where}/invite", {"entry": bob.id, "back": where}, at=where)
    assert answer.status_code == 303
    assert [mail.to for mail in await mails(coop)] == ["bob@mail.example"]


async def test_one_entry_is_looked_at_invited_left_alone_and_forgotten(
    admin: Browser, coop: Instance
) -> None:
    """Its page says what the register says; in the end only the number."""
    await confirm(admin, await look(admin, BEA))
    async with coop.reading() as work:
        bea = await queries.entry_by_number(work, "1042")
    assert bea is not None
    where = f"/admin/register/entry/{bea.id}"
    assert where in (await admin.get("/admin/register")).text
    said = words(await admin.get(where))
    for value in ("Béa Essai", "1042", "bea@mail.example", "particulier", "usagers", "Rouen"):
        assert value in said
    await admin.send(f"{where}/invite", at=where)
    assert [mail.to for mail in await mails(coop)] == ["bea@mail.example"]
    assert admin.say("Invite again") in words(await admin.get(where))
    await admin.send(f"{where}/silent", at=where)
    assert admin.say("wants no letters") in words(await admin.get(where))
    await admin.send(f"{where}/invite", at=where)
    assert len(await mails(coop)) == 1
    await admin.send(f"{where}/forget", at=where)
    said = words(await admin.get(where))
    assert admin.say("erased") in said
    assert "Béa" not in said
    assert "mail.example" not in said
    assert (await admin.get("/admin/register/entry/nobody")).status_code == 404


async def test_an_entry_with_an_account_leads_to_the_member_and_is_not_forgotten_here(
    admin: Browser, coop: Instance
) -> None:
    """Erasing a member is another deed."""
    await given_person(coop, "bea")
    await confirm(admin, await look(admin, BEA))
    async with coop.reading() as work:
        entry = await queries.entry_by_number(work, "1042")
    assert entry is not None
    where = f"/admin/register/entry/{entry.id}"
    assert (await admin.get(where)).headers["location"] == "/admin/members/bea"
    answer = await admin.send(f"{where}/forget", at="/admin/members/bea")
    assert answer.status_code == 404


async def test_a_member_reads_in_her_settings_what_the_register_says_of_her(
    admin: Browser, at_home: Browser
) -> None:
    """And what to do when it knows nothing."""
    where = "/settings/membership"
    nothing = at_home.say("This account is not linked with the register of members yet.")
    assert nothing in words(await at_home.get(where))
    await confirm(admin, await look(admin, BEA.replace("bea@", "ana@")))
    said = words(await at_home.get(where))
    for value in ("1042", "particulier", "usagers", "76000", at_home.say("Shares") + " 3"):
        assert value in said


async def test_all_are_invited_a_few_at_once_and_it_can_be_stopped(
    admin: Browser, coop: Instance
) -> None:
    """The page says how many wait."""
    rows = [f"{number};M;;m{number}@mail.example" for number in range(60)]
    await confirm(admin, await look(admin, *rows))
    await admin.send("/admin/register/invite", {"all": "on"}, at="/admin/register")
    assert len(await mails(coop)) == 50
    async with coop.reading() as work:
        assert (await queries.count_entries(work))[Standing.WAITING] == 10
    page = await admin.get("/admin/register")
    assert "/admin/register/stop" in page.text
    assert 'rel="next"' in page.text
    await admin.send("/admin/register/stop", at="/admin/register")
    async with coop.reading() as work:
        assert (await queries.count_entries(work))[Standing.WAITING] == 0


async def test_the_register_is_a_file_again_without_any_formula(admin: Browser) -> None:
    """Which can be taken over: nothing changes by it."""
    await confirm(admin, await look(admin, BEA, "7;=HYPERLINK(1);;bob@mail.example"))
    answer = await admin.get("/admin/register.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="register.csv"'
    assert "'=HYPERLINK(1)" in answer.text
    files = {"file": ("register.csv", answer.content, "text/csv")}
    shown = await admin.send(IMPORT, at=IMPORT, files=files)
    assert admin.say("There is nothing to do: the register says all this already.") in words(shown)


async def test_what_the_register_says_of_a_member_is_corrected_on_her_page(
    admin: Browser, coop: Instance
) -> None:
    """With what is wrong at its field, and what was typed still there."""
    await given_person(coop, "bea")
    await given_person(coop, "bob")
    where = "/admin/members/bea"
    assert 'href="/admin/members/bea"' in (await admin.get("/admin/members")).text
    fields = {"number": "a-7", "category": "particulier", "college": "usagers", "postcode": "76000"}
    assert (await admin.send(where, fields, at=where)).status_code == 303
    async with coop.reading() as work:
        bea = await queries.by_number(work, "A-7")
    assert bea is not None
    assert (bea.category, bea.college, bea.postcode) == ("particulier", "usagers", "76000")
    wrong = await admin.send(
        "/admin/members/bob", {**fields, "college": "x" * 61, "postcode": "?"}, at=where
    )
    assert wrong.status_code == 422
    assert admin.say("This number belongs to another member.") in words(wrong)
    assert "x" * 61 in wrong.text
    odd = await admin.send(where, {**fields, "number": "=1"}, at=where)
    assert odd.status_code == 422
    assert (await admin.get("/admin/members/nobody")).status_code == 404


@pytest.mark.parametrize("path", [IMPORT, "/admin/register", "/admin/register.csv"])
async def test_the_register_is_for_administrators_alone(
    at_home: Browser, visitor: Browser, path: str
) -> None:
    """Members are told nothing, visitors are asked to sign in."""
    assert (await at_home.get(path)).status_code == 404
    assert (await visitor.get(path)).status_code in {303, 401}
    assert (await at_home.send(IMPORT, at="/settings")).status_code == 404
    assert (await at_home.send("/admin/register/invite", at="/settings")).status_code == 404
