"""Who finds what: the rules asked of the database say the same as the rules alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.actors import Block
from fedicoop.groups import State
from fedicoop.groups import queries as groups
from fedicoop.ids import new_id
from fedicoop.library import policy, queries, service
from fedicoop.library.queries import Wanted
from fedicoop.moderation import service as moderation
from tests.givens import given_stranger
from tests.groups.given import given_account, given_group, given_membership, given_person
from tests.library.given import given_paper

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.library import Paper
    from fedicoop.work import Work


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody add more documents at once than people may."""
    monkeypatch.setattr(policy, "UPLOADS", 1000)


async def people(work: Work) -> dict[str, Actor | None]:
    """Give somebody of each kind; Ada runs the site, Fay founds the groups."""
    ada = await given_account(work, "ada", "admin")
    found: dict[str, Actor | None] = {"visitor": None, "ada": ada.actor}
    roles = {"eve": ["redaction"], "max": ["moderation"], "bob": [], "fay": []}
    for name, held in roles.items():
        found[name] = (await given_account(work, name, *held)).actor
    cleo = await given_account(work, "cleo")
    await accounts.register(work, cleo, college="usagers")
    found["cleo"] = cleo.actor
    found["dan"] = await given_person(work, "dan")
    found["out"] = await given_person(work, "out")
    found["hit"] = await given_person(work, "hit")
    found["ben"] = await given_stranger(work, "ben", "neighbour.example")
    found["far"] = await given_stranger(work, "far", "neighbour.example")
    found["zoe"] = await given_stranger(work, "zoe", "outside.example")
    await moderation.trust_host(work, None, "neighbour.example")
    return found


def one(found: dict[str, Actor | None], name: str) -> Actor:
    """Give one of the people."""
    actor = found[name]
    assert actor is not None
    return actor


async def shelves_full(work: Work, found: dict[str, Actor | None]) -> list[Paper]:
    """Put a document of every kind there."""
    ada, fay = one(found, "ada"), one(found, "fay")
    papers = [
        await given_paper(work, ada, each, each, college="usagers")
        for each in ("public", "network", "members", "college", "board")
    ]
    papers.append(await given_paper(work, one(found, "eve"), "board of eve", "board"))
    board = await given_group(work, ada, "conseil", kind="board", visibility="private")
    await given_membership(work, board, one(found, "dan"))
    for sight in ("public", "network", "members", "private", "secret"):
        group = await given_group(work, fay, f"g{sight}", visibility=sight)
        await given_membership(work, group, one(found, "bob"))
        (await given_membership(work, group, one(found, "out"))).state = State.BANNED
        await given_membership(work, group, one(found, "far"))
        block = Block(id=new_id(work.now()), uri=f"urn:{sight}", created_at=work.now())
        block.blocker_id, block.blocked_id = group.actor_id, one(found, "hit").id
        work.session.add(block)
        for audience in policy.audiences_in(sight):
            papers.append(await given_paper(work, fay, f"{sight} {audience}", audience, group))
        for wide in ("public", "network", "members"):  # as if the group had closed since
            late = await given_paper(work, fay, f"{sight} was {wide}", "group", group)
            late.audience = wide
            papers.append(late)
    away = await given_paper(work, ada, "away", "public")
    await service.archive(work, away, ada)
    await work.session.flush()
    return [*papers, away]


async def test_lists_and_rules_agree_for_everybody(work: Work) -> None:
    found = await people(work)
    papers = await shelves_full(work, found)
    for name, viewer in found.items():
        listed = await queries.listed(work, viewer, limit=100)
        titles = {each.paper.title for each in listed.items}
        reader = await queries.reader(work, viewer)
        ruled = set()
        for paper in papers:
            standing = await queries.standing(work, paper, viewer)
            if not paper.is_archived and policy.may_see(paper, reader, standing):
                ruled.add(paper.title)
        assert titles == ruled, name
        assert sum((await queries.counts(work, viewer)).values()) == len(titles)


