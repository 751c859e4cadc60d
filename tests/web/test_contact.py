"""Contacting the cooperative: who is named, a form without an account, and its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from fedicoop.accounts import queries as register
from fedicoop.accounts import service as accounts
from fedicoop.notifications import Mail
from fedicoop.posts import Post
from fedicoop.web.pages.contact.writing import TRAP
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_person

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

TYPED = {"name": "Léa Roux", "email": "lea@poste.example", "words": "Comment adhérer ?"}


async def given_contact(coop: Instance, username: str, helps_with: str, **more: Any) -> Member:
    """Admit somebody with a role who agreed to be named."""
    member = await given_person(coop, username, **{"roles": ["moderation"], **more})
    async with coop.writing() as work:
        me = await register.by_id(work, member.id)
        assert me is not None
        await accounts.be_contact(work, me, helps_with, agrees=True)
    return member


async def letters(coop: Instance) -> list[Mail]:
    """Give what was queued, in order."""
    async with coop.reading() as work:
        return list(await work.session.scalars(select(Mail).order_by(Mail.id)))


async def test_named_people_stand_on_the_page_without_their_addresses(
    visitor: Browser, coop: Instance
) -> None:
    """With what they do and help with; who has no role any more is not named."""
    await given_contact(coop, "ana", "Adhésion et parts")
    gone = await given_contact(coop, "bob", "Autre chose")
    async with coop.writing() as work:
        member = await register.by_id(work, gone.id)
        assert member is not None
        await accounts.set_roles(work, member, [])
    page = await visitor.get("/contact")
    said = words(page)
    assert page.status_code == 200
    assert visitor.say("Moderation team") in said
    assert "Adhésion et parts" in said
    assert "Autre chose" not in said
    assert "mail.example" not in page.text
    assert "noindex" not in page.text


async def test_every_page_leads_to_it(visitor: Browser) -> None:
    """From the foot, and from an error."""
    for path in ("/", "/agenda", "/groups", "/nowhere"):
        assert 'href="/contact"' in (await visitor.get(path)).text.partition("<footer")[2]
    assert 'href="/contact"' in (await visitor.get("/nowhere")).text.partition("<footer")[0]


async def test_what_a_visitor_writes_goes_to_the_contacts_by_letter(
    visitor: Browser, coop: Instance
) -> None:
    """In the language of each, to be answered by e-mail; nothing goes to who wrote."""
    await given_contact(coop, "ana", "Tout")
    await given_contact(coop, "bob", "Rien", language="en")
    answer = await visitor.send("/contact", TYPED, at="/contact")
    assert (answer.status_code, answer.headers["location"]) == (303, "/contact")
    thanks = visitor.say("Thank you. Your message is on its way to those who can answer.")
    assert thanks in words(await visitor.get("/contact"))
    found = await letters(coop)
    assert [each.to for each in found] == ["ana@mail.example", "bob@mail.example"]
    assert [each.headers for each in found] == [{"Reply-To": "lea@poste.example"}] * 2
    assert found[0].subject == "Léa Roux écrit à Coopérative coop.example"
    assert "Comment adhérer ?" in found[0].text
    assert "just reply to this e-mail" in found[1].text


async def test_one_person_can_be_chosen(opened: Opener, coop: Instance) -> None:
    """By the button beside her name, which fills the form; anybody else is nobody."""
    await given_contact(coop, "ana", "Tout")
    bob = await given_contact(coop, "bob", "Rien")
    browser = opened(coop)
    page = markup(await browser.get(f"/contact?to={bob.id}"))
    assert f'<option value="{bob.id}" selected>' in page
    await browser.send("/contact", {**TYPED, "to": bob.id}, at="/contact")
    assert [each.to for each in await letters(coop)] == ["bob@mail.example"]
    eve = await given_person(coop, "eve")
    await browser.send("/contact", {**TYPED, "to": eve.id}, at="/contact")
    assert "eve@mail.example" not in [each.to for each in await letters(coop)]


async def test_nothing_typed_is_lost_and_each_fault_is_said(
    visitor: Browser, coop: Instance
) -> None:
    """Beside its field."""
    await given_contact(coop, "ana", "Tout")
    for missing in TYPED:
        typed = {**TYPED, missing: " "}
        answer = await visitor.send("/contact", typed, at="/contact")
        assert answer.status_code == 422
        assert f'id="e-{missing}"' in answer.text
        for name, value in TYPED.items():
            assert name == missing or value in answer.text
    answer = await visitor.send("/contact", {**TYPED, "words": "a" * 5001}, at="/contact")
    assert visitor.say("At most 5,000 characters.") in words(answer)
    assert await letters(coop) == []


@pytest.mark.parametrize(
    ("name", "hostile"),
    [
        ("email", "lea@poste.example\r\nBcc: all@peer.example"),
        ("email", "lea@poste.example, eve@peer.example"),
        ("email", "not an address"),
    ],
)
async def test_no_second_header_gets_into_a_letter(
    opened: Opener, coop: Instance, name: str, hostile: str
) -> None:
    """The address is refused."""
    await given_contact(coop, "ana", "Tout")
    browser = opened(coop)
    answer = await browser.send("/contact", {**TYPED, name: hostile}, at="/contact")
    assert answer.status_code == 422
    assert await letters(coop) == []


async def test_line_ends_in_a_name_become_blanks(opened: Opener, coop: Instance) -> None:
    """A subject is one line."""
    await given_contact(coop, "ana", "Tout")
    await opened(coop).send(
        "/contact", {**TYPED, "name": "Léa\r\nBcc: x@peer.example"}, at="/contact"
    )
    assert "\n" not in (await letters(coop))[0].subject


async def test_what_fills_in_the_hidden_field_is_thanked_and_forgotten(
    opened: Opener, coop: Instance
) -> None:
    """So that no program learns of the trap."""
    await given_contact(coop, "ana", "Tout")
    browser = opened(coop)
    answer = await browser.send("/contact", {**TYPED, TRAP: "https://spam.example"}, at="/contact")
    assert answer.status_code == 303
    assert await letters(coop) == []


async def test_from_one_place_come_only_a_few_messages(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    """The next one is kept in the form, with when to try again."""
    await given_contact(coop, "ana", "Tout")
    browser = opened(coop)
    for _ in range(3):
        assert (await browser.send("/contact", TYPED, at="/contact")).status_code == 303
    answer = await browser.send("/contact", TYPED, at="/contact")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "600"
    assert "Comment adhérer ?" in answer.text
    assert browser.say("Too many messages came from here; please wait a little, or telephone.") in (
        words(answer)
    )
    assert len(await letters(coop)) == 3


async def test_a_member_writes_in_private(opened: Opener, coop: Instance) -> None:
    """The contacts get a message that they alone read, and answer it here."""
    await given_contact(coop, "ana", "Tout")
    bob = await given_person(coop, "bob", language="en")
    browser = await browser_of(opened, coop, bob, "en")
    page = await browser.get("/contact")
    assert 'name="email"' not in page.text.partition("<main")[2]
    answer = await browser.send("/contact", {"words": "Une question"}, at="/contact")
    assert answer.status_code == 303
    async with coop.reading() as work:
        post = await work.session.scalar(select(Post))
    assert post is not None
    assert (post.visibility, post.author_id) == ("direct", bob.actor_id)
    assert "Une question" in post.content
    assert await letters(coop) == []


async def test_where_nobody_is_named_administrators_get_the_letter(
    opened: Opener, coop: Instance
) -> None:
    """A member's too; and without anybody there is no form, but a refusal that says so."""
    browser = opened(coop, "en")
    assert 'id="f-words"' not in (await browser.get("/contact")).text
    answer = await browser.send("/contact", TYPED, at="/contact")
    assert answer.status_code == 403
    assert "Nobody can be reached by this form yet" in words(answer)
    await given_person(coop, "paul", roles=["admin"])
    assert (await browser.send("/contact", TYPED, at="/contact")).status_code == 303
    bob = await given_person(coop, "bob")
    bobs = await browser_of(opened, coop, bob)
    assert (await bobs.send("/contact", {"words": "Et moi ?"}, at="/contact")).status_code == 303
    found = await letters(coop)
    assert [each.to for each in found] == ["paul@mail.example"] * 2
    assert found[1].headers == {"Reply-To": "bob@mail.example"}


