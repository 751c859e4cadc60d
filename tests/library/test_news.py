"""What is new among documents: for whom, since when, and what a digest says of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.actors import service as actors
from fedicoop.digests import service as digests
from fedicoop.groups import service as groups
from fedicoop.library import queries, service
from fedicoop.library.service import PaperDraft, VersionDraft
from tests.digests.given import digests_to, given_reader
from tests.groups.given import given_group
from tests.library.given import a_file, given_paper
from tests.posts.given_articles import given_writer

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

HOUR = timedelta(hours=1)


async def titles(work: Work, who: Actor, ago: timedelta = HOUR) -> list[str]:
    """Give what is new to somebody."""
    return [each.paper.title for each in await queries.fresh(work, who, work.now() - ago)]


async def test_new_documents_and_newer_versions_are_news_and_changed_words_are_not(
    work: Work, clock: StoppedClock
) -> None:
    ana, eve = (await given_reader(work, "ana")).actor, await given_writer(work, "eve", "admin")
    old = await given_paper(work, eve, "Statuts")
    other = await given_paper(work, eve, "Comptes")
    clock.move(HOUR * 2)
    await given_paper(work, eve, "Budget", "public")
    away = await given_paper(work, eve, "Brouillon")
    await service.archive(work, away, eve)
    await given_paper(work, eve, "Pour le conseil", "board")
    await service.change(work, other, eve, PaperDraft("Comptes annuels"))
    clock.move(HOUR / 2)
    await service.add_version(work, old, eve, VersionDraft(a_file()))

    assert await titles(work, ana) == ["Statuts", "Budget"]
    assert await titles(work, eve) == [], "she gave them herself"
    clock.move(HOUR)
    assert await titles(work, ana) == []


async def test_groups_of_others_and_those_that_are_muted_bring_no_news(work: Work) -> None:
    ana, eve = (await given_reader(work, "ana")).actor, await given_writer(work, "eve", "admin")
    mine, muted, theirs = [await given_group(work, eve, name) for name in ("vent", "eau", "bois")]
    for group in (mine, muted):
        await groups.join(work, group, ana)
    for group in (mine, muted, theirs):
        await given_paper(work, eve, f"Plan {group.actor.username}", "public", group)
    await actors.mute(work, ana, muted.actor)
    assert await titles(work, ana) == ["Plan vent"]
    await actors.mute(work, ana, eve)
    assert await titles(work, ana) == []


async def test_a_digest_names_what_is_for_everybody_and_of_the_rest_only_whose_it_is(
    work: Work, clock: StoppedClock
) -> None:
    evelyne, eve = await given_reader(work), await given_writer(work, "eve", "redaction")
    clock.move(HOUR)
    await given_paper(work, eve, "Budget secret", "members", summary="La marge est de 3 %.")
    shown = await given_paper(work, eve, "Statuts", "public", summary="Une personne, une voix.")
    await service.add_version(work, shown, eve, VersionDraft(a_file()))

    await digests.send_now(work, evelyne)

    text = (await digests_to(work))[-1].text
    for said in ("Documents", "Statuts", "Une personne, une voix.", "Nouvelle version"):
        assert said in text
    assert "Un document de Coopérative d'essai" in text
    assert f"https://coop.example/documents/{shown.id}" in text
    for secret in ("Budget secret", "marge"):
        assert secret not in text