async def test_some_who_are_easily_forgotten(work: Work) -> None:
    found = await people(work)
    await shelves_full(work, found)

    async def titles(name: str) -> set[str]:
        shown = await queries.listed(work, found[name], limit=100)
        return {each.paper.title for each in shown.items}

    assert await titles("visitor") == {"public", "public public", "public was public"}
    assert "board" in await titles("dan")
    assert "board" not in await titles("eve")
    assert "board of eve" in await titles("eve")
    assert "college" in await titles("cleo")
    assert "college" not in await titles("bob")
    assert {"network", "public network"} <= await titles("ben")
    assert "members" not in await titles("ben")
    assert "secret group" in await titles("far")
    assert await titles("zoe") == await titles("visitor")
    assert not any(each.startswith("secret") for each in await titles("max"))
    assert not {"members members", "network network"} & await titles("out")
    assert not {"members members", "network network"} & await titles("hit")


async def test_with_a_group_that_is_deleted_its_documents_go(work: Work) -> None:
    found = await people(work)
    fay = one(found, "fay")
    group = await given_group(work, fay, "vent")
    paper = await given_paper(work, fay, "Plan", "public", group)
    group.actor.deleted_at = work.now()
    assert not (await queries.newest(work, fay)).copy()
    assert await service.forget_departed(work) == 1
    assert await queries.by_id(work, paper.id) is None


async def test_a_board_that_has_ended_reads_no_more(work: Work) -> None:
    ada, dan = await given_person(work, "ada", "admin"), await given_person(work, "dan")
    board = await given_group(work, ada, "conseil", kind="board")
    await given_membership(work, board, dan)
    assert (await queries.reader(work, dan)).on_board
    board.archived_at = work.now()
    await work.session.flush()
    assert not (await queries.reader(work, dan)).on_board


async def test_who_is_gone_or_no_member_reads_as_a_visitor(work: Work) -> None:
    ana = await given_account(work, "ana")
    ana.disabled_at = work.now()
    assert await queries.reader(work, ana.actor) == policy.VISITOR
    group = await given_group(work, await given_person(work, "bob"), "vent")
    assert await queries.reader(work, group.actor) == policy.VISITOR
    zoe = await given_stranger(work, "zoe")
    zoe.deleted_at = work.now()
    assert await queries.reader(work, zoe) == policy.VISITOR
    assert (await queries.listed(work, zoe)).items == []


async def test_documents_are_found_by_title_and_keyword_without_accents(work: Work) -> None:
    ada = await given_person(work, "ada", "admin")
    await given_paper(work, ada, "Procès-verbal de l'assemblée", tags="Électricité, 2026")
    await given_paper(work, ada, "Budget 100 %")

    async def found(words: str) -> list[str]:
        rows = await queries.listed(work, ada, Wanted(words=words))
        return [each.paper.title for each in rows.items]

    for words in ("proces VERBAL", "assemblée procès", "electricite", "ASSEMBLEE 2026"):
        assert await found(words) == ["Procès-verbal de l'assemblée"], words
    assert await found("%") == await found("")
    assert await found("introuvable") == []


async def test_pages_follow_each_other_newest_first(work: Work) -> None:
    ada = await given_person(work, "ada", "admin")
    shelf = await service.add_category(work, ada, "Plans")
    for number in range(5):
        on = shelf.id if number % 2 else ""
        await given_paper(work, ada, f"n{number}", category=on)
    first = await queries.listed(work, ada, limit=3)
    rest = await queries.listed(work, ada, before=first.next, limit=3)
    titles = [each.paper.title for each in (*first.items, *rest.items)]
    assert titles == ["n4", "n3", "n2", "n1", "n0"]
    assert rest.next is None
    on_shelf = await queries.listed(work, ada, Wanted(category=(shelf.id,)))
    assert [each.paper.title for each in on_shelf.items] == ["n3", "n1"]
    assert [each.paper.title for each in await queries.newest(work, ada, 1)] == ["n4"]


async def test_what_was_put_away_is_listed_to_those_who_may_take_it_out(work: Work) -> None:
    found = await people(work)
    ada, fay = one(found, "ada"), one(found, "fay")
    group = await given_group(work, fay, "vent", visibility="private")
    for paper in (
        await given_paper(work, ada, "ours", "public"),
        await given_paper(work, fay, "theirs", "group", group),
    ):
        await service.archive(work, paper, ada if paper.group is None else fay)
    for name, titles in {"eve": ["ours"], "fay": ["theirs"], "bob": [], "visitor": []}.items():
        rows = await queries.put_away(work, found[name])
        assert [each.paper.title for each in rows] == titles, name
    assert await queries.of_group(work, group, fay) == []
    assert [each.paper.title for each in await queries.added_by(work, fay)] == ["theirs"]
    assert await groups.belongs(work, group.id, fay)
