"""Who is found in the directory by whom, and what of what she wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop import gazetteer
from fedicoop.accounts import service as accounts
from fedicoop.actors import service as people
from fedicoop.actors.service import ProfileDraft
from fedicoop.directory import Listing, Skill, Wanted, policy, queries, service
from fedicoop.directory.service import ListingDraft
from fedicoop.errors import Invalid
from fedicoop.search import asking
from tests.directory.given import given_listed
from tests.givens import given_stranger
from tests.search.given import read_all

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work

EVERYBODY = Wanted()


async def found(work: Work, viewer: Member, wanted: Wanted = EVERYBODY) -> list[str]:
    """Give the names of those whom a member finds."""
    await read_all(work)
    entries, _more = await queries.listed(work, viewer.actor, wanted)
    return [each.actor.username for each in entries]


async def test_members_are_found_by_skill_however_it_is_written(work: Work) -> None:
    await given_listed(work, "ana", "Électricité", "Comptabilité générale")
    await given_listed(work, "bob", "menuiserie")
    eve = await given_listed(work, "eve", listed=False)

    for typed in ("électricité", "ELECTRICITE", "electri", "électricités", "générale comptabilite"):
        assert await found(work, eve, Wanted(skill=typed)) == ["ana"], typed
    for typed in ("tricité", "plomberie", "électricité menuiserie", "!!!", "%", "' OR 1=1 --"):
        assert await found(work, eve, Wanted(skill=typed)) == [], typed


async def test_members_are_found_by_name_without_accents(work: Work) -> None:
    member = await given_listed(work, "zoe")
    member.actor.name = "Zoé Lefèvre"
    await given_listed(work, "bob")
    for typed in ("zoe", "lefevre", "LEF", "Zoé Lefèvre"):
        assert await found(work, member, Wanted(question=asking.read(typed))) == ["zoe"], typed
    for typed in ("dupont", '"', "NEAR(", "*", "-zoe"):
        assert await found(work, member, Wanted(question=asking.read(typed))) == [], typed


async def test_members_are_found_around_a_town_the_nearest_first(work: Work) -> None:
    eve = await given_listed(work, "eve")
    await given_listed(work, "far", town="Marseille")
    await given_listed(work, "near", town="Sotteville-lès-Rouen")
    await given_listed(work, "here", town="Rouen")
    rouen = gazetteer.find("Rouen")[0].spot

    assert await found(work, eve, Wanted(near=rouen, km=30)) == ["here", "near"]
    assert await found(work, eve, Wanted(near=rouen, km=1)) == ["here"]
    assert await found(work, eve, Wanted(near=rouen, km=1, skill="droit")) == []


async def test_only_what_was_shown_is_found_and_seen(work: Work) -> None:
    """Skills and town wait for a yes of their own; without one nobody learns of them."""
    ana = await given_listed(work, "ana", "droit", town="Rouen", shown=False)
    eve = await given_listed(work, "eve")
    rouen = gazetteer.find("Rouen")[0].spot

    assert await found(work, eve) == ["eve", "ana"]
    assert await found(work, eve, Wanted(skill="droit")) == []
    assert await found(work, eve, Wanted(near=rouen)) == []
    shown = await queries.shown_of(work, ana.actor)
    assert (shown.skills, shown.town) == ((), "")
    assert await queries.skills_here(work) == []
    row, own = await queries.listing_of(work, ana)
    assert row is not None
    assert (row.town, own) == ("Rouen", ["droit"])


async def test_who_is_not_listed_left_or_blocks_is_not_found(work: Work) -> None:
    eve = await given_listed(work, "eve")
    await given_listed(work, "quiet", "droit", listed=False)
    closed = await given_listed(work, "closed", "droit")
    blocker = await given_listed(work, "blocker", "droit")
    blocked = await given_listed(work, "blocked", "droit")
    gone = await given_listed(work, "gone", "droit")
    closed.disabled_at = work.now()
    await people.block(work, blocker.actor, eve.actor)
    await people.block(work, eve.actor, blocked.actor)
    await people.suspend(work, gone.actor)
    (await given_stranger(work, "stranger")).discoverable = True

    assert await found(work, eve) == ["eve"]
    assert await found(work, eve, Wanted(skill="droit")) == []


async def test_skills_are_suggested_once_and_by_their_letters(work: Work) -> None:
    await given_listed(work, "ana", "menuiserie", "Droit")
    await given_listed(work, "bob", "droit", "électricité")
    await given_listed(work, "eve", "secret", listed=False)

    assert await queries.skills_here(work) == ["Droit", "électricité", "menuiserie"]


async def test_a_list_comes_in_pages_without_holes(work: Work) -> None:
    for number in range(7):
        await given_listed(work, f"member{number}")
    eve = await given_listed(work, "eve", listed=False)
    seen: list[str] = []
    for page in range(1, 5):
        entries, more = await queries.listed(work, eve.actor, EVERYBODY, page, 3)
        seen += [each.actor.username for each in entries]
        assert more == (page < 3)
    assert seen == [f"member{number}" for number in reversed(range(7))]
    assert await queries.listed(work, eve.actor, EVERYBODY, 0) == ([], False)
    assert await queries.listed(work, eve.actor, EVERYBODY, 10**9) == ([], False)


@pytest.mark.parametrize(
    ("skills", "fault"),
    [
        (("x" * 41,), {"skill_0": "At most 40 characters."}),
        (("droit", "?!"), {"skill_1": "Write this in letters."}),
        (
            tuple(f"skill {'abcdefghijk'[n]}x" for n in range(11)),
            {"skill_0": "At most ten skills."},
        ),
    ],
)
async def test_skills_are_few_short_words(
    work: Work, skills: tuple[str, ...], fault: dict[str, str]
) -> None:
    ana = await given_listed(work, "ana")
    with pytest.raises(Invalid) as refused:
        await service.change(work, ana, ListingDraft(skills))
    assert refused.value.fields == fault


async def test_the_same_skill_is_kept_once(work: Work) -> None:
    ana = await given_listed(work, "ana", "Énergie", "energies", "  de   l'eau ")
    assert (await queries.listing_of(work, ana))[1] == ["de l'eau", "Énergie"]
    await service.change(work, ana, ListingDraft())
    assert (await queries.shown_of(work, ana.actor)).skills == ()


async def test_what_stood_there_goes_with_the_account(work: Work) -> None:
    ana = await given_listed(work, "ana", "droit", town="Rouen")
    await work.session.flush()
    await accounts.erase(work, ana)
    for table in (Listing, Skill):
        assert await work.session.scalar(select(func.count()).select_from(table)) == 0


async def test_what_is_shown_to_members_leaves_for_no_other_server(work: Work) -> None:
    """Not in what is sent when a profile changes."""
    ana = await given_listed(work, "ana", "chardonneret", town="Rouen")
    await people.update_profile(work, ana.actor, ProfileDraft("Ana", discoverable=True))
    assert work.outgoing
    assert "chardonneret" not in repr(work.outgoing)
    assert "Rouen" not in repr(work.outgoing)
    assert "49.4" not in repr(work.outgoing)


def test_a_town_is_one_or_is_to_be_chosen() -> None:
    assert [each.name for each in policy.towns_of("rouen")] == ["Rouen"]
    assert [str(each) for each in policy.towns_of("Saint-Denis (93200)")] == ["Saint-Denis (93200)"]
    assert len(policy.towns_of("Saint-Denis")) > 1
    assert policy.towns_of("nulle part ailleurs") == []
    assert policy.towns_of("") == []