async def test_the_settings_name_telephone_address_and_gift(
    internet: Internet, opened: Opener, clock: StoppedClock, tmp_path: Path
) -> None:
    """On the page and at the foot of each; the cooperative's own address gets the letters too."""
    more = (
        '[contact]\nemail = "nous@maison.example"\nphone = "02 61 91 00 10"\n'
        'hours = "le mardi | on Tuesdays"\naddress = ["3 quai", "76000 Rouen"]\n'
        'donate = "https://dons.example/nous"\n'
        '[tools.public]\n"Cartes | Maps" = "https://cartes.example/"\n'
        '[tools.members]\n"Visio" = "https://visio.example/"\n'
    )
    async with internet.instance("maison.example", tmp_path / "maison", clock, more) as house:
        browser = opened(house, "en")
        page = await browser.get("/contact")
        for said in ("02 61 91 00 10", "on Tuesdays", "3 quai", "nous@maison.example"):
            assert said in words(page)
        foot = markup(await browser.get("/agenda")).partition("<footer")[2]
        for link in ("https://dons.example/nous", "https://cartes.example/", "tel:0261910010"):
            assert f'href="{link}"' in foot
        assert ">Maps<" in foot
        assert "https://visio.example/" not in foot
        await browser.send("/contact", TYPED, at="/contact")
        assert [each.to for each in await letters(house)] == ["nous@maison.example"]
        ana = await given_person(house, "ana")
        member = await browser_of(opened, house, ana)
        assert "https://visio.example/" in (await member.get("/home")).text


