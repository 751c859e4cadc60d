"""Members: admitted, choosing for themselves, given roles, shut out, leaving."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.accounts import Member, queries, service
from fedicoop.accounts.policy import Role
from fedicoop.accounts.service import SettingsDraft
from fedicoop.actors import queries as book
from fedicoop.errors import Invalid, Refused
from tests.givens import given_member

if TYPE_CHECKING:
    from fedicoop.work import Work

DRAFT = SettingsDraft("en", "Europe/Brussels", "followers", "never")


async def doors_of(work: Work, member: Member) -> dict[str, str]:
    """Open one door of each kind for a member."""
    return {
        "session": await service.open_session(work, member),
        "token": await service.create_token(work, member, "app"),
        "link": await service.link_for(work, member),
    }


async def open_doors(work: Work, doors: dict[str, str]) -> set[str]:
    """Say which of them are still open."""
    still = {
        "session": await queries.by_session(work, doors["session"]),
        "token": await queries.by_token(work, doors["token"]),
        "link": await queries.is_live_link(work, doors["link"]),
    }
    return {kind for kind, found in still.items() if found}


async def test_a_newcomer_is_a_member_with_an_actor(work: Work) -> None:
    ana = await service.admit(
        work, "ana", name="Ana", email="Ana@Mail.example", roles=["admin", "admin"], language="en"
    )

    assert (ana.email, ana.roles, ana.language) == ("ana@mail.example", ["admin"], "en")
    assert ana.actor.uri == "https://coop.example/users/ana"
    assert (ana.actor.name, ana.actor.discoverable) == ("Ana", False)
    assert await queries.by_id(work, ana.id) is ana
    assert await queries.by_actor(work, ana.actor_id) is ana
    assert await queries.by_email(work, "ANA@mail.example") is ana
    assert await queries.by_email(work, "") is None


async def test_a_newcomer_may_give_nothing_but_a_name(work: Work) -> None:
    ana = await service.admit(work, "ana")

    assert (ana.email, ana.password_hash, ana.roles, ana.language) == (None, None, [], "fr")
    assert (ana.default_visibility, ana.email_digest) == ("public", "quarterly")


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"email": "no address"}, ["email"]),
        ({"email": "TAKEN@mail.example"}, ["email"]),
        ({"roles": ["king"]}, ["roles"]),
        ({"language": "de"}, ["language"]),
        ({"roles": ["king"], "language": "de", "email": "x"}, ["roles", "language", "email"]),
        ({"username": "Taken"}, ["username"]),
        ({"username": "no name"}, ["username"]),
    ],
)
async def test_what_does_not_hold_is_said_field_by_field(
    work: Work, given: dict[str, Any], fields: list[str]
) -> None:
    await service.admit(work, "taken", email="taken@mail.example")

    with pytest.raises(Invalid) as refusal:
        await service.admit(work, **({"username": "ana"} | given))

    assert list(refusal.value.fields) == fields
    assert len(await queries.all_members(work)) == 1


async def test_a_member_is_found_by_whatever_she_calls_herself(work: Work) -> None:
    ana = await service.admit(work, "ana", email="eve@coop.example")
    eve = await service.admit(work, "eve")

    assert await queries.by_login(work, "ana") is ana
    assert await queries.by_login(work, "@ana@coop.example") is ana
    assert await queries.by_login(work, "eve") is eve
    assert await queries.by_login(work, "eve@coop.example") is ana, "an address comes first"
    assert await queries.by_login(work, "ana@peer.example") is None
    assert await queries.by_login(work, "") is None


async def test_a_group_is_no_member(work: Work) -> None:
    group = await given_member(work, "solaire", kind="Group")

    assert await queries.by_actor(work, group.id) is None


async def test_members_are_listed_page_by_page(work: Work) -> None:
    people = [await service.admit(work, name) for name in ("ana", "bea", "cleo")]

    page = await queries.all_members(work, limit=2)

    assert page == people[:0:-1]
    assert await queries.all_members(work, before=page[-1].id) == people[:1]


async def test_a_member_chooses_for_herself(work: Work) -> None:
    ana = await service.admit(work, "ana")

    await service.change_settings(work, ana, DRAFT)

    assert (ana.language, ana.time_zone) == ("en", "Europe/Brussels")
    assert (ana.default_visibility, ana.email_digest) == ("followers", "never")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", ""),
        ("language", "de"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("default_visibility", "everybody"),
        ("email_digest", "hourly"),
        ("postcode", "Rouen!"),
    ],
)
async def test_a_choice_that_is_not_on_the_list_is_refused(
    work: Work, field: str, value: str
) -> None:
    ana = await service.admit(work, "ana")

    with pytest.raises(Invalid) as refusal:
        await service.change_settings(work, ana, replace(DRAFT, **{field: value}))

    assert list(refusal.value.fields) == [field]
    assert ana.time_zone == "Europe/Paris"


async def test_a_postcode_that_is_not_named_stays(work: Work) -> None:
    ana = await service.admit(work, "ana")
    assert (ana.postcode, ana.college) == ("", "")

    await service.change_settings(work, ana, replace(DRAFT, postcode="76 000"))
    await service.change_settings(work, ana, DRAFT)
    assert ana.postcode == "76000"

    await service.change_settings(work, ana, replace(DRAFT, postcode=""))
    assert ana.postcode == ""


async def test_the_register_says_where_a_member_lives_and_her_college(work: Work) -> None:
    ana = await service.admit(work, "ana")

    await service.register(work, ana, postcode="59000", college=" producteurs ")
    await service.register(work, ana)
    assert (ana.postcode, ana.college) == ("59000", "producteurs")

    await service.register(work, ana, college="")
    assert (ana.postcode, ana.college) == ("59000", "")

    with pytest.raises(Invalid) as refusal:
        await service.register(work, ana, postcode="?", college="x" * 61)
    assert list(refusal.value.fields) == ["postcode", "college"]


async def test_a_new_address_makes_links_to_the_old_one_useless(work: Work) -> None:
    ana = await service.admit(work, "ana", email="old@mail.example")
    await service.admit(work, "eve", email="eve@mail.example")
    link = await service.link_for(work, ana)

    await service.change_email(work, ana, "OLD@mail.example")
    assert await queries.is_live_link(work, link)
    for wrong in ("", "no address", "EVE@mail.example"):
        with pytest.raises(Invalid):
            await service.change_email(work, ana, wrong)
    await service.change_email(work, ana, "New@mail.example")

    assert ana.email == "new@mail.example"
    assert not await queries.is_live_link(work, link)


async def test_web_005_a_new_password_shuts_every_other_door(work: Work) -> None:
    ana = await service.admit(work, "ana")
    doors = await doors_of(work, ana)
    here = await service.open_session(work, ana)

    await service.change_password(work, ana, "hash", except_token=here)

    assert ana.password_hash == "hash"
    assert await open_doors(work, doors) == set()
    assert await queries.by_session(work, here) is ana


async def test_new_roles_mean_signing_in_afresh(work: Work) -> None:
    ana = await service.admit(work, "ana", roles=["relais", "societaire"])
    cookie = await service.open_session(work, ana)

    await service.set_roles(work, ana, ["societaire", "relais"])
    assert await queries.by_session(work, cookie) is ana
    with pytest.raises(Invalid):
        await service.set_roles(work, ana, ["king"])
    await service.set_roles(work, ana, ["redaction", "redaction"])

    assert ana.roles == ["redaction"]
    assert await queries.by_session(work, cookie) is None


async def test_those_with_a_role_are_found_while_they_are_active(work: Work) -> None:
    ada = await service.admit(work, "ada", roles=["admin", "moderation"])
    mona = await service.admit(work, "mona", roles=["moderation"])
    out = await service.admit(work, "out", roles=["moderation"])
    await service.admit(work, "eve", roles=["relais"])
    await service.disable(work, out)

    assert await queries.with_role(work, Role.MODERATOR) == [ada, mona]
    assert await queries.with_role(work, Role.ADMIN, Role.LOCAL_CONTACT) != [ada]
    assert await queries.with_role(work, Role.ADMIN) == [ada]


async def test_who_is_disabled_is_out_at_once_and_can_come_back(work: Work) -> None:
    ana = await service.admit(work, "ana")
    doors = await doors_of(work, ana)
    when = work.now()

    await service.disable(work, ana)
    await service.disable(work, ana)

    assert ana.disabled_at == when
    assert await open_doors(work, doors) == set()
    await service.enable(work, ana)
    assert await open_doors(work, await doors_of(work, ana)) == {"session", "token", "link"}


async def test_somebody_always_administers(work: Work) -> None:
    ada = await service.admit(work, "ada", roles=["admin"])
    other = await service.admit(work, "other", roles=["admin"])
    await service.disable(work, other)

    for deed in (service.disable, service.erase):
        with pytest.raises(Refused) as refusal:
            await deed(work, ada)
        assert "last administrator" in refusal.value.safe
    with pytest.raises(Refused):
        await service.set_roles(work, ada, ["moderation"])
    await service.set_roles(work, ada, ["admin", "moderation"])

    await service.enable(work, other)
    await service.set_roles(work, ada, [])
    assert ada.roles == []


async def test_who_leaves_is_a_tombstone_whose_name_is_never_given_again(work: Work) -> None:
    ana = await service.admit(work, "ana", email="ana@mail.example", name="Ana")
    doors = await doors_of(work, ana)
    actor = ana.actor

    await service.erase(work, ana)

    assert await open_doors(work, doors) == set()
    assert await queries.by_email(work, "ana@mail.example") is None
    assert (actor.deleted_at, actor.name) == (work.now(), "")
    assert await book.by_username(work, "ana") is actor
    assert [out.activity["type"] for out in work.outgoing] == ["Delete"]
    with pytest.raises(Invalid):
        await service.admit(work, "ana")
