"""What a member chooses for herself: profile, preferences, programs, other accounts."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fedicoop.accounts import queries as accounts
from fedicoop.actors import queries as actors
from fedicoop.actors import service as people
from tests.web.browser import Browser, given_account, words
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from tests.web.conftest import Opener

PAGES = (
    "/settings",
    "/settings/preferences",
    "/settings/access",
    "/settings/programs",
    "/settings/accounts",
)
_PROFILE = {"name": "Ana Le Goff", "summary": "Le *vent*"}


def a_picture(width: int = 90, height: int = 60) -> bytes:
    """Draw a picture as a camera would send it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(out, "JPEG")
    return out.getvalue()


async def me(coop: Instance, ana: Member) -> Actor:
    """Give the member's actor as it is now."""
    async with coop.reading() as work:
        found = await actors.by_id(work, ana.actor_id)
        assert found is not None
        return found


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_every_page_is_for_members(
    opened: Opener, coop: Instance, ana: Member, language: str
) -> None:
    """In both languages, kept by no cache."""
    browser = opened(coop, language)
    assert [(await browser.get(path)).status_code for path in PAGES] == [303] * 5
    await browser.sign_in("ana")
    await browser.send("/language", {"language": language})
    for path in PAGES:
        page = await browser.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.text
        assert page.headers["cache-control"] == "private, no-store"
        assert f'href="{path}" aria-current="page"' in page.text


async def test_a_member_says_who_she_is(at_home: Browser, ana: Member) -> None:
    """And finds it in the form again as she typed it; others are told."""
    more = {"field_name_0": "Ville", "field_value_0": "Rouen", "locked": "on", "indexable": "on"}
    sent = await at_home.send("/settings", {**_PROFILE, **more}, at="/settings")
    assert (sent.status_code, sent.headers["location"]) == (303, "/settings")
    page = await at_home.get("/settings")
    assert at_home.say("Your changes are saved.") in words(page)
    assert ">Le *vent*</textarea>" in page.text
    assert 'value="Rouen"' in page.text
    actor = await me(at_home.instance, ana)
    assert (actor.name, actor.locked, actor.discoverable) == ("Ana Le Goff", True, False)
    assert "<em>vent</em>" in actor.summary


async def test_what_does_not_hold_is_shown_again(at_home: Browser, ana: Member) -> None:
    """With what was typed."""
    sent = await at_home.send("/settings", {"name": "a" * 101, "summary": "reste"}, at="/settings")
    assert sent.status_code == 422
    assert words(sent).count(at_home.say("At most 100 characters.")) == 2
    assert ">reste</textarea>" in sent.text
    assert (await me(at_home.instance, ana)).name == "Ana"


async def test_a_member_shows_two_pictures(at_home: Browser, ana: Member, opened: Opener) -> None:
    """They are ours then; a new one replaces the old one, and a tick takes it away."""
    coop = at_home.instance
    files = {name: ("x.jpg", a_picture(), "image/jpeg") for name in ("icon", "image")}
    sent = await at_home.send("/settings", _PROFILE, at="/settings", files=files)
    assert sent.status_code == 303
    actor = await me(coop, ana)
    old = actor.icon
    for url in (actor.icon, actor.image):
        answer = await opened(coop).get(url)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
    assert actor.icon.removeprefix("https://coop.example") in (await at_home.get("/@ana")).text
    fresh = {"icon": ("y.png", a_picture(20, 20), "image/png")}
    await at_home.send("/settings", _PROFILE, at="/settings", files=fresh)
    actor = await me(coop, ana)
    assert actor.icon != old
    assert actor.image
    assert (await opened(coop).get(old)).status_code == 404
    await at_home.send("/settings", {**_PROFILE, "icon_remove": "on"}, at="/settings")
    assert (await me(coop, ana)).icon == ""


@pytest.mark.parametrize("data", [b"not a picture", b"<svg onload='alert(1)'/>", b""])
async def test_what_is_no_picture_is_not_taken(at_home: Browser, ana: Member, data: bytes) -> None:
    """It is said beside the field; the rest of the form is kept."""
    files = {"icon": ("x.svg", data, "image/svg+xml")}
    sent = await at_home.send("/settings", _PROFILE, at="/settings", files=files)
    assert sent.status_code == 422
    assert 'id="e-icon"' in sent.text
    assert ">Le *vent*</textarea>" in sent.text
    assert (await me(at_home.instance, ana)).name == "Ana"