async def test_people_with_a_role_agree_in_their_settings(opened: Opener, coop: Instance) -> None:
    """With a few words; others have no such page."""
    ana = await given_person(coop, "ana", roles=["relais"], language="en")
    browser = await browser_of(opened, coop, ana, "en")
    assert "/settings/contact" in (await browser.get("/settings")).text
    page = await browser.send("/settings/contact", {"agrees": "on", "helps_with": " "})
    assert page.status_code == 422
    assert "Say in a few words what you help with." in words(page)
    long = await browser.send("/settings/contact", {"agrees": "on", "helps_with": "a" * 201})
    assert long.status_code == 422
    await browser.send("/settings/contact", {"agrees": "on", "helps_with": "Autour de Rouen"})
    assert "Autour de Rouen" in (await browser.get("/contact")).text
    assert "checked" in (await browser.get("/settings/contact")).text
    await browser.send("/settings/contact", {"helps_with": "Autour de Rouen"})
    assert "Autour de Rouen" not in (await browser.get("/contact")).text
    bob = await given_person(coop, "bob")
    bobs = await browser_of(opened, coop, bob)
    assert (await bobs.get("/settings/contact")).status_code == 404
    refused = await bobs.send("/settings/contact", {"agrees": "on", "helps_with": "Tout"})
    assert refused.status_code == 403


async def test_administrators_change_the_words_but_never_agree_for_others(
    opened: Opener, coop: Instance
) -> None:
    """They see who has a role; nobody else does."""
    ana = await given_contact(coop, "ana", "Tout")
    bob = await given_person(coop, "bob", roles=["moderation"])
    paul = await given_person(coop, "paul", roles=["admin"])
    browser = await browser_of(opened, coop, paul)
    page = words(await browser.get("/admin/contacts"))
    assert "Ana" in page
    assert "Bob" in page
    at = "/admin/contacts"
    await browser.send(at, {"member": ana.id, "helps_with": "Le reste"}, at=at)
    assert "Le reste" in (await browser.get("/contact")).text
    assert (
        await browser.send(at, {"member": bob.id, "helps_with": "Tout"}, at=at)
    ).status_code == 404
    await browser.send(at, {"member": ana.id, "do": "end"}, at=at)
    assert "Le reste" not in (await browser.get("/contact")).text
    bobs = await browser_of(opened, coop, bob)
    assert (await bobs.get(at)).status_code == 404
