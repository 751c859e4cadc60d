"""Moderators call on members: who gets the letter, and what stands in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts.policy import Role
from fedicoop.actors import service as people
from fedicoop.directory import Listing, Wanted, policy, queries, service
from fedicoop.directory.service import CallDraft, ListingDraft
from fedicoop.errors import Invalid, Refused, TooMany
from fedicoop.moderation import queries as decisions
from fedicoop.notifications import Mail
from fedicoop.notifications import queries as notices
from fedicoop.notifications import service as notifications
from tests.directory.given import given_listed
from tests.groups.given import given_group, given_membership

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

DROIT = Wanted(skill="droit")
SAID = CallDraft("Relire les statuts", "Une soirée en mars.\n\nÀ Rouen.", "droit")


async def given_moderator(work: Work) -> Member:
    """Admit somebody who may call."""
    member = await given_listed(work, "maud", "droit")
    member.roles = [Role.MODERATOR]
    return member


async def written(work: Work) -> list[Mail]:
    """Give the letters that wait to leave."""
    return list(await work.session.scalars(select(Mail).order_by(Mail.to)))


async def test_each_who_fits_gets_a_letter_of_her_own(work: Work) -> None:
    """With no address of anybody, a way to answer and a way out; the log says who called."""
    mod = await given_moderator(work)
    await given_listed(work, "ana", "droit")
    await given_listed(work, "bob", "droit du travail")
    await given_listed(work, "eve", "menuiserie")

    call = await service.call(work, mod, DROIT, SAID)

    letters = await written(work)
    assert [each.to for each in letters] == ["ana@mail.example", "bob@mail.example"]
    letter = letters[0]
    assert (letter.kind, letter.subject) == ("call", "Relire les statuts")
    for words in ("Bonjour Ana", "Maud vous écrit", "À Rouen.", "\u00a0: droit."):
        assert words in letter.text
    assert "/messages/new?to=maud" in letter.text
    assert len(set(re.findall(r"/calls/answer/[\w-]+\?say=(\w+)", letter.text))) == 3
    assert "@mail.example" not in letter.text
    tally = (await queries.answers(work, [call.id]))[call.id]
    assert (tally.letters, tally.notices, tally.silent) == (2, 0, 2)
    (entry,) = await decisions.log(work)
    assert (entry.verb, entry.subject, entry.detail) == ("call", "droit", "Relire les statuts (2)")


async def test_a_letter_speaks_the_language_of_its_reader(work: Work) -> None:
    mod = await given_moderator(work)
    (await given_listed(work, "ana", "droit")).language = "en"
    await service.call(work, mod, DROIT, SAID)
    assert "Hello Ana" in (await written(work))[0].text


async def test_who_had_her_letters_or_gave_no_address_finds_it_on_the_site(work: Work) -> None:
    mod = await given_moderator(work)
    ana = await given_listed(work, "ana", "droit")
    (await given_listed(work, "bob", "droit")).email = None
    await given_listed(work, "eve", "droit")
    assert ana.email
    for _ in range(work.config.limits.mails_per_member_per_month):
        await notifications.send_mail(work, ana.email, "Des nouvelles", "…")

    reach = await service.reach(work, mod, DROIT)

    assert [each.actor.username for each in reach.members] == ["eve"]
    assert [each.actor.username for each in reach.noticed] == ["ana", "bob"]
    assert (reach.full, reach.unreachable) == (1, 1)
    call = await service.call(work, mod, DROIT, SAID)
    for member in reach.everybody:
        (notice,) = await notices.of(work, member.actor)
        assert (notice.kind, notice.subject_uri) == ("call", f"{work.urls.base}/calls/{call.id}")
    tally = (await queries.answers(work, [call.id]))[call.id]
    assert (tally.letters, tally.notices) == (1, 2)
    assert [each.to for each in await written(work) if each.kind == "call"] == ["eve@mail.example"]


@pytest.mark.parametrize(
    ("skills", "shown", "called", "due"),
    [
        (("droit",), True, None, True),
        (("droit",), True, False, False),
        (("droit",), True, True, True),
        ((), True, None, False),
        ((), True, True, True),
        (("droit",), False, None, False),
    ],
)
async def test_who_lists_skills_may_be_called_unless_she_says_no(
    work: Work, skills: tuple[str, ...], called: bool | None, *, shown: bool, due: bool
) -> None:
    mod = await given_moderator(work)
    ana = await given_listed(work, "ana", town="Rouen")
    town = policy.towns_of("Rouen")[0]
    draft = ListingDraft(skills, town, shows_skills=shown, shows_town=True, called=called)
    await service.change(work, ana, draft)
    reach = await service.reach(work, mod, Wanted(near=town.spot))
    assert [each.id for each in reach.members] == ([ana.id] if due else [])
    row = await work.session.get(Listing, ana.id)
    assert policy.is_called(row, has_skills=bool(skills)) is due
    assert policy.is_called(None, has_skills=True) is False


async def test_only_moderators_call_and_never_everybody(work: Work) -> None:
    mod, ana = await given_moderator(work), await given_listed(work, "ana", "droit")
    with pytest.raises(Refused):
        await service.call(work, ana, DROIT, SAID)
    with pytest.raises(Invalid, match="Choose whom"):
        await service.call(work, mod, Wanted(), SAID)
    with pytest.raises(Invalid, match="Nobody"):
        await service.call(work, mod, Wanted(skill="plomberie"), SAID)
    assert await written(work) == []


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (CallDraft("", ""), {"subject", "text"}),
        (CallDraft("x" * 101, "y"), {"subject"}),
        (CallDraft("x", "y" * 3001), {"text"}),
    ],
)
async def test_a_call_says_something_and_not_too_much(
    work: Work, said: CallDraft, fields: set[str]
) -> None:
    mod = await given_moderator(work)
    await given_listed(work, "ana", "droit")
    with pytest.raises(Invalid) as refused:
        await service.call(work, mod, DROIT, said)
    assert set(refused.value.fields) == fields


async def test_the_same_call_leaves_once(work: Work) -> None:
    mod = await given_moderator(work)
    await given_listed(work, "ana", "droit")
    await service.call(work, mod, DROIT, SAID)
    with pytest.raises(Refused) as refused:
        await service.call(work, mod, DROIT, SAID)
    assert refused.value.safe == "This call was sent a moment ago."
    assert len(await written(work)) == 1


async def test_nobody_calls_all_day(work: Work, clock: StoppedClock) -> None:
    mod = await given_moderator(work)
    await given_listed(work, "ana", "droit")
    for number in range(policy.MOST_CALLS):
        await service.call(work, mod, DROIT, CallDraft(f"Appel {number}", "…", "droit"))
    with pytest.raises(TooMany):
        await service.call(work, mod, DROIT, SAID)
    clock.move(policy.CALLS_IN)
    again = await service.call(work, mod, DROIT, SAID)
    assert again.subject == SAID.subject


async def test_calls_are_switched_off_one_way_or_both_and_muted_with_their_author(
    work: Work,
) -> None:
    mod = await given_moderator(work)
    ana, bob, eve = [await given_listed(work, name, "droit") for name in ("ana", "bob", "eve")]
    await notifications.choose(work, ana, {"calls.mail": False})
    await notifications.choose(work, bob, {"calls.mail": False, "calls.app": False})
    await people.mute(work, eve.actor, mod.actor)

    reach = await service.reach(work, mod, DROIT)

    assert (reach.members, reach.noticed) == ((), (ana,))
    assert (reach.full, reach.unreachable) == (0, 0)


async def test_a_college_is_called_by_the_cooperative(work: Work) -> None:
    mod = await given_moderator(work)
    ana, _ = [await given_listed(work, name, "droit") for name in ("ana", "bob")]
    ana.college = "salariés"
    reach = await service.reach(work, mod, Wanted(college="salariés"))
    assert reach.members == (ana,)


async def test_a_group_is_called_by_those_who_look_after_it_and_no_other(work: Work) -> None:
    """Nor do they reach who is not in it, or did not agree to be called."""
    lea, ana, bob, eve = [
        await given_listed(work, name, "droit") for name in ("lea", "ana", "bob", "eve")
    ]
    mod = await given_moderator(work)
    group = await given_group(work, lea.actor, "solaire")
    other = await given_group(work, bob.actor, "jardin")
    for each, role in ((ana, "member"), (bob, "moderator")):
        await given_membership(work, group, each.actor, role)
    quiet = await given_listed(work, "zoe", listed=True)
    await given_membership(work, group, quiet.actor)

    for by, found in ((lea, {ana, bob}), (bob, {lea, ana}), (mod, {lea, ana, bob})):
        reach = await service.reach(work, by, Wanted(group=group))
        assert set(reach.members) == found
    for by, wanted in (
        (ana, Wanted(group=group)),
        (eve, Wanted(group=group)),
        (lea, Wanted(group=other)),
        (lea, DROIT),
    ):
        with pytest.raises(Refused):
            await service.reach(work, by, wanted)
    await service.call(work, lea, Wanted(group=group), CallDraft("Poser des panneaux", "Samedi."))
    letter = (await written(work))[0]
    assert "au nom de Solaire" in letter.text
    assert "Vous faites partie de ce groupe" in letter.text


async def test_too_many_are_not_called_at_once(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    mod = await given_moderator(work)
    await given_listed(work, "ana", "droit")
    await given_listed(work, "bob", "droit")
    monkeypatch.setattr(policy, "MOST_CALLED", 1)
    with pytest.raises(Invalid, match="narrow"):
        await service.call(work, mod, DROIT, SAID)