async def test_a_picture_too_large_is_refused_beside_its_field(at_home: Browser) -> None:
    """Not with an empty page."""
    most = at_home.instance.config.limits.upload_mb * 1024 * 1024
    files = {"image": ("x.jpg", b"x" * (most + 1), "image/jpeg")}
    sent = await at_home.send("/settings", _PROFILE, at="/settings", files=files)
    assert sent.status_code == 422
    assert at_home.say("This file is too large.") in words(sent)


async def test_there_are_no_other_files(visitor: Browser) -> None:
    """Whatever dots and slashes the address has (case web-025)."""
    for name in ("x.webp", "..%2f..%2finstance.toml", "a" * 32 + ".webp"):
        assert (await visitor.get(f"/media/{name}")).status_code == 404
    assert (await visitor.get("/media/%00")).status_code == 400, "no address has a NUL"


async def test_a_member_chooses_how_she_reads(at_home: Browser, ana: Member) -> None:
    """Language, time zone, for whom she writes, how often mail comes."""
    fields = {
        "language": "en",
        "time_zone": "America/Martinique",
        "default_visibility": "members",
        "email_digest": "weekly",
        "near_km": "100",
    }
    path = "/settings/preferences"
    assert (await at_home.send(path, fields, at=path)).status_code == 303
    page = await at_home.get(path)
    assert '<html lang="en">' in page.text
    for value in fields.values():
        assert f'<option value="{value}" selected>' in page.text


