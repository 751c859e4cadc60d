"""Finding documents: by title, summary and keyword; by those whom they are for, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.library import service
from fedicoop.library.service import PaperDraft
from fedicoop.search import Kind, Narrowed
from tests.givens import given_stranger
from tests.groups.given import given_group, given_membership, given_person
from tests.library.given import given_paper
from tests.search.given import found

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.library import Paper
    from fedicoop.work import Work


async def finds(work: Work, viewer: Actor | None, typed: str, *papers: Paper) -> bool:
    """Tell whether somebody finds just these documents."""
    return set(await found(work, viewer, typed, Kind.DOCUMENTS)) == {each.id for each in papers}


async def test_a_document_is_found_by_what_is_said_of_it(work: Work) -> None:
    ada = await given_person(work, "ada", "admin")
    brief = "L'excédent est mis en réserve."
    paper = await given_paper(
        work, ada, "Procès-verbaux", "public", summary=brief, tags="comptabilité"
    )
    for typed in ("proces verbal", "excedent reserve", "COMPTABILITE"):
        assert await finds(work, None, typed, paper), typed
    for kind in set(Kind) - {Kind.DOCUMENTS}:
        assert await found(work, ada, "excedent", kind) == []
    await service.change(work, paper, ada, PaperDraft("Règlement", "public"))
    assert await finds(work, None, "excedent")
    assert await finds(work, None, "reglement", paper)


async def test_only_those_whom_it_is_for_find_it(work: Work) -> None:
    ada, bob = await given_person(work, "ada", "admin"), await given_person(work, "bob")
    eve = await given_person(work, "eve")
    zoe = await given_stranger(work, "zoe")
    group = await given_group(work, ada, "vent", visibility="private")
    await given_membership(work, group, bob)
    inside = await given_paper(work, ada, "canari dedans", "members")
    closed = await given_paper(work, ada, "canari au conseil", "board")
    grouped = await given_paper(work, ada, "canari du groupe", "group", group)
    assert await finds(work, None, "canari")
    assert await finds(work, zoe, "canari")
    assert await finds(work, eve, "canari", inside)
    assert await finds(work, bob, "canari", inside, grouped)
    assert await finds(work, ada, "canari", inside, closed, grouped)
    await service.archive(work, inside, ada)
    assert await finds(work, ada, "canari", closed, grouped)


async def test_a_search_can_be_narrowed_to_a_group(work: Work) -> None:
    ada = await given_person(work, "ada", "admin")
    group = await given_group(work, ada, "vent")
    await given_paper(work, ada, "Plan du site", "public")
    plans = [await given_paper(work, ada, f"Plan {n}", "public", group) for n in (1, 2)]
    newest = Narrowed(group=group, newest=True)
    idents = [each.id for each in reversed(plans)]
    assert await found(work, ada, "plan", Kind.DOCUMENTS, newest) == idents
    assert await found(work, ada, "plan", Kind.DOCUMENTS, Narrowed(author=ada)) == []
