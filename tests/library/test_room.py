"""How much room documents may take: in all, in a group, of a member; and how room comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.library import policy, queries, service
from fedicoop.library.service import VersionDraft
from tests.groups.given import given_group, given_person
from tests.library.files import PDF
from tests.library.given import a_file, given_paper

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work

BIG = a_file(PDF + bytes(600_000))
SIZE = len(BIG.data)


@pytest.fixture
async def ada(work: Work) -> Actor:
    """Give who runs the site."""
    return await given_person(work, "ada", "admin")


def limited(work: Work, whole: int = 100, group: int = 100, member: int = 100) -> None:
    """Let there be so many megabytes."""
    limits = replace(
        work.config.limits,
        documents_mb=whole,
        documents_mb_per_group=group,
        documents_mb_per_member=member,
    )
    work.config = replace(work.config, limits=limits)


@pytest.mark.parametrize(
    ("limit", "said"),
    [("whole", "in the library"), ("group", "of this group"), ("member", "documents of yours")],
)
async def test_what_no_longer_fits_is_refused_and_says_where(
    work: Work, ada: Actor, limit: str, said: str
) -> None:
    limited(work, **{limit: 1})
    group = await given_group(work, ada, "vent")
    paper = await given_paper(work, ada, "Un", "group", group, file=BIG)
    assert (await queries.room(work, ada, group)).left == 1_000_000 - SIZE
    for add in (
        given_paper(work, ada, "Deux", "group", group, file=BIG),
        service.add_version(work, paper, ada, VersionDraft(BIG)),
    ):
        with pytest.raises(Invalid) as refusal:
            await add
        assert said in refusal.value.fields["file"]
    await service.add_version(work, paper, ada, VersionDraft(link="https://pad.example/x"))


async def test_a_member_who_adds_for_the_cooperative_uses_no_room_of_her_own(
    work: Work, ada: Actor
) -> None:
    limited(work, member=1, group=1)
    group = await given_group(work, ada, "vent")
    for number in range(2):
        await given_paper(work, ada, f"Compte {number}", file=BIG)
    await given_paper(work, ada, "Plan", "group", group, file=BIG)
    with pytest.raises(Invalid):
        await given_paper(work, ada, "Plan", "group", await given_group(work, ada, "eau"), file=BIG)


async def test_every_version_counts_until_it_or_its_document_is_deleted(
    work: Work, ada: Actor
) -> None:
    limited(work, whole=2)
    bob = await given_person(work, "bob", "redaction")
    paper = await given_paper(work, ada, "Un", file=BIG)
    await service.add_version(work, paper, ada, VersionDraft(BIG))
    await service.add_version(work, paper, ada, VersionDraft(BIG))
    await service.archive(work, paper, ada)
    assert (await queries.use(work)).whole == 3 * SIZE
    for who, number in ((bob, 1), (ada, 3), (ada, 4), (ada, 0)):
        with pytest.raises(Refused):
            await service.remove_version(work, paper, who, number)
    await service.remove_version(work, paper, ada, 1)
    with pytest.raises(NotFound):
        await service.remove_version(work, paper, ada, 1)
    assert [each.number for each in await queries.versions_of(work, paper)] == [3, 2]
    assert (await queries.use(work)).whole == 2 * SIZE
    await service.delete(work, paper, ada)
    assert (await queries.use(work)).whole == 0


async def test_who_uses_most_is_named_first(work: Work, ada: Actor) -> None:
    for name, count in (("vent", 1), ("eau", 2), ("bois", 0)):
        group = await given_group(work, ada, name)
        for number in range(count):
            await given_paper(work, ada, f"Plan {number}", "group", group)
    await given_paper(work, ada, "Statuts")
    found = await queries.use(work)
    assert [(actor.username, size) for actor, size in found.groups] == [
        ("eau", 2 * len(PDF)),
        ("vent", len(PDF)),
    ]
    assert [(actor.username, size) for actor, size in found.members] == [("ada", 3 * len(PDF))]
    assert (found.whole, found.most) == (4 * len(PDF), 10_000_000_000)


def test_a_file_fits_to_the_last_byte() -> None:
    assert policy.fault_of_room(5, 5, None, None) == ""
    assert policy.fault_of_room(5, 5, 5, 5) == ""
    assert "library" in policy.fault_of_room(6, 5, None, None)