async def test_a_postcode_opens_the_group_of_the_town(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Once: whoever left is not added when she saves her choices again."""
    bob = await given_account(coop, "bob")
    await given_group(coop, bob, "rouen", automatic={"postcodes": ["76"]})
    path = "/settings/preferences"
    page = await at_home.get(path)
    values = ("language", "time_zone", "default_visibility", "email_digest")
    chosen = {name: getattr(ana, name) for name in values}
    assert 'name="postcode"' in page.text
    await at_home.send(path, {**chosen, "postcode": "76 100"}, at=path)
    assert 'value="76100"' in (await at_home.get(path)).text
    assert at_home.say("Leave the group") in words(await at_home.get("/@rouen"))
    await at_home.send("/@rouen/leave", at="/@rouen")
    await at_home.send(path, {**chosen, "postcode": "76100"}, at=path)
    assert at_home.say("Join the group") in words(await at_home.get("/@rouen"))


@pytest.mark.parametrize(
    "name", ["language", "time_zone", "default_visibility", "email_digest", "near_km"]
)
async def test_a_choice_that_is_not_offered_is_none(at_home: Browser, name: str) -> None:
    """Nothing is changed."""
    fields = {
        "language": "fr",
        "time_zone": "Europe/Paris",
        "default_visibility": "public",
        "email_digest": "never",
        "near_km": "10",
        name: "../etc/passwd",
    }
    path = "/settings/preferences"
    sent = await at_home.send(path, fields, at=path)
    assert sent.status_code == 422
    assert f'id="e-{name}"' in sent.text


async def test_a_program_gets_a_token_that_is_shown_once(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """And can be shut out again."""
    path = "/settings/programs"
    assert at_home.say("No program has access to your account.") in words(await at_home.get(path))
    made = await at_home.send(path, {"name": "Agenda", "may": "read"}, at=path)
    assert made.status_code == 200
    found = re.search(r'<code class="secret">([^<]+)</code>', made.text)
    assert found
    async with coop.reading() as work:
        row = await accounts.token_of(work, found[1])
        assert row is not None
    assert row.scopes == ["read"]
    page = await at_home.get(path)
    assert found[1] not in page.text
    assert "Agenda" in words(page)
    gone = await at_home.send(f"{path}/{row.id}/revoke", at=path)
    assert gone.status_code == 303
    async with coop.reading() as work:
        assert await accounts.token_of(work, found[1]) is None


async def test_a_program_needs_a_name(at_home: Browser) -> None:
    """To be recognised later; what may not be asked for is read as little."""
    path = "/settings/programs"
    sent = await at_home.send(path, {"name": " ", "may": "everything"}, at=path)
    assert sent.status_code == 422
    assert at_home.say("Give it a name, to recognise it later.") in words(sent)


async def test_nobody_revokes_what_is_not_hers(at_home: Browser, opened: Opener) -> None:
    """It does not exist for her."""
    coop = at_home.instance
    await at_home.send("/settings/programs", {"name": "x", "may": "write"}, at="/settings/programs")
    await given_account(coop, "bob")
    bob = opened(coop)
    await bob.sign_in("bob")
    async with coop.reading() as work:
        owner = await accounts.by_login(work, "ana")
        assert owner is not None
        (token,) = await accounts.tokens_of(work, owner)
    answer = await bob.send(f"/settings/programs/{token.id}/revoke", at="/settings")
    assert answer.status_code == 404


async def given_other(neighbour: Instance, coop: Instance, *, agrees: bool) -> None:
    """Give Ana a second account next door, which names the first one if it agrees."""
    other = await given_account(neighbour, "ana")
    async with neighbour.writing() as work:
        actor = await actors.by_id(work, other.actor_id)
        assert actor is not None
        if agrees:
            await people.add_alias(work, actor, coop.urls.user("ana"))


async def test_another_account_can_be_named_and_unnamed(
    at_home: Browser, neighbour: Instance, ana: Member
) -> None:
    """By its address."""
    coop, path = at_home.instance, "/settings/accounts"
    await given_other(neighbour, coop, agrees=False)
    fields = {"alias": "@ana@neighbour.example"}
    sent = await at_home.send(f"{path}/alias", fields, at=path)
    assert sent.status_code == 303
    assert (await me(coop, ana)).also_known_as == ["https://neighbour.example/users/ana"]
    page = await at_home.get(path)
    assert "@ana@neighbour.example" in words(page)
    uri = {"uri": "https://neighbour.example/users/ana"}
    await at_home.send(f"{path}/unalias", uri, at=path)
    assert (await me(coop, ana)).also_known_as == []


@pytest.mark.parametrize("typed", ["@ana@coop.example", "nonsense", "@x@nowhere.example", ""])
async def test_a_wrong_address_names_nobody(at_home: Browser, typed: str) -> None:
    """And is still there to be corrected."""
    path = "/settings/accounts"
    sent = await at_home.send(f"{path}/alias", {"alias": typed}, at=path)
    assert sent.status_code == 422
    assert 'id="e-alias"' in sent.text
    assert f'value="{typed}"' in sent.text


async def test_a_member_moves_with_her_followers(
    at_home: Browser, neighbour: Instance, ana: Member
) -> None:
    """When the other account names this one, and she ticked the box."""
    coop, path = at_home.instance, "/settings/accounts"
    await given_other(neighbour, coop, agrees=True)
    goal = {"target": "@ana@neighbour.example"}
    unsure = await at_home.send(f"{path}/move", goal, at=path)
    assert unsure.status_code == 422
    assert 'id="e-sure"' in unsure.text
    sent = await at_home.send(f"{path}/move", {**goal, "sure": "on"}, at=path)
    assert sent.status_code == 303
    assert (await me(coop, ana)).moved_to == "https://neighbour.example/users/ana"
    assert at_home.say("You have moved to") in words(await at_home.get(path))


async def test_nobody_moves_to_who_does_not_agree(
    at_home: Browser, neighbour: Instance, ana: Member
) -> None:
    """Nor to somebody who is not there."""
    coop, path = at_home.instance, "/settings/accounts"
    await given_other(neighbour, coop, agrees=False)
    for target in ("@ana@neighbour.example", "@nobody@neighbour.example"):
        sent = await at_home.send(f"{path}/move", {"target": target, "sure": "on"}, at=path)
        assert sent.status_code == 422
        assert 'id="e-target"' in sent.text
    assert (await me(coop, ana)).moved_to == ""
